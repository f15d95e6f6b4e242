"""What questions are drawn from in an exam: the game's own sources kept at hand, or sounds that are in no game."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from game.core.facts import Source
from game.dsp.audio import SourceAudio
from game.dsp.bands import THIRD_OCTAVES_HZ, sparsest_levels_db
from game.session.ports import Sources


class Kept:
    """A library that decodes each source once."""

    def __init__(self, library: Sources) -> None:
        """Keep what is loaded from `library`."""
        self._library = library
        self._kept: dict[tuple[str, int, bool], SourceAudio] = {}

    def sources(self) -> Sequence[Source]:
        """List the sources."""
        return self._library.sources()

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return the sound of a source."""
        key = (source_id, rate_hz, False)
        if key not in self._kept:
            self._kept[key] = self._library.load(source_id, rate_hz=rate_hz)
        return self._kept[key]

    def load_parts(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return the sound of a source and of its parts."""
        key = (source_id, rate_hz, True)
        if key not in self._kept:
            self._kept[key] = self._library.load_parts(source_id, rate_hz=rate_hz)
        return self._kept[key]


class Sounds:
    """A library of single clips, each a source of its own that belongs to a family."""

    def __init__(self, sounds: Sequence[tuple[str, npt.NDArray[np.float32]]], *, rate_hz: int) -> None:
        """Take names of families with their sounds, each of shape (n_frames,) at `rate_hz`."""
        self._loaded = {
            f"{family}_{number}": _source_of(f"{family}_{number}", sound, rate_hz=rate_hz)
            for number, (family, sound) in enumerate(sounds)
        }

    def sources(self) -> Sequence[Source]:
        """List the sources."""
        return [loaded.source for loaded in self._loaded.values()]

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return the sound of a source, at the rate at which it came."""
        del rate_hz
        return self._loaded[source_id]

    load_parts = load


def _source_of(source_id: str, sound: npt.NDArray[np.float32], *, rate_hz: int) -> SourceAudio:
    audio = np.repeat(sound[:, None], 2, axis=1)
    levels = sparsest_levels_db(audio, rate_hz=rate_hz, parts=1)
    source = Source(
        source_id=source_id,
        title=source_id,
        kind="own",
        tempo_bpm=None,
        bars=None,
        beats_per_bar=None,
        loop_s=len(sound) / rate_hz,
        licence="",
        held_out=False,
        sparsest_bar_db=tuple(zip(THIRD_OCTAVES_HZ, map(float, levels), strict=True)),
        sha256=hashlib.sha256(audio.tobytes()).hexdigest(),
    )
    return SourceAudio(source=source, audio=audio, rate_hz=rate_hz)
