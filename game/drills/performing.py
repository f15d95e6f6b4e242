"""A drummer's feel by numbers: how late the kit comes at each place of the bar.

The structure is modelled on measured drummers, whose offsets belong to places of the bar, return in every bar and drift
slowly (Hellmer & Madison 2015, Quantifying microtiming patterning and variability in drum kit recordings).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from game.drills.phrase import Phrase
from game.drills.time_common import Onsets
from game.dsp.timing import permuted_twin

Offsets = npt.NDArray[np.float64]

LEAN: Final = {"beat": -0.6, "backbeat": 1.0, "eighth": -0.4, "sixteenth": 0.8}
"""How late each kind of place is, in parts of the latest; the whole may be turned around."""
LEAN_SPREAD: Final = 0.35
"""How much a drummer's leans differ from these."""
DRIFT: Final = 0.3
"""Size of the slow drift, which does not return with the bar."""
FARTHEST_SD: Final = 2.2
"""No offset lies further out, so that neighbours never change places."""
FRAMES_PER_MS: Final = 48
"""Offsets are whole frames at 48 kHz: each stroke is sampled alike wherever it falls, so no meter tells takes."""
_NEAR: Final = 0.01


def places(phrase: Phrase) -> tuple[float, ...]:
    """Return the steps of a phrase at which its drums strike, in order."""
    return tuple(sorted({step for part in phrase.rhythm.parts if part.single for step in phrase.steps(part)}))


def straight(phrase: Phrase) -> dict[str, Onsets]:
    """Return when the strokes of each drum sound exactly on the grid, the score's swing included."""
    return {part.name: phrase.written_s(part) for part in phrase.rhythm.parts if part.single}


def performed(phrase: Phrase, offsets_ms: Offsets) -> dict[str, Onsets]:
    """Return when the strokes sound with an offset for each place; all that strikes at one place moves together."""
    late_s = {step: float(offset) / 1000 for step, offset in zip(places(phrase), offsets_ms, strict=True)}
    return {
        part.name: tuple(
            place + late_s[step] for place, step in zip(phrase.written_s(part), phrase.steps(part), strict=True)
        )
        for part in phrase.rhythm.parts
        if part.single
    }


def have_room(phrase: Phrase, *, sd_ms: float) -> bool:
    """Tell whether neighbours keep their order whatever offsets of this spread they get."""
    moments = np.sort([phrase.moment_s(phrase.rhythm.swung(step)) for step in places(phrase)])
    gaps = np.diff(np.append(moments, moments[0] + phrase.length_s))
    return bool(gaps.min() * 1000 > 2 * FARTHEST_SD * sd_ms)


def draw_offsets_ms(phrase: Phrase, rng: np.random.Generator, *, sd_ms: float) -> Offsets:
    """Draw how late the kit is at each place, with mean 0 and standard deviation `sd_ms`.

    Offsets are the same in every bar but for a slow drift. The places with which the clip begins and ends stay on the
    grid and are not counted, so that no take begins or ends differently.
    """
    moved = _moved(phrase)
    offsets = _structured(phrase, rng)[moved]
    for _ in range(8):  # clipping changes mean and spread a little, and less each time
        offsets = (offsets - offsets.mean()) / offsets.std()
        offsets = np.clip(offsets, -FARTHEST_SD, FARTHEST_SD)
    offsets = sd_ms * (offsets - offsets.mean()) / offsets.std()
    return _with_ends(phrase, np.round(offsets * FRAMES_PER_MS) / FRAMES_PER_MS)


def shuffled(phrase: Phrase, offsets_ms: Offsets, rng: np.random.Generator) -> Offsets:
    """Return the same offsets in an order that has nothing of the first one; the clip's ends stay on the grid again."""
    return _with_ends(phrase, permuted_twin(offsets_ms[_moved(phrase)], rng=rng))


def _moved(phrase: Phrase) -> npt.NDArray[np.bool_]:
    """Tell of every place whether it may move: all but the first and the last in the clip."""
    moments_s = np.array([phrase.moment_s(phrase.rhythm.swung(step)) for step in places(phrase)])
    return np.asarray((moments_s > moments_s.min()) & (moments_s < moments_s.max()))


def _with_ends(phrase: Phrase, offsets_ms: Offsets) -> Offsets:
    """Return an offset for every place, 0 where it may not move."""
    moved = _moved(phrase)
    every = np.zeros(len(moved))
    every[moved] = offsets_ms
    return every


def _structured(phrase: Phrase, rng: np.random.Generator) -> Offsets:
    steps = np.array(places(phrase))
    in_bar = steps % phrase.steps_per_bar
    turned = rng.choice([-1.0, 1.0])
    leans = {place: turned * (LEAN[_kind(place)] + rng.normal(0, LEAN_SPREAD)) for place in np.unique(in_bar)}
    drift = DRIFT * np.sin(2 * np.pi * (steps / (phrase.bars * phrase.steps_per_bar) + rng.uniform()))
    return np.asarray([leans[place] for place in in_bar] + drift)


def _kind(place: float) -> str:
    if abs(place % 2 - 1) < _NEAR or abs(place - round(place)) > _NEAR:
        return "sixteenth"
    if round(place) % 4:
        return "eighth"
    return "backbeat" if round(place) % 8 else "beat"
