"""Finds settings that do what a question says: a threshold for an amount, an attack for equal peaks.

Everything is looked for first on a coarse passage, which is quick and right to about half a decibel, then on the sound
itself.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
LOWEST_DB: Final = -75.0
"""What no threshold above this can do cannot be done."""
SCAN_DB: Final = 3.0
SCAN_OCT: Final = 0.75
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


def equal_peaks(passage: Passage, pair_at: PairAt, *, between_ms: tuple[float, float]) -> Pair:
    """Return two takes whose largest samples are equal once both are equally loud.

    A short attack holds peaks down and a longer one lets them through, so an attack lies between at which they tell
    nothing. The shortest such is taken.

    Raises:
        CueError: no attack does it.
    """
    lo_oct, hi_oct = (math.log2(attack_ms) for attack_ms in between_ms)
    places = [lo_oct + number * SCAN_OCT for number in range(int((hi_oct - lo_oct) / SCAN_OCT) + 1)]
    roughly = _Pairs(passage.coarse, pair_at)
    for start_oct in crossings(roughly.miss_db, places):
        closely = _Pairs(passage, pair_at, near=roughly.pair)
        try:
            attack_oct = root(closely.miss_db, start_oct, slope=ATTACK_SLOPE)
        except CueError:
            continue
        if lo_oct - SCAN_OCT <= attack_oct <= hi_oct + SCAN_OCT and closely.share_peak:
            return closely.pair
    raise CueError(
        f"some attack of {between_ms[0]:g} to {between_ms[1]:g} ms must leave both takes with one peak, none does"
    )


class _Pairs:
    """The pairs on one passage, each looked for from the last one on."""

    def __init__(self, passage: Passage, pair_at: PairAt, *, near: Pair = (None, None)) -> None:
        self._passage, self._pair_at = passage, pair_at
        self.pair = near
        self.share_peak = False

    def miss_db(self, attack_oct: float) -> float:
        """Return by how much the second take of the pair at this attack peaks higher than the first."""
        self.pair = self._pair_at(self._passage, 2**attack_oct, self.pair)
        first, second = (self._passage.peak(take) for take in self.pair)
        self.share_peak = abs(first.at - second.at) <= SAME_PEAK
        return second.over_lufs_db - first.over_lufs_db


def root(miss: Callable[[float], float], start: float, *, slope: float) -> float:
    """Return a place near `start` where `miss` is 0 to within CLOSE_DB; `miss` was asked there last.

    The secant method, which halves what brackets the root wherever it would leave it.

    Raises:
        CueError: there is none, or it is not found in time.
    """
    before, here = start, start
    missed_before = missed = miss(start)
    ends: dict[bool, float] = {}
    for _ in range(MOST_STEPS):
        if abs(missed) <= CLOSE_DB:
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
    raise CueError(f"settings must come within {CLOSE_DB:g} dB, they were {missed:g} dB off after {MOST_STEPS} steps")


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

    def miss_db(threshold_db: float) -> float:
        effect = passage.coarse.effect(replace(settings, threshold_db=threshold_db))
        return (effect.range_db if figure == "range_db" else effect.mean_db) - target_db

    highest_db = passage.loudest_db + settings.knee_db / 2
    steps = [highest_db - number * SCAN_DB for number in range(int((highest_db - LOWEST_DB) / SCAN_DB))]
    for threshold_db in crossings(miss_db, steps):
        return threshold_db
    raise CueError(f"some threshold must change the gain by {target_db:g} dB, none above {LOWEST_DB:g} dBFS does")
