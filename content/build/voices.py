"""Our own synthesiser: sums of sines, so that nothing aliases and a filter sweep is exact. No samples."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from content.build.placing import Sound
from game.library.manifest import RATE_HZ

HIGHEST_HZ: Final = 17_000.0
CONTROL_FRAMES: Final = 64
"""Filter envelopes are computed at this spacing and drawn straight in between."""

Curve = npt.NDArray[np.float64]


def hz_of(key: float) -> float:
    """Return the frequency of a MIDI key in equal temperament; 69 is 440 Hz."""
    return float(440 * 2 ** ((key - 69) / 12))


def seconds(duration_s: float) -> Curve:
    """Return the times of the samples of a sound."""
    return np.arange(int(duration_s * RATE_HZ)) / RATE_HZ


def gate(time_s: Curve, *, attack_s: float, hold_s: float, release_s: float) -> Curve:
    """Return an envelope that rises smoothly, holds, and falls to nothing."""
    rise = np.sin(np.clip(time_s / attack_s, 0, 1) * np.pi / 2) ** 2
    fall = np.cos(np.clip((time_s - hold_s) / release_s, 0, 1) * np.pi / 2) ** 2
    curve: Curve = rise * fall
    return curve


def lowpass_gain(freq_hz: float, *, cutoff_hz: Curve, resonance: float) -> Curve:
    """Return the gain of a resonant 24 dB/octave low-pass at one frequency while its cutoff moves."""
    ratio = freq_hz / cutoff_hz
    second_order = 1 / np.sqrt((1 - ratio**2) ** 2 + (ratio / resonance) ** 2)
    curve: Curve = second_order / np.sqrt(1 + ratio**4)
    return curve


def filtered_wave(
    freq_hz: float,
    *,
    time_s: Curve,
    cutoff_hz: Curve,
    resonance: float,
    overtones: Callable[[int], float],
    phase: float,
) -> Curve:
    """Return a waveform whose overtones pass through a moving low-pass.

    Args:
        freq_hz: fundamental.
        time_s: times of the samples.
        cutoff_hz: one value each CONTROL_FRAMES.
        resonance: q of the low-pass.
        overtones: amplitude of each harmonic; 0 leaves it out.
        phase: of the fundamental, in turns.
    """
    wave = np.zeros(len(time_s))
    frames = np.arange(len(time_s))
    knots = np.arange(len(cutoff_hz)) * CONTROL_FRAMES
    turns = freq_hz * time_s + phase
    for number in range(1, int(HIGHEST_HZ / freq_hz) + 1):
        amplitude = overtones(number)
        gains = lowpass_gain(number * freq_hz, cutoff_hz=cutoff_hz, resonance=resonance) * amplitude
        if np.abs(gains).max() > 3e-5:
            angle = (2 * np.pi * ((number * turns) % 1)).astype(np.float32)
            wave += np.sin(angle) * np.interp(frames, knots, gains)
    return wave


def _sweep(time_s: Curve, *, base_hz: float, extra_hz: float, decay_s: float) -> Curve:
    knots_s = np.arange(len(time_s) // CONTROL_FRAMES + 2) * CONTROL_FRAMES / RATE_HZ
    curve: Curve = np.minimum(base_hz + extra_hz * np.exp(-knots_s / decay_s), HIGHEST_HZ)
    return curve


def saw(number: int) -> float:
    """Return the amplitude of a harmonic of a sawtooth."""
    return 1 / number


def hollow(number: int) -> float:
    """Return the amplitude of a harmonic of a pulse of 32 % width: neither square nor saw."""
    return float(np.sin(np.pi * 0.32 * number)) / number


def bass(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return a mono synth bass: a sub sine, and a saw whose filter snaps shut."""
    time_s = seconds(duration_s + 0.12)
    force = velocity / 127
    cutoff_hz = _sweep(time_s, base_hz=260 + 500 * force, extra_hz=2600 * force**2, decay_s=0.075)
    low_hz = hz_of(key)
    edge = filtered_wave(low_hz, time_s=time_s, cutoff_hz=cutoff_hz, resonance=1.5, overtones=saw, phase=0.0)
    upper = filtered_wave(
        2 * low_hz * 2 ** (0.06 / 12),
        time_s=time_s,
        cutoff_hz=cutoff_hz,
        resonance=1.2,
        overtones=hollow,
        phase=rng.uniform(),
    )
    sub = np.sin(2 * np.pi * low_hz * time_s)
    sound = (0.9 * sub + 0.8 * edge + 0.35 * upper) * gate(time_s, attack_s=0.001, hold_s=duration_s, release_s=0.06)
    shaped: Sound = (np.tanh(1.3 * sound) * force**0.7)[:, None]
    return shaped


