"""A session is killed at any moment: every answer that was acknowledged is in the log, once, and stays as it was."""

import itertools
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from game.drills.eq_common import say_hz
from tests.commands.conftest import Run
from tests.commands.typist import PATIENCE_S, PLAY, Typist, environment, wait

SEED: Final = 2302
"""Its first rounds are drawn from two sources, which saves time; any other seed does as well."""
SOLO_FIRST: Final = 6
ASKED, SURE, TAKEN = "Listen or answer:", "How sure?", "Written down: "
ADVISED, TOLD, AGAIN = "Keep or change:", "It was ", "Again or on:"
CUT_OFF: Final = "Your last round ended after your guess"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Log:
    """What is in the database, read without the game; keys are commit ids."""

    health: str
    commits: Mapping[str, Row]
    attempts: Mapping[str, Row]

    def open_commit(self) -> Row | None:
        """Return the last first guess if its round never came to its end."""
        last = max(self.commits.values(), key=lambda row: str(row["committed_at"]), default=None)
        return None if last is None or last["commit_id"] in self.attempts else last

    def guesses(self) -> Counter[int]:
        """Count each first guess in Hz."""
        return Counter(int(row["guess_choice"]) for row in self.commits.values())


def read_log(saves: Path) -> Log:
    """Read the log as it lies there, and leave it to the game to clean up after a kill."""
    path = saves / "own-ears.db"
    if not path.exists():
        return Log("ok", {}, {})
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE_S)) as db:
        db.row_factory = sqlite3.Row
        health = str(db.execute("PRAGMA integrity_check").fetchone()[0])
        tables = {name: _read_table(db, name) for name in ("commits", "attempts")}
    return Log(health, tables["commits"], tables["attempts"])


def _read_table(db: sqlite3.Connection, name: str) -> dict[str, Row]:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [name]).fetchone():
        return {}
    return {str(row["commit_id"]): dict(row) for row in db.execute(f"SELECT * FROM {name}")}


@dataclass
class Hand:
    """Types a guess that was never typed before, 101 Hz and on, so that each can be found again."""

    session: Typist
    saves: Path
    numbers: Iterator[int]
    last: int | None = None

    def name_hz(self) -> None:
        self.session.wait_for(ASKED)
        self.last = next(self.numbers)
        self.session.type(self.last)

    def answer(self) -> None:
        self.name_hz()
        self.session.wait_for(SURE)
        self.session.type(2)

    def play_a_round(self) -> None:
        self.answer()
        self.session.wait_for(TOLD)
        self.session.wait_for(AGAIN)
        self.session.type("")

    def commit_with_the_ai(self) -> None:
        for _ in range(SOLO_FIRST):
            self.play_a_round()
        self.answer()
        self.session.wait_for(TAKEN)

    def see_the_region(self) -> None:
        self.commit_with_the_ai()
        self.session.wait_for(ADVISED)

    def type_and_see(self, line: object) -> None:
        self.session.type(line)
        self.session.wait_for(ADVISED)


Script = Callable[[Hand], None]
"""Plays up to the moment of the kill."""


def before_a_word(_hand: Hand) -> None:
    pass


def while_starting(_hand: Hand) -> None:
    wait(0.4)


def at_the_first_word(hand: Hand) -> None:
    hand.session.wait_for("Find the boost")


def at_the_question(hand: Hand) -> None:
    hand.play_a_round()
    hand.session.wait_for(ASKED)


def after_a_clip(hand: Hand) -> None:
    at_the_question(hand)
    hand.session.type("a")
    hand.session.wait_for("A: ")


def with_an_answer_typed(hand: Hand) -> None:
    hand.play_a_round()
    hand.name_hz()


def between_answer_and_confidence(hand: Hand) -> None:
    with_an_answer_typed(hand)
    hand.session.wait_for(SURE)


def racing_with_the_write(seconds: float) -> Script:
    def play(hand: Hand) -> None:
        hand.play_a_round()
        hand.answer()
        wait(seconds)

    return play


