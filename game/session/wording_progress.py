"""What a skill's progress says, in plain sentences: the unit first, a claim only where there is the evidence for it."""

from collections.abc import Sequence
from typing import Final

from game.core.skills import SKILLS
from game.learn.growth import Point
from game.learn.tracker import label
from game.session.progress import Progress, Versus
from game.session.wording_skills import SHORT, asked, say_level, say_range, say_size

A_WHILE_DAYS: Final = 7
ENOUGH_FOR_A_NUMBER: Final = 12
"""Rounds after which most players' thresholds are rough and no longer being measured."""


def say_headline(progress: Progress) -> str:
    """Say what the ear can do, without marks; or that nothing was tried, or too little to put a number on it."""
    if progress.skill is None:
        return SKILLS[progress.skill_id].title
    if label(progress.skill.theta_sd) == "measuring" and progress.skill.attempts < ENOUGH_FOR_A_NUMBER:
        rounds = progress.skill.attempts
        return f"{SHORT[progress.skill_id]}: {rounds} {'round' if rounds == 1 else 'rounds'} so far"
    return say_level(progress.skill).replace("**", "")


def say_sure(progress: Progress) -> str:
    """Say between what the threshold lies, and where it was."""
    skill = progress.skill
    if skill is None:
        return "No rounds in this skill yet."
    if skill.level_75 > SKILLS[skill.skill_id].cue_easiest:
        return "It is the easiest that is asked. The next block begins there."
    line = f"Probably {say_range(skill.skill_id, skill.level_lo, skill.level_hi)}."
    if label(skill.theta_sd) == "measuring":
        left = max(1, ENOUGH_FOR_A_NUMBER - skill.attempts)
        return f"{line} Still measuring: about {left} more {'round' if left == 1 else 'rounds'}."
    return f"{line} {_then(progress)}".strip()


def _then(progress: Progress) -> str:
    """Say what it was at first, where that lies a while back."""
    first, skill = progress.first, progress.skill
    if first is None or skill is None or (skill.seen_at - first.at).days < A_WHILE_DAYS:
        return ""
    same = (first.at.year, first.at.month) == (skill.seen_at.year, skill.seen_at.month)
    year = "" if first.at.year == skill.seen_at.year else f" {first.at.year}"
    when = f"On {first.at.day} {first.at:%B}" if same else f"In {first.at:%B}{year}"
    return f"{when} it was {say_size(progress.skill_id, asked(progress.skill_id, first.level_75))}."


def say_point(skill_id: str, point: Point) -> str:
    """Say a point of a chart: when, how much, between what, on how many rounds."""
    sizes = say_range(skill_id, point.level_lo, point.level_hi)
    count = f"{point.trials} {'round' if point.trials == 1 else 'rounds'}"
    return f"{point.at.day} {point.at:%b}: {say_size(skill_id, asked(skill_id, point.level_75))}, {sizes}, {count}"


def say_growth(progress: Progress) -> str:
    """Say whether the rounds alone show growth; of a single session that a line needs two."""
    if len(progress.alone) == 1 and len(progress.beside) <= 1:
        return "One session so far. The line begins with the next one."
    if progress.faded:
        return "Alone, you need more now than four weeks ago. A few blocks without the AI bring an ear back."
    if progress.claim is not None:
        much = "clearly finer" if progress.claim == "clearly improved" else "finer"
        return f"Alone, your ear is {much} than when you began."
    return ""


def say_gap(progress: Progress) -> str:
    """Say whether the ear is another one beside the AI."""
    if not progress.beside:
        return "The AI has not sat in on this skill yet." if progress.alone else ""
    if not progress.alone:
        return ""
    return {
        "": "Alone or beside the AI: no difference to see.",
        "alone": "Alone you hear finer than beside the AI.",
        "beside": "Beside the AI you hear finer than alone. Some blocks alone would show what is yours.",
    }[progress.gap]


def say_versus(progress: Progress) -> Sequence[str]:
    """Say where you beat the AI and where it beats you, at most one sentence each; or that it is open."""
    yours = [one for one in progress.versus if one.better == "you"]
    its = [one for one in progress.versus if one.better == "ai"]
    lines, family = [], SKILLS[progress.skill_id].family
    if yours:
        best = max(yours, key=lambda one: one.only_you - one.only_ai)
        lines.append(f"{say_where(best.name, family=family)} your ear beats the AI: {_score(best)}. Trust it there.")
    if its:
        best = max(its, key=lambda one: one.only_ai - one.only_you)
        where = say_where(best.name, family=family)
        lines.append(f"{where} the AI is ahead: {_score(best)}. Its calls there are worth a second listen.")
    if not lines and progress.versus:
        lines.append("Nowhere is one of you clearly ahead yet.")
    return lines


def _score(one: Versus) -> str:
    return f"you {one.you} of {one.rounds}, it {one.ai}"


def say_where(name: str, *, family: str) -> str:
    """Say where rounds of one kind lay, at the beginning of a sentence.

    >>> say_where("presence", family="eq"), say_where("bass", family="time"), say_where("small changes", family="mix")
    ('In the presence range', 'With the bass', 'On small changes')
    """
    if name.endswith("changes"):
        return f"On {name}"
    if family == "time":
        return f"With the {name}"
    return f"In the {name}{' range' if name == 'presence' else ''}"


def say_rank(progress: Progress) -> str:
    """Say the rank, which is by unaided rounds alone."""
    if not progress.rank:
        return ""
    times = {1: "once", 2: "twice"}.get(progress.rank, f"{progress.rank} times")
    return f"Own-ear rank {progress.rank}: the size you started at, halved {times}."
