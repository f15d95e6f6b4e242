"""How near an answer came. Player and listener are judged by the same rule."""

import math
from typing import Final

from game.core.facts import Challenge, Choice, Verdict, number_of
from game.core.rhythm import PITCHED_PARTS
from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ, SKILLS

PITCHED_OCT: Final = 0.62
LATE_OCT: Final = 0.28
SOURCE_OCT: Final = "source_oct"
"""Among the parameters of a truth: the offset of the source, where it makes the item harder."""


def score_of(error: float, *, tol: float) -> float:
    """Return 1 for an error inside tol/2, falling in a line to 0 at 2 tol."""
    return min(1.0, max(0.0, (2 * tol - error) / (1.5 * tol)))


def judge_near(challenge: Challenge, choice: Choice, *, error: float) -> Verdict:
    """Judge an answer on a slider by its `error` in the skill's error unit."""
    spec = SKILLS[challenge.skill_id]
    check_choice(challenge, choice)
    tol = spec.tol_at(challenge.cue)
    return Verdict(correct=error <= tol, error=error, error_unit=spec.error_unit, score=score_of(error, tol=tol))


def judge_one_of(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the pick of one of several: right or wrong."""
    check_choice(challenge, choice)
    right = choice == challenge.target
    unit = SKILLS[challenge.skill_id].error_unit
    return Verdict(correct=right, error=0.0 if right else 1.0, error_unit=unit, score=1.0 if right else 0.0)


def check_choice(challenge: Challenge, choice: Choice) -> None:
    """Raise ValueError where `choice` is no answer to this question."""
    answer = challenge.question.answer
    if not answer.holds(choice):
        unit = SKILLS[challenge.skill_id].answer_unit
        raise ValueError(
            f"answer must lie between {answer.lo:g} and {answer.hi:g} {unit}".rstrip() + f", got {choice:g}"
        )


def item_offset_oct(challenge: Challenge) -> float:
    """Return by how many octaves of cue this item is harder than its skill on the whole, as far as it is known.

    Asynchrony: bass, guitar and keys against drums +0.62, late against early +0.28 (Camara et al., thresholds of 31-35
    ms against 19-24 ms and of 28 ms against 23 ms; keys were not measured and count as the others that are rendered).
    EQ: what the source is thought to add, see `Source.offset_oct`.
    """
    params = challenge.truth.params
    if SOURCE_OCT in params and challenge.truth.choice is not None:
        return number_of(params, SOURCE_OCT)
    if challenge.skill_id != "time.async" or challenge.truth.choice is None:
        return 0.0
    pitched_oct = PITCHED_OCT if params["part"] in PITCHED_PARTS else 0.0
    return pitched_oct + (LATE_OCT if number_of(params, "offset_ms") > 0 else 0.0)


def chance_of(challenge: Challenge) -> float:
    """Return the chance that a blind, even guess hits this very target; less near the ends of a slider."""
    spec, answer = SKILLS[challenge.skill_id], challenge.question.answer
    if answer.choices is not None:
        return 1 / len(answer.choices)
    tol, target = spec.tol_at(challenge.cue), challenge.target
    if answer.kind == "freq":
        at, lo, hi = math.log2(target), math.log2(FREQ_LO_HZ), math.log2(FREQ_HI_HZ)
    else:
        at, lo, hi = target, answer.lo, answer.hi
    return (min(at + tol, hi) - max(at - tol, lo)) / (hi - lo)
