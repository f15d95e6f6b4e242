"""Hears compression with a trained network: which of several takes is compressed, or compressed more."""

from collections.abc import Callable
from functools import cached_property
from typing import Final

import numpy as np

from game.core.facts import Evidence, HeardCurve, Question
from game.dsp.audio import Audio, Heard
from game.listener.comp_features import ACTIVE_DB, LEAST_STEPS, comp_features
from game.listener.comp_network import Pressed, believe_pressed
from game.listener.envelopes import HOP, levels_of
from game.listener.eq_network import Weights
from game.listener.features import mono_of
from game.listener.weighing import Weighing

PICKED: Final = ("comp.detect", "comp.more")
_SILENT: Final = 1e-5
_LEAST_SPREAD_DB: Final = 0.5
"""The level of a sine or of a hum moves by less: there is nothing to compress."""


class CompEar:
    """The network for compression; it is loaded when it is first asked."""

    def __init__(self, load: Callable[[], Weights]) -> None:
        """Take a function that returns the weights."""
        self._load = load

    def weighs(self, skill_id: str) -> bool:
        """Tell whether it can say anything about this skill: it picks takes, and names no attack, release or ratio."""
        return skill_id in PICKED

    def weigh(self, question: Question, heard: Heard) -> Weighing | None:
        """Weigh each take alone; None where one has nothing to go by."""
        del question
        pressed = [self.believe(clip, rate_hz=heard.rate_hz) for clip in heard.clips]
        known = [one for one in pressed if one is not None]
        if len(known) < len(pressed):
            return None
        amounts = np.array([one.amount for one in known])
        best = int(amounts.argmax())
        return Weighing(
            values=tuple(range(1, len(amounts) + 1)),
            evidence=amounts,
            near=np.arange(len(amounts)) == best,
            best=best,
            direction=None,
            pointed=(_movement(heard.clips[best], rate_hz=heard.rate_hz),),
        )

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return None: it has no picture of a spectrum."""
        del question, heard
        return None

    def believe(self, clip: Audio, *, rate_hz: int) -> Pressed | None:
        """Return how compressed one clip sounds, or None where its level hardly moves or there is hardly any."""
        if not len(clip) or not np.isfinite(clip).all():
            return None
        mono = mono_of(clip, rate_hz=rate_hz)
        if len(mono) < LEAST_STEPS * HOP or float(np.abs(mono).max()) < _SILENT:
            return None
        levels_db = levels_of(mono)
        if float(levels_db[0].std()) < _LEAST_SPREAD_DB:
            return None
        return believe_pressed(self._network, comp_features(levels_db))

    @cached_property
    def _network(self) -> Weights:
        return self._load()


def _movement(clip: Audio, *, rate_hz: int) -> Evidence:
    """Return the whole take and how far its peaks move: the range in which four fifths of them lie."""
    peaks_db = levels_of(mono_of(clip, rate_hz=rate_hz))[0]
    low, high = np.percentile(peaks_db[peaks_db > ACTIVE_DB], (10, 90))
    return Evidence(
        start=0.0,
        stop=round(len(clip) / rate_hz, 2),
        unit="s",
        amount=round(float(high - low), 1),
        amount_unit="dB",
    )
