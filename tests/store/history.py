"""A saves folder with a history in it, and what it holds, read without the game."""

import dataclasses
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from game.core.facts import Attempt
from game.core.quiz import QuizAnswer
from game.dsp.audio import SourceAudio
from game.store.care import Care
from game.store.database import open_database
from game.store.faults import FILE_NAME
from game.store.log import AttemptLog
from tests.session.test_practice import block
from tests.session.test_round import NOW
from tests.store.test_log import attempt_of

TABLES: Final = ("players", "sessions", "commits", "attempts", "quiz_answers", "lessons_done", "skills")
ADA: Final = "5bd1d2f1c0ffee11"
BEN: Final = "0a57e3d9facade22"
Rows = dict[str, set[tuple[Any, ...]]]


class History:
    """Plays rounds into a saves folder without sound; each is told apart by its number."""

    def __init__(self, saves: Path, source: SourceAudio) -> None:
        self.saves = saves
        self.said: list[str] = []
        self.now = NOW
        self.source = source
        self._attempt = attempt_of(source)
        self._count = 0

    def care(self) -> Care:
        return Care(self.saves, clock=lambda: self.now)

    def open(self) -> AttemptLog:
        return AttemptLog(open_database(self.saves, now=self.now, tell=self.said.append))

    def play(self, rounds: int, *, name: str = "Ada", player_id: str = ADA) -> None:
        log = self.open()
        self.play_into(log, rounds, name=name, player_id=player_id)
        log.close()

    def play_into(self, log: AttemptLog, rounds: int, *, name: str = "Ada", player_id: str = ADA) -> None:
        log.find_or_add_player(name, player_id=player_id, now=NOW)
        session_id = f"session{self._count}"
        log.append_session(block(session_id=session_id, player_id=player_id))
        for trial in range(rounds):
            self._count += 1
            attempt = self._made(session_id, player_id, trial)
            log.append_commit(attempt.commit)
            log.append_attempt(attempt)
        log.rebuild(player_id)
        answered = QuizAnswer(
            f"quiz{self._count}", player_id, "item", "a", correct=True, confidence="certain", answered_at=self.now
        )
        log.append_quiz_answer(answered)
        log.append_lesson(player_id, f"lesson{self._count}", at=self.now)

    def _made(self, session_id: str, player_id: str, trial: int) -> Attempt:
        at = NOW + timedelta(seconds=self._count)
        commit = dataclasses.replace(self._attempt.commit, commit_id=f"round{self._count}", session_id=session_id,
                                     player_id=player_id, trial=trial, committed_at=at)  # fmt: skip
        return dataclasses.replace(self._attempt, commit=commit, finished_at=at)

    def later(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def rows_of(path: Path) -> Rows:
    """Read every row of a database."""
    with closing(sqlite3.connect(path)) as db:
        return {table: set(db.execute(f"SELECT * FROM {table}")) for table in TABLES}


def rows_in(saves: Path) -> Rows:
    return rows_of(saves / FILE_NAME)


def holds(more: Rows, less: Rows) -> bool:
    """Tell whether every row of the log that is in `less` is in `more`."""
    return all(less[table] <= more[table] for table in TABLES if table != "skills")


def files_with(folder: Path, *words: str) -> list[str]:
    """Return the files below a folder in which any of the words stands, byte for byte."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word.encode() in path.read_bytes() for word in words)]
