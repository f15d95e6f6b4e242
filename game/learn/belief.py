"""What is believed of one skill: a joint posterior on a grid, with its trial likelihoods and its drift over days.

The axes are theta, slope, lapse and placement noise (`sigma`, in the unit of the error); axes that a kind of question
does not have hold one value. Every function returns a new belief. Weights are rounded to float32 after every step, so
that a belief that was stored and read goes on exactly as one that never was.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import scipy

from game.core.skills import SkillSpec
from game.learn import psychometric
from game.learn.psychometric import SLIDER_PLACES, Floats

Kind = Literal["alternatives", "place", "precision"]
"""One of several; a place on a slider where something may be heard; an amount, where the cue is only the tolerance."""

STEP_OCT: Final = 0.1
MARGIN_OCT: Final = 1.0
"""The grid goes this far beyond the cues that can be played."""
SLOPES: Final = ((0.8, 0.25), (1.2, 0.5), (1.7, 0.25))
LAPSES: Final = ((0.01, 0.7), (0.05, 0.3))
SIGMAS_OCT: Final = ((0.12, 0.1), (0.20, 0.25), (0.33, 0.3), (0.55, 0.25), (0.90, 0.1))
"""Values and their prior weights."""
DRIFT_PER_DAY: Final = 0.005
VARIANCE_PER_SESSION: Final = 0.03
VARIANCE_PER_DAY: Final = 0.001
LONGEST_GAP_DAYS: Final = 30.0
"""Between sessions theta moves: it forgets a little, and the interval grows (octaves and octaves squared).

With half of this variance the 90 % interval of players who gained 2 octaves in 300 trials held 82 % of them, with this
93 %: `pytest -m slow tests/learn -k growth`.
"""
LEVEL_SHARE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Axes:
    """The grid of a skill: each axis broadcasts against the posterior of shape (theta, slope, lapse, sigma)."""

    kind: Kind
    alternatives: int
    theta: Floats
    slope: Floats
    lapse: Floats
    sigma: Floats
    prior: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Belief:
    """A posterior over `axes`; `weights` are float32 and sum to 1."""

    axes: Axes
    weights: npt.NDArray[np.float32]

    @property
    def theta(self) -> Floats:
        """The posterior of theta alone."""
        return np.asarray(self.weights.sum(axis=(1, 2, 3), dtype=np.float64))

    @property
    def theta_mean(self) -> float:
        """Its mean, in log2 of the cue's unit."""
        return float(self.theta @ self.axes.theta.ravel())

    @property
    def theta_sd(self) -> float:
        """Its standard deviation in octaves, with what the grid's step adds."""
        spread = (self.axes.theta.ravel() - self.theta_mean) ** 2
        return math.sqrt(float(self.theta @ spread) + STEP_OCT**2 / 12)

    @property
    def sigma(self) -> float | None:
        """How exactly a place is named, in the unit of the error; None where nothing is placed."""
        if self.axes.kind != "place":
            return None
        marginal = self.weights.sum(axis=(0, 1, 2), dtype=np.float64)
        return float(np.exp(marginal @ np.log(self.axes.sigma.ravel())))

    def theta_interval(self, mass: float = 0.9) -> tuple[float, float]:
        """Return the central interval of theta that holds `mass`."""
        return _interval(self.axes.theta.ravel(), self.theta, mass)


def kind_of(spec: SkillSpec) -> Kind:
    """Return how the answers of a skill are to be read."""
    if spec.answer.choices is not None:
        return "alternatives"
    return "precision" if spec.tol is None else "place"


@lru_cache(maxsize=64)
def axes_of(spec: SkillSpec) -> Axes:
    """Return the grid of a skill."""
    kind = kind_of(spec)
    lo, hi = math.log2(spec.cue_hardest) - MARGIN_OCT, math.log2(spec.cue_easiest) + MARGIN_OCT
    theta = np.arange(lo, hi + STEP_OCT / 2, STEP_OCT)
    heard = kind != "precision"
    slopes, lapses = SLOPES if heard else ((1.0, 1.0),), LAPSES
    sigmas = SIGMAS_OCT if kind == "place" else ((1.0, 1.0),)
    prior = np.exp(-0.5 * ((theta - spec.theta0) / spec.theta0_sd) ** 2)[:, None, None, None]
    for axis, pairs in enumerate((slopes, lapses, sigmas), start=1):
        prior = prior * _along(axis, [weight for _, weight in pairs])
    return Axes(
        kind=kind,
        alternatives=SLIDER_PLACES if spec.answer.choices is None else len(spec.answer.choices),
        theta=_along(0, theta),
        slope=_along(1, [value for value, _ in slopes]),
        lapse=_along(2, [value for value, _ in lapses]),
        sigma=_along(3, [value for value, _ in sigmas]),
        prior=_normal(prior),
    )


def prior_of(spec: SkillSpec) -> Belief:
    """Return what is believed before the first trial."""
    axes = axes_of(spec)
    return Belief(axes, axes.prior)


def heard_at(axes: Axes, size: float) -> Floats:
    """Return for each cell how often a change of `size` (log2 of the cue, less the item's offset) is heard or right."""
    d = psychometric.d_prime(size, theta=axes.theta, slope=axes.slope)
    if axes.kind == "alternatives":
        right = psychometric.share_correct(d, alternatives=axes.alternatives)
        return np.asarray((1 - axes.lapse) * right + axes.lapse / axes.alternatives)
    return np.asarray((1 - axes.lapse) * psychometric.share_heard(d))


