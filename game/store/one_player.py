"""One player's rows, copied into a new database of our own making: nothing else of the file they come from follows."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from game.core.errors import StoreError
from game.store.migrations import build_migrations

_OF_PLAYER: Final = "player_id = :player"
_OF_ROUNDS: Final = "commit_id IN (SELECT commit_id FROM old.commits WHERE {0})"
_OF_SESSIONS: Final = "player_id = :player AND session_id IN (SELECT value FROM json_each(:sessions))"


def copy_player(source: Path, target: Path, player_id: str, *, sessions: Sequence[str] | None = None) -> int:
    """Copy a player's rows into a new database on today's schema; return how many rounds are in it.

    Args:
        source: a database on today's schema; only its known tables are read, nothing in it is run.
        target: a file that is not there yet.
        player_id: whose rows.
        sessions: only the blocks with these ids; then what is no round, such as answers to the quiz, stays out.

    The file is whole when this returns, and not yet on disk: that is for whoever puts it in its place.

    Raises:
        sqlite3.Error: the rows are not what the schema says.
    """
    wanted = _OF_PLAYER if sessions is None else _OF_SESSIONS
    parts = {"players": _OF_PLAYER, "sessions": wanted, "commits": wanted, "attempts": _OF_ROUNDS.format(wanted)}
    if sessions is None:
        parts |= dict.fromkeys(("quiz_answers", "lessons_done"), _OF_PLAYER)
    with closing(sqlite3.connect(target, isolation_level=None, uri=True)) as db:
        for pragma in ("trusted_schema=OFF", "synchronous=OFF", "journal_mode=MEMORY"):  # whole, or thrown away
            db.execute(f"PRAGMA {pragma}")
        build_migrations().apply(Database(db))
        db.execute("ATTACH ? AS old", [f"{source.resolve().as_uri()}?mode=ro"])
        values = {"player": player_id, "sessions": json.dumps(list(sessions or ()))}
        db.execute("BEGIN")
        for table, which in parts.items():
            names = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM old.{table} WHERE {which} "
                       "ORDER BY rowid", values)  # fmt: skip
        db.execute("COMMIT")
        db.execute("DETACH old")
        return int(db.execute("SELECT count(*) FROM commits").fetchone()[0])


def check_plain(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a database with anything in it that could run by itself, or that is no plain table.

    Raises:
        StoreError: it has triggers, views or virtual tables, which ours never have.
    """
    odd = db.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') OR sql LIKE 'create virtual%'")
    found = odd.fetchone()
    if found is not None:
        raise StoreError(f"{path} must hold plain tables alone, it has {found[0]!r}, which Own Ears never writes")
