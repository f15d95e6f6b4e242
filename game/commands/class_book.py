"""The class book of a host: its review as a page, what is taken from it and what students hand in, all in its saves."""

import tempfile
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from game import wiring
from game.arena.review_pages import ClassBook
from game.commands import review
from game.review.gather import read_students
from game.review.html import Extras, page, served_style
from game.review.overview import view_class
from game.review.tables import as_json
from game.review.words import say_keeping
from game.store.assignments import GIVEN, kept, written
from game.store.export_log import ExportLog
from game.store.faults import FILE_NAME
from game.store.handed_in import MOST_BYTES, HandedIn, handed_in
from game.store.log import AttemptLog
from game.store.review_cache import ReviewCache
from game.store.roster import FILE_NAME as ROSTER
from game.store.roster import read_roster

KEEP_DAYS: Final = 400
FEWEST: Final = 5
FORMS: Final = (
    ("html", "One page, all students", "class.html", "text/html"),
    ("csv", "Table (CSV)", "class.csv", "text/csv"),
    ("xlsx", "Workbook (Excel)", "class.xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pdf", "For paper (PDF)", "class.pdf", "application/pdf"),
    ("xapi", "Every round (xAPI)", "class.json", "application/json"),
    ("share", "Without names, for others", "class-for-others.html", "text/html"),
)  # fmt: skip
LATEST: Final = 20


def open_class_book(saves: Path) -> ClassBook:
    """Return the class book in a saves folder; solo practice on the host itself is no part of it."""

    def shown() -> str:
        return _page(saves)

    def taken(form: str, address: str) -> bytes:
        return export(saves, form, who=f"host's pages, {address}")

    def given() -> list[dict[str, Any]]:
        return [written(one) for one in kept(saves / GIVEN)]

    def take(upload: Path) -> dict[str, Any]:
        return asdict(HandedIn(saves, check=check).take(upload, now=wiring.clock()))

    forms = [(form, name, kind) for form, _, name, kind in FORMS]
    return ClassBook(shown, cache(served_style), forms, taken, take, given, MOST_BYTES)


def wanted_of(saves: Path) -> review.Wanted:
    """Return what a host's review is made of: what was handed in there, and the contests that it held."""
    return review.Wanted(
        paths=handed_in(saves),
        beside=[saves] if (saves / FILE_NAME).exists() else [],
        roster=read_roster(saves / ROSTER),
        assignments=kept(saves / GIVEN),
    )


def export(saves: Path, form: str, *, who: str) -> bytes:
    """Return an export's content, and note who took it; StoreError where it cannot be noted."""
    name = next(name for known, _, name, _ in FORMS if known == form)
    wanted = wanted_of(saves)
    found = review.look(wanted, cache=ReviewCache(saves))
    keeping = say_keeping(found.view.oldest_at, now=wiring.clock(), keep_days=KEEP_DAYS)

    def note(kind: str, where: str) -> None:
        ExportLog(saves).add(at=wiring.clock(), who=who, form=kind, where=where, students=len(found.view.rows))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        if form == "xapi":
            note(form, name)
            review.write_rounds(path, wanted, found.view)
        else:
            list(review.write(found, {form: path}, keeping=keeping, fewest=FEWEST, note=note))
        return path.read_bytes()


def check(log: AttemptLog) -> None:
    """Read a log as a review does, so that what would spoil one is found at the door."""
    as_json(view_class(read_students([log])))


def _page(saves: Path) -> str:
    found = review.look(wanted_of(saves), cache=ReviewCache(saves))
    extras = Extras(
        effects=found.effects,
        contests=found.contests,
        assigned=found.assigned,
        keeping=say_keeping(found.view.oldest_at, now=wiring.clock(), keep_days=KEEP_DAYS),
        forms=[(form, words) for form, words, _, _ in FORMS],
        exported=[(_local(one.at), one.form, one.who) for one in reversed(ExportLog(saves).read())][:LATEST],
    )
    return page(found.view, extras, inline=False)


def _local(at: str) -> str:
    """Return a moment of the list of exports in the time of this machine."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
