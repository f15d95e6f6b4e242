"""Examples for the EQ network: dry clips as band powers, mixed and transposed, with equalisers drawn onto them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ
from game.dsp.bands import a_weighting_db
from game.listener.features import BANDS_HZ, LEVELS, PER_OCTAVE, Bands, frames_of, network_input, statistics_of
from game.training.bank import Clip

Dice = np.random.Generator

CENTRES: Final = np.asarray(BANDS_HZ, dtype=np.float32)
PLACES_HZ: Final = tuple(FREQ_LO_HZ * 2 ** (step / PER_OCTAVE) for step in range(48))
"""Where the network may place an equaliser: 60 Hz to 13.7 kHz."""
GAINS_DB: Final = (-18.0, -12.0, -8.0, -4.0, 4.0, 8.0, 12.0, 18.0)
"""Middles of the bins of its gain."""
GAIN_RANGE_DB: Final = (2.0, 18.0)
Q_RANGE: Final = (0.9, 2.2)
AUDIBLE_DB: Final = 30.0
EVEN_SHARE: Final = 0.5
"""Share of the gains that are even in dB; the others are even in octaves of dB, so that small ones are met as well."""
MIX_SHARE: Final = 0.6
SHIFT_SHARE: Final = 0.7
MOST_SHIFT: Final = 6
CROP_SHARE: Final = 0.4
COLOUR_DB: Final = 4.0
"""Smooth random colouring of up to so many dB: other microphones, rooms and mixes than those of the bank."""
COLOUR_OCT: Final = (0.9, 1.2, 1.8)
"""How far apart, in octaves, two bands must lie to be coloured alike no more."""
HISS_SHARE: Final = 0.4
HISS_DB: Final = (-65.0, -25.0)
"""Noise of a room or a tape, in dB below the sound, falling by up to 6 dB an octave."""
SWELL_SHARE: Final = 0.4
SWELL_DB: Final = 6.0
EDGE_SHARE: Final = 0.2
"""Share of the sounds that are cut off at the bottom, and at the top."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Clips as the network hears them: powers (n, n_frames, n_bands) in dB, float16; tonality (n, n_bands); family."""

    levels_db: npt.NDArray[np.float16]
    tonality: Bands
    family: npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Equalisers, one for each example: all of shape (n,)."""

    freq_hz: npt.NDArray[np.float64]
    gain_db: npt.NDArray[np.float64]
    q: npt.NDArray[np.float64]


def read_clips(clips: Sequence[Clip]) -> Sounds:
    """Return clips as band powers."""
    levels, tonality = [], []
    for clip in clips:
        powers, tones = frames_of(clip.audio)
        levels.append((10 * np.log10(powers + powers.mean() * 1e-9 + 1e-20)).astype(np.float16))
        tonality.append(tones)
    return Sounds(np.stack(levels), np.stack(tonality), np.array([clip.family for clip in clips]))


def curves_db(drawn: Drawn) -> Bands:
    """Return the gain of each peaking equaliser at the bands, in dB, shape (n, n_bands): the analogue prototype."""
    amplitude = 10 ** (drawn.gain_db / 40)[:, None]
    w = CENTRES[None, :] / drawn.freq_hz[:, None]
    wide, narrow = w * amplitude / drawn.q[:, None], w / (amplitude * drawn.q[:, None])
    off = (1 - w**2) ** 2
    return np.asarray(10 * np.log10((off + wide**2) / (off + narrow**2)), dtype=np.float32)


def draw_equalisers(rng: Dice, power_db: Bands) -> Drawn:
    """Draw an equaliser for each sound, only where it has energy that can be heard; `power_db` (n, n_bands)."""
    loudness = power_db + 10 * np.log10(CENTRES) + a_weighting_db(BANDS_HZ)
    inside = (CENTRES >= FREQ_LO_HZ * 0.97) & (CENTRES <= FREQ_HI_HZ)
    heard = (loudness > loudness.max(axis=1, keepdims=True) - AUDIBLE_DB) & inside
    heard[~heard.any(axis=1)] = inside
    shares = np.cumsum(heard, axis=1) / heard.sum(axis=1, keepdims=True)
    band = (shares > rng.random(len(power_db))[:, None]).argmax(axis=1)
    spread = 2 ** ((rng.random(len(power_db)) - 0.5) / PER_OCTAVE)
    even = rng.random(len(power_db)) < EVEN_SHARE
    size_db = np.where(
        even, rng.uniform(*GAIN_RANGE_DB, len(power_db)), _log_uniform(rng, GAIN_RANGE_DB, len(power_db))
    )
    return Drawn(
        freq_hz=np.clip(CENTRES[band] * spread, FREQ_LO_HZ, FREQ_HI_HZ),
        gain_db=size_db * rng.choice((-1, 1), len(power_db)),
        q=_log_uniform(rng, Q_RANGE, len(power_db)),
    )


def draw_batch(rng: Dice, sounds: Sounds, picks: npt.NDArray[np.int_]) -> tuple[Bands, Drawn, Bands]:
    """Return network inputs (n, 6, n_bands), the equalisers in them, and their curves in dB."""
    dry = np.stack([_varied(rng, sounds, int(pick)) for pick in picks])
    colour = _colours(rng, len(picks))
    drawn = draw_equalisers(rng, dry[:, 0] + colour)
    curve = curves_db(drawn)
    dry[:, :LEVELS] += (colour + curve)[:, None]
    return network_input(dry), drawn, curve


def targets(drawn: Drawn, *, width: float = 0.7, gain_width_db: float = 2.0) -> Bands:
    """Return what the network should believe: a soft place and a soft gain of the right sign, shape (n, 48 * 8)."""
    place = PER_OCTAVE * np.log2(drawn.freq_hz / FREQ_LO_HZ)
    by_place = np.exp(-0.5 * ((np.arange(len(PLACES_HZ)) - place[:, None]) / width) ** 2)
    gains = np.asarray(GAINS_DB)
    by_gain = np.exp(-0.5 * ((gains - np.clip(drawn.gain_db, gains[0], gains[-1])[:, None]) / gain_width_db) ** 2)
    by_gain = by_gain * (np.sign(gains) == np.sign(drawn.gain_db)[:, None]) + 1e-9
    joint = (by_place / by_place.sum(1, keepdims=True))[:, :, None] * (by_gain / by_gain.sum(1, keepdims=True))[:, None]
    return np.asarray(joint.reshape(len(place), -1), dtype=np.float32)


def _log_uniform(rng: Dice, between: tuple[float, float], count: int) -> npt.NDArray[np.float64]:
    return np.exp(rng.uniform(math.log(between[0]), math.log(between[1]), count))


def _varied(rng: Dice, sounds: Sounds, pick: int) -> Bands:
    """Return the statistics of a clip as it might have been: transposed, in a mix with others, a part of it."""
    power, tonality = _shifted(rng, sounds, pick)
    if rng.random() < MIX_SHARE:
        power = power / power.mean()
        tones = power.mean(axis=0) * tonality
        for _ in range(1 if rng.random() < 0.7 else 2):
            other, other_tones = _shifted(rng, sounds, int(rng.integers(len(sounds.levels_db))))
            other = np.roll(
                other * (10 ** (rng.uniform(-12, 6) / 10) / other.mean()), int(rng.integers(len(other))), axis=0
            )
            tones = tones + other.mean(axis=0) * other_tones
            power = power + other
        tonality = tones / power.mean(axis=0)
    if rng.random() < CROP_SHARE:
        half = len(power) // 2
        start = int(rng.integers(half))
        power = power[start : start + half]
    return statistics_of(_weathered(rng, power), tonality)


def _weathered(rng: Dice, power: Bands) -> Bands:
    """Return powers that swell in time, lack what lies at an edge, and have a noise under them."""
    if rng.random() < SWELL_SHARE:
        walk = np.cumsum(rng.standard_normal(len(power)))
        wander = (walk - walk.mean()) / max(float(walk.std()), 1e-9)
        power = np.asarray(power * 10 ** (rng.random() * SWELL_DB / 10 * wander[:, None]), dtype=np.float32)
    power = np.asarray(power * 10 ** (_edges_db(rng) / 10), dtype=np.float32)
    if rng.random() < HISS_SHARE:
        fall = (CENTRES / 1000) ** rng.uniform(-2, 0)
        loud = 10 ** (rng.uniform(*HISS_DB) / 10) * power.mean() / fall.mean()
        power = np.asarray(power + loud * fall * rng.gamma(4, 0.25, power.shape), dtype=np.float32)
    return power


def _edges_db(rng: Dice) -> Bands:
    """Return the gain at the bands of a filter at the bottom and one at the top, often none."""
    octaves = np.log2(CENTRES)
    lo = math.log2(rng.uniform(40, 200)) if rng.random() < EDGE_SHARE else -np.inf
    hi = math.log2(rng.uniform(5000, 16000)) if rng.random() < EDGE_SHARE else np.inf
    beyond = np.maximum(np.maximum(lo - octaves, octaves - hi), 0)
    return np.asarray(-rng.uniform(12, 48) * beyond, dtype=np.float32)


def _shifted(rng: Dice, sounds: Sounds, pick: int) -> tuple[Bands, Bands]:
    """Return a clip's powers and tonality, moved by up to five sixths of an octave."""
    levels, tonality = sounds.levels_db[pick].astype(np.float32), sounds.tonality[pick]
    if rng.random() < SHIFT_SHARE:
        by = int(rng.integers(-MOST_SHIFT, MOST_SHIFT + 1))
        levels, tonality = _moved(levels, by, fall_db=-2.0), _moved(tonality[None], by, fall_db=0.0)[0]
    return np.asarray(10 ** (levels / 10), dtype=np.float32), tonality


