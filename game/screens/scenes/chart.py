"""What the EQ screens draw on one log-frequency axis: bells, beliefs, and what the AI heard."""

from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import Advice, Challenge, HeardCurve, number_of
from game.dsp.eq import analogue_response_db
from game.screens import marks
from game.screens.axis import LANE_HI_HZ, LANE_LO_HZ, STRIP_H, Axis, draw_freq_grid, draw_freq_labels, draw_regions
from game.screens.canvas import Canvas
from game.screens.rect import Rect

POINTS: Final = 500
GUESS_DASH: Final = (5.0, 4.0)
AI_DOTS: Final = (1.8, 3.2)
Floats = npt.NDArray[np.float64]


def freq_axis(rect: Rect) -> Axis:
    """Return the axis of a plot with 16 of room on both sides."""
    return Axis(LANE_LO_HZ, LANE_HI_HZ, rect.x + 16, rect.right - 16, log=True)


def freqs() -> Floats:
    """Return the frequencies at which curves are drawn."""
    return np.geomspace(LANE_LO_HZ, LANE_HI_HZ, POINTS)


def bell_db(challenge: Challenge, freq_hz: float, gain_db: float) -> Floats:
    """Return the response in dB of a bell of the stated width at `freqs()`."""
    q = number_of(challenge.question.stated, "q")
    return np.asarray(analogue_response_db("peak", freqs(), freq_hz=freq_hz, q=q, gain_db=gain_db))


def draw_lane(canvas: Canvas, rect: Rect, *, here_hz: float | None) -> None:
    """Paint an empty lane: well, grid, region strip; the labels stand under it."""
    axis, base = freq_axis(rect), rect.bottom - STRIP_H
    canvas.well(rect)
    draw_freq_grid(canvas, axis, top=rect.y + 1, bottom=base)
    draw_freq_labels(canvas, axis, y=rect.bottom + 18)
    draw_regions(canvas, axis, y=base, left=rect.x + 1, width=rect.w - 2, here_hz=here_hz)


def draw_region(canvas: Canvas, rect: Rect, advice: Advice) -> None:
    """Paint where the AI points: a band with a hatched head."""
    if not advice.evidence:
        return
    axis, base = freq_axis(rect), rect.bottom - STRIP_H
    part = advice.evidence[0]
    low, high = axis.at(max(part.start, LANE_LO_HZ)), axis.at(min(part.stop, LANE_HI_HZ))
    canvas.box(Rect(low, rect.y + 1, high - low, base - rect.y - 1), radius=0, fill="ai", alpha=0.10)
    canvas.hatch(np.array([low, high]), rect.y + 1, rect.y + 9, colour="ai", alpha=0.8)
    for edge in (low, high):
        canvas.rule((edge, rect.y + 1), h=base - rect.y - 1, colour="ai", alpha=0.6)


def draw_belief(canvas: Canvas, rect: Rect, advice: Advice, *, height: float) -> float:
    """Paint the AI's distribution as a hill; return the height in dB-less page units of its top."""
    axis, base = freq_axis(rect), rect.bottom - STRIP_H
    centres = np.array([value for value, _ in advice.distribution])
    masses = np.array([mass for _, mass in advice.distribution])
    f = freqs()
    hill = np.interp(np.log2(f), np.log2(centres), masses, left=0.0, right=0.0)
    kernel = np.hanning(25)
    hill = np.convolve(hill, kernel / kernel.sum(), "same")
    top = base - hill / max(float(hill.max()), 1e-9) * height
    canvas.between(axis.places(f), top, base, colour="ai", alpha=0.42, fade=0.08)
    canvas.curve(axis.places(f), top, colour="ai", lw=1.6)
    return base - height


def draw_guess_bell(canvas: Canvas, rect: Rect, challenge: Challenge, guess_hz: float) -> None:
    """Paint the player's guess as the bell it means, dashed, with its hollow mark."""
    axis, base = freq_axis(rect), rect.bottom - STRIP_H
    gain_db = number_of(challenge.question.stated, "gain_db")
    share = bell_db(challenge, guess_hz, gain_db) / gain_db
    room = base - rect.y - 96
    ys = base - 4 - share * room if gain_db > 0 else base - 4 - (1 - share) * room
    canvas.curve(axis.places(freqs()), ys, colour="ink", lw=1.6, dash=GUESS_DASH)
    x = canvas.snap(axis.at(guess_hz))
    peak = base - 4 - room if gain_db > 0 else base - 4
    canvas.rule((axis.at(guess_hz), rect.y + 64), h=base - rect.y - 64, colour="ink", alpha=0.5)
    marks.guess(canvas, (x, peak), ground="well")


def db_axis(rect: Rect, *gains_db: float) -> Axis:
    """Return the axis of gains for a plot that holds 0 and all of `gains_db`, with room on both sides."""
    low, high = min(0.0, *gains_db), max(0.0, *gains_db)
    reach = max(high - low, 3.0)
    return Axis(low - 0.25 * reach, high + 0.25 * reach, rect.bottom, rect.y)


def db_ticks(largest_db: float) -> list[float]:
    """Return 0 and the whole of a gain, and half of it where that is a round number."""
    half = largest_db / 2
    if not largest_db:
        return [0.0]
    return [0.0, largest_db, *([half] if half == round(half) else [])]


def draw_heard(canvas: Canvas, rect: Rect, heard: HeardCurve, *, boosted: bool) -> None:
    """Paint what the AI heard over what it expected, hatched where it heard more (or less, for a cut)."""
    axis = freq_axis(rect)
    f = np.asarray(heard.freqs_hz)
    inside = (f >= LANE_LO_HZ) & (f <= LANE_HI_HZ)
    xs = axis.places(f[inside])
    both = np.array([np.asarray(heard.heard_db)[inside], np.asarray(heard.expected_db)[inside]])
    low, high = float(both.min()), float(both.max())
    level = Axis(low - 0.08 * (high - low), high + 0.12 * (high - low) + 1e-6, rect.bottom - 6, rect.y + 6)
    grid = np.linspace(xs[0], xs[-1], POINTS)
    ys = [np.interp(grid, xs, level.places(curve)) for curve in both]
    canvas.well(rect)
    draw_freq_grid(canvas, axis, top=rect.y + 1, bottom=rect.bottom - 1)
    upper, lower = np.minimum(ys[0], ys[1]), ys[1]
    if not boosted:
        upper, lower = ys[1], np.maximum(ys[0], ys[1])
    canvas.hatch(grid, upper, lower, colour="ai", alpha=0.8)
    canvas.curve(grid, ys[1], colour="muted", lw=1.6, dash=AI_DOTS)
    canvas.curve(grid, ys[0], colour="ai", lw=2.0)


def coarse_text(freq_hz: float) -> str:
    """Return a frequency to two figures: no more than a listener by sixth octaves knows.

    >>> coarse_text(90.0), coarse_text(3225.0), coarse_text(12902.0)
    ('90 Hz', '3.2 kHz', '13 kHz')
    """
    rounded = float(f"{freq_hz:.2g}")
    return f"{rounded:.0f} Hz" if rounded < 1000 else f"{rounded / 1000:g} kHz"
