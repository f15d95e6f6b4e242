"""What students handed in, kept in a folder of the teacher's data: checked, copied row by row, and nothing twice."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlite_utils import Database

from game.core.errors import StoreError
from game.store.copies import read_only, sync
from game.store.hand_in import up_to_date
from game.store.log import AttemptLog
from game.store.one_player import copy_player

FOLDER: Final = "handed-in"
ENDING: Final = ".ears"
MOST_BYTES: Final = 64 * 2**20
"""A student of ten thousand rounds has about thirty million bytes."""
LONGEST_NAME: Final = 60
AHEAD: Final = timedelta(days=1)
"""A student's clock may be wrong by so much."""
WRONG_ROWS: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken in: whose, how many rounds, and how many of them were new."""

    player: str
    rounds: int
    new: int


class HandedIn:
    """The files of a class. `check` reads a log as a review does, so that no file can spoil it."""

    def __init__(self, saves: Path, *, check: Callable[[AttemptLog], object]) -> None:
        self.folder, self._check = saves / FOLDER, check

    def take(self, upload: Path, *, now: datetime) -> Receipt:
        """Take in a file; what is in it already, as a whole or in part, counts once.

        Raises:
            StoreError: it is no hand-in of one student, it is too large, or damaged, or it cannot be kept.
        """
        if upload.stat().st_size > MOST_BYTES:
            raise StoreError(f"the file must have at most {MOST_BYTES >> 20} MB, it has {upload.stat().st_size >> 20}")
        try:
            with TemporaryDirectory() as scratch:
                draft = Path(scratch) / "own.ears"
                with up_to_date(upload, Path(scratch) / "now.db") as file:
                    player_id, name = _only_player(file)
                    rounds = copy_player(file, draft, player_id)
                self._read(draft, now=now)
                return Receipt(name, rounds, self._keep(draft, player_id))
        except (sqlite3.Error, *WRONG_ROWS) as error:
            raise StoreError(f"the file must be one that `own-ears hand-in` wrote, it is not ({error})") from error
        except OSError as error:
            raise StoreError(f"the file cannot be kept ({error.strerror}): the host needs space on its disk") from error

    def _read(self, draft: Path, *, now: datetime) -> None:
        with closing(AttemptLog(Database(read_only(draft)))) as log:
            self._check(log)
            for player_id, _ in log.find_players():
                if any(one.committed_at > now + AHEAD for one in log.find_commits(player_id)):
                    raise ValueError("some of its rounds lie in the future")

    def _keep(self, draft: Path, player_id: str) -> int:
        """Put a file in its place, and drop those that it holds as a whole; return how many rounds are new."""
        self.folder.mkdir(parents=True, exist_ok=True)
        mine = _rounds(draft)
        known = {old: _rounds(old) for old in self.folder.glob(f"{_code(player_id)}-*{ENDING}")}
        if any(mine <= before for before in known.values()):
            return 0
        data = draft.read_bytes()
        target = self.folder / f"{_code(player_id)}-{hashlib.sha256(data).hexdigest()[:16]}{ENDING}"
        new = target.with_name(f"{target.name}.new")
        new.write_bytes(data)
        sync(new)
        new.replace(target)
        sync(self.folder)
        for old, before in known.items():
            if before <= mine:
                old.unlink()
        return sum("/" not in one for one in mine.difference(*known.values()))


def handed_in(path: Path) -> Sequence[Path]:
    """Return the files that were handed in and lie in a folder, or in its folder for them, in a fixed order."""
    if not path.is_dir():
        return ()
    return sorted((*path.glob(f"*{ENDING}"), *(path / FOLDER).glob(f"*{ENDING}")))


def forget_handed_in(saves: Path, name: str) -> tuple[str, ...]:
    """Delete the files of a student, by the name in them; return their names. One that cannot be read goes, too."""
    gone = []
    for draft in (saves / FOLDER).glob(f"*{ENDING}.new"):  # of a host that was cut off
        draft.unlink()
    for path in handed_in(saves):
        try:
            mine = _only_player(path)[1] == name
        except (sqlite3.Error, ValueError):
            mine = name.encode() in path.read_bytes()
        if mine:
            path.unlink()
            gone.append(path.name)
    return tuple(gone)


def _only_player(path: Path) -> tuple[str, str]:
    with closing(read_only(path)) as db:
        players = db.execute("SELECT player_id, name FROM players LIMIT 2").fetchall()
    if len(players) != 1:
        raise ValueError(f"it must hold one player, it holds {'more' if players else 'none'}")
    player_id, name = players[0]
    if not isinstance(player_id, str) or not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"a name must have 1 to {LONGEST_NAME} letters")
    if not name.isprintable():
        raise ValueError("a name must have letters that can be read")
    return player_id, name


def _rounds(path: Path) -> set[str]:
    """Return the ids of the rounds in a file, and those that were finished with a stroke behind."""
    with closing(read_only(path)) as db:
        made = {row[0] for row in db.execute("SELECT commit_id FROM commits")}
        return made | {f"{row[0]}/" for row in db.execute("SELECT commit_id FROM attempts")}


def _code(player_id: str) -> str:
    return hashlib.sha256(player_id.encode()).hexdigest()[:16]
