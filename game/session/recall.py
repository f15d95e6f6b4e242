"""Listening from memory: each clip once and in order, with silence or a gliding tone between one and the next.

Where A and B are compared, A is heard once and B stays. A round that is heard freely has no turns.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.core.facts import Recall
from game.dsp.audio import Audio
from game.dsp.noise import gliding_tone
from game.dsp.stimulus import DRY
from game.session.round import HEAR_EACH_S, Setup

GAP_S: Final = 2.0
_GAP: Final = "gap"


@dataclass(frozen=True, slots=True)
class Turn:
    """A clip and for how long it sounds, infinite where it stays."""

    name: str
    seconds: float

    @property
    def is_gap(self) -> bool:
        """Tell whether it only keeps two clips apart."""
        return self.name.startswith(_GAP)


def turns_of(setup: Setup, *, length_s: float) -> tuple[Turn, ...]:
    """Return what sounds in which order; nothing where the round is heard freely.

    A clip of `length_s` is heard whole, and as often as it takes to hear HEAR_EACH_S of it.
    """
    if setup.recall == "free":
        return ()
    whole_s = math.ceil(HEAR_EACH_S / length_s) * length_s
    turns: list[Turn] = []
    for number, name in enumerate(setup.must_hear):
        stays = setup.must_hear[0] == DRY and number == len(setup.must_hear) - 1
        turns += [Turn(f"{_GAP}_{number}", GAP_S)] * (number > 0)
        turns.append(Turn(name, math.inf if stays else whole_s))
    return tuple(turns)


def due(turns: Sequence[Turn], heard_s: Mapping[str, float]) -> str:
    """Return the clip whose turn it is; '' when all have been heard."""
    return next((turn.name for turn in turns if heard_s.get(turn.name, 0.0) < turn.seconds), "")


def gap_clips(turns: Sequence[Turn], recall: Recall, *, like: Audio, rate_hz: int) -> tuple[tuple[str, Audio], ...]:
    """Return the clips that keep the others apart, as long as they and as loud."""
    names = [turn.name for turn in turns if turn.is_gap]
    if not names:
        return ()
    silent = recall == "silence"
    between = np.zeros_like(like) if silent else gliding_tone(len(like), n_channels=like.shape[1], rate_hz=rate_hz)
    return tuple((name, between) for name in names)


def say_recall(recall: Recall, *, pair: bool) -> str:
    """Say how a round will be heard; '' where it is heard freely."""
    if recall == "free":
        return ""
    between = f"{GAP_S:g} s of {'silence' if recall == 'silence' else 'a gliding tone'}"
    return f"From memory: A once, {between}, then B." if pair else f"From memory: each take once, {between} between."
