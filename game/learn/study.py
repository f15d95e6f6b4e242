"""Before and after: what two check-ups with parallel forms say of one ear, and of a group.

A change between two sittings has many causes: practice, the test itself, a better room. Only a comparison group, which
sits both and does not practise, tells them apart.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import scipy

from game.core.facts import Form
from game.core.skills import SKILLS
from game.learn import belief as beliefs
from game.learn.growth import believe
from game.learn.tracker import Trial

FEWEST_ROUNDS: Final = 10
"""A sitting that was broken off before is not counted."""
FEWEST_PLAYERS: Final = 5
"""Below that a group gets no effect size."""
RESAMPLES: Final = 4_999
INTERVAL: Final = 0.95


@dataclass(frozen=True, slots=True)
class CheckUp:
    """A check-up of one player in one skill."""

    player: str
    skill_id: str
    form: Form
    trials: tuple[Trial, ...]

    @property
    def at(self) -> datetime:
        """When it ended."""
        return self.trials[-1].at


@dataclass(frozen=True, slots=True)
class Score:
    """What a sitting alone says of an ear.

    Attributes:
        theta_mean: threshold, log2 of the cue in the skill's unit; lower is better.
        theta_sd: its posterior standard deviation, octaves of cue.
        level_75: the cue that is answered right, or placed well, three times in four, in the skill's unit.
        level_lo: lower end of its 90 % interval.
        level_hi: upper end of it.
        right: rounds answered right.
        rounds: rounds in all.
    """

    theta_mean: float
    theta_sd: float
    level_75: float
    level_lo: float
    level_hi: float
    right: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Pair:
    """The first sitting of a player and the last one with the other form, scored apart from each other."""

    before: CheckUp
    after: CheckUp
    score_before: Score
    score_after: Score

    @property
    def gain_oct(self) -> float:
        """Octaves of cue by which the threshold fell; positive is better."""
        return self.score_before.theta_mean - self.score_after.theta_mean

    @property
    def gain_sd(self) -> float:
        """Standard deviation of that gain, octaves of cue."""
        return math.hypot(self.score_before.theta_sd, self.score_after.theta_sd)


@dataclass(frozen=True, slots=True)
class Effect:
    """How far a group has come in a skill.

    Attributes:
        players: who sat both.
        gain_oct: mean fall of the threshold, octaves of cue.
        gain_lo: lower end of its 95 % interval (t distribution).
        gain_hi: upper end of it.
        g: Hedges' g_av, the gain in standard deviations of the players; None with too few players.
        g_lo: lower end of its 95 % bootstrap interval over players.
        g_hi: upper end of it.
    """

    skill_id: str
    players: int
    gain_oct: float
    gain_lo: float | None
    gain_hi: float | None
    g: float | None
    g_lo: float | None
    g_hi: float | None


def score(sitting: CheckUp) -> Score:
    """Return what a sitting says, from the skill's prior and its own trials alone."""
    belief = believe(sitting.trials, sitting.skill_id)
    middle, lo, hi = beliefs.level_interval(belief)
    return Score(
        theta_mean=belief.theta_mean,
        theta_sd=belief.theta_sd,
        level_75=2**middle,
        level_lo=2**lo,
        level_hi=2**hi,
        right=sum(trial.right for trial in sitting.trials),
        rounds=len(sitting.trials),
    )


def pair(sittings: Sequence[CheckUp]) -> tuple[Pair, ...]:
    """Return the pairs of all players and skills; who has not sat both forms has none."""
    whole = sorted((one for one in sittings if len(one.trials) >= FEWEST_ROUNDS), key=lambda one: one.at)
    by_key: dict[tuple[str, str], list[CheckUp]] = {}
    for one in whole:
        by_key.setdefault((one.player, one.skill_id), []).append(one)
    pairs = []
    for first, *later in by_key.values():
        others = [one for one in later if one.form != first.form]
        if others:
            pairs.append(Pair(first, others[-1], score(first), score(others[-1])))
    return tuple(pairs)


def effects(pairs: Sequence[Pair]) -> tuple[Effect, ...]:
    """Return the effect in every skill that somebody sat twice."""
    by_skill: dict[str, list[Pair]] = {}
    for one in pairs:
        by_skill.setdefault(one.before.skill_id, []).append(one)
    return tuple(_effect(skill_id, by_skill[skill_id]) for skill_id in SKILLS if skill_id in by_skill)


