"""Marks that mean one thing everywhere: whose answer, right or off, how sure, which key."""

import math
from typing import Final, Literal

import numpy as np

from game.screens.canvas import Align, Canvas, Point
from game.screens.events import cap_of
from game.screens.rect import Rect
from game.screens.theme import RADIUS_KEY, XS, M, S

KEY_H: Final = 20.0
KEY_MIN_W: Final = 20.0

GUESS_DASH: Final = (5.0, 4.0)
AI_DASH: Final = (1.8, 3.2)
TRUTH_WIDTH: Final = 2.6
GUESS_WIDTH: Final = 1.6
FINAL_WIDTH: Final = 2.0
AI_WIDTH: Final = 2.0

Sureness = Literal["good", "rough", "measuring"]


def truth(canvas: Canvas, at: Point, *, r: float = 8.0, ground: str = "card") -> None:
    """Draw what was really there: a map pin, found or not; `ground` is what lies under it."""
    canvas.pin(at, r, fill=ground, grow=2.5)
    canvas.pin(at, r, fill="truth")
    canvas.disc((at[0], at[1] - 0.30 * r), 0.30 * r, fill="on_hue")


def guess(canvas: Canvas, at: Point, *, r: float = 6.0, ground: str = "card") -> None:
    """Draw your first guess: a hollow circle."""
    canvas.disc(at, r, fill=ground)
    canvas.disc(at, r, line="ink", lw=2)


def final(canvas: Canvas, at: Point, *, r: float = 6.0, ground: str = "card") -> None:
    """Draw your final answer: a solid circle."""
    canvas.disc(at, r + 2, fill=ground)
    canvas.disc(at, r, fill="ink")


def ai(canvas: Canvas, at: Point, *, r: float = 8.0, ground: str = "card") -> None:
    """Draw the AI: a diamond."""
    canvas.diamond(at, r + 2.5, fill=ground)
    canvas.diamond(at, r, fill="ai")


def tick(canvas: Canvas, at: Point, *, r: float = 6.0, colour: str = "ink") -> None:
    """Draw "right"."""
    (x, y), k = at, r / 6
    canvas.stroke(
        [(x - 4 * k, y + 0.2 * k), (x - 1.2 * k, y + 3 * k), (x + 4.2 * k, y - 3.2 * k)], colour=colour, lw=1.8
    )


def cross(canvas: Canvas, at: Point, *, r: float = 6.0, colour: str = "ink") -> None:
    """Draw "off"."""
    (x, y), k = at, r * 0.6
    canvas.stroke([(x - k, y - k), (x + k, y + k)], colour=colour, lw=1.8)
    canvas.stroke([(x - k, y + k), (x + k, y - k)], colour=colour, lw=1.8)


def chevron(canvas: Canvas, at: Point, *, way: int = 1, size: float = 4.0, colour: str = "ink") -> None:
    """Draw an arrow head; way 1 points right, -1 left."""
    x, y = at
    points = [(x - way * size / 2, y - size), (x + way * size / 2, y), (x - way * size / 2, y + size)]
    canvas.stroke(points, colour=colour, lw=1.8)


def bang(canvas: Canvas, at: Point, *, colour: str = "notice") -> None:
    """Draw "something is missing"; the place is its middle."""
    canvas.box(Rect(at[0] - 1.5, at[1] - 12, 3, 14), radius=1.5, fill=colour)
    canvas.disc((at[0], at[1] + 9), 2, fill=colour)


def play(canvas: Canvas, at: Point, *, playing: bool, colour: str = "ink") -> None:
    """Draw what a press would do: two bars stop what plays, a triangle plays."""
    x, y = at
    if playing:
        canvas.box(Rect(x - 5, y - 6, 3, 12), radius=1, fill=colour)
        canvas.box(Rect(x + 2, y - 6, 3, 12), radius=1, fill=colour)
        return
    xs = np.linspace(x - 4, x + 6, 12)
    half = (x + 6 - xs) * 0.6
    canvas.between(xs, y - half, y + half, colour=colour, alpha=1.0)


def logo(canvas: Canvas, at: Point, *, r: float = 10.0, colour: str = "ink") -> None:
    """Draw the spiral of the cochlea."""
    turn = np.linspace(-0.35, 2.05, 90)
    radius = r * (1 - 0.74 * (turn - turn[0]) / (turn[-1] - turn[0]))
    xs, ys = at[0] + radius * np.cos(turn * math.pi), at[1] + radius * np.sin(turn * math.pi)
    canvas.stroke(list(zip(xs.tolist(), ys.tolist(), strict=True)), colour=colour, lw=2.2)


def sliders(canvas: Canvas, at: Point) -> None:
    """Draw the sign of the settings: three small faders."""
    for row, knob in enumerate((5.0, -6.0, 1.0)):
        y = canvas.snap(at[1] - 7 + 7 * row)
        canvas.rule((at[0] - 10, at[1] - 7 + 7 * row), w=20, colour="muted")
        canvas.disc((at[0] + knob, y), 3.5, fill="raised")
        canvas.disc((at[0] + knob, y), 2.5, fill="ink")


def sureness(canvas: Canvas, at: Point, *, how: Sureness) -> None:
    """Draw how sure a threshold is: a full, half or dotted circle, and the word; `at` is the left middle."""
    x, y = at[0] + 6, at[1]
    if how == "good":
        canvas.disc((x, y), 5, fill="ink")
    elif how == "rough":
        canvas.disc((x, y), 5, line="ink", lw=1.5)
        canvas.box(Rect(x - 5, y - 5, 5, 10), radius=(5, 0, 0, 5), fill="ink")
    else:
        turn = np.linspace(0, 2 * np.pi, 40)
        points = [(x + 4.6 * math.cos(t), y + 4.6 * math.sin(t)) for t in turn]
        canvas.stroke(points, colour="muted", lw=1.4, dash=(2, 2.1))
    canvas.text(how, (at[0] + 18, y), size=XS, colour="ink" if how == "good" else "muted", face="medium", on="mid")


def key_width(canvas: Canvas, name: str) -> float:
    """Return how wide the cap of a key is."""
    return max(KEY_MIN_W, canvas.type.width(cap_of(name), size=XS, face="medium") + 12)


def key_cap(canvas: Canvas, at: Point, *, name: str, filled: bool = True, ink: str = "muted") -> float:
    """Draw the cap of a key, its left middle at `at`, and return its width; unfilled inside a button."""
    width, label = key_width(canvas, name), cap_of(name)
    box = Rect(at[0], at[1] - KEY_H / 2, width, KEY_H)
    if filled:
        canvas.box(box, radius=RADIUS_KEY, fill="raised", line="edge")
    else:
        canvas.box(box, radius=RADIUS_KEY, line=ink, alpha=0.35)
    canvas.text(label, (at[0] + width / 2, at[1]), size=XS, colour=ink, face="medium", align="centre", on="mid",
                alpha=1.0 if filled else 0.85)  # fmt: skip
    return width


def title(canvas: Canvas, text: str, at: Point, *, align: Align = "left") -> float:
    """Write the title of a section and return its width; y is the baseline."""
    return canvas.text(text, at, size=M, face="semibold", align=align)


def note(canvas: Canvas, text: str, at: Point, *, align: Align = "left", size: int = S) -> float:
    """Write a second, quieter text and return its width; y is its middle."""
    return canvas.text(text, at, size=size, colour="muted", align=align, on="mid")
