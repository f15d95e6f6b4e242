"""A skill over weeks: the threshold alone and beside the AI, and where who was right. Pure functions of the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import scipy

from game.core.facts import Attempt, Challenge, Commit, Skill, number_of
from game.core.skills import SKILLS
from game.learn.growth import Claim, Point, faded, improved, smooth
from game.learn.ranks import rank_of
from game.learn.tracker import Trial, track
from game.session.ports import AttemptLog
from game.session.trials import trial_of

REGIONS: Final = (
    (40.0, 80.0, "sub"), (80.0, 250.0, "bass"), (250.0, 600.0, "low mids"), (600.0, 2000.0, "mids"),
    (2000.0, 4500.0, "upper mids"), (4500.0, 9000.0, "presence"), (9000.0, 16_000.0, "air"),
)  # fmt: skip
"""Parts of the spectrum by name: from, to in Hz."""
DAYS_BY_SESSION: Final = 21
"""So long a history is charted session by session, a longer one week by week."""
LEAST_ROUNDS: Final = 4
"""Rounds of a kind before a share of them is shown."""
LEAST_APART: Final = 6
"""Rounds in which just one of the two was right, before it is said who has the better ear."""
SURE: Final = 0.9
RANGE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Versus:
    """Rounds of one kind in which the AI answered: how often who was right, and who just by themselves."""

    name: str
    rounds: int
    you: int
    ai: int
    only_you: int
    only_ai: int

    @property
    def share_range(self) -> tuple[float, float]:
        """The 90 % range of the share of rounds in which you are right."""
        a, b = self.you + 1, self.rounds - self.you + 1
        tail = (1 - RANGE) / 2
        return float(scipy.special.betaincinv(a, b, tail)), float(scipy.special.betaincinv(a, b, 1 - tail))

    @property
    def better(self) -> str:
        """Say who has the better ear here: "you", "ai", or "" where that is not clear yet (a sign test)."""
        if self.only_you + self.only_ai < LEAST_APART:
            return ""
        above_half = 1 - float(scipy.special.betainc(self.only_you + 1, self.only_ai + 1, 0.5))
        return "you" if above_half > SURE else "ai" if above_half < 1 - SURE else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A skill over weeks; `alone` and `beside` are oldest first and empty where there were no such rounds.

    `first` is the first session of all rounds together, in the light of those after it.
    """

    skill_id: str
    skill: Skill | None
    alone: tuple[Point, ...]
    beside: tuple[Point, ...]
    first: Point | None
    claim: Claim | None
    faded: bool
    rank: int | None
    versus: tuple[Versus, ...]

    @property
    def rounds(self) -> int:
        """How many first guesses there were."""
        return 0 if self.skill is None else self.skill.attempts

    @property
    def gap(self) -> str:
        """Say whether the ear is finer "alone" or "beside" the AI; "" where no difference shows."""
        if not self.alone or not self.beside:
            return ""
        one, other = self.alone[-1], self.beside[-1]
        if one.level_lo > other.level_hi:
            return "beside"
        return "alone" if other.level_lo > one.level_hi else ""


def trials_of(commits: Iterable[Commit]) -> Mapping[str, Sequence[Trial]]:
    """Return the trials of each skill, oldest first."""
    found: dict[str, list[Trial]] = {}
    for commit in commits:
        trial = trial_of(commit)
        if trial is not None:
            found.setdefault(trial.skill_id, []).append(trial)
    return found


@dataclass(frozen=True, slots=True)
class Records:
    """All that a player has played: finished rounds, oldest first, and the trials of each skill."""

    attempts: Sequence[Attempt]
    trials: Mapping[str, Sequence[Trial]]


def read_records(log: AttemptLog, player_id: str) -> Records:
    """Read all that a player has played; it takes a second for a year of practice, so in a thread of its own."""
    attempts = log.find_attempts(player_id)
    commits = [*(attempt.commit for attempt in attempts), *log.find_unfinished(player_id)]
    return Records(attempts, trials_of(sorted(commits, key=lambda commit: commit.committed_at)))


