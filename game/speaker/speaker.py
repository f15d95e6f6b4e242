"""The speaker of a round: named clips on one engine, carried by a device, or by nothing until there is one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from game.core.errors import SoundError
from game.dsp.audio import Audio
from game.speaker.backends import DEVICE_RATE_HZ, AudioBackend, NullBackend, Output
from game.speaker.engine import Engine, Levels

NO_DEVICE: Final = "No sound device. Plug one in and press F5."
DEVICE_GONE: Final = "The sound device is gone. Plug it in and press F5."
DEFAULT_OUTPUT: Final = Output()
_POLL_S: Final = 0.01
_PATIENCE_S: Final = 5.0
"""A device that moves no sound for this long has gone away."""
_HUSH_S: Final = 0.25
"""Longer than a chunk and a fade: a device that is not silent by then is not taking sound any more."""

OpenDevice = Callable[[Output], AudioBackend]
"""Opens a device; SoundError where it cannot."""


class Speaker:
    """Clips that are switched without a gap.

    All its methods belong to one thread. Only three of them wait: `finish_hearing` for the sound, `close` and `use`
    for the end of a fade.
    """

    def __init__(
        self,
        open_device: OpenDevice,
        *,
        output: Output = DEFAULT_OUTPUT,
        open_null: Callable[[], AudioBackend] = NullBackend,
        list_devices: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Open the device; where there is none, go on without sound and say so in `trouble`."""
        self._engine = Engine(rate_hz=DEVICE_RATE_HZ)
        self._open_device = open_device
        self._open_null = open_null
        self._list_devices = list_devices
        self._base: str | None = None
        self._held: list[str] = []
        self.output = output
        """The device and chunk that are in use, or will be when there is one."""
        self.trouble = ""
        """Why nothing can be heard, in words for the player; '' if all is well."""
        self.reason = ""
        """What the system said when no device could be opened."""
        self._backend = self._open(output) or self._open_null()
        self._backend.start(self._engine.render)

    # ---- clips

    def load(self, clips: Sequence[tuple[str, Audio]], *, rate_hz: int) -> None:
        """Fall silent, then take a round's clips, all equally long, at 48 kHz."""
        _check_rate(rate_hz)
        self._engine.load(clips)
        self._base, self._held = None, []

    def swap(self, clips: Sequence[tuple[str, Audio]], *, rate_hz: int, play: str) -> None:
        """Take other clips and fade to one of them; where both are equally long, place and loop stay."""
        _check_rate(rate_hz)
        self._engine.swap(clips, play)
        self._base, self._held = play, []

    def add(self, name: str, audio: Audio, *, rate_hz: int) -> None:
        """Take one more clip, such as an answer undone; equally long, it moves on the same play-head."""
        _check_rate(rate_hz)
        self._engine.add(name, audio)

    # ---- what sounds

    def play(self, name: str) -> str:
        """Play the clip called `name` from where the last one was; it sounds with the next chunk."""
        self._check_name(name)
        self._base = name
        self._aim()
        return ""

    def hold(self, name: str) -> None:
        """Play `name` instead for as long as it is held; of several the last one sounds."""
        self._check_name(name)
        if name not in self._held:
            self._held.append(name)
            self._aim()

    def release(self, name: str) -> None:
        """Go back to what sounded before `hold`; a name that is not held changes nothing."""
        if name in self._held:
            self._held.remove(name)
            self._aim()

    def stop(self) -> None:
        """Fade out and fall silent, what is held too; the device stays open."""
        self._base, self._held = None, []
        self._aim()

    def loop(self, start_s: float, stop_s: float) -> None:
        """Loop only this part of the clips."""
        self._engine.loop(round(start_s * DEVICE_RATE_HZ), round(stop_s * DEVICE_RATE_HZ))

    def loop_all(self) -> None:
        """Loop the whole clips again."""
        if self._engine.n_frames:
            self._engine.loop(0, self._engine.n_frames)

    def set_volume_db(self, volume_db: float) -> None:
        """Set the volume: 0 dB is as it is, -60 dB and less is silence."""
        self._engine.set_volume_db(volume_db)

    # ---- what can be seen

    @property
    def playing(self) -> str:
        """The clip that sounds or is about to; '' for none."""
        return self._engine.target or ""

    @property
    def place_s(self) -> float:
        """Where the play-head is."""
        return self._engine.place / DEVICE_RATE_HZ

    @property
    def length_s(self) -> float:
        """How long the clips are."""
        return self._engine.n_frames / DEVICE_RATE_HZ

    @property
    def region_s(self) -> tuple[float, float]:
        """Which part loops."""
        start, stop = self._engine.region
        return start / DEVICE_RATE_HZ, stop / DEVICE_RATE_HZ

    @property
    def levels(self) -> Levels:
        """How loud the last 20 ms were, for a meter."""
        return self._engine.levels()

    def heard_s(self) -> Mapping[str, float]:
        """Return for how many seconds each clip was heard since `load`."""
        return {name: frames / DEVICE_RATE_HZ for name, frames in self._engine.frames_heard().items()}

    def finish_hearing(self, names: Sequence[str], *, at_least_s: float) -> None:
        """Play on until each of `names` was heard for `at_least_s` seconds.

        Raises:
            SoundError: the device stopped taking sound.
        """
        self._held = []
        for name in names:
            if self.heard_s().get(name, 0.0) < at_least_s:
                self.play(name)
                self._wait_until_heard(name, at_least_s)

    # ---- the device

    @property
    def audible(self) -> bool:
        """Whether somebody can hear it; a scored round must not begin otherwise."""
        return not self.trouble

    @property
    def late_chunks(self) -> int:
        """How often the device had to wait since it was opened."""
        return self._backend.late_chunks

    def device_names(self) -> Sequence[str]:
        """Return the devices that `use` may be asked for."""
        return self._list_devices()

    def retry(self) -> bool:
        """Look for a device where there is none, and go on in it; return whether there is one now."""
        if self.trouble:
            device = self._open(self.output)
            if device is not None:
                self._backend.close()
                self._go_on(device)
        return not self.trouble

    def use(self, output: Output) -> bool:
        """Change to another device or chunk; where that cannot be opened, go back and return False."""
        wanted = self._engine.target
        self._hush()
        self._backend.close()
        device = self._open(output)
        if device is not None:
            self.output = output
        self._go_on(device or self._open(self.output) or self._open_null())
        self._engine.aim(wanted)
        return device is not None

    def device_removed(self, device_id: int) -> bool:
        """Go on without sound if this was our device: for `which` of the event AUDIODEVICEREMOVED."""
        if not self._backend.is_device(device_id):
            return False
        self._backend.close()
        self._go_on(self._open_null())
        self.trouble = DEVICE_GONE
        return True

    def close(self) -> None:
        """Fall silent and give the device back."""
        self.stop()
        self._hush()
        self._backend.close()

    # ---- inside

    def _open(self, output: Output) -> AudioBackend | None:
        try:
            device = self._open_device(output)
        except SoundError as error:
            self.trouble, self.reason = NO_DEVICE, str(error)
            return None
        self.trouble = self.reason = ""
        return device

    def _go_on(self, backend: AudioBackend) -> None:
        self._backend = backend
        backend.start(self._engine.render)

    def _aim(self) -> None:
        wanted = self._held[-1] if self._held else self._base
        if wanted != self._engine.target:
            self._engine.aim(wanted)

    def _check_name(self, name: str) -> None:
        if name not in self._engine.names:
            raise ValueError(f"clip must be one of {', '.join(self._engine.names) or 'none loaded'}, got {name!r}")

    def _hush(self) -> None:
        """Wait for the end of the fade, but for nothing that does not move."""
        if self._engine.target is not None:
            self._engine.aim(None)
        waited_s = 0.0
        while not self._engine.silent and waited_s < _HUSH_S:
            self._backend.wait(_POLL_S)
            waited_s += _POLL_S

    def _wait_until_heard(self, name: str, at_least_s: float) -> None:
        waited_s, last = 0.0, self._engine.frames
        while self.heard_s().get(name, at_least_s) < at_least_s:
            self._backend.wait(_POLL_S)
            waited_s = 0.0 if self._engine.frames != last else waited_s + _POLL_S
            last = self._engine.frames
            if waited_s > _PATIENCE_S:
                raise SoundError("the sound device must take sound, it stopped: plug one in and start again")


def _check_rate(rate_hz: int) -> None:
    if rate_hz != DEVICE_RATE_HZ:
        raise ValueError(f"rate_hz must be the device's {DEVICE_RATE_HZ}, got {rate_hz}")
