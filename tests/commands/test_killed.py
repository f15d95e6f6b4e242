"""A session is killed at any moment: every answer that was acknowledged is in the log, once, and stays as it was."""

import itertools
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from game.drills.eq_common import say_hz
from tests.commands.conftest import Run
from tests.commands.killing import (
    BEFORE_THE_ACKNOWLEDGEMENT,
    BETWEEN_COMMIT_AND_TRUTH,
    CUT_OFF,
    NOT_A_ROUND,
    SEED,
    TOLD,
    Hand,
    Killed,
    Log,
    Row,
    Script,
    after_a_clip,
    at_the_number,
    at_the_question,
    between_answer_and_confidence,
    play_and_kill,
    racing_with_the_truth,
    read_log,
    with_an_answer_typed,
    written_and_not_acknowledged,
)
from tests.commands.typist import PATIENCE_S, PLAY, Typist, environment


def says_what_was_cut_off(lines: tuple[str, ...], row: Row | None) -> bool:
    """Tell whether a session opens with the round that was cut off, with its guess and its truth, or rightly not."""
    if row is None:
        return not any(line.startswith(CUT_OFF) for line in lines)
    guess, target = say_hz(row["guess_choice"]), say_hz(row["target"])
    return lines[0].startswith(f"{CUT_OFF}, which counts. You said {guess}; it was {target}.")


# ---- one kill, before every commit


def test_an_answer_that_was_written_and_never_acknowledged_is_told_by_the_next_session(
    tmp_path: Path, saves: Path, run: Run
) -> None:
    killed = play_and_kill(written_and_not_acknowledged, saves=saves, folder=tmp_path, numbers=itertools.count(101))
    assert killed.acknowledged() == []
    assert list(killed.unasked()) == [101]
    done = run(*PLAY, "--files", "--rounds", 1, "--seed", 5, stdin="150 2\n\n")
    assert done.returncode == 0, done.stderr
    assert says_what_was_cut_off(tuple(done.stdout.splitlines()), killed.after.open_commit())
    assert read_log(saves).guesses() == Counter([101, 150])


# ---- kills while the database is made

KILLED_AT: Final = """
import os, signal, sqlite3, sys
connect, words = sqlite3.connect, sys.argv.pop(1)

def connect_and_watch(*arguments, **options):
    def watch(statement):
        if words in statement:
            os.kill(os.getpid(), signal.SIGKILL)

    db = connect(*arguments, **options)
    db.set_trace_callback(watch)
    return db

sqlite3.connect = connect_and_watch
from game.cli import main
main()
"""
"""Plays, and is killed as the first SQL statement begins that holds the words in the first argument."""


@pytest.mark.parametrize("words", ['CREATE TABLE "players"', 'CREATE TABLE "attempts"', 'INSERT INTO "sessions"'])
def test_a_first_start_that_was_killed_is_no_damage(words: str, saves: Path, run: Run) -> None:
    line = [sys.executable, "-c", KILLED_AT, words, *PLAY, "--files"]
    killed = subprocess.run(line, env=environment(saves), capture_output=True, text=True, input="", timeout=PATIENCE_S)
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "")
    done = run(*PLAY, "--files", stdin="")
    assert (done.returncode, done.stderr) == (0, "")
    assert "damaged" not in done.stdout
    assert [path.name for path in saves.glob("*.db")] == ["own-ears.db"]


# ---- an evening of twenty kills, all in one growing log


@dataclass(frozen=True)
class Evening:
    """Twenty sessions that were killed, and one that was left to end."""

    kills: tuple[Killed, ...]
    lines: tuple[str, ...]
    status: int
    errors: str
    log: Log

    def starts(self) -> list[tuple[tuple[str, ...], Log]]:
        """Return what each session that came to speak said, with the log that it found."""
        sessions = [(kill.lines, kill.before) for kill in self.kills] + [(self.lines, self.kills[-1].after)]
        return [(lines, log) for lines, log in sessions if lines]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    folder = tmp_path_factory.mktemp("evening")
    saves, numbers = folder / "saves", itertools.count(101)
    scripts = itertools.chain.from_iterable(zip(BETWEEN_COMMIT_AND_TRUTH, BEFORE_THE_ACKNOWLEDGEMENT, strict=True))
    kills = [play_and_kill(script, saves=saves, folder=folder, numbers=numbers) for script in scripts]
    options = [*PLAY, "--files", "--rounds", 1, "--seed", SEED]
    with Typist(*options, folder=folder, around=environment(saves)) as session:
        Hand(session, saves, numbers).play_a_round()
        status = session.end()
        return Evening(tuple(kills), tuple(session.lines), status, session.errors, read_log(saves))