def progress_of(
    skill_id: str, trials: Sequence[Trial], attempts: Sequence[Attempt], *, skill: Skill | None
) -> Progress:
    """Return how a skill went.

    Args:
        skill_id: which.
        trials: those of this skill, oldest first.
        attempts: finished rounds, of any skill.
        skill: what is known of it now.
    """
    alone = [trial for trial in trials if trial.solo]
    mine = [attempt for attempt in attempts if attempt.commit.challenge.skill_id == skill_id]
    return Progress(
        skill_id=skill_id,
        skill=skill,
        alone=charted(smooth(alone, skill_id)),
        beside=charted(smooth([trial for trial in trials if not trial.solo], skill_id)),
        first=next(iter(smooth(trials, skill_id)), None),
        claim=improved(trials, skill_id),
        faded=faded(trials, skill_id),
        rank=rank_of(track(alone).get(skill_id), SKILLS[skill_id]),
        versus=versus_of(mine),
    )


def charted(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points of a chart: every session of a short history, the last of each week of a long one."""
    if not points or (points[-1].at - points[0].at).days <= DAYS_BY_SESSION:
        return tuple(points)
    weeks: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        weeks.setdefault(_week(point.at), []).append(point)
    return tuple(_merged(week) for week in weeks.values())


def versus_of(attempts: Sequence[Attempt]) -> tuple[Versus, ...]:
    """Return who was right where, in the rounds of one skill in which the AI named an answer."""
    judged = [attempt for attempt in attempts if attempt.advice_verdict is not None]
    groups: dict[str, list[Attempt]] = {}
    for attempt in judged:
        groups.setdefault(region_of(attempt.commit.challenge), []).append(attempt)
    order = [name for _, _, name in REGIONS]
    names = sorted(groups, key=lambda name: order.index(name) if name in order else len(order))
    return tuple(_versus(name, groups[name]) for name in names)


def region_of(challenge: Challenge) -> str:
    """Return where a question lay: a part of the spectrum, a part of the band, or a size of change."""
    small = challenge.cue < SKILLS[challenge.skill_id].cue_start / 2
    return place_of(challenge) or ("small changes" if small else "large changes")


def place_of(challenge: Challenge) -> str:
    """Return the part of the spectrum or of the band that a question was about; "" where it was about all."""
    params = challenge.truth.params
    if "freq_hz" in params:
        return region_at(number_of(params, "freq_hz"))
    return str(params.get("part", ""))


def region_at(freq_hz: float) -> str:
    """Return the name of the part of the spectrum.

    >>> region_at(100.0), region_at(3000.0), region_at(20_000.0)
    ('bass', 'upper mids', 'air')
    """
    return next((name for _, hi, name in REGIONS if freq_hz < hi), REGIONS[-1][2])


def _versus(name: str, attempts: Sequence[Attempt]) -> Versus:
    pairs = [
        (attempt.guess_verdict.correct, attempt.advice_verdict.correct)
        for attempt in attempts
        if attempt.advice_verdict is not None
    ]
    return Versus(
        name=name,
        rounds=len(pairs),
        you=sum(you for you, _ in pairs),
        ai=sum(ai for _, ai in pairs),
        only_you=sum(you and not ai for you, ai in pairs),
        only_ai=sum(ai and not you for you, ai in pairs),
    )


def _week(at: datetime) -> tuple[int, int]:
    year, week, _ = at.isocalendar()
    return year, week


def _merged(week: Sequence[Point]) -> Point:
    last = week[-1]
    return Point(
        session_id=last.session_id,
        at=last.at,
        level_75=last.level_75,
        level_lo=last.level_lo,
        level_hi=last.level_hi,
        trials=sum(point.trials for point in week),
    )
