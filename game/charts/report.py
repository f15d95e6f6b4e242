"""A report for paper: A4, one column, every heading on the page of what it heads."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from game.charts.look import DRAWING, Look
from game.charts.threshold import date_marks, limits, ticks
from game.learn.growth import Point

A4_MM: Final = (210.0, 297.0)
MARGIN_MM: Final = 16.0
INCH_MM: Final = 25.4
POINT_MM: Final = 25.4 / 72
LINE: Final = 1.45
CHARACTERS: Final = 98
"""Of body text in a line, at 10 points."""
WIDE: Final = 150
"""The same on a page that lies across."""
FIGURE_MM: Final = 48.0
FIGURE_WIDTH_MM: Final = 140.0
ROW_MM: Final = 4.5
"""A class of thirty stands on one page."""
LETTER_MM: Final = 1.75
"""Of a table, with the space between columns."""
BAND_ALPHA: Final = 0.16


@dataclass(frozen=True, slots=True)
class Curve:
    """A threshold over time: its title, a line about it, its points alone and beside the AI, and the goal."""

    title: str
    note: str
    unit: str
    alone: tuple[Point, ...]
    beside: tuple[Point, ...]
    goal: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """What begins on a new page: a heading with sentences, then a table or curves; `wide` lays the page across."""

    heading: str
    lead: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    curves: tuple[Curve, ...] = ()
    wide: bool = False


def write_report(path: Path, sheets: Sequence[Sheet], look: Look, *, title: str) -> None:
    """Write the sheets as PDF; OSError where the file cannot be written."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages

    with DRAWING, rc_context({"pdf.fonttype": 42}):
        about = {"Title": title, "Creator": "Own Ears", "Producer": None, "CreationDate": None, "ModDate": None}
        with PdfPages(path, metadata=about) as book:
            for sheet in sheets:
                _Paper(book, look, wide=sheet.wide).lay(sheet)


class _Paper:
    """Lays parts down a page, and turns to the next where one does not fit."""

    def __init__(self, book: Any, look: Look, *, wide: bool) -> None:
        self._book, self._look = book, look
        self._width_mm, self._height_mm = reversed(A4_MM) if wide else A4_MM
        self._page: Any = None
        self._y_mm = 0.0

    def lay(self, sheet: Sheet) -> None:
        """Lay a sheet on pages of its own."""
        self._turn()
        self._words(sheet.heading, size=18, face="semibold", width=56)
        self._words(sheet.lead, size=10, colour=self._look.muted, width=WIDE if sheet.wide else CHARACTERS)
        self._y_mm += 4
        for sentence in sheet.sentences:
            self._words(sentence, size=11, width=88)
            self._y_mm += 1.5
        if sheet.rows:
            self._table(sheet)
        for curve in sheet.curves:
            self._curve(curve)
        self._book.savefig(self._page)

    def _turn(self) -> None:
        from matplotlib.figure import Figure

        if self._page is not None:
            self._book.savefig(self._page)
        self._page = Figure(figsize=(self._width_mm / INCH_MM, self._height_mm / INCH_MM), facecolor="#FFFFFF")
        self._y_mm = MARGIN_MM

    def _room(self, needed_mm: float) -> bool:
        """Turn the page where so much does not fit; tell whether it was turned."""
        if self._y_mm + needed_mm <= self._height_mm - MARGIN_MM:
            return False
        self._turn()
        return True

    def _words(
        self, text: str, *, size: float, face: str = "regular", colour: str = "", width: int = CHARACTERS
    ) -> None:
        for line in textwrap.wrap(text, width):
            self._room(size * LINE * POINT_MM)
            self._y_mm += size * LINE * POINT_MM
            self._text(MARGIN_MM, line, size=size, face=face, colour=colour)

    def _text(self, x_mm: float, text: str, *, size: float, face: str = "regular", colour: str = "") -> None:
        self._page.text(x_mm / self._width_mm, 1 - self._y_mm / self._height_mm, text, color=colour or self._look.ink,
                        fontproperties=self._look.font(face), fontsize=size)  # fmt: skip

    def _table(self, sheet: Sheet) -> None:
        self._y_mm += 4
        places = _columns(sheet, width_mm=self._width_mm - 2 * MARGIN_MM)
        self._row(sheet.head, places, face="semibold", tall=True)
        for row in sheet.rows:
            if self._room(ROW_MM):
                self._row(sheet.head, places, face="semibold", tall=True)
            self._row(row, places)

    def _row(self, cells: Sequence[str], places: Sequence[float], *, face: str = "regular", tall: bool = False) -> None:
        self._y_mm += ROW_MM * (1.5 if tall else 1)
        for cell, x_mm in zip(cells, places, strict=True):
            self._text(x_mm, cell, size=7.5, face=face)

    def _curve(self, curve: Curve) -> None:
        self._room(FIGURE_MM + 14)
        self._y_mm += 10
        self._text(MARGIN_MM, curve.title, size=12, face="semibold")
        self._y_mm += 5
        self._text(MARGIN_MM, curve.note, size=9, colour=self._look.muted)
        axes = self._page.add_axes(
            (
                (MARGIN_MM + 16) / self._width_mm,
                1 - (self._y_mm + FIGURE_MM - 6) / self._height_mm,
                (FIGURE_WIDTH_MM - 16) / self._width_mm,
                (FIGURE_MM - 12) / self._height_mm,
            )
        )
        _draw(axes, curve, self._look)
        self._y_mm += FIGURE_MM


