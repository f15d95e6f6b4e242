"""The sounds of the interface: two soft ticks, made here, carried by SDL's mixer beside the game's own device."""

import functools
import os
from typing import Final, Literal

import numpy as np

from game.speaker.backends import DEVICE_RATE_HZ

Click = Literal["step", "press"]
PITCHES_HZ: Final = {"step": 1250.0, "press": 720.0}
LASTS_S: Final = 0.03
DECAY_S: Final = 0.006
RISE_S: Final = 0.001
PEAK_DB: Final = -34.0
"""Below full scale: far below a round, whose loudness is -23 LUFS."""


@functools.cache
def make_click(kind: Click) -> bytes:
    """Return a tick as 16-bit stereo at the device's rate: a sine that rises in 1 ms and dies away."""
    at_s = np.arange(round(LASTS_S * DEVICE_RATE_HZ)) / DEVICE_RATE_HZ
    shape = np.minimum(1, at_s / RISE_S) * np.exp(-at_s / DECAY_S) * (1 - at_s / LASTS_S)
    wave = np.sin(2 * np.pi * PITCHES_HZ[kind] * at_s) * shape
    scaled = wave / np.abs(wave).max() * 10 ** (PEAK_DB / 20) * np.iinfo(np.int16).max
    return np.repeat(np.rint(scaled).astype("<i2")[:, None], 2, axis=1).tobytes()


def play_click(kind: Click) -> bool:
    """Play a tick where the mixer is open; tell whether it was."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame

    if pygame.mixer.get_init() is None:
        return False
    pygame.mixer.Sound(buffer=make_click(kind)).play()
    return True
