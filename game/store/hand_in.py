"""What a student hands in: one file with their own rounds and nobody else's; and reading what others handed in."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlite_utils import Database

from game.core.errors import StoreError
from game.store.copies import copy_database, read_only, sync
from game.store.faults import FILE_NAME, is_empty
from game.store.forget import find_player
from game.store.log import AttemptLog
from game.store.migrations import build_migrations
from game.store.one_player import check_plain, copy_player

WHAT: Final = "a saves folder of Own Ears, or the file that a student handed in"


def write_hand_in(saves: Path, name: str, out: Path, *, sessions: Sequence[str] | None = None) -> int:
    """Write a database that holds one player alone, byte for byte no other; return how many rounds are in it.

    With `sessions` it holds these blocks and nothing else.

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
        draft.unlink(missing_ok=True)
        with TemporaryDirectory() as scratch, _told_of(path), up_to_date(path, Path(scratch) / "now.db") as now:
            rounds = copy_player(now, draft, mine, sessions=sessions)
        sync(draft)
        draft.replace(out)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise StoreError(f"{out} cannot be written ({why}): choose another file or folder") from error
    finally:
        with suppress(OSError):
            draft.unlink()
    return rounds


@contextmanager
def read_logs(paths: Sequence[Path]) -> Iterator[list[AttemptLog]]:
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
    with up_to_date(path, scratch) as file:
        return AttemptLog(Database(read_only(file)))


@contextmanager
def up_to_date(path: Path, scratch: Path) -> Iterator[Path]:
    """Give a log's file as it is; one of an older Own Ears is copied to `scratch`, and brought up to date in the copy.

    Raises:
        StoreError: it is no log of this game, or has more than plain tables in it.
    """
    file = path / FILE_NAME if path.is_dir() else path
    if is_empty(file):
        raise StoreError(f"{path} must be {WHAT}, it holds no {FILE_NAME}: choose another folder or file")
    steps = build_migrations()
    known = {step.name for step in steps.pending(Database(memory=True))}
    with closing(read_only(file)) as connection:
        applied = {step.name for step in steps.applied(Database(connection))}
        if not applied:
            raise StoreError(f"{path} must be {WHAT}, it is another program's database: choose another")
        if applied - known:
            raise StoreError(f"{path} must be {WHAT}, it was written by a newer Own Ears: update this one")
        check_plain(connection, path)
    if applied == known:
        yield file
        return
    copy_database(file, scratch)
    with closing(sqlite3.connect(scratch)) as old:
        steps.apply(Database(old))
    yield scratch
