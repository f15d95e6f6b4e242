"""The one sentence at the end of a block: the most useful thing that its rounds show, and nothing that they do not."""

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Final

from game.core.facts import Attempt, Skill
from game.core.skills import SKILLS
from game.learn.tracker import label
from game.session.progress import region_of
from game.session.wording_progress import say_where
from game.session.wording_skills import say_range, say_size

LEAST_ROUNDS: Final = 6
LEAST_MISSES: Final = 5
ONE_SIDED: Final = 0.8
LEAST_SURE: Final = 4
WEAK, STRONG = 0.35, 0.65
LEAST_OF_A_KIND: Final = 4
MOVED_OCT: Final = 0.25
LEAST_SWITCHES: Final = 3
SIDES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "octaves": ("too low", "too high", "higher", "lower"),
    "dB": ("too small", "too large", "larger", "smaller"),
    "points": ("too small", "too large", "larger", "smaller"),
}
"""By the unit of the error: what was named too little and too much, and where to look then."""


def say_block(attempts: Sequence[Attempt], *, before: Skill | None, after: Skill | None) -> str:
    """Return one sentence, or two that belong together.

    Args:
        attempts: the finished rounds of one block.
        before: what was known of the skill when it began; None where nothing was.
        after: what is known now.
    """
    if not attempts:
        return "What you committed counts; a block says something from six rounds on."
    if len(attempts) < LEAST_ROUNDS:
        return f"{_count(len(attempts))} so far; a block says something from six on."
    tries: tuple[Callable[[], str], ...] = (
        lambda: _side(attempts),
        lambda: _too_sure(attempts),
        lambda: _weak_place(attempts),
        lambda: _switched(attempts),
        lambda: _unsure(attempts),
        lambda: _moved(before, after),
        lambda: _level(after),
    )
    return next(said for attempt in tries if (said := attempt()))


def _side(attempts: Sequence[Attempt]) -> str:
    """Most misses lie on one side."""
    unit = attempts[0].guess_verdict.error_unit
    if unit not in SIDES:
        return ""
    signed = [_signed(attempt) for attempt in attempts if not attempt.guess_verdict.correct]
    placed = [error for error in signed if error]
    low = [error for error in placed if error < 0]
    share = len(low) / len(placed) if placed else 0.5
    if len(placed) < LEAST_MISSES or max(share, 1 - share) < ONE_SIDED:
        return ""
    below, above, up, down = SIDES[unit]
    many, where, to = (len(low), below, up) if share > 0.5 else (len(placed) - len(low), above, down)
    typical = median(abs(error) for error in placed if (error < 0) is (share > 0.5))
    return f"{many} of your {len(placed)} misses were {where}, typically by {typical:.2g} {unit}: try {to} next time."


def _signed(attempt: Attempt) -> float:
    """Return how far a first guess lay above the truth; 0 where there is no such thing."""
    guess, truth = attempt.commit.guess.choice, attempt.commit.challenge.truth.choice
    if guess is None or truth is None:
        return 0.0
    if attempt.commit.challenge.question.answer.lo < 0:
        return math.copysign(attempt.guess_verdict.error, abs(guess) - abs(truth))
    return math.copysign(attempt.guess_verdict.error, guess - truth)


def _too_sure(attempts: Sequence[Attempt]) -> str:
    right = [attempt.guess_verdict.correct for attempt in attempts if attempt.commit.guess.confidence == "certain"]
    if len(right) < LEAST_SURE or sum(right) > len(right) / 2:
        return ""
    return (
        f"When you were certain you were right {sum(right)} of {len(right)} times: "
        "switch once more between the two before you say certain."
    )


def _weak_place(attempts: Sequence[Attempt]) -> str:
    """One place went clearly worse than the others."""
    groups: dict[str, list[bool]] = {}
    for attempt in attempts:
        groups.setdefault(region_of(attempt.commit.challenge), []).append(attempt.guess_verdict.correct)
    for name, right in groups.items():
        others = [one for other, hits in groups.items() if other != name for one in hits]
        if len(right) < LEAST_OF_A_KIND or len(others) < LEAST_OF_A_KIND:
            continue
        if sum(right) <= WEAK * len(right) and sum(others) >= STRONG * len(others):
            where = say_where(name, family=SKILLS[attempts[0].commit.challenge.skill_id].family)
            return (
                f"{where} you were right {sum(right)} of {len(right)} times, elsewhere {sum(others)} of {len(others)}: "
                "that is the place to listen for."
            )
    return ""


def _switched(attempts: Sequence[Attempt]) -> str:
    changed = [attempt for attempt in attempts if attempt.final.choice != attempt.commit.guess.choice]
    better = sum(attempt.final_verdict.correct and not attempt.guess_verdict.correct for attempt in changed)
    worse = sum(attempt.guess_verdict.correct and not attempt.final_verdict.correct for attempt in changed)
    if len(changed) < LEAST_SWITCHES or better == worse:
        return ""
    end = "hear yours undone before you change one." if worse > better else "it gave more than it took."
    return f"Of {len(changed)} answers that you changed, {better} became right and {worse} stopped being so: {end}"


def _unsure(attempts: Sequence[Attempt]) -> str:
    right = [attempt.guess_verdict.correct for attempt in attempts if attempt.commit.guess.confidence == "guessing"]
    if len(right) < LEAST_SURE or sum(right) < 0.75 * len(right):
        return ""
    return f"You said guessing {len(right)} times and were right {sum(right)}: your ear knows more than you think."


def _moved(before: Skill | None, after: Skill | None) -> str:
    if before is None or after is None or label(after.theta_sd) == "measuring" or label(before.theta_sd) == "measuring":
        return ""
    fell = math.log2(before.level_75 / after.level_75)
    if fell < MOVED_OCT:
        return ""
    was, now = (say_size(after.skill_id, size) for size in (before.level_75, after.level_75))
    return f"Your threshold came from {was} to {now} in this block; the next ones tell whether it stays."


def _level(after: Skill | None) -> str:
    if after is None:
        return "These rounds were played from memory; they count for points, not for a threshold."
    if after.level_75 > SKILLS[after.skill_id].cue_easiest:
        return "The easiest changes are not sure yet: the next block begins with them, and that is the way in."
    where = say_range(after.skill_id, after.level_lo, after.level_hi)
    sure = "still being measured" if label(after.theta_sd) == "measuring" else label(after.theta_sd)
    return f"Your threshold is {say_size(after.skill_id, after.level_75)}, probably {where}: {sure}."


def _count(rounds: int) -> str:
    return "One round" if rounds == 1 else f"{rounds} rounds"
