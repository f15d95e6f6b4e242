"""The A/B engine: several clips, one play cursor, a fade where they change. Pure numpy; whoever plays pulls blocks."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from game.dsp.audio import Audio

FADE_S: Final = 0.008
"""Equal-gain raised cosine: A and B are nearly the same sound, so their amplitudes must add to one."""
SILENCE: Final = -1
_LONGEST_BLOCK: Final = 8192


class Engine:
    """Loops clips of one length on one cursor. A switch starts its fade with the next block, at the same cursor.

    `render` allocates nothing and takes no lock: it runs in the sound device's thread. A switch is one attribute.
    """

    def __init__(self, clips: Sequence[Audio], *, rate_hz: int) -> None:
        """Take the clips, each shape (n_samples, 1 or 2), all of one length.

        Raises:
            ValueError: no clip, an empty one, or lengths that differ.
        """
        lengths = {len(clip) for clip in clips}
        if len(lengths) != 1 or 0 in lengths:
            raise ValueError(f"clips must be of one length above 0 samples, got {sorted(lengths)}")
        self._clips = [np.ascontiguousarray(np.broadcast_to(clip, (len(clip), 2)), dtype=np.float32) for clip in clips]
        self._silence = np.zeros((1, 2), np.float32)
        fade = round(FADE_S * rate_hz)
        self._ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)[:, None]
        self._scratch = np.empty((_LONGEST_BLOCK, 2), np.float32)
        self._current = self._previous = SILENCE
        self._fade_left = 0
        self.target = SILENCE
        self.cursor = 0
        self.frames_heard = [0] * len(self._clips)

    @property
    def silent(self) -> bool:
        """Tell whether nothing sounds, not even the end of a fade."""
        return self._current == SILENCE and self._fade_left == 0

    def render(self, out: Audio) -> None:
        """Fill `out`, shape (n_frames, 2), with what is heard next, and move the cursor on."""
        for start in range(0, len(out), _LONGEST_BLOCK):
            self._render_block(out[start : start + _LONGEST_BLOCK])

    def _render_block(self, out: Audio) -> None:
        if self._fade_left == 0 and self.target != self._current:
            self._previous, self._current = self._current, self.target
            self._fade_left = len(self._ramp)
        self._read(self._current, out)
        if self._fade_left:
            self._mix_fade(out)
        if self._current != SILENCE:
            self.frames_heard[self._current] += len(out)
        if not self.silent:
            self.cursor = (self.cursor + len(out)) % len(self._clips[0])

    def _mix_fade(self, out: Audio) -> None:
        frames = min(self._fade_left, len(out))
        done = len(self._ramp) - self._fade_left
        weight, leaving = self._ramp[done : done + frames], self._scratch[:frames]
        self._read(self._previous, leaving)
        head = out[:frames]
        head -= leaving
        head *= weight
        head += leaving
        self._fade_left -= frames

    def _read(self, index: int, out: Audio) -> None:
        if index == SILENCE:
            out[:] = 0
            return
        clip, at, done = self._clips[index], self.cursor, 0
        while done < len(out):
            frames = min(len(out) - done, len(clip) - at)
            out[done : done + frames] = clip[at : at + frames]
            at, done = (at + frames) % len(clip), done + frames
