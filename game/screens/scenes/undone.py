"""Answers undone, to be held on a reveal: the sound as if an answer had been the truth and was taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from game.core.facts import Choice
from game.drills import any_drill
from game.screens import marks
from game.screens.rect import Rect
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.told import AI, GUESS, Told
from game.screens.widgets.buttons import Button

LABELS: Final = {GUESS: ("Yours", "Y"), AI: ("The AI's", "U")}
"""What the buttons say under the words "hold to hear undone", and their keys."""
KINDS: Final = ("freq", "amount", "part_direction", "hit")
"""Answers that take something back; a pick among takes is replayed instead."""


@dataclass(frozen=True, slots=True)
class Held:
    """One answer that can be held: whose it is, and what it was."""

    who: str
    choice: Choice

    @property
    def clip(self) -> str:
        """Name of its sound."""
        return f"{self.who} undone"


def say_held(who: str) -> str:
    """Say what is heard while a button is held."""
    return "yours undone" if who == GUESS else "the AI's undone"


class Undone:
    """The buttons of a reveal that let each answer be heard undone for as long as they are held."""

    def __init__(self, adapters: Adapters, told: Told) -> None:
        self._to, self._told = adapters, told
        self._ready: set[str] = set()
        self.held = (
            []
            if told.challenge.question.answer.kind not in KINDS
            else [Held(row.who, row.choice) for row in told.rows() if row.who in LABELS and row.choice is not None]
        )

    def buttons(self, places: Sequence[Rect]) -> list[Button]:
        """Return a button to hold for each answer."""
        return [self._button(held, place) for held, place in zip(self.held, places, strict=False)]

    def _button(self, held: Held, place: Rect) -> Button:
        label, key = LABELS[held.who]
        mark = marks.guess if held.who == GUESS else marks.ai
        return Button(
            place,
            label,
            key=key,
            tooltip=f"Hold: {say_held(held.who)}",
            on_press=lambda: self._hold(held),
            on_release=lambda: self._release(held),
            mark=lambda canvas, at: mark(canvas, at, r=5.0, ground="raised"),
        )

    def make(self) -> None:
        """Begin to make the sounds, off the UI thread."""
        for held in self.held:
            self._make(held)

    def _make(self, held: Held) -> None:
        challenge, stimulus = self._told.challenge, self._told.ready.prepared.stimulus

        def add(audio: object) -> None:
            self._to.speaker.add(held.clip, audio, rate_hz=challenge.rate_hz)  # type: ignore[arg-type]  # from undo
            self._ready.add(held.clip)

        self._to.jobs.start(held.clip, lambda: any_drill.undo(challenge, stimulus, held.choice), then=add)

    def _hold(self, held: Held) -> None:
        if held.clip in self._ready:
            self._to.speaker.hold(held.clip)

    def _release(self, held: Held) -> None:
        if held.clip in self._ready:
            self._to.speaker.release(held.clip)
