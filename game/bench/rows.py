"""What a measurement is: one row with its figures, its limit, and whether it holds."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np

Unit = Literal["ms", "s", "MB", "x", "count"]
Judged = Literal["median", "p95", "p99", "max", "ratio"]


@dataclass(frozen=True, slots=True)
class Row:
    """A measured row; None where a figure does not apply or could not be measured.

    `median`, `p95`, `p99` and `max` are in `unit`, over `n` samples. `ratio` compares with a reference measured in
    the same run. `judged` names the figure that `limit` is for, and `ok` tells whether it holds; `note` says in words
    what was compared, or why nothing was.
    """

    name: str
    median: float | None = None
    p95: float | None = None
    p99: float | None = None
    max: float | None = None
    n: int | None = None
    unit: Unit = "ms"
    ratio: float | None = None
    limit: float | None = None
    judged: Judged | None = None
    ok: bool | None = None
    note: str = ""

    def __str__(self) -> str:
        """Say it in a line, first the figure that is judged.

        >>> print(Row("listener", median=8.0, p95=9.5, limit=30.0, judged="p95", ok=True))
        listener: p95 9.5 ms, limit 30, holds
        """
        name = self.judged or "median"
        value: float | None = getattr(self, name)
        said = ["not measured"] if value is None else [f"{name} {value:.3g}" + (name != "ratio") * f" {self.unit}"]
        if self.ratio is not None and name != "ratio":
            said.append(f"ratio {self.ratio:.2f}")
        if self.limit is not None:
            said.append(f"limit {self.limit:g}")
        if self.ok is not None:
            said.append("holds" if self.ok else "does not hold")
        return f"{self.name}: {', '.join(said)}" + (f"; {self.note}" if self.note else "")


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of one run and the machine that they hold for."""

    machine: str
    rows: tuple[Row, ...]

    def as_json(self) -> dict[str, object]:
        """Return what `bench --json` prints."""
        return {"machine": self.machine, "rows": [asdict(row) for row in self.rows]}


def summarise(
    name: str,
    samples: Sequence[float],
    *,
    unit: Unit = "ms",
    judged: Judged | None = None,
    limit: float | None = None,
    ratio: float | None = None,
    note: str = "",
) -> Row:
    """Return a row from its samples.

    Args:
        name: of the row.
        samples: at least one, in `unit`.
        unit: of the samples.
        judged: which figure `limit` is for; None where there is no limit.
        limit: what that figure may reach, but not pass.
        ratio: to a reference, where there is one.
        note: what was compared, in words.

    Raises:
        ValueError: there are no samples, or only one of `judged` and `limit` is given, or the judged ratio is missing.
    """
    if not len(samples):
        raise ValueError(f"samples of {name} must not be empty: was every round left out?")
    if (judged is None) != (limit is None):
        raise ValueError(f"judged and limit of {name} must be given together, got {judged} and {limit}")
    figures = {
        "median": float(np.median(samples)),
        "p95": float(np.percentile(samples, 95)),
        "p99": float(np.percentile(samples, 99)),
        "max": float(np.max(samples)),
    }
    ok = None
    if judged is not None and limit is not None:
        value = ratio if judged == "ratio" else figures[judged]
        if value is None:
            raise ValueError(f"ratio of {name} must be given where it is judged, got None")
        ok = value <= limit
    return Row(
        name=name, **figures, n=len(samples), unit=unit, ratio=ratio, limit=limit, judged=judged, ok=ok, note=note
    )
