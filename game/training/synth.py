"""Our own synthesis for training: tones, plucks, formants, drums and noise, each drawn from dice. No samples."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from game.dsp.noise import pink_noise
from game.training.notes import Piece, Role, draw_groove, draw_phrase

Mono = npt.NDArray[np.float64]
Dice = np.random.Generator

RATE_HZ: Final = 48_000
SINE_BLOCK: Final = 512
VOWELS_HZ: Final = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))
"""Formants of five vowels (Peterson and Barney 1952, averages of men)."""
MOST_PARTIALS: Final = 60


def seconds(length_s: float) -> Mono:
    """Return the moments of so many seconds."""
    return np.arange(round(length_s * RATE_HZ)) / RATE_HZ


def tone(rng: Dice, kind: str, *, freq_hz: float, length_s: float) -> Mono:
    """Return a raw tone: partials that fall off as a power of their number, or frequency modulation."""
    time_s = seconds(length_s)
    if kind == "fm":
        ratio, depth = (
            float(rng.choice((0.5, 1, 2, 3, 1.41, 3.5, 7))),
            rng.uniform(0.5, 6) * np.exp(-time_s / rng.uniform(0.1, 1.5)),
        )
        return np.asarray(np.sin(2 * np.pi * freq_hz * time_s + depth * np.sin(2 * np.pi * freq_hz * ratio * time_s)))
    numbers = np.arange(1, min(MOST_PARTIALS, int(20_000 / freq_hz)) + 1)
    levels = numbers ** -rng.uniform(0.5, 2.0) * (numbers % 2 if kind == "square" else 1)
    detuned = (0.0,) if rng.random() < 0.5 else (-0.004, 0.003)
    out = np.zeros(len(time_s))
    for number, level in zip(numbers, levels, strict=True):
        if level > 0.002:
            for off in detuned:
                out += level * sine(len(time_s), freq_hz=freq_hz * number * (1 + off), phase=2 * math.pi * rng.random())
    return out


def sine(frames: int, *, freq_hz: float, phase: float) -> Mono:
    """Return a sine, as the outer product of two short ones, which is fast."""
    step = 2j * math.pi * freq_hz / RATE_HZ
    coarse = np.exp(step * SINE_BLOCK * np.arange(-(-frames // SINE_BLOCK)) + 1j * phase)
    fine = np.exp(step * np.arange(SINE_BLOCK))
    # the imaginary part of a product of complex numbers
    return np.asarray((np.outer(coarse.real, fine.imag) + np.outer(coarse.imag, fine.real)).ravel()[:frames])


def pluck(rng: Dice, *, freq_hz: float, length_s: float) -> Mono:
    """Return a plucked string (Karplus and Strong 1983), its loop averaged by a filter of two taps."""
    period = max(2, round(RATE_HZ / freq_hz))
    burst = np.zeros(round(length_s * RATE_HZ))
    burst[:period] = rng.uniform(-1, 1, period)
    damping, bright = rng.uniform(0.985, 0.999), rng.uniform(0.5, 0.95)
    denominator = np.zeros(period + 2)
    denominator[0], denominator[period], denominator[period + 1] = 1.0, -damping * bright, -damping * (1 - bright)
    return np.asarray(scipy.signal.lfilter([1.0], denominator, burst))


def vowel(rng: Dice, *, freq_hz: float, length_s: float) -> Mono:
    """Return a buzz with vibrato through the formants of a vowel: the crudest singer."""
    time_s = seconds(length_s)
    bend = 1 + 0.01 * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * time_s)
    phase = np.cumsum(freq_hz * bend) / RATE_HZ
    buzz = scipy.signal.sawtooth(2 * np.pi * phase) + rng.uniform(0.01, 0.1) * rng.standard_normal(len(time_s))
    scale = rng.uniform(0.9, 1.25)
    out = np.zeros(len(time_s))
    for number, formant_hz in enumerate(VOWELS_HZ[rng.integers(len(VOWELS_HZ))]):
        centre_hz, width_hz = formant_hz * scale, 80 + 40 * number
        sos = scipy.signal.butter(1, [centre_hz - width_hz, centre_hz + width_hz], "bandpass", fs=RATE_HZ, output="sos")
        out += scipy.signal.sosfilt(sos, buzz) / (1 + number)
    return out


def drum(rng: Dice, piece: Piece) -> Mono:
    """Return one drum, tuned anew."""
    time_s = seconds(0.6)
    noise = rng.standard_normal(len(time_s))
    if piece == "kick":
        fall = rng.uniform(1, 6) * np.exp(-time_s / rng.uniform(0.006, 0.04))
        phase = np.cumsum(rng.uniform(38, 78) * (1 + fall)) / RATE_HZ
        body = np.sin(2 * np.pi * phase) * np.exp(-time_s / rng.uniform(0.06, 0.28))
        return body + rng.uniform(0, 0.35) * noise * np.exp(-time_s / 0.004)
    if piece == "snare":
        wires = banded(noise, rng.uniform(250, 1500), rng.uniform(5000, 15_000)) * np.exp(
            -time_s / rng.uniform(0.04, 0.18)
        )
        skin = np.sin(2 * np.pi * rng.uniform(140, 280) * time_s) * np.exp(-time_s / rng.uniform(0.03, 0.12))
        return rng.uniform(0.5, 1.6) * wires + rng.uniform(0.2, 1.0) * skin
    if piece == "hat":
        metal = np.sign(np.sin(2 * np.pi * rng.uniform(280, 1400, 6)[:, None] * time_s)).sum(axis=0) / 3
        source = noise if rng.random() < 0.5 else metal
        high = banded(source, rng.uniform(3500, 9000), 20_000)
        return high * np.exp(-time_s / float(rng.choice((0.02, 0.04, 0.15, 0.3)))) * rng.uniform(0.2, 0.8)
    freq_hz = rng.uniform(90, 1200) * (1 + 0.15 * np.exp(-time_s / 0.03))
    return np.asarray(np.sin(2 * np.pi * np.cumsum(freq_hz) / RATE_HZ) * np.exp(-time_s / rng.uniform(0.02, 0.25)))


def play_tones(rng: Dice, role: Role, kind: str, *, lasts_s: float) -> Mono:
    """Return a phrase of a role played by one instrument: saw, square, fm, pluck or vowel."""
    out = np.zeros(round((lasts_s + 4) * RATE_HZ))
    attack_s = rng.uniform(0.1, 0.5) if role == "pad" else rng.uniform(0.001, 0.02)
    decay_s = 3.0 if role == "pad" else rng.uniform(0.15, 1.2)
    for note in draw_phrase(rng, role, lasts_s=lasts_s):
        freq_hz = 440 * 2 ** ((note.key - 69) / 12)
        length_s = min(note.length_s * 1.2 + 0.05, 3.5)
        if kind == "pluck":
            sound = pluck(rng, freq_hz=freq_hz, length_s=length_s)
        elif kind == "vowel":
            sound = vowel(rng, freq_hz=freq_hz, length_s=length_s)
        else:
            sound = tone(rng, kind, freq_hz=freq_hz, length_s=length_s)
        time_s = seconds(length_s)[: len(sound)]
        sound = sound * np.minimum(1, time_s / attack_s) * np.exp(-np.maximum(time_s - attack_s, 0) / decay_s)
        sound *= np.minimum(1, (length_s - time_s) / 0.02)
        _add(out, sound * note.velocity / 127, at=round(note.start_s * RATE_HZ))
    return out[: round(lasts_s * RATE_HZ)]


def play_drums(rng: Dice, *, lasts_s: float, voice: Callable[[Piece], Mono] | None = None) -> Mono:
    """Return a groove on a kit: our own drums, or what `voice` gives for each piece."""
    kit = {piece: voice(piece) if voice else drum(rng, piece) for piece in ("kick", "snare", "hat", "perc")}
    levels = {piece: rng.uniform(0.4, 1.2) for piece in kit}
    out = np.zeros(round((lasts_s + 4) * RATE_HZ))
    for stroke in draw_groove(rng, lasts_s=lasts_s):
        gain = levels[stroke.piece] * (stroke.velocity / 127) ** 1.5
        _add(out, kit[stroke.piece] * gain, at=round(stroke.start_s * RATE_HZ))
    return out[: round(lasts_s * RATE_HZ)]


def play_noise(rng: Dice, *, lasts_s: float) -> Mono:
    """Return noise that falls by 0 to 7 dB per octave, and pulses or stands."""
    frames = round(lasts_s * RATE_HZ)
    pink = pink_noise(frames, n_channels=1, rate_hz=RATE_HZ, seed=int(rng.integers(2**32)))[:, 0].astype(np.float64)
    spectrum = np.fft.rfft(pink)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(frames, 1 / RATE_HZ), 20) / 1000)
    tilted = np.fft.irfft(spectrum * 10 ** (rng.uniform(-4, 3) * octaves / 20), frames)
    pulse = scipy.signal.sawtooth(2 * np.pi * rng.uniform(0.5, 8) * seconds(lasts_s)[:frames], 0)
    return np.asarray(tilted * (1 + rng.uniform(0, 0.8) * pulse))


def shaped(rng: Dice, sound: Mono) -> Mono:
    """Return a sound through a filter that was drawn: none, low-pass, high-pass or band-pass."""
    centre_hz, kind = 2 ** rng.uniform(7.5, 13.4), int(rng.integers(4))
    if kind == 1:
        sos = scipy.signal.butter(int(rng.integers(1, 4)), min(centre_hz, 20_000), "low", fs=RATE_HZ, output="sos")
    elif kind == 2:
        sos = scipy.signal.butter(int(rng.integers(1, 3)), min(centre_hz / 8, 2000), "high", fs=RATE_HZ, output="sos")
    elif kind == 3:
        return banded(sound, max(40, centre_hz / 6), min(centre_hz * 1.5, 20_000))
    else:
        return sound
    return np.asarray(scipy.signal.sosfilt(sos, sound))


def in_room(rng: Dice, sound: Mono) -> Mono:
    """Return a sound in a room, half of the time: exponentially falling noise, a little darker than white."""
    if rng.random() < 0.5:
        return sound
    time_s = seconds(rng.uniform(0.2, 1.5))
    response = rng.standard_normal(len(time_s)) * np.exp(-time_s / rng.uniform(0.05, 0.4))
    response = scipy.signal.lfilter([0.5], [1, -0.5], response)
    response /= math.sqrt(float((response**2).sum()))
    return np.asarray(sound + rng.uniform(0.05, 0.5) * scipy.signal.oaconvolve(sound, response)[: len(sound)])


def levelled(sound: Mono) -> Mono:
    """Return a sound at an RMS of 1; silence stays silent."""
    return sound / max(math.sqrt(float((sound**2).mean())), 1e-9)


def mixed(rng: Dice, *, lasts_s: float) -> Mono:
    """Return a small band: mostly drums and a bass, always chords, sometimes a lead."""
    kind = str(rng.choice(("saw", "square", "fm")))
    parts = [
        levelled(play_tones(rng, "chord" if rng.random() < 0.5 else "pad", kind, lasts_s=lasts_s)) * _gain(rng, -9, 3)
    ]
    if rng.random() < 0.85:
        parts.append(levelled(play_drums(rng, lasts_s=lasts_s)) * _gain(rng, -6, 6))
    if rng.random() < 0.85:
        parts.append(levelled(shaped(rng, play_tones(rng, "bass", "saw", lasts_s=lasts_s))) * _gain(rng, -6, 3))
    if rng.random() < 0.5:
        parts.append(levelled(play_tones(rng, "lead", kind, lasts_s=lasts_s)) * _gain(rng, -12, 0))
    return np.asarray(sum(parts))


def _gain(rng: Dice, lo_db: float, hi_db: float) -> float:
    return float(10 ** (rng.uniform(lo_db, hi_db) / 20))


def banded(sound: Mono, lo_hz: float, hi_hz: float) -> Mono:
    """Return what of a sound lies between two frequencies."""
    sos = scipy.signal.butter(1, [lo_hz, min(hi_hz, 0.49 * RATE_HZ)], "bandpass", fs=RATE_HZ, output="sos")
    return np.asarray(scipy.signal.sosfilt(sos, sound))


def _add(out: Mono, sound: Mono, *, at: int) -> None:
    length = min(len(sound), len(out) - at)
    out[at : at + length] += sound[:length]
