"""What must be heard, written down once more and quite differently: the whole stream at a time, switch by switch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from game.dsp.audio import Audio

RATE_HZ = 48_000
FADE = 384
"""8 ms."""
RAMP = (0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE) + 0.5) / FADE)).astype(np.float32)[:, None]


@dataclass(frozen=True)
class Switch:
    """From frame `at` on, `name` fades in (None for silence), looping from `start` to before `stop`."""

    at: int
    name: str | None
    start: int
    stop: int


def expected(clips: Mapping[str, Audio], switches: Sequence[Switch], *, length: int, frames: int) -> Audio:
    """Return the stream; `length` is that of the clips which share the play-head, the others begin anew each time."""
    heard = np.zeros((frames, 2), np.float32)
    place = 0
    for number, switch in enumerate(switches):
        until = min(frames, switches[number + 1].at + FADE if number + 1 < len(switches) else frames)
        voice = np.zeros((max(0, until - switch.at), 2), np.float32)
        if switch.name is not None:
            clip = clips[switch.name]
            shares = len(clip) == length
            start, stop = (switch.start, switch.stop) if shares else (0, len(clip))
            first = place if shares else 0
            first = first if start <= first < stop else start
            voice = looped(clip, start, stop)[(first - start + np.arange(len(voice))) % (stop - start)]
            if shares and len(voice):
                place = start + (first - start + len(voice)) % (stop - start)
                following = switches[number + 1] if number + 1 < len(switches) else None
                if following is not None and following.name is not None and len(clips[following.name]) == length:
                    place = start + (first - start + following.at - switch.at) % (stop - start)
        fade, rest = voice[:FADE], voice[FADE:]
        into = heard[switch.at : switch.at + len(fade)]
        into += RAMP[: len(fade)] * (fade - into)
        heard[switch.at + FADE : switch.at + FADE + len(rest)] = rest
    return heard


def looped(clip: Audio, start: int, stop: int) -> Audio:
    """Return one turn of a loop: its last 8 ms fade into the 8 ms before its start."""
    turn = clip[start:stop].copy()
    if stop - start < len(clip):
        lead = clip[np.arange(start - FADE, start) % len(clip)]
        turn[-FADE:] += RAMP * (lead - turn[-FADE:])
    return turn


def sine(freq_hz: float, amplitude: float, *, n: int = RATE_HZ) -> Audio:
    wave = amplitude * np.sin(2 * np.pi * freq_hz * np.arange(n) / RATE_HZ)
    return np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)


def noise(seed: int, *, n: int = RATE_HZ) -> Audio:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (n, 2)).astype(np.float32)


def bend(sound: Audio) -> float:
    """Return the largest second difference: a click is far above that of the tone itself."""
    return float(np.abs(np.diff(sound.astype(np.float64), n=2, axis=0)).max())


def bend_of_sine(freq_hz: float, amplitude: float) -> float:
    return amplitude * (2 * np.pi * freq_hz / RATE_HZ) ** 2
