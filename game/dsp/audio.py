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
class SourceAudio:
    """A source with its sound: a loop whose end runs on into its beginning without a seam."""

    source: Source
    audio: Audio
    rate_hz: int


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a listener hears: one wet clip, or each interval in order of play; never dry sound or truth."""

    clips: tuple[Audio, ...]
    rate_hz: int