def _columns(sheet: Sheet, *, width_mm: float) -> list[float]:
    """Return where the columns of a table begin, by the longest word in each."""
    longest = [max(len(row[index]) for row in (sheet.head, *sheet.rows)) + 2 for index in range(len(sheet.head))]
    letter_mm = min(width_mm / sum(longest), LETTER_MM)
    return [MARGIN_MM + letter_mm * sum(longest[:index]) for index in range(len(longest))]


def _draw(axes: Any, curve: Curve, look: Look) -> None:
    points = (*curve.alone, *curve.beside)
    first = min(point.at for point in points)
    levels = [curve.goal, *(point.level_75 for point in points)]
    lo, hi = limits(
        [*(point.level_lo for point in curve.alone), *levels], [*(point.level_hi for point in curve.alone), *levels]
    )

    def days(point: Point) -> float:
        return (point.at - first).total_seconds() / 86_400

    axes.set_ylim(math.log2(lo), math.log2(hi))
    values = ticks(lo, hi)
    axes.set_yticks([math.log2(value) for value in values], [f"{value:g} {curve.unit}" for value in values])
    marks = date_marks(first, max(point.at for point in points))
    axes.set_xticks([(at - first).total_seconds() / 86_400 for at, _ in marks], [name for _, name in marks])
    axes.axhline(math.log2(curve.goal), color=look.muted, linewidth=0.8, dashes=(1.5, 3))
    for side in axes.spines.values():
        side.set(color=look.line, linewidth=0.6)
    axes.tick_params(length=0, pad=4, labelcolor=look.muted)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontproperties(look.font())
        text.set_fontsize(8)
    for line, style, colour in ((curve.beside, "--", look.muted), (curve.alone, "-", look.ink)):
        levels = [math.log2(point.level_75) for point in line]
        axes.plot([days(point) for point in line], levels, style, color=colour, marker="o", markersize=3, linewidth=1.2)
    if len(curve.alone) > 1:
        axes.fill_between([days(point) for point in curve.alone],
                          [math.log2(point.level_lo) for point in curve.alone],
                          [math.log2(point.level_hi) for point in curve.alone],
                          color=look.ink, alpha=BAND_ALPHA, linewidth=0)  # fmt: skip
    last_days = max(days(point) for point in points)
    axes.set_xlim(-max(0.5, 0.03 * last_days), last_days * 1.03 + 0.5)
