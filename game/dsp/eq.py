"""Bells, shelves and pass filters that follow their analogue models up to 20 kHz, and the running of any cascade.

Bilinear ("RBJ") filters are cramped near half the sampling rate: a bell at 12 kHz would sound unlike its own question.
"""

from functools import lru_cache
from typing import Final, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import scipy

from game.dsp.audio import Audio
from game.dsp.matched import FilterKind as FilterKind
from game.dsp.matched import Floats as Floats
from game.dsp.matched import analogue_response_db as analogue_response_db
from game.dsp.matched import decibels, inverse, nearest_row

Sos: TypeAlias = npt.NDArray[np.float64]
"""float64, shape (n_sections, 6): b0 b1 b2 1 a1 a2 of each second-order section."""
State: TypeAlias = npt.NDArray[np.float64]
"""float64, shape (n_sections, 2, n_channels): what a cascade remembers between two stretches of audio."""

BAND_ORDER: Final = 4


def design(kind: FilterKind, *, freq_hz: float, q: float, gain_db: float, rate_hz: int) -> Sos:
    """Return one second-order section, float64, shape (1, 6), read-only; equal arguments give the same array.

    Bells, shelves and low-passes start from a closed form matched to the analogue model and are polished by least
    squares on the error in dB; a high-pass is the closed form itself. Poles and zeros lie inside the unit circle
    (a high-pass has both zeros on it). A cut is the exact inverse of the boost, so one undoes the other.

    Args:
        kind: what shape.
        freq_hz: centre of a bell, middle of a shelf's slope, -3 dB point of a pass filter (where q is 0.7071);
            above 0 and below half of rate_hz.
        q: above 0. A bell's bandwidth between the half-gain points is freq_hz / q.
        gain_db: at a bell's centre or on a shelf; 0 gives the identity. Pass filters do not look at it.
        rate_hz: sampling rate.

    Raises:
        ValueError: an argument is outside its range.
    """
    if kind not in get_args(FilterKind):
        raise ValueError(f"kind must be one of {', '.join(get_args(FilterKind))}, got {kind!r}")
    _check_corner(freq_hz=freq_hz, rate_hz=rate_hz)
    if not (np.isfinite(q) and q > 0):
        raise ValueError(f"q must be a finite number above 0, got {q}")
    if not np.isfinite(gain_db):
        raise ValueError(f"gain_db must be a finite number, got {gain_db}")
    return _design(kind, float(freq_hz), float(q), float(gain_db), rate_hz)


def response_db(sos: Sos, freqs_hz: npt.ArrayLike, *, rate_hz: int) -> Floats:
    """Return the gain of a cascade in dB at `freqs_hz`, in the shape of `freqs_hz`."""
    z = np.exp(-2j * np.pi * np.asarray(freqs_hz, dtype=np.float64) / rate_hz)
    powers = np.stack([np.ones_like(z), z, z * z])
    rows = np.atleast_2d(sos)
    ratio = np.tensordot(rows[:, :3], powers, 1) / np.tensordot(rows[:, 3:], powers, 1)
    return decibels(np.prod(ratio, axis=0))


def start_state(sos: Sos, n_channels: int) -> State:
    """Return the state of a cascade that has heard nothing yet."""
    return np.zeros((len(sos), 2, n_channels))


def apply(audio: Audio, sos: Sos, *, state: State | None = None) -> tuple[Audio, State]:
    """Filter a stretch of audio and return it with the state to go on from.

    Args:
        audio: float32, shape (n_samples, n_channels), any number of samples and channels; finite, as one NaN spoils
            every channel after it.
        sos: float64, shape (n_sections, 6).
        state: what an earlier stretch left; None starts from rest.

    Returns:
        New float32 array of the same shape, not clipped, and the state after its last sample.
    """
    filtered, state = apply_64(audio, sos, state=state)
    return np.ascontiguousarray(filtered, dtype=np.float32), state


def apply_64(audio: Audio | Floats, sos: Sos, *, state: State | None = None) -> tuple[Floats, State]:
    """Filter as `apply` does, but leave the result in float64, for measurements that go on from it.

    Two channels are one complex signal to an IIR with real coefficients. Its recursion waits for itself, so up to two
    sections take the second channel along almost free; longer cascades fill the wait by themselves.

    Args:
        audio: float32 or float64, shape (n_samples, n_channels).
        sos: float64, shape (n_sections, 6).
        state: what an earlier stretch left; None starts from rest.
    """
    n_samples, n_channels = audio.shape
    if state is None:
        state = start_state(sos, n_channels)
    if state.shape != (len(sos), 2, n_channels):
        raise ValueError(f"state must have shape {(len(sos), 2, n_channels)}, got {state.shape}")
    if n_samples == 0:
        return np.zeros((0, n_channels)), state
    if n_channels == 2 and len(sos) <= 2:
        return _apply_packed(audio, sos, state)
    return _apply_planar(audio, sos, state)


