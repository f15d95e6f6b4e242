"""The truth of a pick among takes: one strip for each, the right one in the hue of the truth, marks beside them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Final

import numpy as np

from game.core.facts import numbers_of
from game.drills.time_grid import GridHit, TimeGrid, time_grid
from game.screens import lanes
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes.groove import STRONGEST, ruler_of
from game.screens.scenes.reveal_time import WHOLE, draw_beats, hardest
from game.screens.scenes.told import FINAL, Panels, Told, draw_marks_in_row, paint_plain_rows
from game.screens.theme import XS, S
from game.screens.type import true_minus
from game.screens.widgets.base import Card, Picture, Widget

STRIPS: Final = Rect(232, 200, 640, 304)
GAP: Final = 16.0
ROWS_Y: Final = 540.0
SMALLEST_REACH_MS: Final = 10.0
MOVED_S: Final = 1e-4


class TakesPanels(Panels, ABC):
    """What each take did, in one picture as wide as the page."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.names = told.ready.prepared.setup.must_hear
        self.truth = int(told.challenge.target) - 1

    def cards(self) -> list[Widget]:
        """Return one card: the takes, and who said what."""
        self.chart = Picture(Rect(56, 176, 816, 352), self.paint, label="The takes", value=self.truth_text())
        rows = Picture(Rect(56, ROWS_Y, 816, 104), self._paint_rows, label="Who said what", value=self.told.rows_text())
        return [Card(WHOLE, children=(self.chart, rows))]

    @abstractmethod
    def paint(self, canvas: Canvas, rect: Rect) -> None:
        """Paint what each take did."""

    def truth_side(self) -> str:
        """Say beside the truth's row how large the difference was."""
        return ""

    def _paint_rows(self, canvas: Canvas, rect: Rect) -> None:
        paint_plain_rows(canvas, rect, self.told, truth_side=self.truth_side())


class GridTakesPanels(TakesPanels, ABC):
    """A strip for each take under one ruler, told on a bar grid."""

    gap: ClassVar[float] = GAP
    replay_text = "Replay the part in question"

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.grid: TimeGrid = time_grid(told.challenge, told.ready.prepared.stimulus, told=True)
        self.view = (0.0, ruler_of(self.grid).bar_s)

    def strip(self, index: int) -> Rect:
        """Return the place of a take."""
        count = len(self.names)
        high = (STRIPS.h - self.gap * (count - 1)) / count
        return Rect(STRIPS.x, STRIPS.y + index * (high + self.gap), STRIPS.w, high)

    def colour(self, index: int) -> str:
        """Return the hue of a take: the truth's or a resting one."""
        return "truth" if index == self.truth else "faint"

    @abstractmethod
    def side(self, index: int) -> str:
        """Say under a take's name what it is; '' for nothing."""

    @abstractmethod
    def paint_strips(self, canvas: Canvas) -> None:
        """Paint what each take did."""

    def paint(self, canvas: Canvas, rect: Rect) -> None:
        """Paint the takes' names, whose they are, and the strips."""
        for index in range(len(self.names)):
            strip = self.strip(index)
            whose = [who for who in self.told.who_chose(index + 1) if who != FINAL or self.told.moved]
            strong = index == self.truth
            y = strip.cy - (9 if self.side(index) else 0)
            canvas.text(f"Take {index + 1}", (rect.x, y), size=S, colour="ink" if strong else "muted",
                        face="semibold" if strong else "medium", on="mid")  # fmt: skip
            canvas.text(self.side(index), (rect.x, strip.cy + 11), size=XS, colour="muted", on="mid")
            draw_marks_in_row(canvas, (strip.x - 16 - 20 * len(whose), y), whose)
        self.paint_strips(canvas)

    def hits(self) -> list[GridHit]:
        """Return every hit of the bar that is shown, of all parts."""
        found = [hit for lane in self.grid.lanes for hit in hardest(lane)]
        return [hit for hit in found if self.view[0] <= hit.grid_s < self.view[1] - 1e-9]

    def late_s(self, hit: GridHit, index: int) -> float:
        """Return how late a hit sounds in a take."""
        return hit.sounds_s.get(self.names[index], hit.grid_s) - hit.grid_s


