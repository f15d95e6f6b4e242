"""Reads the saves of a class, and writes what a teacher takes away."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from game.commands.study import read_sittings
from game.core.assignment import Assignment
from game.learn.study import Effect, effects, pair
from game.library.files import find_content
from game.review.assigned import AssignmentView, find_blocks, view_assignments
from game.review.facts import Student
from game.review.gather import read_students
from game.review.grades import Filled, fill_canvas, fill_moodle
from game.review.kept import Kept
from game.review.overview import ClassView, read_goals, view_class
from game.review.tables import as_json, write_csv, write_xlsx
from game.review.told import assignments_told, contests_told
from game.review.words import say_assigned, say_class, say_lead
from game.session.contest import Contest, merge_contests
from game.session.wording_skills import asked, say_size
from game.store.faults import FILE_NAME
from game.store.hand_in import read_logs
from game.store.handed_in import handed_in
from game.store.log import AttemptLog
from game.store.review_cache import ReviewCache

CODE_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Review:
    """What was found: the class, how far it came between check-ups, the contests that were held, and assignments."""

    view: ClassView
    effects: tuple[Effect, ...]
    contests: tuple[Contest, ...]
    assigned: tuple[AssignmentView, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a review is asked for.

    Attributes:
        paths: folders and files with the students.
        beside: folders whose contests count, but not who practises there.
        goals: thresholds as SKILL=SIZE.
        roster: the name behind a student's name on the screens.
        assignments: those that were given.
    """

    paths: Sequence[Path]
    beside: Sequence[Path] = ()
    goals: Sequence[str] = ()
    roster: Mapping[str, str] | None = None
    assignments: Sequence[Assignment] = ()


