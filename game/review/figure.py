"""Drawings for the review's pages: a threshold over time, and a share with its range. SVG that prints as it looks."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Final

from game.core.skills import SKILLS
from game.learn.growth import Point
from game.learn.reliance import Share
from game.review.facts import SkillFacts
from game.session.wording_skills import SHORT, asked, digits, printed, say_size

WIDTH, HEIGHT = 540.0, 208.0
"""Never drawn smaller, so that its words have 12 pixels."""
LEFT, RIGHT, TOP, BOTTOM = 72.0, 112.0, 8.0, 32.0
LEAST_OCTAVES: Final = 2.0
MOST_DATES: Final = 6
LABEL_GAP: Final = 17.0
STEPS: Final = (1.0, 2.0, 5.0)
BAR_W, BAR_H = 72.0, 14.0
LEFT_END, BAR_LENGTH = 4.0, 64.0

Scale = Callable[[float], float]
"""From a level to where it stands."""
When = Callable[[datetime], float]
"""From a moment to where it stands."""


def threshold_chart(skill: SkillFacts, *, student: str, goal: float) -> str:
    """Return the thresholds of a skill over time as SVG: alone with its 90 % band, beside the AI, and the goal.

    The axis is logarithmic and lower is finer; the last point alone is `skill.level_75`.
    """
    points = (*skill.alone, *skill.beside)
    start, end = min(point.at for point in points), max(point.at for point in points)
    lo, hi = _span([*(value for point in skill.alone for value in (point.level_lo, point.level_hi)),
                    *(point.level_75 for point in points), goal], skill.skill_id)  # fmt: skip

    def x(at: datetime) -> float:
        days = (end - start).total_seconds()
        share = (at - start).total_seconds() / days if days else 0.5
        return LEFT + 16 + share * (WIDTH - LEFT - RIGHT - 32)

    def y(level: float) -> float:
        share = (math.log2(min(max(level, lo), hi)) - math.log2(lo)) / (math.log2(hi) - math.log2(lo))
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    said = _said(skill)
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{escape(said)}" '
        f'data-student="{escape(student)}" data-skill="{skill.skill_id}" data-value="{_value(skill.level_75)}">',
        f'<rect class="well" x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT}" height="{HEIGHT - TOP - BOTTOM}" rx="8"/>',
        *_rules(lo, hi, goal, y, skill.skill_id),
        *_band(skill.alone, x, y),
        *_line(skill.beside, x, y, kind="beside"),
        *_line(skill.alone, x, y, kind="alone"),
        *_ends(skill, x, y),
        *_dates(points, x),
        "</svg>",
    ]
    return "".join(parts)


def share_bar(share: Share) -> str:
    """Return a share on a line from 0 to 1 with a tick at half, its 90 % range and its point, as SVG without words."""
    left, right, at = (LEFT_END + BAR_LENGTH * value for value in (share.lo, share.hi, share.value))
    y = BAR_H / 2
    half = LEFT_END + BAR_LENGTH / 2
    return (
        f'<svg class="bar" viewBox="0 0 {BAR_W:g} {BAR_H:g}" aria-hidden="true">'
        f'<path class="rail" d="M{LEFT_END} {y}h{BAR_LENGTH}M{half} {y - 5}v10"/>'
        f'<path class="range" d="M{left:.1f} {y}H{right:.1f}"/>'
        f'<circle class="point" cx="{at:.1f}" cy="{y}" r="3.5"/></svg>'
    )


def _span(levels: Sequence[float], skill_id: str) -> tuple[float, float]:
    """Return the ends of the axis: all levels, within a third beyond what is ever asked, and two octaves at least."""
    spec = SKILLS[skill_id]
    lowest, highest = spec.cue_hardest / 1.3, spec.cue_easiest * 1.3
    kept = [min(max(level, lowest), highest) for level in levels]
    lo, hi = min(kept) / 1.15, max(kept) * 1.15
    short = LEAST_OCTAVES - math.log2(hi / lo)
    return (lo / 2 ** (short / 2), hi * 2 ** (short / 2)) if short > 0 else (lo, hi)


def _rules(lo: float, hi: float, goal: float, y: Scale, skill_id: str) -> Iterator[str]:
    yield f'<path class="goal" d="M{LEFT} {y(goal):.1f}H{WIDTH}"/>'
    yield f'<text class="strong" x="{LEFT - 12}" y="{y(goal) + 4.4:.1f}" text-anchor="end">goal {digits(goal)}</text>'
    decade = 10.0 ** math.floor(math.log10(lo))
    ticks = [step * decade * 10**power for power in range(4) for step in STEPS]
    for tick in ticks:
        if lo * 1.06 < tick < hi / 1.06 and abs(y(tick) - y(goal)) > LABEL_GAP:
            yield f'<path class="grid" d="M{LEFT} {y(tick):.1f}H{WIDTH}"/>'
            words = f"{digits(tick)} {SKILLS[skill_id].unit}" if len(SKILLS[skill_id].unit) < 4 else digits(tick)
            yield f'<text x="{LEFT - 12}" y="{y(tick) + 4.4:.1f}" text-anchor="end">{words}</text>'


def _band(points: Sequence[Point], x: When, y: Scale) -> Iterator[str]:
    if len(points) > 1:
        over = [f"{x(point.at):.1f} {y(point.level_hi):.1f}" for point in points]
        under = [f"{x(point.at):.1f} {y(point.level_lo):.1f}" for point in reversed(points)]
        yield f'<path class="band" d="M{"L".join((*over, *under))}Z"/>'
    elif points:
        only = points[0]
        yield f'<path class="range" d="M{x(only.at):.1f} {y(only.level_lo):.1f}V{y(only.level_hi):.1f}"/>'


def _line(points: Sequence[Point], x: When, y: Scale, *, kind: str) -> Iterator[str]:
    places = [(x(point.at), y(point.level_75)) for point in points]
    if len(places) > 1:
        yield f'<path class="{kind}" d="M{"L".join(f"{left:.1f} {top:.1f}" for left, top in places)}"/>'
    radius = 4 if kind == "alone" else 3
    for left, top in places:
        yield f'<circle class="{kind}" cx="{left:.1f}" cy="{top:.1f}" r="{radius}"/>'


def _ends(skill: SkillFacts, x: When, y: Scale) -> Iterator[str]:
    """Yield the names of both lines at their ends, kept apart."""
    left = WIDTH - RIGHT
    ends: list[tuple[float, str, str]] = []
    if skill.alone:
        level = skill.alone[-1].level_75
        ends.append((y(level), f"{printed(say_size(skill.skill_id, asked(skill.skill_id, level)))} alone", "strong"))
    if skill.beside:
        ends.append((y(skill.beside[-1].level_75), "beside the AI", ""))
    ends.sort()
    if len(ends) == 2 and ends[1][0] - ends[0][0] < LABEL_GAP:
        middle = (ends[0][0] + ends[1][0]) / 2
        middle = min(max(middle, TOP + LABEL_GAP), HEIGHT - BOTTOM - LABEL_GAP)
        shifts = (-LABEL_GAP / 2, LABEL_GAP / 2)
        ends = [(middle + shift, words, kind) for shift, (_, words, kind) in zip(shifts, ends, strict=True)]
    for top, words, kind in ends:
        yield f'<text class="{kind}" x="{left}" y="{top + 4.4:.1f}">{words}</text>'


def _dates(points: Sequence[Point], x: When) -> Iterator[str]:
    days = sorted({point.at.date(): point.at for point in points}.values())
    every = -(-len(days) // MOST_DATES) if days else 1
    shown: list[float] = []
    for at in [*reversed(days[::-1][::every])]:
        if not shown or x(at) - shown[-1] > 56:
            shown.append(x(at))
            yield f'<text x="{x(at):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{at.day} {at:%b}</text>'


def _said(skill: SkillFacts) -> str:
    """Return what the chart shows, in a sentence."""
    name = SHORT[skill.skill_id]
    if skill.level_75 is None:
        return f"{name}: no rounds alone yet"
    first = printed(say_size(skill.skill_id, skill.alone[0].level_75))
    return f"{name}, threshold alone over time: from {first} to {printed(say_size(skill.skill_id, skill.level_75))}"


def _value(level: float | None) -> str:
    return "" if level is None else f"{round(level, 4):g}"
