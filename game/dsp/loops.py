"""Loops taken as turning: whatever is done to one, its end still runs on into its beginning without a seam."""

from collections.abc import Callable
from math import ceil, gcd, log
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy
import soxr

from game.dsp.audio import Audio
from game.dsp.eq import Floats, Sos, apply, start_state
from game.dsp.loudness import Measured, filter_and_measure

SETTLED: Final = 1e-6
"""-120 dB: a filter whose memory of silence has faded this far has settled."""
RESAMPLE_CONTEXT: Final = 2048
"""Frames of the slower rate that soxr VHQ sees on both sides, several times its kernel."""

SEAM_SPAN: Final = 2
"""Frames on either side of a wrap in which it is heard: a jump bends the curve on both."""
SEAM_AROUND_S: Final = 0.05
"""How far around a wrap the sound hides it, in seconds."""
ONSET_HIDES: Final = 10 ** (-26 / 20)
"""A hit hides what is 26 dB below its rise."""
INAUDIBLE: Final = 10 ** (-60 / 20)
"""What lies 60 dB below the loop's own level is not heard."""
ALIKE: Final = 2.0
"""Events within a factor of 2 (6 dB) are compared with each other."""
CHANCE_DB: Final = 1.0
"""By so much the wrap may stand out by chance."""


def turn(loop: Audio, process: Callable[[Audio], Audio], *, run_in: int) -> Audio:
    """Return a processed loop as it sounds once it has been turning for a while.

    The process hears the loop's own end before its beginning, so the processed seam is as clean as the dry one.

    Args:
        loop: float32, shape (n_samples, n_channels).
        process: a function of audio that keeps the length; what it makes must depend on the past alone.
        run_in: frames that the process hears before the loop begins, 0 or more; where there are more than the loop
            has, it turns several times.

    Raises:
        ValueError: run_in is negative, or the process changed the length.
    """
    if run_in < 0:
        raise ValueError(f"run_in must be 0 or more, got {run_in}")
    if not len(loop):
        return loop.copy()
    processed = process(np.concatenate([_before(loop, run_in), loop]))
    if len(processed) != run_in + len(loop):
        raise ValueError(f"process must keep the length of {run_in + len(loop)} frames, got {len(processed)}")
    return np.ascontiguousarray(processed[run_in:])


def filter_turning(loop: Audio, sos: Sos, *, rate_hz: int) -> Audio:
    """Return a loop filtered as it sounds once it has been turning for a while.

    Args:
        loop: float32, shape (n_samples, n_channels), finite.
        sos: float64, shape (n_sections, 6), stable.
        rate_hz: sampling rate.

    Raises:
        ValueError: the filter is unstable or so slow that it needs more than a minute to settle.
    """
    return turn(loop, lambda heard: apply(heard, sos)[0], run_in=settling_frames(sos, rate_hz=rate_hz))


def measure_turning(loop: Audio, sos: Sos | None, *, rate_hz: int, out: Audio | None = None) -> Measured:
    """Return a loop filtered as by `filter_turning`, with the figures of `filter_and_measure`, in one pass.

    Args:
        loop: float32, shape (n_samples, n_channels), finite.
        sos: float64, shape (n_sections, 6), stable; None measures the loop as it is and hands it back uncopied.
        rate_hz: sampling rate, at least 4000.
        out: where the filtered loop goes, of the same shape; None makes a new array.

    Raises:
        ValueError: the filter is unstable or so slow that it needs more than a minute to settle.
    """
    if sos is None or not len(loop):
        return filter_and_measure(loop, None, rate_hz=rate_hz)
    _, state = apply(_before(loop, settling_frames(sos, rate_hz=rate_hz)), sos, state=start_state(sos, loop.shape[1]))
    return filter_and_measure(loop, sos, rate_hz=rate_hz, state=state, out=out)


def settling_frames(sos: Sos, *, rate_hz: int) -> int:
    """Return the frames after which a cascade has forgotten how it began, to -120 dB of its slowest poles.

    Raises:
        ValueError: a pole is on or outside the unit circle, or needs more than a minute to settle.
    """
    frames = sum(_section_frames(float(row[4]), float(row[5])) for row in sos)
    if not frames <= 60 * rate_hz:
        raise ValueError(f"sos must settle within {60 * rate_hz} frames (a minute), got {frames}: is a pole unstable?")
    return int(frames)


