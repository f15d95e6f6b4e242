"""How questions, answers and errors are said, the same in the window and in the terminal."""

import math
from typing import Final

from game.core.facts import Attempt, Challenge, Choice, Verdict
from game.drills.eq_common import say_hz

SEMITONE_OCT: Final = 1 / 12


def say_choice(choice: Choice | None, challenge: Challenge) -> str:
    """Say an answer with its unit."""
    answer, unit = challenge.question.answer, challenge.question.unit
    if choice is None:
        return "no change"
    match answer.kind:
        case "freq":
            return say_hz(choice)
        case "interval":
            return f"take {choice:g}"
        case "hit":
            return f"hit {choice:g}"
        case "part_direction":
            move = answer.move(choice)
            return f"{move.part} {move.direction}"
    return f"{choice:+g} {unit}" if answer.lo < 0 else f"{choice:.3g} {unit}"


def say_side(challenge: Challenge, choice: Choice | None, verdict: Verdict) -> str:
    """Say how far and on which side of the truth an answer lies: "0.40 octaves low", "exact", "not that one"."""
    if choice is None or challenge.truth.choice is None:
        return "right" if verdict.correct else "not so"
    if verdict.error_unit == "wrong":
        return "that one" if verdict.correct else "not that one"
    low = choice < challenge.truth.choice
    if verdict.error_unit == "octaves":
        return _octaves(verdict.error, low=low)
    return "exact" if verdict.error < 1e-9 else f"{verdict.error:g} {verdict.error_unit} {'low' if low else 'high'}"


def say_verdict(attempt: Attempt) -> str:
    """Say how near the answers came, in a sentence or two."""
    challenge, guess = attempt.commit.challenge, attempt.commit.guess.choice
    first = say_side(challenge, guess, attempt.guess_verdict)
    if attempt.final.choice == guess:
        return f"Your answer is {first}." if _is_place(first) else f"You said {say_choice(guess, challenge)}: {first}."
    final = say_side(challenge, attempt.final.choice, attempt.final_verdict)
    if _is_place(final):
        return f"Your final answer is {final}. Your first guess was {first}."
    return f"You ended at {say_choice(attempt.final.choice, challenge)}: {final}. Your first guess was {first}."


def _is_place(side: str) -> bool:
    return side.startswith(("within", "exact"))


def _octaves(error: float, *, low: bool) -> str:
    if error <= SEMITONE_OCT:
        return "within a semitone"
    size = f"{error:.2f}" if error < 1 else f"{error:.1f}"
    return f"{size} octaves {'low' if low else 'high'}" if math.isfinite(error) else "out of range"
