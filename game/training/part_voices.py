"""The voices of the music on which timing is trained, calibrated and examined: one-shots whose onset is known.

Every use has drums and instruments of its own. What trains is our own synthesis and General MIDI; what calibrates and
what examines are recorded drums and instruments that never train.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import soxr

from game.training import synth
from game.training.bank import SAMPLES, Use, read_sample
from game.training.notes import Note
from game.training.orchestra import DRUM_KITS, Orchestra
from game.training.synth import RATE_HZ, Dice, Mono

DRUMS: Final = ("kick", "snare", "hat", "ride", "shaker", "toms")
PITCHED: Final = ("bass", "guitar", "keys", "pad")
LASTS_S: Final = 1.2
ONSET_LEVEL: Final = 0.03
"""A recorded stroke begins where it first passes this share of its peak."""
BEND: Final = 2.5
"""Semitones by which recorded drums are tuned up or down at most."""
SHAKEN_S: Final = (0.004, 0.03)
RECORDED: Final[dict[Use, dict[str, tuple[str, ...]]]] = {
    "calibration": {
        "kick": ("drum_bass_hard", "drum_bass_soft", "drum_heavy_kick"),
        "snare": ("drum_snare_hard", "drum_snare_soft"),
        "hat": ("drum_cymbal_closed", "drum_cymbal_pedal"),
        "ride": ("drum_cymbal_soft", "drum_splash_soft"),
        "toms": ("drum_tom_hi_hard", "drum_tom_mid_hard", "drum_tom_lo_hard"),
    },
    "examination": {
        "kick": ("bd_808", "bd_ada", "bd_boom", "bd_fat", "bd_gas", "bd_haus", "bd_klub", "bd_pure", "bd_tek"),
        "snare": ("sn_dolf", "sn_dub", "sn_generic", "sn_zome", "elec_hi_snare", "elec_mid_snare", "elec_lo_snare"),
        "hat": ("elec_cymbal", "elec_tick", "drum_cymbal_open"),
        "ride": ("drum_cymbal_hard", "drum_splash_hard"),
        "toms": ("elec_fuzz_tom", "elec_wood", "perc_snap"),
    },
}
PROGRAMS: Final[dict[Use, dict[str, tuple[int, ...]]]] = {
    "train": {
        "bass": tuple(range(32, 40)),
        "guitar": tuple(range(24, 31)),
        "keys": (*range(8), 80, 81, 84),
        "pad": (*range(48, 52), *range(88, 96)),
    },
    "calibration": {"bass": (19, 20), "guitar": (8, 11, 12, 13), "keys": (16, 17, 18, 21), "pad": (73, 75, 79)},
    "examination": {"bass": (58, 67, 70), "guitar": (104, 105, 106, 107), "keys": (61, 62, 63, 65), "pad": (68, 71)},
}
"""Programs of General MIDI; calibration plays organs, bells and pipes, examination brass, reeds and sitars."""
DRUM_KEYS: Final = {
    "kick": (35, 36),
    "snare": (37, 38, 38, 40, 40),
    "hat": (42, 42, 44, 46),
    "ride": (51, 51, 53, 59),
    "shaker": (69, 70, 82),
    "toms": (41, 43, 45, 47, 48, 50),
}
"""Percussion of General MIDI that trains."""
KEYS: Final = {"bass": (28, 45), "guitar": (45, 69), "keys": (48, 76), "pad": (43, 68)}
CHORDS: Final = ((0,), (0, 7), (0, 4, 7), (0, 3, 7), (0, 3, 7, 10), (0, 4, 7, 11), (0, 5, 7))
DRESSED_SHARE: Final = 0.8
"""So many of the drums that train sound as those of yet another kit might."""
LAYERED_SHARE: Final = 0.25
"""And so many are two struck at once."""
DRESS_BEND: Final = 6.0
"""Semitones."""
COLOUR_DB: Final = 6.0
"""Standard deviation of the gain at each octave."""
SHORT_S: Final = (0.04, 1.5)
DRIVE: Final = (0.2, 6.0)
OWN_SHARE: Final = 0.5
"""So many of the voices that train are our own synthesis."""


class Voices:
    """Draws one-shots for one use; they begin at their onset and peak at 1."""

    def __init__(self, use: Use, orchestra: Orchestra | None) -> None:
        """Take the use and what plays General MIDI; without it all voices are our own synthesis."""
        self._use = use
        self._orchestra = orchestra
        self._recorded: dict[str, Mono] = {}

    def pieces(self) -> tuple[str, ...]:
        """Return which drums there are."""
        return DRUMS if self._use == "train" else tuple(RECORDED[self._use])

    def drum(self, rng: Dice, piece: str) -> Mono:
        """Return one drum."""
        if self._use != "train":
            return self._sample(rng, str(rng.choice(RECORDED[self._use][piece])))
        sound = self._plain(rng, piece)
        if rng.random() < LAYERED_SHARE:
            sound = _sum(sound, rng.uniform(0.2, 1) * self._plain(rng, piece))
        return _peaked(_dressed(rng, sound) if rng.random() < DRESSED_SHARE else sound)

    def _plain(self, rng: Dice, piece: str) -> Mono:
        if self._orchestra is None or rng.random() < OWN_SHARE:
            return _peaked(_OWN[piece](rng))
        key, kit = int(rng.choice(DRUM_KEYS[piece])), int(rng.choice(DRUM_KITS))
        return _peaked(self._orchestra.strike(key, kit=kit, velocity=int(rng.integers(60, 127)), lasts_s=LASTS_S))

    def instrument(self, rng: Dice, part: str) -> Callable[[Dice], Mono]:
        """Draw an instrument and return what plays one note or chord on it."""
        orchestra = self._orchestra
        if orchestra is None or (self._use == "train" and rng.random() < OWN_SHARE):
            kind = str(rng.choice(("saw", "square", "fm")))
            attack_s = float(rng.uniform(0.05, 0.3) if part == "pad" else rng.uniform(0.001, 0.012))
            return lambda dice: _peaked(_own_chord(dice, part, kind, attack_s=attack_s))
        if self._use == "calibration" and part != "pad" and rng.random() < OWN_SHARE:
            return lambda dice: _peaked(_own_chord(dice, part, "pluck", attack_s=0.001))
        program, held_s = int(rng.choice(PROGRAMS[self._use][part])), float(rng.uniform(0.1, 0.8))

        def play(dice: Dice) -> Mono:
            notes = [Note(0.0, held_s, key, int(dice.integers(70, 120))) for key in _keys(dice, part)]
            return _peaked(orchestra.play([(program, notes)], lasts_s=LASTS_S, rng=dice))

        return play

    def _sample(self, rng: Dice, name: str) -> Mono:
        if name not in self._recorded:
            sound = read_sample(SAMPLES / f"{name}.flac")
            loud = np.flatnonzero(np.abs(sound) > ONSET_LEVEL * np.abs(sound).max())
            self._recorded[name] = sound[int(loud[0]) :][: round(2 * LASTS_S * RATE_HZ)]
        bend = 2 ** (rng.uniform(-BEND, BEND) / 12)
        bent = soxr.resample(self._recorded[name], RATE_HZ * bend, RATE_HZ, "HQ")
        return _peaked(np.asarray(bent, dtype=np.float64))


def _dressed(rng: Dice, sound: Mono) -> Mono:
    """Return a drum as another kit might have it: tuned, coloured, shortened and driven; its onset stays."""
    bent = soxr.resample(sound, RATE_HZ * 2 ** (rng.uniform(-DRESS_BEND, DRESS_BEND) / 12), RATE_HZ, "HQ")
    spectrum = np.fft.rfft(bent)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(len(bent), 1 / RATE_HZ), 20) / 20)
    colour_db = np.interp(octaves, np.arange(11), rng.normal(0, COLOUR_DB, 11))
    coloured = np.fft.irfft(spectrum * 10 ** (colour_db / 20), len(bent))
    shortened = coloured * np.exp(-np.arange(len(coloured)) / RATE_HZ / np.exp(rng.uniform(*np.log(SHORT_S))))
    drive = np.exp(rng.uniform(*np.log(DRIVE)))
    return np.asarray(np.tanh(drive * _peaked(shortened)))


def _sum(one: Mono, other: Mono) -> Mono:
    out = np.zeros(max(len(one), len(other)))
    out[: len(one)] += one
    out[: len(other)] += other
    return out


def _own_chord(rng: Dice, part: str, kind: str, *, attack_s: float) -> Mono:
    time_s = synth.seconds(LASTS_S)
    out = np.zeros(len(time_s))
    for key in _keys(rng, part):
        freq_hz = 440 * 2 ** ((key - 69) / 12)
        if kind == "pluck":
            out += synth.pluck(rng, freq_hz=freq_hz, length_s=LASTS_S)[: len(out)]
        else:
            out += synth.tone(rng, kind, freq_hz=freq_hz, length_s=LASTS_S)[: len(out)]
    fall = np.exp(-np.maximum(time_s - attack_s, 0) / rng.uniform(0.08, 0.8))
    return np.asarray(out * np.minimum(1, time_s / attack_s) * fall)


def _keys(rng: Dice, part: str) -> list[int]:
    root = int(rng.integers(*KEYS[part]))
    chord = (0,) if part == "bass" else CHORDS[int(rng.integers(len(CHORDS)))]
    return [root + step for step in chord]


def _ride(rng: Dice) -> Mono:
    time_s = synth.seconds(LASTS_S)
    metal = np.sign(np.sin(2 * np.pi * rng.uniform(300, 1800, 8)[:, None] * time_s)).sum(axis=0) / 4
    wash = synth.banded(metal + rng.standard_normal(len(time_s)), rng.uniform(2500, 6000), 18_000)
    ping = np.sin(2 * np.pi * rng.uniform(2500, 5500) * time_s) * np.exp(-time_s / rng.uniform(0.02, 0.1))
    return np.asarray(wash * np.exp(-time_s / rng.uniform(0.25, 0.8)) + rng.uniform(0.3, 2) * ping)


def _shaker(rng: Dice) -> Mono:
    time_s = synth.seconds(0.3)
    noise = synth.banded(rng.standard_normal(len(time_s)), rng.uniform(3000, 7000), 16_000)
    rise_s, fall_s = rng.uniform(*SHAKEN_S), rng.uniform(0.01, 0.05)
    return np.asarray(noise * np.minimum(1, time_s / rise_s) * np.exp(-np.maximum(time_s - rise_s, 0) / fall_s))


_OWN: Final[dict[str, Callable[[Dice], Mono]]] = {
    "kick": lambda rng: synth.drum(rng, "kick"),
    "snare": lambda rng: synth.drum(rng, "snare"),
    "hat": lambda rng: synth.drum(rng, "hat"),
    "toms": lambda rng: synth.drum(rng, "perc"),
    "ride": _ride,
    "shaker": _shaker,
}


def _peaked(sound: Mono) -> Mono:
    """Return a sound at a peak of 1 that fades out at its end."""
    fade = min(len(sound), 960)
    out = sound / max(float(np.abs(sound).max()), 1e-9)
    out[len(out) - fade :] *= np.linspace(1, 0, fade)
    return out