class SwingTakesPanels(GridTakesPanels):
    """Which take swung: its off-beats beside their straight places."""

    def replay_line(self) -> str:
        """Say what A and B are."""
        return f"A is straight, B is take {self.truth + 1}"

    def side(self, index: int) -> str:
        """Say how much it swung."""
        pct = self.grid.swing_pct.get(self.names[index], 50.0)
        return "straight" if abs(pct - 50) < 0.05 else f"{pct:.3g} % swing"

    def truth_side(self) -> str:
        """Say how late the off-beats came."""
        pct = self.grid.swing_pct.get(self.names[self.truth], 50.0)
        return f"off-beats {abs(pct / 100 - 0.5) * (self.grid.pair_ms or 0.0):.0f} ms late"

    def paint_strips(self, canvas: Canvas) -> None:
        """Paint the drums of each take in one row."""
        for index in range(len(self.names)):
            strip = self.strip(index)
            axis = draw_beats(canvas, strip, self.view, self.grid, counted=index == 0)
            for hit in self.hits():
                box = lanes.hit_box(axis.at(hit.grid_s), strip.cy, min(strip.h, 96.0), hit.velocity / STRONGEST)
                late_s = self.late_s(hit, index)
                if abs(late_s) > MOVED_S:
                    lanes.draw_moved(canvas, box, axis.at(hit.grid_s + late_s) - box.cx, colour=self.colour(index))
                else:
                    lanes.draw_rest(canvas, box, force=hit.velocity / STRONGEST)


class FeelPanels(GridTakesPanels):
    """How early or late every hit of each take came: up is early, down is late."""

    gap: ClassVar[float] = 12.0

    def replay_line(self) -> str:
        """Say what A and B are."""
        return f"A is on the grid, B is take {self.truth + 1}"

    def side(self, index: int) -> str:
        """Say what kind of timing it has."""
        if index == self.truth:
            return "performed-style"
        strays = any(abs(self.late_s(hit, index)) > MOVED_S for hit in self.hits())
        return "the same, shuffled" if strays else "on the grid"

    def paint_strips(self, canvas: Canvas) -> None:
        """Paint a stem for each hit, from the grid to where it sounds."""
        all_ms = [abs(1000 * self.late_s(hit, index)) for hit in self.hits() for index in range(len(self.names))]
        reach_ms = max([SMALLEST_REACH_MS, *all_ms]) * 1.15
        for index in range(len(self.names)):
            strip = self.strip(index)
            axis = draw_beats(canvas, strip, self.view, self.grid, counted=index == 0)
            ms = Axis(-reach_ms, reach_ms, strip.y + 6, strip.bottom - 6)
            canvas.rule((strip.x + 1, ms.at(0.0)), w=strip.w - 2, colour="axis")
            self._stems(canvas, axis, ms, index)
            for words, y in (("early", strip.y + 12), ("late", strip.bottom - 12)):
                canvas.label(words, (strip.right - 8, y), align="right")

    def _stems(self, canvas: Canvas, axis: Axis, ms: Axis, index: int) -> None:
        truth = index == self.truth
        until = axis.p0 + (self.told.shown if truth else 1.0) * (axis.p1 - axis.p0)
        for hit in self.hits():
            x, late_ms = axis.at(hit.grid_s), 1000 * self.late_s(hit, index)
            if x > until:
                continue
            top, bottom = sorted((ms.at(0.0), ms.at(late_ms)))
            if bottom - top >= 1:
                canvas.box(Rect(x - 1, top, 2, bottom - top), radius=0, fill="truth" if truth else "muted", alpha=0.6)
            canvas.disc((canvas.snap(x), ms.at(late_ms)), 4, fill=self.colour(index) if truth else "muted")


