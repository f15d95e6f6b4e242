"""Who is behind the names on the screens: a table in a file of its own, which only the teacher's review reads."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from game.core.errors import StoreError

FILE_NAME: Final = "roster.csv"
COLUMNS: Final = ("student", "name")


def read_roster(path: Path) -> Mapping[str, str]:
    """Return the name of each student of a table with the columns student and name; empty where there is no file.

    Raises:
        StoreError: it cannot be read, has other columns, or names one student twice.
    """
    if not path.exists():
        return {}
    roster: dict[str, str] = {}
    for row in _rows(path):
        student, name = row["student"].strip(), row["name"].strip()
        if student in roster:
            raise StoreError(f"{path} must name each student once, {student!r} stands there twice")
        if student and name:
            roster[student] = name
    return roster


def forget_in_roster(path: Path, student: str) -> int:
    """Delete a student's lines from the table; return how many."""
    if not path.exists():
        return 0
    rows = _rows(path)
    kept = [row for row in rows if student != row["student"].strip()]
    if len(kept) < len(rows):
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(kept)
        draft = path.with_name(f"{path.name}.new")
        draft.write_text(text.getvalue(), encoding="utf-8")
        draft.replace(path)
    return len(rows) - len(kept)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise StoreError(f"{path} must have the columns student and name, has {', '.join(rows.fieldnames or ())}")
        return [{key: row[key] or "" for key in COLUMNS} for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StoreError(f"{path} must be a table in UTF-8 with the columns student and name: {error}") from error
