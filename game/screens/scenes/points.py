"""Pieces of the reveal: the points of a round with what they are made of, and figures as they are written."""

from game.core.facts import Attempt
from game.learn.points import FINAL_POINTS, GUESS_POINTS, SOLO_FACTOR
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import XS, XXL, S
from game.screens.type import Run, true_minus

MOST_SOLO = (GUESS_POINTS + FINAL_POINTS) * SOLO_FACTOR


def parts_of(attempt: Attempt) -> list[tuple[str, float, float]]:
    """Return what the points of a round are made of: a name, how many came, how many could."""
    if attempt.commit.mode == "solo":
        return [("Your answer", attempt.points, MOST_SOLO)]
    return [
        ("First guess", GUESS_POINTS * attempt.guess_verdict.score, GUESS_POINTS),
        ("Final answer", FINAL_POINTS * attempt.final_verdict.score, FINAL_POINTS),
    ]


def paint_points(canvas: Canvas, rect: Rect, attempt: Attempt) -> None:
    """Paint the points in large, a bar for each part, and a rule below."""
    wide = canvas.text(f"{attempt.points:.0f}", (rect.x, rect.y + 32), size=XXL, face="semibold")
    canvas.text("points", (rect.x + wide + 8, rect.y + 32), size=S, colour="muted")
    parts = parts_of(attempt)
    longest = max(most for _, _, most in parts)
    for index, (label, got, most) in enumerate(parts):
        y = rect.y + 60 + 24 * index
        length = 116 * most / longest
        canvas.text(label, (rect.x, y), size=XS, colour="muted", on="mid")
        canvas.box(Rect(rect.x + 88, y - 3, length, 6), radius=3, fill="raised")
        if got > 0:
            canvas.box(Rect(rect.x + 88, y - 3, max(6.0, length * got / most), 6), radius=3, fill="ink")
        runs = (Run(f"{got:.0f}", "ink", "mono_medium"), Run(" of ", "muted"), Run(f"{most:.0f}", "muted", "mono"))
        canvas.runs(runs, (rect.right, y), size=XS, align="right", on="mid")
    canvas.rule((rect.x, rect.bottom + 16), w=rect.w)


def paint_strip(canvas: Canvas, rect: Rect, attempt: Attempt) -> None:
    """Paint the points in large and beside them what they are made of, 320 wide."""
    wide = canvas.text(f"{attempt.points:.0f}", (rect.x, rect.y + 42), size=XXL, face="semibold")
    canvas.text("points", (rect.x + wide + 8, rect.y + 42), size=S, colour="muted")
    parts = parts_of(attempt)
    left = rect.x + 152
    for index, (label, got, most) in enumerate(parts):
        y = rect.y + (20 if len(parts) == 2 else 36) + 24 * index
        canvas.text(label, (left, y), size=XS, colour="muted", on="mid")
        runs = (Run(f"{got:.0f}", "ink", "mono_medium"), Run(" of ", "muted"), Run(f"{most:.0f}", "muted", "mono"))
        canvas.runs(runs, (rect.right, y), size=XS, align="right", on="mid")


def say_db(gain_db: float) -> str:
    """Return a gain as an axis writes it.

    >>> say_db(0.0), say_db(12.0), say_db(-3.5)
    ('0 dB', '+12 dB', '\N{MINUS SIGN}3.5 dB')
    """
    return "0 dB" if gain_db == 0 else true_minus(f"{gain_db:+.3g} dB")


def say_range(low_hz: float, high_hz: float) -> str:
    """Return a stretch of frequency to two figures.

    >>> say_range(1768.0, 3535.0), say_range(85.0, 170.0)
    ('1.8 to 3.5 kHz', '85 to 170 Hz')
    """
    low, high = (float(f"{value:.2g}") for value in (low_hz, high_hz))
    return f"{low:.0f} to {high:.0f} Hz" if high < 1000 else f"{low / 1000:g} to {high / 1000:g} kHz"
