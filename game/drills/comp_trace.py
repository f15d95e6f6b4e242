"""What compression did, as curves to be drawn: gain over time, levels before and after, a hit close up, in and out."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import Challenge
from game.drills import comp_common
from game.drills.challenges import take_name
from game.dsp import dynamics
from game.dsp.audio import Audio
from game.dsp.dynamics import Compressor
from game.dsp.eq import Floats
from game.dsp.stimulus import DRY, WET, Stimulus

FRAME_S: Final = 0.005
CLOSE_S: Final = 0.4
"""How long the close-up lasts."""
BEFORE_S: Final = 0.04
"""How much of it lies before the hit."""
CLOSE_FRAME_S: Final = 0.0005
RISE_S: Final = 0.02
"""A hit is where the level rises most within this time."""
CURVE_DB: Final = (-60.0, 0.0)
QUIETEST_DB: Final = -80.0
"""Levels are drawn no lower."""


@dataclass(frozen=True, slots=True)
class CompTrace:
    """One clip's compression as curves. Times are in seconds from the start of the clip, which is a loop.

    Attributes:
        clip: name of the clip in the stimulus.
        settings: of its compressor; None for a take that was left alone, whose gain stays at 0 dB.
        range_db: P95 - P5 of the gain over active frames; 0 for a take that was left alone.
        mean_db: mean gain reduction over active frames.
        times_s: middle of each frame of 5 ms, shape (n_frames,).
        gain_db: gain in each frame, 0 or below, without the make-up that equal loudness took.
        dry_db, wet_db: level in each frame before and after, as played, in dBFS.
        hit_s: where the strongest hit begins; the same in every clip of a round.
        close_s: times of the close-up, from 40 ms before the hit to 360 ms after it; may pass the loop's end.
        close_gain_db: gain there, every half millisecond.
        in_db, out_db: the static curve in dBFS, without make-up.
    """

    clip: str
    settings: Compressor | None
    range_db: float
    mean_db: float
    times_s: Floats
    gain_db: Floats
    dry_db: Floats
    wet_db: Floats
    hit_s: float
    close_s: Floats
    close_gain_db: Floats
    in_db: Floats
    out_db: Floats


def trace(challenge: Challenge, stimulus: Stimulus) -> tuple[CompTrace, ...]:
    """Return the curves of `wet`, or of every take in order; the settings in the challenge must be solved for."""
    params, dry = challenge.truth.params, stimulus.clip(DRY)
    takes = comp_common.settings_of(params)
    ranges_db, means_db = (comp_common.amounts_of(params, name) for name in ("gr_range_db", "gr_mean_db"))
    slider = challenge.question.answer.choices is None
    names = [WET] if slider else [take_name(number) for number in range(1, len(takes) + 1)]
    hit = find_hit(dry, rate_hz=stimulus.rate_hz)
    return tuple(
        _trace(name, stimulus, settings=take, range_db=range_db, mean_db=mean_db, hit=hit)
        for name, take, range_db, mean_db in zip(names, takes, ranges_db, means_db, strict=True)
    )


def find_hit(audio: Audio, *, rate_hz: int) -> int:
    """Return the sample, a whole number of half milliseconds, at which a loop's level rises most within 20 ms."""
    step = max(1, round(CLOSE_FRAME_S * rate_hz))
    levels_db = dynamics.level_db(_frames(dynamics.linked_size(audio), step).max(axis=1))
    ahead = round(RISE_S / CLOSE_FRAME_S)
    held = np.stack([np.roll(levels_db, -shift) for shift in range(ahead)]).max(axis=0)
    before = np.stack([np.roll(levels_db, shift) for shift in range(1, ahead + 1)]).max(axis=0)
    loud = held > levels_db.max() - 12
    return int(np.argmax(np.where(loud, held - before, -np.inf))) * step


def _trace(
    name: str, stimulus: Stimulus, *, settings: Compressor | None, range_db: float, mean_db: float, hit: int
) -> CompTrace:
    dry, wet, rate_hz = stimulus.clip(DRY), stimulus.clip(name), stimulus.rate_hz
    gain_db = reduction_db(dry, settings, rate_hz=rate_hz)
    np.subtract(0, gain_db, out=gain_db)
    step, close_step = (max(1, round(seconds * rate_hz)) for seconds in (FRAME_S, CLOSE_FRAME_S))
    places = hit + np.arange(-round(BEFORE_S * rate_hz), round((CLOSE_S - BEFORE_S) * rate_hz), close_step)
    in_db = np.linspace(*CURVE_DB, 121)
    asked_db = np.zeros_like(in_db) if settings is None else dynamics.static_reduction_db(in_db, settings)
    return CompTrace(
        clip=name,
        settings=settings,
        range_db=range_db,
        mean_db=mean_db,
        times_s=(np.arange(len(gain_db) // step) + 0.5) * step / rate_hz,
        gain_db=_frames(gain_db, step).mean(axis=1, dtype=np.float64),
        dry_db=_levels_db(dry, step),
        wet_db=_levels_db(wet, step),
        hit_s=hit / rate_hz,
        close_s=places / rate_hz,
        close_gain_db=gain_db[places % len(gain_db)].astype(np.float64),
        in_db=in_db,
        out_db=in_db - asked_db,
    )


def reduction_db(dry: Audio, settings: Compressor | None, *, rate_hz: int) -> dynamics.Levels:
    """Return the gain reduction at each sample of a turning loop, in dB."""
    if settings is None:
        return np.zeros(len(dry), np.float32)
    levels_db = dynamics.level_db(dynamics.linked_size(dry))
    return dynamics.turning_reduction_db(levels_db, settings, rate_hz=rate_hz)


def _levels_db(audio: Audio, step: int) -> Floats:
    powers = np.mean(np.square(_frames(audio, step), dtype=np.float64), axis=(1, 2))
    levels_db: Floats = np.maximum(10 * np.log10(np.maximum(powers, 1e-12)), QUIETEST_DB)
    return levels_db


def _frames(values: npt.NDArray[np.float32], step: int) -> npt.NDArray[np.float32]:
    """Return whole frames of `step` samples as rows."""
    whole = len(values) // step
    return values[: whole * step].reshape(whole, step, *values.shape[1:])
