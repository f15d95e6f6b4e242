"""The bank on disk: what the networks train on, and the sounds by which they are calibrated and examined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from game.listener.envelopes import levels_of
from game.training.bank import Clip, Use, Wanted, draw_bank, use_of
from game.training.eq_examples import Sounds, read_clips

FULL_SCALE = 32767 / 4
"""A clip has an RMS of 0.1, so that four times full scale is never passed but by single clicks."""


@dataclass(frozen=True, slots=True)
class Envelopes:
    """Levels of dry clips in dB, float16, shape (n, 5, n_steps), and their families."""

    levels_db: npt.NDArray[np.float16]
    family: npt.NDArray[np.str_]


def build(
    path: Path, *, seed: int, scale: float, tell: Callable[[int, str], object], wanted: Wanted = lambda _: True
) -> None:
    """Draw the bank, or the families of it that are wanted, and write it.

    `tell` is given how many clips there are and the family of the last.
    """
    levels, tonality, family, envelopes, audio, kept = [], [], [], [], [], []
    for number, clip in enumerate(draw_bank(seed=seed, scale=scale, wanted=wanted)):
        sounds = read_clips([clip])
        levels.append(sounds.levels_db[0])
        tonality.append(sounds.tonality[0])
        family.append(clip.family)
        envelopes.append(levels_of(clip.audio).astype(np.float16))
        if use_of(clip.family) != "train":
            kept.append(number)
            audio.append((clip.audio * FULL_SCALE).clip(-32768, 32767).astype(np.int16))
        tell(number + 1, clip.family)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        levels=np.stack(levels),
        tonality=np.stack(tonality),
        family=np.array(family),
        envelopes=np.stack(envelopes),
        audio=np.stack(audio) if audio else np.zeros((0, 0), np.int16),
        kept=np.array(kept, dtype=int),
    )


def read_envelopes(clips: Sequence[Clip]) -> Envelopes:
    """Return the levels in time of clips."""
    levels = np.stack([levels_of(clip.audio).astype(np.float16) for clip in clips])
    return Envelopes(levels, np.array([clip.family for clip in clips]))


def load_sounds(path: Path, *, use: Use) -> Sounds:
    """Return the band powers of the clips that are for `use`."""
    with np.load(path, allow_pickle=False) as arrays:
        family = arrays["family"]
        chosen = np.array([use_of(str(name)) == use for name in family])
        return Sounds(arrays["levels"][chosen], arrays["tonality"][chosen], family[chosen])


def load_envelopes(path: Path, *, use: Use) -> Envelopes:
    """Return the levels in time of the clips that are for `use`."""
    with np.load(path, allow_pickle=False) as arrays:
        family = arrays["family"]
        chosen = np.array([use_of(str(name)) == use for name in family])
        return Envelopes(arrays["envelopes"][chosen], family[chosen])


def load_clips(path: Path, *, use: Use) -> list[Clip]:
    """Return the sounds that are for `use`, which is never training."""
    with np.load(path, allow_pickle=False) as arrays:
        named = zip(arrays["family"][arrays["kept"]], arrays["audio"], strict=True)
        return [
            Clip(str(family), (sound / FULL_SCALE).astype(np.float32))
            for family, sound in named
            if use_of(str(family)) == use
        ]
