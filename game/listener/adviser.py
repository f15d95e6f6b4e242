"""What every listener of the game has in common: it weighs the answers blind, and its card says what that is worth."""

from collections.abc import Callable, Collection
from typing import Protocol

from game.core.facts import Advice, HeardCurve, Question
from game.dsp.audio import Heard
from game.listener.card import BUILT_IN, Card, Domain
from game.listener.weighing import Weighing, advise, cannot_tell
from game.listener.wording import say_evidence, say_number, say_region

Place = Callable[[Heard], Domain]
"""Tells which domain a sound belongs to."""


class Ear(Protocol):
    """One way of hearing: a rule or a network. It is given a question and what may be heard of it."""

    def weighs(self, skill_id: str) -> bool:
        """Tell whether it can say anything about this skill."""

    def weigh(self, question: Question, heard: Heard) -> Weighing | None:
        """Weigh the answers, or return None where it cannot tell."""

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return what it heard beside what it expected, or None where it has no such picture."""


class Adviser:
    """A listener of one or more ears, each for its own skills; the card holds how its odds were fitted."""

    def __init__(
        self,
        ears: tuple[Ear, ...],
        card: Card,
        *,
        introduction: str,
        place: Place = lambda _: BUILT_IN,
        only: Collection[str] | None = None,
    ) -> None:
        """Take the ears in order of preference.

        `place` chooses between the odds of the card; `only` names the skills that are answered, None for all that can
        be.
        """
        self._ears = ears
        self._only = only
        self._place = place
        self._card = card
        self._introduction = introduction

    @property
    def introduction(self) -> str:
        """Say in the first person what it is and what it cannot do."""
        return self._introduction

    @property
    def sha256(self) -> str:
        """The digest of the card, which holds those of all its networks."""
        return self._card.sha256

    def answers(self, skill_id: str) -> bool:
        """Tell whether it answers this skill."""
        return self._ear(skill_id) is not None

    def listen(self, question: Question, heard: Heard) -> Advice:
        """Answer blind: one wet clip, or each take alone."""
        ear = self._ear(question.skill_id)
        weighing = ear.weigh(question, heard) if ear is not None else None
        if weighing is None:
            return cannot_tell(question, model_sha256=self._card.sha256)
        domain = self._place(heard)
        if (question.skill_id, domain) in self._card.off:
            return cannot_tell(question, model_sha256=self._card.sha256)
        fit = self._card.fit_of(question.skill_id, domain)
        return advise(question, weighing, fit=fit, model_sha256=self._card.sha256, familiar=domain == BUILT_IN)

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return what it heard beside what it expected, or None where it has no such picture."""
        ear = self._ear(question.skill_id)
        return ear.picture(question, heard) if ear is not None else None

    def say_region(self, question: Question, advice: Advice) -> str:
        """Say where it hears something, without a number."""
        return say_region(question, advice)

    def say_number(self, question: Question, advice: Advice) -> str:
        """Say its answer and how often it is right on sounds like this."""
        return say_number(question, advice)

    def say_evidence(self, question: Question, advice: Advice) -> str:
        """Say what it looked at."""
        return say_evidence(advice)

    def _ear(self, skill_id: str) -> Ear | None:
        if self._only is not None and skill_id not in self._only:
            return None
        return next((ear for ear in self._ears if ear.weighs(skill_id)), None)
