"""The clips of a round. The listener never sees this module."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.dsp.audio import Audio, Heard

DRY = "dry"
WET = "wet"


@dataclass(frozen=True, slots=True)
class Stimulus:
    """A round's clips in order, all equally long, equally loud and each a seamless loop.

    Slider rounds have `dry` and `wet`; interval rounds `interval_1`, `interval_2` ... and last `dry`.
    `gains_db` holds the loudness-matching gain that each clip was given.
    """

    clips: tuple[tuple[str, Audio], ...]
    gains_db: Mapping[str, float]
    rate_hz: int

    def clip(self, name: str) -> Audio:
        """Return the clip called `name`; KeyError where there is none."""
        return dict(self.clips)[name]

    def heard(self) -> Heard:
        """Return what the listener may hear: everything but the dry sound."""
        return Heard(clips=tuple(audio for name, audio in self.clips if name != DRY), rate_hz=self.rate_hz)
