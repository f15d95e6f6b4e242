"""A scripted adviser of known accuracy behind the `Listener` protocol: its confidence is calibrated by construction."""

import math
from typing import Final

import numpy as np

from game.core.facts import Advice, Challenge, Choice, HeardCurve, Question
from game.core.skills import SKILLS
from game.dsp.audio import Heard

CONCENTRATION: Final = 5.0
"""How little its chances spread from question to question: those of a beta distribution of this many trials."""
LEAST, MOST = 0.25, 0.98
DIGEST: Final = "0" * 64


class ScriptedAdviser:
    """Is right as often as it says. It is told the truth by the script, which no real listener ever is."""

    def __init__(self, accuracy: float, *, seed: int) -> None:
        """Be right in a share `accuracy` of all rounds, 0 to 1 exclusive."""
        if not 0 < accuracy < 1:
            raise ValueError(f"accuracy must lie between 0 and 1, got {accuracy:g}")
        self._accuracy = accuracy
        self._rng = np.random.default_rng(seed)
        self._challenge: Challenge | None = None

    introduction = "I am a script. I am right as often as I say, because I was told the answer."

    def answers(self, skill_id: str) -> bool:
        """It answers everything."""
        return skill_id in SKILLS

    def whisper(self, challenge: Challenge) -> None:
        """Tell it the challenge that it will be asked about."""
        self._challenge = challenge

    def listen(self, question: Question, heard: Heard | None) -> Advice:
        """Answer, rightly with the chance that it states."""
        del heard
        challenge = self._challenge
        if challenge is None or challenge.question != question:
            raise ValueError("the adviser must be told the challenge before it is asked, it was not")
        ours, theirs = self._accuracy * CONCENTRATION, (1 - self._accuracy) * CONCENTRATION
        p_right = float(np.clip(self._rng.beta(ours, theirs), LEAST, MOST))
        right = self._rng.random() < p_right
        return Advice(
            skill_id=question.skill_id,
            choice=challenge.target if right else self._wrong(challenge),
            direction=None,
            p_right=p_right,
            distribution=(),
            evidence=(),
            in_domain=True,
            model_sha256=DIGEST,
        )

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """It hears nothing."""

    def say_region(self, question: Question, advice: Advice) -> str:
        """Say nothing of use."""
        return "I have been told."

    def say_number(self, question: Question, advice: Advice) -> str:
        """Say the answer."""
        return f"{advice.choice}"

    def say_evidence(self, question: Question, advice: Advice) -> str:
        """Say nothing of use."""
        return "I looked at nothing."

    def _wrong(self, challenge: Challenge) -> Choice:
        """Return an answer that is judged wrong."""
        answer = challenge.question.answer
        if answer.choices is not None:
            return float(self._rng.choice([choice for choice in answer.choices if choice != challenge.target]))
        tol = SKILLS[challenge.skill_id].tol_at(challenge.cue)
        if answer.kind == "freq":
            lo, hi, target = math.log2(answer.lo), math.log2(answer.hi), math.log2(challenge.target)
            return float(2 ** self._far(lo, hi, target, tol=tol))
        return float(self._far(answer.lo, answer.hi, challenge.target, tol=tol))

    def _far(self, lo: float, hi: float, target: float, *, tol: float) -> float:
        """Return a place between lo and hi that is further from the target than the tolerance."""
        below, above = max(0.0, target - tol - lo), max(0.0, hi - target - tol)
        at = self._rng.uniform(0, below + above)
        return lo + at if at < below else target + tol + (at - below) + 1e-9
