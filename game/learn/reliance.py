"""How a player leans on the AI: both ways, from expected correctness and never from luck.

A *bet* is an assisted round in which player and AI disagreed. The AI is the better bet where its calibrated chance is
above the player's own, the own ear where it is below; how much better is the *stake*. `G_own` is the share of own-ear
stakes that was given away, `G_ai` the share of AI stakes that was passed over. Nothing is shown before there is enough
at stake.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import scipy

from game.core.facts import CONFIDENCES, Confidence

PRIOR_STAKE: Final = 0.4
PRIOR_SHARE: Final = 0.3
LEAST_STAKE: Final = 0.8
FLAG_AT: Final = 0.5
SURE_OF_FLAG: Final = 0.9
WOA_PRIOR_ROUNDS: Final = 4
WOA_PRIOR: Final = 0.39
LEAST_WOA_ROUNDS: Final = 10
RAIR_PRIOR: Final = (2.0, 3.0)
RSR_PRIOR: Final = (3.5, 1.5)
LEAST_EVENTS: Final = 8
FIRM_EVENTS: Final = 20
LEAST_LISTENS: Final = 1
QUICK_MS: Final = 1500
BUCKET_PRIOR_ROUNDS: Final = 10.0
"""Confidence moves a chance only as far as this many rounds' worth of evidence lets it."""

Flag = Literal["gives own-ear bets away", "passes AI bets over"]


