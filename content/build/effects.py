"""What a mixing desk does to a stem. Stems are loops, and every effect takes them as turning for ever.

Whatever is linear is done on the spectrum of the whole loop, so its end runs on into its beginning by construction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from content.build.placing import Sound
from game.library.manifest import RATE_HZ

Spectrum = npt.NDArray[np.complex128]
BUTTERWORTH_Q: Final = 0.7071
SHELF_Q: Final = 0.6
DC_BLOCK_HZ: Final = 20.0
"""An uneven curve moves the middle of a wave; this takes the offset out again."""
OVERSAMPLING: Final = 4
"""Distortion runs at four times the rate, so that its harmonics do not fold back."""
EARLY_REFLECTIONS: Final = 9
EARLY_SPREAD_S: Final = 0.028
PREDELAY_S: Final = 0.006


@dataclass(frozen=True, slots=True)
class Desk:
    """What an effect may know about the song: the length of a step, and a seed for its room."""

    step_s: float
    loop_steps: int
    seed: int


Effect = Callable[..., Sound]


def biquad(kind: str, *, freq_hz: float, q: float, gain_db: float = 0.0) -> npt.NDArray[np.float64]:
    """Return b0 b1 b2 a0 a1 a2 of a filter (Robert Bristow-Johnson, Audio EQ Cookbook)."""
    a = 10 ** (gain_db / 40)
    w = 2 * np.pi * freq_hz / RATE_HZ
    c, alpha = np.cos(w), np.sin(w) / (2 * q)
    root = 2 * np.sqrt(a) * alpha
    table = {
        "hp": [(1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha],
        "lp": [(1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha],
        "peak": [1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a],
        "loshelf": [
            a * (a + 1 - (a - 1) * c + root),
            2 * a * (a - 1 - (a + 1) * c),
            a * (a + 1 - (a - 1) * c - root),
            a + 1 + (a - 1) * c + root,
            -2 * (a - 1 + (a + 1) * c),
            a + 1 + (a - 1) * c - root,
        ],
        "hishelf": [
            a * (a + 1 + (a - 1) * c + root),
            -2 * a * (a - 1 + (a + 1) * c),
            a * (a + 1 + (a - 1) * c - root),
            a + 1 - (a - 1) * c + root,
            2 * (a - 1 - (a + 1) * c),
            a + 1 - (a - 1) * c - root,
        ],
    }
    return np.asarray(table[kind])


def response(coefficients: npt.NDArray[np.float64], *, frames: int) -> Spectrum:
    """Return the response of a filter at the frequencies of a real spectrum of `frames` samples."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(frames))
    powers = np.stack([np.ones_like(z), z, z * z])
    answer: Spectrum = (coefficients[:3] @ powers) / (coefficients[3:] @ powers)
    return answer


def filtered(loop: Sound, spectrum: Spectrum) -> Sound:
    """Return the loop with its spectrum multiplied by `spectrum`, shape (bins,) or (bins, channels)."""
    shaped = spectrum if spectrum.ndim == 2 else spectrum[:, None]
    result: Sound = np.fft.irfft(np.fft.rfft(loop, axis=0) * shaped, len(loop), axis=0)
    return result


def _biquad_effect(kind: str, loop: Sound, *, freq_hz: float, q: float, gain_db: float) -> Sound:
    return filtered(loop, response(biquad(kind, freq_hz=freq_hz, q=q, gain_db=gain_db), frames=len(loop)))


def highpass(loop: Sound, _: Desk, freq_hz: float) -> Sound:
    """Return the loop without what lies below `freq_hz`, 12 dB per octave."""
    return _biquad_effect("hp", loop, freq_hz=freq_hz, q=BUTTERWORTH_Q, gain_db=0)


def lowpass(loop: Sound, _: Desk, freq_hz: float) -> Sound:
    """Return the loop without what lies above `freq_hz`, 12 dB per octave."""
    return _biquad_effect("lp", loop, freq_hz=freq_hz, q=BUTTERWORTH_Q, gain_db=0)


def peak(loop: Sound, _: Desk, freq_hz: float, q: float, gain_db: float) -> Sound:
    """Return the loop with a bell."""
    return _biquad_effect("peak", loop, freq_hz=freq_hz, q=q, gain_db=gain_db)


def low_shelf(loop: Sound, _: Desk, freq_hz: float, gain_db: float) -> Sound:
    """Return the loop with more or less below `freq_hz`."""
    return _biquad_effect("loshelf", loop, freq_hz=freq_hz, q=SHELF_Q, gain_db=gain_db)


def high_shelf(loop: Sound, _: Desk, freq_hz: float, gain_db: float) -> Sound:
    """Return the loop with more or less above `freq_hz`."""
    return _biquad_effect("hishelf", loop, freq_hz=freq_hz, q=SHELF_Q, gain_db=gain_db)


