"""Reads what SDL's disk driver recorded of a session, and finds the clips of its round in it, sample by sample."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from game.dsp.audio import Audio

RATE_HZ: Final = 48_000
FRAME_BYTES: Final = 8
"""Two channels of float32."""
EXACT: Final = 1e-6
SILENCE: Final = "silence"
_WINDOW_S: Final = 1.0
_LEAST_S: Final = 0.05
"""Nothing shorter is a stretch: at its very ends a fade is as near to a clip as makes no difference."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stretch:
    """Frames `start` up to `stop` of a recording, in which one clip is heard and nothing else."""

    name: str
    start: int
    stop: int

    @property
    def seconds(self) -> float:
        return (self.stop - self.start) / RATE_HZ


@dataclass(frozen=True)
class Recording:
    """What was heard in one round, and its two clips turned so that they begin when the recording does."""

    heard: Audio
    dry: Audio
    wet: Audio

    def stretches(self) -> Sequence[Stretch]:
        """Return in order where the dry and the wet clip are heard alone."""
        dry, wet = self._is_exactly(self.dry), self._is_exactly(self.wet)
        clear = np.flatnonzero(dry != wet)
        found = []
        for name, group in itertools.groupby(clear, key=lambda frame: "dry" if dry[frame] else "wet"):
            frames = list(group)
            found.append(Stretch(name, int(frames[0]), int(frames[-1]) + 1))
        return [stretch for stretch in found if stretch.seconds > _LEAST_S]

    def turns(self) -> Sequence[tuple[Stretch, Stretch]]:
        """Return each stretch with the next: the places where the sound turns from one to another, silence included."""
        sounding, stretches = np.flatnonzero(self.heard.any(axis=1)), self.stretches()
        before = Stretch(SILENCE, 0, int(sounding[0]))
        after = Stretch(SILENCE, int(sounding[-1]) + 1, len(self.heard))
        return list(itertools.pairwise([before, *stretches, after]))

    def misfit(self, before: Stretch, after: Stretch, *, ramp: npt.NDArray[np.float64]) -> float:
        """Return how far a turn is from a fade by `ramp`, shape (n_frames, 1), that begins where it fits best."""
        misfits = []
        for start in range(before.stop - len(ramp) // 4, after.start):
            part = slice(start, start + len(ramp))
            old, new = self.clip(before.name)[part], self.clip(after.name)[part]
            misfits.append(float(np.abs(self.heard[part] - (old + ramp * (new - old))).max()))
        return min(misfits)

    def shares(self, before: Stretch, after: Stretch) -> npt.NDArray[np.float64]:
        """Return for each millisecond around a turn how much of the sound is the new clip, 0 to 1, by least squares."""
        frames = RATE_HZ // 1000
        shares = []
        for start in range(before.stop - 3 * frames, after.start + 3 * frames, frames):
            part = slice(start, start + frames)
            old = self.clip(before.name)[part].astype(np.float64)
            step, moved = self.clip(after.name)[part] - old, self.heard[part] - old
            shares.append(float(np.sum(moved * step) / np.sum(step * step)))
        return np.array(shares)

    def clip(self, name: str) -> Audio:
        """Return what a stretch of that name holds, laid out under the recording."""
        return {"dry": self.dry, "wet": self.wet, SILENCE: np.zeros_like(self.heard)}[name]

    def residual(self, stretch: Stretch) -> float:
        """Return how far the recording ever is from the stretch's clip."""
        part = slice(stretch.start, stretch.stop)
        return float(np.abs(self.heard[part] - self.clip(stretch.name)[part]).max())

    def _is_exactly(self, clip: Audio) -> Flags:
        same: Flags = (np.abs(self.heard - clip) < EXACT).all(axis=1)
        return same


def read_recording(path: Path, *, dry: Audio, wet: Audio) -> Recording:
    """Return a recording that begins with `dry`, with the clips laid out under it."""
    heard = np.fromfile(path, np.float32).reshape(-1, 2)
    first = int(np.flatnonzero(heard.any(axis=1))[0])
    at = first + round(0.1 * RATE_HZ)
    place = find_place(heard[at : at + round(_WINDOW_S * RATE_HZ)], dry)
    turned = (np.arange(len(heard)) - at + place) % len(dry)
    return Recording(heard, dry[turned], wet[turned])


def find_place(part: Audio, loop: Audio) -> int:
    """Return the frame of a loop from which on it is nearest to `part`, by least squares."""
    padded = np.zeros(len(loop))
    padded[: len(part)] = part.mean(axis=1)
    mono = loop.mean(axis=1).astype(np.float64)
    product = np.fft.irfft(np.fft.rfft(mono) * np.conj(np.fft.rfft(padded)), len(loop))
    running = np.cumsum(np.concatenate([[0.0], mono**2, mono**2]))
    energy = running[len(part) : len(part) + len(loop)] - running[: len(loop)]
    return int(np.argmin(energy - 2 * product))
