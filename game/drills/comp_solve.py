"""Finds settings that do what a question says: a threshold for an amount, an attack for equal peaks.

Everything is looked for first on a coarse passage, which is quick and right to about half a decibel, then on the sound
itself.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from game.core.errors import CueError
from game.dsp.dynamics import Compressor
from game.dsp.passage import Passage

Figure: TypeAlias = Literal["range_db", "mean_db"]
Take: TypeAlias = Compressor | None
"""Settings of a take, or None for one that is left alone."""
Pair: TypeAlias = tuple[Take, Take]
PairAt: TypeAlias = Callable[[Passage, float, Pair], Pair]
"""(passage, attack_ms, pair found nearby or two None) to two takes, their thresholds solved for."""

CLOSE_DB: Final = 0.0005
"""Amounts and peaks are met this closely: far less than the levels of takes are roved."""
ROUGHLY_DB: Final = 0.03
"""Close enough on a coarse passage."""
LOWEST_DB: Final = -75.0
"""What no threshold above this can do cannot be done."""
SCAN_DB: Final = 6.0
SCAN_OCT: Final = 1.5
MOST_STEPS: Final = 14
FARTHEST: Final = 4.0
"""Steps are dB of threshold or octaves of attack; none is longer than this."""
THRESHOLD_SLOPE: Final = -0.6
"""A threshold lowered by 1 dB adds about this much to an amount: where the search takes its first step."""
SAME_PEAK: Final = 2
"""Two takes share their peak where it lies within this many samples: then it also swings as high between samples."""
ATTACK_SLOPE: Final = 0.5
"""An octave of attack lets the peaks rise by about this many dB."""


def threshold_for(
    passage: Passage, settings: Compressor, *, figure: Figure, target_db: float, near: Take = None
) -> Compressor:
    """Return `settings` with the threshold at which `figure` of their effect is `target_db`.

    Args:
        passage: what is compressed.
        settings: whose threshold does not matter.
        figure: which number of the effect.
        target_db: what it is to be, above 0.
        near: settings of nearly that effect; where none are known, the highest threshold that does it is taken.

    Raises:
        CueError: no threshold does it.
    """

    def miss_db(threshold_db: float) -> float:
        effect = passage.effect(replace(settings, threshold_db=threshold_db))
        return (effect.range_db if figure == "range_db" else effect.mean_db) - target_db

    start_db = near.threshold_db if near is not None else _coarse_threshold(passage, settings, figure, target_db)
    return replace(settings, threshold_db=root(miss_db, start_db, slope=THRESHOLD_SLOPE))


@dataclass(frozen=True, slots=True)
class Even:
    """A pair whose peaks are equal, the attack at which they are, in octaves of 1 ms, and where each peaks."""

    pair: Pair
    attack_oct: float
    peaks_at: tuple[int, int]

    @property
    def in_one_place(self) -> bool:
        """Whether both takes peak at the same moment, so that they swing alike between samples too."""
        return abs(self.peaks_at[0] - self.peaks_at[1]) <= SAME_PEAK


def equal_peaks(passage: Passage, pair_at: PairAt, *, between_ms: tuple[float, float]) -> Even:
    """Return two takes whose largest samples are equal once both are equally loud.

    A short attack holds peaks down and a longer one lets them through, so an attack lies between at which they tell
    nothing. The shortest such is taken.

    Raises:
        CueError: no attack does it.
    """
    lo_oct, hi_oct = (math.log2(attack_ms) for attack_ms in between_ms)
    places = [lo_oct + number * SCAN_OCT for number in range(int((hi_oct - lo_oct) / SCAN_OCT) + 1)]
    scan = _Pairs(passage.coarse, pair_at, (None, None))
    for start_oct in crossings(scan.miss_db, places):
        try:
            rough = _Pairs(passage.coarse, pair_at, scan.pair).settle(start_oct, close=ROUGHLY_DB)
            even = even_near(passage, pair_at, rough)
        except CueError:
            continue
        if lo_oct - SCAN_OCT <= even.attack_oct <= hi_oct + SCAN_OCT:
            return even
    raise CueError(f"some attack of {between_ms[0]:g} to {between_ms[1]:g} ms must leave the peaks equal, none does")


def even_near(passage: Passage, pair_at: PairAt, near: Even) -> Even:
    """Return a pair with equal peaks near one that is known; CueError where there is none."""
    return _Pairs(passage, pair_at, near.pair).settle(near.attack_oct, close=CLOSE_DB)


class _Pairs:
    """The pairs on one passage, each looked for from the last one on."""

    def __init__(self, passage: Passage, pair_at: PairAt, near: Pair) -> None:
        self._passage, self._pair_at = passage, pair_at
        self.pair = near
        self._peaks_at = (0, 0)

    def settle(self, attack_oct: float, *, close: float) -> Even:
        """Return the pair near this attack whose peaks are equal to within `close`; CueError where there is none."""
        attack_oct = root(self.miss_db, attack_oct, slope=ATTACK_SLOPE, close=close)
        return Even(pair=self.pair, attack_oct=attack_oct, peaks_at=self._peaks_at)

    def miss_db(self, attack_oct: float) -> float:
        """Return by how much the second take of the pair at this attack peaks higher than the first."""
        self.pair = self._pair_at(self._passage, 2**attack_oct, self.pair)
        first, second = (self._passage.peak(take) for take in self.pair)
        self._peaks_at = (first.at, second.at)
        return second.over_lufs_db - first.over_lufs_db


def root(miss: Callable[[float], float], start: float, *, slope: float, close: float = CLOSE_DB) -> float:
    """Return a place near `start` where `miss` is 0 to within `close`; `miss` was asked there last.

    The secant method, which halves what brackets the root wherever it would leave it.

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
        step = max(-FARTHEST, min(FARTHEST, -missed / slope if slope else FARTHEST))
        there = here + step
        if len(ends) == 2 and not min(ends.values()) < there < max(ends.values()):
            there = sum(ends.values()) / 2
        before, missed_before = here, missed
        here, missed = there, miss(there)
    raise CueError(f"settings must come within {close:g} dB, they were {missed:g} dB off after {MOST_STEPS} steps")


