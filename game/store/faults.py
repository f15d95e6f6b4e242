"""Looks at a database file without changing it, and keeps one aside that cannot be used."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlite_utils import Database
from sqlite_utils.db import NoTable

from game.core.errors import StoreError
from game.store.copies import read_only
from game.store.migrations import SET_NAME, build_migrations

FILE_NAME: Final = "own-ears.db"
SIDECARS: Final = ("-wal", "-shm")
_NOT_THE_FILE: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
)
"""Errors that come from around a file, which itself may be fine (sqlite.org/rescode.html)."""
_TEXTS: Final = {"commits": ("question", "params"), "attempts": ("advice",)}
"""Columns that hold JSON."""
NEWER: Final = "written by a newer Own Ears"


def find_fault(path: Path) -> str | None:
    """Return what is wrong with a database file, as the end of a sentence, or None. Nothing is changed.

    A file that is missing or empty has no fault.

    Raises:
        StoreError: it cannot be looked at, as another program holds it.
    """
    if is_empty(path):
        return None
    try:
        with closing(read_only(path)) as connection:
            verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            if verdict != "ok":
                return f"damaged ({verdict.splitlines()[-1]})"
            return _unknown_schema(Database(connection)) or _unreadable_text(connection)
    except sqlite3.Error as error:
        return _locked_or_damaged(path, error)


def is_empty(path: Path) -> bool:
    """Tell whether a file is missing or has nothing in it."""
    return not path.exists() or path.stat().st_size == 0


def is_good(path: Path) -> bool:
    """Tell whether a file is a database of this game that can be used."""
    try:
        return not is_empty(path) and find_fault(path) is None
    except StoreError:
        return False


def set_aside(path: Path, *, label: str, now: datetime) -> Path:
    """Rename a file with its side files to a name that says why and when; never over an existing file."""
    aside = name_aside(path, label=label, now=now)
    for suffix in (*SIDECARS, ""):  # a log that is left behind would be taken for the next file's
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def name_aside(path: Path, *, label: str, now: datetime) -> Path:
    """Return a name beside `path` that says why and when a file was kept, and that no file has."""
    stem = f"{path.stem}.{label}-{now:%Y%m%d-%H%M%S}"
    aside = path.with_name(f"{stem}{path.suffix}")
    number = 1
    while any(aside.with_name(aside.name + suffix).exists() for suffix in ("", *SIDECARS)):
        number += 1
        aside = path.with_name(f"{stem}-{number}{path.suffix}")
    return aside


def _locked_or_damaged(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_BUSY)
    if code != sqlite3.SQLITE_IOERR_SHORT_READ and code & 0xFF in _NOT_THE_FILE:
        raise StoreError(
            f"the progress file must be open to this program, {path} is not ({error}): close other copies of Own Ears, "
            "free some space, or choose another folder with --saves"
        ) from error
    return f"damaged ({error})"


def _unreadable_text(connection: sqlite3.Connection) -> str | None:
    """Look for what SQLite's own check cannot see: a page of a long text that reads as nothing."""
    for table, columns in _TEXTS.items():
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        wrong = " OR ".join(f"NOT json_valid(coalesce({column}, '0'))" for column in columns)
        if known and connection.execute(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1").fetchone():
            return f"damaged (a row of {table} cannot be read)"
    return None


def _unknown_schema(db: Database) -> str | None:
    known = {migration.name for migration in build_migrations().pending(Database(memory=True))}
    try:
        applied = [row["name"] for row in db.table("_sqlite_migrations").rows_where("migration_set = ?", [SET_NAME])]
    except NoTable:
        applied = []
    unknown = [name for name in applied if name not in known]
    if unknown:
        return f"{NEWER} (it knows {unknown[-1]}); update Own Ears to use it again"
    strange = sorted(set(db.table_names()) - {"_sqlite_migrations"})  # that one alone: a first start was cut off
    if not applied and strange:
        return f"damaged (it holds {', '.join(strange[:3])} instead of Own Ears' tables)"
    return None
