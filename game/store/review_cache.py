"""Keeps what a review found of each student, so that only those with new rounds are read again; it may be deleted."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

FILE_NAME: Final = "review-cache.db"


class ReviewCache:
    """Facts as bytes, by student; whatever is wrong with the file, it is as if nothing were kept."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def read(self) -> Mapping[str, tuple[str, bytes]]:
        """Return for each student the fingerprint of the rounds that were read, and the facts."""
        if not self.path.exists():
            return {}
        try:
            with closing(sqlite3.connect(self.path)) as db:
                rows = db.execute("SELECT player_id, fingerprint, facts FROM kept").fetchall()
        except sqlite3.Error:
            self.drop()
            return {}
        return {player_id: (fingerprint, facts) for player_id, fingerprint, facts in rows}

    def write(self, found: Mapping[str, tuple[str, bytes]]) -> None:
        """Keep the facts of some students in place of what was kept of them."""
        with suppress(sqlite3.Error, OSError):  # a cache that cannot be written costs time, no more
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path)) as db, db:
                db.execute("CREATE TABLE IF NOT EXISTS kept (player_id TEXT PRIMARY KEY, fingerprint TEXT, facts BLOB)")
                db.executemany(
                    "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)",
                    [(player_id, fingerprint, facts) for player_id, (fingerprint, facts) in found.items()],
                )

    def drop(self) -> None:
        """Forget everything."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
