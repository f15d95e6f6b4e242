"""Plays through the sound device by SDL, with the engine filling every chunk.

`AudioDevice.pause(1)` and `.close()` hold Python's lock while SDL waits for a callback that needs it, and hang. So a
device is opened once, unpaused once, made silent by the engine, and given back by `pygame.mixer.quit()`.
"""

import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from game.core.errors import SoundError
from game.dsp.audio import Audio
from game.speaker.engine import SILENCE, Engine

DEVICE_RATE_HZ: Final = 48_000
CHUNK_FRAMES: Final = 1024
_POLL_S: Final = 0.01
_PATIENCE_S: Final = 5.0
"""A device that moves no sound for this long has gone away."""


class DeviceSpeaker:
    """One open sound device. The clips of a round are loaded into it and switched without a gap."""

    def __init__(self, *, record_to: str | None = None) -> None:
        """Open the default device; with SDL's disk driver, `record_to` names the raw float32 stereo file it becomes.

        Raises:
            SoundError: this machine has no sound device that can be opened.
        """
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
        import pygame
        from pygame._sdl2 import audio as sdl_audio

        self._engine: Engine | None = None
        self._names: tuple[str, ...] = ()
        self._pygame = pygame
        try:
            pygame.mixer.init(DEVICE_RATE_HZ, -16, 2, 2048)  # brings SDL's audio up; the mixer itself plays nothing
            self._device: Any = sdl_audio.AudioDevice(
                devicename=record_to or _default_device(pygame, sdl_audio),
                iscapture=False,
                frequency=DEVICE_RATE_HZ,
                audioformat=sdl_audio.AUDIO_F32,
                numchannels=2,
                chunksize=CHUNK_FRAMES,
                allowed_changes=0,
                callback=self._fill,
            )
        except RuntimeError as error:  # pygame.error and its _sdl2 twin, which are not related
            pygame.mixer.quit()
            raise SoundError(f"no sound device could be opened ({error})") from error
        self._device.pause(0)

    def load(self, clips: Sequence[tuple[str, Audio]], *, rate_hz: int) -> None:
        """Fall silent, then take a round's clips, all equally long, at 48 kHz."""
        if rate_hz != DEVICE_RATE_HZ:
            raise ValueError(f"rate_hz must be the device's {DEVICE_RATE_HZ}, got {rate_hz}")
        self.stop()
        engine = Engine([audio for _, audio in clips], rate_hz=rate_hz)
        self._names = tuple(name for name, _ in clips)
        self._engine = engine

    def play(self, name: str) -> str:
        """Play the clip called `name` from where the last one was; it sounds with the next chunk."""
        if self._engine is None or name not in self._names:
            raise ValueError(f"clip must be one of {', '.join(self._names) or 'none loaded'}, got {name!r}")
        self._engine.target = self._names.index(name)
        return ""

    def finish_hearing(self, names: Sequence[str], *, at_least_s: float) -> None:
        """Play on until each of `names` was heard for `at_least_s` seconds.

        Raises:
            SoundError: the device stopped taking sound.
        """
        for name in names:
            if self.heard_s().get(name, 0.0) < at_least_s:
                self.play(name)
            self._wait(lambda name=name: self.heard_s().get(name, at_least_s) >= at_least_s)

    def heard_s(self) -> Mapping[str, float]:
        """Return for how many seconds each clip was heard since `load`."""
        if self._engine is None:
            return {}
        heard = zip(self._names, self._engine.frames_heard, strict=True)
        return {name: frames / DEVICE_RATE_HZ for name, frames in heard}

    def stop(self) -> None:
        """Fade out and fall silent; the device stays open."""
        engine = self._engine
        if engine is not None and not engine.silent:
            engine.target = SILENCE
            self._wait(lambda: engine.silent)

    def close(self) -> None:
        """Fall silent and give the device back."""
        self.stop()
        self._engine = None
        self._pygame.mixer.quit()

    def _fill(self, _device: object, chunk: memoryview) -> None:
        out = np.frombuffer(chunk, np.float32).reshape(-1, 2)
        engine = self._engine
        if engine is None:
            out[:] = 0
        else:
            engine.render(out)

    def _wait(self, is_done: Any) -> None:
        tick, waited_s, last = threading.Event(), 0.0, self._progress()
        while not is_done():
            tick.wait(_POLL_S)
            waited_s = 0.0 if self._progress() != last else waited_s + _POLL_S
            last = self._progress()
            if waited_s > _PATIENCE_S:
                raise SoundError("the sound device must take sound, it stopped: plug one in and start again")

    def _progress(self) -> int:
        return -1 if self._engine is None else self._engine.cursor


def _default_device(pygame: Any, sdl_audio: Any) -> str | None:
    """Return None, which means the system's default; upstream pygame needs a name instead."""
    if getattr(pygame, "IS_CE", False):
        return None
    names = sdl_audio.get_audio_device_names(False)  # noqa: FBT003 - SDL's own signature: iscapture
    if not names:
        raise pygame.error("no sound device")
    return str(names[0])
