"""Copies of the player's database: taken with SQLite's own online backup, whole or not at all."""

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from game.core.errors import StoreError

FOLDER: Final = "backups"
KEPT_DAYS: Final = 7
_NAME: Final = re.compile(r"^own-ears-(\d{8})-(\d{6})(?:-(\d+))?\.db$")
_WHEN: Final = "%Y%m%d%H%M%S"
_BUSY_S: Final = 10.0


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database without a way to change it: not even a write-ahead log that lies beside it is taken in."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that may be in use; a power cut leaves `target` as it was, or whole.

    Raises:
        StoreError: the source cannot be read, or the target cannot be written.
    """
    draft = target.with_name(f"{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with closing(read_only(source)) as old, closing(sqlite3.connect(draft)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # a copy is one file
        sync(draft)
        draft.replace(target)
        sync(target.parent)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise StoreError(
            f"{source} must be readable and {target} writable, one is not ({error}): free some space or choose "
            "another place"
        ) from error


def backups_of(saves: Path) -> Sequence[Path]:
    """Return the backups of a saves folder, newest first; whether they can be read is not looked at."""
    folder = saves / FOLDER
    found = [path for path in folder.glob("own-ears-*.db") if _NAME.match(path.name)] if folder.is_dir() else []
    return sorted(found, key=_order, reverse=True)


def made_at(backup: Path) -> datetime:
    """Return when a backup was made, from its name.

    >>> made_at(Path("own-ears-20261122-214500.db")).isoformat()
    '2026-11-22T21:45:00+00:00'
    """
    return datetime.strptime("".join(_parts(backup)[:2]), _WHEN).replace(tzinfo=UTC)


def name_backup(saves: Path, *, now: datetime) -> Path:
    """Return a path for a backup made now, which no file has yet."""
    stem = f"own-ears-{now.astimezone(UTC):%Y%m%d-%H%M%S}"
    path, number = saves / FOLDER / f"{stem}.db", 1
    while path.exists():
        number += 1
        path = path.with_name(f"{stem}-{number}.db")
    return path


def prune(saves: Path, *, now: datetime) -> None:
    """Delete all backups but those of the last KEPT_DAYS days that have one, in the time zone of `now`."""
    backups = backups_of(saves)
    days = sorted({made_at(path).astimezone(now.tzinfo).date() for path in backups}, reverse=True)
    for path in backups:
        if made_at(path).astimezone(now.tzinfo).date() not in days[:KEPT_DAYS]:
            path.unlink(missing_ok=True)


def _parts(backup: Path) -> tuple[str, str, str]:
    match = _NAME.match(backup.name)
    if match is None:
        raise ValueError(f"a backup must be called own-ears-DATE-TIME.db, got {backup.name!r}")
    return match[1], match[2], match[3] or "1"


def _order(backup: Path) -> tuple[str, str, int]:
    day, moment, number = _parts(backup)
    return day, moment, int(number)


def sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk; folders cannot be waited for on Windows."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
