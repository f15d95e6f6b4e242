"""A threshold over weeks: alone with its 90 % band, and beside the AI; lower is finer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from game.charts.look import DRAWING, SMALL, Look, Pixels, blank, pixels_of
from game.core.skills import SKILLS
from game.learn.growth import Point
from game.session.progress import Progress
from game.session.wording_skills import SIGNS, digits

LEFT: Final = 72.0
RIGHT: Final = 96.0
TOP: Final = 4.0
BOTTOM: Final = 28.0
MOST_MARKERS: Final = 20
MOST_DATES: Final = 8
LEAST_OCTAVES: Final = 1.6
LABEL_GAP: Final = 17.0
BEYOND: Final = 1.3
"""A band is shown so far beyond the cues that can be asked, and no further."""
STEPS: Final = ((1.0, 2.0, 5.0), (1.0, 2.0, 3.0, 5.0), (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0))
"""Bases of the ticks, from the coarsest: the first that gives two is taken."""
EDGE: Final = 1.06
"""A tick nearer to an end of the axis than this factor would touch the frame."""
BAND_ALPHA: Final = 0.16
_DAY_S: Final = 86_400.0
LONG_DAYS: Final = 120


@dataclass(frozen=True, slots=True)
class Dot:
    """Where a point of the chart stands, in logical units from the picture's top left corner."""

    x: float
    y: float
    point: Point
    alone: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it was drawn: its pixels, and where its points stand, from left to right."""

    pixels: Pixels
    dots: tuple[Dot, ...]


def draw_threshold(progress: Progress, look: Look, *, width: float, height: float) -> Chart:
    """Draw a skill's threshold over weeks; with no points it is an empty well."""
    with DRAWING:
        return _draw(progress, look, width=width, height=height)


def _draw(progress: Progress, look: Look, *, width: float, height: float) -> Chart:
    figure = blank(look, width=width, height=height)
    axes = figure.add_axes(
        (LEFT / width, BOTTOM / height, (width - LEFT - 1) / width, (height - TOP - BOTTOM) / height),
        facecolor=look.well,
    )
    points = (*progress.alone, *progress.beside)
    days = _Days([point.at for point in points])
    spec = SKILLS[progress.skill_id]
    lo, hi = limits(
        [max(point.level_lo, spec.cue_hardest / BEYOND) for point in points],
        [min(point.level_hi, spec.cue_easiest * BEYOND) for point in points],
    )
    axes.set_xlim(-days.pad, days.span + days.pad * (1 + RIGHT / 24))
    axes.set_ylim(math.log2(lo), math.log2(hi))
    _frame(axes, progress.skill_id, look, days, lo=lo, hi=hi)
    few = max(len(progress.alone), len(progress.beside)) <= MOST_MARKERS
    _line(axes, progress.beside, days, look, alone=False, few=few, banded=not progress.alone)
    _line(axes, progress.alone, days, look, alone=True, few=few, banded=True)
    _name_ends(figure, axes, progress, days, look)
    dots = [
        _dot(figure, axes, point, days, look, alone=alone)
        for alone, line in ((True, progress.alone), (False, progress.beside))
        for point in line
    ]
    return Chart(pixels_of(figure), tuple(sorted(dots, key=lambda dot: dot.x)))


class _Days:
    """Turns moments into days since the first point."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        self.first = min(moments) if moments else None
        self.last = max(moments) if moments else None
        self.span = self.at(self.last) if self.last is not None else 0.0
        self.pad = max(0.5, self.span * 0.03)

    def at(self, moment: datetime) -> float:
        return 0.0 if self.first is None else (moment - self.first).total_seconds() / _DAY_S


def limits(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the axis: all bands, some air, and never so near that noise looks like growth.

    >>> limits([2.0], [8.0])
    (1.8, 8.8)
    """
    if not lows:
        return 1.0, 4.0
    lo, hi = min(lows) * 0.9, max(highs) * 1.1
    more = max(0.0, LEAST_OCTAVES - math.log2(hi / lo)) / 2
    return round(lo / 2**more, 4), round(hi * 2**more, 4)


def ticks(lo: float, hi: float) -> Sequence[float]:
    """Return two to five round values between the ends: powers of two, else 1, 2, 5, else finer ones.

    >>> ticks(1.8, 8.8), ticks(3.0, 90.0), ticks(2.1, 7.0)
    ([2.0, 4.0, 8.0], [5.0, 10.0, 20.0, 50.0], [3.0, 5.0])
    """
    doubles = [2.0**n for n in range(math.ceil(math.log2(lo)), math.floor(math.log2(hi)) + 1)]
    if 2 <= len(doubles) <= 4 and lo < 16:
        return doubles
    low, high = math.floor(math.log10(lo)), math.ceil(math.log10(hi))
    for bases in STEPS:
        values = [base * 10.0**n for n in range(low, high + 1) for base in bases if lo <= base * 10.0**n <= hi]
        if len(values) >= 2:
            break
    return values