def _moved(rows: Bands, by: int, *, fall_db: float) -> Bands:
    """Return rows moved along the bands; what comes in falls off by `fall_db` a band."""
    if by == 0:
        return rows
    steps = fall_db * np.arange(1, abs(by) + 1, dtype=np.float32)
    if by > 0:
        return np.concatenate([rows[:, :1] + steps[::-1], rows[:, :-by]], axis=1)
    return np.concatenate([rows[:, -by:], rows[:, -1:] + steps], axis=1)


def _colours(rng: Dice, count: int) -> Bands:
    """Return smooth random curves in dB and a tilt; shape (count, n_bands)."""
    apart = (np.arange(len(CENTRES))[:, None] - np.arange(len(CENTRES))) / PER_OCTAVE
    roots = np.stack(
        [np.linalg.cholesky(np.exp(-0.5 * (apart / reach) ** 2) + 1e-4 * np.eye(len(CENTRES))) for reach in COLOUR_OCT]
    )
    size_db = rng.random((count, 1)) * COLOUR_DB
    drawn = rng.standard_normal((count, len(CENTRES)))
    wander = np.einsum("nab,nb->na", roots[rng.integers(len(roots), size=count)], drawn)
    tilt = rng.normal(0, 0.35, (count, 1)) * (np.arange(len(CENTRES)) - len(CENTRES) / 2) / PER_OCTAVE
    return np.asarray(size_db * (wander + tilt), dtype=np.float32)
