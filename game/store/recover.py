"""Mends a database that was found damaged, missing or older than its backup, before it is opened."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from game.store.copies import backups_of, copy_database, made_at, read_only
from game.store.faults import FILE_NAME, NEWER, SIDECARS, find_fault, is_empty, is_good, set_aside

TABLES: Final = ("players", "sessions", "commits", "attempts", "quiz_answers", "lessons_done")
"""What is only ever added to, parents first. The others can be made again from these."""
SNAPSHOTS: Final = "skills"
OUTDATED: Final = -1
"""The version of a tracker that never was: snapshots of it are made again from the log."""
Tell = Callable[[str], None]


def recover(saves: Path, *, now: datetime, tell: Tell) -> None:
    """See to it that `saves`/own-ears.db is none yet, or good and not behind its newest backup; say what was done.

    What could be read is never overwritten: it is kept under another name.

    Raises:
        StoreError: the file is held by another program, or nothing can be written.
    """
    path = saves / FILE_NAME
    fault = find_fault(path)
    if fault is not None:
        aside = set_aside(path, label="newer" if fault.startswith(NEWER) else "damaged", now=now)
        tell(f"{path.name} is {fault}. It was kept as {aside.name} in {saves}. {_put_back(saves)}")
    elif is_empty(path):
        _begin(saves, now=now, tell=tell)
    else:
        _catch_up(saves, now=now, tell=tell)


def good_backup(saves: Path) -> Path | None:
    """Return the newest backup that can be read, or None."""
    return next((path for path in backups_of(saves) if is_good(path)), None)


def say_moment(moment: datetime) -> str:
    """Return a moment as words: 22 November 2026, 21:45 UTC."""
    return f"{moment.day} {moment:%B %Y, %H:%M} {moment.tzname()}"


def _begin(saves: Path, *, now: datetime, tell: Tell) -> None:
    """Put a backup where there is no database; a log without its database is kept aside, as SQLite would delete it."""
    path = saves / FILE_NAME
    if any(path.with_name(path.name + suffix).exists() for suffix in SIDECARS):
        set_aside(path, label="left-over", now=now)
    if good_backup(saves) is not None:
        tell(f"{path.name} was missing or empty in {saves}. {_put_back(saves)}")


def _put_back(saves: Path) -> str:
    """Copy the newest good backup into the place of the database; say which, and what may be lost."""
    backup = good_backup(saves)
    if backup is None:
        return "There is no backup, so a new one begins."
    copy_database(backup, saves / FILE_NAME)
    return (
        f"Your progress was restored from the backup of {say_moment(made_at(backup))}; "
        "what you did after that may be missing."
    )


def _catch_up(saves: Path, *, now: datetime, tell: Tell) -> None:
    """Put rows back that the newest backup holds and the database lacks, as where its log was lost."""
    path, backup = saves / FILE_NAME, next((path for path in backups_of(saves) if not is_empty(path)), None)
    if backup is None or not _lacks(path, backup):
        return
    try:
        count = _fill_in(path, backup)
    except sqlite3.IntegrityError:  # the database of somebody else
        aside = set_aside(path, label="other", now=now)
        tell(f"{path.name} does not go with its backups. It was kept as {aside.name} in {saves}. {_put_back(saves)}")
        return
    tell(
        f"{path.name} lacked {count} rows that the backup of {say_moment(made_at(backup))} holds. They were put back; "
        "what you did after that may be missing."
    )


def _lacks(path: Path, backup: Path) -> bool:
    """Tell whether a row that was the last of its table in the backup is not in the database."""
    try:
        with closing(read_only(path)) as db:
            db.execute("ATTACH DATABASE ? AS old", [f"{backup.resolve().as_uri()}?mode=ro"])
            return any(_lacks_last(db, table) for table in _shared(db))
    except sqlite3.Error:  # a backup that cannot be read tells nothing
        return False


def _lacks_last(db: sqlite3.Connection, table: str) -> bool:
    columns = _columns(db, table)
    last = db.execute(f"SELECT {columns} FROM old.{table} ORDER BY rowid DESC LIMIT 1").fetchone()
    if last is None:
        return False
    where = " AND ".join(f"{name} IS ?" for name in columns.split(", "))
    return db.execute(f"SELECT 1 FROM main.{table} WHERE {where} LIMIT 1", last).fetchone() is None


def _fill_in(path: Path, backup: Path) -> int:
    """Add every row of the backup that the database lacks, all or none; return how many.

    Raises:
        sqlite3.IntegrityError: the two do not go together.
    """
    count = 0
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("ATTACH DATABASE ? AS old", [str(backup)])
        with db:
            for table in _shared(db):
                columns = _columns(db, table)
                count += db.execute(
                    f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM old.{table} "
                    f"EXCEPT SELECT {columns} FROM main.{table}"
                ).rowcount
            if _columns(db, SNAPSHOTS):
                db.execute(f"INSERT OR REPLACE INTO main.{SNAPSHOTS} SELECT * FROM old.{SNAPSHOTS}")
            db.execute(f"UPDATE main.{SNAPSHOTS} SET tracker_version = {OUTDATED}")
    return count


def _shared(db: sqlite3.Connection) -> list[str]:
    """Return the tables that both have: an older backup may not know them all."""
    names = [{row[0] for row in db.execute(f"SELECT name FROM {schema}.sqlite_master")} for schema in ("main", "old")]
    return [table for table in TABLES if table in names[0] & names[1]]


def _columns(db: sqlite3.Connection, table: str) -> str:
    """Return the names of the columns that both have; ids, which tell rows apart, are in every version."""
    names = [[row[1] for row in db.execute(f"PRAGMA {schema}.table_info({table})")] for schema in ("main", "old")]
    return ", ".join(name for name in names[1] if name in names[0])