def files_of(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the logs behind paths: a folder stands for its own log and for what was handed in there."""
    found: list[Path] = []
    for path in paths:
        others = handed_in(path)
        if path.is_file() or (path / FILE_NAME).exists() or not others:
            found.append(path)
        found += others
    return tuple(found)


@contextmanager
def open_logs(wanted: Wanted) -> Iterator[tuple[list[AttemptLog], list[AttemptLog]]]:
    """Open the logs of the students, and all that hold contests; GameError where one is none."""
    with ExitStack() as stack:
        students = stack.enter_context(read_logs(files_of(wanted.paths)))
        yield students, [*students, *stack.enter_context(read_logs(wanted.beside))]


def look(wanted: Wanted, *, cache: ReviewCache) -> Review:
    """Return the class in several folders and files together.

    Raises:
        GameError: one of them holds no log, or a goal is none.
    """
    goals = read_goals(wanted.goals)
    with open_logs(wanted) as (logs, everything):
        kept = Kept(cache.read())
        students = _by_name(read_students(logs, kept), wanted.roster or {})
        cache.write(kept.new)
        sittings, _ = read_sittings(logs)
        contests = merge_contests(one for log in everything for one in log.find_contests())
        assigned = _assigned(wanted.assignments, students, logs)
    return Review(view_class(students, goals=goals), effects(pair(sittings)),
                  tuple(_called(one, wanted.roster or {}) for one in contests), assigned)  # fmt: skip


def _assigned(
    assignments: Sequence[Assignment], students: Sequence[Student], logs: Sequence[AttemptLog]
) -> tuple[AssignmentView, ...]:
    if not assignments:
        return ()
    blocks = {block.session_id: block for log in logs for block in log.find_blocks()}
    played = find_blocks(assignments, students, [*blocks.values()])
    rounds: dict[str, dict[str, datetime]] = {}
    for session_id in frozenset[str]().union(*played.values()):
        for log in logs:
            rounds.setdefault(session_id, {}).update(log.find_committed([session_id]))
    return view_assignments(assignments, students, played, rounds)


def _by_name(students: Sequence[Student], roster: Mapping[str, str]) -> tuple[Student, ...]:
    """Return the students under the names of a roster, and by them."""
    named = [replace(one, name=roster.get(one.name, one.name)) for one in students]
    return tuple(sorted(named, key=lambda one: (one.name.casefold(), one.player_id)))


def _called(contest: Contest, roster: Mapping[str, str]) -> Contest:
    rounds = tuple(
        replace(each, answers=tuple(replace(one, name=roster.get(one.name, one.name)) for one in each.answers))
        for each in contest.rounds
    )
    return replace(contest, rounds=rounds) if roster else contest


Note = Callable[[str, str], None]
"""Notes an export, by its form and where it went."""


def write(found: Review, files: Mapping[str, Path | None], *, keeping: str, fewest: int, note: Note) -> Iterator[str]:
    """Write what was asked for, each noted first, and say what became of it; GameError where one cannot be written."""
    view, fonts = found.view, find_content() / "fonts"
    writers: dict[str, Callable[[Path], list[str]]] = {
        "html": lambda path: _write_html(path, found, keeping=keeping),
        "csv": lambda path: write_csv(path, view),
        "xlsx": lambda path: write_xlsx(path, view),
        "pdf": lambda path: _write_pdf(path, view, fonts),
        "share": lambda path: _write_shared(path, view, fonts, fewest),
    }
    written: list[str] = []
    for form, writer in writers.items():
        path = files.get(form)
        if path is not None:
            note(form, path.name)
            written += writer(path)
    if written:
        yield f"Written: {', '.join(written)}."
    for form, fill in (("moodle", fill_moodle), ("canvas", fill_canvas)):
        path = files.get(form)
        if path is not None:
            note(form, path.name)
            yield say_filled(fill(path, view))


def _write_html(path: Path, found: Review, *, keeping: str) -> list[str]:
    from game.review.html import Extras, write_html

    extras = Extras(found.effects, found.contests, found.assigned, keeping)
    return write_html(path, found.view, extras, fonts_dir=find_content() / "fonts")


def _write_pdf(path: Path, view: ClassView, fonts: Path) -> list[str]:
    from game.review.pdf import write_pdf

    return write_pdf(path, view, fonts_dir=fonts)


def _write_shared(path: Path, view: ClassView, fonts: Path, fewest: int) -> list[str]:
    from game.review.shared import write_shared

    return write_shared(path, view, fonts_dir=fonts, fewest=fewest)


def write_rounds(path: Path, wanted: Wanted, view: ClassView) -> str:
    """Write all rounds of a class as xAPI statements; return what is said of it."""
    from game.review.xapi import write_xapi

    with open_logs(wanted) as (logs, _):
        ids = [row.student.player_id for row in view.rows]
        return f"Written: {', '.join(write_xapi(path, logs, ids, code_of=code_of))}."


def code_of(player_id: str) -> str:
    """Return a code for a player that stays the same and is no name."""
    return hashlib.sha256(player_id.encode()).hexdigest()[:CODE_DIGITS]


def say_filled(done: Filled) -> str:
    """Say what became of a file of marks."""
    said = f"{done.path}: {done.filled} marks filled in"
    if done.not_in_class:
        said += f"; not in these saves: {', '.join(done.not_in_class)}"
    if done.not_in_file:
        said += f"; not in the file: {', '.join(done.not_in_file)}"
    return f"{said}."


def describe(found: Review) -> Iterator[str]:
    """Say the class in lines for people, those with a need first."""
    view = found.view
    yield say_class(view)
    yield say_lead(view)
    for row in view.rows:
        levels = [
            f"{say_size(skill.skill_id, asked(skill.skill_id, skill.level_75))} ({skill.label})"
            for skill in row.student.skills.values()
            if skill.level_75 is not None
        ]
        why = "; ".join(flag.words for flag in row.flags)
        yield f"{row.student.name}: {', '.join(levels) or 'no rounds alone'}.{f' {why}.' if why else ''}"
    for one in found.assigned:
        yield f"{one.assignment.title}: {say_assigned(one)}"


def told(found: Review) -> dict[str, Any]:
    """Return the review as JSON."""
    return {
        **as_json(found.view),
        "contests": contests_told(found.contests),
        "assignments": assignments_told(found.assigned),
    }
