"""The review on paper: the class first, then each student, words before charts."""

from pathlib import Path
from typing import Final

from game.charts.look import Look
from game.charts.report import Curve, Sheet, write_report
from game.core.skills import SKILLS
from game.learn.reliance import Share
from game.review import words
from game.review.facts import SkillFacts, Student
from game.review.overview import ClassView, Row, is_known
from game.review.tables import unwritable
from game.session.wording_skills import SHORT, digits

WIDEST: Final = 8
"""Skills in one table; more of them go into the next."""
TABLE: Final = "Smallest change each student hears alone. * rough. Rounds: still measuring."
PAPER: Final = {"card": "#FFFFFF", "well": "#FFFFFF", "line": "#C9CFD9", "grid": "#ECEEF2", "axis": "#C3C9D4",
                "ink": "#171A21", "muted": "#596273", "ai": "#A8467F"}  # fmt: skip


def write_pdf(path: Path, view: ClassView, *, fonts_dir: Path) -> list[str]:
    """Write the report; GameError where the file cannot be written."""
    try:
        write_report(path, sheets_of(view), Look(**PAPER, fonts_dir=fonts_dir, scale=1.0), title=words.say_class(view))
    except OSError as error:
        raise unwritable(path, error) from error
    return [str(path)]


def sheets_of(view: ClassView) -> list[Sheet]:
    """Return the class, in tables of at most WIDEST skills, then a sheet for each student."""
    parts = [view.skill_ids[first : first + WIDEST] for first in range(0, len(view.skill_ids), WIDEST)] or [()]
    classes = [
        Sheet(
            heading=words.say_class(view) if number == 0 else "The class, further skills",
            lead=words.say_lead(view) if number == 0 else "",
            sentences=(TABLE,),
            wide=True,
            head=("Student", *(f"{SHORT[skill_id]}" for skill_id in part), "Own-ear", "AI", "Why first"),
            rows=(
                (
                    "Goal",
                    *(f"{digits(view.goals[one])} {SKILLS[one].unit}" for one in part),
                    "away, %",
                    "passed, %",
                    "",
                ),
                *(_class_row(row, part) for row in view.rows),
            ),
        )
        for number, part in enumerate(parts)
    ]
    return [*classes, *(_student_sheet(row, view) for row in view.rows)]


def _class_row(row: Row, skill_ids: tuple[str, ...]) -> tuple[str, ...]:
    student = row.student
    cells = [_cell(student.skills.get(skill_id)) for skill_id in skill_ids]
    why = row.flags[0].words if row.flags else ""
    return (student.name[:22], *cells, _percent(student.reliance.g_own), _percent(student.reliance.g_ai), why)


def _cell(skill: SkillFacts | None) -> str:
    if skill is None:
        return "none"
    if not is_known(skill) or skill.level_75 is None:
        return f"{skill.n} rounds"
    return f"{words.say_cell(skill)}{'*' if skill.label == 'rough' else ''}"


def _percent(share: Share) -> str:
    return f"{100 * share.value:.0f}" if share.enough else "not yet"


def _student_sheet(row: Row, view: ClassView) -> Sheet:
    student = row.student
    steps = [f"Next {number}: {what} ({why})." for number, (what, why) in enumerate(words.next_steps(row, view), 1)]
    bets = (words.say_given(student.reliance.g_own, "Own-ear bets given away"),
            words.say_given(student.reliance.g_ai, "AI bets passed over"))  # fmt: skip
    return Sheet(
        heading=words.say_student(row, view),
        lead=words.say_rounds(student),
        sentences=(*words.plain_words(row, view), *bets, words.say_gap(student), *steps),
        curves=_curves(student, view),
    )


def _curves(student: Student, view: ClassView) -> tuple[Curve, ...]:
    return tuple(
        Curve(
            title=f"{SHORT[skill.skill_id]} ({skill.label})",
            note=f"{words.say_sure(skill)}. Goal {digits(view.goals[skill.skill_id])} {SKILLS[skill.skill_id].unit}. "
            "Line: alone; dashed: beside the AI.",
            unit=SKILLS[skill.skill_id].unit,
            alone=skill.alone,
            beside=skill.beside,
            goal=view.goals[skill.skill_id],
        )
        for skill in student.skills.values()
        if skill.alone or skill.beside
    )
