"""What the log says of a player so far: rounds, hits and days. Pure functions of commits; no estimate of skill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from game.core.facts import Commit
from game.core.skills import SKILLS
from game.drills.any_drill import judge
from game.session.block import Sitting

RECENT: Final = 20
"""How many of the latest guesses are told one by one."""


@dataclass(frozen=True, slots=True)
class SkillHistory:
    """First guesses in one skill; `hits`, `error_median` and `recent` are of the `rounds_counted` at the latest cue."""

    skill_id: str
    rounds: int
    last_cue: float | None
    rounds_counted: int
    hits: int
    error_median: float | None
    error_unit: str
    recent: tuple[bool, ...]


def skill_history(commits: Sequence[Commit], skill_id: str, *, placed: bool = False) -> SkillHistory:
    """Count a player's first guesses in `skill_id`, oldest first; unfinished rounds count like finished ones.

    Where the tracker `placed` the changes, no two need be alike: then the latest guesses count, whatever their cue.
    """
    mine = [commit for commit in commits if commit.challenge.skill_id == skill_id]
    cue = mine[-1].challenge.cue if mine else None
    latest = mine[-RECENT:] if placed else [commit for commit in mine if commit.challenge.cue == cue]
    verdicts = [judge(commit.challenge, commit.guess.choice) for commit in latest]
    return SkillHistory(
        skill_id=skill_id,
        rounds=len(mine),
        last_cue=cue,
        rounds_counted=len(verdicts),
        hits=sum(verdict.correct for verdict in verdicts),
        error_median=float(np.median([verdict.error for verdict in verdicts])) if verdicts else None,
        error_unit=SKILLS[skill_id].error_unit,
        recent=tuple(verdict.correct for verdict in verdicts[-RECENT:]),
    )


def own_ear_days(sittings: Sequence[Sitting], *, now: datetime) -> frozenset[date]:
    """Return the days, in the time zone of `now`, on which the player answered before any advice."""
    return frozenset(sitting.began_at.astimezone(now.tzinfo).date() for sitting in sittings)


def days_in_a_row(days: frozenset[date], *, today: date) -> int:
    """Return how many days in a row end today, or yesterday where today is still to come.

    >>> days_in_a_row(frozenset({date(2026, 11, 20), date(2026, 11, 21)}), today=date(2026, 11, 22))
    2
    """
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count
