"""Assignments as files: those that a teacher gave, and those that a student was given."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from game.core.assignment import Assignment
from game.core.canonical import plain
from game.core.errors import StoreError
from game.core.skills import find_skill
from game.store.rows import read_moment, write_moment

GIVEN: Final = "assignments-given"
TAKEN: Final = "assignments"
MOST_ROUNDS: Final = 200
MOST_BYTES: Final = 20_000
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_ID: Final = re.compile(r"[0-9a-z-]{4,40}")
_FIELDS: Final = frozenset(field.name for field in fields(Assignment))


def written(assignment: Assignment) -> dict[str, Any]:
    """Return an assignment as plain values, its moment as text."""
    return {**plain({name: getattr(assignment, name) for name in _FIELDS - {"due_at"}}),
            "due_at": write_moment(assignment.due_at)}  # fmt: skip


def parse_assignment(text: str | bytes, *, where: str) -> Assignment:
    """Return an assignment from its JSON text.

    Raises:
        StoreError: it is none; the sentence says what is wrong.
    """
    try:
        return _checked(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{where} must be an assignment that a teacher gave out, it is not ({error})") from error


def read_assignment(path: Path) -> Assignment:
    """Return the assignment in a file; StoreError where there is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise StoreError(f"{path} must be an assignment that a teacher gave out, it is too large")
        return parse_assignment(path.read_bytes(), where=str(path))
    except OSError as error:
        raise StoreError(f"{path} must be an assignment, it cannot be read ({error.strerror})") from error


def write_assignment(path: Path, assignment: Assignment) -> None:
    """Write an assignment into a file; StoreError where that cannot be."""
    text = json.dumps(dict(sorted(written(assignment).items())), indent=1, ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.new")
        draft.write_text(f"{text}\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error.strerror}): choose another file or folder") from error


def keep(folder: Path, assignment: Assignment) -> None:
    """Keep an assignment in a folder, once."""
    write_assignment(folder / f"{assignment.assignment_id}.json", assignment)


def kept(folder: Path) -> Sequence[Assignment]:
    """Return the assignments in a folder, the one due first first; files that hold none are left out."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(read_assignment(path))
        except StoreError:  # somebody's own file
            continue
    return sorted(found, key=lambda one: (one.due_at, one.assignment_id))


def _checked(value: Mapping[str, Any]) -> Assignment:
    if set(value) != _FIELDS:
        raise ValueError(f"its keys must be {', '.join(sorted(_FIELDS))}, they are {', '.join(sorted(value))}")
    spec, title = find_skill(value["skill_id"]), str(value["title"])
    if not 1 <= int(value["rounds"]) <= MOST_ROUNDS:
        raise ValueError(f"rounds must be 1 to {MOST_ROUNDS}, got {value['rounds']!r}")
    if not (_KEY.fullmatch(value["key"]) and _ID.fullmatch(value["assignment_id"])):
        raise ValueError("its key or its id is none")
    if not title.isprintable() or len(title) > 80 or not isinstance(value["ai"], bool):
        raise ValueError("its title must be one line of at most 80 letters, and ai true or false")
    due_at: datetime = read_moment(value["due_at"])
    if due_at.tzinfo is None:
        raise ValueError("due_at must name its time zone")
    goal = None if value["goal"] is None else spec.check_cue(float(value["goal"]))
    return Assignment(value["assignment_id"], title, spec.skill_id, goal, int(value["rounds"]), due_at, value["ai"],
                      value["key"])  # fmt: skip
