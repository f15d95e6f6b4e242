"""`import`: any file is taken in or refused in one sentence; a bad one in a list does no harm to the others."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from game.library.own_music import FOLDER, OwnMusic
from tests.commands.conftest import Run, is_one_sentence
from tests.commands.test_any_file import TABLE, WITH_SOUND, make, numbers_in
from tests.library.test_audio_file import write_music

KEYS = {"file", "title", "source_id", "says", "seconds", "rate_hz", "channels", "truncated", "usable_hz"}


def rows_of(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(text)
    assert all(set(row) == KEYS for row in rows)
    assert all(math.isfinite(number) for number in numbers_in(rows))
    return rows


@pytest.mark.parametrize("name", TABLE)
def test_any_file_is_taken_in_or_refused_in_one_sentence(name: str, run: Run, tmp_path: Path, saves: Path) -> None:
    done = run("import", make(name, tmp_path), "--json")
    (row,) = rows_of(done.stdout)
    if row["source_id"] is None:
        assert name not in WITH_SOUND
        assert done.returncode == 2
        assert is_one_sentence(done.stderr), done.stderr
        assert OwnMusic(saves / FOLDER).pieces() == ()
    else:
        assert (done.returncode, done.stderr) == (0, "")
        own = OwnMusic(saves / FOLDER)
        assert [piece.source_id for piece in own.pieces()] == [row["source_id"]]
        assert len(own.load(row["source_id"], rate_hz=48_000).audio) > 0


def test_the_good_files_of_a_list_are_taken_in(run: Run, tmp_path: Path) -> None:
    write_music(tmp_path / "good.wav", seconds=9)
    done = run("import", tmp_path / "missing.wav", tmp_path / "good.wav")
    assert done.returncode == 0
    assert is_one_sentence(done.stderr)
    assert "8.0 s from 0:0" in done.stdout
    assert "The AI was not made for your music" in done.stdout


def test_own_music_is_listed_and_carries_eq_and_compression(run: Run, tmp_path: Path) -> None:
    write_music(tmp_path / "good.wav", seconds=9)
    source_id = rows_of(run("import", tmp_path / "good.wav", "--json").stdout)[0]["source_id"]
    listed = json.loads(run("sources", "--json").stdout)[-1]
    assert (listed["source_id"], listed["kind"]) == (source_id, "own")
    assert {skill.partition(".")[0] for skill in listed["skills"]} == {"eq", "comp", "mix"}


def test_nothing_given_is_explained(run: Run) -> None:
    done = run("import")
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)
