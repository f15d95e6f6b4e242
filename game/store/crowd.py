"""A crowd to measure with: the rounds of one scripted student again, under many names."""

import sqlite3
from contextlib import closing
from pathlib import Path

from game.store.faults import FILE_NAME


def multiply(saves: Path, *, students: int, times: int, name: str = "Student") -> int:
    """Give `students` new players the rounds of the only one there is, each `times` over; return how many rounds.

    Sessions are a day further back each time, so that every student has a history.
    """
    with closing(sqlite3.connect(saves / FILE_NAME)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("CREATE TEMP TABLE crowd AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) "
                   "SELECT printf('%s %03d', ?, i) AS name, printf('crowd-%s-%d', ?, i) AS id FROM n",
                   [students, name, name])  # fmt: skip
        db.execute("CREATE TEMP TABLE again AS WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n LIMIT ?) "
                   "SELECT k FROM n", [times])  # fmt: skip
        (first,) = db.execute("SELECT player_id FROM players ORDER BY rowid LIMIT 1").fetchone()
        db.execute(
            "INSERT INTO players SELECT id, crowd.name, created_at FROM crowd, players WHERE player_id = ?", [first]
        )
        for table, key in (("sessions", "session_id"), ("commits", "commit_id")):
            _copy(db, table, key, where="player_id = ?", first=first)
        _copy(db, "attempts", "commit_id", where="commit_id IN (SELECT commit_id FROM commits WHERE player_id = ?)",
              first=first)  # fmt: skip
        db.commit()
        (rounds,) = db.execute("SELECT count(*) FROM commits").fetchone()
    return int(rounds)


def _copy(db: sqlite3.Connection, table: str, key: str, *, where: str, first: str) -> None:
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    own = "old.{0} || '/' || crowd.id || '/' || again.k"
    values = {
        "player_id": "crowd.id",
        "session_id": own.format("session_id"),
        "commit_id": own.format("commit_id"),
    } | {
        moment: f"strftime('%Y-%m-%dT%H:%M:%f', old.{moment}, printf('-%d days', again.k)) || '000+00:00'"
        for moment in ("started_at", "committed_at", "finished_at")
    }
    selected = ", ".join(values.get(name, f"old.{name}") for name in names)
    db.execute(f"INSERT INTO {table} SELECT {selected} FROM {table} AS old, crowd, again WHERE {where}", [first])
