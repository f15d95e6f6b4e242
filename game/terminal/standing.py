"""Today, progress and the mirror on plain lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from game.core.facts import Skill
from game.core.skills import SKILLS
from game.learn.planner import BLOCKS
from game.learn.tracker import label
from game.session import mirror
from game.session.mirror import Mirror
from game.session.progress import Records, progress_of
from game.session.standing import Standing, say_plan, say_why
from game.session.wording_progress import say_gap, say_growth, say_headline, say_rank, say_sure, say_versus


def say_today(where: Standing, skills: Mapping[str, Skill], *, now: datetime) -> Sequence[str]:
    """Say the plan of the day and the days in a row."""
    lines = [say_plan(where)]
    if where.done < BLOCKS:
        block = where.plan.blocks[0]
        why = say_why(block, skills.get(block.skill_id), now=now)
        lines.append(f"Next: {SKILLS[block.skill_id].title}. {why}")
    if where.streak:
        lines.append(f"Days in a row on which you answered before any advice: {where.streak}.")
    return lines


def say_progress(records: Records, skills: Mapping[str, Skill]) -> Sequence[str]:
    """Say of each skill that was tried what the ear can do, how sure that is, and what its rounds show."""
    if not skills:
        return ["No rounds yet. Twelve rounds of a skill are enough for its first number."]
    lines = []
    for skill_id in SKILLS:
        skill = skills.get(skill_id)
        if skill is None:
            continue
        made = progress_of(skill_id, records.trials.get(skill_id, ()), records.attempts, skill=skill)
        said = [say_growth(made), *(say_versus(made) if made.versus else ()), say_gap(made) if made.versus else "",
                say_rank(made)]  # fmt: skip
        title = SKILLS[skill_id].title.rstrip("?")
        first = f"{title}: {say_headline(made)}. {say_sure(made)} {label(skill.theta_sd).capitalize()}."
        lines.append(" ".join([first, *(one for one in said if one)]))
    return lines


def say_mirror(card: Mirror) -> Sequence[str]:
    """Say the week with the AI, both ways alike."""
    found = card.found
    lines = [mirror.say_span(card).replace("**", "")]
    if found.disagreements:
        kept, took = mirror.say_kept(found.counts), mirror.say_took(found.counts)
        lines += [
            f"When you kept your answer, {kept[0]} of {kept[1]} were right.",
            f"When you took the AI's, {took[0]} of {took[1]} were right.",
            f"Where your ears were the better bet, {mirror.say_own(found.g_own)}",
            f"Where the AI was the better bet, {mirror.say_ai(found.g_ai)}",
        ]
    return [*lines, f"One thing to try: {mirror.say_try(card)}"]
