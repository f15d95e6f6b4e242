"""Opens the player's database so that nothing in it can be lost, and keeps a file aside that it cannot read."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlite_utils import Database
from sqlite_utils.db import NoTable

from game.core.errors import StoreError
from game.store.migrations import SET_NAME, build_migrations

FILE_NAME: Final = "own-ears.db"
_BUSY_S: Final = 10.0
_SIDECARS: Final = ("", "-wal", "-shm")


def open_database(folder: Path, *, now: datetime, tell: Callable[[str], None]) -> Database:
    """Open `folder`/own-ears.db, made if missing, on the newest schema, with WAL and synchronous=FULL.

    A damaged file, or one of a newer Own Ears, is renamed and kept; `tell` is given a sentence that says so, and a new
    database is begun.

    Raises:
        StoreError: the folder cannot be written, or the disk is full.
    """
    _make_folder(folder)
    path = folder / FILE_NAME
    fault = find_fault(path)
    if fault is not None:
        aside = set_aside(path, label="newer" if fault.startswith("written by a newer") else "damaged", now=now)
        tell(f"{path.name} is {fault}. It was kept as {aside.name} in {folder}, and a new one begins.")
    try:
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


def find_fault(path: Path) -> str | None:
    """Return what is wrong with a database file, as the end of a sentence, or None. Nothing is changed."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    db = Database(sqlite3.connect(path, timeout=_BUSY_S))
    try:
        verdict = next(db.execute("PRAGMA quick_check(1)"))[0]
        if verdict != "ok":
            return f"damaged ({verdict.splitlines()[0]})"
        return _unknown_schema(db)
    except sqlite3.Error as error:
        return _locked_or_damaged(path, error)
    finally:
        db.close()


def set_aside(path: Path, *, label: str, now: datetime) -> Path:
    """Rename a file with its side files to a name that says why and when; never over an existing file."""
    stem = f"{path.stem}.{label}-{now:%Y%m%d-%H%M%S}"
    aside = path.with_name(f"{stem}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem}-{number}{path.suffix}")
    for suffix in _SIDECARS:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


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


def _locked_or_damaged(path: Path, error: sqlite3.Error) -> str:
    if isinstance(error, sqlite3.OperationalError):  # locked, read-only, disk full: the file itself may be fine
        raise StoreError(
            f"the progress file must be open to this program, {path} is not ({error}): close other copies of Own Ears, "
            "free some space, or choose another folder with --saves"
        ) from error
    return f"damaged ({error})"


def _unknown_schema(db: Database) -> str | None:
    known = {migration.name for migration in build_migrations().pending(Database(memory=True))}
    try:
        applied = [row["name"] for row in db.table("_sqlite_migrations").rows_where("migration_set = ?", [SET_NAME])]
    except NoTable:
        applied = []
    unknown = [name for name in applied if name not in known]
    if unknown:
        return f"written by a newer Own Ears (it knows {unknown[-1]}); update Own Ears to use it again"
    strange = sorted(set(db.table_names()) - {"_sqlite_migrations"})  # that one alone: a first start was cut off
    if not applied and strange:
        return f"damaged (it holds {', '.join(strange[:3])} instead of Own Ears' tables)"
    return None
