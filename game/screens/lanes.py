"""A bar as lanes of hits: where beats and parts of beats lie, and how a hit is painted. Nothing here takes input."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import XS

COUNTS: Final = {1: (), 2: ("&",), 3: ("trip", "let"), 4: ("e", "&", "a")}
"""What the parts of a beat are counted as."""
HIT_W: Final = 8.0
INSET: Final = 8.0
TALLEST: Final = 68.0
"""Hits grow no further with their lane."""
RULER_H: Final = 24.0
LEAST_COUNT_W: Final = 16.0
"""Counts closer than this are left out."""
REST_ALPHA: Final = 0.35
FORCE_ALPHA: Final = 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A hit: its place on the grid in seconds, and its force from 0 to 1."""

    at_s: float
    force: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One part and its hits."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where beats lie: `steps` equal parts to a beat."""

    beat_s: float
    beats_per_bar: int
    length_s: float
    steps: int = 4

    @property
    def bar_s(self) -> float:
        """Return the length of a bar."""
        return self.beat_s * self.beats_per_bar

    @property
    def bars(self) -> int:
        """Return how many bars there are, at least one."""
        return max(1, round(self.length_s / self.bar_s))

    def lines(self, start_s: float, stop_s: float) -> list[tuple[float, str, bool]]:
        """Return place, count and whether it is a beat, for every part of a beat from `start_s` until `stop_s`."""
        step_s = self.beat_s / self.steps
        counts = COUNTS.get(self.steps, ("",) * (self.steps - 1))
        found = []
        for index in range(round(start_s / step_s), round(stop_s / step_s)):
            beat, part = divmod(index, self.steps)
            name = str(beat % self.beats_per_bar + 1) if part == 0 else counts[part - 1]
            found.append((index * step_s, name, part == 0))
        return found


def merged(name: str, parts: Sequence[Lane]) -> Lane:
    """Return one lane with the hits of several, each place once and as hard as the hardest there."""
    forces: dict[float, float] = {}
    for part in parts:
        for mark in part.marks:
            at_s = round(mark.at_s, 4)
            forces[at_s] = max(forces.get(at_s, 0.0), mark.force)
    return Lane(name, tuple(Mark(at_s, force) for at_s, force in sorted(forces.items())))


def time_axis(well: Rect, view: tuple[float, float], *, lead_s: float = 0.0) -> Axis:
    """Return the axis of seconds in a well; with `lead_s` it begins so much before the view, for what comes early."""
    return Axis(view[0] - lead_s, view[1], well.x + INSET, well.right - INSET)


def draw_counts(canvas: Canvas, axis: Axis, lines: Sequence[tuple[float, str, bool]], *, y: float) -> None:
    """Write the counts over a well; y is their middle. Where they stand too close, beats alone are counted."""
    beats = [at for at, _, strong in lines if strong]
    gap = axis.at(lines[1][0]) - axis.at(lines[0][0]) if len(lines) > 1 else LEAST_COUNT_W
    for at, name, strong in lines:
        if strong or (gap >= LEAST_COUNT_W and beats):
            canvas.text(name, (axis.at(at), y), size=XS, colour="ink" if strong else "muted", face="mono",
                        align="centre", on="mid")  # fmt: skip


def hit_box(x: float, y: float, row_h: float, force: float) -> Rect:
    """Return the place of a hit around a middle; harder is taller."""
    height = min(row_h, TALLEST) * (0.2 + 0.46 * min(1.0, max(0.0, force)))
    return Rect(x - HIT_W / 2, y - height / 2, HIT_W, height)


def draw_rest(canvas: Canvas, box: Rect, *, force: float, ground: str = "well") -> None:
    """Paint a hit that rests: it covers the line under it."""
    canvas.box(box, radius=4, fill=ground)
    canvas.box(box, radius=4, fill="faint", alpha=round(REST_ALPHA + FORCE_ALPHA * min(1.0, force), 2))


def draw_moved(canvas: Canvas, box: Rect, dx: float, *, colour: str = "ink") -> None:
    """Paint where a hit belongs as an outline, where it is put as a solid, and a line between the two."""
    canvas.box(box, radius=4, line="faint", lw=1)
    if abs(dx) >= 1:
        canvas.rule((box.cx + min(dx, 0), box.cy), w=abs(dx), colour=colour, alpha=0.5)
    canvas.box(box.moved(dx, 0), radius=4, fill=colour)