def cut_loop(audio: Audio, *, start: int, length: int, fade: int) -> Audio:
    """Return a seamless shorter loop cut out of a longer one.

    The last `fade` frames cross-fade from what leads up to the cut's end into what leads up to its start. Weights are
    a quarter turn of cosine and sine, divided by the root of the power that the two stretches make together:
    equal power where they have nothing in common, equal gain where they are the same (bars that repeat), and
    what lies between for what lies between. Where the cut is the whole loop it is only rolled.

    Args:
        audio: float32, shape (n_samples, n_channels), a loop.
        start: first frame of the cut, taken turning.
        length: frames of the cut, from 1 to n_samples.
        fade: frames of the cross-fade, from 0 to length.

    Raises:
        ValueError: length or fade is outside its range.
    """
    if not 1 <= length <= len(audio):
        raise ValueError(f"length must lie between 1 and {len(audio)} (the loop), got {length}")
    if not 0 <= fade <= length:
        raise ValueError(f"fade must lie between 0 and {length} (length), got {fade}")
    cut = _turned(audio, start=start, length=length)
    if length == len(audio) or fade == 0:
        return cut
    leaving, coming = cut[length - fade :], _turned(audio, start=start - fade, length=fade)
    progress = np.arange(1, fade + 1)[:, None] / (fade + 1)
    angle = np.pi / 2 * np.sin(np.pi / 2 * progress) ** 2  # starts and ends flat, so that the fade bends nothing
    common = 2 * _likeness(leaving, coming) * np.sin(angle) * np.cos(angle)
    mixed = (np.cos(angle) * leaving + np.sin(angle) * coming) / np.sqrt(1 + common)
    return np.concatenate([cut[: length - fade], mixed.astype(np.float32)])


def _turned(loop: Audio, *, start: int, length: int) -> Audio:
    """Return a copy of `length` frames from `start` on, going round; at most once."""
    start %= len(loop)
    return np.concatenate([loop[start : start + length], loop[: max(0, start + length - len(loop))]])


