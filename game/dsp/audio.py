"""The shape of sound inside the game, and what the listener is given of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import Source

Audio = npt.NDArray[np.float32]
"""float32, shape (n_samples, n_channels), C order, full scale -1 to 1."""

PLAY_LUFS: Final = -23.0
"""Every clip of a round is played at this loudness, so that level never tells the answer."""
CEILING_DBTP: Final = -1.0
"""No clip may pass this true peak."""


def room_for_clips(n_clips: int, like: Audio) -> npt.NDArray[np.float32]:
    """Return uninitialised room for `n_clips` clips shaped as `like`, shape (n_clips, n_samples, n_channels).

    One block: from 4 MB on numpy asks for huge pages, which saves a thousand page faults a clip.
    """
    return np.empty((n_clips, *like.shape), np.float32)


@dataclass(frozen=True, slots=True)
class Struck:
    """The sound of one stroke of a drum as it stands in the mix.

    Attributes:
        sample: shape (n_samples, 1 or 2).
        preroll_frames: frames of `sample` before its onset.
        gain: linear factor.
        pan: -1 left to 1 right, constant power; a stereo sample stays as it is.
        choke_group: strokes of one group cut each other off; None lets it ring.
    """

    sample: Audio
    preroll_frames: float
    gain: float
    pan: float
    choke_group: str | None


@dataclass(frozen=True, slots=True)
class PartSound:
    """The sound of one part of a source's rhythm: its strokes one by one, or the rendered loop.

    `struck` holds one for each stroke of the part, in the same order, and is empty where `loop` holds the part,
    shape (n_samples, 2), as long as the source.
    """

    name: str
    struck: tuple[Struck, ...]
    loop: Audio | None = None


@dataclass(frozen=True, slots=True)
class SourceAudio:
    """A source with its sound: a loop whose end runs on into its beginning without a seam.

    `parts` are in the order of the source's rhythm; they are there only where they were asked for.
    """

    source: Source
    audio: Audio
    rate_hz: int
    parts: tuple[PartSound, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a listener hears: one wet clip, or each interval in order of play; never dry sound or truth."""

    clips: tuple[Audio, ...]
    rate_hz: int
