"""Carries the sound to a device by SDL.

`AudioDevice.pause(1)` and `.close()` hold Python's lock while SDL waits for a callback that needs it, and hang. So a
device is opened once, unpaused once, made silent by the engine, and given back by `pygame.mixer.quit()`. Its Python
object keeps the number of a device that is gone, and when it is collected it closes whatever has that number by then:
so it is closed by hand as soon as it is dead, before the next one is opened.
"""

import ctypes
import os
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from game.core.errors import SoundError
from game.speaker.backends import DEVICE_RATE_HZ, Fill, Output
from game.speaker.speaker import Speaker

_LATE_CHUNKS: Final = 2.5
"""A longer gap between two callbacks, in chunks, can be heard."""
_MIXER_FRAMES: Final = 2048


class DeviceBackend:
    """One open sound device. Only one can be open at a time."""

    def __init__(self, output: Output, *, record_to: str | None = None) -> None:
        """Open the device; with SDL's disk driver `record_to` names the raw float32 stereo file that it becomes.

        Raises:
            SoundError: it cannot be opened.
        """
        self._pygame, sdl_audio = _import_pygame()
        self._pump = Pump(late_after_s=_LATE_CHUNKS * output.chunk_frames / DEVICE_RATE_HZ)
        self._device: Any = None
        try:
            _bring_audio_up(self._pygame)
            self._device = sdl_audio.AudioDevice(
                devicename=record_to or output.device_name or _default_device(self._pygame, sdl_audio),
                iscapture=False,
                frequency=DEVICE_RATE_HZ,
                audioformat=sdl_audio.AUDIO_F32,
                numchannels=2,
                chunksize=output.chunk_frames,
                allowed_changes=0,
                callback=self._pump,
            )
        except RuntimeError as error:  # pygame.error and its _sdl2 twin, which are not related
            self._pygame.mixer.quit()
            raise SoundError(f"no sound device could be opened ({error})") from error

    @property
    def late_chunks(self) -> int:
        """How often the device asked for a chunk more than 2.5 chunks after the last one."""
        return self._pump.late_chunks

    def start(self, fill: Fill) -> None:
        """Let the device pull."""
        self._pump.fill = fill
        self._device.pause(0)

    def wait(self, seconds: float) -> None:
        """Return after `seconds` of time."""
        time.sleep(seconds)  # noqa: TID251 - the terminal waits for the sound itself

    def is_device(self, device_id: int) -> bool:
        """Tell whether this is the device that SDL calls `device_id`."""
        return self._device is not None and self._device.deviceid == device_id

    def close(self) -> None:
        """Give the device back, and with it the mixer's."""
        self._pump.fill = None
        self._pygame.mixer.quit()
        device, self._device = self._device, None
        if device is not None:
            device.close()  # it is dead by now: this only makes it forget its number


class Pump:
    """What the device calls for each chunk, from its own thread."""

    def __init__(self, *, late_after_s: float, now_s: Callable[[], float] = time.perf_counter) -> None:
        """Count a gap beyond `late_after_s` as late."""
        self.fill: Fill | None = None
        self.late_chunks = 0
        self._late_after_s = late_after_s
        self._now_s = now_s
        self._last_s: float | None = None

    def __call__(self, _device: object, chunk: memoryview) -> None:
        """Fill the chunk, raw float32 stereo."""
        now_s = self._now_s()
        if self._last_s is None:
            _keep_thread_state()
        if self._last_s is not None and now_s - self._last_s > self._late_after_s:
            self.late_chunks += 1
        self._last_s = now_s
        out = np.frombuffer(chunk, np.float32).reshape(-1, 2)
        fill = self.fill
        if fill is None:
            out.fill(0)
        else:
            fill(out)


def _keep_thread_state() -> None:
    """Let Python keep what it knows of this thread, which is not its own: else it is made anew for every chunk."""
    ctypes.pythonapi.PyGILState_Ensure()


def device_names() -> tuple[str, ...]:
    """Return the devices that can be named in an `Output`; none where there is no sound at all."""
    pygame, sdl_audio = _import_pygame()
    was_up = pygame.mixer.get_init() is not None
    try:
        _bring_audio_up(pygame)
        return tuple(sdl_audio.get_audio_device_names(False))  # noqa: FBT003 - SDL's own signature: iscapture
    except RuntimeError:
        return ()
    finally:
        if not was_up:
            pygame.mixer.quit()


def DeviceSpeaker(*, record_to: str | None = None) -> Speaker:
    """Return a speaker on the default device.

    Raises:
        SoundError: this machine has no sound device that can be opened.
    """
    speaker = Speaker(lambda output: DeviceBackend(output, record_to=record_to), list_devices=device_names)
    if not speaker.audible:
        speaker.close()
        raise SoundError(speaker.reason)
    return speaker


def _import_pygame() -> tuple[Any, Any]:
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame
    from pygame._sdl2 import audio as sdl_audio

    return pygame, sdl_audio


def _bring_audio_up(pygame: Any) -> None:
    """Open the mixer, as only that brings SDL's audio up; it plays nothing for us."""
    pygame.mixer.init(DEVICE_RATE_HZ, -16, 2, _MIXER_FRAMES)


def _default_device(pygame: Any, sdl_audio: Any) -> str | None:
    """Return None, which means the system's default; upstream pygame needs a name instead."""
    if getattr(pygame, "IS_CE", False):
        return None
    names = sdl_audio.get_audio_device_names(False)  # noqa: FBT003 - SDL's own signature: iscapture
    if not names:
        raise pygame.error("no sound device")
    return str(names[0])
