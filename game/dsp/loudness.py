"""Loudness by ITU-R BS.1770-5 and EBU R 128, true peak, and the one pass that filters and measures a clip."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr

from game.dsp.audio import Audio
from game.dsp.eq import Floats, Sos, State, apply_64, start_state

ABSOLUTE_GATE_LUFS: Final = -70.0
RELATIVE_GATE_LU: Final = -10.0
MOMENTARY_HOPS: Final = 4
"""A block of 400 ms is four hops of 100 ms."""
SHORT_TERM_HOPS: Final = 30
LOWEST_RATE_HZ: Final = 4000
"""The K weighting's shelf begins at 1.7 kHz; half of the rate must lie above it."""
PASS_FRAMES: Final = 57_600
"""A stretch about this long stays in the cache while it is filtered, weighted and summed."""

# What the oversampler can do between samples. Its kernel was measured (soxr HQ, 2x and 4x): magnitudes sum to 2.801, of
# which 0.003 lie more than 62 frames away; taken as a sum over steps between neighbours, to 1.402 and 0.0014; beyond
# 92 frames all is below 1e-6. The numbers here leave room; a test measures the kernel again.
OVERSHOOT: Final = 2.9
"""No oversampled value is larger than this times the largest sample nearby, plus FAR_OVERSHOOT times the largest."""
STEP_OVERSHOOT: Final = 1.45
"""None leaves its nearest sample by more than this times the largest step nearby, plus FAR_OVERSHOOT times any step."""
FAR_OVERSHOOT: Final = 0.005
REACH: Final = 64
"""Frames that count as near."""
CONTEXT: Final = 192
"""Frames on both sides of a stretch that let it be oversampled as if it had never been cut out."""
BORDERLINE: Final = 1e-4
"""Relative distance from the ceiling inside which only the whole clip decides."""
WORTHWHILE: Final = 0.6
"""Share of a clip beyond which stretches are no quicker than the whole."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A clip with its integrated loudness in LUFS (-inf for silence) and its largest sample magnitude.

    `peak_bound` is a magnitude that no oversampled value can pass: where it times a gain stays below a ceiling,
    nobody needs to ask `peak_exceeds`.
    """

    audio: Audio
    lufs: float
    sample_peak: float
    peak_bound: float


