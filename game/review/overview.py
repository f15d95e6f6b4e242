"""A class at a glance: goals, who needs a look and why, in words; sorted by need."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.core.errors import GameError
from game.core.skills import SKILLS, find_skill
from game.learn import belief as beliefs
from game.learn.reliance import FLAG_AT, Share
from game.review.facts import SkillFacts, Student
from game.session.wording_skills import SHORT, digits

WEAK_TIMES: Final = 1.6
"""A threshold this many times the goal is named, where its whole 90 % range lies beyond the goal."""
IDLE_DAYS: Final = 9
"""So long without a round is named; counted to the latest round of the class, so that a review stays the same."""
ACTIVE_DAYS: Final = 7
OWN_AWAY: Final = "Gives its own ear away"
AI_PASSED: Final = "Passes over good advice"
TIMES_GOAL: Final = "{} \N{MULTIPLICATION SIGN} goal"
MOST_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a student needs a look, in words; `weight` orders them, the heaviest first."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Row:
    """A student with what is to be said of them, the heaviest first."""

    student: Student
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class: its students by need, the skills that anybody practised, and their goals in the skill's unit."""

    rows: tuple[Row, ...]
    skill_ids: tuple[str, ...]
    goals: Mapping[str, float]
    last_at: datetime | None

    @property
    def in_need(self) -> tuple[Row, ...]:
        """Return those with something to be said."""
        return tuple(row for row in self.rows if row.flags)

    @property
    def active(self) -> int:
        """How many practised in the last seven days of the class."""
        return sum(_idle_days(row.student, self.last_at) < ACTIVE_DAYS for row in self.rows)

    @property
    def oldest_at(self) -> datetime | None:
        """Return when the first round of anybody was."""
        return min((row.student.first_at for row in self.rows if row.student.first_at is not None), default=None)

    def middle(self, skill_id: str) -> float | None:
        """Return the median threshold of those whose threshold is more than being measured."""
        levels = [
            skill.level_75
            for row in self.rows
            if (skill := row.student.skills.get(skill_id)) is not None and is_known(skill) and skill.level_75
        ]
        return statistics.median(levels) if levels else None

    @property
    def widest_gap(self) -> str | None:
        """Return the skill in which the class's middle lies furthest beyond its goal; None where none does."""
        gaps = {skill_id: middle / self.goals[skill_id] for skill_id in self.skill_ids
                if (middle := self.middle(skill_id)) is not None}  # fmt: skip
        widest = max(gaps, key=lambda skill_id: gaps[skill_id], default=None)
        return widest if widest is not None and gaps[widest] > 1 else None


def view_class(students: Sequence[Student], *, goals: Mapping[str, float] | None = None) -> ClassView:
    """Return the class, sorted by need.

    Args:
        students: in any order.
        goals: thresholds to reach, in the skill's unit; the others are what is usual, `usual_goal`.
    """
    skill_ids = tuple(skill_id for skill_id in SKILLS if any(skill_id in student.skills for student in students))
    wanted = {skill_id: (goals or {}).get(skill_id, usual_goal(skill_id)) for skill_id in skill_ids}
    last_at = max((student.last_at for student in students if student.last_at is not None), default=None)
    rows = [Row(student, flags_of(student, goals=wanted, last_at=last_at)) for student in students]
    rows.sort(key=lambda row: (-max((flag.weight for flag in row.flags), default=0.0), row.student.name.casefold()))
    return ClassView(tuple(rows), skill_ids, wanted, last_at)


def usual_goal(skill_id: str) -> float:
    """Return the threshold that the tracker expects of an ear it knows nothing of, to two digits."""
    middle, _, _ = beliefs.level_interval(beliefs.prior_of(SKILLS[skill_id]))
    return float(f"{min(max(2**middle, SKILLS[skill_id].cue_hardest), SKILLS[skill_id].cue_easiest):.2g}")


def read_goals(given: Sequence[str]) -> dict[str, float]:
    """Return goals given as SKILL=VALUE.

    Raises:
        GameError: a text of another form, or a value outside what is asked.
        ValueError: an unknown skill.
    """
    goals = {}
    for text in given:
        skill_id, _, value = text.partition("=")
        spec = find_skill(skill_id.strip())
        try:
            goals[spec.skill_id] = spec.check_cue(float(value))
        except ValueError as error:
            raise GameError(f"--goal must be SKILL=VALUE such as eq.boost_freq=4, got {text!r}: {error}") from error
    return goals


def is_known(skill: SkillFacts) -> bool:
    """Tell whether a threshold may be said as a number."""
    return skill.level_75 is not None and skill.label != "measuring"


def named(share: Share) -> bool:
    """Tell whether a habit may be named: enough at stake, and the whole 90 % range past half."""
    return share.enough and share.lo > FLAG_AT


def flags_of(student: Student, *, goals: Mapping[str, float], last_at: datetime | None) -> tuple[Flag, ...]:
    """Return what is to be said of a student, the heaviest first."""
    found = []
    for share, words in ((student.reliance.g_own, OWN_AWAY), (student.reliance.g_ai, AI_PASSED)):
        if named(share):
            found.append(Flag(words, 3 + share.value))
    for skill_id, skill in student.skills.items():
        times = skill.level_75 / goals[skill_id] if is_known(skill) and skill.level_75 else 0.0
        if times >= WEAK_TIMES and (skill.level_lo or 0.0) > goals[skill_id]:
            found.append(Flag(f"{SHORT[skill_id]} {TIMES_GOAL.format(digits(times))}", 1 + min(times, 9) / 10))
        if skill.slipped:
            found.append(Flag(f"{SHORT[skill_id]} has slipped", 2.0))
    idle = _idle_days(student, last_at)
    if idle >= IDLE_DAYS:
        found.append(Flag("No practice yet" if student.last_at is None else f"No practice for {idle} days", 1.4))
    return tuple(sorted(found, key=lambda flag: -flag.weight)[:MOST_WORDS])


def _idle_days(student: Student, last_at: datetime | None) -> int:
    if student.last_at is None or last_at is None:
        return IDLE_DAYS
    return (last_at - student.last_at).days