@dataclass(frozen=True, slots=True)
class Bet:
    """An assisted round, on the skill's response scale (octaves for a frequency, else the answer's unit).

    Attributes:
        p_own: how likely the first guess was right by the tracker, before the confidence is counted in.
        p_ai: the chance that the AI showed.
        apart: whether guess and AI disagreed: by more than half the tolerance, or at all for a pick.
        weight: how far the player went towards the AI, 0 to 1 where in between; None where they agreed.
        own_right, ai_right, final_right: as judged.
        hasty: whether the first guess came too quickly or without listening to all.
    """

    skill_id: str
    confidence: Confidence
    p_own: float
    p_ai: float
    apart: bool
    weight: float | None
    own_right: bool
    ai_right: bool
    final_right: bool
    hasty: bool

    @property
    def adopted(self) -> float:
        """How much of the AI's answer was taken, 0 to 1; 0 where there was nothing to take."""
        return 0.0 if self.weight is None else min(max(self.weight, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 90 % range; `enough` tells whether it may be shown, `stake` on how much it rests."""

    value: float
    lo: float
    hi: float
    stake: float
    enough: bool

    @property
    def flagged(self) -> bool:
        """Tell whether it may be named: enough at stake, and at half or above."""
        return self.enough and self.value >= FLAG_AT


@dataclass(frozen=True, slots=True)
class Counts:
    """How rounds with disagreement ended; the four cells of the mirror."""

    kept_right: int
    kept_wrong: int
    switched_right: int
    switched_wrong: int


@dataclass(frozen=True, slots=True)
class Reliance:
    """A player's reliance over a set of assisted rounds; None where there is not enough evidence."""

    rounds: int
    disagreements: int
    g_own: Share
    g_ai: Share
    woa: float | None
    overshoots: int
    repulsions: int
    rair: Share
    rsr: Share
    adoption: float | None
    hasty: float | None
    counts: Counts
    by_skill: Mapping[str, Counts]

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Return what may be named, in words."""
        named: list[Flag] = []
        if self.g_own.flagged:
            named.append("gives own-ear bets away")
        if self.g_ai.flagged:
            named.append("passes AI bets over")
        return tuple(named)


def weight_of(*, guess: float, advice: float, final: float) -> float:
    """Return the weight of advice (final - guess) / (advice - guess): 0 kept, 1 adopted, beyond and below possible.

    Raises:
        ValueError: guess and advice are the same, so there is nothing to weigh.
    """
    if guess == advice:
        raise ValueError(f"guess and advice must differ to weigh one against the other, both are {guess:g}")
    return (final - guess) / (advice - guess)


def measure(bets: Sequence[Bet]) -> Reliance:
    """Return how a player relies on the AI over these assisted rounds."""
    apart = [bet for bet in bets if bet.apart and bet.weight is not None]
    chances = _own_chances(bets)
    gaps = [(bet, chances[bet.confidence](bet.p_own) - bet.p_ai) for bet in apart]
    weights = [bet.weight for bet in apart if bet.weight is not None]
    switched = [bet.adopted >= 0.5 for bet in apart]
    rair = [bet.final_right for bet in bets if bet.ai_right and not bet.own_right]
    rsr = [bet.final_right for bet in bets if bet.own_right and not bet.ai_right]
    return Reliance(
        rounds=len(bets),
        disagreements=len(apart),
        g_own=_stakes([(gap, bet.adopted) for bet, gap in gaps if gap > 0]),
        g_ai=_stakes([(-gap, 1 - bet.adopted) for bet, gap in gaps if gap < 0]),
        woa=_woa(weights),
        overshoots=sum(weight > 1 for weight in weights),
        repulsions=sum(weight < 0 for weight in weights),
        rair=_beta(rair, prior=RAIR_PRIOR),
        rsr=_beta(rsr, prior=RSR_PRIOR),
        adoption=sum(switched) / len(switched) if len(switched) >= LEAST_WOA_ROUNDS else None,
        hasty=sum(bet.hasty for bet in bets) / len(bets) if len(bets) >= LEAST_WOA_ROUNDS else None,
        counts=_count(apart),
        by_skill={skill_id: _count([bet for bet in apart if bet.skill_id == skill_id])
                  for skill_id in dict.fromkeys(bet.skill_id for bet in apart)},
    )  # fmt: skip


def _own_chances(bets: Sequence[Bet]) -> "Mapping[Confidence, _Shifted]":
    """Return for each confidence how it moves the tracker's chance: log-odds of being right, shrunk towards none."""
    shifts: dict[Confidence, _Shifted] = {}
    for confidence in CONFIDENCES:
        mine = [bet for bet in bets if bet.confidence == confidence]
        expected = sum(bet.p_own for bet in mine)
        right = sum(bet.own_right for bet in mine)
        prior = BUCKET_PRIOR_ROUNDS / 2
        observed_odds = (right + prior) / (len(mine) - right + prior)
        expected_odds = (expected + prior) / (len(mine) - expected + prior)
        shifts[confidence] = _Shifted(math.log(observed_odds / expected_odds))
    return shifts


@dataclass(frozen=True, slots=True)
class _Shifted:
    """Moves a chance by log-odds."""

    log_odds: float

    def __call__(self, chance: float) -> float:
        clipped = min(max(chance, 0.01), 0.99)
        return 1 / (1 + math.exp(-(math.log(clipped / (1 - clipped)) + self.log_odds)))


def _stakes(weighed: Sequence[tuple[float, float]]) -> Share:
    """Return the share of stakes that went the worse way, shrunk a little towards 0.3, with a 90 % range.

    The range is that of a beta distribution with as many effective rounds as the stakes are worth (Kish).
    """
    stake = sum(size for size, _ in weighed)
    value = (sum(size * lost for size, lost in weighed) + PRIOR_STAKE * PRIOR_SHARE) / (stake + PRIOR_STAKE)
    squares = sum(size**2 for size, _ in weighed)
    rounds = stake**2 / squares if squares else 0.0
    lo, hi = _beta_range(value * (rounds + 1), (1 - value) * (rounds + 1), 0.9)
    return Share(value=value, lo=lo, hi=hi, stake=stake, enough=stake >= LEAST_STAKE)


def _beta(events: Sequence[bool], *, prior: tuple[float, float]) -> Share:
    a, b = sum(events) + prior[0], len(events) - sum(events) + prior[1]
    lo, hi = _beta_range(a, b, 0.8)
    return Share(value=a / (a + b), lo=lo, hi=hi, stake=len(events), enough=len(events) >= LEAST_EVENTS)


def _beta_range(a: float, b: float, mass: float) -> tuple[float, float]:
    tail = (1 - mass) / 2
    return float(scipy.special.betaincinv(a, b, tail)), float(scipy.special.betaincinv(a, b, 1 - tail))


def _woa(weights: Sequence[float]) -> float | None:
    if len(weights) < LEAST_WOA_ROUNDS:
        return None
    clipped = sum(min(max(weight, 0.0), 1.0) for weight in weights)
    return (clipped + WOA_PRIOR_ROUNDS * WOA_PRIOR) / (len(weights) + WOA_PRIOR_ROUNDS)


def _count(apart: Sequence[Bet]) -> Counts:
    def count(*, switched: bool, right: bool) -> int:
        return sum((bet.adopted >= 0.5) is switched and bet.final_right is right for bet in apart)

    return Counts(
        kept_right=count(switched=False, right=True),
        kept_wrong=count(switched=False, right=False),
        switched_right=count(switched=True, right=True),
        switched_wrong=count(switched=True, right=False),
    )
