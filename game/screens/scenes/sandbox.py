"""The sandbox beside a lesson: turn a control and hear it at once, against the untouched sound at equal loudness."""

import math
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

import numpy as np

from game.core.errors import GameError
from game.core.lesson import CONTROLS, Control, SandboxKind
from game.dsp.audio import Audio
from game.dsp.eq import analogue_response_db
from game.screens.axis import Axis, draw_freq_grid, draw_freq_labels, freq_text
from game.screens.canvas import Canvas
from game.screens.lanes import draw_counts, draw_moved, draw_rest, hit_box
from game.screens.rect import Rect
from game.screens.scenes import chart, points
from game.screens.scenes.adapters import Adapters
from game.screens.theme import XS, S
from game.screens.type import true_minus
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import ABPair, Button
from game.screens.widgets.dynamics import LOWEST_DB, ReductionMeter, bent_db, draw_levels
from game.screens.widgets.sliders import Slider
from game.screens.widgets.sound import Meter
from game.session.sandbox import Bed, Processed, checked, lay_bed, moved, process

RATE_HZ: Final = 48_000
DRY, WET = "dry", "wet"
PLACE: Final = Rect(504, 152, 744, 440)
PLOT_X: Final = 704.0
ROW_H: Final = 36.0
GUTTER: Final = 56.0
"""Left of a plot, for what its rows are called."""
FOOT_H: Final = 20.0
"""Below a plot, for what its columns are called."""
STEPS: Final = 50
"""Steps of a slider from end to end."""
EQ_RANGE_DB: Final = 18.0
COUNTS_H: Final = 24.0
"""Above a bar, for its beats."""
LANES: Final = ("kick", "snare", "hat")


