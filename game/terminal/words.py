"""What the terminal says: whole plain lines, the physical unit first, no symbols that a screen reader stumbles on."""

from collections.abc import Mapping, Sequence
from typing import Final

from game.core.facts import AnswerKind, Attempt, Verdict, number_of
from game.core.skills import SKILLS, SkillSpec
from game.drills.any_drill import may_be_unchanged
from game.drills.eq_common import say_hz
from game.dsp.stimulus import DRY
from game.session.block import Block
from game.session.practice import BLOCK_LENGTH, SOLO_FIRST, Summary
from game.session.recall import say_recall
from game.session.round import Setup
from game.session.wording import say_choice
from game.session.wording_time import TIME_TASKS

PAIR_HELP: Final = "a plays the original, b the processed sound, s stops. Type {} when you have heard both."
TYPED: Final[Mapping[AnswerKind, str]] = {
    "freq": "your answer",
    "amount": "your answer",
    "hit": "the number of the hit",
    "part_direction": "the part and its direction, such as {},",
}
TAKES_HELP: Final[Mapping[int, str]] = {
    2: "p1 and p2 play the takes, s stops. Type the number of the take when you have heard both.",
    3: "p1, p2 and p3 play the takes, s stops. Type the number of the take when you have heard all.",
}
CONFIDENCE_PROMPT: Final = "How sure? 1 guessing, 2 fairly sure, 3 certain. c changes the answer."


def say_question(setup: Setup) -> str:
    """Say what is asked, with all that is stated."""
    question, spec = setup.challenge.question, SKILLS[setup.challenge.skill_id]
    stated = question.stated
    parts = [spec.asks]
    if "freq_hz" in stated:
        parts.append(f"The band lies at {say_hz(number_of(stated, 'freq_hz'))}.")
    if "gain_db" in stated:
        parts.append(f"It is {number_of(stated, 'gain_db'):+g} dB.")
    if spec.skill_id in TIME_TASKS:
        parts.append(TIME_TASKS[spec.skill_id](stated))
    if question.answer.moves:
        parts.append(f"The parts are {_listed([move.part for move in question.answer.moves[::2]])}.")
    if question.answer.choices is None:
        parts.append(f"Answer from {question.answer.lo:g} to {question.answer.hi:g} {question.unit}.")
    if may_be_unchanged(question):
        parts.append("One in ten of these hides no change: then answer none.")
    if setup.recall != "free":
        parts.append(say_recall(setup.recall, pair=setup.must_hear[0] == DRY))
    return " ".join(parts)


def say_help(setup: Setup) -> str:
    """Say the keys of LISTEN."""
    answer = setup.challenge.question.answer
    if answer.kind == "interval":
        keys = TAKES_HELP[len(answer.choices or ())]
    else:
        example = say_choice(len(answer.moves), setup.challenge) if answer.moves else ""
        keys = PAIR_HELP.format(TYPED[answer.kind].format(example))
    alone = " solo leaves the AI out." if setup.mode == "assisted" else ""
    return f"{keys} r repeats the question, h these keys, q ends.{alone}"


def say_block(block: Block, spec: SkillSpec, *, ai: bool) -> str:
    """Say what a block will be; `ai` tells whether the AI answers this skill."""
    minutes = BLOCK_LENGTH.total_seconds() / 60
    size = _say_size(block, spec)
    sits_in = ai and not block.alone and block.rounds > SOLO_FIRST
    company = f"The first {SOLO_FIRST} are yours alone, then the AI sits in." if sits_in else "All are yours alone."
    return f"{spec.title}: {block.rounds} rounds or {minutes:.0f} minutes, {size}. {company}"


def _say_size(block: Block, spec: SkillSpec) -> str:
    if block.form is not None:
        return f"check-up {block.form.upper()}, all sizes"
    if block.cue is None:
        return "sizes that suit your ears"
    return f"within {block.cue:g} {spec.unit} counts as right" if spec.tol is None else f"{block.cue:g} {spec.unit}"


def say_off(verdict: Verdict) -> str:
    """Say how far off an answer was, and whether that is right."""
    if verdict.error_unit == "wrong":
        return "right" if verdict.correct else "not that one"
    size = f"{verdict.error:.2f}" if verdict.error_unit == "octaves" else f"{verdict.error:g}"
    return f"{size} {verdict.error_unit} off, {'right' if verdict.correct else 'outside the tolerance'}"


def say_truth(attempt: Attempt, *, why: str) -> Sequence[str]:
    """Say what was there, how near each answer came, and why."""
    commit = attempt.commit
    challenge = commit.challenge
    lines = [f"It was {say_choice(challenge.truth.choice, challenge)}."]
    changed = attempt.final.choice != commit.guess.choice
    first = "Your first answer" if changed else "You said"
    joint = "was" if changed else ""
    lines.append(f"{first} {joint} {say_choice(commit.guess.choice, challenge)}: ".replace("  ", " "))
    lines[-1] += f"{say_off(attempt.guess_verdict)}."
    if changed:
        final = say_choice(attempt.final.choice, challenge)
        lines.append(f"Your last word was {final}: {say_off(attempt.final_verdict)}.")
    if attempt.advice is not None and attempt.advice_verdict is not None and attempt.advice.choice is not None:
        named = say_choice(attempt.advice.choice, challenge)
        lines.append(f"The AI said {named}: {say_off(attempt.advice_verdict)}.")
    lines.append(why)
    lines.append(f"{attempt.points:g} points.")
    return lines


def say_summary(summary: Summary) -> Sequence[str]:
    """Say what a block came to."""
    if summary.points_mean is None:
        return ["No round was finished."]
    lines = [
        f"{summary.rounds} rounds, {summary.points_mean:.0f} points on average.",
        f"Your first answers were right {summary.guess_hits} times in {summary.rounds}" + _typical(summary),
    ]
    if summary.ai_rounds:
        lines.append(
            f"The AI sat in {summary.rounds - summary.solo} times and was right {summary.ai_hits} times "
            f"in {summary.ai_rounds}; you changed your answer {summary.changed} times."
        )
    return lines


def _typical(summary: Summary) -> str:
    if summary.error_median is None or summary.error_unit == "wrong":
        return "."
    return f", typically {summary.error_median:.2g} {summary.error_unit} off."


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
