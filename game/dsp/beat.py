"""Where the beats of a recording lie, near where somebody tapped them."""

from typing import Final

import numpy as np
import numpy.typing as npt

from game.dsp.audio import Audio

Envelope = npt.NDArray[np.float64]

HOP_S: Final = 0.0025
FRAME_S: Final = 0.02
"""Of the analysis; a stroke shows when its energy enters the frame, half a frame before it stands in the middle."""
TEMPO_SHARE: Final = 0.02
"""Taps are off by no more than this in tempo."""
TEMPO_STEP: Final = 0.0002
PHASE_S: Final = 0.08
"""Nor by more than this in time."""
EIGHTH_WEIGHT: Final = 0.5
CLEAR: Final = 1.6
"""How far over the mean the strokes on the beats must stand; else the taps are the better word."""
_LATENCY_S: Final = 0.0045
"""By so much the rise of the spectrum comes before the stroke (measured on clicks and drums, test_beat.py)."""


def nearest_beats(audio: Audio, *, rate_hz: int, tempo_bpm: float, first_s: float) -> tuple[float, float] | None:
    """Return tempo and first beat near those given at which the most strokes lie; None where no beat stands out.

    Strokes are rises of the logarithmic spectrum (spectral flux; Dixon 2006, Onset detection revisited), summed over a
    grid of beats and, half as heavy, of eighths.

    Args:
        audio: shape (n_samples, n_channels); some seconds of music.
        rate_hz: of it.
        tempo_bpm: as tapped.
        first_s: a beat as tapped, seconds from the start.

    Returns:
        Beats per minute, and a beat in seconds within PHASE_S of `first_s`.
    """
    rises = _smooth(stroke_envelope(audio, rate_hz=rate_hz))
    if rises.size == 0 or rises.mean() <= 0:
        return None
    hop_s = round(HOP_S * rate_hz) / rate_hz
    shares = np.arange(-TEMPO_SHARE, TEMPO_SHARE + TEMPO_STEP / 2, TEMPO_STEP)
    shifts_s = np.arange(-PHASE_S, PHASE_S + HOP_S / 2, HOP_S)
    scores = np.array([_scores(rises, tempo_bpm * (1 + share), first_s + shifts_s, hop_s=hop_s) for share in shares])
    best_tempo, best_shift = np.unravel_index(int(scores.argmax()), scores.shape)
    if scores[best_tempo, best_shift] < CLEAR * rises.mean():
        return None
    found_bpm = tempo_bpm * (1 + float(shares[best_tempo]))
    return found_bpm, max(0.0, first_s + float(shifts_s[best_shift]) + _LATENCY_S)


def stroke_envelope(audio: Audio, *, rate_hz: int) -> Envelope:
    """Return how much the logarithmic spectrum rises, every HOP_S in whole frames, from the start of the audio on."""
    hop, frame = round(HOP_S * rate_hz), round(FRAME_S * rate_hz)
    mono = np.asarray(audio.mean(axis=1), np.float32)
    if len(mono) < frame + 2 * hop:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(mono, frame)[::hop]
    window = np.hanning(frame).astype(np.float32)
    spectra = np.log1p(100 * np.abs(np.fft.rfft(frames * window, axis=1)))
    rise = np.maximum(spectra[2:] - spectra[:-2], 0).mean(axis=1)
    centre = round((frame / 2 + hop) / hop)  # so that an index in hops is a moment of the audio
    return np.concatenate([np.zeros(centre), rise]).astype(np.float64)


def _smooth(rises: Envelope) -> Envelope:
    """Forgive what players stray: a bell of about ten milliseconds."""
    bell = np.exp(-0.5 * (np.arange(-8, 9) * HOP_S / 0.006) ** 2)
    return np.convolve(rises, bell / bell.sum(), "same") if rises.size else rises


def _scores(rises: Envelope, tempo_bpm: float, firsts_s: Envelope, *, hop_s: float) -> Envelope:
    """Return for each first beat the weighted mean of what lies on beats and eighths."""
    half_s = 30 / tempo_bpm
    lowest = -int(max(0.0, firsts_s.min()) / half_s)
    highest = int((len(rises) * hop_s - firsts_s.max()) / half_s)
    halves = np.arange(lowest, highest)
    weights = np.where(halves % 2 == 0, 1.0, EIGHTH_WEIGHT)
    moments = firsts_s[None, :] + halves[:, None] * half_s
    places = np.clip(np.round(moments / hop_s).astype(int), 0, len(rises) - 1)
    return weights @ rises[places] / max(weights.sum(), 1.0)  # type: ignore[no-any-return]