class SandboxCard(Card):
    """Plays a bed dry (A) and processed (B); `values` are where the controls stand."""

    place: ClassVar[Rect] = PLACE

    def __init__(self, adapters: Adapters, kind: SandboxKind, source_id: str, *, on_ready: Callable[[], None]) -> None:
        self._to, self.kind, self.source_id, self._on_ready = adapters, kind, source_id, on_ready
        self.values = checked(kind, {})
        self.bed: Bed | None = None
        self.said = "Reading the music ..."
        self._done = Processed(np.zeros((1, 2), np.float32))
        self._busy = self._again = False
        super().__init__(PLACE, children=())
        self._build()

    def begin(self) -> None:
        """Read the music, off this thread."""
        self._to.jobs.start("bed", self._lay, then=self._take_bed, failed=self._failed)

    # ---- sound

    def _lay(self) -> Bed:
        library = self._to.library
        load = library.load_parts if self.kind == "groove" else library.load
        return lay_bed(self.kind, load(self.source_id, rate_hz=RATE_HZ))

    def _take_bed(self, bed: Bed) -> None:
        self.bed, self.said = bed, ""
        self._to.speaker.load([(DRY, bed.dry), (WET, bed.dry)], rate_hz=RATE_HZ)
        self._build()
        self._change()
        self._on_ready()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, GameError):
            raise error
        self.said = str(error)
        self._build()
        self._on_ready()

    def set(self, values: Mapping[str, float]) -> None:
        """Put the controls where a lesson wants them, those that it does not name at rest."""
        self.values = checked(self.kind, values)
        self._build()
        self._change()

    def _turn(self, control: Control, share: float) -> None:
        self.values = {**self.values, control.name: value_at(control, share)}
        self.picture.touch()
        self._change()

    def _change(self) -> None:
        """Process anew; while that goes on, only the latest wish is kept."""
        if self.bed is None:
            return
        if self._busy:
            self._again = True
            return
        self._busy, bed, values = True, self.bed, dict(self.values)
        self._to.jobs.start("sandbox", lambda: process(bed, values), then=self._take, failed=self._failed)

    def _take(self, done: Processed) -> None:
        self._busy, self._done = False, done
        self._to.speaker.add(WET, done.audio, rate_hz=RATE_HZ)
        if self._again:
            self._again = False
            self._change()

    @property
    def sound(self) -> Audio:
        """What B sounds like now."""
        return self._done.audio

    def _other(self) -> None:
        """Go on to the next source that this kind of sandbox can work on."""
        fitting = [source.source_id for source in self._to.library.sources()
                   if not source.held_out and (self.kind != "groove" or source.rhythm is not None)]  # fmt: skip
        place = fitting.index(self.source_id) if self.source_id in fitting else -1
        self.left()
        self.source_id, self.bed = fitting[(place + 1) % len(fitting)], None
        self.said = "Reading the music ..."
        self._build()
        self.begin()

    def play(self, letter: str) -> None:
        """Let A or B sound."""
        if self.bed is not None:
            self._to.speaker.play(DRY if letter == "A" else WET)

    def toggle(self) -> None:
        """Fall silent, or let B sound."""
        if self._to.speaker.playing:
            self._to.speaker.stop()
        else:
            self.play("B")

    def left(self) -> None:
        """Fall silent, and want no more work."""
        self._to.speaker.stop()
        for slot in ("bed", "sandbox"):
            self._to.jobs.forget(slot)
        self.bed, self._busy, self._again = None, False, False

    def follow(self) -> None:
        """Show what sounds: switch, meter and gain reduction."""
        speaker = self._to.speaker
        playing = speaker.playing
        self.switch.playing = {DRY: "A", WET: "B"}.get(playing, "")
        if playing:
            left, right = speaker.levels.peak
            self.meter.hue = "a" if playing == DRY else "b"
            self.meter.feed((_dbfs(left), _dbfs(right)))
        if self.reduction is not None and playing == WET:
            self.reduction.feed(self._done.reduction_at(speaker.place_s))

    # ---- what is on it

    def _build(self) -> None:
        x = PLACE.x + 24
        ready = self.bed is not None
        self.switch = ABPair((x, 176), names=("dry", "yours"), on_pick=self.play, size=(72, 72))
        rows_y = PLACE.bottom - 24 - len(CONTROLS[self.kind]) * ROW_H
        high = rows_y - 24 - 176
        right = 1036.0 if self.kind == "comp" else 1136.0
        head = COUNTS_H if self.kind == "groove" else 0.0
        column = Rect(PLACE.right - 88, 176 + head, 64, high - FOOT_H - head)
        self.meter = Meter(column, tooltip="Level, not loudness")
        self.picture = Picture(Rect(PLOT_X, 176, right - PLOT_X, high), self._paint, label=self._said_picture(),
                               value=self._said_values())  # fmt: skip
        reduction = Rect(1060, column.y, 68, column.h)
        self.reduction = ReductionMeter(reduction, hi_db=24.0) if self.kind == "comp" else None
        name = next((s.title for s in self._to.library.sources() if s.source_id == self.source_id), self.source_id)
        parts: list[Widget] = [
            self.switch,
            Button(Rect(x, 264, 152, 32), "Play or pause", key="P", on_press=self.toggle),
            Button(Rect(x, 304, 152, 32), "Other music", key="X", on_press=self._other),
            Words(Rect(x, 344, 176, 36), self.said or name, size=XS),
            self.meter,
            Words(Rect(column.x, column.bottom + 4, 64, 18), "Level", size=XS),
            self.picture,
        ]
        if self.reduction is not None:
            caption = Words(Rect(reduction.x, reduction.bottom + 4, 72, 18), "Takes away", size=XS)
            parts += [self.reduction, caption]
        why_not = "" if ready else "Reading"
        for index, control in enumerate(CONTROLS[self.kind]):
            parts.append(self._slider(control, Rect(x, rows_y + index * ROW_H, PLACE.w - 48, 32), why_not))
        self.children = tuple(parts)
        self.touch()

    def _slider(self, control: Control, rect: Rect, why_not: str) -> Slider:
        return Slider(
            rect,
            control.label,
            value=share_of(control, self.values[control.name]),
            step=1 / STEPS,
            text_of=lambda share: say_value(control, value_at(control, share)),
            on_change=lambda share: self._turn(control, share),
            label_w=120,
            value_w=88,
            rest=share_of(control, 0.0) if control.lo < 0 < control.hi else None,
            why_not=why_not,
        )

    def _said_picture(self) -> str:
        return {"eq": "What the equaliser does", "comp": "Level in against level out", "groove": "The bar"}[self.kind]

    def _said_values(self) -> str:
        return ", ".join(f"{one.label} {say_value(one, self.values[one.name])}" for one in CONTROLS[self.kind])

    # ---- paint

    def _paint(self, canvas: Canvas, rect: Rect) -> None:
        {"eq": self._paint_eq, "comp": self._paint_comp, "groove": self._paint_groove}[self.kind](canvas, rect)

    def _paint_eq(self, canvas: Canvas, rect: Rect) -> None:
        plot = Rect(rect.x + GUTTER, rect.y, rect.w - GUTTER, rect.h - FOOT_H)
        axis, db = chart.freq_axis(plot), Axis(-EQ_RANGE_DB - 3, EQ_RANGE_DB + 3, plot.bottom, plot.y)
        canvas.well(plot)
        draw_freq_grid(canvas, axis, top=plot.y + 1, bottom=plot.bottom - 1)
        for tick in (-12.0, 0.0, 12.0):
            canvas.rule((plot.x + 1, db.at(tick)), w=plot.w - 2, colour="axis" if tick == 0 else "grid")
            canvas.text(
                points.say_db(tick), (plot.x - 8, db.at(tick)), size=XS, colour="muted", align="right", on="mid"
            )
        draw_freq_labels(canvas, axis, y=plot.bottom + 18)
        curve = analogue_response_db("peak", chart.freqs(), freq_hz=self.values["freq_hz"], q=self.values["q"],
                                     gain_db=self.values["gain_db"])  # fmt: skip
        canvas.curve(axis.places(chart.freqs()), db.places(np.asarray(curve)), colour="b", lw=2.0)

    def _paint_comp(self, canvas: Canvas, rect: Rect) -> None:
        well = Rect(rect.x + GUTTER, rect.y, rect.w - GUTTER - 40, rect.h - FOOT_H)
        across = Axis(LOWEST_DB, 0.0, well.x + 1, well.right - 12)
        up = Axis(LOWEST_DB, 0.0, well.bottom - 1, well.y + 12)
        draw_levels(canvas, well, across, up)
        level = np.linspace(LOWEST_DB, 0.0, 120)
        bent = bent_db(level, threshold_db=self.values["threshold_db"], ratio=self.values["ratio"])
        inside = bent >= LOWEST_DB
        canvas.curve(across.places(level[inside]), up.places(bent[inside]), colour="b", lw=2.0)
        canvas.text("dB in", (well.right + 8, well.bottom + 18), size=XS, colour="muted")

    def _paint_groove(self, canvas: Canvas, rect: Rect) -> None:
        bed = self.bed
        plot = Rect(rect.x + GUTTER, rect.y + COUNTS_H, rect.w - GUTTER, rect.h - COUNTS_H - FOOT_H)
        canvas.well(plot)
        if bed is None or bed.phrase is None:
            return
        phrase = bed.phrase
        bar_s = phrase.steps_per_bar * phrase.step_s
        axis = Axis(-0.05 * bar_s, bar_s, plot.x + 8, plot.right - 8)
        lines = [(step * phrase.step_s, str(step // 4 + 1) if step % 4 == 0 else "", step % 4 == 0)
                 for step in range(phrase.steps_per_bar)]  # fmt: skip
        for at_s, _, strong in lines:
            canvas.rule((axis.at(at_s), plot.y + 1), h=plot.h - 2, colour="axis" if strong else "grid")
        draw_counts(canvas, axis, lines, y=rect.y + 12)
        now, row_h = moved(phrase, self.values), plot.h / len(LANES)
        for index, name in enumerate(LANES):
            y = plot.y + row_h * (index + 0.5)
            canvas.text(name.capitalize(), (rect.x, y), size=S, colour="muted", face="medium", on="mid")
            part = next((part for part in phrase.rhythm.parts if part.name == name and part.single), None)
            if part is None:
                continue
            for step, stroke, at_s in zip(phrase.steps(part), phrase.strokes(part), now[name], strict=True):
                place_s = step * phrase.step_s
                if place_s >= bar_s - 1e-9:
                    continue
                box = hit_box(axis.at(place_s), y, row_h, stroke.velocity / 127)
                late_s = (at_s - place_s + phrase.length_s / 2) % phrase.length_s - phrase.length_s / 2
                dx = axis.at(place_s + late_s) - axis.at(place_s)
                if abs(dx) < 0.5:
                    draw_rest(canvas, box, force=stroke.velocity / 127)
                else:
                    draw_moved(canvas, box, dx, colour="b")


def share_of(control: Control, value: float) -> float:
    """Return where on its slider a value lies, 0 to 1."""
    if control.log:
        return math.log2(value / control.lo) / math.log2(control.hi / control.lo)
    return (value - control.lo) / (control.hi - control.lo)


def value_at(control: Control, share: float) -> float:
    """Return the value at a share of a slider."""
    if control.log:
        value = control.lo * math.exp2(share * math.log2(control.hi / control.lo))
    else:
        value = control.lo + share * (control.hi - control.lo)
    return min(control.hi, max(control.lo, value))


def say_value(control: Control, value: float) -> str:
    """Say a value with its unit."""
    if control.unit == "Hz":
        return freq_text(value)
    if control.unit == "dB":
        return true_minus(f"{value:+.1f} dB" if control.lo < 0 < control.hi else f"{value:.1f} dB")
    digits = f"{value:.1f}" if abs(value) < 9.95 else f"{value:.0f}"
    return true_minus(f"{digits} {control.unit}".strip())


def _dbfs(peak: float) -> float:
    return 20 * math.log10(peak) if peak > 1e-5 else -100.0
