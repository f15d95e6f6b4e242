"""The truth of a question about parts and hits: what moved on the grid, and one hit close up in milliseconds."""

from typing import Final

from game.core.facts import EARLY, Evidence, number_of
from game.drills.time_grid import GridHit, GridLane, TimeGrid, time_grid
from game.screens import lanes, marks
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.lanes import merged
from game.screens.rect import Rect
from game.screens.scenes.groove import OTHERS, STRONGEST, lanes_of, ruler_of
from game.screens.scenes.told import AI, FINAL, GUESS, TRUTH, Panels, Told, draw_marks_in_row, paint_plain_rows
from game.screens.theme import XS, S
from game.screens.type import true_minus
from game.screens.widgets.base import Card, Picture, Widget
from game.screens.widgets.picks import LEAD

WHOLE: Final = Rect(32, 152, 864, 504)
ROW_H: Final = 56.0
HIT_ROW_H: Final = 96.0
"""Where numbers and marks stand under the hits."""
LANES_H: Final = 232.0
CLOSE: Final = Rect(232, 456, 640, 56)
REACHES_MS: Final = (20.0, 50.0, 100.0, 200.0)


def draw_beats(
    canvas: Canvas,
    well: Rect,
    view: tuple[float, float],
    grid: TimeGrid,
    *,
    counted: bool = True,
    lead_s: float = 0.0,
) -> Axis:
    """Paint a well with its beats, and their counts over it where it is `counted`; return the axis of seconds."""
    axis, found = lanes.time_axis(well, view, lead_s=lead_s), ruler_of(grid).lines(*view)
    if counted:
        lanes.draw_counts(canvas, axis, found, y=well.y - 12)
    canvas.well(well)
    for at, _, strong in found:
        canvas.rule((axis.at(at), well.y + 1), h=well.h - 2, colour="axis" if strong else "line")
    return axis


def wet_shift_s(hit: GridHit, *, wet: str = "wet", dry: str = "dry") -> float:
    """Return how much later a hit sounds in one clip than in another."""
    return hit.sounds_s[wet] - hit.sounds_s[dry] if wet in hit.sounds_s and dry in hit.sounds_s else 0.0


def hardest(lane: GridLane) -> list[GridHit]:
    """Return the hits of a lane, where two share a place the harder one."""
    found: dict[float, GridHit] = {}
    for hit in lane.hits:
        at_s = round(hit.grid_s, 4)
        if at_s not in found or hit.velocity > found[at_s].velocity:
            found[at_s] = hit
    return list(found.values())


