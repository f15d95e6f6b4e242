"""The class for somebody outside it: numbers of groups alone, and none so small that it points at somebody."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.core.skills import SKILLS
from game.review.facts import SkillFacts
from game.review.html import environment, faces, style
from game.review.overview import ClassView, is_known, named
from game.review.tables import unwritable
from game.review.words import reaches
from game.session.wording_skills import SHORT, asked, digits, printed, say_size

FEWEST: Final = 5
HIDDEN: Final = "fewer than {}"


@dataclass(frozen=True, slots=True)
class Group:
    """A skill of the class, in words: how many have a threshold, their middle, and how many are at the goal."""

    skill: str
    goal: str
    known: str
    middle: str
    at_goal: str
    finer: str


def groups_of(view: ClassView, *, fewest: int = FEWEST) -> tuple[Group, ...]:
    """Return a line for each skill; what counts fewer students than `fewest` is hidden, and so is all but so few."""
    return tuple(_group(view, skill_id, fewest) for skill_id in view.skill_ids)


def habits_of(view: ClassView, *, fewest: int = FEWEST) -> tuple[tuple[str, str], ...]:
    """Return how many of those with enough evidence give their own ear away, and how many pass good advice over."""
    told = []
    habits = [row.student.reliance for row in view.rows]
    for what, shares in (
        ("give own-ear bets away", [one.g_own for one in habits if one.g_own.enough]),
        ("pass good advice over", [one.g_ai for one in habits if one.g_ai.enough]),
    ):
        told.append((what, _part(sum(map(named, shares)), len(shares), fewest)))
    return tuple(told)


def write_shared(path: Path, view: ClassView, *, fonts_dir: Path, fewest: int = FEWEST) -> list[str]:
    """Write the page; GameError where it cannot be written."""
    text = page(view, fewest=fewest)
    try:
        path.write_text(text.replace("</style>", f"{faces(fonts_dir, text)}</style>", 1), encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from error
    return [str(path)]


def page(view: ClassView, *, fewest: int = FEWEST) -> str:
    """Return the page, its style in it; it names nobody."""
    students = f"{len(view.rows)} students" if len(view.rows) >= fewest else f"{HIDDEN.format(fewest)} students"
    return environment().get_template("shared.html.j2").render(
        css=style(),
        students=students,
        last_at=view.last_at,
        fewest=fewest,
        groups=groups_of(view, fewest=fewest),
        habits=habits_of(view, fewest=fewest),
    )  # fmt: skip


def _group(view: ClassView, skill_id: str, fewest: int) -> Group:
    skills = [skill for row in view.rows if (skill := row.student.skills.get(skill_id)) is not None]
    known = [skill for skill in skills if is_known(skill)]
    few = len(known) < fewest
    middle = statistics.median(skill.level_75 or 0.0 for skill in known) if known else 0.0

    def count(holds: Callable[[SkillFacts], bool]) -> str:
        return HIDDEN.format(fewest) if few else _part(sum(map(holds, known)), len(known), fewest)

    return Group(
        skill=SHORT[skill_id],
        goal=f"{digits(view.goals[skill_id])} {SKILLS[skill_id].unit}",
        known=HIDDEN.format(fewest) if few else str(len(known)),
        middle="hidden" if few else printed(say_size(skill_id, asked(skill_id, middle))),
        at_goal=count(lambda skill: reaches(skill, view)),
        finer=count(lambda skill: bool(skill.improved)),
    )


def _part(count: int, of: int, fewest: int) -> str:
    """Return "12 of 30" where neither those nor the others are few enough to be known by it.

    >>> _part(12, 30, 5), _part(3, 30, 5), _part(28, 30, 5), _part(30, 30, 5), _part(2, 4, 5)
    ('12 of 30', 'fewer than 5', 'all but fewer than 5', 'all but fewer than 5', 'fewer than 5')
    """
    if of < fewest or count < fewest:
        return HIDDEN.format(fewest)
    return f"all but {HIDDEN.format(fewest)}" if of - count < fewest else f"{count} of {of}"