def crossings(miss: Callable[[float], float], places: Sequence[float]) -> Iterator[float]:
    """Yield where `miss` changes its sign between two of `places`, taken as a line there, in their order.

    A place at which `miss` itself raises a CueError is left out.
    """
    last: tuple[float, float] | None = None
    for place in places:
        try:
            missed = miss(place)
        except CueError:
            last = None
            continue
        if last is not None and (missed > 0) != (last[1] > 0):
            yield last[0] + (place - last[0]) * last[1] / (last[1] - missed)
        last = (place, missed)


def _coarse_threshold(passage: Passage, settings: Compressor, figure: Figure, target_db: float) -> float:
    """Return nearly the highest threshold that does it."""
    deepest = passage.coarse.effect(replace(settings, threshold_db=LOWEST_DB))
    if (deepest.range_db if figure == "range_db" else deepest.mean_db) < target_db:
        raise CueError(f"some threshold must change the gain by {target_db:g} dB, none above {LOWEST_DB:g} dBFS does")

    def miss_db(threshold_db: float) -> float:
        effect = passage.coarse.effect(replace(settings, threshold_db=threshold_db))
        return (effect.range_db if figure == "range_db" else effect.mean_db) - target_db

    highest_db = passage.loudest_db + settings.knee_db / 2
    steps = [highest_db - number * SCAN_DB for number in range(int((highest_db - LOWEST_DB) / SCAN_DB))]
    for threshold_db in crossings(miss_db, steps):
        return threshold_db
    raise CueError(f"some threshold must change the gain by {target_db:g} dB, none above {LOWEST_DB:g} dBFS does")