class MovedPanels(Panels):
    """Lanes in which the truth is a solid, the place that was left an outline, and every answer wears its mark."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        stimulus = told.ready.prepared.stimulus
        self.grid = time_grid(told.challenge, stimulus, told=True)
        self.offset_ms = number_of(told.challenge.truth.params, "offset_ms")
        self.parts = told.challenge.question.answer.kind == "part_direction"
        bar_s = ruler_of(self.grid).bar_s
        self.view = (0.0, bar_s if self.parts else self.grid.length_s)
        self.asked = [lane for lane in self.grid.lanes if lane.asked]
        self.others = merged(OTHERS, [lane for lane in lanes_of(self.grid) if lane.name.lower() not in self._names()])
        rows = len(self.asked) + bool(self.others.marks)
        self.row_h = min(ROW_H if self.parts else HIT_ROW_H, LANES_H / max(1, rows))
        self.well = Rect(232, 200, 640, self.row_h * rows)

    def _names(self) -> set[str]:
        return {lane.name.lower() for lane in self.asked}

    def cards(self) -> list[Widget]:
        """Return one card: the lanes, a hit close up, and who said what."""
        value = self.told.rows_text()
        self.chart = Picture(Rect(56, 176, 816, 264), self._paint_lanes, label="What moved", value=self.truth_text())
        close = Picture(Rect(56, 448, 816, 88), self._paint_close, label="Close up", value=self._offset_text())
        rows = Picture(Rect(56, 540, 816, 104), self._paint_rows, label="Who said what", value=value)
        return [Card(WHOLE, children=(self.chart, close, rows))]

    def replay_line(self) -> str:
        """Say what the replay plays."""
        return "Replay it beside its neighbour" if self.parts else "Replay its row alone"

    def truth_text(self) -> str:
        """Say what moved, and by how much."""
        return f"It was {self._what()}, {self._offset_text()}"

    def _what(self) -> str:
        challenge = self.told.challenge
        if self.parts:
            return f"the {challenge.question.answer.move(challenge.target).part}"
        return self.told.said(challenge.target)

    def _offset_text(self) -> str:
        return f"{abs(self.offset_ms):.3g} ms {'early' if self.offset_ms < 0 else 'late'}"

    # ---- whose answer lies where

    def _whose(self, lane: GridLane) -> list[str]:
        """Return all whose answer lies in a lane, the truth first."""
        found = []
        for row in self.told.rows():
            if row.choice is None or (row.who == FINAL and not self.told.moved):
                continue
            if self._lane_of(row.choice) == lane.name:
                found.append(row.who)
        return found

    def _lane_of(self, choice: float) -> str:
        if self.parts:
            return self.told.challenge.question.answer.move(choice).part
        return next((lane.name for lane in self.grid.lanes for hit in lane.hits if hit.number == choice), "")

    def _guessed_s(self, who: str, lane: GridLane) -> float | None:
        """Return the move that an answer gave to a lane, None where it named another or no move."""
        choice = next((row.choice for row in self.told.rows() if row.who == who), None)
        if choice is None or not self.parts:
            return None
        move = self.told.challenge.question.answer.move(choice)
        size_s = abs(self.offset_ms) / 1000
        return None if move.part != lane.name else -size_s if move.direction == EARLY else size_s

    # ---- paint

    def _paint_lanes(self, canvas: Canvas, _: Rect) -> None:
        well = self.well
        axis = draw_beats(canvas, well, self.view, self.grid, lead_s=LEAD * abs(self.offset_ms) / 1000)
        for index, lane in enumerate(self.asked):
            y = well.y + self.row_h * (index + 0.5)
            if index:
                canvas.rule((well.x + 1, y - self.row_h / 2), w=well.w - 2, colour="grid")
            whose = self._whose(lane)
            strong = TRUTH in whose
            canvas.text(lane.name.capitalize(), (56, y), size=S, colour="ink" if whose else "muted",
                        face="semibold" if strong else "medium", on="mid")  # fmt: skip
            if self.parts:
                draw_marks_in_row(canvas, (well.x - 12 - 20 * len(whose), y), whose)
            for hit in hardest(lane):
                if self.view[0] - 1e-9 <= hit.grid_s < self.view[1] - 1e-9:
                    self._draw_hit(canvas, axis, lane, hit, y)
            if self.parts and AI in whose:
                self._draw_heard(canvas, axis, y + 0.4 * self.row_h)
        if self.others.marks:
            self._draw_others(canvas, axis, well.bottom - self.row_h / 2)

    def _draw_heard(self, canvas: Canvas, axis: Axis, y: float) -> None:
        """Paint every stroke where the AI heard it, under the lane that it blames."""
        for part in self._heard():
            at_s = part.stop / 1000
            if self.view[0] - abs(part.amount) / 1000 <= at_s < self.view[1]:
                marks.ai(canvas, (axis.at(at_s), y), r=4, ground="well")

    def _heard(self) -> tuple[Evidence, ...]:
        advice = self.told.attempt.advice
        return advice.evidence if advice is not None else ()

    def _draw_others(self, canvas: Canvas, axis: Axis, y: float) -> None:
        canvas.rule((self.well.x + 1, y - self.row_h / 2), w=self.well.w - 2, colour="grid")
        canvas.text(OTHERS, (56, y), size=S, colour="muted", face="medium", on="mid")
        for mark in self.others.marks:
            if self.view[0] - 1e-9 <= mark.at_s < self.view[1] - 1e-9:
                box = lanes.hit_box(axis.at(mark.at_s), y, self.row_h, mark.force)
                lanes.draw_rest(canvas, box, force=mark.force)

    def _draw_hit(self, canvas: Canvas, axis: Axis, lane: GridLane, hit: GridHit, y: float) -> None:
        high, lift = (self.row_h, 0.0) if self.parts else (0.5 * self.row_h, 0.2 * self.row_h)
        box = lanes.hit_box(axis.at(hit.grid_s), y - lift, high, hit.velocity / STRONGEST)
        shown = axis.at(hit.grid_s) <= axis.p0 + self.told.shown * (axis.p1 - axis.p0)
        truth = self._is_truth(lane, hit) and shown
        self._draw_answers(canvas, axis, lane, box, at_s=hit.grid_s, truth=truth)
        if truth:
            lanes.draw_moved(canvas, box, axis.at(hit.grid_s + self.offset_ms / 1000) - box.cx, colour="truth")
        elif self._guessed_s(GUESS, lane):
            canvas.box(box, radius=4, line="faint", lw=1)
        else:
            lanes.draw_rest(canvas, box, force=hit.velocity / STRONGEST)
        if hit.number:
            self._draw_number(canvas, hit.number, box.cx, y)

    def _draw_answers(self, canvas: Canvas, axis: Axis, lane: GridLane, box: Rect, *, at_s: float, truth: bool) -> None:
        """Paint where the answers would have a hit, but for one that the truth covers."""
        for who in (GUESS, AI):
            moved_s = self._guessed_s(who, lane)
            if moved_s is not None and not (truth and moved_s * self.offset_ms > 0):
                at = box.moved(axis.at(at_s + moved_s) - box.cx, 0)
                canvas.box(at, radius=4, line="ai" if who == AI else "ink", lw=1.5)

    def _draw_number(self, canvas: Canvas, number: int, x: float, y: float) -> None:
        whose = [who for who in self.told.who_chose(number) if who != FINAL or self.told.moved]
        canvas.label(str(number), (x, y + 0.18 * self.row_h), colour="ink" if whose else "muted", align="centre")
        draw_marks_in_row(canvas, (x + 2 - 10 * len(whose), y + 0.38 * self.row_h), whose, ground="well")

    def _ai_names_it(self) -> bool:
        """Tell whether the AI blames the part that moved: only then may its lag stand beside the true one."""
        choice = next((row.choice for row in self.told.rows() if row.who == AI), None)
        return choice is not None and self._lane_of(choice) == self._lane_of(self.told.challenge.target)

    def _is_truth(self, lane: GridLane, hit: GridHit) -> bool:
        if self.parts:
            return TRUTH in self._whose(lane)
        return hit.number == self.told.challenge.target and hit.number > 0

    def _paint_close(self, canvas: Canvas, rect: Rect) -> None:
        plot = CLOSE
        reach = next((reach for reach in REACHES_MS if reach >= 1.6 * abs(self.offset_ms)), REACHES_MS[-1])
        ms = Axis(-reach, reach, plot.x + 32, plot.right - 32)
        canvas.text("Close up", (56, plot.cy - 9), size=XS, face="medium", on="mid")
        canvas.text("ms from the grid", (56, plot.cy + 9), size=XS, colour="muted", on="mid")
        canvas.well(plot)
        for tick in (-reach, -reach / 2, 0.0, reach / 2, reach):
            canvas.rule((ms.at(tick), plot.y + 1), h=plot.h - 2, colour="axis" if tick == 0 else "grid")
            text = true_minus(f"{tick:+.0f}") if tick else "0"
            canvas.text(text, (ms.at(tick), plot.bottom + 14), size=XS, colour="muted", face="mono", align="centre",
                        on="mid")  # fmt: skip
        box = lanes.hit_box(ms.at(0.0), plot.cy, plot.h, 1.0)
        lanes.draw_moved(canvas, box, ms.at(self.offset_ms) - ms.at(0.0), colour="truth")
        for late_ms in {part.amount for part in self._heard()} if self.parts and self._ai_names_it() else ():
            marks.ai(canvas, (ms.at(max(-reach, min(reach, late_ms))), plot.bottom - 10), r=5, ground="well")
        side = "right" if self.offset_ms < 0 else "left"
        x = ms.at(self.offset_ms) + (12 if self.offset_ms > 0 else -12)
        canvas.label(self._offset_text(), (x, plot.cy), colour="ink", align="left" if side == "left" else "right")

    def _paint_rows(self, canvas: Canvas, rect: Rect) -> None:
        paint_plain_rows(canvas, rect, self.told, truth_side=self._offset_text())
