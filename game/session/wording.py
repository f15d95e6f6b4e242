"""How questions, answers and errors are said, the same in the window and in the terminal."""

import math
from typing import Final

from game.core.facts import Attempt, Challenge, Choice, Commit, Verdict, number_of
from game.core.skills import SKILLS
from game.drills.any_drill import may_be_unchanged
from game.drills.eq_common import say_hz
from game.session.wording_comp import COMP_TASKS
from game.session.wording_time import TIME_TASKS

TITLES: Final = {
    "eq.boost_freq": "Where was it boosted?",
    "eq.cut_freq": "Where was it cut?",
    "eq.detect": "Which take has a boost?",
    "eq.gain_amount": "By how much was it changed?",
    "comp.detect": "Which take is compressed?",
    "comp.more": "Which take is compressed more?",
    "comp.attack": "Which attack is faster?",
    "comp.release": "Which release is faster?",
    "comp.amount": "How deep is the compression?",
    "mix.level": "Which take is louder?",
    "time.async": "Which part is off, early or late?",
    "time.displace": "Which hit was moved?",
    "time.feel": "Which take is performed-style?",
    "time.swing_amount": "How much does it swing?",
    "time.swing_detect": "Which take swings?",
    "time.tempo": "Which take is faster?",
}
SEMITONE_OCT: Final = 1 / 12


def say_title(challenge: Challenge) -> str:
    """Say what is asked, in one short question."""
    return TITLES.get(challenge.skill_id, SKILLS[challenge.skill_id].asks)


def say_task(challenge: Challenge) -> str:
    """Say what is stated: what was done, how much, where, that level tells nothing, and whether it may be nothing."""
    task = _say_change(challenge)
    return f"{task} Or nothing was changed." if may_be_unchanged(challenge.question) else task


def _say_change(challenge: Challenge) -> str:
    stated, kind = challenge.question.stated, challenge.question.answer.kind
    tasks = {**TIME_TASKS, **COMP_TASKS}
    if challenge.skill_id in tasks:
        return tasks[challenge.skill_id](stated)
    if not {"gain_db", "freq_hz"} & stated.keys():
        return SKILLS[challenge.skill_id].asks
    if kind == "interval":
        return (
            f"One of three takes has one band turned up by {number_of(stated, 'gain_db'):g} dB. All are equally loud."
        )
    if kind == "amount":
        return f"In B one band was turned up or down at {say_hz(number_of(stated, 'freq_hz'))}. A is untouched."
    gain_db = number_of(stated, "gain_db")
    way = "up" if gain_db > 0 else "down"
    return f"B has one band turned {way} by {abs(gain_db):g} dB. A is untouched. Both are equally loud."


def say_choice(choice: Choice | None, challenge: Challenge) -> str:
    """Say an answer with its unit."""
    if choice is None:
        return "no change"
    answer, unit = challenge.question.answer, challenge.question.unit
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
    return f"{choice:+g} {unit}" if answer.lo < 0 else f"{choice:g} {unit}"


def say_side(challenge: Challenge, choice: Choice | None, verdict: Verdict) -> str:
    """Say how far and on which side of the truth an answer lies: "0.40 octaves low", "exact", "not that one"."""
    if choice is None or challenge.truth.choice is None:
        return "right" if verdict.correct else "nothing was there" if choice is not None else "something was there"
    if verdict.error_unit == "wrong":
        return "that one" if verdict.correct else "not that one"
    low = choice < challenge.truth.choice
    if verdict.error_unit == "octaves":
        return _octaves(verdict.error, low=low)
    return "exact" if verdict.error < 1e-9 else f"{verdict.error:g} {verdict.error_unit} {'low' if low else 'high'}"


def say_left_round(commit: Commit) -> str:
    """Say that a round was left after the guess, what that was, and what would have been right."""
    said, truth = (
        say_choice(choice, commit.challenge) for choice in (commit.guess.choice, commit.challenge.truth.choice)
    )
    right = "that was right" if said == truth else f"it was {truth}"
    return f"Your last round ended after your guess, which counts. You said {said}; {right}."


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
