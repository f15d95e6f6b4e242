"""Average Joe: always the most common answer. It reproduces what already exists, and hears nothing at all."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from game.core.errors import ContentError
from game.core.facts import Advice, HeardCurve, Question
from game.core.skills import FREQ_TOL_OCT, SKILLS
from game.dsp.audio import Heard
from game.listener.weighing import candidates, cannot_tell
from game.listener.wording import say_number

INTRODUCTION: Final = (
    "I am Average Joe. I always give the answer that was most often right before, and I do not listen. "
    "Whatever beats me has heard something."
)
REGION: Final = "I did not listen. I say what is most common."


@dataclass(frozen=True, slots=True)
class Habit:
    """The most common answer of a skill, and how often it was right on rounds that did not choose it."""

    choice: float
    hit_rate: float


class AverageJoe:
    """A listener that says the same thing whatever it hears."""

    def __init__(self, habits: Mapping[str, Habit], *, sha256: str) -> None:
        """Take what it says of each skill, and the digest of its card."""
        self._habits = habits
        self._sha256 = sha256

    @property
    def introduction(self) -> str:
        """Say in the first person what it is and what it cannot do."""
        return INTRODUCTION

    @property
    def sha256(self) -> str:
        """The digest of its card."""
        return self._sha256

    def answers(self, skill_id: str) -> bool:
        """Tell whether it answers this skill."""
        return skill_id in self._habits

    def listen(self, question: Question, heard: Heard) -> Advice:
        """Give the most common answer."""
        del heard
        habit = self._habits.get(question.skill_id)
        if habit is None or not question.answer.holds(habit.choice):
            return cannot_tell(question, model_sha256=self._sha256)
        values = sorted({*candidates(question), habit.choice})
        near = np.array([_is_near(question, value, habit.choice) for value in values])
        chances = np.where(near, habit.hit_rate / near.sum(), (1 - habit.hit_rate) / max(1, (~near).sum()))
        return Advice(
            skill_id=question.skill_id,
            choice=habit.choice,
            direction=None,
            p_right=habit.hit_rate,
            distribution=tuple((value, float(chance)) for value, chance in zip(values, chances, strict=True)),
            evidence=(),
            in_domain=True,
            model_sha256=self._sha256,
        )

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return None: it has heard nothing."""
        del question, heard
        return None

    def say_region(self, question: Question, advice: Advice) -> str:
        """Say that it did not listen."""
        del question, advice
        return REGION

    def say_number(self, question: Question, advice: Advice) -> str:
        """Say the answer and how often it is right."""
        return say_number(question, advice)

    def say_evidence(self, question: Question, advice: Advice) -> str:
        """Say that it looked at nothing."""
        del question, advice
        return REGION


def load_average_joe(path: Path) -> AverageJoe:
    """Read its card.

    Raises:
        ContentError: the file is missing or is no card.
    """
    try:
        data = path.read_bytes()
        skills = json.loads(data)["skills"]
        habits = {name: Habit(float(row["choice"]), float(row["hit_rate"])) for name, row in skills.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentError(
            f"Average Joe's card must be JSON with skills and their answers, {path} is not ({error}): "
            "run `python -m game.exam`, or reinstall Own Ears"
        ) from error
    return AverageJoe(habits, sha256=hashlib.sha256(data).hexdigest())


def _is_near(question: Question, value: float, choice: float) -> bool:
    """Tell whether a value counts as right where `choice` is the truth, at the usual tolerance."""
    if question.answer.choices is not None:
        return value == choice
    if question.answer.kind == "freq":
        return bool(abs(np.log2(value / choice)) <= FREQ_TOL_OCT)
    return abs(value - choice) <= SKILLS[question.skill_id].cue_start