def hedges_g_av(before: np.ndarray, after: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return Hedges' g_av of a fall from `before` to `after`, along an axis of players.

    The mean difference over the mean of both standard deviations (Lakens 2013, eq. 10), times the small-sample
    correction 1 - 3 / (4 (n - 1) - 1) (Hedges 1981).
    """
    n = before.shape[axis]
    spread = (before.std(axis=axis, ddof=1) + after.std(axis=axis, ddof=1)) / 2
    return np.asarray((before - after).mean(axis=axis) / spread * (1 - 3 / (4 * (n - 1) - 1)))


def _effect(skill_id: str, pairs: Sequence[Pair]) -> Effect:
    before = np.array([one.score_before.theta_mean for one in pairs])
    after = np.array([one.score_after.theta_mean for one in pairs])
    gains = before - after
    gain_lo = gain_hi = g = g_lo = g_hi = None
    if len(pairs) >= 2:
        half = float(scipy.stats.sem(gains) * scipy.stats.t.ppf((1 + INTERVAL) / 2, len(pairs) - 1))
        gain_lo, gain_hi = float(gains.mean()) - half, float(gains.mean()) + half
    if len(pairs) >= FEWEST_PLAYERS and min(before.std(), after.std()) > 0:
        g = float(hedges_g_av(before, after))
        g_lo, g_hi = _resampled(before, after)
    return Effect(skill_id, len(pairs), float(gains.mean()), gain_lo, gain_hi, g, g_lo, g_hi)


def _resampled(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    found = scipy.stats.bootstrap(
        (before, after),
        hedges_g_av,
        paired=True,
        n_resamples=RESAMPLES,
        confidence_level=INTERVAL,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


# ---- a tidy table: a row for each sitting that counts, and what its columns mean

COLUMNS: Final[Mapping[str, str]] = {
    "player": "who, a code that stays the same; names are left out unless asked for",
    "skill_id": "skill, as `own-ears skills` lists them",
    "unit": "unit of the cue and of level_75",
    "sitting": "before or after",
    "form": "a or b: parallel forms, without a question in common; which comes first is drawn by player",
    "at": "when the sitting ended, ISO 8601, UTC",
    "days": "days since the sitting before; 0 in that one",
    "rounds": "rounds of the sitting, all without the AI",
    "right": "rounds answered right",
    "theta": "threshold, log2 of the cue, from this sitting and the skill's prior alone; lower is better",
    "theta_sd": "its posterior standard deviation, octaves of cue",
    "level_75": "cue that is answered right, or placed well, three times in four",
    "level_lo": "lower end of its 90 % interval",
    "level_hi": "upper end of its 90 % interval",
    "practised": "rounds of this skill between the sittings; 0 in the row before",
    "with_ai": "how many of those the AI sat in on",
}
"""The columns of the table, in order, and the codebook."""

Practised = Mapping[tuple[str, str], Sequence[tuple[datetime, bool]]]
"""By player and skill: when each round of practice was, and whether the AI sat in."""


def rows_of(pairs: Sequence[Pair], practised: Practised) -> list[dict[str, str | int | float]]:
    """Return two rows for each pair, with the keys of `COLUMNS`."""
    rows = []
    for one in pairs:
        between = [
            with_ai
            for at, with_ai in practised.get((one.before.player, one.before.skill_id), ())
            if one.before.at < at < one.after.trials[0].at
        ]
        days = (one.after.at - one.before.at).total_seconds() / 86_400
        rows.append(_row(one.before, one.score_before, "before", days=0.0, between=()))
        rows.append(_row(one.after, one.score_after, "after", days=days, between=between))
    return rows


def _row(
    sitting: CheckUp, scored: Score, when: str, *, days: float, between: Sequence[bool]
) -> dict[str, str | int | float]:
    return {
        "player": sitting.player,
        "skill_id": sitting.skill_id,
        "unit": SKILLS[sitting.skill_id].unit,
        "sitting": when,
        "form": sitting.form,
        "at": sitting.at.isoformat().replace("+00:00", "Z"),
        "days": round(days, 2),
        "rounds": scored.rounds,
        "right": scored.right,
        "theta": round(scored.theta_mean, 4),
        "theta_sd": round(scored.theta_sd, 4),
        "level_75": round(scored.level_75, 4),
        "level_lo": round(scored.level_lo, 4),
        "level_hi": round(scored.level_hi, 4),
        "practised": len(between),
        "with_ai": sum(between),
    }
