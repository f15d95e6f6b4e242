"""A listener that somebody else wrote: how it is asked, and what is done where it fails.

A guest is any object with three things:

    introduction: str                             who it is, in the first person
    answers(skill_id) -> bool                     which skills it answers
    listen(question, heard) -> Advice             its answer; `game.core.facts` and `game.dsp.audio` hold the types

A package offers one through the entry-point group `own_ears.listeners`: its name, and a function without arguments that
returns the guest. It is given what every listener is given: the question as the player reads it and the wet clips,
never dry sound, seed or truth. It may say that it can't tell by an advice without a choice. It may also have `picture`.
"""

import math
from typing import Any, Final, Protocol

from game.core.facts import Advice, HeardCurve, Question
from game.dsp.audio import Heard
from game.listener.weighing import cannot_tell
from game.listener.wording import say_evidence, say_number, say_region

GROUP: Final = "own_ears.listeners"
_SUM_TOLERANCE: Final = 1e-3


class Guest(Protocol):
    """What somebody who adds a listener has to write."""

    @property
    def introduction(self) -> str:
        """Say in the first person what it is and what it cannot do."""

    def answers(self, skill_id: str) -> bool:
        """Tell whether it answers this skill."""

    def listen(self, question: Question, heard: Heard) -> Advice:
        """Answer blind."""


class GuestListener:
    """Asks a guest and checks what it says; where it fails it "can't tell", and one sentence says why."""

    def __init__(self, name: str, guest: Guest) -> None:
        """Take the guest and the name that it was registered under."""
        self._name = name
        self._guest: Any = guest
        self.fault = ""

    @property
    def introduction(self) -> str:
        """Say who it is."""
        return str(getattr(self._guest, "introduction", "")) or f"I am {self._name}."

    @property
    def sha256(self) -> str:
        """A guest has no card."""
        return ""

    def answers(self, skill_id: str) -> bool:
        """Tell whether it answers this skill; not where it fails to say so."""
        try:
            return bool(self._guest.answers(skill_id))
        except Exception as error:  # noqa: BLE001 - foreign code may fail in any way
            self._note(error)
            return False

    def listen(self, question: Question, heard: Heard) -> Advice:
        """Return its answer, or "can't tell" where it fails or says what no answer is."""
        try:
            advice: Advice = self._guest.listen(question, heard)
            check_advice(question, advice)
        except Exception as error:  # noqa: BLE001 - foreign code may fail in any way
            self._note(error)
            return cannot_tell(question, model_sha256="")
        return advice

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return its picture of a spectrum, if it has one."""
        try:
            picture = getattr(self._guest, "picture", None)
            curve = picture(question, heard) if picture is not None else None
        except Exception as error:  # noqa: BLE001 - foreign code may fail in any way
            self._note(error)
            return None
        return curve if isinstance(curve, HeardCurve) else None

    def say_region(self, question: Question, advice: Advice) -> str:
        """Say where it hears something, without a number."""
        if advice.choice is not None and not advice.evidence:
            return "I heard something, but point at nothing."
        return self.fault or say_region(question, advice)

    def say_number(self, question: Question, advice: Advice) -> str:
        """Say its answer and how often it is right, or what failed."""
        return self.fault if self.fault and advice.choice is None else say_number(question, advice)

    def say_evidence(self, question: Question, advice: Advice) -> str:
        """Say what it looked at."""
        del question
        return say_evidence(advice)

    def _note(self, error: Exception) -> None:
        why = " ".join(str(error).split()) or "it gave no reason"
        self.fault = f"The listener {self._name} failed ({type(error).__name__}: {why}), so it can't tell."


def check_advice(question: Question, advice: object) -> None:
    """Check that an advice is one that this question allows.

    Raises:
        TypeError: it is no Advice.
        ValueError: its choice, chance or distribution cannot be.
    """
    if not isinstance(advice, Advice):
        raise TypeError(f"listen must return an Advice, got {type(advice).__name__}")
    if (advice.choice is None) != (advice.p_right is None):
        raise ValueError("choice and p_right must both be given or both be None")
    if advice.choice is not None and not question.answer.holds(advice.choice):
        raise ValueError(f"choice must be an answer that the question allows, got {advice.choice!r}")
    if advice.p_right is not None and not 0 <= advice.p_right <= 1:
        raise ValueError(f"p_right must lie between 0 and 1, got {advice.p_right!r}")
    total = math.fsum(chance for _, chance in advice.distribution)
    if abs(total - 1) > _SUM_TOLERANCE:
        raise ValueError(f"distribution must sum to 1, sums to {total:g}")
