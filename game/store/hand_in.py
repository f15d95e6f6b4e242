"""What a student hands in: one file with their own rounds and nobody else's; and reading what others handed in."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlite_utils import Database

from game.core.errors import StoreError
from game.store.copies import copy_database, read_only
from game.store.faults import FILE_NAME, is_empty
from game.store.forget import erase_player, find_player
from game.store.log import AttemptLog
from game.store.migrations import build_migrations

WHAT: Final = "a saves folder of Own Ears, or the file that a student handed in"


def write_hand_in(saves: Path, name: str, out: Path) -> int:
    """Write a database that holds one player alone, byte for byte no other; return how many rounds are in it.

    Raises:
        StoreError: there is no such player, `out` exists, or it cannot be written.
    """
    path = saves / FILE_NAME
    if is_empty(path):
        raise StoreError(f"PLAYER must be one of those who played here (nobody yet), got {name!r}")
    mine = find_player(path, name)
    if out.exists():
        raise StoreError(f"FILE must be a new file, {out} is there already: choose another name")
    draft = out.with_name(f"{out.name}.draft")
    try:
        copy_database(path, draft)
        with closing(read_only(draft)) as db:
            others = db.execute("SELECT player_id, name FROM players WHERE player_id != ?", [mine]).fetchall()
        for player_id, other in others:
            erase_player(draft, name=other, player_id=player_id)
        with closing(read_only(draft)) as db:
            rounds = int(db.execute("SELECT count(*) FROM commits").fetchone()[0])
        draft.replace(out)
    except OSError as error:
        raise StoreError(f"{out} cannot be written ({error.strerror}): choose another file or folder") from error
    finally:
        with suppress(OSError):
            draft.unlink()
    return rounds


@contextmanager
def read_logs(paths: "tuple[Path, ...]") -> Iterator[list[AttemptLog]]:
    """Open the logs of folders and files for reading alone; nothing that was handed in is changed.

    Raises:
        StoreError: one of them is no log of this game, or damaged.
    """
    with TemporaryDirectory() as scratch, ExitStack() as stack:
        logs = []
        for number, path in enumerate(paths):
            with _told_of(path):
                logs.append(stack.enter_context(closing(_read_log(path, scratch=Path(scratch) / f"{number}.db"))))
        with _told_of(*paths):
            yield logs


@contextmanager
def _told_of(*paths: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        names = ", ".join(map(str, paths))
        raise StoreError(f"{names} must be {WHAT}, it cannot be read ({error}): ask for it again") from error


def _read_log(path: Path, *, scratch: Path) -> AttemptLog:
    """Open a log as it is; one of an older Own Ears is copied first, and brought up to date in the copy."""
    file = path / FILE_NAME if path.is_dir() else path
    if is_empty(file):
        raise StoreError(f"{path} must be {WHAT}, it holds no {FILE_NAME}: choose another")
    steps = build_migrations()
    known = {step.name for step in steps.pending(Database(memory=True))}
    with closing(read_only(file)) as connection:
        applied = {step.name for step in steps.applied(Database(connection))}
    if not applied:
        raise StoreError(f"{path} must be {WHAT}, it is another program's database: choose another")
    if applied - known:
        raise StoreError(f"{path} must be {WHAT}, it was written by a newer Own Ears: update this one")
    if applied == known:
        return AttemptLog(Database(read_only(file)))
    copy_database(file, scratch)
    db = Database(sqlite3.connect(scratch))
    steps.apply(db)
    return AttemptLog(db)
