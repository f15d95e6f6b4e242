"""Writes down everything that is kept of one player, for that player: one JSON file, and a table each as CSV."""

import csv
import json
import sqlite3
import struct
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from game.core.errors import StoreError
from game.store.copies import read_only
from game.store.faults import FILE_NAME, is_empty
from game.store.forget import find_player

Row = Mapping[str, Any]
_JSON_COLUMNS: Final = ("question", "params", "advice")
_QUERIES: Final = {
    "sessions": "SELECT * FROM sessions WHERE player_id = ? ORDER BY started_at, rowid",
    "rounds": "SELECT commits.*, attempts.* FROM commits LEFT JOIN attempts USING (commit_id) WHERE player_id = ? "
    "ORDER BY committed_at, commits.rowid",
    "skills": "SELECT * FROM skills WHERE player_id = ? ORDER BY skill_id",
    "quiz_answers": "SELECT * FROM quiz_answers WHERE player_id = ? ORDER BY answered_at, rowid",
    "lessons_done": "SELECT * FROM lessons_done WHERE player_id = ? ORDER BY done_at, rowid",
}


def export_player(saves: Path, name: str, out: Path) -> Mapping[str, int]:
    """Write all that is kept of a player into a new folder; return the rows of each file.

    `everything.json` holds every table; each `.csv` holds one, a first guess and how its round ended in one row.

    Raises:
        StoreError: there is no such player, or `out` is not empty or cannot be written.
    """
    path = saves / FILE_NAME
    if is_empty(path):
        raise StoreError(f"PLAYER must be one of those who played here (nobody yet), got {name!r}")
    player_id = find_player(path, name)
    _make_folder(out)
    with closing(read_only(path)) as db:
        db.row_factory = sqlite3.Row
        player = dict(db.execute("SELECT * FROM players WHERE player_id = ?", [player_id]).fetchone())
        tables = {key: [_open(row) for row in db.execute(sql, [player_id])] for key, sql in _QUERIES.items()}
    try:
        text = json.dumps({"player": player, **tables}, indent=1, ensure_ascii=False)
        (out / "everything.json").write_text(text + "\n", encoding="utf-8")
        for key, rows in tables.items():
            _write_csv(out / f"{key}.csv", rows)
    except OSError as error:
        raise StoreError(f"--out must be writable, {out} is not ({error.strerror}): free some space") from error
    counts = {f"{key}.csv": len(rows) for key, rows in tables.items()}
    return {"everything.json": 1 + sum(counts.values()), **counts}


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        taken = any(out.iterdir())
    except OSError as error:
        raise StoreError(
            f"--out must name a folder that can be written, got {out} ({error.strerror}): choose another"
        ) from error
    if taken:
        raise StoreError(f"--out must name an empty or a new folder, {out} has files in it: choose another")


def _open(row: sqlite3.Row) -> Row:
    """Return a row with its JSON texts opened and its posterior as numbers."""
    return {key: _value(key, row[key]) for key in row.keys()}  # noqa: SIM118 - a Row iterates over its values


def _value(key: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return list(struct.unpack(f"<{len(value) // 4}f", value))
    return json.loads(value) if key in _JSON_COLUMNS and value is not None else value


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else [])
        writer.writeheader()
        for row in rows:
            writer.writerow({key: json.dumps(item) if isinstance(item, dict | list) else item
                             for key, item in row.items()})  # fmt: skip
