"""A groove that the tests made up: three drums and a rendered part, two seconds a bar, in any sound."""

import numpy as np

from game.core.rhythm import Part, Rhythm, Stroke
from game.dsp.audio import Audio, PartSound, Struck

STEPS_PER_BAR = 16
STEP_S = 0.125
PREROLL_FRAMES = 9.5
PATTERNS = {"kick": (0, 6, 8), "snare": (4, 12), "hat": tuple(range(0, 16, 2)), "keys": (0, 6, 10)}
RENDERED = "keys"
DECAY_S = {"kick": 0.12, "snare": 0.08, "hat": 0.03, "keys": 0.15}
FREQ_HZ = {"kick": 60.0, "snare": 220.0, "hat": 0.0, "keys": 330.0}


def made_up_rhythm(*, bars: int) -> Rhythm:
    """Return the rhythm: eighths on the hat, a backbeat, a kick that pushes, chords that come a little late."""
    return Rhythm(tuple(_part(name, bars=bars) for name in PATTERNS))


def made_up_parts(*, bars: int, rate_hz: int) -> tuple[PartSound, ...]:
    """Return its sound, a part each, in the order of the rhythm."""
    return tuple(
        PartSound(name, (), loop=_rendered(name, bars=bars, rate_hz=rate_hz))
        if name == RENDERED
        else PartSound(name, tuple(_struck(name, index, rate_hz=rate_hz) for index in range(bars * len(pattern))))
        for name, pattern in PATTERNS.items()
    )


def shot(name: str, *, seed: int, rate_hz: int) -> Audio:
    """Return a decaying tone with noise whose onset comes after PREROLL_FRAMES; mono."""
    time_s = (np.arange(round(0.5 * rate_hz)) - PREROLL_FRAMES) / rate_hz
    envelope = np.where(time_s >= 0, np.exp(-np.maximum(time_s, 0) / DECAY_S[name]) * (1 - np.exp(-time_s / 0.001)), 0)
    noise = np.random.default_rng([seed, len(name)]).standard_normal(len(time_s))
    tone = np.sin(2 * np.pi * FREQ_HZ[name] * time_s) if FREQ_HZ[name] else noise
    return (0.3 * envelope * (tone + 0.2 * noise)).astype(np.float32)[:, None]


def _part(name: str, *, bars: int) -> Part:
    steps = [bar * STEPS_PER_BAR + step for bar in range(bars) for step in PATTERNS[name]]
    velocities = [70 + 10 * (index * 7 % 5) for index in range(len(steps))]
    late_s = 0.006 if name == RENDERED else 0.0
    strokes = [Stroke(float(step), velocity, late_s) for step, velocity in zip(steps, velocities, strict=True)]
    return Part(name, single=name != RENDERED, strokes=tuple(strokes))


def _struck(name: str, index: int, *, rate_hz: int) -> Struck:
    return Struck(
        sample=shot(name, seed=index % 4, rate_hz=rate_hz),
        preroll_frames=PREROLL_FRAMES,
        gain=0.6 + 0.1 * (index * 7 % 5),
        pan={"kick": 0.0, "snare": -0.2, "hat": 0.4}[name],
        choke_group="hat" if name == "hat" else None,
    )


def _rendered(name: str, *, bars: int, rate_hz: int) -> Audio:
    part = _part(name, bars=bars)
    loop = np.zeros((round(bars * STEPS_PER_BAR * STEP_S * rate_hz), 2), np.float32)
    for index, stroke in enumerate(part.strokes):
        sound = shot(name, seed=index % 4, rate_hz=rate_hz)
        at = round((stroke.step * STEP_S + stroke.late_s) * rate_hz - PREROLL_FRAMES)
        loop[(at + np.arange(len(sound))) % len(loop)] += sound * np.float32(0.5)
    return loop


def played(*, bars: int, rate_hz: int, rest: float, seed: int) -> Audio:
    """Return the rhythm's drums as a turning loop, shape (n_samples, 2), over a bed that is `rest` as loud as noise.

    The strokes differ much in force, so that a compressor has something to do.
    """
    n_frames = round(bars * STEPS_PER_BAR * STEP_S * rate_hz)
    rng = np.random.default_rng(seed)
    loop = rest * rng.standard_normal(n_frames)
    for name, pattern in PATTERNS.items():
        for place in (bar * STEPS_PER_BAR + step for bar in range(bars) for step in pattern):
            sound = rng.uniform(0.3, 1.0) * shot(name, seed=place % 4, rate_hz=rate_hz)[:, 0]
            at = (round(place * STEP_S * rate_hz) + np.arange(len(sound))) % n_frames
            np.add.at(loop, at, sound)
    return np.repeat(loop[:, None], 2, axis=1).astype(np.float32)
