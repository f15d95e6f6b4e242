"""The truth of an EQ question: the bell that was there over every answer's bell, and what the AI heard."""

from typing import Final

import numpy as np

from game.core.facts import number_of
from game.screens import marks
from game.screens.axis import LANE_HI_HZ, LANE_LO_HZ, Axis, draw_freq_grid, draw_freq_labels, freq_text
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes import chart, points
from game.screens.scenes.told import (
    AI,
    FINAL,
    LINES,
    Panels,
    Row,
    Told,
    paint_axis_rows,
    paint_plain_rows,
)
from game.screens.theme import XS
from game.screens.widgets.base import Card, Picture, Widget
from game.session.wording import say_verdict

PLOT: Final = Rect(232, 176, 640, 192)
TALL_PLOT: Final = Rect(232, 176, 640, 328)
"""Where no picture of what the AI heard stands below."""
HEARD: Final = Rect(232, 488, 640, 96)
WHOLE: Final = Rect(32, 152, 864, 504)


class EqPanels(Panels):
    """A place is shown with every answer's bell on one axis; a size or a take with the bell that was hidden."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        kind = told.challenge.question.answer.kind
        self.place, self.amount = kind == "freq", kind == "amount"
        self.plot = PLOT if self._hears() else TALL_PLOT
        stated = told.challenge.question.stated
        params = told.challenge.truth.params
        self.gain_db = number_of(params, "gain_db") if told.changed else 0.0
        self.stated_db = number_of(stated, "gain_db") if "gain_db" in stated else 0.0

    def _hears(self) -> bool:
        return self.told.ready.heard is not None and self.told.attempt.advice is not None

    def replay_line(self) -> str:
        """Say which octave is replayed."""
        if not self.told.changed:
            return "Replay both"
        place_hz = number_of(self.told.challenge.truth.params, "freq_hz")
        return f"Replay only {points.say_range(place_hz / 2**0.5, place_hz * 2**0.5)}"

    # ---- cards

    def cards(self) -> list[Widget]:
        """Return one card: chart, who said what, and what the AI listened to."""
        if not self.place:
            plot = Rect(56, 176, 816, 328)
            self.chart = Picture(plot, self._paint_hidden_bell, label="What was done", value=self.truth_text())
            rows = Picture(Rect(56, 528, 816, 104), self._paint_plain, label="Who said what",
                           value=self.told.rows_text())  # fmt: skip
            return [Card(WHOLE, children=(self.chart, rows))]
        around = Rect(56, self.plot.y, 816, self.plot.h)
        self.chart = Picture(around, self._paint_chart, label="Truth and answers", value=say_verdict(self.told.attempt))
        rows = Picture(Rect(56, self.plot.bottom + 8, 816, 104), self._paint_rows, label="Who said what",
                       value=self.told.rows_text())  # fmt: skip
        if self._hears():
            last = Picture(Rect(56, 488, 816, 144), self._paint_heard, label="What the AI listened to",
                           value=self.told.evidence)  # fmt: skip
        else:
            last = Picture(Rect(232, self.plot.bottom + 120, 640, 24), self._paint_axis, label="Frequency")
        return [Card(WHOLE, children=(self.chart, rows, last))]

    # ---- paint

    def _bell(self, row: Row) -> chart.Floats:
        """Return the response that an answer means; flat for no change."""
        size_db = self.gain_db if self.told.changed else self.stated_db
        if row.choice is None:
            return np.zeros(chart.POINTS)
        return chart.bell_db(self.told.challenge, row.choice, size_db)

    def _paint_chart(self, canvas: Canvas, _around: Rect) -> None:
        rect = self.plot
        axis = chart.freq_axis(rect)
        size_db = self.gain_db if self.told.changed else self.stated_db
        db = chart.db_axis(rect, size_db)
        self._paint_grid(canvas, rect, axis, db, size_db)
        xs = axis.places(chart.freqs())
        for row in self.told.rows()[1:]:
            if row.who != FINAL or self.told.moved:
                colour, lw, dash = LINES[row.who]
                canvas.curve(xs, db.places(self._bell(row)), colour=colour, lw=lw, dash=dash)
        truth = self.told.rows()[0]
        self._paint_truth(canvas, xs, db.places(self._bell(truth)), db.at(0))
        if self.told.shown >= 1.0 and truth.choice is not None:
            x = canvas.snap(axis.at(truth.choice))
            top = db.at(self.gain_db) if self.gain_db > 0 else db.at(0)
            canvas.rule((x, top), h=rect.bottom - db.at(max(self.gain_db, 0)), colour="truth")

    def _paint_grid(self, canvas: Canvas, rect: Rect, axis: Axis, db: Axis, size_db: float) -> None:
        canvas.well(rect)
        draw_freq_grid(canvas, axis, top=rect.y + 1, bottom=rect.bottom - 1)
        for tick in chart.db_ticks(size_db):
            canvas.rule((rect.x + 1, db.at(tick)), w=rect.w - 2, colour="axis" if tick == 0 else "grid")
            canvas.text(points.say_db(tick), (rect.x - 12, db.at(tick)), size=XS, colour="muted",
                        face="mono", align="right", on="mid")  # fmt: skip

    def _paint_truth(self, canvas: Canvas, xs: chart.Floats, ys: chart.Floats, zero: float) -> None:
        count = max(2, round(len(xs) * self.told.shown))
        upper, lower = np.minimum(ys, zero), np.maximum(ys, zero)
        canvas.between(xs[:count], upper[:count], lower[:count], colour="truth", alpha=0.20, fade=0.03)
        canvas.curve(xs[:count], ys[:count], colour="truth", lw=marks.TRUTH_WIDTH)

    def _paint_hidden_bell(self, canvas: Canvas, rect: Rect) -> None:
        plot = Rect(rect.x + 72, rect.y, rect.w - 72, rect.h - 32)
        axis = chart.freq_axis(plot)
        guess_db = (self.told.attempt.commit.guess.choice or 0.0) if self.amount else 0.0
        db = chart.db_axis(plot, self.gain_db, guess_db)
        self._paint_grid(canvas, plot, axis, db, self.gain_db)
        draw_freq_labels(canvas, axis, y=plot.bottom + 20)
        challenge = self.told.challenge
        known = challenge.truth.params if self.told.changed else challenge.question.stated
        place_hz = number_of(known, "freq_hz")
        xs = axis.places(chart.freqs())
        if self.amount:
            ys = db.places(chart.bell_db(challenge, place_hz, guess_db))
            canvas.curve(xs, ys, lw=marks.GUESS_WIDTH, dash=chart.GUESS_DASH)
        self._paint_truth(canvas, xs, db.places(chart.bell_db(challenge, place_hz, self.gain_db)), db.at(0))

    def _paint_plain(self, canvas: Canvas, rect: Rect) -> None:
        paint_plain_rows(canvas, rect, self.told, truth_side=self._truth_side(where=True))

    def _paint_rows(self, canvas: Canvas, rect: Rect) -> None:
        axis = chart.freq_axis(PLOT)
        paint_axis_rows(
            canvas,
            rect,
            self.told,
            plot=PLOT,
            place=lambda choice: axis.at(min(max(choice, LANE_LO_HZ), LANE_HI_HZ)),
            value=self._value,
            truth_side=self._truth_side(where=False),
        )

    def _value(self, row: Row) -> str:
        coarse = row.who == AI and row.choice is not None
        return chart.coarse_text(row.choice or 0.0) if coarse else self.told.said(row.choice)

    def _truth_side(self, *, where: bool) -> str:
        """Say what was done, and where it was where the row does not stand at its place."""
        if not self.told.changed:
            return "A and B are the same sound"
        verb = "boosted" if self.gain_db > 0 else "cut"
        place = f" at {freq_text(number_of(self.told.challenge.truth.params, 'freq_hz'))}" if where else ""
        return f"{verb} by {abs(self.gain_db):g} dB{place}"

    def _paint_axis(self, canvas: Canvas, rect: Rect) -> None:
        draw_freq_labels(canvas, chart.freq_axis(PLOT), y=rect.y + 12)

    def _paint_heard(self, canvas: Canvas, rect: Rect) -> None:
        heard = self.told.ready.heard
        if heard is None:
            return
        chart.draw_heard(canvas, HEARD, heard, boosted=self.gain_db > 0)
        draw_freq_labels(canvas, chart.freq_axis(HEARD), y=HEARD.bottom + 18)
        canvas.text("What the AI", (56, HEARD.y + 18), size=XS, face="medium")
        canvas.text("listened to", (56, HEARD.y + 36), size=XS, face="medium")
        for y, words, line in ((60, "heard", AI), (80, "expected", "")):
            colour, lw, dash = ("ai", 2.0, None) if line else ("muted", 1.6, chart.AI_DOTS)
            canvas.curve([56, 76], [HEARD.y + y] * 2, colour=colour, lw=lw, dash=dash)
            canvas.text(words, (84, HEARD.y + y), size=XS, colour="muted", on="mid")
        canvas.text(self.told.evidence, (HEARD.x, HEARD.bottom + 44), size=XS, colour="muted")