def peak_filter(audio: Audio, *, rate_hz: int, freq_hz: float, gain_db: float, q: float) -> Audio:
    """Boost or cut a bell around one frequency, from rest.

    Args:
        audio: float32, shape (n_samples, n_channels), full scale is -1 to 1.
        rate_hz: sampling rate.
        freq_hz: centre, above 0 and below half of rate_hz.
        gain_db: gain at the centre; 0 leaves the audio as it was.
        q: above 0; the bandwidth between the half-gain points is freq_hz / q.

    Returns:
        New array, same shape; not clipped.
    """
    return apply(audio, design("peak", freq_hz=freq_hz, q=q, gain_db=gain_db, rate_hz=rate_hz))[0]


def isolate_band(audio: Audio, *, rate_hz: int, freq_hz: float, octaves: float) -> Audio:
    """Keep one band alone: -3 dB at its edges, 24 dB per octave outside them (Butterworth).

    Args:
        audio: float32, shape (n_samples, n_channels).
        rate_hz: sampling rate.
        freq_hz: middle of the band on a log scale, above 0 and below half of rate_hz. A band that reaches half of
            rate_hz is open above.
        octaves: width between the edges, above 0.

    Returns:
        New array, same shape; not clipped.
    """
    return apply(audio, band_sos(freq_hz=freq_hz, octaves=octaves, rate_hz=rate_hz))[0]


def band_sos(*, freq_hz: float, octaves: float, rate_hz: int) -> Sos:
    """Return the cascade of `isolate_band`, for those who want to run it turning."""
    _check_corner(freq_hz=freq_hz, rate_hz=rate_hz)
    if not (np.isfinite(octaves) and octaves > 0):
        raise ValueError(f"octaves must be a finite number above 0, got {octaves}")
    low_hz, high_hz = freq_hz * 2 ** (-octaves / 2), freq_hz * 2 ** (octaves / 2)
    if high_hz >= 0.49 * rate_hz:
        sos = scipy.signal.butter(BAND_ORDER, low_hz, "highpass", output="sos", fs=rate_hz)
    else:
        sos = scipy.signal.butter(BAND_ORDER, [low_hz, high_hz], "bandpass", output="sos", fs=rate_hz)
    return np.asarray(sos, dtype=np.float64)


def _check_corner(*, freq_hz: float, rate_hz: int) -> None:
    if not 0 < freq_hz < rate_hz / 2:
        raise ValueError(f"freq_hz must lie between 0 and {rate_hz / 2} (half of rate_hz), got {freq_hz}")


def _apply_packed(audio: Audio | Floats, sos: Sos, state: State) -> tuple[Floats, State]:
    """Filter two channels as left + i right."""
    pairs = np.ascontiguousarray(audio)
    packed = pairs.view(np.complex64 if pairs.dtype == np.float32 else np.complex128)[:, 0]
    packed_state = np.ascontiguousarray(state).view(np.complex128)[:, :, 0]
    filtered, after = scipy.signal.sosfilt(sos, packed, zi=packed_state)  # type: ignore[arg-type]  # stubs know no complex
    return filtered.view(np.float64).reshape(-1, 2), after.view(np.float64).reshape(state.shape)


def _apply_planar(audio: Audio | Floats, sos: Sos, state: State) -> tuple[Floats, State]:
    """Filter channel by channel."""
    planes = np.ascontiguousarray(audio.T, dtype=np.float64)
    filtered, after = scipy.signal.sosfilt(np.array(sos), planes, zi=state.transpose(0, 2, 1))
    return filtered.T, after.transpose(0, 2, 1)


@lru_cache(maxsize=4096)
def _design(kind: FilterKind, freq_hz: float, q: float, gain_db: float, rate_hz: int) -> Sos:
    if kind in ("low_pass", "high_pass"):
        gain_db = 0.0
    elif abs(gain_db) < 1e-6:
        return _frozen(np.array([1.0, 0, 0, 1, 0, 0]))
    row = nearest_row(kind, freq_hz=freq_hz, q=q, gain_db=abs(gain_db), rate_hz=rate_hz)
    return _frozen(inverse(row) if gain_db < 0 else row)


def _frozen(row: Floats) -> Sos:
    """Return a row as a section that nobody can change, as all callers share it."""
    sos = np.array(row, dtype=np.float64).reshape(1, 6)
    sos.setflags(write=False)
    return sos
