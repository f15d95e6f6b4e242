"""A drummer made of one-shots: how a sample is struck, and where in a loop it lands to a fraction of a sample."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from game.dsp import eq
from game.dsp.audio import Audio

PHASES: Final = 64
"""Steps per sample: a hit lands within 1 / 128 sample of where it should, 0.18 us at 44.1 kHz."""
TAPS: Final = 32
KAISER_BETA: Final = 8.0
LEAD_FRAMES: Final = TAPS // 2 - 1
"""Frames by which the interpolated copy begins before the sample does."""

CHOKE_S: Final = 0.008
"""A cut-off drum fades out over this time."""

SOFTEST_DB: Final = -26.0
SOFTNESS: Final = 0.8
HARDEST_VELOCITY: Final = 127
TONE_HZ: Final = 3500.0
TONE_Q: Final = 0.6
DULLEST_DB: Final = -9.0
BRIGHTEST_DB: Final = 3.0
VARIATIONS_DB: Final = (-0.7, 0.3, 0.7, -0.3)
"""Tilt of the treble by which the strokes of a round robin differ."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One stroke on a turning loop.

    Attributes:
        sample: the struck drum, shape (n_samples, n_channels).
        onset_s: moment of the onset; any number, as the loop turns.
        preroll_frames: frames of `sample` before its onset.
        gain: linear factor.
        stop_s: moment at which it is cut off, later than onset_s on the same line of time; None lets it ring.
    """

    sample: Audio
    onset_s: float
    preroll_frames: int
    gain: float = 1.0
    stop_s: float | None = None


def velocity_gain_db(velocity: float) -> float:
    """Return how loud a stroke of `velocity` 0 to 127 is, in dB relative to the hardest."""
    return SOFTEST_DB - SOFTEST_DB * math.pow(velocity / HARDEST_VELOCITY, SOFTNESS)


def strike(sample: Audio, *, velocity: float, layer_velocity: float, variation: int, rate_hz: int) -> Audio:
    """Return `sample` as loud and as bright as a stroke of `velocity`.

    Args:
        sample: one-shot recorded at `layer_velocity`, peak-normalised, shape (n_samples, n_channels).
        velocity: 0 to 127.
        layer_velocity: 0 to 127; the brightness that the recording has already.
        variation: which of the four slightly different strokes of a round robin, 0 to 3.
        rate_hz: sampling rate.

    Returns:
        New array, same shape.
    """
    tone_db = (BRIGHTEST_DB - DULLEST_DB) * (velocity - layer_velocity) / HARDEST_VELOCITY
    sos = eq.design(
        "high_shelf", freq_hz=TONE_HZ, q=TONE_Q, gain_db=tone_db + VARIATIONS_DB[variation], rate_hz=rate_hz
    )
    struck, _ = eq.apply(sample, sos)
    gain = 10 ** (velocity_gain_db(velocity) / 20)
    return struck * np.float32(gain)


def choke_times(onsets_s: Sequence[float], *, loop_s: float) -> tuple[float, ...]:
    """Return for each of a choke group's onsets the moment of the next one, turning around the end of the loop.

    Hits at the same moment do not cut each other off.
    """
    together_s = 0.001
    turned = [onset_s % loop_s for onset_s in onsets_s]

    def wait_s(onset_s: float) -> float:
        waits = ((other - onset_s) % loop_s for other in turned)
        return min((wait for wait in waits if together_s < wait < loop_s - together_s), default=loop_s)

    return tuple(onset_s + wait_s(at_s) for onset_s, at_s in zip(onsets_s, turned, strict=True))


def place_hits(hits: Iterable[Hit], *, n_frames: int, rate_hz: int, n_channels: int = 1) -> Audio:
    """Return a loop on which every hit lands at its onset; tails past the end ring on at the beginning.

    Args:
        hits: strokes whose samples all have `n_channels` channels.
        n_frames: length of the loop.
        rate_hz: sampling rate.
        n_channels: of the loop.

    Returns:
        New array, shape (n_frames, n_channels); not clipped.
    """
    strokes = tuple(hits)
    longest = max((len(hit.sample) for hit in strokes), default=0) + TAPS
    turns = 1 + -(-longest // n_frames)
    line = np.zeros((turns * n_frames, n_channels), dtype=np.float32)
    shifted: dict[tuple[int, int], Audio] = {}
    for hit in strokes:
        _add(hit, line, n_frames=n_frames, rate_hz=rate_hz, shifted=shifted)
    loop: Audio = line.reshape(turns, n_frames, n_channels).sum(axis=0, dtype=np.float32)
    return loop


def _add(hit: Hit, line: Audio, *, n_frames: int, rate_hz: int, shifted: dict[tuple[int, int], Audio]) -> None:
    """Add one hit to `line`, which is longer than the loop; `shifted` keeps interpolated copies by sample and phase."""
    frame, phase = divmod(round((hit.onset_s * rate_hz - hit.preroll_frames) * PHASES), PHASES)
    key = (id(hit.sample), phase)
    if key not in shifted:
        shifted[key] = _delay(hit.sample, phase)
    sound = shifted[key]
    first = frame - LEAD_FRAMES if phase else frame
    if hit.stop_s is not None:
        sound = _cut(sound, frame=hit.stop_s * rate_hz - first, rate_hz=rate_hz)
    start = first % n_frames
    line[start : start + len(sound)] += np.float32(hit.gain) * sound


def _cut(sound: Audio, *, frame: float, rate_hz: int) -> Audio:
    """Return `sound` faded out by a half cosine that begins at `frame`, which may lie between two samples."""
    fade_frames = CHOKE_S * rate_hz
    stop = min(len(sound), max(0, int(np.ceil(frame + fade_frames))))
    cut = sound[:stop].copy()
    begin = min(stop, max(0, int(frame)))
    place = np.clip((np.arange(begin, stop) - frame) / fade_frames, 0, 1)
    cut[begin:] *= (0.5 + 0.5 * np.cos(np.pi * place)).astype(np.float32)[:, None]
    return cut


def _delay(sample: Audio, phase: int) -> Audio:
    """Return `sample` later by LEAD_FRAMES + phase / PHASES; itself if `phase` is 0, without the lead."""
    if phase == 0:
        return sample
    kernel = _sinc_phases()[phase]
    return np.stack([np.convolve(channel, kernel) for channel in sample.T], axis=1)


@cache
def _sinc_phases() -> npt.NDArray[np.float32]:
    """Return the Kaiser-windowed sinc at every phase, shape (PHASES, TAPS)."""
    distance = np.arange(TAPS) - LEAD_FRAMES - np.arange(PHASES)[:, None] / PHASES
    window = np.i0(KAISER_BETA * np.sqrt(np.maximum(0, 1 - (distance / (TAPS / 2)) ** 2))) / np.i0(KAISER_BETA)
    table = (np.sinc(distance) * window).astype(np.float32)
    table.setflags(write=False)
    return table
