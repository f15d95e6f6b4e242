"""What the parts of a piece of music play and when: all that a timing question needs to know before it is heard."""

import math
from dataclasses import dataclass
from typing import Final

STEPS_PER_BEAT: Final = 4
"""Places are counted in sixteenths."""
STRAIGHT: Final = 0.5
"""A swing that moves nothing: the second of two falls half way."""
ASKED_PARTS: Final = ("kick", "snare", "hat", "ride", "shaker", "bass", "guitar", "keys")
"""The parts that may be asked about; what else sounds only keeps them company."""
PITCHED_PARTS: Final = ("bass", "guitar", "keys")
_ROUNDING: Final = 1e-9
"""A place this near a pair's beginning is on it."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One hit or note of a part.

    Attributes:
        step: sixteenths from the start of the loop, before swing; a fraction is a finer place.
        velocity: 1 to 127.
        late_s: how much later than its place it was played; only rendered parts are heard so, drums are struck anew.
    """

    step: float
    velocity: int
    late_s: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one part plays, in order of steps.

    `single` parts are struck hit by hit, so that each can be moved; the others are rendered and move as a whole.
    """

    name: str
    single: bool
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The parts of a loop, and the swing that they were written with: the second of two falls there in its pair.

    With `laid` the struck parts are the game's own, laid over music that is one rendered part.
    """

    parts: tuple[Part, ...]
    swing_16th: float = STRAIGHT
    swing_8th: float = STRAIGHT
    laid: bool = False

    def swung(self, step: float) -> float:
        """Return where `step` sounds: sixteenths swing first, then eighths, as scores are written."""
        sixteenths = swing(step, share=self.swing_16th, pair_steps=STEPS_PER_BEAT / 2)
        return swing(sixteenths, share=self.swing_8th, pair_steps=STEPS_PER_BEAT)

    def unswung(self, step: float) -> float:
        """Return the step that `swung` would move to `step`."""
        eighths = unswing(step, share=self.swing_8th, pair_steps=STEPS_PER_BEAT)
        return unswing(eighths, share=self.swing_16th, pair_steps=STEPS_PER_BEAT / 2)

    def part(self, name: str) -> Part:
        """Return the part called `name`; ValueError where there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise ValueError(f"part must be one of {', '.join(part.name for part in self.parts)}, got {name!r}")


def swing(step: float, *, share: float, pair_steps: float) -> float:
    """Return `step` with the middle of its pair moved to `share` of the pair; what lies between bends along.

    Args:
        step: a place before swing; pairs begin at whole multiples of `pair_steps`.
        share: 1/2 is straight, 2/3 triplets, 3/4 dotted; between 0 and 1.
        pair_steps: length of a pair.

    Raises:
        ValueError: share is 0, 1 or beyond.

    >>> swing(1, share=0.75, pair_steps=2), swing(2, share=0.75, pair_steps=2)
    (1.5, 2.0)
    """
    return _bend(step, before=STRAIGHT, after=share, pair_steps=pair_steps)


def unswing(step: float, *, share: float, pair_steps: float) -> float:
    """Return the place that `swing` would move to `step`.

    >>> unswing(1.5, share=0.75, pair_steps=2)
    1.0
    """
    return _bend(step, before=share, after=STRAIGHT, pair_steps=pair_steps)


def _bend(step: float, *, before: float, after: float, pair_steps: float) -> float:
    if not (0 < before < 1 and 0 < after < 1):
        raise ValueError(f"share must lie between 0 and 1 (of the pair), got {after if 0 < before < 1 else before}")
    pair = math.floor(step / pair_steps + _ROUNDING)
    within = max(0.0, step / pair_steps - pair)
    if within < before:
        return pair_steps * (pair + within * (after / before))
    return pair_steps * (pair + 1 - (1 - within) * ((1 - after) / (1 - before)))
