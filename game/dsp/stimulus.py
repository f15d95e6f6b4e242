"""The clips of a round. The listener never sees this module."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.core.facts import Truth
from game.dsp.audio import Audio, Heard, PartSound

DRY = "dry"
WET = "wet"


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One part of the music in the clips of a timing round; moments are seconds from the start of the clip.

    Attributes:
        sound: what its strokes sound like; a rendered part is as long as the clip.
        grid_s: the place of each stroke on the beat.
        velocities: of each stroke, 1 to 127.
        onsets_s: by name of the clip, when each stroke sounds; a clip may leave out the last ones.
        rings_s: for how long each stroke sounds before it is cut off, the same in every clip; None lets it ring.
        loop_onset_s: when the first stroke of a rendered part sounds in its loop.
    """

    sound: PartSound
    grid_s: tuple[float, ...]
    velocities: tuple[int, ...]
    onsets_s: Mapping[str, tuple[float, ...]]
    rings_s: tuple[float | None, ...] = ()
    loop_onset_s: float = 0.0

    @property
    def name(self) -> str:
        """Name of the part."""
        return self.sound.name


@dataclass(frozen=True, slots=True)
class Stimulus:
    """A round's clips in order, all equally long, equally loud and each a seamless loop.

    Slider rounds have `dry` and `wet`; interval rounds `interval_1`, `interval_2` ... and last `dry`.
    `gains_db` holds the loudness-matching gain that each clip was given, `parts` what timing rounds were placed from.
    `truth` is what could be known only from the sound (a threshold that was solved for); where it is given it takes
    the place of the challenge's own.
    """

    clips: tuple[tuple[str, Audio], ...]
    gains_db: Mapping[str, float]
    rate_hz: int
    parts: tuple[PlacedPart, ...] = ()
    truth: Truth | None = None

    def clip(self, name: str) -> Audio:
        """Return the clip called `name`; KeyError where there is none."""
        return dict(self.clips)[name]

    def heard(self) -> Heard:
        """Return what the listener may hear: everything but the dry sound."""
        return Heard(clips=tuple(audio for name, audio in self.clips if name != DRY), rate_hz=self.rate_hz)
