"""When things sound: swing, human inaccuracy, hits placed to a fraction of a sample, and how late a sound is.

Moments are float seconds and places are steps; sample indices are met only where sound is placed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core import rhythm
from game.dsp.audio import Audio

Floats = npt.NDArray[np.float64]

PHASES: Final = 64
"""Steps per sample: a hit lands within 1 / 128 sample of where it should, 0.18 us at 44.1 kHz."""
TAPS: Final = 32
KAISER_BETA: Final = 8.0
LEAD_FRAMES: Final = TAPS // 2 - 1
"""Frames by which the interpolated copy begins before the sample does."""

CHOKE_S: Final = 0.008
"""A cut-off drum fades out over this time."""

FARTHEST_SD: Final = 2.0
"""Human offsets beyond this many standard deviations are drawn again, so that none sounds like a mistake."""
CLEAR_PHASE: Final = 0.6 * np.pi
"""Phase slopes are read up to this angular frequency, where sampled drums still have energy above their noise."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One stroke on a turning loop.

    Attributes:
        sample: the struck drum, shape (n_samples, n_channels).
        onset_s: moment of the onset; any number, as the loop turns.
        preroll_frames: frames of `sample` before its onset; a resampled one has a part of a frame.
        gain: linear factor.
        stop_s: moment at which it is cut off, later than onset_s on the same line of time; None lets it ring.
    """

    sample: Audio
    onset_s: float
    preroll_frames: float
    gain: float = 1.0
    stop_s: float | None = None


def swing(steps: npt.ArrayLike, *, share: float, pair_steps: float) -> Floats:
    """Return many places after swing, as `game.core.rhythm.swing` does for one; the shape stays."""
    places = np.asarray(steps, dtype=np.float64)
    moved = [rhythm.swing(float(place), share=share, pair_steps=pair_steps) for place in places.flat]
    return np.array(moved).reshape(places.shape)


def unswing(steps: npt.ArrayLike, *, share: float, pair_steps: float) -> Floats:
    """Return the places that `swing` would move to `steps`; the shape stays."""
    places = np.asarray(steps, dtype=np.float64)
    moved = [rhythm.unswing(float(place), share=share, pair_steps=pair_steps) for place in places.flat]
    return np.array(moved).reshape(places.shape)


def humanise(n_hits: int, *, sd_s: float, rng: np.random.Generator) -> Floats:
    """Return how late each of `n_hits` is played, in seconds: normal, none beyond two standard deviations.

    `sd_s` is that of the normal distribution before the far ones are drawn again; theirs is 12 % less.
    """
    offsets = rng.normal(size=n_hits)
    while (far := np.abs(offsets) > FARTHEST_SD).any():
        offsets[far] = rng.normal(size=int(far.sum()))
    return np.asarray(sd_s * offsets)


def permuted_twin(offsets_s: npt.ArrayLike, *, rng: np.random.Generator, tries: int = 200) -> Floats:
    """Return the same offsets in another order, the least like the first one of `tries`: same spread, no structure.

    The likeness is the correlation, its sign left out, so that a twin is no mirror image either.
    """
    offsets = np.asarray(offsets_s, dtype=np.float64)
    centred = offsets - offsets.mean()
    twins = rng.permuted(np.tile(offsets, (tries, 1)), axis=1)
    return np.asarray(twins[int(np.argmin(np.abs((twins - offsets.mean()) @ centred)))])


def delay_s(heard: npt.ArrayLike, known: npt.ArrayLike, *, rate_hz: int) -> float:
    """Return by how much `heard` lags `known`, to a few nanoseconds where one is a copy of the other.

    Cross-correlation finds the nearest frame; the slope of the cross-spectrum's phase, weighted by its size, finds the
    rest (Knapp & Carter 1976, the generalized correlation method, with weight one).

    Args:
        heard: mono, shape (n_samples,).
        known: mono, any length, not silent.
        rate_hz: sampling rate.
    """
    long, short = np.asarray(heard, dtype=np.float64), np.asarray(known, dtype=np.float64)
    size = 4 * max(len(long), len(short))
    spectrum = np.fft.rfft(short, size)
    cross = np.fft.rfft(long, size) * np.conj(spectrum)
    lag = int(np.argmax(np.fft.irfft(cross, size)))
    lag = lag - size if lag > size // 2 else lag
    omega = 2 * np.pi * np.arange(len(cross)) / size
    cross = cross * np.exp(1j * omega * lag)
    band = (omega < CLEAR_PHASE) & (np.abs(spectrum) > 1e-3 * np.abs(spectrum).max())
    weight, phase, slope = np.abs(cross[band]), np.angle(cross[band]), omega[band]
    return float(lag - (weight * slope * phase).sum() / (weight * slope**2).sum()) / rate_hz


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


Shifted = dict[tuple[int, int], Audio]
"""Interpolated copies by the sample's identity and phase, kept for as long as the samples are."""


def place_hits(
    hits: Iterable[Hit], *, n_frames: int, rate_hz: int, n_channels: int = 1, shifted: Shifted | None = None
) -> Audio:
    """Return a loop on which every hit lands at its onset; tails past the end ring on at the beginning.

    Args:
        hits: strokes whose samples all have `n_channels` channels.
        n_frames: length of the loop.
        rate_hz: sampling rate.
        n_channels: of the loop.
        shifted: copies made before and kept by the caller, to which new ones are added.

    Returns:
        New array, shape (n_frames, n_channels); not clipped.
    """
    strokes = tuple(hits)
    longest = max((len(hit.sample) for hit in strokes), default=0) + TAPS
    turns = 1 + -(-longest // n_frames)
    line = np.zeros((turns * n_frames, n_channels), dtype=np.float32)
    copies = {} if shifted is None else shifted
    for hit in strokes:
        _add(hit, line, n_frames=n_frames, rate_hz=rate_hz, shifted=copies)
    loop: Audio = line.reshape(turns, n_frames, n_channels).sum(axis=0, dtype=np.float32)
    return loop


def _add(hit: Hit, line: Audio, *, n_frames: int, rate_hz: int, shifted: Shifted) -> None:
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