@pytest.mark.slow
def test_every_acknowledged_answer_is_in_the_log_once(evening: Evening) -> None:
    for kill in evening.kills:
        assert all(kill.after.guesses()[guess] == 1 for guess in kill.acknowledged()), kill.script
    acknowledged = [guess for kill in evening.kills for guess in kill.acknowledged()]
    assert len(acknowledged) >= 70
    assert all(evening.log.guesses()[guess] == 1 for guess in acknowledged)


@pytest.mark.slow
def test_at_most_the_racing_answer_is_there_without_a_word(evening: Evening) -> None:
    for kill in evening.kills:
        assert kill.unasked().total() <= 1, kill.script
    assert [kill.unasked().total() for kill in evening.kills if kill.script is written_and_not_acknowledged] == [1]


@pytest.mark.slow
@pytest.mark.parametrize("script", [at_the_question, after_a_clip, with_an_answer_typed, between_answer_and_confidence])
def test_what_was_not_committed_is_not_there(evening: Evening, script: Script) -> None:
    (kill,) = (kill for kill in evening.kills if kill.script is script)
    assert not kill.unasked()
    assert kill.after.open_commit() is None


@pytest.mark.slow
def test_the_database_is_whole_after_every_kill(evening: Evening) -> None:
    assert [kill.after.health for kill in evening.kills] == ["ok"] * 20


@pytest.mark.slow
def test_a_round_that_was_killed_between_commit_and_truth_stays_open(evening: Evening) -> None:
    still_open = {kill.script for kill in evening.kills if kill.after.open_commit() is not None}
    assert still_open >= set(BETWEEN_COMMIT_AND_TRUTH) - {racing_with_the_truth}
    mode = {str((kill.after.open_commit() or {}).get("mode")) for kill in evening.kills if kill.script is at_the_number}
    assert mode == {"assisted"}


@pytest.mark.slow
def test_the_next_session_tells_what_was_cut_off(evening: Evening) -> None:
    starts = evening.starts()
    assert sum(log.open_commit() is not None for _, log in starts) >= 8
    assert all(says_what_was_cut_off(lines, log.open_commit()) for lines, log in starts)


@pytest.mark.slow
def test_the_next_session_plays_on_to_the_truth(evening: Evening) -> None:
    scripts = {*NOT_A_ROUND, written_and_not_acknowledged}
    played = [kill.lines for kill in evening.kills if kill.script not in scripts] + [evening.lines]
    assert all(any(line.startswith(TOLD) for line in lines) for lines in played)
    assert evening.status == 0
    assert any(line.startswith("1 rounds") for line in evening.lines[-4:])


@pytest.mark.slow
def test_nothing_that_was_written_ever_changes(evening: Evening) -> None:
    for kill in evening.kills:
        assert kill.before.commits.items() <= kill.after.commits.items(), kill.script
        assert kill.before.attempts.items() <= kill.after.attempts.items(), kill.script
    assert evening.kills[-1].after.commits.items() <= evening.log.commits.items()
    assert evening.kills[-1].after.attempts.items() <= evening.log.attempts.items()


@pytest.mark.slow
def test_the_counts_add_up_at_the_end(evening: Evening) -> None:
    acknowledged = sum(len(kill.acknowledged()) for kill in evening.kills) + 1
    unasked = sum(kill.unasked().total() for kill in evening.kills)
    left_open = {row["commit_id"] for kill in evening.kills if (row := kill.after.open_commit()) is not None}
    assert len(evening.log.commits) == evening.log.guesses().total() == acknowledged + unasked
    assert len(evening.log.attempts) == len(evening.log.commits) - len(left_open)


@pytest.mark.slow
def test_a_killed_session_has_said_nothing_on_standard_error(evening: Evening) -> None:
    assert [kill.errors for kill in evening.kills] == [""] * 20
    assert evening.errors == ""
