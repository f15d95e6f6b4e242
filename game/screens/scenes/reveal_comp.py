"""The truth of a compression question: gain over time, levels, one hit close up, in against out, and the settings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from game.drills.comp_trace import CompTrace
from game.dsp.dynamics import static_reduction_db
from game.screens import marks
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes.told import AI, FINAL, GUESS, LINES, MARKS, TRUTH, Panels, Told, draw_marks_in_row
from game.screens.theme import XS, S
from game.screens.type import true_minus, value_runs
from game.screens.widgets.base import Card, Picture, Widget

Floats = npt.NDArray[np.float64]
GAIN: Final = Rect(112, 208, 760, 128)
LEVEL: Final = Rect(112, 424, 320, 136)
CLOSE: Final = Rect(496, 424, 376, 136)
CURVE: Final = Rect(976, 200, 248, 120)
TABLE: Final = Rect(944, 392, 280, 176)
MOST_SHARE: Final = 2.5
"""An answer that is further above the truth than this is cut off."""
LEVEL_S: Final = 2.0
"""How much of the sound the levels show."""
SMOOTH_FRAMES: Final = 7
LEVELS_DB: Final = (-60.0, 0.0)
CURVE_DB: Final = (-48.0, 0.0)
POINTS: Final = 380
REST: Final = ("muted", marks.GUESS_WIDTH, None)
"""Line of a take that was not the answer."""
Line = tuple[str, float, tuple[float, float] | None]


class CompPanels(Panels):
    """What the compressor did in every take; for an amount, what each answer would have meant."""

    below: ClassVar[bool] = True
    replay_text = "Replay the busiest second"

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        challenge = told.challenge
        self.amount = challenge.question.answer.kind == "amount"
        self.traces: tuple[CompTrace, ...] = ()
        if told.changed:
            self.traces = told.ready.traces
        shares = [1.0, *(min(share, MOST_SHARE) for _, share in self._answers())]
        self.deepest_db = max([3.0, *(float(-one.gain_db.min()) * max(shares) for one in self.traces)])

    def truth_text(self) -> str:
        """Say what was there."""
        if self.amount and self.told.changed:
            return f"The gain moved by {self.told.challenge.target:.1f} dB"
        return super().truth_text()

    @property
    def _truth(self) -> int:
        """Return the place of the trace that is the truth."""
        return 0 if self.amount else int(self.told.challenge.target) - 1

    def _line(self, index: int) -> Line:
        return LINES[TRUTH] if index == self._truth else REST

    def _answers(self) -> list[tuple[str, float]]:
        """Return every amount that was answered, as a multiple of the truth."""
        if not self.amount or not self.told.changed:
            return []
        rows = self.told.rows()[1:]
        return [(row.who, row.choice / self.told.challenge.target) for row in rows
                if row.choice is not None and (row.who != FINAL or self.told.moved)]  # fmt: skip

    # ---- cards

    def cards(self) -> list[Widget]:
        """Return five cards."""
        told = self.told
        self.chart = Picture(Rect(56, 200, 816, 138), self._paint_gain, label="Gain over time", value=self.truth_text())
        level = Picture(Rect(56, 416, 376, 156), self._paint_level, label="Levels", value="level over two seconds")
        close = Picture(Rect(496, 412, 376, 160), self._paint_close, label="One hit, close up", value="gain, 0.4 s")
        curve = Picture(Rect(944, 196, 280, 148), self._paint_curve, label="Curve", value="in and out, in dBFS")
        table = Picture(TABLE, self._paint_table, label="Who said what", value=told.rows_text())
        both = Picture(Rect(248, 388, 184, 24), self._paint_sides, label="A and B", value="A before, B after")
        sides = (both,) if self.amount else ()
        legend = Picture(Rect(112, 338, 760, 18), self._paint_legend, label="Lines", value=self._legend_text())
        return [
            Card(Rect(32, 152, 864, 208), children=(_title("Gain reduction over time", 56, 168), legend, self.chart)),
            Card(Rect(32, 376, 424, 208), children=(_title(self._level_title(), 56, 388), *sides, level)),
            Card(Rect(472, 376, 424, 208), children=(_title("One hit, close up", 496, 388), close)),
            Card(Rect(920, 152, 328, 208), children=(_title("In and out", 944, 168), curve)),
            Card(Rect(920, 376, 328, 208), children=(table,)),
        ]

    def _level_title(self) -> str:
        return "Level before and after" if self.amount else "Level of the takes"

    def _names(self) -> list[tuple[str, Line]]:
        """Return the lines of the gain chart with their names, the truth first."""
        if self.amount or not self.told.changed:
            said = {GUESS: "yours", AI: "the AI's", FINAL: "your last word"}
            return [("truth", LINES[TRUTH]), *((said[who], LINES[who]) for who, _ in self._answers())]
        others = [str(index + 1) for index in range(len(self.traces)) if index != self._truth]
        rest = f"take{'s' if len(others) > 1 else ''} {' and '.join(others)}"
        return [(f"take {self._truth + 1}", LINES[TRUTH]), (rest, REST)]

    def _legend_text(self) -> str:
        return ", ".join(name for name, _ in self._names())

    # ---- paint

    def _paint_legend(self, canvas: Canvas, rect: Rect) -> None:
        x = rect.x
        for name, (colour, lw, dash) in self._names():
            canvas.stroke([(x, rect.cy), (x + 24, rect.cy)], colour=colour, lw=lw, dash=dash)
            x += 32 + canvas.text(name, (x + 32, rect.cy), size=XS, colour="muted", on="mid") + 20

    def _paint_gain(self, canvas: Canvas, _: Rect) -> None:
        db = Axis(0.0, self.deepest_db, GAIN.y + 10, GAIN.bottom - 8)
        _db_grid(canvas, GAIN, db, step=_step(self.deepest_db), sign=-1)
        if not self.traces:
            canvas.curve([GAIN.x + 8, GAIN.right - 8], [db.at(0)] * 2, colour="truth", lw=marks.TRUTH_WIDTH)
            canvas.label("A and B are the same sound", (GAIN.cx, GAIN.cy), align="centre")
            return
        last = len(self.traces[0].times_s) - 1
        at = Axis(0.0, float(self.traces[0].times_s[last]), GAIN.x + 8, GAIN.right - 8)
        order = sorted(range(len(self.traces)), key=lambda index: index == self._truth)
        for index in order:
            self._gain_line(canvas, at, db, self.traces[index], index=index)
        for who, share in self._answers():
            colour, lw, dash = LINES[who]
            xs, ys = _thinned(self.traces[0].times_s, -self.traces[0].gain_db * share)
            canvas.curve(at.places(xs), db.places(np.minimum(ys, self.deepest_db)), colour=colour, lw=lw, dash=dash)

    def _gain_line(self, canvas: Canvas, at: Axis, db: Axis, one: CompTrace, *, index: int) -> None:
        colour, lw, dash = self._line(index)
        xs, ys = _thinned(one.times_s, -one.gain_db)
        count = max(2, round(len(xs) * (self.told.shown if index == self._truth else 1.0)))
        places, levels = at.places(xs[:count]), db.places(ys[:count])
        if index == self._truth:
            canvas.between(places, levels, db.at(0), colour="truth", alpha=0.16, fade=0.03)
        canvas.curve(places, levels, colour=colour, lw=lw, dash=dash)

    def _paint_level(self, canvas: Canvas, _: Rect) -> None:
        db = Axis(*LEVELS_DB, LEVEL.bottom - 4, LEVEL.y + 4)
        _db_grid(canvas, LEVEL, db, step=20.0, sign=1)
        if not self.traces:
            canvas.label("the same before and after", (LEVEL.cx, LEVEL.cy), align="centre")
            return
        one = self.traces[self._truth]
        start = max(0.0, min(one.hit_s - 0.25, float(one.times_s[-1]) - LEVEL_S))
        window = (one.times_s >= start) & (one.times_s <= start + LEVEL_S)
        at = Axis(start, start + LEVEL_S, LEVEL.x + 8, LEVEL.right - 8)
        lines: list[tuple[Floats, str, float]] = []
        if self.amount:
            lines = [(one.dry_db, "a", 1.6), (one.wet_db, "b", 2.0)]
        else:
            lines = [(other.wet_db, *self._line(index)[:2]) for index, other in enumerate(self.traces)]
        for level_db, colour, lw in lines:
            xs, ys = one.times_s[window], np.clip(_smooth_db(level_db)[window], *LEVELS_DB)
            canvas.curve(at.places(xs), db.places(ys), colour=colour, lw=lw)

    def _paint_sides(self, canvas: Canvas, rect: Rect) -> None:
        x = rect.right
        for letter, words, colour in (("B", " after", "b"), ("A", " before", "a")):
            x -= canvas.text(words, (x, rect.cy), size=XS, colour="muted", align="right", on="mid")
            x -= canvas.text(letter, (x, rect.cy), size=XS, colour=colour, face="semibold", align="right", on="mid")
            x -= 12

    def _paint_close(self, canvas: Canvas, _: Rect) -> None:
        top = CLOSE.y + 44
        db = Axis(0.0, self.deepest_db, top, CLOSE.bottom - 10)
        canvas.well(CLOSE)
        canvas.rule((CLOSE.x + 1, db.at(0)), w=CLOSE.w - 2, colour="grid")
        if not self.traces:
            canvas.label("the gain never moved", (CLOSE.cx, CLOSE.cy), align="centre")
            return
        times_ms = (self.traces[0].close_s - self.traces[0].hit_s) * 1000
        at = Axis(float(times_ms[0]), float(times_ms[-1]), CLOSE.x + 8, CLOSE.right - 8)
        for index, one in enumerate(self.traces):
            colour, lw, dash = self._line(index)
            ys = db.places(-one.close_gain_db)
            if index == self._truth:
                canvas.between(at.places(times_ms), ys, db.at(0), colour="truth", alpha=0.14, fade=0.02)
            canvas.curve(at.places(times_ms), ys, colour=colour, lw=lw, dash=dash)
        for who, share in self._answers():
            colour, lw, dash = LINES[who]
            ys = db.places(np.minimum(-self.traces[0].close_gain_db * share, self.deepest_db))
            canvas.curve(at.places(times_ms), ys, colour=colour, lw=lw, dash=dash)
        self._draw_times(canvas, at)

    def _draw_times(self, canvas: Canvas, at: Axis) -> None:
        """Paint how long attack (or release, where that is asked) lasts, one line for each take."""
        release = self.told.challenge.skill_id == "comp.release"
        order = sorted(range(len(self.traces)), key=lambda index: index != self._truth)
        asked = 2 if release or self.told.challenge.skill_id == "comp.attack" else 1
        shown = [index for index in order if self.traces[index].settings is not None][:asked]
        for line, index in enumerate(shown):
            one, y = self.traces[index], CLOSE.y + 14 + 18 * line
            settings = one.settings
            if settings is None:
                continue
            length_ms = settings.release_ms if release else settings.attack_ms
            start_ms = float((one.close_s[one.close_gain_db.argmin()] - one.hit_s) * 1000) if release else 0.0
            colour = self._line(index)[0]
            left, right = at.at(start_ms), min(at.at(start_ms + length_ms), CLOSE.right - 8)
            canvas.box(Rect(left, y - 1, max(2.0, right - left), 2), radius=0, fill=colour)
            for edge in (left, right):
                canvas.rule((edge, y), h=CLOSE.bottom - y - 4, colour=colour, alpha=0.35, dash=(2, 3))
            words = f"{'release' if release else 'attack'} {_ms(length_ms)}"
            if asked > 1:
                words = f"take {index + 1}: {words}"
            wide = canvas.type.width(words, size=XS)
            fits = right + 8 + wide <= CLOSE.right - 8
            canvas.label(words, (right + 8, y) if fits else (left - 8, y), colour="ink" if line == 0 else "muted",
                         align="left" if fits or left - 8 - wide < CLOSE.x else "right")  # fmt: skip

    def _paint_curve(self, canvas: Canvas, _: Rect) -> None:
        across = Axis(*CURVE_DB, CURVE.x + 8, CURVE.right - 8)
        up = Axis(*CURVE_DB, CURVE.bottom - 4, CURVE.y + 4)
        canvas.well(CURVE)
        for tick in (-36.0, -24.0, -12.0):
            canvas.rule((across.at(tick), CURVE.y + 1), h=CURVE.h - 2, colour="grid")
            canvas.rule((CURVE.x + 1, up.at(tick)), w=CURVE.w - 2, colour="grid")
            words = true_minus(f"{tick:.0f}")
            canvas.text(words, (CURVE.x - 8, up.at(tick)), size=XS, colour="muted", face="mono", align="right",
                        on="mid")  # fmt: skip
            canvas.text(words, (across.at(tick), CURVE.bottom + 16), size=XS, colour="muted", face="mono",
                        align="centre")  # fmt: skip
        straight = [(across.at(CURVE_DB[0]), up.at(CURVE_DB[0])), (across.at(0.0), up.at(0.0))]
        canvas.stroke(straight, colour="axis", lw=1.5)
        for index in sorted(range(len(self.traces)), key=lambda index: index == self._truth):
            one = self.traces[index]
            self._curve_line(canvas, across, up, one.in_db, one.out_db, self._line(index))
        for who, share in self._answers():
            self._curve_line(canvas, across, up, self.traces[0].in_db, self._supposed_out_db(share), LINES[who])

    def _supposed_out_db(self, share: float) -> Floats:
        """Return the static curve of an answer: the stated settings from another threshold."""
        one = self.traces[0]
        if one.settings is None:
            return one.out_db
        deeper_db = (share - 1) * self.told.challenge.target / (1 - 1 / one.settings.ratio)
        supposed = replace(one.settings, threshold_db=one.settings.threshold_db - deeper_db)
        return np.asarray(one.in_db - static_reduction_db(one.in_db, supposed), dtype=np.float64)

    def _curve_line(self, canvas: Canvas, across: Axis, up: Axis, in_db: Floats, out_db: Floats, line: Line) -> None:
        inside = (in_db >= CURVE_DB[0]) & (out_db >= CURVE_DB[0])
        colour, lw, dash = line
        canvas.curve(across.places(in_db[inside]), up.places(out_db[inside]), colour=colour, lw=lw, dash=dash)

    # ---- the table

    def _columns(self) -> list[tuple[str, list[str], Sequence[str]]]:
        """Return for each column its head, whose marks stand beside it, and its values from top to bottom."""
        if not self.told.changed:
            return [("Truth", [TRUTH], ["none"] * 5)]
        if not self.amount:
            return [(f"Take {index + 1}", self.told.who_chose(index + 1), _values(one))
                    for index, one in enumerate(self.traces)]  # fmt: skip
        stated = _values(self.traces[0])
        return [("Truth", [TRUTH], stated), ("Yours", [FINAL if self.told.moved else GUESS], self._mine())]

    def _mine(self) -> Sequence[str]:
        choice = self.told.attempt.final.choice
        return ["", "", "", "", "none" if choice is None else f"{choice:.1f} dB"]

    def _paint_table(self, canvas: Canvas, rect: Rect) -> None:
        columns = self._columns()
        step = 72.0 if len(columns) > 2 else 88.0
        rights = [rect.right - step * (len(columns) - 1 - index) for index in range(len(columns))]
        for right, (head, whose, values) in zip(rights, columns, strict=True):
            short = head if len(columns) < 3 else head.removeprefix("Take ")
            whose = [who for who in whose if who != FINAL or self.told.moved or GUESS not in whose]
            strong = TRUTH in whose
            wide = canvas.text(short, (right, rect.y + 12), size=XS, colour="ink" if strong else "muted",
                               face="medium", align="right", on="mid")  # fmt: skip
            draw_marks_in_row(canvas, (right - wide - 8 - 20 * len(whose), rect.y + 12), whose)
            for row, value in enumerate(values):
                runs = value_runs(value, colour="ink" if strong else "muted", strong=strong)
                canvas.runs(runs, (right, rect.y + 40 + 24 * row), size=XS, align="right", on="mid")
        for row, name in enumerate(("Threshold", "Ratio", "Attack", "Release", "Gain moves")):
            canvas.text(name, (rect.x, rect.y + 40 + 24 * row), size=XS, colour="muted", on="mid")
        canvas.rule((rect.x, rect.y + 153), w=rect.w, colour="grid")
        self._paint_who(canvas, rect)

    def _paint_who(self, canvas: Canvas, rect: Rect) -> None:
        x, y = rect.x, rect.bottom - 10
        said = {GUESS: "you", AI: "AI", FINAL: "last word"}
        for row in self.told.rows()[1:]:
            if row.verdict is None or (row.who == FINAL and not self.told.moved):
                continue
            MARKS[row.who](canvas, (x + 6, y), r=5.0)
            (marks.tick if row.verdict.correct else marks.cross)(canvas, (x + 24, y), r=5.0)
            x += 36 + canvas.text(said[row.who], (x + 36, y), size=XS, colour="muted", on="mid") + 20


def _title(text: str, x: float, y: float) -> Widget:
    def paint(canvas: Canvas, rect: Rect) -> None:
        canvas.text(text, (rect.x, rect.cy), size=S, face="semibold", on="mid")

    return Picture(Rect(x, y, 184, 24), paint, label=text)


def _values(one: CompTrace) -> list[str]:
    settings = one.settings
    if settings is None:
        return ["none", "none", "none", "none", "0.0 dB"]
    return [
        true_minus(f"{settings.threshold_db:.0f} dB"),
        f"{settings.ratio:.3g}:1",
        _ms(settings.attack_ms),
        _ms(settings.release_ms),
        f"{one.range_db:.1f} dB",
    ]


def _ms(value: float) -> str:
    return f"{value:.0f} ms" if value >= 9.95 else f"{value:.1f} ms"


def _step(reach_db: float) -> float:
    return next((step for step in (1.0, 2.0, 5.0, 10.0) if reach_db / step <= 4), 20.0)


def _db_grid(canvas: Canvas, well: Rect, db: Axis, *, step: float, sign: int) -> None:
    """Paint a well with a line and a name every `step` dB; `sign` -1 names the depths of a reduction."""
    canvas.well(well)
    low, high = sorted((db.v0, db.v1))
    for tick in np.arange(np.ceil(low / step) * step, high + 0.01, step).tolist():
        canvas.rule((well.x + 1, db.at(tick)), w=well.w - 2, colour="axis" if tick == 0 else "grid")
        words = "0 dB" if tick == 0 else true_minus(f"{sign * tick:.0f} dB")
        canvas.text(words, (well.x - 12, db.at(tick)), size=XS, colour="muted", face="mono", align="right", on="mid")


def _smooth_db(level_db: Floats) -> Floats:
    """Return levels whose power is averaged over a few frames, so that a line can be followed."""
    kernel = np.hanning(SMOOTH_FRAMES + 2)[1:-1]
    power = np.convolve(10 ** (level_db / 10), kernel / kernel.sum(), "same")
    return np.asarray(10 * np.log10(np.maximum(power, 1e-9)), dtype=np.float64)


def _thinned(xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """Return no more points than can be seen: of each stretch the deepest."""
    step = max(1, len(xs) // POINTS)
    count = len(xs) // step * step
    return xs[:count:step], ys[:count].reshape(-1, step).max(axis=1)
