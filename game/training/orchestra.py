"""Phrases on the soundfont FluidR3 (MIT), all notes of a phrase at once, exact to 1.3 ms, which is enough here."""

import ctypes
from collections.abc import Sequence
from typing import Any, Final, Self

import numpy as np

from content.build.fluid import BLOCK_FRAMES, PERCUSSION_BANK, PERCUSSION_CHANNEL, SOUNDFONT, SYNTH_GAIN, _library
from game.training.notes import Note, Piece, Stroke
from game.training.synth import RATE_HZ, Mono

FAMILIES: Final = (
    "piano", "chromatic", "organ", "guitar", "bass", "strings", "ensemble", "brass",
    "reed", "pipe", "lead", "pad", "effects", "ethnic", "percussive", "noises",
)  # fmt: skip
"""General MIDI's families, eight programs each."""
DRUM_KITS: Final = (0, 8, 16, 24, 25, 32, 40)
KEYS: Final[dict[Piece, tuple[int, ...]]] = {
    "kick": (35, 36),
    "snare": (37, 38, 40),
    "hat": (42, 44, 46, 51, 59),
    "perc": (39, 41, 45, 48, 54, 56, 62, 63, 70, 75),
}


class Orchestra:
    """A synthesiser that plays several channels at once; it is reset before every phrase."""

    def __init__(self) -> None:
        """Load the soundfont, without reverb and chorus."""
        self._library: Any = _library()
        control = self._library.fluid_synth_cc
        control.argtypes, control.restype = [ctypes.c_void_p, *[ctypes.c_int] * 3], ctypes.c_int
        self._settings = self._library.new_fluid_settings()
        self._library.fluid_settings_setnum(self._settings, b"synth.sample-rate", float(RATE_HZ))
        self._library.fluid_settings_setnum(self._settings, b"synth.gain", SYNTH_GAIN)
        for switch in (b"synth.reverb.active", b"synth.chorus.active"):
            self._library.fluid_settings_setint(self._settings, switch, 0)
        self._synth = self._library.new_fluid_synth(self._settings)
        self._font = self._library.fluid_synth_sfload(self._synth, str(SOUNDFONT).encode(), 1)
        if self._font < 0:
            raise OSError(f"{SOUNDFONT} could not be loaded; install the apt package fluid-soundfont-gm")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.delete_fluid_synth(self._synth)
        self._library.delete_fluid_settings(self._settings)

    def play(
        self,
        parts: Sequence[tuple[int, Sequence[Note]]],
        *,
        lasts_s: float,
        groove: Sequence[Stroke] = (),
        kit: int = 0,
        volumes: Sequence[int] = (),
        rng: np.random.Generator,
    ) -> Mono:
        """Return parts, each a program and its notes, with drums on a kit where there is a groove.

        Args:
            parts: at most nine.
            lasts_s: length of what is returned.
            groove: strokes of the drums.
            kit: program of the drums.
            volumes: 0 to 127 for each part, and last for the drums; 100 where it is not given.
            rng: draws which drum of a kind is struck.
        """
        self._library.fluid_synth_system_reset(self._synth)
        for channel, (program, _) in enumerate(parts):
            self._select(channel, bank=0, program=program, volumes=volumes, number=channel)
        self._select(PERCUSSION_CHANNEL, bank=PERCUSSION_BANK, program=kit, volumes=volumes, number=len(parts))
        events = [event for channel, (_, notes) in enumerate(parts) for event in _events(channel, notes)]
        keys = {piece: int(rng.choice(choice)) for piece, choice in KEYS.items()}
        for stroke in groove:
            events.append((stroke.start_s, PERCUSSION_CHANNEL, keys[stroke.piece], stroke.velocity))
        return self._run(sorted(events), lasts_s=lasts_s)

    def strike(self, key: int, *, kit: int, velocity: int, lasts_s: float) -> Mono:
        """Return one stroke of a drum."""
        self._library.fluid_synth_system_reset(self._synth)
        self._select(PERCUSSION_CHANNEL, bank=PERCUSSION_BANK, program=kit, volumes=(), number=0)
        return self._run([(0.0, PERCUSSION_CHANNEL, key, velocity)], lasts_s=lasts_s)

    def _select(self, channel: int, *, bank: int, program: int, volumes: Sequence[int], number: int) -> None:
        self._library.fluid_synth_program_select(self._synth, channel, self._font, bank, program)
        self._library.fluid_synth_cc(self._synth, channel, 7, volumes[number] if number < len(volumes) else 100)

    def _run(self, events: Sequence[tuple[float, int, int, int]], *, lasts_s: float) -> Mono:
        blocks = -(-round(lasts_s * RATE_HZ) // BLOCK_FRAMES)
        out, done = np.zeros((blocks * BLOCK_FRAMES, 2), dtype=np.float32), 0
        for start_s, channel, key, velocity in events:
            until = min(blocks, round(start_s * RATE_HZ / BLOCK_FRAMES))
            self._render(out[done * BLOCK_FRAMES : until * BLOCK_FRAMES])
            done = max(done, until)
            if velocity:
                self._library.fluid_synth_noteon(self._synth, channel, key, velocity)
            else:
                self._library.fluid_synth_noteoff(self._synth, channel, key)
        self._render(out[done * BLOCK_FRAMES :])
        return np.asarray(out[: round(lasts_s * RATE_HZ)].mean(axis=1, dtype=np.float64))

    def _render(self, room: np.ndarray) -> None:
        if len(room):
            address = room.ctypes.data
            self._library.fluid_synth_write_float(self._synth, len(room), address, 0, 2, address, 1, 2)


def _events(channel: int, notes: Sequence[Note]) -> list[tuple[float, int, int, int]]:
    """Return when keys go down, and with velocity 0 when they come up."""
    downs = [(note.start_s, channel, note.key, note.velocity) for note in notes]
    return downs + [(note.start_s + note.length_s, channel, note.key, 0) for note in notes]