def sub(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return a mono bass that is nearly a sine: it drops into its pitch, and a soft edge fades before it does."""
    time_s = seconds(duration_s + 0.12)
    force = velocity / 127
    low_hz = hz_of(key)
    drop = 0.012 * (1 + force) * (1 - np.exp(-time_s / 0.012))
    body = np.sin(2 * np.pi * low_hz * (time_s + drop))
    cutoff_hz = _sweep(time_s, base_hz=240 + 260 * force, extra_hz=2200 * force**2, decay_s=0.11)
    edge = filtered_wave(
        low_hz, time_s=time_s, cutoff_hz=cutoff_hz, resonance=0.9, overtones=hollow, phase=rng.uniform(0, 0.1)
    )
    fade = 0.35 + 0.65 * np.exp(-time_s / 0.6)
    sound = (body + 0.55 * edge) * fade * gate(time_s, attack_s=0.002, hold_s=duration_s, release_s=0.08)
    shaped: Sound = (np.tanh(1.6 * sound) * force**0.7)[:, None]
    return shaped


def _stack(
    key: int, *, time_s: Curve, cutoff_hz: Curve, detune: tuple[float, ...], rng: np.random.Generator, resonance: float
) -> Sound:
    """Return detuned saws spread from left to right."""
    sides = np.zeros((len(time_s), 2))
    for index, cents in enumerate(detune):
        wave = filtered_wave(
            hz_of(key + cents / 100),
            time_s=time_s,
            cutoff_hz=cutoff_hz,
            resonance=resonance,
            overtones=saw,
            phase=rng.uniform(),
        )
        place = (0.5 + 0.42 * (2 * index / (len(detune) - 1) - 1)) * np.pi / 2
        sides += wave[:, None] * np.array([np.cos(place), np.sin(place)])
    mixed: Sound = sides / len(detune) ** 0.5
    return mixed


def stab(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return one note of a bright chord stab, stereo."""
    time_s = seconds(duration_s + 0.25)
    force = velocity / 127
    cutoff_hz = _sweep(time_s, base_hz=500 + 900 * force, extra_hz=9500 * force**1.5, decay_s=0.13)
    sides = _stack(key, time_s=time_s, cutoff_hz=cutoff_hz, detune=(-11, -3, 4, 12), rng=rng, resonance=0.9)
    body = np.exp(-time_s / 0.55) * gate(time_s, attack_s=0.003, hold_s=duration_s, release_s=0.18)
    return sides * body[:, None] * force


def pad(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return one note of a slow, soft chord, stereo."""
    time_s = seconds(duration_s + 0.7)
    force = velocity / 127
    knots_s = np.arange(len(time_s) // CONTROL_FRAMES + 2) * CONTROL_FRAMES / RATE_HZ
    cutoff_hz = 1500 + 6000 * force * np.sin(np.pi * np.clip(knots_s / (duration_s + 0.7), 0, 1)) ** 2
    sides = _stack(key, time_s=time_s, cutoff_hz=cutoff_hz, detune=(-8, 0, 9), rng=rng, resonance=0.8)
    return sides * (gate(time_s, attack_s=0.16, hold_s=duration_s, release_s=0.65) * force)[:, None]


def pluck(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return a glassy plucked lead (two-operator FM with a fast-fading third), mono."""
    time_s = seconds(duration_s + 0.5)
    force = velocity / 127
    freq_hz = hz_of(key)
    ring = np.exp(-time_s / (0.34 * (440 / freq_hz) ** 0.3))
    modulator = np.sin(2 * np.pi * freq_hz * 3 * time_s + rng.uniform(0, 0.3))
    index = (0.5 + 2.0 * force**2) * np.exp(-time_s / 0.09)
    chime = 0.22 * force**2 * np.exp(-time_s / 0.035) * np.sin(2 * np.pi * freq_hz * 7.02 * time_s)
    if freq_hz * 7.02 > HIGHEST_HZ:
        chime = np.zeros_like(time_s)
    tone = np.sin(2 * np.pi * freq_hz * time_s + index * modulator) + chime
    body = ring * gate(time_s, attack_s=0.0012, hold_s=duration_s + 0.15, release_s=0.3)
    plucked: Sound = (tone * body * force)[:, None]
    return plucked


def acid(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return a mono line of one saw through a filter that whistles: the harder the note, the wider it opens."""
    time_s = seconds(duration_s + 0.1)
    force = velocity / 127
    cutoff_hz = _sweep(time_s, base_hz=320 + 500 * force, extra_hz=7500 * force**3, decay_s=0.11 + 0.1 * force)
    wave = filtered_wave(
        hz_of(key), time_s=time_s, cutoff_hz=cutoff_hz, resonance=4.5, overtones=saw, phase=rng.uniform()
    )
    shaped: Sound = (wave * gate(time_s, attack_s=0.002, hold_s=duration_s, release_s=0.05) * force)[:, None]
    return shaped


REESE_CENTS: Final = (-13.0, 0.0, 12.0)


def reese(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return a mono bass of saws that beat against each other, with a filter that breathes, over a steady sine."""
    time_s = seconds(duration_s + 0.12)
    force = velocity / 127
    knots_s = np.arange(len(time_s) // CONTROL_FRAMES + 2) * CONTROL_FRAMES / RATE_HZ
    cutoff_hz = 350 + 2600 * force * (0.5 - 0.5 * np.cos(2 * np.pi * knots_s / 0.55))
    wave = np.zeros(len(time_s))
    for cents in REESE_CENTS:
        wave += filtered_wave(
            hz_of(key + cents / 100),
            time_s=time_s,
            cutoff_hz=cutoff_hz,
            resonance=1.1,
            overtones=saw,
            phase=rng.uniform(),
        )
    low = np.sin(2 * np.pi * hz_of(key) * time_s)
    body = gate(time_s, attack_s=0.004, hold_s=duration_s, release_s=0.07)
    shaped: Sound = (np.tanh(1.2 * (0.4 * wave + 0.8 * low)) * body * force**0.7)[:, None]
    return shaped


STIFFNESS: Final = 8e-5
"""Inharmonicity of a wound string: its overtones are stretched (Fletcher and Rossing, The Physics of Musical
Instruments, 2.18)."""


def string(key: int, velocity: int, duration_s: float, rng: np.random.Generator) -> Sound:
    """Return a plucked steel string as a pickup hears it, mono, damped when the note ends.

    Overtones fall as those of a string plucked at a point (the same book, 2.4), and the high ones fade first.
    """
    time_s = seconds(duration_s + 0.12)
    force = velocity / 127
    freq_hz = hz_of(key)
    place = 0.14 + rng.uniform(-0.015, 0.015)
    wave = np.zeros(len(time_s))
    for number in range(1, int(HIGHEST_HZ / freq_hz) + 1):
        pitch_hz = number * freq_hz * np.sqrt(1 + STIFFNESS * number**2)
        level = np.sin(np.pi * place * number) / number * np.exp(-pitch_hz / (2200 + 5200 * force))
        if pitch_hz < HIGHEST_HZ and abs(level) > 3e-5:
            fade_s = 2.4 * (82 / freq_hz) ** 0.4 / (1 + (pitch_hz / 1500) ** 1.1)
            wave += level * np.sin(2 * np.pi * pitch_hz * time_s) * np.exp(-time_s / fade_s)
    pick = rng.standard_normal(len(time_s)) * np.exp(-time_s / 0.0025)
    pick = 0.05 * force**2 * np.diff(pick, prepend=0.0)
    body = gate(time_s, attack_s=0.0008, hold_s=duration_s, release_s=0.05)
    plucked: Sound = ((wave + pick) * body * force)[:, None]
    return plucked


VOICES: Final[dict[str, Callable[[int, int, float, np.random.Generator], Sound]]] = {
    "acid": acid,
    "bass": bass,
    "pad": pad,
    "pluck": pluck,
    "reese": reese,
    "stab": stab,
    "string": string,
    "sub": sub,
}
