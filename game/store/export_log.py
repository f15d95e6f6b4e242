"""Who took what out of the class's data, and when: lines are added to one file, and none is ever changed.

No student is named in it, so that being forgotten needs nothing of it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Final

from game.core.errors import StoreError

FILE_NAME: Final = "exports.log"
_TAB: Final = "\t"


@dataclass(frozen=True, slots=True)
class Exported:
    """One export: when, by whom, in which form, where to, and of how many students."""

    at: str
    who: str
    form: str
    where: str
    students: int


class ExportLog:
    """The list of exports of a saves folder."""

    def __init__(self, saves: Path) -> None:
        self.path = saves / FILE_NAME

    def add(self, *, at: datetime, who: str, form: str, where: str, students: int) -> None:
        """Add a line, on disk when this returns; StoreError where it cannot be written."""
        cells = (at.isoformat(timespec="seconds"), who, form, where, str(students))
        line = _TAB.join(" ".join(cell.split()) for cell in cells)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(
                f"{self.path} must be writable, as every export is noted there ({error.strerror}): free some space"
            ) from error

    def read(self) -> Sequence[Exported]:
        """Return what was exported, oldest first; a line that was cut off is left out."""
        if not self.path.exists():
            return ()
        rows = [line.split(_TAB) for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines()]
        whole = [row for row in rows if len(row) == len(fields(Exported)) and row[4].isdecimal()]
        return [Exported(at, who, form, where, int(students)) for at, who, form, where, students in whole]
