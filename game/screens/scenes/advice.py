"""REGION, NUMBER, AUDITION, KEEP or REVISE: the AI's second opinion, checked by ear."""

from typing import Final

from game.core.facts import CONFIDENCES
from game.drills import any_drill
from game.screens import marks
from game.screens.axis import freq_text
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame, opinions
from game.screens.scenes.answer import Answer
from game.screens.scenes.both import BothAnswers, say_named
from game.screens.scenes.cards import build_cards
from game.screens.scenes.run import BlockRun, Ready
from game.screens.theme import XL, XS, XXL, L, M, S
from game.screens.type import value_runs
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.status import TenDots
from game.session import round as rounds
from game.session.asking import pick_of
from game.session.wording import say_choice

LANE: Final = Rect(56, 176, 816, 248)
YOURS, THEIRS = "your answer undone", "the AI's undone"


class AdviceScene(Scene):
    """The guess is on disk; now the AI speaks, first a region, then a number, and both can be heard undone."""

    title = "A second opinion"
    listening = True

    def __init__(self, run: BlockRun, ready: Ready, state: rounds.Advised, *, home: Scene) -> None:
        super().__init__()
        self.run, self.ready, self.state, self.home = run, ready, state, home
        self._to = run.adapters
        self.challenge = state.setup.challenge
        advice = state.setup.advice
        if advice is None:
            raise ValueError("an assisted round must come with advice, got none")
        self.advice = advice
        self.revision: Answer | None = None
        self._held: dict[str, str] = {}
        self._undone = {"you": YOURS, "ai": THEIRS}
        self._ready_to_hold: set[str] = set()
        self.held_note = Words(Rect(344, 554, 528, 18), "", size=XS)
        self._build()

    # ---- what is on the screen

    def _trouble(self) -> tuple[Widget, ...]:
        self._audible = self._to.speaker.audible
        return () if self._audible else frame.no_sound(self._retry)

    def _retry(self) -> None:
        self._to.speaker.retry()

    def _build(self) -> None:
        widgets = frame.group(
            frame.block_bar(self.run, on_back=self._leave),
            self._trouble(),
            frame.heading(
                "A second opinion",
                "Your answer is locked in. Check the AI's by ear before you believe it.",
                width=frame.heading_width(audible=self._audible),
            ),
            self._left(),
            self._ai_card(),
            self._buttons(),
        )
        self.tree.replace(widgets, ambient=self.revision.ambient if self.revision else None)

    def _left(self) -> Card:
        both = Picture(Rect(56, 176, 816, 272), self._paint_both, label="Both answers", value=self._both())
        return Card(Rect(32, 152, 864, 432), children=(both, *self._undo_row()))

    def _undo_row(self) -> tuple[Widget, ...]:
        if self.state.stage == "region":
            return (Words(Rect(56, 500, 816, 20), "One key further the AI says its number; then hear both undone."),)
        places = self.challenge.question.answer.kind == "interval"
        title = "Hold to hear them again" if places else "Hold to hear it undone"
        line = f"Which is {pick_of(self.challenge)}?" if places else "The right one, undone, sounds like A."
        yours, theirs = self._hold_labels()
        ai = "" if self.advice.choice is not None else "It named nothing"
        wide = 420 if places else 280
        words: tuple[Widget, ...] = (
            Words(Rect(56, 496, wide, 20), title, size=S, colour="ink", face="semibold"),
            Words(Rect(56, 518, wide, 20), line),
        )
        if places:
            both = (
                self._hold_button(Rect(488, 488, 184, 56), yours, "Q", "you"),
                self._hold_button(Rect(684, 488, 188, 56), theirs, "W", "ai", ai),
            )
            return (*words, *both, self.held_note)
        return (
            *words,
            self._hold_button(Rect(344, 488, 176, 56), yours, "Q", "you"),
            self._hold_button(Rect(532, 488, 192, 56), theirs, "W", "ai", ai),
            Button(Rect(736, 488, 136, 56), "As it is", key="E", on_release=lambda: self._release("as it is"),
                   on_press=lambda: self._hold("as it is", "wet")),
            self.held_note,
        )  # fmt: skip

    def _hold_labels(self) -> tuple[str, str]:
        if self.challenge.question.answer.kind == "interval":
            return "Your take", "The AI's take"
        return "Yours undone", "The AI's undone"

    def _hold_button(self, rect: Rect, label: str, key: str, whose: str, why_not: str = "") -> Button:
        mark = marks.guess if whose == "you" else marks.ai
        return Button(
            rect,
            label,
            key=key,
            why_not=why_not,
            on_press=lambda: self._audition(whose),
            on_release=lambda: self._release(whose),
            mark=lambda canvas, at: mark(canvas, at, r=6.0, ground="raised"),
        )

    def _ai_card(self) -> Card:
        rect = Rect(920, 152, 328, 432)
        region = self._to.listener.say_region(self.challenge.question, self.advice)
        parts: list[Widget] = [
            Picture(
                Rect(944, 176, 280, 24), self._paint_ai_head, label="The AI", value="hears only the processed sound"
            ),
            Words(Rect(944, 232, 280, 18), "Region", size=XS),
            Words(Rect(944, 254, 280, 72), region, size=M, colour="ink"),
        ]
        if self.state.stage == "region":
            parts.append(Button(Rect(944, 344, 280, 40), "Its number", key="N", on_press=self._onward))
        elif self.advice.choice is not None and self.advice.p_right is not None:
            tenths = min(9, max(1, round(10 * self.advice.p_right)))
            parts += [
                Picture(Rect(944, 330, 280, 1), opinions.paint_rule, label="", value=""),
                Words(Rect(944, 346, 280, 18), "Number", size=XS),
                Picture(Rect(944, 420, 280, 1), opinions.paint_rule, label="", value=""),
                Picture(Rect(944, 366, 280, 44), self._paint_number, label="Its answer", value=self._named()),
                TenDots(Rect(944, 436, 280, 24), filled=tenths),
                Words(Rect(944, 476, 280, 20), f"Right about {tenths} in 10", size=S, colour="ink", face="semibold"),
                Words(
                    Rect(944, 500, 280, 40),
                    "on sounds like this" if self.advice.familiar else "on music that is foreign to me, like this",
                ),
            ]
        else:
            parts.append(Words(Rect(944, 348, 280, 40), "I can't tell.", size=M, colour="ink"))
        return Card(rect, children=parts)

    def _buttons(self) -> tuple[Widget, ...]:
        if self.revision is not None:
            return self._revising()
        stays = Picture(Rect(32, 620, 640, 24), self._paint_stays, label="Your answer", value=self._mine())
        revise = Button(frame.SECOND, "Revise", key="V", on_press=self._revise)
        keep = Button(frame.PRIMARY, "Keep mine", kind="primary", key="Enter", on_press=self._keep)
        hints = [("Enter", "keep"), ("V", "revise")]
        if self.state.stage == "region":
            hints.append(("N", "its number"))
        else:
            hints += [("Q", "hold: yours"), ("W", "hold: the AI's")]
            hints += [("E", "hold: as it is")] if self._is_place() else []
        return (stays, revise, keep, frame.foot(*hints))

    def _revising(self) -> tuple[Widget, ...]:
        self.sure = Choice(
            Rect(176, 608, 456, 48),
            "How sure are you now?",
            options=[confidence.capitalize() for confidence in CONFIDENCES],
            keys=("7", "8", "9"),
            chosen=CONFIDENCES.index(self.state.commit.guess.confidence),
            meaning="how sure",
        )
        done = Button(frame.PRIMARY, "Take this", kind="primary", key="Enter", on_press=self._take,
                      why_not="" if self.revision and self.revision.answered else "Answer first")  # fmt: skip
        self._take_button = done
        back = Button(frame.SECOND, "Keep mine", key="K", on_press=self._keep)
        words = Words(Rect(32, 622, 136, 21), "How sure now?")
        return (
            words,
            self.sure,
            back,
            done,
            frame.foot(*self._revise_hints(), ("7 8 9", "how sure"), ("Enter", "take this")),
        )

    def _revise_hints(self) -> tuple[tuple[str, str], ...]:
        return self.revision.hints if self.revision is not None else ()

    # ---- paint

    def _paint_ai_head(self, canvas: Canvas, rect: Rect) -> None:
        marks.ai(canvas, (rect.x + 12, rect.cy), r=9.0)
        canvas.text("The AI", (rect.x + 32, rect.cy), size=M, face="semibold", on="mid")
        what = "hears only B" if self._is_place() else "never hears the original"
        canvas.text(what, (rect.right, rect.cy), size=XS, colour="muted", align="right", on="mid")
        canvas.rule((rect.x, rect.bottom + 16), w=rect.w)

    @property
    def _shown(self) -> float | None:
        """What the AI named, once it has said so."""
        return self.advice.choice if self.state.stage != "region" else None

    def _paint_both(self, canvas: Canvas, rect: Rect) -> None:
        guess = self.state.commit.guess.named
        BothAnswers(self.challenge, self.advice, guess, self._shown, self.ready.envelope).paint(canvas, rect)

    def _paint_number(self, canvas: Canvas, rect: Rect) -> None:
        if self.advice.choice is None:
            return
        text = self._named()
        number, _, unit = text.partition(" ")
        if self.challenge.question.answer.choices is not None:
            number, unit = text, ""
            if canvas.type.width(text, size=XXL, face="semibold") > rect.w:
                canvas.text(text, (rect.x, rect.y + 36), size=XL, face="semibold")
                return
        wide = canvas.text(number, (rect.x, rect.y + 36), size=XXL, face="semibold")
        canvas.text(unit, (rect.x + wide + 8, rect.y + 36), size=L, colour="muted", face="medium")

    def _paint_stays(self, canvas: Canvas, rect: Rect) -> None:
        runs = (
            *opinions.plain("Your answer stays at "),
            *value_runs(self._mine()),
            *opinions.plain(" unless you move it."),
        )
        canvas.runs(runs, (rect.x, rect.cy), on="mid")

    def _named(self) -> str:
        if self.advice.choice is None:
            return "nothing"
        named = say_named(self.challenge, self.advice.choice)
        return named[0].upper() + named[1:]

    def _named_within(self) -> str:
        """Say what the AI named as it stands within a sentence."""
        named = self._named()
        return named if self.challenge.question.answer.choices is None else named[0].lower() + named[1:]

    def _mine(self) -> str:
        guess = self.state.commit.guess.named
        return freq_text(guess) if self.challenge.question.answer.kind == "freq" else say_choice(guess, self.challenge)

    def _both(self) -> str:
        if self.state.stage == "region":
            return f"You said {self._mine()}."
        return f"You said {self._mine()}, the AI {self._named_within()}."

    # ---- what the player does

    def entered(self) -> None:
        """Load the clip that is judged, and begin to make both answers undone."""
        self._to.speaker.load(self.ready.prepared.stimulus.clips, rate_hz=self.challenge.rate_hz)
        self._make_undone("you", self.state.commit.guess.named)
        if self.advice.choice is not None:
            self._make_undone("ai", self.advice.choice)

    def left(self) -> None:
        """Fall silent."""
        self._to.speaker.stop()

    def _make_undone(self, whose: str, choice: float) -> None:
        undo, stimulus = any_drill.undo, self.ready.prepared.stimulus
        name = self._undone[whose]

        def add(audio: object) -> None:
            self._to.speaker.add(name, audio, rate_hz=self.challenge.rate_hz)  # type: ignore[arg-type]  # what undo made
            self._ready_to_hold.add(whose)

        self._to.jobs.start(f"undone {whose}", lambda: undo(self.challenge, stimulus, choice), then=add)

    def _onward(self) -> None:
        self._step(rounds.Onward())
        self._build()

    def _audition(self, whose: str) -> None:
        if whose not in self._ready_to_hold:
            return
        self._step(rounds.Auditioned("you" if whose == "you" else "ai"))
        self._hold(whose, self._undone[whose])
        named = self._mine() if whose == "you" else self._named()
        self.held_note.label = f"Held: {named} is taken back" if self._is_place() else f"Held: {named}"

    def _is_place(self) -> bool:
        return self.challenge.question.answer.kind != "interval"

    def _hold(self, who: str, name: str) -> None:
        self._held[who] = name
        self._to.speaker.hold(name)
        self._show_held()

    def _release(self, who: str) -> None:
        name = self._held.pop(who, None)
        if name is not None:
            self._to.speaker.release(name)
            self._show_held()
        if not self._held:
            self.held_note.label = ""

    def _show_held(self) -> None:
        yours, theirs = self._hold_labels()
        labels = {"you": yours, "ai": theirs, "as it is": "As it is"}
        held = [labels[who] for who in self._held]
        for button in self.tree.walk():
            if isinstance(button, Button) and button.on_release is not None:
                button.on = button.label in held

    def _revise(self) -> None:
        guess = self.state.commit.guess.choice
        self.listen, self.revision = build_cards(self._to, self.ready, on_answer=self._revised, at_first=guess)
        self._build_revision()

    def _build_revision(self) -> None:
        if self.revision is None:
            return
        widgets = frame.group(
            frame.block_bar(self.run, on_back=self._leave),
            self._trouble(),
            frame.heading(
                "Revise",
                f"You said {self._mine()}. {self._ai_said()}",
                width=frame.heading_width(audible=self._audible),
            ),
            self.listen,
            self.revision,
            self._buttons(),
        )
        self.tree.replace(widgets, ambient=self.revision.ambient)

    def _ai_said(self) -> str:
        return f"The AI said {self._named_within()}." if self.state.stage != "region" else "The AI named a region only."

    def _revised(self) -> None:
        self._take_button.why_not = "" if self.revision is not None and self.revision.answered else "Answer first"

    def _take(self) -> None:
        if self.revision is None or not self.revision.answered:
            return
        confidence = CONFIDENCES[self.sure.chosen or 0]
        self._finish(rounds.Revise(self.revision.value, confidence, self._to.clock()))

    def _keep(self) -> None:
        self._finish(rounds.Keep(at=self._to.clock()))

    def _finish(self, event: rounds.Event) -> None:
        from game.screens.scenes.reveal import RevealScene

        told = rounds.step(self.state, event)
        if isinstance(told, rounds.Told):
            self._to.speaker.stop()
            self.next_scene = RevealScene(self.run, self.ready, told, home=self.home)

    def _step(self, event: rounds.Event) -> None:
        after = rounds.step(self.state, event)
        if isinstance(after, rounds.Advised):
            self.state = after

    def _leave(self) -> None:
        """Leave a revision first, then the block."""
        if self.revision is not None:
            self.revision = None
            self._to.speaker.stop()
            self._build()
        else:
            self.next_scene = self.home

    def update(self, dt_s: float) -> Scene | None:
        """Follow what sounds while the answer is revised, and show or take away the banner of a missing device."""
        if self.revision is not None:
            self.listen.follow()
            self.revision.follow(self.listen.share)
        if self._audible != self._to.speaker.audible:
            (self._build if self.revision is None else self._build_revision)()
        return self.next_scene
