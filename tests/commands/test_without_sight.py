"""A player who sees nothing: first run, lesson, quiz, settings, a block, progress and a backup, all through a pipe."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from game.store.settings import load_settings
from tests.commands.conftest import Run, is_one_sentence
from tests.commands.typist import environment
from tests.session.test_round import NOW
from tests.store.history import rows_in

LESSON_STEPS = 5
EVENING = (
    ["set name Ada", "noise", "settings", "set listening silence", "set listening freely"]
    + ["lessons", "lesson 1", *["a", "b", ""] * LESSON_STEPS]
    + ["quiz", *["2 2"] * 3, "q"]
    + ["1", "12"]
    + ["a", "b", "900 2", ""] * 2
)
"""What is typed, line by line."""
BOXES = range(0x2500, 0x2600)
"""Lines, boxes and blocks, which a screen reader spells out one by one."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The saves folder of the player."""
    return tmp_path_factory.mktemp("home") / "saves"


def typed(home: Path, lines: Sequence[str], *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "game", "play", "--text", "--files", *map(str, arguments)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(home),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def evening(home: Path) -> str:
    """What was said in an evening that was typed."""
    return typed(home, EVENING, "--rounds", 2, "--seed", 7)


@pytest.mark.usefixtures("evening")
def test_an_evening_without_sight_is_all_in_the_log(home: Path) -> None:
    rows = rows_in(home)
    ((ada, name, *_),) = rows["players"]  # who was called something else before never played
    assert name == "Ada"
    assert {len(rows["commits"]), len(rows["attempts"])} == {2}
    assert len(rows["quiz_answers"]) == 3
    assert [row[:2] for row in rows["lessons_done"]] == [(ada, "regions")]
    assert load_settings(home, now=NOW).player == "Ada"


def test_who_only_looks_around_is_not_written_down(tmp_path: Path) -> None:
    assert "Welcome" in typed(tmp_path, ["set name Ada", "set name Bo", "q"])
    assert not rows_in(tmp_path)["players"]


@pytest.mark.usefixtures("evening")
def test_the_next_day_knows_who_plays_and_what_was_played(home: Path) -> None:
    said = typed(home, ["p", "backup", "q"])
    assert "Find the boost: " in said
    assert "Backed up to" in said
    assert "Welcome" not in said
    assert any((home / "backups").glob("*.db"))


def test_what_is_said_in_an_evening_needs_no_eyes(evening: str) -> None:
    assert "Welcome to Own Ears." in evening
    assert f"Listen, {LESSON_STEPS} of {LESSON_STEPS}" in evening
    assert "Not that one" in evening or "Right:" in evening
    assert [sign for sign in evening if ord(sign) in BOXES or sign in "\x1b\r\t"] == []
    assert evening.count("Written down: 900 Hz") == 2


def test_the_words_of_a_step_come_after_it_was_heard(evening: str) -> None:
    lines = evening.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("Listen, 1 of"))
    said = next(number for number, line in enumerate(lines) if line.startswith("Weight."))
    assert [line[:2] for line in lines[first + 1 : said] if line[:2] in ("A:", "B:")] == ["A:", "B:"]


def test_what_cannot_be_set_is_told_with_the_way_to_find_out(run: Run) -> None:
    said = run("play", "--text", "--files", stdin="set colour red\nlesson 99\nset\nset name\nq\n")
    assert said.returncode == 0
    assert said.stdout.count("I did not understand") == 3
    assert "a number from 1 to" in said.stdout


def test_bad_input_stays_one_sentence(run: Run) -> None:
    assert is_one_sentence(run("play", "--text", "--skill", "nothing").stderr)