def resampled(loop: Sound, *, frames: int) -> Sound:
    """Return one turn of the loop as `frames` samples: ideal for a loop, by cutting or padding its spectrum."""
    spectrum = np.fft.rfft(loop, axis=0)
    bins = frames // 2 + 1
    fitted = spectrum[:bins] if len(spectrum) >= bins else np.pad(spectrum, ((0, bins - len(spectrum)), (0, 0)))
    result: Sound = np.fft.irfft(fitted, frames, axis=0) * (frames / len(loop))
    return result


def saturated(loop: Sound, *, drive_db: float, asymmetry: float) -> Sound:
    """Return the loop through a tanh curve, oversampled; `drive_db` is the peak over the knee of the curve."""
    scale = np.abs(loop).max()
    if scale == 0:
        return loop
    many = resampled(loop / scale, frames=len(loop) * OVERSAMPLING) * 10 ** (drive_db / 20)
    bent = np.tanh(many + asymmetry) - np.tanh(asymmetry)
    level = scale / np.tanh(10 ** (drive_db / 20))
    return _biquad_effect(
        "hp", resampled(bent, frames=len(loop)) * level, freq_hz=DC_BLOCK_HZ, q=BUTTERWORTH_Q, gain_db=0
    )


def drive(loop: Sound, _: Desk, drive_db: float, share: float) -> Sound:
    """Return the loop mixed with `share` of its saturated self."""
    return (1 - share) * loop + share * saturated(loop, drive_db=drive_db, asymmetry=0.25)


def air(loop: Sound, desk: Desk, freq_hz: float, gain_db: float) -> Sound:
    """Return the loop with new overtones above `freq_hz`, made from what lies two octaves below it.

    For soundfont patches recorded at 22 kHz, which hold nothing above 10 kHz.
    """
    source = highpass(loop, desk, freq_hz / 2)
    made = saturated(source, drive_db=10.0, asymmetry=0.5)
    bright = highpass(highpass(made, desk, freq_hz), desk, freq_hz)
    return loop + bright * 10 ** (gain_db / 20)


def squeeze(loop: Sound, _: Desk, threshold_db: float, ratio: float, attack_ms: float, release_ms: float) -> Sound:
    """Return the loop compressed; `threshold_db` is relative to the loop's peak. Two turns, the settled one is kept."""
    level_db = 20 * np.log10(np.abs(loop).max(axis=1) / np.abs(loop).max() + 1e-9)
    over_db = np.maximum(level_db - threshold_db, 0) * (1 - 1 / ratio)
    attack, release = (float(np.exp(-1000 / (ms * RATE_HZ))) for ms in (attack_ms, release_ms))
    reduction_db = 0.0
    smooth_db = np.empty(2 * len(over_db))
    for index, wanted_db in enumerate(np.tile(over_db, 2).tolist()):
        slow = attack if wanted_db > reduction_db else release
        reduction_db = slow * reduction_db + (1 - slow) * wanted_db
        smooth_db[index] = reduction_db
    gain: Sound = 10 ** (-smooth_db[len(over_db) :, None] / 20)
    return loop * gain


