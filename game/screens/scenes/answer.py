"""The part of a round in which the answer is given: a lane, a gain, or a pick of the takes."""

from collections.abc import Callable
from typing import Final

from game.core.facts import Challenge, number_of
from game.core.skills import SKILLS
from game.screens.rect import Rect
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.choice import Choice
from game.screens.widgets.lane import FreqLane
from game.screens.widgets.number import Number
from game.screens.widgets.sliders import GainSlider

CARD: Final = Rect(32, 360, 1216, 224)
OnAnswer = Callable[[float], None]


class AnswerCard(Card):
    """A card with one widget that takes the answer; `value` is None until there is one."""

    def __init__(self, challenge: Challenge, *, on_answer: OnAnswer, at_first: float | None = None) -> None:
        """Ask a challenge's question; `at_first` is what stands there before the player moves it."""
        self.input = _build(challenge, on_answer)
        if at_first is not None and isinstance(self.input, Choice):
            self.input.chosen = int(at_first) - 1
        elif at_first is not None:
            self.input.value = at_first
        head = () if isinstance(self.input, FreqLane) else (_prompt(challenge),)
        super().__init__(CARD, children=(*head, self.input))

    @property
    def value(self) -> float | None:
        """The answer that stands there."""
        if isinstance(self.input, Number):
            return self.input.value
        return None if self.input.chosen is None else float(self.input.chosen + 1)

    @property
    def ambient(self) -> Widget | None:
        """The widget that gets the keys nobody else takes: lane or slider."""
        return self.input if isinstance(self.input, Number) else None


def _build(challenge: Challenge, take: OnAnswer) -> Number | Choice:
    answer, stated = challenge.question.answer, challenge.question.stated
    if answer.kind == "freq":
        return FreqLane(
            Rect(56, 384, 1168, 184),
            "Where",
            gain_db=number_of(stated, "gain_db"),
            q=number_of(stated, "q"),
            band_note="half an octave either way is right",
            lo=answer.lo,
            hi=answer.hi,
            on_change=take,
        )
    if answer.kind == "amount":
        tol = SKILLS[challenge.skill_id].tol_at(challenge.cue)
        return GainSlider(Rect(56, 432, 1168, 112), "How much", tolerance_db=tol, on_change=take)
    takes = [f"Take {number:g}" for number in answer.choices or ()]
    return Choice(
        Rect(56, 448, 1168, 72),
        "Which take",
        options=takes,
        keys=("1", "2", "3")[: len(takes)],
        meaning="pick a take",
        on_choose=lambda index: take(float(index + 1)),
    )


def _prompt(challenge: Challenge) -> Words:
    if challenge.question.answer.kind == "amount":
        tol = SKILLS[challenge.skill_id].tol_at(challenge.cue)
        return Words(Rect(56, 384, 1168, 24), f"Boost or cut, in dB. Within {tol:g} dB counts as right.")
    return Words(Rect(56, 396, 1168, 24), "Listen to all three, then pick the one that was changed.")
