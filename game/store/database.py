"""Opens the player's database so that nothing in it can be lost, and mends it from its backups where it must."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from game.core.errors import StoreError
from game.store.faults import FILE_NAME
from game.store.migrations import build_migrations
from game.store.recover import recover

_BUSY_S: Final = 10.0
_TURN: Final = "opening.lock"
"""An empty file: whoever opens the database holds SQLite's own lock on it meanwhile."""


def open_database(folder: Path, *, now: datetime, tell: Callable[[str], None]) -> Database:
    """Open `folder`/own-ears.db, made if missing, on the newest schema, with WAL and synchronous=FULL.

    A damaged file, or one of a newer Own Ears, is renamed and kept, and the newest good backup takes its place, or a
    new database where there is none; `tell` is given a sentence that says so.

    Raises:
        StoreError: the folder cannot be written, or the disk is full.
    """
    _make_folder(folder)
    path = folder / FILE_NAME
    try:
        with _one_at_a_time(folder):
            recover(folder, now=now, tell=tell)
            db = _connect(path)
            build_migrations().apply(db)
    except sqlite3.Error as error:
        raise StoreError(
            f"the progress file must be writable, {path} is not ({error}): free some space, close other copies "
            "of Own Ears, or choose another folder with --saves"
        ) from error
    return db


def open_memory() -> Database:
    """Open a database in memory on the newest schema; for tests and for play that leaves no trace."""
    db = Database(sqlite3.connect(":memory:", check_same_thread=False))
    db.execute("PRAGMA foreign_keys=ON")
    build_migrations().apply(db)
    return db


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one program at a time mend and migrate: two that read first and write then would lock each other out."""
    with closing(sqlite3.connect(folder / _TURN, timeout=_BUSY_S, isolation_level=None)) as turn:
        turn.execute("BEGIN EXCLUSIVE")
        yield


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"--saves must name a folder that can be written, got {folder} ({error.strerror}): choose another"
        ) from error


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=_BUSY_S, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error:
        connection.close()
        raise
    return Database(connection)