def seam_db(loop: Audio, *, rate_hz: int) -> float:
    """Return by how many dB the wrap of a loop stands out more than the loop's own events; up to 0 is clean.

    A click is a bend in the curve (second difference) that nothing around it explains. At any frame the bend within
    2 frames is compared with what hides it: the largest bend within 50 ms on either side; what is 26 dB below the
    rise in peak level from the 50 ms before to the 50 ms after (an onset); and what is 60 dB below the loop's RMS.
    The result is that ratio at the wrap, less the largest one of any event elsewhere whose bend is within 6 dB of the
    wrap's (a drum that begins as sharply on other beats), and less at least 1 dB, which chance may do. Channels
    count by their largest bend.

    Args:
        loop: float32, shape (n_samples, n_channels); a loop of under 100 ms is compared with all of itself.
        rate_hz: sampling rate.
    """
    if len(loop) < 2 * SEAM_SPAN + 2:
        return 0.0
    around = min(round(SEAM_AROUND_S * rate_hz), (len(loop) - 2 * SEAM_SPAN) // 2)
    sizes = np.abs(loop).max(axis=1)
    bends = np.abs(np.roll(loop, 1, axis=0) - 2 * loop + np.roll(loop, -1, axis=0)).max(axis=1)
    before, after = _largest_beside(bends, around)
    quiet, loud = _largest_beside(sizes, around)
    floor = INAUDIBLE * float(np.sqrt(np.mean(np.square(loop, dtype=np.float64)))) + 1e-9
    hidden = np.maximum(np.maximum(before, after), np.maximum(ONSET_HIDES * (loud - quiet), floor))
    here = scipy.ndimage.maximum_filter1d(bends, 2 * SEAM_SPAN, mode="wrap")  # frame 0 stands for the wrap before it
    stands_out = np.maximum(here, floor) / hidden
    alike = (here >= here[0] / ALIKE) & (here <= here[0] * ALIKE)
    alike[:around] = alike[len(alike) - around :] = False
    elsewhere_db = 20 * np.log10(np.max(stands_out, initial=1e-9, where=alike))
    return float(20 * np.log10(stands_out[0]) - max(elsewhere_db, CHANCE_DB))


def resample(audio: Audio, *, from_hz: int, to_hz: int) -> Audio:
    """Return audio at another rate (soxr VHQ), round(n_samples * to_hz / from_hz) frames; silence lies around it.

    Raises:
        ValueError: a rate is not above 0.
    """
    _check_rates(from_hz=from_hz, to_hz=to_hz)
    if from_hz == to_hz or not len(audio):
        return audio.copy()
    n_frames = round(len(audio) * to_hz / from_hz)
    return _fitted(np.asarray(soxr.resample(audio, from_hz, to_hz, "VHQ"), dtype=np.float32), n_frames)


def resample_loop(loop: Audio, *, from_hz: int, to_hz: int) -> Audio:
    """Return a loop at another rate (soxr VHQ), round(n_samples * to_hz / from_hz) frames, as seamless as before.

    Where that product is no whole number, the loop is stretched by the rounding: half a frame at most.

    Raises:
        ValueError: a rate is not above 0, or the loop would have no frame left.
    """
    _check_rates(from_hz=from_hz, to_hz=to_hz)
    n_in, n_out = len(loop), round(len(loop) * to_hz / from_hz)
    if from_hz == to_hz or not n_in:
        return loop.copy()
    if not n_out:
        raise ValueError(f"loop must last at least one frame at {to_hz} Hz, got {n_in} frames at {from_hz} Hz")
    step_in, step_out = n_in // gcd(n_in, n_out), n_out // gcd(n_in, n_out)
    steps = ceil(RESAMPLE_CONTEXT * max(1.0, from_hz / to_hz) / step_in)  # whole steps start on a frame of both rates
    turning = np.concatenate([_before(loop, steps * step_in), loop, _after(loop, steps * step_in)])
    resampled = np.asarray(soxr.resample(turning, n_in, n_out, "VHQ"), dtype=np.float32)
    return np.ascontiguousarray(resampled[steps * step_out : steps * step_out + n_out])


def _before(loop: Audio, n_frames: int) -> Audio:
    """Return the frames that a turning loop plays before its beginning."""
    if n_frames <= len(loop):
        return loop[len(loop) - n_frames :]
    return loop[np.arange(-n_frames, 0) % len(loop)]


def _after(loop: Audio, n_frames: int) -> Audio:
    """Return the frames that a turning loop plays after its end."""
    return loop[:n_frames] if n_frames <= len(loop) else loop[np.arange(n_frames) % len(loop)]


def _section_frames(a1: float, a2: float) -> float:
    """Return the frames in which the slower pole of 1 + a1/z + a2/z^2 falls to SETTLED; infinite if it never does."""
    spread = a1 * a1 / 4 - a2
    radius = a2**0.5 if spread < 0 else abs(a1) / 2 + spread**0.5
    if radius >= 1:
        return np.inf
    return 2 + (ceil(log(SETTLED) / log(radius)) if radius > 0 else 0)


def _likeness(leaving: Audio, coming: Audio) -> float:
    """Return how much two stretches have in common: their correlation, from 0 to 1."""
    product = float(np.vdot(leaving, coming))
    power = float(np.vdot(leaving, leaving)) * float(np.vdot(coming, coming))
    return min(1.0, max(0.0, product / power**0.5)) if power > 0 else 0.0


def _largest_beside(values: npt.NDArray[np.float32], around: int) -> tuple[Floats, Floats]:
    """Return the largest of the `around` values before and after the seam's span at each frame, taken turning."""
    largest = scipy.ndimage.maximum_filter1d(values, around, mode="wrap")
    middle = around // 2  # frame i holds the largest of i - middle ... i - middle + around - 1
    return np.roll(largest, SEAM_SPAN + around - middle), np.roll(largest, -(SEAM_SPAN + middle))


def _check_rates(*, from_hz: int, to_hz: int) -> None:
    for name, rate_hz in (("from_hz", from_hz), ("to_hz", to_hz)):
        if rate_hz <= 0:
            raise ValueError(f"{name} must be above 0, got {rate_hz}")


def _fitted(audio: Audio, n_frames: int) -> Audio:
    """Return exactly n_frames: soxr may round a length the other way."""
    missing = np.zeros((max(0, n_frames - len(audio)), audio.shape[1]), np.float32)
    return np.concatenate([audio[:n_frames], missing])
