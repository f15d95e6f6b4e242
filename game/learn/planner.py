"""What to practise today: two blocks, the share of rounds without the AI, and the weekly check-up.

The weights of the priority are a design choice (science 3: no evidence names better ones); a teacher's pin comes first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

import scipy

from game.core.facts import Skill
from game.core.skills import SKILLS, SkillSpec
from game.learn.tracker import ROUGH_SD

UNSURE_WEIGHT: Final = 0.5
STALE_WEIGHT: Final = 0.3
WEAK_WEIGHT: Final = 0.2
STALE_DAYS: Final = 7.0
BLOCKS: Final = 2
MOST_AI: Final = 0.70
LEAST_AI: Final = 0.30
LESS_AI_PER_OCTAVE: Final = 0.15
WEEK: Final = timedelta(days=7)
DAYS_FOR_A_SOLO_DAY: Final = 2
"""Who practised on fewer days in a week keeps the AI on all of them."""
CHECK_UP_AFTER: Final = 20
"""A skill is checked up on once it has this many trials."""
NEVER_TRIED: Final = 1.5
"""Priority of a skill that was never tried, before what its family adds: below an unsure one, above a known one."""

Why = Literal["pinned", "new", "unsure", "stale", "weak"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A block of today's plan, and what speaks for it most."""

    skill_id: str
    why: Why


@dataclass(frozen=True, slots=True)
class Plan:
    """Today: blocks in order, whether the AI stays out all day, and the skills of a check-up that is due."""

    blocks: tuple[Planned, ...]
    solo_day: bool
    check_up: tuple[str, ...]


def plan_today(
    skills: Mapping[str, Skill],
    *,
    now: datetime,
    practised: Sequence[date],
    checked_at: Mapping[str, datetime],
    pins: Sequence[str] = (),
    rested: Collection[str] = (),
) -> Plan:
    """Return today's plan.

    Args:
        skills: what is known of each skill that was ever tried.
        now: aware, in the player's time zone.
        practised: the days with a round, in any order.
        checked_at: when each skill was last checked up on.
        pins: skills that a teacher has asked for, most wanted first.
        rested: skills that have had their block today.
    """
    pinned = [Planned(skill_id, "pinned") for skill_id in pins if skill_id in SKILLS and skill_id not in rested]
    open_ones = [skill_id for skill_id in SKILLS if skill_id not in rested]
    ranked = sorted(open_ones, key=lambda skill_id: -priority(skills.get(skill_id), SKILLS[skill_id], now=now))
    chosen = list(pinned[:BLOCKS])
    for skill_id in ranked:
        families = {SKILLS[block.skill_id].family for block in chosen}
        if len(chosen) < BLOCKS and SKILLS[skill_id].family not in families:
            chosen.append(Planned(skill_id, _why(skills.get(skill_id), SKILLS[skill_id], now=now)))
    return Plan(
        blocks=tuple(chosen),
        solo_day=is_solo_day(practised, today=now.date()),
        check_up=_check_up(skills, now=now, checked_at=checked_at),
    )


def priority(skill: Skill | None, spec: SkillSpec, *, now: datetime) -> float:
    """Return how much a skill wants practice: unsure, long not heard, weak."""
    if skill is None:
        return NEVER_TRIED
    return sum(_parts(skill, spec, now=now).values())


def ai_share(octaves_improved: float) -> float:
    """Return the largest share of rounds in which the AI may sit in: the better the ear, the less.

    >>> ai_share(0.0), ai_share(1.0), ai_share(9.0), ai_share(-1.0)
    (0.7, 0.55, 0.3, 0.7)
    """
    return round(min(max(MOST_AI - LESS_AI_PER_OCTAVE * octaves_improved, LEAST_AI), MOST_AI), 3)


def is_solo_day(practised: Sequence[date], *, today: date) -> bool:
    """Tell whether the AI stays out today: on the first practice day of a week, if the last had two or more."""
    monday = today - timedelta(days=today.weekday())
    this_week = [day for day in practised if monday <= day < today]
    last_week = {day for day in practised if monday - WEEK <= day < monday}
    return not this_week and len(last_week) >= DAYS_FOR_A_SOLO_DAY


def _parts(skill: Skill, spec: SkillSpec, *, now: datetime) -> dict[Why, float]:
    days = (now - skill.seen_at).total_seconds() / 86_400
    behind = (skill.theta_mean - spec.theta0) / spec.theta0_sd
    return {
        "unsure": UNSURE_WEIGHT * skill.theta_sd / ROUGH_SD,
        "stale": STALE_WEIGHT * min(max(days, 0.0) / STALE_DAYS, 1.0),
        "weak": WEAK_WEIGHT * float(scipy.special.ndtr(behind)),
    }


def _why(skill: Skill | None, spec: SkillSpec, *, now: datetime) -> Why:
    if skill is None:
        return "new"
    parts = _parts(skill, spec, now=now)
    return max(parts, key=lambda part: parts[part])


def _check_up(skills: Mapping[str, Skill], *, now: datetime, checked_at: Mapping[str, datetime]) -> tuple[str, ...]:
    return tuple(
        skill_id
        for skill_id, skill in skills.items()
        if skill.attempts >= CHECK_UP_AFTER and now - checked_at.get(skill_id, now - WEEK) >= WEEK
    )
