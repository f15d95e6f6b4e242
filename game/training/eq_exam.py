"""Examines the EQ networks on clips of families that never trained, filtered as the game filters."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.core.facts import BOOST, CUT, Question
from game.core.skills import FREQ_TOL_OCT, SKILLS
from game.dsp.audio import Heard
from game.dsp.eq import peak_filter
from game.listener.adviser import Ear
from game.listener.eq_ear import EqEar, read_sound
from game.listener.eq_network import PLACE_FIRST
from game.listener.features import BANDS_HZ, LEVELS, RATE_HZ, Bands, frames_of, statistics_of
from game.training.bank import Clip
from game.training.eq_examples import draw_equalisers

SEED: Final = 77
SIZES_DB: Final = (3.0, 12.0)
"""Gains are even in dB between these, up or down."""
Q: Final = 1.4
LARGE_DB: Final = 9.0
FLAT_BANDS: Final = 4
THIRD_OCT: Final = 1 / 3
DRAWS: Final = 2000
"""Of the bootstrap."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One filtered clip, and what an ear said of it, told the direction or not."""

    clip: int
    family: str
    gain_db: float
    error_told_oct: float
    error_untold_oct: float
    direction_right: bool


def hear_clips(ear: Ear, clips: Sequence[Clip], *, per_clip: int, seed: int = SEED) -> list[Asked]:
    """Filter each clip `per_clip` times where it has energy and ask the ear, told the direction and not."""
    rng = np.random.default_rng(seed)
    heard = []
    for number, clip in enumerate(clips):
        power_db = statistics_of(*frames_of(clip.audio))[:1]
        for _ in range(per_clip):
            freq_hz = float(draw_equalisers(rng, power_db).freq_hz[0])
            gain_db = float(rng.uniform(*SIZES_DB) * rng.choice((-1, 1)))
            wet = peak_filter(clip.audio[:, None], rate_hz=RATE_HZ, freq_hz=freq_hz, gain_db=gain_db, q=Q)
            told = _ask(ear, wet, freq_hz, {"direction": BOOST if gain_db > 0 else CUT})
            untold = _ask(ear, wet, freq_hz, {})
            if told is not None and untold is not None:
                right = untold[1] == (BOOST if gain_db > 0 else CUT)
                heard.append(Asked(number, clip.family, gain_db, told[0], untold[0], right))
    return heard


def score(heard: Sequence[Asked]) -> dict[str, Any]:
    """Return shares, each with a 95 % interval by bootstrap over clips."""
    large = [one for one in heard if one.gain_db >= LARGE_DB]
    return {
        "clips": len({one.clip for one in heard}),
        "items": len(heard),
        "within_third_octave": share(heard, [one.error_told_oct <= THIRD_OCT for one in heard]),
        "within_third_octave_direction_withheld": share(heard, [one.error_untold_oct <= THIRD_OCT for one in heard]),
        "within_half_octave": share(heard, [one.error_told_oct <= FREQ_TOL_OCT for one in heard]),
        "boosts_from_9_db": share(large, [one.error_told_oct <= THIRD_OCT for one in large]),
        "direction_withheld": share(heard, [one.direction_right for one in heard]),
        "by_family": {
            family: share(part, [one.error_told_oct <= THIRD_OCT for one in part])
            for family in sorted({one.family for one in heard})
            if (part := [one for one in heard if one.family == family])
        },
    }


def share(heard: Sequence[Asked], right: Sequence[bool]) -> Mapping[str, float]:
    """Return a share and its 95 % interval by bootstrap over clips."""
    return share_of(np.array([one.clip for one in heard]), np.asarray(right))


def share_of(clips: npt.NDArray[np.int_], right: npt.NDArray[np.bool_]) -> Mapping[str, float]:
    """Return a share and its 95 % interval: clips are drawn again, with all that was heard of each."""
    hits, counts = np.bincount(clips, weights=right), np.bincount(clips)
    hits, counts = hits[counts > 0], counts[counts > 0]
    picks = np.random.default_rng(SEED).integers(len(counts), size=(DRAWS, len(counts)))
    again = hits[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, high = np.percentile(again, [2.5, 97.5])
    return {"share": round(float(np.mean(right)), 3), "from": round(float(low), 3), "to": round(float(high), 3)}


def _ask(ear: Ear, wet: np.ndarray, freq_hz: float, stated: Mapping[str, str]) -> tuple[float, str | None] | None:
    spec = SKILLS["eq.boost_freq"]
    question = Question(skill_id=spec.skill_id, answer=spec.answer, unit=spec.answer_unit, stated=stated)
    weighing = ear.weigh(question, Heard(clips=(wet,), rate_hz=RATE_HZ))
    if weighing is None:
        return None
    return abs(math.log2(weighing.values[weighing.best] / freq_hz)), weighing.direction


def faithfulness(ear: EqEar, clips: Sequence[Clip], *, seed: int = SEED) -> Mapping[str, float]:
    """Return the mean confidence, and what is left of it once an octave is flattened: the blamed one, or any.

    Each clip is filtered once; flattening draws a straight line across the octave in every level.
    """
    rng = np.random.default_rng(seed)
    before, blamed, anywhere = list[float](), list[float](), list[float]()
    for clip in clips:
        freq_hz = float(draw_equalisers(rng, statistics_of(*frames_of(clip.audio))[:1]).freq_hz[0])
        gain_db = float(rng.uniform(*SIZES_DB) * rng.choice((-1, 1)))
        wet = peak_filter(clip.audio[:, None], rate_hz=RATE_HZ, freq_hz=freq_hz, gain_db=gain_db, q=Q)
        sound = read_sound(wet, rate_hz=RATE_HZ)
        if sound is None:
            continue
        chances = np.exp(ear.believe(sound).scores).sum(axis=1)
        best = int(np.convolve(chances, np.ones(5), "same").argmax())
        near = slice(max(0, best - 2), best + 3)
        before.append(float(chances[near].sum()))
        for kept, band in ((blamed, best + PLACE_FIRST + 0.5), (anywhere, float(rng.integers(4, len(BANDS_HZ) - 4)))):
            kept.append(float(np.exp(ear.believe(flattened(sound, band)).scores).sum(axis=1)[near].sum()))
    whole = float(np.mean(before))
    return {
        "items": len(before),
        "confidence": round(whole, 3),
        "left_without_the_blamed_octave": round(float(np.mean(blamed)) / whole, 3),
        "left_without_any_octave": round(float(np.mean(anywhere)) / whole, 3),
    }


def flattened(sound: Bands, band: float) -> Bands:
    """Return the statistics of a sound with its levels on a straight line across the octave around `band`."""
    low, high = max(0, round(band) - FLAT_BANDS), min(len(BANDS_HZ) - 1, round(band) + FLAT_BANDS)
    inside = np.arange(low, high + 1)
    line = np.interp(inside, (low, high), sound[0, [low, high]])
    out = sound.copy()
    out[:LEVELS, inside] += (line - sound[0, inside]).astype(np.float32)
    return out
