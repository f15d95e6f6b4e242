"""The truth of a swing: the off-beats where they fell, where each answer would have them, and all on one axis."""

from typing import Final

from game.core.facts import number_of
from game.drills.time_grid import GridHit, time_grid
from game.screens import lanes
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes.groove import STRONGEST, ruler_of
from game.screens.scenes.reveal_time import WHOLE, draw_beats, hardest, wet_shift_s
from game.screens.scenes.told import AI, GUESS, LINES, Panels, Row, Told, paint_axis_rows
from game.screens.theme import XS, S
from game.screens.widgets.base import Card, Picture, Widget
from game.screens.widgets.picks import swung_s

ROW_H: Final = 56.0
LANES_H: Final = 220.0
PAIR: Final = Rect(232, 440, 640, 56)
TICKS: Final = (50.0, 55.0, 60.0, 200 / 3, 70.0, 75.0)
MOVED_S: Final = 1e-4


class SwingPanels(Panels):
    """A bar with every off-beat on its way from straight, then the pair close up with all answers on its axis."""

    replay_text = "Replay the busiest part"

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.grid = time_grid(told.challenge, told.ready.prepared.stimulus, told=True)
        self.pair_ms = number_of(told.challenge.question.stated, "pair_ms")
        self.view = (0.0, ruler_of(self.grid).bar_s)
        self.row_h = min(ROW_H, LANES_H / max(1, len(self.grid.lanes)))
        self.well = Rect(232, 200, 640, self.row_h * len(self.grid.lanes))
        answer = told.challenge.question.answer
        self.axis = Axis(answer.lo, answer.hi, PAIR.x + 24, PAIR.right - 24)

    def truth_text(self) -> str:
        """Say how much it swung."""
        if not self.told.changed:
            return super().truth_text()
        target = self.told.challenge.target
        return f"It swung by {target:.3g} %, {self._late_ms(target):.0f} ms late"

    def _late_ms(self, swing_pct: float) -> float:
        return (swing_pct - 50.0) / 100 * self.pair_ms

    def cards(self) -> list[Widget]:
        """Return one card: the bar, the pair, and who said what."""
        self.chart = Picture(Rect(56, 176, 816, 248), self._paint_lanes, label="The bar", value=self.truth_text())
        pair = Picture(Rect(56, 432, 816, 88), self._paint_pair, label="The pair", value=self.truth_text())
        rows = Picture(Rect(56, 532, 816, 104), self._paint_rows, label="Who said what", value=self.told.rows_text())
        return [Card(WHOLE, children=(self.chart, pair, rows))]

    def _paint_lanes(self, canvas: Canvas, _: Rect) -> None:
        well = self.well
        axis = draw_beats(canvas, well, self.view, self.grid)
        until = axis.p0 + self.told.shown * (axis.p1 - axis.p0)
        for index, lane in enumerate(self.grid.lanes):
            y = well.y + self.row_h * (index + 0.5)
            if index:
                canvas.rule((well.x + 1, y - self.row_h / 2), w=well.w - 2, colour="grid")
            canvas.text(lane.name.capitalize(), (56, y), size=S, colour="muted", face="medium", on="mid")
            for hit in hardest(lane):
                if hit.grid_s < self.view[1] - 1e-9:
                    self._draw_hit(canvas, axis, hit, y, truth=axis.at(hit.grid_s) <= until)

    def _draw_hit(self, canvas: Canvas, axis: Axis, hit: GridHit, y: float, *, truth: bool) -> None:
        box = lanes.hit_box(axis.at(hit.grid_s), y, self.row_h, hit.velocity / STRONGEST)
        guess = self.told.attempt.commit.guess.choice
        guessed_s = 0.0 if guess is None else swung_s(hit.grid_s, swing=guess / 100, pair_s=self.pair_ms / 1000)
        moved_s = wet_shift_s(hit) if self.told.changed else 0.0
        if guess is not None and guessed_s - hit.grid_s > MOVED_S:
            canvas.box(box.moved(axis.at(guessed_s) - box.cx, 0), radius=4, line="ink", lw=1.5)
        if moved_s > MOVED_S and truth:
            lanes.draw_moved(canvas, box, axis.at(hit.grid_s + moved_s) - box.cx, colour="truth")
        else:
            lanes.draw_rest(canvas, box, force=hit.velocity / STRONGEST)

    def _paint_pair(self, canvas: Canvas, rect: Rect) -> None:
        canvas.text("The second of two", (rect.x, PAIR.cy - 9), size=XS, face="medium", on="mid")
        canvas.text("% of their pair", (rect.x, PAIR.cy + 9), size=XS, colour="muted", on="mid")
        canvas.well(PAIR)
        for tick in TICKS:
            canvas.rule((self.axis.at(tick), PAIR.y + 1), h=PAIR.h - 2, colour="axis" if tick == 50 else "grid")
            canvas.text(f"{tick:.3g}", (self.axis.at(tick), PAIR.bottom + 14), size=XS, colour="muted", face="mono",
                        align="centre", on="mid")  # fmt: skip
        straight = lanes.hit_box(self.axis.at(50.0), PAIR.cy, PAIR.h, 0.9)
        for row in self.told.rows()[1:]:
            if row.choice is not None and row.who in (GUESS, AI):
                at = straight.moved(self.axis.at(row.choice) - straight.cx, 0)
                canvas.box(at, radius=4, line=LINES[row.who][0], lw=1.5)
        shift = self.axis.at(self.told.challenge.target) - straight.cx if self.told.changed else 0.0
        lanes.draw_moved(canvas, straight, shift, colour="truth")

    def _paint_rows(self, canvas: Canvas, rect: Rect) -> None:
        side = (
            f"{self._late_ms(self.told.challenge.target):.0f} ms late" if self.told.changed else "A and B are the same"
        )
        paint_axis_rows(canvas, rect, self.told, plot=PAIR, place=self.axis.at, value=self._value, truth_side=side)

    def _value(self, row: Row) -> str:
        return "no change" if row.choice is None else f"{row.choice:.3g} %"
