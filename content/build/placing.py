"""Puts sounds on a turning loop at exact moments, and finds where a sound begins."""

from typing import Final

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float64]
"""float64, shape (n_samples, n_channels); the build works in double precision and stores 16 bit."""

GUARD_FRAMES: Final = 64
"""Silence around a sound that is shifted by part of a frame: room for the ringing of the ideal delay."""


def delayed(sound: Sound, *, frames: float) -> Sound:
    """Return `sound` with GUARD_FRAMES before and after it, late by a part of a frame (ideal delay, by spectrum phase).

    Args:
        sound: shape (n_samples, n_channels).
        frames: 0 to 1.
    """
    padded = np.pad(sound, ((GUARD_FRAMES, GUARD_FRAMES), (0, 0)))
    if frames == 0:
        return padded
    spectrum = np.fft.rfft(padded, axis=0)
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(len(padded)) * frames)
    shifted: Sound = np.fft.irfft(spectrum * turn[:, None], len(padded), axis=0)
    return shifted


def add_turning(loop: Sound, sound: Sound, *, at_frame: float) -> None:
    """Add `sound` to `loop` in place, starting at a fractional frame; what runs over the end goes on at the beginning.

    Args:
        loop: shape (n_samples, n_channels), changed.
        sound: same number of channels, any length.
        at_frame: where the first frame of `sound` goes; may be negative.
    """
    whole = int(np.floor(at_frame))
    moved = delayed(sound, frames=at_frame - whole)
    indices = (whole - GUARD_FRAMES + np.arange(len(moved))) % len(loop)
    np.add.at(loop, indices, moved)


def onset_frame(sound: Sound, *, within: int, below_db: float) -> int:
    """Return the frame where the attack begins.

    Args:
        sound: shape (n_samples, n_channels).
        within: frames in which the attack is looked for.
        below_db: the attack begins where the sound first comes this near to the largest sample of those frames.
    """
    level = np.abs(sound[:within]).max(axis=1)
    return int(np.argmax(level > level.max() * 10 ** (-below_db / 20)))


def faded_in(sound: Sound, *, frames: int) -> Sound:
    """Return `sound` with a half-cosine over its first frames, so that a cut does not click."""
    ramp = np.ones(len(sound))
    ramp[:frames] = 0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / frames)
    return sound * ramp[:, None]


def faded_out(sound: Sound, *, frames: int) -> Sound:
    """Return `sound` with a squared ramp over its last frames."""
    ramp = np.ones(len(sound))
    ramp[-frames:] = np.linspace(1, 0, frames) ** 2
    return sound * ramp[:, None]
