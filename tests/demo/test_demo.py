"""The evening leaves what it says, and nothing reached the game but through its window."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.commands.conftest import is_one_sentence
from tests.store.history import rows_of

pytestmark = pytest.mark.slow


def run_demo(out: Path, *, seed: int = 1) -> "subprocess.CompletedProcess[str]":
    line = [
        sys.executable,
        "-m",
        "game",
        "demo",
        "--out",
        str(out),
        "--seed",
        str(seed),
        "--json",
        "--students",
        "3",
        "--weeks",
        "1",
    ]
    return subprocess.run(line, capture_output=True, text=True, timeout=700, check=False)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("evening")
    done = run_demo(out)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return {**told, "folder": out}


def test_an_evening_leaves_pictures_sound_and_database(evening: dict[str, Any]) -> None:
    out: Path = evening["folder"]
    assert {path.name for path in out.iterdir()} == {*evening["pictures"], "heard.wav", "own-ears.db", "saves", "class"}
    assert len(evening["pictures"]) >= 20
    assert len({(out / name).read_bytes() for name in evening["pictures"]}) == len(evening["pictures"])


def test_the_sound_is_what_was_heard(evening: dict[str, Any]) -> None:
    audio, rate_hz = soundfile.read(evening["folder"] / "heard.wav")
    assert rate_hz == 48_000
    assert len(audio) / rate_hz == pytest.approx(evening["heard_s"], abs=0.01)
    assert evening["heard_s"] > 10 * 2 * 3  # at least three seconds of each clip of ten rounds
    assert 0.05 < abs(audio).max() < 1.0


def test_every_round_is_in_the_database_with_the_ai_in_two(evening: dict[str, Any]) -> None:
    rows = rows_of(evening["folder"] / "own-ears.db")
    assert evening["rounds"] == 10
    assert (len(rows["commits"]), len(rows["attempts"])) == (10, 10)
    assert sorted(row[4] for row in rows["commits"]) == ["assisted"] * 2 + ["solo"] * 8
    assert len(rows["quiz_answers"]) == 3
    assert [row[1] for row in rows["players"]] == ["Demo"]


def test_a_class_leaves_its_review_in_which_everybody_and_the_contest_stand(evening: dict[str, Any]) -> None:
    out: Path = evening["folder"] / "class"
    assert (evening["class"]["students"], evening["class"]["contest_rounds"]) == (3, 4)
    assert evening["class"]["rounds"] > 3 * 100
    page = (out / "review.html").read_text(encoding="utf-8")
    assert page.count("<article") == len(list((out / "handed-in").iterdir())) == 3
    assert "Contest in room KRVM" in page
    assert "Boosts by ear alone" in page
    assert (out / "review.pdf").read_bytes().startswith(b"%PDF-")


def test_every_event_came_through_the_window(evening: dict[str, Any]) -> None:
    assert evening["events"] > 300
    assert evening["below_the_window"] == 0


def test_a_folder_with_files_in_it_is_refused(evening: dict[str, Any]) -> None:
    done = run_demo(evening["folder"])
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)


@pytest.mark.exhaustive
def test_the_same_seed_plays_the_same_evening(evening: dict[str, Any], tmp_path: Path) -> None:
    assert run_demo(tmp_path).returncode == 0
    first, second = (rows_of(folder / "own-ears.db")["commits"] for folder in (evening["folder"], tmp_path))
    asked = [{(row[3], *row[5:12], *row[13:17]) for row in rows} for rows in (first, second)]
    assert asked[0] == asked[1]
