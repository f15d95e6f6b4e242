"""What a teacher's review holds of a class: plain facts, made from the log and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from game.learn.growth import Claim, Point
from game.learn.reliance import Reliance

Label = Literal["good", "rough", "measuring"]


@dataclass(frozen=True, slots=True)
class SkillFacts:
    """A skill of a student, from unaided first guesses; the last of `alone` is the threshold itself.

    Attributes:
        level_75: cue at which 75 % are right or heard, in the skill's unit; None while there were no rounds alone.
        level_lo, level_hi: ends of its 90 % interval.
        theta_mean, theta_sd: of log2 of the cue at d' = 1.
        n: rounds alone.
        beside_n: rounds with the AI.
        label: how sure the threshold is.
        improved: by the two-window rule; None where that may not be said.
        slipped: surely worse than four weeks before.
        alone: thresholds over time, oldest first.
        beside: the same for first guesses beside the AI.
    """

    skill_id: str
    level_75: float | None
    level_lo: float | None
    level_hi: float | None
    theta_mean: float | None
    theta_sd: float | None
    n: int
    beside_n: int
    label: Label
    improved: Claim | None
    slipped: bool
    alone: tuple[Point, ...]
    beside: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Student:
    """A student: skills in the order of the table, how they lean on the AI, and when they last practised."""

    player_id: str
    name: str
    skills: Mapping[str, SkillFacts]
    reliance: Reliance
    first_at: datetime | None
    last_at: datetime | None

    @property
    def rounds_alone(self) -> int:
        """How many unaided rounds there were."""
        return sum(skill.n for skill in self.skills.values())

    @property
    def rounds_beside(self) -> int:
        """How many rounds there were with the AI."""
        return sum(skill.beside_n for skill in self.skills.values())
