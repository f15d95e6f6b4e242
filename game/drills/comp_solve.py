"""Finds settings that do what a question says: a threshold for an amount, an attack for equal peaks.

Everything is looked for first on a coarse passage, which is quick and right to about a decibel, then on the sound
itself.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from game.core.errors import CueError
from game.dsp.dynamics import Compressor
from game.dsp.eq import Floats
from game.dsp.passage import Effect, Passage

Take: TypeAlias = Compressor | None
"""Settings of a take, or None for one that is left alone."""
Pair: TypeAlias = tuple[Take, Take]
Effects: TypeAlias = tuple[Effect, Effect]

UNTOUCHED: Final = Effect(range_db=0.0, mean_db=0.0)
CLOSE_DB: Final = 0.001
"""Amounts and peaks are met this closely: far less than the levels of takes are roved."""
ROUGHLY_DB: Final = 0.05
"""Close enough on a coarse passage."""
LOWEST_DB: Final = -75.0
"""What no threshold above this can do cannot be done."""
SCAN_DB: Final = 6.0
SCAN_OCT: Final = 1.5
MOST_STEPS: Final = 14
FARTHEST: Final = 4.0
"""Steps are dB of threshold or octaves of attack; none is longer than this."""
FARTHEST_OCT: Final = 14.0
"""Octaves of attack around 1 ms, 61 us to 16 s: a search that strays beyond does not come back."""
THRESHOLD_SLOPE: Final = -0.6
"""A threshold lowered by 1 dB adds about this much to an amount: where a search takes its first step."""
PROBE: Final = 0.1
"""dB of threshold or octaves of attack by which slopes are measured."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What two takes are to be, apart from their peaks being equal.

    Attributes:
        pair_at: gives both takes' settings for an attack in ms; their thresholds do not matter.
        misses_db: from the effects of both takes, by how many dB each take misses its amount, the first take's first.
            It falls as the take's threshold rises; the second's may depend on the first's effect. A take that is left
            alone misses nothing.
    """

    pair_at: Callable[[float], Pair]
    misses_db: Callable[[Effects], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Even:
    """A pair that is as wished, and where in the search it was found."""

    pair: Pair
    place: Floats
    slopes: Floats


def threshold_for(passage: Passage, settings: Compressor, *, range_db: float) -> Compressor:
    """Return `settings` with the highest threshold at which the range of their gain is `range_db`, above 0.

    Raises:
        CueError: no threshold does it.
    """

    def miss_on(heard: Passage) -> Callable[[float], float]:
        return lambda threshold_db: heard.effect(replace(settings, threshold_db=threshold_db)).range_db - range_db

    start_db = _scan_thresholds(miss_on(passage.coarse), from_db=passage.loudest_db + settings.knee_db / 2)
    return replace(settings, threshold_db=root(miss_on(passage), start_db, slope=THRESHOLD_SLOPE, close=CLOSE_DB))


def nearly_even(passage: Passage, wish: Wish, *, between_ms: tuple[float, float]) -> Iterator[Even]:
    """Yield two takes nearly as wished, whose largest samples are nearly equal once both are equally loud.

    A short attack holds peaks down and a longer one lets them through, so an attack lies between at which they tell
    nothing. The shorter ones come first; where there is none, nothing is yielded.
    """
    lo_oct, hi_oct = (math.log2(attack_ms) for attack_ms in between_ms)
    attacks = [lo_oct + number * SCAN_OCT for number in range(int((hi_oct - lo_oct) / SCAN_OCT) + 1)]
    coarse = _Search(passage.coarse, wish)
    for attack_oct in crossings(coarse.peaks_miss_db, attacks):
        try:
            coarse.peaks_miss_db(attack_oct)
            even = coarse.settle(coarse.place, coarse.slopes(), close=ROUGHLY_DB)
        except CueError:
            continue
        if lo_oct - SCAN_OCT <= even.place[-1] <= hi_oct + SCAN_OCT:
            yield even


def even_near(passage: Passage, wish: Wish, near: Even) -> Even:
    """Return two takes as wished with equal peaks, near two that nearly are; CueError where there are none."""
    return _Search(passage, wish).settle(near.place, near.slopes, close=CLOSE_DB)


class _Search:
    """Looks for a pair on one passage. A place is both takes' thresholds in dB and an attack in octaves of 1 ms."""

    def __init__(self, passage: Passage, wish: Wish) -> None:
        self._passage, self._wish = passage, wish
        self._known = False
        self.place = np.zeros(3)

    def peaks_miss_db(self, attack_oct: float) -> float:
        """Return by how much the second take peaks higher than the first where both do as much as is wished.

        The place is left where that is; the next one is looked for from there.

        Raises:
            CueError: no thresholds do as much at this attack.
        """
        self.place[2] = attack_oct
        for which, take in enumerate(self._pair(self.place)):
            if take is not None:
                self._settle_threshold(which, highest_db=self._passage.loudest_db + take.knee_db / 2)
        self._known = True
        return float(self._misses_db(self.place)[2])

    def slopes(self) -> Floats:
        """Return how fast each miss changes with each number of the place, shape (3, 3)."""
        here = self._misses_db(self.place)
        columns = [(self._misses_db(self.place + PROBE * step) - here) / PROBE for step in np.eye(3)]
        return np.stack(columns, axis=1)

    def settle(self, place: Floats, slopes: Floats, *, close: float) -> Even:
        """Return the pair near `place` that misses nothing by more than `close`.

        Broyden's method ("A class of methods for solving nonlinear simultaneous equations", 1965, the good one).

        Raises:
            CueError: there is none, or it is not found in time.
        """
        missed = self._misses_db(place)
        for _ in range(MOST_STEPS):
            if np.abs(missed).max() <= close:
                return Even(pair=self._pair(place), place=place, slopes=slopes)
            step = np.clip(-np.linalg.lstsq(slopes, missed, rcond=1e-6)[0], -FARTHEST, FARTHEST)
            place = place + step
            if not abs(place[2]) <= FARTHEST_OCT:  # which not-a-number is not, either
                break
            missed = self._misses_db(place)
            slopes = slopes + np.outer(missed, step) / (step @ step)
        raise CueError(f"settings must come within {close:g} dB, they were {np.abs(missed).max():g} dB off")

    def _settle_threshold(self, which: int, *, highest_db: float) -> None:
        def miss_db(threshold_db: float) -> float:
            self.place[which] = threshold_db
            return float(self._wish.misses_db(effects_of(self._passage, self._pair(self.place)))[which])

        start_db = self.place[which] if self._known else _scan_thresholds(miss_db, from_db=highest_db)
        self.place[which] = root(miss_db, start_db, slope=THRESHOLD_SLOPE, close=ROUGHLY_DB)

    def _pair(self, place: Floats) -> Pair:
        first, second = (
            None if take is None else replace(take, threshold_db=float(threshold_db))
            for take, threshold_db in zip(self._wish.pair_at(2 ** float(place[2])), place, strict=False)
        )
        return first, second

    def _misses_db(self, place: Floats) -> Floats:
        pair = self._pair(place)
        first_db, second_db = (self._passage.peak_db(take) for take in pair)
        return np.array([*self._wish.misses_db(effects_of(self._passage, pair)), second_db - first_db])


