"""Care of the player's data: backups, going back to one, taking everything along, being forgotten."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from game.core.errors import StoreError
from game.session.ports import Backup
from game.store import copies
from game.store.export import export_player
from game.store.faults import FILE_NAME, find_fault, is_empty, is_good, name_aside, set_aside
from game.store.forget import Forgotten, forget_player
from game.store.hand_in import write_hand_in
from game.store.handed_in import forget_handed_in
from game.store.migrations import build_migrations
from game.store.review_cache import ReviewCache
from game.store.roster import FILE_NAME as ROSTER
from game.store.roster import forget_in_roster, read_roster
from game.store.settings import load_settings, save_settings

EXPORTS: Final = "exports"
HAND_IN: Final = "for-my-teacher.ears"
_BUSY_S: Final = 10.0


class Care:
    """What can be done with the data of a saves folder, while it is in use or not. `clock` gives aware moments."""

    def __init__(self, saves: Path, *, clock: Callable[[], datetime]) -> None:
        self._saves, self._clock = saves, clock

    # ---- backups

    def back_up(self) -> Backup | None:
        """Make a backup in the saves folder now and drop those too old; None where nothing is in the log."""
        path = self._saves / FILE_NAME
        if not _has_rows(path):
            return None
        target = copies.name_backup(self._saves, now=self._clock())
        copies.copy_database(path, target)
        copies.prune(self._saves, now=self._clock())
        return Backup(str(target), copies.made_at(target))

    def back_up_daily(self) -> Backup | None:
        """Make the backup of the day unless there is one."""
        now = self._clock()
        newest = next(iter(self.backups()), None)
        if newest is not None and newest.made_at.astimezone(now.tzinfo).date() == now.date():
            return None
        return self.back_up()

    def back_up_to(self, file: Path) -> None:
        """Copy the database to a new file of the player's choice.

        Raises:
            StoreError: the file is there already, or nothing can be copied.
        """
        path = self._saves / FILE_NAME
        if file.exists():
            raise StoreError(f"FILE must not be there yet, {file} is: choose another name")
        if is_empty(path):
            raise StoreError(f"there must be something to back up, {self._saves} holds no progress yet")
        fault = find_fault(path)
        if fault is not None:
            raise StoreError(f"{path} is {fault}; start the game once, which restores the newest backup")
        copies.copy_database(path, file)

    def backups(self) -> Sequence[Backup]:
        """Return the backups in the saves folder, newest first."""
        return [Backup(str(path), copies.made_at(path)) for path in copies.backups_of(self._saves)]

    # ---- going back

    def restore(self, file: str | Path) -> str:
        """Put the database of a backup in the place of the present one; return a sentence that says where that is.

        It is one transaction, so the game may be running.

        Raises:
            StoreError: the file is no database of this game, or nothing can be written.
        """
        file, path = Path(file), self._saves / FILE_NAME
        _check(file, path)
        kept = copies.name_backup(self._saves, now=self._clock())
        copies.copy_database(file, kept)  # the newest backup is what the next start compares with
        said = self._set_present_aside(path)
        if is_empty(path):
            copies.copy_database(kept, path)
        else:
            _pour(kept, path)
        return said

    def _set_present_aside(self, path: Path) -> str:
        if is_empty(path):
            return "There was no progress before."
        if not is_good(path):
            aside = set_aside(path, label="damaged", now=self._clock())
            return f"What was there before was damaged; it is kept as {aside.name}."
        aside = name_aside(path, label="replaced", now=self._clock())
        copies.copy_database(path, aside)
        return f"What was there before is kept as {aside.name}."

    # ---- taking along, being forgotten

    def export(self, player: str, out: Path | None = None) -> tuple[str, Mapping[str, int]]:
        """Write all that is kept of a player into a new folder; return it, and the rows of each file."""
        folder = out or self._new_export()
        return str(folder), export_player(self._saves, player, folder)

    def hand_in(self, player: str) -> tuple[str, int]:
        """Write a player's own rounds into a new file for their teacher; return it, and how many rounds it holds."""
        file = self._new_export() / HAND_IN
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{file.parent} cannot be made ({error.strerror}): free some space") from error
        return str(file), write_hand_in(self._saves, player, file)

    def _new_export(self) -> Path:
        return self._saves / EXPORTS / f"{self._clock():%Y%m%d-%H%M%S}"

    def forget(self, player: str) -> Forgotten:
        """Delete every trace of a player in the saves folder: rows, backups, files kept aside, exports, the name."""
        on_screens = {name: student for student, name in read_roster(self._saves / ROSTER).items()}
        player = on_screens.get(player, player)
        handed = forget_handed_in(self._saves, player)
        listed = forget_in_roster(self._saves / ROSTER, player)
        done = forget_player(self._saves, player, elsewhere=bool(handed or listed))
        done = replace(done, rows=done.rows + listed, dropped=(*done.dropped, *handed))
        gone = _forget_exports(self._saves / EXPORTS, player)
        ReviewCache(self._saves).drop()
        settings = load_settings(self._saves, now=self._clock())
        if settings.player == player:
            save_settings(self._saves, replace(settings, player=""))
        return replace(done, dropped=(*done.dropped, *gone))


def _has_rows(path: Path) -> bool:
    """Tell whether anything in a database would be missed."""
    if is_empty(path):
        return False
    try:
        with closing(copies.read_only(path)) as db:
            tables = ("commits", "quiz_answers", "lessons_done")
            return any(db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables)
    except sqlite3.Error as error:
        raise StoreError(f"{path} must be readable to be backed up, it is not ({error})") from error


def _check(file: Path, path: Path) -> None:
    if not file.is_file():
        raise StoreError(f"FILE must be a backup, there is no file {file}")
    if path.exists() and file.samefile(path):
        raise StoreError(f"FILE must be another file than the progress file itself, got {file}")
    if is_empty(file):
        raise StoreError(f"FILE must be a backup, {file} is empty")
    fault = find_fault(file)
    if fault is not None:
        raise StoreError(f"FILE must be a backup that can be read, {file} is {fault}")


def _pour(backup: Path, path: Path) -> None:
    """Write a backup over a database that may be in use, as one transaction, and bring it to today's schema."""
    try:
        with closing(copies.read_only(backup)) as old, closing(sqlite3.connect(path, timeout=_BUSY_S)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=WAL")
            build_migrations().apply(Database(new))
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} must be free to be written, it is not ({error}): close other copies of Own Ears and try again"
        ) from error


def _forget_exports(folder: Path, player: str) -> list[str]:
    """Delete the exports of a player that lie in the saves folder; return their names."""
    gone = []
    for export in sorted(folder.glob("*")) if folder.is_dir() else ():
        files = [path for path in export.glob("*") if path.is_file()]
        if any(player.encode() in path.read_bytes() for path in files):
            for path in files:
                path.unlink()
            export.rmdir()
            gone.append(export.name)
    return gone
