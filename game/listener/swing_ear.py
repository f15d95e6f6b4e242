"""Hears swing with a trained network: where in its pair the second stroke falls."""

from collections.abc import Callable
from functools import cached_property
from typing import Final

import numpy as np

from game.core.facts import Evidence, HeardCurve, Question
from game.core.skills import SKILLS
from game.dsp.audio import Heard
from game.listener.eq_network import Weights
from game.listener.features import mono_of
from game.listener.swing_features import SWINGS_PCT, WINDOW_FRAMES, swing_features
from game.listener.swing_network import believe_swing
from game.listener.weighing import Weighing

NAMED: Final = "time.swing_amount"
_NEAR_PCT: Final = SKILLS[NAMED].cue_start
"""The question does not tell how near is near enough: the odds are spoken on the usual tolerance."""
_SILENT: Final = 1e-5
_LEAST_PAIRS: Final = 2.0


class SwingEar:
    """The network for swing; it is loaded when it is first asked."""

    def __init__(self, load: Callable[[], Weights]) -> None:
        """Take a function that returns the weights."""
        self._load = load

    def weighs(self, skill_id: str) -> bool:
        """Tell whether it can say anything about this skill."""
        return skill_id == NAMED

    def weigh(self, question: Question, heard: Heard) -> Weighing | None:
        """Weigh every swing of the slider; None without a stated pair, or where too little sounds."""
        pair_ms, clip = question.stated.get("pair_ms"), heard.clips[0]
        if not isinstance(pair_ms, int | float) or pair_ms <= 0 or not len(clip) or not np.isfinite(clip).all():
            return None
        mono = mono_of(clip, rate_hz=heard.rate_hz)
        if len(mono) < max(WINDOW_FRAMES, _LEAST_PAIRS * pair_ms * 48) or float(np.abs(mono).max()) < _SILENT:
            return None
        evidence = believe_swing(self._network, swing_features(mono, pair_s=pair_ms / 1000)).astype(np.float64)
        chances = np.exp(evidence)
        best = int(np.searchsorted(np.cumsum(chances), 0.5))
        swings = np.asarray(SWINGS_PCT)
        return Weighing(
            values=SWINGS_PCT,
            evidence=evidence,
            near=np.abs(swings - swings[best]) <= _NEAR_PCT,
            best=best,
            direction=None,
            pointed=(_second_stroke(float(swings[best]), float(pair_ms)),),
        )

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return None: it has no picture of a spectrum."""
        del question, heard
        return None

    @cached_property
    def _network(self) -> Weights:
        return self._load()


def _second_stroke(swing_pct: float, pair_ms: float) -> Evidence:
    """Return the stretch from the middle of the pair to where the second stroke is heard."""
    return Evidence(
        start=round(pair_ms / 2, 1),
        stop=round(pair_ms * swing_pct / 100, 1),
        unit="ms",
        amount=round((swing_pct - 50) / 100 * pair_ms, 1),
        amount_unit="ms",
    )
