"""TRUTH: what was there, how near each answer came, why, and the same again to listen to."""

from typing import Final

from game.core.errors import GameError
from game.drills import any_drill
from game.drills.challenges import take_name
from game.dsp.stimulus import DRY
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame, points
from game.screens.scenes.panels import panels_for
from game.screens.scenes.run import BlockRun, Ready
from game.screens.scenes.told import Told
from game.screens.scenes.undone import LABELS, Undone, say_held
from game.screens.theme import XL, XS, S
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import ABPair, Button, TakeRow
from game.session import round as rounds
from game.session.practice import is_over
from game.session.wording import say_verdict

DRAWS_S: Final = 0.4
"""How long the truth takes to draw itself from left to right."""
SIDE: Final = Rect(920, 152, 328, 432)
TAKE_KEYS: Final = ("Q", "W", "E")
FULL: Final = "Full sound"
PAIRED: Final = ("eq.detect", "comp.detect", "time.swing_detect", "time.feel")
"""Picks whose right take is replayed beside the untouched sound."""


class RevealScene(Scene):
    """The end of a round: the attempt is in the log before it shows."""

    title = "The truth"
    listening = True

    def __init__(self, run: BlockRun, ready: Ready, told: rounds.Told, *, home: Scene) -> None:
        super().__init__()
        self.run, self.ready, self.attempt, self.home = run, ready, told.attempt, home
        self._to = run.adapters
        self.challenge = told.attempt.commit.challenge
        self.stored = False
        self.fault = ""
        self._since_look_s = 0.0
        self._full = False
        still = self._to.settings.reduced_motion
        self.told = Told(self.attempt, ready, self._evidence(), shown=1.0 if still else 0.0)
        self.panels = panels_for(self.told)
        self.undone = Undone(self._to, self.told)
        self._parts: tuple[str, ...] = ()
        """Names of the clips that play only what was in question, once they are made."""
        self._wholes = whole_clips(self.told, paired=self.challenge.skill_id in PAIRED)
        self._build()

    # ---- what is on the screen

    def _build(self) -> None:
        self._audible = self._to.speaker.audible
        trouble = () if self._audible else frame.no_sound(self._retry)
        self._next_button = Button(frame.PRIMARY, self._next_label(), kind="primary", key="Enter", on_press=self._next)
        room = frame.heading_width(audible=self._audible)
        title = Picture(Rect(32, 76, room, 40), self._paint_title, label=self.panels.truth_text())
        holds = [(LABELS[held.who][1], f"hold: {say_held(held.who)}") for held in self.undone.held]
        line = self.fault or say_verdict(self.attempt)
        self.tree.replace(
            frame.group(
                frame.block_bar(self.run, on_back=self._leave),
                title,
                Words(Rect(32, 116, room, 21), line, size=S),
                trouble,
                self.panels.cards(),
                self._beside_next() if self.panels.below else self._side_card(),
                self._next_button,
                frame.foot(("Space", "play"), ("F", "full sound or part"), *holds, ("Enter", "go on")),
            )
        )

    def _next_label(self) -> str:
        last = is_over(self.run.block, trial=self.run.trial + 1, now=self._to.clock())
        return "To the summary" if last else "Next round"

    def _retry(self) -> None:
        self._to.speaker.retry()

    def _side_card(self) -> Card:
        parts: list[Widget] = [
            Picture(
                Rect(944, 176, 280, 92),
                lambda canvas, rect: points.paint_points(canvas, rect, self.attempt),
                label="Points",
                value=f"{self.attempt.points:g}",
            ),
            Words(Rect(944, 298, 280, 18), "Why it sounds like that", size=XS),
            Words(Rect(944, 320, 280, 84), self._why(), size=S, colour="ink"),
            Words(Rect(944, 460, 280, 18), self.panels.replay_line(), size=XS),
            *self._replay((944, 484), high=40, full=Rect(1096, 488, 128, 32)),
            *self.undone.buttons((Rect(944, 532, 136, 32), Rect(1088, 532, 136, 32))),
        ]
        line = self._reliance_line()
        if line:
            parts.append(Words(Rect(944, 412, 280, 44), line))
        return Card(SIDE, children=parts)

    def _beside_next(self) -> list[Widget]:
        parts: list[Widget] = [
            Picture(
                Rect(32, 600, 320, 64),
                lambda canvas, rect: points.paint_strip(canvas, rect, self.attempt),
                label="Points",
                value=f"{self.attempt.points:g}",
            ),
            Words(Rect(384, 602, 640, 42), self._why(), size=S, colour="ink"),
            Words(Rect(384, 646, 640, 18), " ".join(filter(None, (self._reliance_line(), self._quoted()))), size=XS),
        ]
        undone = self.undone.buttons((Rect(256, 164, 160, 32), Rect(424, 164, 168, 32)))
        return [*parts, *undone, *self._replay((608, 164), high=32, full=Rect(744, 164, 128, 32))]

    def _replay(self, at: tuple[float, float], *, high: float, full: Rect) -> list[Widget]:
        playing = self._playing()
        count = len(self._wholes)
        size = (64.0 if count == 2 and high > 32 else 40.0, high)
        if self._wholes[0] == DRY:
            self.switch: ABPair | TakeRow = ABPair(at, names=("", ""), on_pick=self._play_side, size=size)
        else:
            self.switch = TakeRow(at, count=count, on_play=self._play, keys=TAKE_KEYS[:count], size=size)
        self._show(playing)
        return [self.switch, Button(full, FULL, key="F", on_press=self._full_or_part, on=self._full)]

    # ---- words

    def _why(self) -> str:
        return any_drill.why(self.challenge, self.ready.prepared.stimulus.gains_db)

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

    def _quoted(self) -> str:
        """Say in its words what the AI went by, where it answered."""
        answered = self.attempt.advice is not None and self.attempt.advice.choice is not None
        return f'The AI: "{self.told.evidence}"' if answered and self.told.evidence else ""

    def _evidence(self) -> str:
        return (
            self._to.listener.say_evidence(self.challenge.question, self.attempt.advice) if self.attempt.advice else ""
        )

    def _paint_title(self, canvas: Canvas, rect: Rect) -> None:
        marks.truth(canvas, (rect.x + 11, rect.cy), r=14.0, ground="bg")
        canvas.text(self.panels.truth_text(), (rect.x + 36, rect.y + 28), size=XL, face="semibold")

    # ---- what the player does

    def entered(self) -> None:
        """Store the attempt, once, and make the replay."""
        self._store()
        self.run.make_ready(self.run.trial + 1)
        clips = self.ready.prepared.stimulus.clips
        self._to.speaker.load(clips, rate_hz=self.challenge.rate_hz)
        stimulus = self.ready.prepared.stimulus

        def add(made: tuple[tuple[str, object], ...]) -> None:
            for name, audio in made:
                self._to.speaker.add(name, audio, rate_hz=self.challenge.rate_hz)  # type: ignore[arg-type]  # from replay
            self._take_parts(tuple(name for name, _ in made))

        self.undone.make()
        self._to.jobs.start("replay", lambda: any_drill.replay(self.challenge, stimulus), then=add)

    def _take_parts(self, names: tuple[str, ...]) -> None:
        """Take the replay's clips; where they are A and B though takes were expected, or the other way, show that."""
        wholes = whole_clips(self.told, paired=names[0].startswith(DRY))
        if len(names) == len(wholes):
            changed, self._parts, self._wholes = wholes != self._wholes, names, wholes
            if changed:
                self._build()

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

    def _play(self, index: int) -> None:
        names = self._wholes if self._full or not self._parts else self._parts
        self._to.speaker.play(names[index])

    def _play_side(self, letter: str) -> None:
        self._play("AB".index(letter))

    def _playing(self) -> int:
        """Return which of the clips sounds, -1 for none."""
        name = self._to.speaker.playing
        for names in (self._wholes, self._parts):
            if name in names:
                return names.index(name)
        return -1

    def _show(self, index: int) -> None:
        if isinstance(self.switch, ABPair):
            self.switch.playing = "AB"[index] if index >= 0 else ""
        else:
            self.switch.playing = index

    def _full_or_part(self) -> None:
        self._full = not self._full
        button = self.tree.find(FULL)
        if isinstance(button, Button):
            button.on = self._full
        playing = self._playing()
        if playing >= 0:
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
        if self.told.shown < 1.0 and self.panels.chart is not None:
            self.told.shown = min(1.0, self.told.shown + dt_s / DRAWS_S)
            self.panels.chart.touch()
        self._show(self._playing())
        if self._audible != self._to.speaker.audible:
            self._build()
        self._since_look_s += dt_s
        if self._since_look_s >= 1.0:
            self._since_look_s = 0.0
            self._next_button.label = self._next_label()
        return self.next_scene


def whole_clips(told: Told, *, paired: bool) -> tuple[str, ...]:
    """Return the clips that are compared in the truth: all takes, or A and B, which may be the right take."""
    must_hear = told.ready.prepared.setup.must_hear
    if paired and must_hear[0] != DRY:
        return (DRY, take_name(told.challenge.target))
    return must_hear


def following(run: BlockRun, *, home: Scene) -> Scene:
    """Return the scene after a finished round: the next round, the wait for it, or the summary."""
    from game.screens.scenes.summary import SummaryScene
    from game.screens.scenes.wait import WaitScene

    if run.over:
        return SummaryScene(run, home=home)
    return WaitScene(run, home=home)
