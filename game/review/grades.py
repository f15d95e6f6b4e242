"""Marks for a school's platform: one column is filled in the file that the platform itself exported.

Nothing else in the file changes: neither its other columns nor its order, so that an import overwrites only that mark.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.core.errors import GameError
from game.review.overview import ClassView, Row, is_known
from game.review.tables import guarded, unwritable

COLUMN: Final = "Own Ears"
FULL_MARK: Final = 100.0
MOODLE_NAMES: Final = (("First name", "Last name"), ("Firstname", "Surname"), ("Full name",), ("Name",))
CANVAS_NAMES: Final = (("Student",),)
CANVAS_POINTS: Final = "points possible"


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a file: how many were given a mark, and who of the class or of the file was not found."""

    path: str
    filled: int
    not_in_class: tuple[str, ...]
    not_in_file: tuple[str, ...]


def mark_of(row: Row, view: ClassView) -> float | None:
    """Return 0 to 100: the mean over known skills of goal over threshold, none above 1; None while none is known."""
    shares = [
        min(1.0, view.goals[skill.skill_id] / skill.level_75)
        for skill in row.student.skills.values()
        if is_known(skill) and skill.level_75
    ]
    return round(FULL_MARK * sum(shares) / len(shares), 1) if shares else None


def fill_moodle(path: Path, view: ClassView) -> Filled:
    """Fill the column of a file exported from Moodle's grade book, as `_fill` does."""
    return _fill(path, view, names=MOODLE_NAMES, platform="Moodle")


def fill_canvas(path: Path, view: ClassView) -> Filled:
    """Fill the column of a file exported from Canvas' grade book, as `_fill` does; its row of points stays one."""
    return _fill(path, view, names=CANVAS_NAMES, platform="Canvas")


def _fill(path: Path, view: ClassView, *, names: tuple[tuple[str, ...], ...], platform: str) -> Filled:
    """Give each student of the file the mark, in a column that is added where it is not there.

    Raises:
        GameError: the file cannot be read or written, or it has no column with names.
    """
    text, encoding = _read(path, platform)
    table = list(csv.reader(io.StringIO(text)))
    if not table or not table[0]:
        raise GameError(f"{path} must be a file exported from {platform} with a line of headings, it is empty")
    head, *lines = table
    named = next((columns for columns in names if all(column in head for column in columns)), None)
    if named is None:
        wanted = " or ".join(" and ".join(columns) for columns in names)
        raise GameError(f"{path} must have the heading {wanted} as {platform} exports it, has {', '.join(head)}")
    places = [head.index(column) for column in named]
    if COLUMN not in head:
        head.append(COLUMN)
    at = head.index(COLUMN)
    marks = {_key(row.student.name): mark_of(row, view) for row in view.rows}
    seen, missing, filled = set[str](), list[str](), 0
    for line in lines:
        line.extend([""] * (len(head) - len(line)))
        name = " ".join(line[place] for place in places).strip()
        if name.casefold() == CANVAS_POINTS:
            line[at] = f"{FULL_MARK:g}"
            continue
        key = next((key for key in (_key(name), _key(_turned(name))) if key in marks), None)
        if key is None:
            missing += [name] if name else []
            continue
        seen.add(key)
        if marks[key] is not None:
            line[at], filled = f"{marks[key]:g}", filled + 1
    _write(path, [head, *lines], encoding)
    left = tuple(row.student.name for row in view.rows if _key(row.student.name) not in seen)
    return Filled(str(path), filled, tuple(missing), left)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _turned(name: str) -> str:
    """Return "First Last" of "Last, First", as Canvas writes names.

    >>> _turned("Lovelace, Ada"), _turned("Ada")
    ('Ada Lovelace', 'Ada')
    """
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _read(path: Path, platform: str) -> tuple[str, str]:
    """Return a file's text and its encoding; a mark at its beginning, as Canvas writes one, is kept on writing."""
    try:
        data = path.read_bytes()
        encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
        return data.decode(encoding), encoding
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise GameError(f"{path} must be a CSV exported from {platform} ({why}): export it again") from error


def _write(path: Path, table: list[list[str]], encoding: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table[0])
    writer.writerows([[guarded(cell) if not _is_number(cell) else cell for cell in line] for line in table[1:]])
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_bytes(text.getvalue().encode(encoding))
        draft.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
