"""LISTEN and COMMIT: the sounds, the answer, how sure, and one button that locks it."""

from typing import Final

from game.core.errors import GameError
from game.core.facts import CONFIDENCES
from game.learn.points import SOLO_FACTOR
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.cards import build_cards
from game.screens.scenes.run import BlockRun, Ready
from game.screens.theme import XS
from game.screens.widgets.base import Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.session import round as rounds
from game.session.wording import say_task, say_title

SURE_KEYS: Final = ("1", "2", "3")
SURE_KEYS_BESIDE_DIGITS: Final = ("7", "8", "9")
"""Where digits pick a take or a hit."""


class RightNote(Words):
    """A line that ends at the right edge of its place, beside a button."""

    def draw(self, canvas: Canvas) -> None:
        """Write it."""
        canvas.text(self.label, (self.rect.right, self.rect.cy), size=XS, colour="muted", align="right", on="mid")


class RoundScene(Scene):
    """A round up to its commit; the commit is on disk before the next scene shows."""

    title = "Round"
    listening = True

    def __init__(self, run: BlockRun, ready: Ready, *, home: Scene) -> None:
        super().__init__()
        self.run, self.ready, self.home = run, ready, home
        self._to = run.adapters
        setup = ready.prepared.setup
        self.state = rounds.Listening(setup=setup, opened_at=self._to.clock())
        self.listen, self.answer = build_cards(self._to, ready, on_answer=self._answered)
        self.sure = Choice(
            Rect(176, 608, 456, 48),
            "How sure are you?",
            options=[confidence.capitalize() for confidence in CONFIDENCES],
            keys=SURE_KEYS_BESIDE_DIGITS if self.answer.digits else SURE_KEYS,
            meaning="how sure",
            on_choose=lambda _: self._answered(),
        )
        self.commit = Button(frame.PRIMARY, "Commit", kind="primary", key="Enter", on_press=self._commit)
        self.note = RightNote(Rect(648, 620, 392, 24), "")
        self._heard_before = self._fault = ""
        self._build()

    def _build(self) -> None:
        setup = self.state.setup
        room = frame.heading_width(audible=self._to.speaker.audible)
        task = say_task(setup.challenge)
        if not self._to.speaker.audible:  # beside the banner there is room for a sentence
            task = f"{task.partition('. ')[0].removesuffix('.')}."
        words = frame.heading(say_title(setup.challenge), task, width=room)
        trouble = () if self._to.speaker.audible else frame.no_sound(self._retry)
        hints = (*self.listen.hints, *self.answer.hints, (" ".join(self.sure.keys), "how sure"))
        self.tree.replace(
            frame.group(
                frame.block_bar(self.run, on_back=self._leave, right=self._solo_button()),
                words,
                trouble,
                self.listen,
                self.answer,
                Words(Rect(32, 622, 136, 21), "How sure are you?"),
                self.sure,
                self.note,
                self.commit,
                frame.foot(*hints),
            ),
            ambient=self.answer.ambient,
        )
        self._audible = self._to.speaker.audible
        self._refresh()

    def _solo_button(self) -> tuple[Button, ...]:
        if self.state.setup.mode == "solo":
            return ()
        more = f"Go solo, +{100 * (SOLO_FACTOR - 1):.0f} %"
        return (Button(Rect(1096, 12, 152, 32), more, key="S", on_press=self._go_solo),)

    # ---- the player

    def _go_solo(self) -> None:
        self.state = self._stepped(rounds.GoSolo())
        self._build()

    def entered(self) -> None:
        """Load the round's clips; nothing sounds until the player asks."""
        clips = self.ready.prepared.stimulus.clips
        self._to.speaker.load((*clips, *self.ready.prepared.gaps), rate_hz=self.state.setup.challenge.rate_hz)

    def left(self) -> None:
        """Fall silent."""
        self._to.speaker.stop()

    def _retry(self) -> None:
        """Begin to listen again on the device that is there now; what nobody could hear does not count."""
        if self._to.speaker.retry():
            self.entered()
            self.state = self._stepped(rounds.Listened({}))
            self._build()

    def _leave(self) -> None:
        self.next_scene = self.home

    def _commit(self) -> None:
        if not self.answer.answered or self.sure.chosen is None:
            return
        confidence = CONFIDENCES[self.sure.chosen]
        event = rounds.Guess(self._to.new_id(), self.answer.value, confidence, self._to.clock())
        committing = rounds.step(self.state, event)
        if not isinstance(committing, rounds.Committing):
            raise TypeError(f"a guess must lead to Committing, got {type(committing).__name__}")
        try:
            self._to.log.append_commit(committing.commit)
        except GameError as error:
            self._fault = str(error)
            self._refresh()
            return
        self._to.speaker.stop()
        self.run.learn(committing.commit)
        after = rounds.step(committing, rounds.Stored(at=self._to.clock()))
        self.next_scene = next_after(after, self)

    # ---- time

    def update(self, dt_s: float) -> Scene | None:
        """Follow what sounds, and count what was heard."""
        self.listen.follow()
        self.answer.follow(self.listen.share)
        playing = self._to.speaker.playing
        if playing and playing != self._heard_before:
            self.state = self._stepped(rounds.Started())
        self._heard_before = playing
        if playing:
            self.state = self._stepped(rounds.Listened(self._to.speaker.heard_s()))
            self._refresh()
        if self._audible != self._to.speaker.audible:
            self._build()
        return self.next_scene

    def _stepped(self, event: rounds.Event) -> rounds.Listening:
        after = rounds.step(self.state, event)
        return after if isinstance(after, rounds.Listening) else self.state

    def _answered(self) -> None:
        self._fault = ""
        self._refresh()

    def _refresh(self) -> None:
        why = self._why_not()
        self.commit.why_not = why
        self.note.label = self._fault or ("" if why else "Locks your answer")

    def _why_not(self) -> str:
        if not self._to.speaker.audible:
            return "Sound first"
        missing = rounds.still_to_hear(self.state)
        if missing:
            return f"Hear {' and '.join(map(_letter, missing))} first"
        if not self.answer.answered:
            return "Answer first"
        return "" if self.sure.chosen is not None else "How sure?"


def next_after(state: rounds.State, scene: RoundScene) -> Scene:
    """Return the scene that shows what follows a stored commit: the AI's advice, or the truth."""
    from game.screens.scenes.advice import AdviceScene
    from game.screens.scenes.reveal import RevealScene

    if isinstance(state, rounds.Advised):
        return AdviceScene(scene.run, scene.ready, state, home=scene.home)
    if isinstance(state, rounds.Told):
        return RevealScene(scene.run, scene.ready, state, home=scene.home)
    raise TypeError(f"a stored commit leads to advice or truth, got {type(state).__name__}")


def _letter(name: str) -> str:
    return {"dry": "A", "wet": "B"}.get(name, name.removeprefix("interval_"))