def written_and_not_acknowledged(hand: Hand) -> None:
    """Stop the session's mouth, commit, and see the row arrive."""
    for clip in "ab":  # both are heard before, as else it has to say "First the rest"
        hand.session.wait_for(ASKED)
        hand.session.type(clip)
    hand.name_hz()
    hand.session.wait_for(SURE)
    hand.session.stop_up()
    hand.session.type(2)
    give_up_at = time.monotonic() + PATIENCE_S
    while hand.last not in read_log(hand.saves).guesses():
        assert time.monotonic() < give_up_at, f"{hand.last} Hz never reached the database"
        wait(0.01)


def just_acknowledged(hand: Hand) -> None:
    hand.commit_with_the_ai()


def just_acknowledged_and_a_breath(hand: Hand) -> None:
    hand.commit_with_the_ai()
    wait(0.005)


def at_the_region(hand: Hand) -> None:
    hand.see_the_region()


def asking_for_the_number(hand: Hand) -> None:
    hand.see_the_region()
    hand.session.type("n")


def at_the_number(hand: Hand) -> None:
    hand.see_the_region()
    hand.type_and_see("n")


def at_ones_own_audition(hand: Hand) -> None:
    at_the_number(hand)
    hand.type_and_see("y")


def at_both_auditions(hand: Hand) -> None:
    at_ones_own_audition(hand)
    hand.type_and_see("i")


def during_an_audition(hand: Hand) -> None:
    at_the_number(hand)
    hand.session.type("i")


def with_a_change_half_made(hand: Hand) -> None:
    at_the_number(hand)
    hand.session.type(9000)
    hand.session.wait_for(SURE)


def racing_with_the_truth(hand: Hand) -> None:
    at_the_number(hand)
    hand.session.type("k")


BEFORE_THE_ACKNOWLEDGEMENT: Final[tuple[Script, ...]] = (
    before_a_word,
    while_starting,
    at_the_first_word,
    at_the_question,
    after_a_clip,
    with_an_answer_typed,
    between_answer_and_confidence,
    racing_with_the_write(0),
    racing_with_the_write(0.004),
    written_and_not_acknowledged,
)
BETWEEN_COMMIT_AND_TRUTH: Final[tuple[Script, ...]] = (
    just_acknowledged,
    just_acknowledged_and_a_breath,
    at_the_region,
    asking_for_the_number,
    at_the_number,
    at_ones_own_audition,
    at_both_auditions,
    during_an_audition,
    with_a_change_half_made,
    racing_with_the_truth,
)
NOT_A_ROUND: Final = (before_a_word, while_starting, at_the_first_word)


@dataclass(frozen=True)
class Killed:
    """One session from its start to its kill."""

    script: Script
    before: Log
    after: Log
    lines: tuple[str, ...]
    errors: str

    def acknowledged(self) -> list[int]:
        """Return the first guesses that were said to be written down, in Hz."""
        said = [line.removeprefix(TAKEN) for line in self.lines if line.startswith(TAKEN)]
        return [int(line.partition(" Hz")[0]) for line in said]

    def unasked(self) -> Counter[int]:
        """Count the first guesses that it added to the log without saying so."""
        return self.after.guesses() - self.before.guesses() - Counter(self.acknowledged())


def play_and_kill(script: Script, *, saves: Path, folder: Path, numbers: Iterator[int]) -> Killed:
    before = read_log(saves)
    options = [*PLAY, "--files", "--seed", SEED]
    with Typist(*options, folder=folder, around=environment(saves)) as session:
        script(Hand(session, saves, numbers))
        session.kill()
        return Killed(script, before, read_log(saves), tuple(session.lines), session.errors)


def says_what_was_cut_off(lines: tuple[str, ...], row: Row | None) -> bool:
    """Tell whether a session opens with the round that was cut off, with its guess and its truth, or rightly not."""
    if row is None:
        return not any(line.startswith(CUT_OFF) for line in lines)
    guess, target = say_hz(row["guess_choice"]), say_hz(row["target"])
    return lines[0].startswith(f"{CUT_OFF}, which counts. You said {guess}; it was {target}, ")


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