def room_response(*, frames: int, t60_s: float, bright_hz: float, seed: int) -> Spectrum:
    """Return the response of an invented stereo room, shape (bins, 2), of unit energy per side.

    A few early reflections, then noise that decays by 60 dB in `t60_s` and darkens: the treble lives half as long.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    count = min(frames, int(1.3 * t60_s * RATE_HZ))
    time_s = np.arange(count) / RATE_HZ
    noise = rng.standard_normal((count, 2))
    dark = _biquad_effect("lp", noise, freq_hz=bright_hz / 3, q=BUTTERWORTH_Q, gain_db=0)
    bright = noise - dark
    fade, fast = (np.exp(-6.91 * time_s / life_s)[:, None] for life_s in (t60_s, t60_s / 2))
    swell = np.minimum(1, time_s / EARLY_SPREAD_S)[:, None]
    tail = swell * (dark * fade + bright * fast)
    tail /= np.sqrt((tail**2).sum(axis=0))
    for side in (0, 1):
        late = rng.uniform(0.1, 1.0, EARLY_REFLECTIONS) * EARLY_SPREAD_S * RATE_HZ
        sign = rng.choice([-1.0, 1.0], EARLY_REFLECTIONS)
        tail[late.astype(int), side] += 0.28 * sign * np.exp(-late / (EARLY_SPREAD_S * RATE_HZ))
    tail = _biquad_effect("lp", tail, freq_hz=bright_hz, q=BUTTERWORTH_Q, gain_db=0)
    tail /= np.sqrt((tail**2).sum(axis=0))
    line = np.zeros((frames, 2))
    start = int(PREDELAY_S * RATE_HZ)
    line[(start + np.arange(count)) % frames] += tail
    answer: Spectrum = np.fft.rfft(line, axis=0)
    return answer


def room(loop: Sound, desk: Desk, level_db: float, t60_s: float, bright_hz: float) -> Sound:
    """Return the loop in a room; `level_db` is the room against the direct sound. The low end stays dry."""
    wet = highpass(loop, desk, 180.0)
    answer = room_response(frames=len(loop), t60_s=t60_s, bright_hz=bright_hz, seed=desk.seed)
    if loop.shape[1] == 1:
        answer = answer[:, :1]
    return loop + filtered(wet, answer) * 10 ** (level_db / 20)


def width(loop: Sound, desk: Desk, amount: float) -> Sound:
    """Return the loop with its side signal times `amount`; the side is left out below 150 Hz."""
    middle = loop.mean(axis=1, keepdims=True)
    side = highpass((loop[:, :1] - loop[:, 1:]) / 2, desk, 150.0) * amount
    return np.concatenate([middle + side, middle - side], axis=1)


def _read_at(loop: Sound, frames: Sound) -> Sound:
    """Return the turning loop read at moving, fractional positions, by four-point Hermite curves."""
    whole = np.floor(frames).astype(int)
    part = frames - whole
    before, here, after, beyond = (
        np.take_along_axis(loop, (whole + offset) % len(loop), axis=0) for offset in (-1, 0, 1, 2)
    )
    slope, next_slope = (after - before) / 2, (beyond - here) / 2
    step = after - here
    bend = 3 * step - 2 * slope - next_slope + part * (slope + next_slope - 2 * step)
    read: Sound = here + part * (slope + part * bend)
    return read


def chorus(loop: Sound, _: Desk, depth_ms: float, cycles: float, share: float) -> Sound:
    """Return the loop with a second voice whose delay wavers, opposite in the two sides.

    `cycles` per turn is a whole number, so that the loop closes.
    """
    index = np.arange(len(loop))[:, None]
    phase = 2 * np.pi * round(cycles) * index / len(loop) + np.array([0, np.pi])[None, : loop.shape[1]]
    late = (7.0 + depth_ms * (1 + np.sin(phase)) / 2) * RATE_HZ / 1000
    return loop + share * _read_at(loop, index - late)


def autopan(loop: Sound, _: Desk, cycles: float, depth: float) -> Sound:
    """Return the loop swaying between the sides, as a stage piano does; `cycles` per turn, a whole number."""
    phase = 2 * np.pi * round(cycles) * np.arange(len(loop)) / len(loop)
    gain: Sound = 1 + depth * np.sin(phase)[:, None] * np.array([[1.0, -1.0]])
    return loop * gain


def echo(loop: Sound, desk: Desk, steps: float, feedback: float, level_db: float) -> Sound:
    """Return the loop with echoes `steps` sixteenths apart, each duller, from side to side."""
    bins = np.fft.rfftfreq(len(loop))
    late = np.exp(-2j * np.pi * bins * steps * desk.step_s * RATE_HZ)
    dull = response(biquad("lp", freq_hz=5200, q=BUTTERWORTH_Q), frames=len(loop)) * late
    dull = dull * response(biquad("hp", freq_hz=260, q=BUTTERWORTH_Q), frames=len(loop))
    around = 1 / (1 - (feedback * dull) ** 2)
    sides = np.stack([dull * around, feedback * dull**2 * around], axis=1)
    middle = loop.mean(axis=1, keepdims=True).repeat(2, axis=1)
    return loop + filtered(middle, sides) * 10 ** (level_db / 20)


def duck(loop: Sound, desk: Desk, depth_db: float, recover_steps: float) -> Sound:
    """Return the loop pushed down on every beat, as by a compressor keyed by the bass drum.

    It comes back in `recover_steps`.
    """
    step = np.arange(len(loop)) / RATE_HZ / desk.step_s
    since = step % 4
    down = np.clip(since / 0.12, 0, 1) * np.clip(1 - since / recover_steps, 0, 1) ** 1.5
    gain: Sound = 10 ** (-depth_db * down[:, None] / 20)
    return loop * gain


def swell(loop: Sound, desk: Desk, points: Sequence[tuple[float, float]]) -> Sound:
    """Return the loop with a gain in dB drawn through `points` (step, gain_db), around the end of the loop too."""
    if not points:
        return loop
    steps, gains_db = np.asarray(points).T
    step = np.arange(len(loop)) / RATE_HZ / desk.step_s
    curve_db = np.interp(step, steps, gains_db, period=desk.loop_steps)
    gain: Sound = 10 ** (curve_db[:, None] / 20)
    return loop * gain


EFFECTS: Final[dict[str, Effect]] = {
    "air": air,
    "autopan": autopan,
    "chorus": chorus,
    "drive": drive,
    "duck": duck,
    "echo": echo,
    "hishelf": high_shelf,
    "hp": highpass,
    "loshelf": low_shelf,
    "lp": lowpass,
    "peak": peak,
    "room": room,
    "squeeze": squeeze,
    "width": width,
}


def processed(loop: Sound, chain: Sequence[Sequence[str | float]], desk: Desk) -> Sound:
    """Return the loop after every effect of a score's chain, in order.

    Args:
        loop: shape (n_samples, n_channels).
        chain: each effect as its name and its numbers.
        desk: what the effects may know.
    """
    for name, *numbers in chain:
        if name not in EFFECTS:
            raise ValueError(f"an effect must be one of {', '.join(EFFECTS)}, got {name!r}")
        loop = EFFECTS[str(name)](loop, desk, *numbers)
    return loop
