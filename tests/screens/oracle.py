"""An AI that answers every skill, for the screens on which one speaks; it knows nothing and says so."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from game.core.facts import Advice, Choice, Evidence, HeardCurve, Question
from game.dsp.audio import Heard
from game.session.ports import Listener

MOST: Final = 0.55
"""What the oracle believes of its own answer."""


class Oracle:
    """Answers EQ as another listener does; else the second of the choices, or a place past the middle."""

    introduction = "I am an oracle, made up for the screens."

    def __init__(self, eq: Listener) -> None:
        self._eq = eq

    def answers(self, skill_id: str) -> bool:
        return self._eq.answers(skill_id) or not skill_id.startswith("eq.")

    def listen(self, question: Question, heard: Heard) -> Advice:
        if self._eq.answers(question.skill_id):
            return self._eq.listen(question, heard)
        values = candidates(question)
        choice = values[min(len(values) - 1, 1 if question.answer.choices else len(values) * 2 // 3)]
        weights = np.exp(-np.abs(np.arange(len(values)) - values.index(choice)) * 0.5)
        return Advice(
            skill_id=question.skill_id,
            choice=choice,
            direction=None,
            p_right=MOST,
            distribution=tuple(zip(values, (weights / weights.sum()).tolist(), strict=True)),
            evidence=(Evidence(start=0.0, stop=1.0, unit="s", amount=3.0, amount_unit="dB"),),
            in_domain=True,
            model_sha256="0" * 64,
        )

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        return self._eq.picture(question, heard) if self._eq.answers(question.skill_id) else None

    def say_region(self, question: Question, advice: Advice) -> str:
        if self._eq.answers(question.skill_id):
            return self._eq.say_region(question, advice)
        return "Something stands out in the first second."

    def say_number(self, question: Question, advice: Advice) -> str:
        return "I'm not sure, but I would say so."

    def say_evidence(self, question: Question, advice: Advice) -> str:
        if self._eq.answers(question.skill_id):
            return self._eq.say_evidence(question, advice)
        return "I looked at the first second."


def candidates(question: Question) -> Sequence[Choice]:
    answer = question.answer
    if answer.choices is not None:
        return list(answer.choices)
    return [float(value) for value in np.arange(answer.lo, answer.hi + answer.step / 2, answer.step)]
