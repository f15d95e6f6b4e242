"""The A/B engine: several clips, one play-head, a fade where they change. Pure numpy; whoever plays pulls blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.dsp.audio import Audio

FADE_S: Final = 0.008
"""Equal-gain raised cosine: A and B are nearly the same sound, so their amplitudes must add to one."""
VOLUME_FADE_S: Final = 0.02
METER_S: Final = 0.02
SHORTEST_LOOP_S: Final = 2 * FADE_S
LOWEST_VOLUME_DB: Final = -60.0
"""From here down the volume is nothing at all."""


@dataclass(frozen=True, slots=True)
class Levels:
    """How loud the last 20 ms were, left and right, linear: 1 is full scale."""

    peak: tuple[float, float]
    rms: tuple[float, float]


class _Clip:
    """One sound, and how much of it was heard. `shares` tells that it moves on its set's play-head."""

    __slots__ = ("audio", "frames_heard", "shares")

    def __init__(self, audio: Audio, *, shares: bool) -> None:
        self.audio: Audio = np.ascontiguousarray(np.broadcast_to(audio, (len(audio), 2)), dtype=np.float32)
        self.shares = shares
        self.frames_heard = 0


class _Head:
    """A play-head. Only the rendering thread moves it."""

    __slots__ = ("at",)

    def __init__(self) -> None:
        self.at = 0


class _Set:
    """Clips of one length on one play-head."""

    __slots__ = ("clips", "head", "n_frames")

    def __init__(self, clips: Sequence[tuple[str, Audio]]) -> None:
        lengths = {len(audio) for _, audio in clips}
        if len(lengths) != 1 or 0 in lengths:
            raise ValueError(f"clips must be of one length above 0 samples, got {sorted(lengths)}")
        self.n_frames = lengths.pop()
        self.clips = {name: _Clip(audio, shares=True) for name, audio in clips}
        self.head = _Head()


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """What shall sound: a clip of a set, between `start` and `stop`. It never changes, so no lock guards it.

    `lead` is what comes before `start`: it fades in over the end of the loop. None where the clip itself is the loop.
    """

    of: _Set | None = None
    clip: _Clip | None = None
    start: int = 0
    stop: int = 0
    lead: Audio | None = None


class _Voice:
    """A clip that sounds, with its place in it."""

    __slots__ = ("_scratch", "at", "wish")

    def __init__(self, fade_frames: int) -> None:
        self.wish = _Wish()
        self.at = 0
        self._scratch = np.empty((fade_frames, 2), np.float32)

    def take(self, wish: _Wish) -> None:
        """Begin where the set's play-head is; a clip of another length begins at its beginning."""
        self.wish = wish
        at = wish.of.head.at if wish.of is not None and wish.clip is not None and wish.clip.shares else 0
        self.at = at if wish.start <= at < wish.stop else wish.start

    def read(self, out: Audio, ramp: Audio) -> None:
        """Fill `out` and move on."""
        wish, clip, done = self.wish, self.wish.clip, 0
        if clip is None:
            out.fill(0)
            return
        while done < len(out):
            frames = min(len(out) - done, wish.stop - self.at)
            part = out[done : done + frames]
            part[:] = clip.audio[self.at : self.at + frames]
            if wish.lead is not None:
                self._lead_in(part, wish.lead, ramp)
            self.at, done = self.at + frames, done + frames
            if self.at == wish.stop:
                self.at = wish.start
        if clip.shares and wish.of is not None:
            wish.of.head.at = self.at

    def _lead_in(self, part: Audio, lead: Audio, ramp: Audio) -> None:
        """Fade from the end of the loop to what comes before its start."""
        into = self.at + len(lead) - self.wish.stop  # frames since that fade began, or below 0
        skip = max(0, -into)
        frames, into = len(part) - skip, max(0, into)
        if frames > 0:
            blend(part[skip:], lead[into : into + frames], ramp[into : into + frames], self._scratch[:frames])


