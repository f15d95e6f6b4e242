"""What a meter may tell about the answer of an interval drill, why, and how often it is right by it.

Everything else must tell nothing: see test_no_leak.py, which measures these hit rates again with
`pytest -m exhaustive -s tests/drills/test_no_leak.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

NEVER: Final = ("loudness", "length", "peak", "true peak")
"""What no drill may tell by, nor by its position; but where loudness itself is asked for."""
LOUDNESS_IS_ASKED: Final = ("mix.level",)


@dataclass(frozen=True, slots=True)
class Allowed:
    """A meter that may tell.

    Attributes:
        reason: why it may.
        hit_rate: of the best answer by it (most, least or odd one out), over the whole range of cues.
        rounds: in which it was measured.
    """

    reason: str
    hit_rate: float
    rounds: int


_LOUDER: Final = "the louder take is what is asked for, and all of it is larger by as much"
_ODD: Final = "two takes are one sound and the third is not: any number that the change touches at all stands apart"
_TIMBRE: Final = "how bright a take is, is what an equaliser changes"
_POWER: Final = "at equal loudness, which hears the treble more, a boost moves the plain power and the crest over it"
_EDGE: Final = (
    "how much of each hit's bright edge is let through is what its threshold, attack and release change: to hear that "
    "is to hear the answer"
)
_DYNAMICS: Final = "how far hits stand out over the rest is what a compressor changes"
ALLOWED: Final[Mapping[str, Mapping[str, Allowed]]] = {
    "eq.detect": {
        "brightness": Allowed(f"{_TIMBRE}; {_ODD}", hit_rate=1.0, rounds=2000),
        "crest": Allowed(f"{_POWER}; {_ODD}", hit_rate=1.0, rounds=2000),
    },
    "comp.detect": {
        "brightness": Allowed(f"{_EDGE}; {_ODD}", hit_rate=1.0, rounds=2000),
        "crest": Allowed(f"{_DYNAMICS}; {_ODD}", hit_rate=1.0, rounds=2000),
    },
    "comp.more": {
        "brightness": Allowed(_EDGE, hit_rate=0.617, rounds=2000),
        "crest": Allowed(_DYNAMICS, hit_rate=0.518, rounds=2000),
    },
    "comp.attack": {
        "brightness": Allowed(_EDGE, hit_rate=0.7185, rounds=2000),
        "crest": Allowed(_DYNAMICS, hit_rate=0.6045, rounds=2000),
    },
    "comp.release": {
        "brightness": Allowed(_EDGE, hit_rate=0.644, rounds=2000),
        "crest": Allowed(_DYNAMICS, hit_rate=0.5795, rounds=2000),
    },
    "mix.level": {
        name: Allowed(_LOUDER, hit_rate=1.0, rounds=2000) for name in ("loudness", "peak", "true peak", "seam step")
    },
}
