"""Makes a saves folder forget a player: rows overwritten, files rewritten, and dropped where they cannot be."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.core.errors import StoreError
from game.store.copies import FOLDER, backups_of, read_only
from game.store.faults import FILE_NAME, SIDECARS, is_empty, is_good

_BUSY_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done to forget a player: rows that went from the database, files rewritten and files dropped."""

    player: str
    rows: int
    rewritten: tuple[str, ...]
    dropped: tuple[str, ...]


def find_player(path: Path, name: str) -> str:
    """Return the id of a player in a database.

    Raises:
        StoreError: there is no such player; the names that there are stand in the sentence.
    """
    try:
        with closing(read_only(path)) as db:
            players = dict(db.execute("SELECT name, player_id FROM players ORDER BY name").fetchall())
    except sqlite3.Error as error:
        raise StoreError(f"{path} must be a database of Own Ears, it cannot be read ({error})") from error
    if name not in players:
        known = ", ".join(players) or "nobody yet"
        raise StoreError(f"PLAYER must be one of those who played here ({known}), got {name!r}")
    return str(players[name])


def plays_here(saves: Path, name: str) -> bool:
    """Tell whether a player of this name practised in a saves folder."""
    path = saves / FILE_NAME
    if is_empty(path):
        return False
    try:
        find_player(path, name)
    except StoreError:
        return False
    return True


def forget_player(saves: Path, name: str, *, elsewhere: bool = False) -> Forgotten:
    """Delete every trace of a player from a saves folder; backups first, as an unfinished one is begun again.

    `elsewhere` says that they may be known from what they handed in alone; then only matches name them here.

    Raises:
        StoreError: there is no such player, or another program holds the database.
    """
    path = saves / FILE_NAME
    stranger = elsewhere and not plays_here(saves, name)
    if is_empty(path):
        if stranger:
            return Forgotten(name, 0, (), ())
        raise StoreError(f"PLAYER must be one of those who played here (nobody yet), got {name!r}")
    player_id = name if stranger else find_player(path, name)
    rewritten, dropped = [], []
    for copy in _copies(saves):
        if is_good(copy):
            if erase_player(copy, name=name, player_id=player_id):
                rewritten.append(copy.name)
        elif _names(copy, name=name, player_id=player_id):
            _drop(copy)
            dropped.append(copy.name)
    rows = erase_player(path, name=name, player_id=player_id, in_use=True)
    return Forgotten(name, rows, tuple(rewritten), tuple(dropped))


def _copies(saves: Path) -> Sequence[Path]:
    """Return backups, drafts of backups, and every file that was kept aside with its side files."""
    stem = FILE_NAME.removesuffix(".db")
    aside = [path for path in saves.glob(f"{stem}.*-*") if not path.name.endswith(SIDECARS)]
    logs = [path for path in saves.glob(f"{stem}.*-*.db-wal") if not path.with_name(path.name[:-4]).exists()]
    folder = saves / FOLDER
    drafts = [*folder.glob("*.new"), *saves.glob("*.db.new")] if folder.is_dir() else []
    return [*backups_of(saves), *aside, *logs, *drafts]


def erase_player(path: Path, *, name: str, player_id: str, in_use: bool = False) -> int:
    """Delete a player's rows from a database so that no byte of them stays in its file; return how many rows."""
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete=ON")
            db.execute("PRAGMA foreign_keys=ON")
            db.execute("BEGIN IMMEDIATE")
            count = sum(_delete(db, found) for found in _ids(db, name=name, player_id=player_id))
            count += _leave_matches(db, name=name)
            db.execute("COMMIT")
            if count or in_use:
                db.execute("VACUUM")
                _empty_log(db, path)
            if not in_use:
                db.execute("PRAGMA journal_mode=DELETE")
            return count
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} must be free to be rewritten, it is not ({error}): close other copies of Own Ears and try again"
        ) from error


def _empty_log(db: sqlite3.Connection, path: Path) -> None:
    busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StoreError(f"{path} must be free to be rewritten, another program reads it: close it and try again")


def _ids(db: sqlite3.Connection, *, name: str, player_id: str) -> list[str]:
    found = db.execute("SELECT player_id FROM players WHERE name = ? OR player_id = ?", [name, player_id])
    return [row[0] for row in found]


def _delete(db: sqlite3.Connection, player_id: str) -> int:
    """Delete the rows of a player from every table that names one, children first; return how many."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in names}
    count = 0
    if "commits" in names:
        count += db.execute(
            "DELETE FROM attempts WHERE commit_id IN (SELECT commit_id FROM commits WHERE player_id = ?)", [player_id]
        ).rowcount
    own = [table for table in names if "player_id" in columns[table]]
    for table in sorted(own, key=_depth):
        count += db.execute(f"DELETE FROM {table} WHERE player_id = ?", [player_id]).rowcount
    return count


def _leave_matches(db: sqlite3.Connection, *, name: str) -> int:
    """Delete whoever played in a match under this name, with their answers; return how many rows."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'match_players'").fetchone():
        return 0
    seats = [row[0] for row in db.execute("SELECT player_id FROM match_players WHERE name = ?1 OR wish = ?1", [name])]
    tables = ("match_answers", "match_scores", "match_seats", "match_players")
    return sum(
        db.execute(f"DELETE FROM {table} WHERE player_id = ?", [seat]).rowcount for table in tables for seat in seats
    )


def _depth(table: str) -> int:
    return {"sessions": 1, "players": 2}.get(table, 0)


def _names(path: Path, *, name: str, player_id: str) -> bool:
    """Tell whether a file that cannot be opened as a database holds the player's name or id."""
    parts = [path.with_name(path.name + suffix) for suffix in ("", *SIDECARS)]
    data = b"".join(part.read_bytes() for part in parts if part.exists())
    return name.encode() in data or player_id.encode() in data


def _drop(path: Path) -> None:
    for suffix in ("", *SIDECARS):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