def effects_of(passage: Passage, pair: Pair) -> Effects:
    """Return what both takes do to a passage."""
    first, second = (UNTOUCHED if take is None else passage.effect(take) for take in pair)
    return first, second


def root(
    miss: Callable[[float], float], start: float, *, slope: float, close: float, farthest: float = FARTHEST
) -> float:
    """Return a place near `start` where `miss` is 0 to within `close`; `miss` was asked there last.

    The secant method, which halves what brackets the root wherever it would leave it; `farthest` bounds each step.

    Raises:
        CueError: there is none, or it is not found in time.
    """
    before, here = start, start
    missed_before = missed = miss(start)
    ends: dict[bool, float] = {}
    for _ in range(MOST_STEPS):
        if abs(missed) <= close:
            return here
        ends[missed > 0] = here
        if missed != missed_before:
            slope = (missed - missed_before) / (here - before)
        there = here + max(-farthest, min(farthest, -missed / slope))
        if len(ends) == 2 and not min(ends.values()) < there < max(ends.values()):
            there = sum(ends.values()) / 2
        before, missed_before = here, missed
        here, missed = there, miss(there)
    raise CueError(f"settings must come within {close:g} dB, they were {missed:g} dB off after {MOST_STEPS} steps")


def crossings(miss: Callable[[float], float], places: Sequence[float]) -> Iterator[float]:
    """Yield where `miss` changes its sign between two of `places`, taken as a line there, in their order.

    A place at which `miss` raises a CueError or is not finite, as where nothing is left to hear, is left out.
    """
    last: tuple[float, float] | None = None
    for place in places:
        try:
            missed = miss(place)
        except CueError:
            missed = math.nan
        if not math.isfinite(missed):
            last = None
            continue
        if last is not None and (missed > 0) != (last[1] > 0):
            yield last[0] + (place - last[0]) * last[1] / (last[1] - missed)
        last = (place, missed)


def _scan_thresholds(miss_db: Callable[[float], float], *, from_db: float) -> float:
    """Return nearly the highest threshold at which nothing is missed; CueError where there is none."""
    short_db = -miss_db(LOWEST_DB)
    if short_db > 0:
        raise CueError(
            f"the gain must move {short_db:.1f} dB farther than these settings move it in this music: "
            "take another seed, another source or a smaller cue"
        )
    steps = [from_db - number * SCAN_DB for number in range(int((from_db - LOWEST_DB) / SCAN_DB) + 1)]
    for threshold_db in crossings(miss_db, steps):
        return threshold_db
    raise CueError("some threshold must move the gain just that far, none does: take another seed or another source")
