"""Hears which part lies early or late: it places the strokes of each part that is asked about, and sees which meet."""

from collections.abc import Callable
from functools import cached_property
from typing import Final

import numpy as np

from game.core.facts import LATE, Evidence, HeardCurve, PartMove, Question
from game.dsp.audio import Heard
from game.listener.eq_network import Weights
from game.listener.features import Bands, mono_of
from game.listener.part_features import PARTS, WINDOW_FRAMES, known_of, levels_of
from game.listener.part_network import count_moves, lag_ms_of, peaks_ms, place_strokes, weigh_moves
from game.listener.weighing import Weighing

NAMED: Final = "time.async"
FEWEST_PARTS: Final = 2
_SILENT: Final = 1e-5
_LEAST_S: Final = 0.5
_LEAST_STROKE: Final = 0.4
"""Strokes that are less likely than this are not pointed at."""
_LAG_SPAN: Final = (0.5, 1.5)
"""The offset that it heard is sought between these shares of the stated one."""


class PartEar:
    """The network for strokes; it is loaded when it is first asked."""

    def __init__(self, load: Callable[[], Weights]) -> None:
        """Take a function that returns the weights."""
        self._load = load

    def weighs(self, skill_id: str) -> bool:
        """Tell whether it can say anything about this skill."""
        return skill_id == NAMED

    def weigh(self, question: Question, heard: Heard) -> Weighing | None:
        """Weigh every part and direction offered; None without a stated offset, or where too little sounds."""
        offset_ms, clip, moves = question.stated.get("offset_ms"), heard.clips[0], question.answer.moves
        if not isinstance(offset_ms, int | float) or offset_ms <= 0 or not len(clip) or not np.isfinite(clip).all():
            return None
        mono = mono_of(clip, rate_hz=heard.rate_hz)
        if len(mono) < max(WINDOW_FRAMES, _LEAST_S * 48_000) or float(np.abs(mono).max()) < _SILENT:
            return None
        names = tuple(dict.fromkeys(move.part for move in moves))
        if len(names) < FEWEST_PARTS or not set(names) <= set(PARTS):
            return None
        strokes = self.place(mono, names)
        scores = weigh_moves(self._network, count_moves(strokes, moves, offset_ms=float(offset_ms)))
        best = int(scores.argmax())
        return Weighing(
            values=tuple(range(1, len(moves) + 1)),
            evidence=scores.astype(np.float64),
            near=np.arange(len(moves)) == best,
            best=best,
            direction=None,
            pointed=_pointed(strokes, moves[best], names, offset_ms=float(offset_ms)),
        )

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return None: it has no picture of a spectrum."""
        del question, heard
        return None

    def place(self, mono: Bands, names: tuple[str, ...]) -> Bands:
        """Return how likely each part strikes at each step; `names` are those asked about."""
        levels, loud = levels_of(mono)
        return place_strokes(self._network, levels, known_of(loud, names))

    @cached_property
    def _network(self) -> Weights:
        return self._load()


def _pointed(strokes: Bands, move: PartMove, names: tuple[str, ...], *, offset_ms: float) -> tuple[Evidence, ...]:
    """Return each stroke of the blamed part, from where it belongs by what the others play to where it is heard."""
    span = sorted((share if move.direction == LATE else -share) * offset_ms for share in _LAG_SPAN)
    late_ms = round(lag_ms_of(strokes, move.part, names, least_ms=span[0], most_ms=span[1]), 1)
    return tuple(
        Evidence(start=round(at_ms - late_ms, 1), stop=round(at_ms, 1), unit="ms", amount=late_ms, amount_unit="ms")
        for at_ms in peaks_ms(strokes, move.part, least=_LEAST_STROKE)
    )
