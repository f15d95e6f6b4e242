"""Sessions that are killed at a chosen moment, and what was in the log before and after."""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

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
