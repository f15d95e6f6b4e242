"""TRUTH: what was there, how near each answer came, why, and the same again to listen to."""

from typing import Final

import numpy as np

from game.core.errors import GameError
from game.core.facts import Verdict, number_of
from game.drills import any_drill
from game.screens import marks
from game.screens.axis import draw_freq_grid, draw_freq_labels, freq_text
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import chart, frame, points
from game.screens.scenes.run import BlockRun, Ready
from game.screens.theme import XL, XS, S
from game.screens.type import value_runs
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import ABPair, Button
from game.session import round as rounds
from game.session.practice import is_over
from game.session.wording import say_choice, say_side, say_verdict

PLOT: Final = Rect(232, 176, 640, 192)
TALL_PLOT: Final = Rect(232, 176, 640, 328)
"""Where no picture of what the AI heard stands below."""
HEARD: Final = Rect(232, 488, 640, 96)
ROWS_Y: Final = 388.0
ROW_H: Final = 24.0
DRAWS_S: Final = 0.4
"""How long the truth takes to draw itself from left to right."""
BAND: Final = {"A": "dry_band", "B": "wet_band"}


class RevealScene(Scene):
    """The end of a round: the attempt is in the log before it shows."""

    title = "The truth"

    def __init__(self, run: BlockRun, ready: Ready, told: rounds.Told, *, home: Scene) -> None:
        super().__init__()
        self.run, self.ready, self.attempt, self.home = run, ready, told.attempt, home
        self._to = run.adapters
        self.challenge = told.attempt.commit.challenge
        self.stored = False
        self.fault = ""
        self._since_look_s = 0.0
        self._shown = 1.0 if self._to.settings.reduced_motion else 0.0
        self._full = False
        self._band_ready = False
        self.chart: Picture | None = None
        self.plot = PLOT if self._shows_what_the_ai_heard() else TALL_PLOT
        self._build()

    # ---- what is on the screen

    def _build(self) -> None:
        attempt = self.attempt
        self.switch = ABPair((944, 512), names=("", ""), on_pick=self._play, size=(64, 48))
        self._audible = self._to.speaker.audible
        trouble = () if self._audible else frame.no_sound(self._retry)
        self._next_button = Button(frame.PRIMARY, self._next_label(), kind="primary", key="Enter", on_press=self._next)
        title = Picture(Rect(32, 76, 640, 40), self._paint_title, label=self._truth_text())
        self.tree.replace(
            frame.group(
                frame.block_bar(self.run, on_back=self._leave),
                title,
                Words(
                    Rect(32, 116, frame.heading_width(audible=self._audible), 21),
                    self.fault or say_verdict(attempt),
                    size=S,
                ),
                trouble,
                self._chart_card(),
                self._side_card(),
                self._next_button,
                frame.foot(("Space", "A/B in the band"), ("F", "full sound or band"), ("Enter", "go on")),
            )
        )

    def _next_label(self) -> str:
        last = is_over(self.run.block, trial=self.run.trial + 1, now=self._to.clock())
        return "To the summary" if last else "Next round"

    def _retry(self) -> None:
        self._to.speaker.retry()

    def _shows_what_the_ai_heard(self) -> bool:
        return self.ready.heard is not None and self.attempt.advice is not None

    def _chart_card(self) -> Card:
        parts: list[Widget] = []
        if self.challenge.question.answer.kind == "freq":
            around = Rect(56, self.plot.y, 816, self.plot.h)
            self.chart = Picture(around, self._paint_chart, label="Truth and answers", value=say_verdict(self.attempt))
            parts += [
                self.chart,
                Picture(
                    Rect(56, self.plot.bottom + 8, 816, 104),
                    self._paint_rows,
                    label="Who said what",
                    value=self._rows_text(),
                ),
            ]
            if self._shows_what_the_ai_heard():
                parts.append(
                    Picture(
                        Rect(56, 488, 816, 144),
                        self._paint_heard,
                        label="What the AI listened to",
                        value=self._evidence(),
                    )
                )
            else:
                parts.append(Picture(Rect(232, self.plot.bottom + 120, 640, 24), self._paint_axis, label="Frequency"))
        else:
            parts += self._plain_rows()
        return Card(Rect(32, 152, 864, 504), children=parts)

    def _plain_rows(self) -> list[Widget]:
        plot = Rect(56, 176, 816, 328)
        self.chart = Picture(plot, self._paint_hidden_bell, label="What was done", value=self._truth_text())
        rows = Picture(Rect(56, 528, 816, 104), self._paint_rows, label="Who said what", value=self._rows_text())
        return [self.chart, rows]

    def _side_card(self) -> Card:
        why = any_drill.why(self.challenge, self.ready.prepared.stimulus.gains_db)
        place_hz = number_of(self.challenge.truth.params, "freq_hz")
        low, high = place_hz / 2**0.5, place_hz * 2**0.5
        parts: list[Widget] = [
            Picture(
                Rect(944, 176, 280, 92),
                lambda canvas, rect: points.paint_points(canvas, rect, self.attempt),
                label="Points",
                value=f"{self.attempt.points:g}",
            ),
            Words(Rect(944, 298, 280, 18), "Why it sounds like that", size=XS),
            Words(Rect(944, 320, 280, 84), why, size=S, colour="ink"),
            Words(Rect(944, 484, 280, 18), f"Replay only {points.say_range(low, high)}", size=XS),
            self.switch,
            Button(Rect(1112, 520, 112, 32), "Full sound", key="F", on_press=self._full_or_band, on=self._full),
        ]
        line = self._reliance_line()
        if line:
            parts.append(Words(Rect(944, 412, 280, 44), line))
        return Card(Rect(920, 152, 328, 432), children=parts)

    # ---- words

    def _truth_text(self) -> str:
        truth = self.challenge.target
        if self.challenge.question.answer.kind == "freq":
            return f"It was {freq_text(truth)}"
        return f"It was {say_choice(truth, self.challenge)}"

    def _reliance_line(self) -> str:
        """Say how the advice was used, only where that informs."""
        attempt = self.attempt
        if attempt.advice_verdict is None:
            return ""
        guess, final, ai = attempt.guess_verdict, attempt.final_verdict, attempt.advice_verdict
        if attempt.final.choice == attempt.commit.guess.choice:
            if guess.correct == ai.correct:
                return ""
            return (
                "You kept yours, and it was the better one." if guess.correct else "You kept yours; the AI was nearer."
            )
        if final.error < min(guess.error, ai.error):
            return "You went between your guess and the AI's, and came closer than either."
        if final.error < guess.error:
            return "You moved, and it brought you nearer."
        return "You moved away from the truth; your first guess was nearer."

    def _evidence(self) -> str:
        return (
            self._to.listener.say_evidence(self.challenge.question, self.attempt.advice) if self.attempt.advice else ""
        )

    def _rows(self) -> list[tuple[str, float, Verdict | None]]:
        attempt = self.attempt
        rows: list[tuple[str, float, Verdict | None]] = [("Truth", self.challenge.target, None)]
        rows.append(("First guess", attempt.commit.guess.named, attempt.guess_verdict))
        if attempt.advice is not None and attempt.advice.choice is not None:
            rows.append(("The AI", attempt.advice.choice, attempt.advice_verdict))
        if attempt.commit.mode == "assisted":
            rows.append(("Final answer", attempt.final.named, attempt.final_verdict))
        return rows

    def _rows_text(self) -> str:
        return "; ".join(f"{who} {self._value(choice)}" for who, choice, _ in self._rows())

    def _value(self, choice: float) -> str:
        if self.challenge.question.answer.kind == "freq":
            return freq_text(choice)
        return say_choice(choice, self.challenge)

    # ---- paint

    def _paint_title(self, canvas: Canvas, rect: Rect) -> None:
        marks.truth(canvas, (rect.x + 11, rect.cy), r=14.0, ground="bg")
        canvas.text(self._truth_text(), (rect.x + 36, rect.y + 28), size=XL, face="semibold")

    def _paint_chart(self, canvas: Canvas, _around: Rect) -> None:
        rect = self.plot
        axis, f = chart.freq_axis(rect), chart.freqs()
        gain_db = number_of(self.challenge.truth.params, "gain_db")
        db = chart.db_axis(rect, gain_db)
        canvas.well(rect)
        draw_freq_grid(canvas, axis, top=rect.y + 1, bottom=rect.bottom - 1)
        for tick in chart.db_ticks(gain_db):
            canvas.rule((rect.x + 1, db.at(tick)), w=rect.w - 2, colour="axis" if tick == 0 else "grid")
            canvas.text(points.say_db(tick), (rect.x - 12, db.at(tick)), size=XS, colour="muted",
                        face="mono", align="right", on="mid")  # fmt: skip
        xs = axis.places(f)
        for who, choice, _ in self._rows()[1:]:
            style = {"First guess": ("ink", 1.6, chart.GUESS_DASH), "The AI": ("ai", 2.0, chart.AI_DOTS)}
            if who in style:
                colour, lw, dash = style[who]
                canvas.curve(
                    xs, db.places(chart.bell_db(self.challenge, choice, gain_db)), colour=colour, lw=lw, dash=dash
                )
            elif self.attempt.final.choice != self.attempt.commit.guess.choice:
                canvas.curve(xs, db.places(chart.bell_db(self.challenge, choice, gain_db)), colour="ink", lw=2.0)
        self._paint_truth(
            canvas, xs, db.places(chart.bell_db(self.challenge, self.challenge.target, gain_db)), db.at(0)
        )
        if self._shown >= 1.0:
            x = canvas.snap(axis.at(self.challenge.target))
            canvas.rule(
                (x, db.at(gain_db) if gain_db > 0 else db.at(0)), h=rect.bottom - db.at(max(gain_db, 0)), colour="truth"
            )

    def _paint_truth(self, canvas: Canvas, xs: chart.Floats, ys: chart.Floats, zero: float) -> None:
        count = max(2, round(len(xs) * self._shown))
        upper, lower = np.minimum(ys, zero), np.maximum(ys, zero)
        canvas.between(xs[:count], upper[:count], lower[:count], colour="truth", alpha=0.20, fade=0.03)
        canvas.curve(xs[:count], ys[:count], colour="truth", lw=2.6)

    def _paint_hidden_bell(self, canvas: Canvas, rect: Rect) -> None:
        plot = Rect(rect.x + 72, rect.y, rect.w - 72, rect.h - 32)
        params = self.challenge.truth.params
        axis, gain_db = chart.freq_axis(plot), number_of(params, "gain_db")
        amount = self.challenge.question.answer.kind == "amount"
        guess_db = self.attempt.commit.guess.named if amount else 0.0
        db = chart.db_axis(plot, gain_db, guess_db)
        canvas.well(plot)
        draw_freq_grid(canvas, axis, top=plot.y + 1, bottom=plot.bottom - 1)
        draw_freq_labels(canvas, axis, y=plot.bottom + 20)
        for tick in chart.db_ticks(gain_db):
            canvas.rule((plot.x + 1, db.at(tick)), w=plot.w - 2, colour="axis" if tick == 0 else "grid")
            canvas.text(points.say_db(tick), (plot.x - 12, db.at(tick)), size=XS, colour="muted",
                        face="mono", align="right", on="mid")  # fmt: skip
        place_hz = number_of(params, "freq_hz")
        xs = axis.places(chart.freqs())
        if amount:
            canvas.curve(
                xs, db.places(chart.bell_db(self.challenge, place_hz, guess_db)), lw=1.6, dash=chart.GUESS_DASH
            )
        self._paint_truth(canvas, xs, db.places(chart.bell_db(self.challenge, place_hz, gain_db)), db.at(0))

    def _paint_rows(self, canvas: Canvas, rect: Rect) -> None:
        freq = self.challenge.question.answer.kind == "freq"
        axis = chart.freq_axis(PLOT)
        drawers = {"Truth": marks.truth, "First guess": marks.guess, "The AI": marks.ai, "Final answer": marks.final}
        for index, (who, choice, verdict) in enumerate(self._rows()):
            y = rect.y + 12 + ROW_H * index
            strong = who in ("Truth", "Final answer")
            canvas.text(who, (rect.x, y), size=XS, colour="ink" if strong else "muted", face="medium", on="mid")
            if verdict is not None:
                (marks.tick if verdict.correct else marks.cross)(canvas, (rect.x + 92, y), r=5.0, colour="ink")
            value = chart.coarse_text(choice) if freq and who == "The AI" else self._value(choice)
            canvas.runs(value_runs(value), (rect.x + 164, y), size=XS, align="right", on="mid")
            side = self._side(who, choice, verdict)
            if not freq:
                drawers[who](canvas, (rect.x + 200, y), r=6.0)
                canvas.text(side, (rect.x + 224, y), size=XS, colour="muted", on="mid")
                continue
            canvas.rule((PLOT.x + 8, y), w=PLOT.w - 16, colour="grid")
            x = canvas.snap(axis.at(min(max(choice, 40.0), 16_000.0)))
            drawers[who](canvas, (x, y), r=6.0 if who != "Truth" else 8.0)
            width = canvas.type.width(side, size=XS)
            right = x + 16 + width <= PLOT.right - 8
            canvas.label(side, (x + 16, y) if right else (x - 16, y), ground="card", align="left" if right else "right")

    def _side(self, who: str, choice: float, verdict: Verdict | None) -> str:
        if verdict is None:
            gain_db = number_of(self.challenge.truth.params, "gain_db")
            verb = "boosted" if gain_db > 0 else "cut"
            place = number_of(self.challenge.truth.params, "freq_hz")
            where = "" if self.challenge.question.answer.kind == "freq" else f" at {freq_text(place)}"
            return f"{verb} by {abs(gain_db):g} dB{where}"
        return say_side(self.challenge, choice, verdict)

    def _paint_axis(self, canvas: Canvas, rect: Rect) -> None:
        draw_freq_labels(canvas, chart.freq_axis(PLOT), y=rect.y + 12)

    def _paint_heard(self, canvas: Canvas, rect: Rect) -> None:
        heard = self.ready.heard
        if heard is None:
            return
        boosted = number_of(self.challenge.truth.params, "gain_db") > 0
        chart.draw_heard(canvas, HEARD, heard, boosted=boosted)
        draw_freq_labels(canvas, chart.freq_axis(HEARD), y=HEARD.bottom + 18)
        canvas.text("What the AI", (56, HEARD.y + 18), size=XS, face="medium")
        canvas.text("listened to", (56, HEARD.y + 36), size=XS, face="medium")
        canvas.curve([56, 76], [HEARD.y + 60] * 2, colour="ai", lw=2.0)
        canvas.text("heard", (84, HEARD.y + 60), size=XS, colour="muted", on="mid")
        canvas.curve([56, 76], [HEARD.y + 80] * 2, colour="muted", lw=1.6, dash=chart.AI_DOTS)
        canvas.text("expected", (84, HEARD.y + 80), size=XS, colour="muted", on="mid")
        canvas.text(self._evidence(), (HEARD.x, HEARD.bottom + 44), size=XS, colour="muted")

    # ---- what the player does

    def entered(self) -> None:
        """Store the attempt, once, and make the replay."""
        self._store()
        self.run.make_ready(self.run.trial + 1)
        clips = self.ready.prepared.stimulus.clips
        self._to.speaker.load(clips, rate_hz=self.challenge.rate_hz)
        replay, stimulus = any_drill.replay, self.ready.prepared.stimulus

        def add(pair: tuple[tuple[str, object], ...]) -> None:
            for name, audio in pair:
                self._to.speaker.add(name, audio, rate_hz=self.challenge.rate_hz)  # type: ignore[arg-type]  # from replay
            self._band_ready = True

        self._to.jobs.start("replay", lambda: replay(self.challenge, stimulus), then=add)

    def _store(self) -> None:
        """Write the attempt down; where that fails, say so, and try again when the round is left."""
        if self.stored:
            return
        try:
            self._to.log.append_attempt(self.attempt)
        except GameError as error:
            self.fault = f"Not written down: {error}"
        else:
            self.stored, self.fault = True, ""
        self._build()

    def left(self) -> None:
        """Fall silent."""
        self._to.speaker.stop()

    def _play(self, letter: str) -> None:
        names = {"A": "dry", "B": self._wet_name()} if self._full or not self._band_ready else BAND
        self._to.speaker.play(names[letter])

    def _wet_name(self) -> str:
        if self.challenge.question.answer.kind == "interval":
            return f"interval_{self.challenge.target:g}"
        return "wet"

    def _full_or_band(self) -> None:
        self._full = not self._full
        playing = self.switch.playing
        button = self.tree.find("Full sound")
        if isinstance(button, Button):
            button.on = self._full
        if playing:
            self._play(playing)

    def _next(self) -> None:
        self._store()
        if not self.stored:
            return
        self.run.finish(self.attempt)
        self.next_scene = following(self.run, home=self.home)

    def _leave(self) -> None:
        self._store()
        self.run.finish(self.attempt)
        self.next_scene = self.home

    # ---- time

    def update(self, dt_s: float) -> Scene | None:
        """Draw the truth from left to right, and follow what sounds."""
        if self._shown < 1.0 and self.chart is not None:
            self._shown = min(1.0, self._shown + dt_s / DRAWS_S)
            self.chart.touch()
        playing = self._to.speaker.playing
        self.switch.playing = "A" if playing in ("dry", "dry_band") else "B" if playing else ""
        if self._audible != self._to.speaker.audible:
            self._build()
        self._since_look_s += dt_s
        if self._since_look_s >= 1.0:
            self._since_look_s = 0.0
            self._next_button.label = self._next_label()
        return self.next_scene


def following(run: BlockRun, *, home: Scene) -> Scene:
    """Return the scene after a finished round: the next round, the wait for it, or the summary."""
    from game.screens.scenes.summary import SummaryScene
    from game.screens.scenes.wait import WaitScene

    if run.over:
        return SummaryScene(run, home=home)
    return WaitScene(run, home=home)
