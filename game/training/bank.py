"""The bank: dry clips of five seconds, each with the family it belongs to, and which families are for what.

The split is by family and was fixed before the first run: nothing of a family that calibrates or examines ever trains.
No source and no score of the game is in it.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from game.training import synth
from game.training.notes import Piece, draw_groove, draw_phrase
from game.training.orchestra import DRUM_KITS, FAMILIES, Orchestra
from game.training.synth import RATE_HZ, Dice, Mono

CLIP_S: Final = 5.0
SAMPLES: Final = Path("/usr/share/sonic-pi/samples")
"""One-shots and loops under CC0, Debian package sonic-pi-samples."""
Wanted = Callable[[str], bool]
Use = Literal["train", "calibration", "examination"]

CALIBRATION: Final = frozenset({"gm_chromatic", "gm_organ", "own_pluck", "gm_pipe", "samples_ambience"})
EXAMINATION: Final = frozenset({"gm_brass", "gm_reed", "gm_ethnic", "own_vowel", "samples_loops", "samples_kits"})
"""Families that never train. What is in neither trains."""
HELD_PROGRAMS: Final = frozenset(
    number * 8 + program
    for number, name in enumerate(FAMILIES)
    for program in range(8)
    if f"gm_{name}" in CALIBRATION | EXAMINATION
)
"""Instruments of families that never train are not in any mix either."""
RECORDED_FAMILIES: Final = ("samples_loops", "samples_ambience", "samples_kits")
RECORDED: Final[dict[Piece, tuple[str, ...]]] = {
    "kick": ("bd_", "drum_bass"),
    "snare": ("sn_", "drum_snare"),
    "hat": ("drum_cymbal", "hat_"),
    "perc": ("drum_tom", "drum_cowbell", "perc_", "elec_"),
}


@dataclass(frozen=True, slots=True)
class Clip:
    """A dry clip; float32, shape (n_frames,), at an RMS of 0.1."""

    family: str
    audio: npt.NDArray[np.float32]


def use_of(family: str) -> Use:
    """Return what a family is for."""
    return "calibration" if family in CALIBRATION else "examination" if family in EXAMINATION else "train"


def draw_bank(*, seed: int, scale: float = 1.0, wanted: Wanted = lambda _: True) -> Iterator[Clip]:
    """Yield the clips of the bank, family by family.

    Args:
        seed: of all that is drawn; a clip is the same whatever else is wanted.
        scale: makes the bank smaller or larger.
        wanted: tells which families to draw.
    """
    for draw in (_own_clips, _soundfont_clips, _sample_clips):
        yield from draw(seed, scale, wanted)


def digest_of(clips: list[Clip]) -> str:
    """Return the SHA-256 of a bank, to be noted in the card."""
    digest = hashlib.sha256()
    for clip in clips:
        digest.update(clip.family.encode())
        digest.update(clip.audio.tobytes())
    return digest.hexdigest()


def _own_clips(seed: int, scale: float, wanted: Wanted) -> Iterator[Clip]:
    makers: dict[str, tuple[int, Callable[[Dice], Mono]]] = {
        "own_noise": (120, lambda rng: synth.play_noise(rng, lasts_s=CLIP_S)),
        "own_drums": (220, lambda rng: synth.play_drums(rng, lasts_s=CLIP_S)),
        "own_bass": (110, lambda rng: _tones(rng, "bass", ("saw", "square", "fm"))),
        "own_chord": (140, lambda rng: _tones(rng, "chord", ("saw", "square", "fm"))),
        "own_pad": (90, lambda rng: _tones(rng, "pad", ("saw", "square", "fm"))),
        "own_lead": (110, lambda rng: _tones(rng, "lead", ("saw", "square", "fm"))),
        "own_pluck": (90, lambda rng: _tones(rng, str(rng.choice(("chord", "lead", "bass"))), ("pluck",))),
        "own_vowel": (90, lambda rng: _tones(rng, str(rng.choice(("chord", "lead", "pad"))), ("vowel",))),
        "own_mix": (260, lambda rng: synth.mixed(rng, lasts_s=CLIP_S)),
    }
    for number, (family, (count, make)) in enumerate(makers.items()):
        for index in range(_scaled(count, scale) if wanted(family) else 0):
            rng = np.random.default_rng([seed, 1, number, index])
            yield from _clip(family, synth.in_room(rng, make(rng)))


def _tones(rng: Dice, role: str, kinds: tuple[str, ...]) -> Mono:
    played = synth.play_tones(rng, role, str(rng.choice(kinds)), lasts_s=CLIP_S)  # type: ignore[arg-type]  # a role
    return synth.shaped(rng, played)


def _soundfont_clips(seed: int, scale: float, wanted: Wanted) -> Iterator[Clip]:
    if not any(wanted(f"gm_{name}") for name in (*FAMILIES, "drums", "mix")):
        return
    with Orchestra() as orchestra:
        for number, name in enumerate(FAMILIES):
            if name == "noises" or not wanted(f"gm_{name}"):  # helicopters and applause are no music
                continue
            for index in range(_scaled(40, scale)):
                rng = np.random.default_rng([seed, 2, number, index])
                yield from _clip(f"gm_{name}", synth.in_room(rng, _soloist(orchestra, rng, number)))
        for index in range(_scaled(100, scale) if wanted("gm_drums") else 0):
            rng = np.random.default_rng([seed, 3, index])
            groove, kit = draw_groove(rng, lasts_s=CLIP_S), int(rng.choice(DRUM_KITS))
            yield from _clip("gm_drums", orchestra.play((), groove=groove, kit=kit, lasts_s=CLIP_S, rng=rng))
        for index in range(_scaled(420, scale) if wanted("gm_mix") else 0):
            rng = np.random.default_rng([seed, 4, index])
            yield from _clip("gm_mix", synth.in_room(rng, _band(orchestra, rng)))


def _soloist(orchestra: Orchestra, rng: Dice, family: int) -> Mono:
    name = FAMILIES[family]
    role = (
        "bass"
        if name == "bass"
        else str(
            rng.choice(("chord", "lead", "lead") if name in ("brass", "reed", "pipe") else ("chord", "pad", "lead"))
        )
    )
    notes = draw_phrase(rng, role, lasts_s=CLIP_S, shift=int(rng.integers(-6, 7)))  # type: ignore[arg-type]  # a role
    return orchestra.play([(family * 8 + int(rng.integers(8)), notes)], lasts_s=CLIP_S, rng=rng)


def _band(orchestra: Orchestra, rng: Dice) -> Mono:
    """Return a band of instruments that train: mostly drums and bass, chords, and now and then a lead."""

    def program(lo: int, hi: int) -> int:
        return int(rng.choice([number for number in range(lo, hi) if number not in HELD_PROGRAMS]))

    parts = []
    if rng.random() < 0.9:
        parts.append((program(32, 40), draw_phrase(rng, "bass", lasts_s=CLIP_S)))
    parts.append((program(0, 56), draw_phrase(rng, "chord", lasts_s=CLIP_S)))
    if rng.random() < 0.4:
        parts.append((program(88, 96), draw_phrase(rng, "pad", lasts_s=CLIP_S)))
    if rng.random() < 0.6:
        parts.append((program(0, 88), draw_phrase(rng, "lead", lasts_s=CLIP_S)))
    groove = draw_groove(rng, lasts_s=CLIP_S) if rng.random() < 0.9 else []
    volumes = [int(rng.integers(55, 118)) for _ in range(len(parts) + 1)]
    return orchestra.play(
        parts, groove=groove, kit=int(rng.choice(DRUM_KITS)), volumes=volumes, lasts_s=CLIP_S, rng=rng
    )


def _sample_clips(seed: int, scale: float, wanted: Wanted) -> Iterator[Clip]:
    if not any(map(wanted, RECORDED_FAMILIES)):
        return
    paths = sorted(SAMPLES.glob("*.flac"))
    if not paths:
        raise OSError(f"{SAMPLES} holds no samples; install the apt package sonic-pi-samples")
    for family, prefixes in (("samples_loops", ("loop_",)), ("samples_ambience", ("ambi_", "guit_", "bass_"))):
        for number, path in enumerate(path for path in paths if wanted(family) and path.name.startswith(prefixes)):
            rng = np.random.default_rng([seed, 5, number])
            sound = read_sample(path)
            for _ in range(_scaled(2, scale)):
                yield from _clip(family, _turning(rng, sound))
    one_shots = {piece: [path for path in paths if path.name.startswith(names)] for piece, names in RECORDED.items()}
    for index in range(_scaled(70, scale) if wanted("samples_kits") else 0):
        rng = np.random.default_rng([seed, 6, index])
        played = synth.play_drums(rng, lasts_s=CLIP_S, voice=lambda piece, rng=rng: _one_shot(rng, one_shots[piece]))  # type: ignore[misc]  # its own dice
        yield from _clip("samples_kits", played)


def draw_one_shot(rng: Dice, piece: Piece) -> Mono:
    """Return a recorded drum, at a peak of 1; recorded drums never train."""
    return _one_shot(rng, [path for path in sorted(SAMPLES.glob("*.flac")) if path.name.startswith(RECORDED[piece])])


def _one_shot(rng: Dice, paths: list[Path]) -> Mono:
    sound = read_sample(paths[int(rng.integers(len(paths)))])[: int(1.2 * RATE_HZ)]
    fade = min(len(sound), 480)
    sound[-fade:] *= np.linspace(1, 0, fade)
    return sound / max(float(np.abs(sound).max()), 1e-9)


def _turning(rng: Dice, sound: Mono) -> Mono:
    """Return CLIP_S of a sound that is repeated, from anywhere."""
    frames = round(CLIP_S * RATE_HZ)
    return np.asarray(sound[(int(rng.integers(len(sound))) + np.arange(frames)) % len(sound)])


def read_sample(path: Path) -> Mono:
    """Return a recorded sound in one channel at 48 kHz."""
    audio, rate_hz = soundfile.read(path, dtype="float64", always_2d=True)
    mono = audio.mean(axis=1)
    return np.asarray(mono if rate_hz == RATE_HZ else soxr.resample(mono, rate_hz, RATE_HZ, "HQ"))


def _clip(family: str, sound: Mono) -> Iterator[Clip]:
    """Yield the clip, unless it came out silent."""
    frames = round(CLIP_S * RATE_HZ)
    padded = np.pad(sound[:frames], (0, max(0, frames - len(sound))))
    level = float(np.sqrt((padded**2).mean()))
    if np.isfinite(level) and level > 1e-5:
        yield Clip(family, (padded * (0.1 / level)).astype(np.float32))


def _scaled(count: int, scale: float) -> int:
    return max(1, round(count * scale))