@lru_cache(maxsize=32)
def k_weighting(rate_hz: int) -> Sos:
    """Return the K weighting as float64, shape (2, 6), read-only: a shelf, then a high-pass.

    At 48 kHz these are tables 1 and 2 of ITU-R BS.1770-5. Other rates take the analogue filters behind the tables,
    as B. De Man found them ("Evaluation of implementations of the EBU R128 loudness measurement", AES 2018).

    Raises:
        ValueError: rate_hz is below 4000.
    """
    if rate_hz < LOWEST_RATE_HZ:
        raise ValueError(f"rate_hz must be at least {LOWEST_RATE_HZ} for a loudness, got {rate_hz}")
    k, q = np.tan(np.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = [high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k]
    shelf = np.array([*b, a0, 2 * (k * k - 1), 1 - k / q + k * k]) / a0
    k, q = np.tan(np.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    a0 = 1 + k / q + k * k
    high_pass = np.array([1, -2, 1, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0])
    sos = np.stack([shelf, high_pass])
    sos.setflags(write=False)
    return sos


def integrated_lufs(audio: Audio, *, rate_hz: int) -> float:
    """Return the gated loudness of a clip in LUFS; -inf for silence and for less than 400 ms.

    Args:
        audio: float32, shape (n_samples, n_channels), finite. Every channel weighs 1; mono counts once (BS.1770).
        rate_hz: sampling rate, at least 4000.
    """
    return filter_and_measure(audio, None, rate_hz=rate_hz).lufs


def momentary_lufs(audio: Audio, *, rate_hz: int) -> Floats:
    """Return the loudness in LUFS of the 400 ms from every hop of 100 ms on; -inf where silent, empty if too short."""
    return _lufs(_block_powers(_pass(audio, None, rate_hz, None)[1], MOMENTARY_HOPS))


def short_term_lufs(audio: Audio, *, rate_hz: int) -> Floats:
    """Return the loudness in LUFS of the 3 s from every hop of 100 ms on; -inf where silent, empty if too short."""
    return _lufs(_block_powers(_pass(audio, None, rate_hz, None)[1], SHORT_TERM_HOPS))


def gated_lufs(hop_powers: Floats) -> float:
    """Return the gated loudness in LUFS of a clip whose K-weighted power in each hop of 100 ms is known."""
    return _gated_lufs(_block_powers(hop_powers, MOMENTARY_HOPS))


def match_gain_db(lufs: float, *, target_lufs: float) -> float:
    """Return the gain in dB that brings a clip of loudness `lufs` to `target_lufs`.

    Raises:
        ValueError: `lufs` is not finite; silence cannot be made loud.
    """
    if not np.isfinite(lufs):
        raise ValueError(f"lufs must be finite (silence and clips below 400 ms have no loudness to match), got {lufs}")
    return target_lufs - lufs


def filter_and_measure(
    audio: Audio, sos: Sos | None, *, rate_hz: int, state: State | None = None, out: Audio | None = None
) -> Measured:
    """Filter a clip and measure the result in one pass, stretch by stretch in the cache.

    The loudness is that of the filtered clip played by itself: the K weighting starts from rest.

    Args:
        audio: float32, shape (n_samples, n_channels), finite.
        sos: float64, shape (n_sections, 6); None measures the clip as it is and hands it back uncopied.
        rate_hz: sampling rate, at least 4000.
        state: of the filter, from an earlier stretch; None starts from rest.
        out: where the filtered clip goes, of the same shape; None makes a new array.
    """
    filtered, powers, peak, step = _pass(audio, sos, rate_hz, state, out)
    bound = min(OVERSHOOT * peak, peak + STEP_OVERSHOOT * step) + FAR_OVERSHOOT * 2 * peak
    return Measured(filtered, _gated_lufs(_block_powers(powers, MOMENTARY_HOPS)), peak, bound)


def sample_peak(audio: Audio) -> float:
    """Return the largest magnitude of a sample; 0 for no samples."""
    return max(float(audio.max(initial=0)), -float(audio.min(initial=0)))


def true_peak_dbtp(audio: Audio, *, rate_hz: int) -> float:
    """Return the largest magnitude between and on the samples in dBTP (BS.1770-5 annex 2); -inf for silence.

    Oversampled by soxr to at least 176.4 kHz: 4 times at 44.1 and 48 kHz, twice at 96 kHz, not at all from 176.4 kHz.

    Args:
        audio: float32, shape (n_samples, n_channels); before and after it there is silence.
        rate_hz: sampling rate.
    """
    return _dbtp(max(sample_peak(audio), sample_peak(_oversampled(audio, rate_hz))))


def peak_exceeds(audio: Audio, *, rate_hz: int, ceiling_dbtp: float) -> bool:
    """Tell whether `true_peak_dbtp` is above a ceiling, without oversampling what cannot be.

    A value between samples is a weighted sum of the steps around its nearest sample, so large samples with small
    steps (bass) are as harmless as small samples. Only stretches that fail both bounds are oversampled; the answer
    is always that of the whole clip.

    Args:
        audio: float32, shape (n_samples, n_channels); before and after it there is silence.
        rate_hz: sampling rate.
        ceiling_dbtp: the true peak that may be reached, but not passed.
    """
    largest, ceiling = sample_peak(audio), 10 ** (ceiling_dbtp / 20)
    if _dbtp(largest) > ceiling_dbtp:
        return True
    if _times(rate_hz) == 1 or largest * OVERSHOOT < ceiling:
        return False
    runs = _suspect_runs(audio, ceiling)
    if not runs:
        return False
    if sum(stop - start + 2 * CONTEXT for start, stop in runs) < WORTHWHILE * len(audio):
        peak = _peak_of_runs(audio, runs, rate_hz)
        if abs(peak - ceiling) > BORDERLINE * ceiling:
            return peak > ceiling
    return true_peak_dbtp(audio, rate_hz=rate_hz) > ceiling_dbtp


def _pass(
    audio: Audio, sos: Sos | None, rate_hz: int, state: State | None, out: Audio | None = None
) -> tuple[Audio, Floats, float, float]:
    """Return the filtered clip, each whole hop's K-weighted power, the sample peak and the largest step."""
    n_samples, n_channels = audio.shape
    weighting, hop = k_weighting(rate_hz), (rate_hz + 5) // 10  # rounded to whole samples as in libebur128
    weighting_state = start_state(weighting, n_channels)
    room = np.empty((n_samples, n_channels), np.float32) if out is None else out
    filtered = audio if sos is None else room
    powers, peak, step = np.zeros(n_samples // hop), 0.0, 0.0
    last = np.zeros((1, n_channels), np.float32)
    stride = max(1, PASS_FRAMES // hop) * hop
    for start in range(0, n_samples, stride):
        stretch: Audio | Floats = audio[start : start + stride]
        if sos is not None:
            stretch, state = apply_64(stretch, sos, state=state)
            filtered[start : start + stride] = stretch
        weighted, weighting_state = apply_64(stretch, weighting, state=weighting_state)
        sums = _hop_sums(weighted, hop)
        powers[start // hop : start // hop + len(sums)] = sums / hop
        played = filtered[start : start + stride]
        peak = max(peak, sample_peak(played))
        step = max(step, sample_peak(played[1:] - played[:-1]), sample_peak(played[:1] - last))
        last = played[-1:]
    return filtered, powers, peak, max(step, sample_peak(last))


def _hop_sums(weighted: Floats, hop: int) -> Floats:
    """Return the sum of squares over all channels of each whole hop."""
    hops, n_channels = len(weighted) // hop, weighted.shape[1]
    whole = weighted[: hops * hop]
    if whole.flags.c_contiguous:
        rows = whole.reshape(hops, hop * n_channels)
        return np.asarray(np.einsum("ij,ij->i", rows, rows), dtype=np.float64)
    planes = whole.T.reshape(n_channels, hops, hop)
    return np.asarray(np.einsum("cij,cij->i", planes, planes), dtype=np.float64)


def _block_powers(powers: Floats, n_hops: int) -> Floats:
    """Return the mean power of every run of `n_hops` hops."""
    if len(powers) < n_hops:
        return np.zeros(0)
    means: Floats = np.lib.stride_tricks.sliding_window_view(powers, n_hops).mean(axis=1)
    return means


def _lufs(powers: npt.ArrayLike) -> Floats:
    """Return the loudness of a K-weighted power (BS.1770-5, equation 2)."""
    with np.errstate(divide="ignore"):
        levels: Floats = -0.691 + 10 * np.log10(np.asarray(powers, dtype=np.float64))
    return levels


def _gated_lufs(block_powers: Floats) -> float:
    """Return the loudness of the blocks that pass both gates (BS.1770-5, equations 5 to 7); -inf where none does."""
    loud = block_powers[_lufs(block_powers) > ABSOLUTE_GATE_LUFS]
    if not loud.size:
        return -np.inf
    loud = loud[_lufs(loud) > float(_lufs(loud.mean())) + RELATIVE_GATE_LU]
    return float(_lufs(loud.mean()))


def _dbtp(magnitude: float) -> float:
    return float(20 * np.log10(magnitude)) if magnitude > 0 else -np.inf


def _times(rate_hz: int) -> int:
    """Return how many times a rate must be oversampled to reach 176.4 kHz."""
    return 1 if rate_hz >= 176_400 else 2 if rate_hz >= 88_200 else 4


def _oversampled(audio: Audio, rate_hz: int) -> Audio:
    """Return the audio at `_times` its rate; frame i of the audio is frame i * times here."""
    times = _times(rate_hz)
    if times == 1 or not len(audio):
        return audio
    return np.asarray(soxr.resample(audio, rate_hz, rate_hz * times, "HQ"), dtype=np.float32)


def _suspect_runs(audio: Audio, ceiling: float) -> list[tuple[int, int]]:
    """Return the frames (start, stop), in whole blocks, around which an oversampled value could pass the ceiling."""
    n_blocks, largest = -(-len(audio) // REACH), sample_peak(audio)
    flat, large = audio.reshape(-1), (ceiling - FAR_OVERSHOOT * largest) / OVERSHOOT
    is_large = flat > large
    is_large |= flat < -large
    near = np.zeros(n_blocks + 2, bool)
    hot = np.flatnonzero(is_large) // (audio.shape[1] * REACH)
    for shift in range(3):  # the block itself and both neighbours
        near[hot + shift] = True
    blocks = np.flatnonzero(near[1:-1])
    if 3 * len(blocks) > n_blocks:
        return [(0, len(audio))]
    frames = blocks[:, None] * REACH + np.arange(-REACH - 1, 2 * REACH + 1)
    outside = (frames < 0) | (frames >= len(audio))
    around = audio[np.where(outside, 0, frames)]
    around[outside] = 0
    steps = np.abs(np.diff(around, axis=1)).max(axis=(1, 2))
    sizes = np.abs(around[:, REACH + 1 : 2 * REACH + 1]).max(axis=(1, 2))
    suspects = blocks[sizes + STEP_OVERSHOOT * steps + FAR_OVERSHOOT * 2 * largest > ceiling]
    breaks = np.flatnonzero(np.diff(suspects) > 1) + 1
    runs = np.split(suspects, breaks) if len(suspects) else []
    return [(int(run[0]) * REACH, min(int(run[-1] + 1) * REACH, len(audio))) for run in runs]


def _peak_of_runs(audio: Audio, runs: list[tuple[int, int]], rate_hz: int) -> float:
    """Return the largest magnitude after oversampling nothing but these frames and their context."""
    silence = np.zeros((CONTEXT, audio.shape[1]), np.float32)
    padded = np.concatenate([silence, audio, silence])
    gathered = _oversampled(np.concatenate([padded[start : stop + 2 * CONTEXT] for start, stop in runs]), rate_hz)
    times, cursor, peak = _times(rate_hz), 0, 0.0
    for start, stop in runs:
        first = (cursor + CONTEXT) * times
        peak = max(peak, sample_peak(gathered[first : first + (stop - start) * times]))
        cursor += stop - start + 2 * CONTEXT
    return peak