class Engine:
    """Loops clips of one length on one play-head. A switch starts its fade with the next block, at the same place.

    `render` allocates no room for sound and takes no lock: it runs in the sound device's thread. All other methods
    belong to one other thread; what they want is one attribute that `render` looks at once a block.
    """

    def __init__(self, *, rate_hz: int) -> None:
        """Begin silent, with no clip, at full volume."""
        self._fade = _raised_cosine(FADE_S, rate_hz)
        self._volume_fade = _raised_cosine(VOLUME_FADE_S, rate_hz)
        self._shortest_loop = round(SHORTEST_LOOP_S * rate_hz)
        self._set: _Set | None = None
        self._kept: list[_Set] = []
        self._region = (0, 0)
        self._target: str | None = None
        self._wish = self._taken = _Wish()
        self._now, self._before = _Voice(len(self._fade)), _Voice(len(self._fade))
        self._mix = np.empty_like(self._fade)
        self._fade_left = 0
        self._volume = self._volume_from = self._volume_to = 1.0
        self._volume_left = 0
        self._gains = np.empty_like(self._volume_fade)
        self._last = np.zeros((round(METER_S * rate_hz), 2), np.float32)
        self._last_at = 0
        self.frames = 0
        """How many frames were rendered in all, silence included: the clock of the sound."""
        self.fade_began_at = -1
        """The frame at which the latest switch began; -1 before the first."""

    # ---- what may sound

    def load(self, clips: Sequence[tuple[str, Audio]]) -> None:
        """Fall silent and take other clips, each shape (n_samples, 1 or 2), all of one length.

        Raises:
            ValueError: no clip, an empty one, or lengths that differ.
        """
        self._take_set(_Set(clips))
        self.aim(None)

    def swap(self, clips: Sequence[tuple[str, Audio]], target: str | None) -> None:
        """Take other clips and fade to `target` of them: at the same place if they are as long, else from the start."""
        new, old = _Set(clips), self._set
        _must_be_among(target, new.clips)
        region = self._region
        self._take_set(new)
        if old is not None and old.n_frames == new.n_frames:
            new.head, self._region = old.head, region
        self.aim(target)

    def add(self, name: str, audio: Audio) -> None:
        """Take one more clip; of the same length it moves with the others, else it begins anew at each switch to it."""
        if self._set is None or not len(audio):
            raise ValueError("a clip can be added only to others, and must not be empty: load the round first")
        self._set.clips[name] = _Clip(audio, shares=len(audio) == self._set.n_frames)
        if name == self._target:
            self.aim(name)

    def _take_set(self, new: _Set) -> None:
        sounding = (self._now.wish.of, self._before.wish.of)
        self._kept = [kept for kept in self._kept if kept in sounding]  # so that no big block is freed by render
        self._kept.append(new)
        self._set, self._region, self._target = new, (0, new.n_frames), None

    # ---- what shall sound

    def aim(self, target: str | None) -> None:
        """Fade to the clip called `target`, None for silence, from the next block on."""
        clips = self._set.clips if self._set is not None else {}
        _must_be_among(target, clips)
        self._target = target
        self._wish = self._wish_for(clips[target]) if target is not None else _Wish(self._set)

    def loop(self, start: int, stop: int) -> None:
        """Loop the frames from `start` to before `stop` of every clip of the set's length.

        The last 8 ms fade into what comes before `start`. The whole clip loops as it is.
        """
        n_frames = self.n_frames
        if not (0 <= start < stop <= n_frames and stop - start >= min(self._shortest_loop, n_frames)):
            raise ValueError(
                f"a loop must lie between 0 and {n_frames} and be {self._shortest_loop} frames or longer, "
                f"got {start} to {stop}"
            )
        self._region = (start, stop)
        if self._set is not None and self._target is not None and self._set.clips[self._target].shares:
            self.aim(self._target)

    def set_volume_db(self, volume_db: float) -> None:
        """Fade to a volume of at most 0 dB; -60 dB and less is silence."""
        if not volume_db <= 0:
            raise ValueError(f"volume_db must be 0 or less, so that nothing clips, got {volume_db}")
        self._volume = 0.0 if volume_db <= LOWEST_VOLUME_DB else 10 ** (volume_db / 20)

    def _wish_for(self, clip: _Clip) -> _Wish:
        if not clip.shares:
            return _Wish(self._set, clip, 0, len(clip.audio))
        start, stop = self._region
        lead = None
        if stop - start < len(clip.audio):
            lead = np.take(clip.audio, np.arange(start - len(self._fade), start), axis=0, mode="wrap")
        return _Wish(self._set, clip, start, stop, lead)

    # ---- what can be seen

    @property
    def target(self) -> str | None:
        """The clip that sounds or is about to; None for silence."""
        return self._target

    @property
    def names(self) -> tuple[str, ...]:
        """The clips at hand."""
        return () if self._set is None else tuple(self._set.clips)

    @property
    def n_frames(self) -> int:
        """The length of the set's clips."""
        return 0 if self._set is None else self._set.n_frames

    @property
    def place(self) -> int:
        """Where the set's play-head is, in frames."""
        return 0 if self._set is None else self._set.head.at

    @property
    def region(self) -> tuple[int, int]:
        """The frames that loop: from the first to before the second."""
        return self._region

    @property
    def silent(self) -> bool:
        """Tell whether nothing sounds or is about to, not even the end of a fade."""
        return self._wish.clip is None and self._taken is self._wish and self._fade_left == 0

    def frames_heard(self) -> Mapping[str, int]:
        """Return how many frames of each clip were heard since it was taken."""
        return {} if self._set is None else {name: clip.frames_heard for name, clip in self._set.clips.items()}

    def levels(self) -> Levels:
        """Return the levels of the last 20 ms, after the volume. No lock: at worst a block is half old, half new."""
        last = np.abs(self._last)
        left_peak, right_peak = last.max(axis=0)
        left_rms, right_rms = np.sqrt(np.mean(np.square(last, dtype=np.float64), axis=0))
        return Levels((float(left_peak), float(right_peak)), (float(left_rms), float(right_rms)))

    # ---- the sound device's thread

    def render(self, out: Audio) -> None:
        """Fill `out`, shape (n_frames, 2), with what is heard next, and move on."""
        wish, volume, done = self._wish, self._volume, 0
        if self._rests(wish, volume):
            out.fill(0)
            self.frames += len(out)
            self._remember(out)
            return
        while done < len(out):
            if self._fade_left == 0 and wish is not self._taken:
                self._begin(wish)
            frames = len(out) - done
            if self._fade_left:
                frames = min(frames, self._fade_left)
            self._render_part(out[done : done + frames])
            done += frames
        self._turn_volume(out, volume)
        self._remember(out)

    def _rests(self, wish: _Wish, volume: float) -> bool:
        """Tell whether nothing sounds, fades or turns: most of a day."""
        turning = self._fade_left or self._volume_left or volume != self._volume_to
        return wish is self._taken and self._now.wish.clip is None and not turning

    def _begin(self, wish: _Wish) -> None:
        self._taken = wish
        if wish.clip is None and self._now.wish.clip is None:
            return
        self._now, self._before = self._before, self._now
        self._now.take(wish)
        self._fade_left = len(self._fade)
        self.fade_began_at = self.frames

    def _render_part(self, out: Audio) -> None:
        frames, now = len(out), self._now
        if self._fade_left:
            done = len(self._fade) - self._fade_left
            entering = self._mix[:frames]
            self._before.read(out, self._fade)
            now.read(entering, self._fade)
            blend(out, entering, self._fade[done : done + frames], entering)
            self._fade_left -= frames
        else:
            now.read(out, self._fade)
        if now.wish.clip is not None:
            now.wish.clip.frames_heard += frames
        self.frames += frames

    def _turn_volume(self, out: Audio, wanted: float) -> None:
        fade = self._volume_fade
        if wanted != self._volume_to:
            done = len(fade) - self._volume_left
            if self._volume_left:
                self._volume_from += (self._volume_to - self._volume_from) * float(fade[done, 0])
            else:
                self._volume_from = self._volume_to
            self._volume_to, self._volume_left = wanted, len(fade)
        frames = min(self._volume_left, len(out))
        if frames:
            done, gains = len(fade) - self._volume_left, self._gains[:frames]
            np.multiply(fade[done : done + frames], self._volume_to - self._volume_from, out=gains)
            gains += self._volume_from
            out[:frames] *= gains
            self._volume_left -= frames
        if self._volume_to != 1.0 and frames < len(out):
            out[frames:] *= self._volume_to

    def _remember(self, out: Audio) -> None:
        last = self._last
        tail = out[-len(last) :]
        frames = min(len(tail), len(last) - self._last_at)
        last[self._last_at : self._last_at + frames] = tail[:frames]
        last[: len(tail) - frames] = tail[frames:]
        self._last_at = (self._last_at + len(tail)) % len(last)


def blend(out: Audio, entering: Audio, weight: Audio, scratch: Audio) -> None:
    """Fade `out` into `entering`; where both are the same nothing changes, to the bit. `scratch` may be `entering`."""
    np.subtract(entering, out, out=scratch)
    scratch *= weight
    out += scratch


def _raised_cosine(lasts_s: float, rate_hz: int) -> Audio:
    frames = round(lasts_s * rate_hz)
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / frames)
    return np.repeat(ramp.astype(np.float32)[:, None], 2, axis=1)


def _must_be_among(name: str | None, clips: Mapping[str, _Clip]) -> None:
    if name is not None and name not in clips:
        raise ValueError(f"clip must be one of {', '.join(clips) or 'none loaded'}, got {name!r}")
