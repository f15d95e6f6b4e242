"""Reads the saves of a class, and writes what a teacher takes away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.commands.study import read_sittings
from game.learn.study import Effect, effects, pair
from game.library.files import find_content
from game.review.gather import read_students
from game.review.grades import Filled, fill_canvas, fill_moodle
from game.review.kept import Kept
from game.review.overview import ClassView, read_goals, view_class
from game.review.tables import write_csv, write_xlsx
from game.session.contest import Contest, merge_contests
from game.session.wording_skills import asked, say_size
from game.store.hand_in import read_logs
from game.store.review_cache import ReviewCache


@dataclass(frozen=True, slots=True)
class Review:
    """What was found: the class, how far it came between check-ups, and the contests that were held."""

    view: ClassView
    effects: tuple[Effect, ...]
    contests: tuple[Contest, ...]


def look(paths: Sequence[Path], *, goals: Sequence[str], cache: ReviewCache) -> Review:
    """Return the class in several folders and files together, and how far it came between check-ups.

    Raises:
        GameError: one of them holds no log, or a goal is none.
    """
    wanted = read_goals(goals)
    with read_logs(paths) as logs:
        kept = Kept(cache.read())
        view = view_class(read_students(logs, kept), goals=wanted)
        cache.write(kept.new)
        sittings, _ = read_sittings(logs)
        contests = merge_contests(one for log in logs for one in log.find_contests())
    return Review(view, effects(pair(sittings)), contests)


def write(
    found: Review,
    *,
    html: Path | None,
    csv: Path | None,
    xlsx: Path | None,
    pdf: Path | None,
    moodle: Path | None,
    canvas: Path | None,
) -> Iterator[str]:
    """Write what was asked for, and say of each what became of it; GameError where a file cannot be written."""
    view = found.view
    written: list[str] = []
    if html is not None:
        from game.review.html import write_html

        written += write_html(
            html, view, fonts_dir=find_content() / "fonts", effects=found.effects, contests=found.contests
        )
    if csv is not None:
        written += write_csv(csv, view)
    if xlsx is not None:
        written += write_xlsx(xlsx, view)
    if pdf is not None:
        from game.review.pdf import write_pdf

        written += write_pdf(pdf, view, fonts_dir=find_content() / "fonts")
    if written:
        yield f"Written: {', '.join(written)}."
    for path, fill in ((moodle, fill_moodle), (canvas, fill_canvas)):
        if path is not None:
            yield say_filled(fill(path, view))


def say_filled(done: Filled) -> str:
    """Say what became of a file of marks."""
    said = f"{done.path}: {done.filled} marks filled in"
    if done.not_in_class:
        said += f"; not in these saves: {', '.join(done.not_in_class)}"
    if done.not_in_file:
        said += f"; not in the file: {', '.join(done.not_in_file)}"
    return f"{said}."


def describe(view: ClassView) -> Iterator[str]:
    """Say the class in lines for people, those with a need first."""
    from game.review.words import say_class, say_lead

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


def told(view: ClassView) -> dict[str, Any]:
    """Return the review as JSON."""
    from game.review.tables import as_json

    return as_json(view)