def _frame(axes: Any, skill_id: str, look: Look, days: _Days, *, lo: float, hi: float) -> None:
    for side in axes.spines.values():
        side.set(color=look.line, linewidth=1)
    values = ticks(lo * EDGE, hi / EDGE) if days.first is not None else []
    unit, sign = SKILLS[skill_id].unit, SIGNS.get(skill_id, "").replace("-", "\N{MINUS SIGN}")
    axes.set_yticks([math.log2(value) for value in values], [f"{sign}{_plain(value)} {unit}" for value in values])
    dates = date_marks(days.first, days.last) if days.first is not None and days.last is not None else []
    axes.set_xticks([days.at(date) for date, _ in dates], [name for _, name in dates])
    axes.tick_params(length=0, pad=8, labelcolor=look.muted, labelsize=SMALL)
    axes.grid(axis="y", color=look.grid, linewidth=1)
    axes.set_axisbelow(True)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontproperties(look.font())
        text.set_fontsize(SMALL)


def _plain(value: float) -> str:
    return f"{value:g}" if value >= 1 else digits(value).rstrip("0")


def date_marks(first: datetime, last: datetime) -> Sequence[tuple[datetime, str]]:
    """Return moments of the time axis and their names: days of a short history, months of a long one."""
    span = last - first
    if span.days > LONG_DAYS:
        months = [(first.year * 12 + first.month + n) for n in range(span.days // 28 + 2)]
        starts = [first.replace(year=n // 12, month=n % 12 + 1, day=1, hour=0, minute=0) for n in months]
        inside = [start for start in starts if first <= start <= last]
        step = -(-len(inside) // MOST_DATES)
        return [(start, _month(start)) for start in inside[::step]]
    count = min(MOST_DATES, span.days + 1)
    if count == 1:
        return [(first, _day(first))]
    return [(date, _day(date)) for date in (first + span * n / (count - 1) for n in range(count))]


def _month(date: datetime) -> str:
    return f"{date:%b %Y}" if date.month == 1 else f"{date:%b}"


def _day(date: datetime) -> str:
    return f"{date.day} {date:%b}"


def _line(axes: Any, points: Sequence[Point], days: _Days, look: Look, *, alone: bool, few: bool, banded: bool) -> None:
    if not points:
        return
    xs = [days.at(point.at) for point in points]
    ys = [_height(axes, point.level_75) for point in points]
    lows, highs = (
        [_height(axes, point.level_lo) for point in points],
        [_height(axes, point.level_hi) for point in points],
    )
    if alone and len(points) > 1:
        axes.fill_between(xs, lows, highs, color=look.ink, alpha=BAND_ALPHA, linewidth=0)
    elif len(points) == 1 and banded:
        axes.plot([xs[0]] * 2, [lows[0], highs[0]], color=look.ink, alpha=2 * BAND_ALPHA, linewidth=8,
                  solid_capstyle="round")  # fmt: skip
    style = {"linewidth": 2.0} if alone else {"linewidth": 1.6, "dashes": (3.1, 2.5)}
    axes.plot(xs, ys, color=look.ink if alone else look.muted, solid_joinstyle="round", **style)
    marked = range(len(points)) if few else [len(points) - 1]
    fill, rim = (look.ink, look.well) if alone else (look.well, look.muted)
    axes.plot([xs[i] for i in marked], [ys[i] for i in marked], "o", markersize=9 if alone else 6.5,
              markerfacecolor=fill, markeredgecolor=rim, markeredgewidth=1.6, clip_on=False, zorder=3)  # fmt: skip


def _height(axes: Any, size: float) -> float:
    """Return where a size stands on the log axis, kept within it."""
    lo, hi = axes.get_ylim()
    return float(min(max(math.log2(size), lo), hi))


def _name_ends(figure: Any, axes: Any, progress: Progress, days: _Days, look: Look) -> None:
    """Write at the end of each line whose it is, far enough apart to be read."""
    ends = [
        (line[-1], words, colour, face)
        for line, words, colour, face in (
            (progress.alone, "alone", look.ink, "semibold"),
            (progress.beside, "beside the AI", look.muted, "regular"),
        )
        if line
    ]
    places = [_place(figure, axes, point, days) for point, *_ in ends]
    heights = [y for _, y in places]
    if (
        len(ends) == 2
        and abs(places[0][0] - places[1][0]) < RIGHT
        and abs(heights[0] - heights[1]) < LABEL_GAP * look.scale
    ):
        middle, up = sum(heights) / 2, 1 if heights[0] >= heights[1] else -1
        heights = [middle + up * LABEL_GAP * look.scale / 2, middle - up * LABEL_GAP * look.scale / 2]
    for (_, words, colour, face), (x, _), y in zip(ends, places, heights, strict=True):
        size = figure.get_size_inches() * figure.dpi
        figure.text((x + 12 * look.scale) / size[0], y / size[1], words, color=colour, va="center_baseline",
                    fontproperties=look.font(face), fontsize=SMALL)  # fmt: skip


def _place(figure: Any, axes: Any, point: Point, days: _Days) -> tuple[float, float]:
    """Return where a point stands in device pixels from the bottom left."""
    x, y = axes.transData.transform((days.at(point.at), _height(axes, point.level_75)))
    return float(x), float(y)


def _dot(figure: Any, axes: Any, point: Point, days: _Days, look: Look, *, alone: bool) -> Dot:
    x, y = _place(figure, axes, point, days)
    height = float(figure.get_size_inches()[1] * figure.dpi)
    return Dot(x / look.scale, (height - y) / look.scale, point, alone)
