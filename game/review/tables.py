"""The review as rows: JSON, CSV with a codebook, and a workbook. Cells that a spreadsheet might run are guarded."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from game.core.errors import GameError
from game.core.skills import SKILLS
from game.learn.reliance import Share
from game.review.facts import SkillFacts
from game.review.overview import ClassView, Row

COLUMNS: Final[Mapping[str, str]] = {
    "student": "name as the student typed it; the same name twice is numbered",
    "skill_id": "skill, as `own-ears skills` lists them",
    "unit": "unit of the cue and of level_75",
    "level_75": "cue that is answered right, or placed well, three times in four, in rounds alone; lower is finer",
    "theta_mean": "threshold, log2 of the cue at d' = 1, from first guesses in rounds alone",
    "theta_sd": "its posterior standard deviation, octaves of cue",
    "n": "rounds alone",
    "label": "good (theta_sd below 0.3), rough (below 0.5) or measuring",
    "improved": "improved or clearly improved between the first and the last three sessions alone; empty: not said",
    "g_own": "share of own-ear bets given away, 0 to 1; empty: not enough at stake",
    "g_ai": "share of AI bets passed over, 0 to 1; empty: not enough at stake",
    "flags": "what is to be said of the student, in words, with semicolons between",
}
"""The columns of the table, in order, and the codebook."""
RUN_BY_SPREADSHEETS: Final = ("=", "+", "-", "@", "\t", "\r")


def as_json(view: ClassView) -> dict[str, Any]:
    """Return the review under the keys of its contract; the same saves give the same value."""
    return {
        "students": [_student(row, view) for row in view.rows],
        "flags": [{"student": row.student.name, "flag": flag.words} for row in view.rows for flag in row.flags],
    }


def _student(row: Row, view: ClassView) -> dict[str, Any]:
    return {
        "student": row.student.name,
        "skills": [_skill(skill, view) for skill in row.student.skills.values()],
        "g_own": shown(row.student.reliance.g_own),
        "g_ai": shown(row.student.reliance.g_ai),
        "flags": [flag.words for flag in row.flags],
    }


def _skill(skill: SkillFacts, view: ClassView) -> dict[str, Any]:
    return {
        "skill_id": skill.skill_id,
        "unit": SKILLS[skill.skill_id].unit,
        "level_75": rounded(skill.level_75),
        "theta_mean": rounded(skill.theta_mean),
        "theta_sd": rounded(skill.theta_sd),
        "n": skill.n,
        "label": skill.label,
        "improved": skill.improved,
        "goal": view.goals[skill.skill_id],
    }


def csv_rows(view: ClassView) -> list[dict[str, Any]]:
    """Return a row for each student and skill, with the keys of `COLUMNS`."""
    rows = []
    for told in as_json(view)["students"]:
        shared = {key: told[key] for key in ("student", "g_own", "g_ai")} | {"flags": "; ".join(told["flags"])}
        for skill in told["skills"] or [{}]:
            rows.append({key: (shared | skill).get(key) for key in COLUMNS})
    return rows


def write_csv(path: Path, view: ClassView) -> list[str]:
    """Write the table, and a codebook beside it; return the names of both.

    Raises:
        GameError: a file cannot be written.
    """
    codebook = path.with_name(f"{path.stem}_codebook.csv")
    write_rows(path, [list(COLUMNS), *(list(row.values()) for row in csv_rows(view))])
    write_rows(codebook, [["column", "meaning"], *map(list, COLUMNS.items())])
    return [str(path), str(codebook)]


def write_rows(path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8") -> None:
    """Write rows as CSV, each text guarded; GameError where the file cannot be written."""
    try:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([[guarded(cell) for cell in row] for row in rows])
    except OSError as error:
        raise unwritable(path, error) from error


def write_xlsx(path: Path, view: ClassView) -> list[str]:
    """Write a workbook: the class, all rows, and the codebook; GameError where it cannot be written."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            bold = book.add_format({"bold": True})
            sheet = book.add_worksheet("Class")
            sheet.freeze_panes(1, 1)
            units = [f"{SKILLS[skill_id].title} ({SKILLS[skill_id].unit})" for skill_id in view.skill_ids]
            sheet.write_row(0, 0, ["Student", *units, "Own-ear bets given away", "AI bets passed over", "Why"], bold)
            for line, row in enumerate(view.rows, start=1):
                sheet.write_row(line, 0, _class_row(row, view))
            sheet.set_column(0, 0, 24)
            whole = book.add_worksheet("All skills")
            whole.freeze_panes(1, 1)
            whole.write_row(0, 0, list(COLUMNS), bold)
            for line, values in enumerate(csv_rows(view), start=1):
                whole.write_row(line, 0, [guarded(value) for value in values.values()])
            words = book.add_worksheet("Codebook")
            for line, pair in enumerate((("column", "meaning"), *COLUMNS.items())):
                words.write_row(line, 0, pair)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise unwritable(path, error) from error
    return [str(path)]


def _class_row(row: Row, view: ClassView) -> list[Any]:
    student = row.student
    levels = [
        rounded(skill.level_75) if (skill := student.skills.get(skill_id)) is not None else None
        for skill_id in view.skill_ids
    ]
    shares = [shown(student.reliance.g_own), shown(student.reliance.g_ai)]
    return [guarded(student.name), *levels, *shares, "; ".join(flag.words for flag in row.flags)]


def guarded(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before what would be run.

    >>> guarded("=1+1"), guarded("-Ada"), guarded("Ada"), guarded(-1.5)
    ("'=1+1", "'-Ada", 'Ada', -1.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUN_BY_SPREADSHEETS) else cell


def shown(share: Share) -> float | None:
    """Return a share where there is enough at stake to show it."""
    return round(share.value, 4) if share.enough else None


def rounded(value: float | None) -> float | None:
    """Return a number to four places after the point."""
    return None if value is None else round(value, 4)


def unwritable(path: Path, error: Exception) -> GameError:
    """Return what to say of a file that cannot be written."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return GameError(f"{path} cannot be written ({why}): choose another file or folder, or close it elsewhere")