def like_right(belief: Belief, size: float, *, right: bool, alternatives: int) -> Belief:
    """Return the belief after one of several was picked, rightly or not."""
    axes = belief.axes
    d = psychometric.d_prime(size, theta=axes.theta, slope=axes.slope)
    share = (1 - axes.lapse) * psychometric.share_correct(d, alternatives=alternatives) + axes.lapse / alternatives
    return _times(belief, share if right else 1 - share)


def like_place(belief: Belief, size: float, *, error: float | None, span: float) -> Belief:
    """Return the belief after a place was named `error` off, on a slider `span` wide; None where nothing was heard.

    Either the change was heard and placed with Gaussian noise, or the place is an even guess.
    """
    heard = heard_at(belief.axes, size)
    if error is None:
        return _times(belief, 1 - heard)
    return _times(belief, heard * psychometric.normal_density(error, sd=belief.axes.sigma) + (1 - heard) / span)


def like_amount(belief: Belief, *, error: float, span: float) -> Belief:
    """Return the belief after an amount was named `error` off; theta is log2 of the error's standard deviation."""
    axes = belief.axes
    density = psychometric.normal_density(error, sd=2.0**axes.theta)
    return _times(belief, (1 - axes.lapse) * density + axes.lapse / span)


def pass_days(belief: Belief, days: float) -> Belief:
    """Return the belief at the next session, `days` later."""
    return Belief(belief.axes, _normal(_moved(_moves(belief.axes, days), belief.weights)))


def spread_back(belief: Belief, weights: Floats, days: float) -> Floats:
    """Return for each cell at one session how well it explains what came `days` later: `pass_days` turned around."""
    return _moved(_moves(belief.axes, days).T, weights)


def flat(axes: Axes) -> Belief:
    """Return a belief in which nothing is likelier than anything else."""
    return Belief(axes, _normal(np.ones(axes.prior.shape)))


def reweighted(belief: Belief, likelihood: Floats) -> Belief:
    """Return the belief after evidence of which each cell's likelihood is known."""
    return _times(belief, likelihood)


def _moves(axes: Axes, days: float) -> Floats:
    """Return how likely theta moves from one place of the grid (column) to another (row) between two sessions.

    What would leave the grid stays at its end.
    """
    gap = min(max(days, 0.0), LONGEST_GAP_DAYS)
    drift, sd = DRIFT_PER_DAY * gap, math.sqrt(VARIANCE_PER_SESSION + VARIANCE_PER_DAY * gap)
    theta = axes.theta.ravel()
    upto = scipy.special.ndtr((theta[:-1, None] + STEP_OCT / 2 - theta[None, :] - drift) / sd)
    edges = np.vstack([np.zeros(len(theta)), upto, np.ones(len(theta))])
    return np.asarray(np.diff(edges, axis=0))


def _moved(moves: Floats, weights: npt.NDArray[np.floating[Any]]) -> Floats:
    shape = weights.shape
    return np.asarray((moves @ weights.reshape(shape[0], -1)).reshape(shape))


def level_interval(belief: Belief, mass: float = 0.9) -> tuple[float, float, float]:
    """Return the size at which 75 % are right or heard, in log2 of the cue's unit: median and both ends.

    From the joint posterior, as a steep player's level lies nearer to theta than a shallow one's. Where the answer is
    an amount it is the error that 75 % of the answers stay within.
    """
    axes = belief.axes
    if axes.kind == "precision":
        levels = axes.theta + math.log2(WITHIN_75)
    else:
        d = psychometric.d_at(LEVEL_SHARE, alternatives=axes.alternatives)
        levels = axes.theta + math.log2(d) / axes.slope
    flat = np.broadcast_to(levels, belief.weights.shape).ravel()
    order = np.argsort(flat, kind="stable")
    shares = belief.weights.ravel()[order].astype(np.float64)
    lo, hi = _interval(flat[order], shares, mass)
    middle, _ = _interval(flat[order], shares, 0.0)
    return middle, lo, hi


WITHIN_75: Final = 1.1503493803760079
"""Three quarters of a normal distribution lie within this many standard deviations."""


def _interval(values: Floats, weights: Floats, mass: float) -> tuple[float, float]:
    """Return the central interval of a weighted, rising set of values; each value stands for a step around it."""
    upto = np.cumsum(weights) - weights / 2
    lo, hi = np.interp([(1 - mass) / 2, (1 + mass) / 2], upto / weights.sum(), values)
    return float(lo), float(hi)


def _times(belief: Belief, likelihood: Floats) -> Belief:
    return Belief(belief.axes, _normal(belief.weights * likelihood))


def _normal(weights: npt.ArrayLike) -> npt.NDArray[np.float32]:
    array = np.asarray(weights, dtype=np.float64)
    rounded: npt.NDArray[np.float32] = (array / array.sum()).astype(np.float32)
    rounded.setflags(write=False)
    return rounded


def _along(axis: int, values: npt.ArrayLike) -> Floats:
    shape = [1, 1, 1, 1]
    shape[axis] = -1
    array = np.asarray(values, dtype=np.float64).reshape(shape)
    array.setflags(write=False)
    return array
