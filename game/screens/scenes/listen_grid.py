"""The card of a timing round: A and B over a bar grid, with loop, play-head and level."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import numpy as np

from game.drills.time_grid import TimeGrid
from game.screens import marks
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.listen import HUES, ListenCard
from game.screens.scenes.run import Ready
from game.screens.theme import S
from game.screens.type import Run
from game.screens.widgets.base import Picture, Widget
from game.screens.widgets.buttons import ABPair, Button
from game.screens.widgets.grid import BarGrid
from game.screens.widgets.sound import BRIGHT_FROM_DBFS, FLOOR_DBFS, Meter

CARD: Final = Rect(32, 152, 864, 432)
SEGMENT_W: Final = 4.0


class FlatMeter(Meter):
    """A level meter that lies: two rows of segments, 128 x 24."""

    def draw(self, canvas: Canvas) -> None:
        """Paint left over right."""
        for side in (0, 1):
            row = Rect(self.rect.x, self.rect.y + 14 * side, self.rect.w, 10)
            canvas.box(row, radius=3, fill="well", line="line")
            db = Axis(FLOOR_DBFS, 0.0, row.x + 3, row.right - 3)
            step = SEGMENT_W / (db.p1 - db.p0) * -FLOOR_DBFS
            for low in np.arange(FLOOR_DBFS, self.shown_dbfs[side], step).tolist():
                bar = Rect(db.at(low), row.y + 3, SEGMENT_W - 1, row.h - 6)
                canvas.box(bar, radius=0, fill=self.hue, alpha=0.5 if low < BRIGHT_FROM_DBFS else 1.0)
            if self.peaks_dbfs[side] > FLOOR_DBFS:
                canvas.rule((db.at(self.peaks_dbfs[side]), row.y + 2), h=row.h - 4, colour="ink")


class GridListenCard(ListenCard):
    """Plays A and B of a timing round over the grid that the answer is given on."""

    place: ClassVar[Rect] = CARD

    def __init__(self, adapters: Adapters, ready: Ready, time_grid: TimeGrid, grid: BarGrid) -> None:
        self.grid, self._time_grid = grid, time_grid
        super().__init__(adapters, ready)

    def _make_meter(self) -> Meter:
        return FlatMeter(Rect(368, 184, 128, 24), tooltip="Level, not loudness")

    def _caption_at(self) -> Rect:
        return Rect(56, 560, 816, 18)

    def _pair(self, ready: Ready, length_s: float, *, changed: str) -> Sequence[Widget]:
        pick: Callable[[str], None] = lambda letter: self.play("dry" if letter == "A" else "wet")  # noqa: E731
        self._switch = ABPair((56, 176), names=("", ""), on_pick=pick, size=(56, 40))
        self._pause = Button(
            Rect(184, 176, 56, 40),
            "Play or pause",
            key="P",
            on_press=self.toggle,
            icon=lambda canvas, at: marks.play(canvas, at, playing=bool(self._speaker.playing)),
        )
        self._whole = Button(Rect(248, 176, 96, 40), "Loop", key="L", on_press=self._loop_or_all)
        tempo = Picture(Rect(520, 184, 352, 24), self._paint_tempo, label="Tempo", value=self._tempo_text())
        return (self._switch, self._pause, self._whole, tempo, self.grid)

    def _tempo_text(self) -> str:
        bars = self.grid.ruler.bars
        return f"{self._time_grid.tempo_bpm:.0f} bpm, {bars} {'bar' if bars == 1 else 'bars'}"

    def _paint_tempo(self, canvas: Canvas, rect: Rect) -> None:
        bars = self.grid.ruler.bars
        shown = self.grid.first_bar + 1
        which = f" of {bars} bars, looping" if self.grid.bars_shown < bars else " bars, looping"
        words = " bar, looping" if bars == 1 else which
        runs = (
            Run(f"{self._time_grid.tempo_bpm:.0f}", "ink", "mono_medium"),
            Run(" bpm", "muted"),
            Run("   ", "muted"),
            Run(f"{shown if self.grid.bars_shown < bars else bars}", "ink", "mono_medium"),
            Run(words, "muted"),
        )
        canvas.runs(runs, (rect.right, rect.cy), size=S, align="right", on="mid")

    def loop(self, start_s: float, stop_s: float) -> None:
        """Loop what was dragged on the ruler."""
        if not self._turns and stop_s - start_s >= 0.1:
            self._speaker.loop(start_s, min(stop_s, self._speaker.length_s))
            self._looping = True

    def _loop_or_all(self) -> None:
        if self._turns:
            return
        if self._looping:
            self._speaker.loop_all()
            self.grid.loop, self._looping = None, False
        else:
            self.grid.loop = self.grid.view
            self.loop(*self.grid.view)

    def follow(self) -> None:
        """Show what sounds now, also on the grid."""
        super().follow()
        playing = self._speaker.playing
        self.grid.hue = HUES.get(playing, "")
        self.grid.move_head(self._speaker.place_s if playing or self._speaker.place_s > 0 else None)
        self._whole.on = self._looping
        self._pause.on = bool(playing)
