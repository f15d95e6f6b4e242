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
ALLOWED: Final[Mapping[str, Mapping[str, Allowed]]] = {
    "mix.level": {
        name: Allowed(_LOUDER, hit_rate=1.0, rounds=200) for name in ("loudness", "peak", "true peak", "seam step")
    },
}
