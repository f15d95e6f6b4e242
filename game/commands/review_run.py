"""The command `review` from its options to what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from game import wiring
from game.commands.review import Wanted, describe, look, told, write, write_rounds
from game.core.errors import GameError
from game.review.words import say_keeping
from game.store.assignments import GIVEN, kept
from game.store.export_log import ExportLog
from game.store.review_cache import ReviewCache
from game.store.roster import FILE_NAME as ROSTER
from game.store.roster import read_roster


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review as JSON, and in lines for people."""

    told: Mapping[str, Any]
    lines: Sequence[str]


def wanted_here(folder: Path, paths: Sequence[Path], *, goals: Sequence[str], roster: Path | None) -> Wanted:
    """Return what is reviewed: the paths, else the saves folder with what was handed in there.

    Raises:
        GameError: a roster was named, and there is none.
    """
    if roster is not None and not roster.is_file():
        raise GameError(f"--roster must be a table with the columns student and name, there is no file {roster}")
    return Wanted(
        paths=paths or (folder,),
        goals=goals,
        roster=read_roster(roster or folder / ROSTER),
        assignments=kept(folder / GIVEN),
    )


def run_review(
    folder: Path, wanted: Wanted, files: Mapping[str, Path | None], *, fewest: int, keep_days: int
) -> Reviewed:
    """Review, write the files that are asked for, and note each in the list of exports of the saves folder.

    Raises:
        GameError: something cannot be read or written.
    """
    found = look(wanted, cache=ReviewCache(folder))
    keeping = say_keeping(found.view.oldest_at, now=wiring.clock(), keep_days=keep_days)

    def note(form: str, where: str) -> None:
        ExportLog(folder).add(
            at=wiring.clock(), who=wiring.user_name(), form=form, where=where, students=len(found.view.rows)
        )

    said = [*write(found, files, keeping=keeping, fewest=fewest, note=note)]
    xapi = files.get("xapi")
    if xapi is not None:
        note("xapi", xapi.name)
        said.append(write_rounds(xapi, wanted, found.view))
    return Reviewed(told(found), [*describe(found), *([keeping] if keeping else []), *said])


def exports_of(folder: Path) -> list[dict[str, Any]]:
    """Return who exported what from a saves folder, oldest first."""
    return [asdict(one) for one in ExportLog(folder).read()]