class TempoPanels(GridTakesPanels):
    """How the beats of two takes drift apart on one ruler of seconds."""

    gap: ClassVar[float] = 56.0
    replay_text = "Replay the beats"

    def side(self, index: int) -> str:
        """Say the tempo."""
        bpm = numbers_of(self.told.challenge.truth.params, "tempo_bpm")[index]
        return "" if bpm is None else f"{bpm:.1f} bpm"

    def beats_s(self, index: int) -> Sequence[float]:
        """Return when the beats of a take sound, the first one at 0."""
        bpm = numbers_of(self.told.challenge.truth.params, "tempo_bpm")[index] or self.grid.tempo_bpm
        slowest = min(self._tempos())
        count = max(2, round(self.grid.length_s * slowest / 60))
        return [number * 60 / bpm for number in range(count)]

    def _tempos(self) -> list[float]:
        return [bpm for bpm in numbers_of(self.told.challenge.truth.params, "tempo_bpm") if bpm]

    def drift_ms(self, beat: int) -> float:
        """Return how far apart the takes are at a beat."""
        return 1000 * abs(self.beats_s(0)[beat] - self.beats_s(1)[beat])

    def truth_side(self) -> str:
        """Say how much faster it was."""
        slow, fast = sorted(self._tempos())
        return f"{100 * (fast / slow - 1):.1f} % faster"

    def paint_strips(self, canvas: Canvas) -> None:
        """Paint the beats of both takes, and a line from each to its twin."""
        longest_s = max(self.beats_s(0)[-1], self.beats_s(1)[-1]) * 1.04
        upper, lower = self.strip(0), self.strip(1)
        axis = Axis(0.0, longest_s, upper.x + 16, upper.right - 16)
        for index, strip in enumerate((upper, lower)):
            canvas.well(strip)
            for beat, at_s in enumerate(self.beats_s(index)):
                box = lanes.hit_box(axis.at(at_s), strip.cy, min(strip.h, 96.0), 1.0 if beat % 4 == 0 else 0.6)
                canvas.box(box, radius=4, fill=self.colour(index))
                if index == 0:
                    canvas.text(str(beat + 1), (axis.at(at_s), strip.y - 12), size=XS, colour="muted", face="mono",
                                align="centre", on="mid")  # fmt: skip
        last = len(self.beats_s(0)) - 1
        for beat in range(last + 1):
            ends = [(axis.at(self.beats_s(0)[beat]), upper.bottom), (axis.at(self.beats_s(1)[beat]), lower.y)]
            canvas.stroke(ends, colour="axis", lw=1.5)
        x = min(axis.at(self.beats_s(0)[last]), axis.at(self.beats_s(1)[last])) - 12
        words = f"{self.drift_ms(last):.0f} ms apart at beat {last + 1}"
        canvas.label(words, (x, (upper.bottom + lower.y) / 2), ground="card", colour="ink", align="right")


class LevelPanels(TakesPanels):
    """Two takes as rungs of a ladder in dB."""

    replay_text = "Replay the first second"

    def _levels_db(self) -> list[float]:
        return [level or 0.0 for level in numbers_of(self.told.challenge.truth.params, "level_db")]

    def truth_side(self) -> str:
        """Say how much louder it was."""
        levels = self._levels_db()
        return f"louder by {max(levels) - min(levels):.3g} dB"

    def paint(self, canvas: Canvas, rect: Rect) -> None:
        """Paint the two rungs, and how far they lie apart."""
        levels = self._levels_db()
        reach = max(levels) - min(levels)
        step = next(step for step in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0) if reach / step <= 6)
        low, high = min(levels) - 1.5 * step, max(levels) + 1.5 * step
        plot = Rect(STRIPS.x, 184, STRIPS.w, 332)
        db = Axis(low, high, plot.bottom, plot.y)
        canvas.well(plot)
        for number in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1):
            rung = number * step
            canvas.rule((plot.x + 1, db.at(rung)), w=plot.w - 2, colour="axis" if number == 0 else "grid")
            words = "0 dB" if number == 0 else true_minus(f"{rung:+.3g} dB")
            canvas.text(words, (plot.x - 12, db.at(rung)), size=XS, colour="muted", face="mono", align="right",
                        on="mid")  # fmt: skip
        for index, level in enumerate(levels):
            self._rung(canvas, plot, db, index, level)
        x = plot.cx
        canvas.stroke([(x, db.at(min(levels))), (x, db.at(max(levels)))], colour="ink", lw=1.6)
        for level in levels:
            canvas.rule((x - 8, db.at(level)), w=16, colour="ink")
        canvas.label(f"{reach:.3g} dB", (x + 16, (db.at(levels[0]) + db.at(levels[1])) / 2), colour="ink")

    def _rung(self, canvas: Canvas, plot: Rect, db: Axis, index: int, level: float) -> None:
        wide = plot.w / 2 - 96
        left = plot.x + 32 if index == 0 else plot.right - 32 - wide
        y = db.at(level)
        truth = index == self.truth
        canvas.box(Rect(left, y - 2, wide, 4), radius=2, fill="truth" if truth else "muted")
        whose = [who for who in self.told.who_chose(index + 1) if who != FINAL or self.told.moved]
        name = canvas.text(f"Take {index + 1}", (left, y - 20), size=S, face="semibold" if truth else "medium",
                           colour="ink" if truth else "muted", on="mid")  # fmt: skip
        draw_marks_in_row(canvas, (left + name + 12, y - 20), whose, ground="well")
