"""Takes that no meter tells apart: of several ways to ask a question, the one that stands where the dice say.

Hits that move leave the sum of all tails a little higher or lower. Which way is chance, but not an even one: late
off-beats stand closer to the beat that follows and lift its peak more often than not, and hits that never fall twice on
the same spacing find a higher peak than those that always do. So the dice fall first, and bars, tempo or offsets are
drawn again until the take that is asked for stands where they say.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol, TypeVar

import numpy as np

from game.core.errors import UnfitError
from game.dsp import loudness
from game.dsp.audio import Audio

PEAKS: Final = ("peak_db", "crest_db", "true_peak_db")
"""What peak meters read: they go together."""
POWER: Final = ("power_db",)
SEAM: Final = ("seam_step",)
SLOW: Final = ("true_peak_db",)
_ORDER_STREAM: Final = 5
_VARIATION_STREAM: Final = 6


@dataclass(frozen=True)
class Meters:
    """What naive meters read of a take at 0 LUFS, in dB."""

    take: Audio
    rate_hz: int

    @cached_property
    def peak_db(self) -> float:
        """The largest sample."""
        return float(20 * np.log10(np.abs(self.take).max())) - self._lufs

    @cached_property
    def true_peak_db(self) -> float:
        """The largest value between samples; slow to read."""
        return loudness.true_peak_dbtp(self.take, rate_hz=self.rate_hz) - self._lufs

    @cached_property
    def power_db(self) -> float:
        """The mean power."""
        return float(10 * np.log10(np.mean(np.square(self.take, dtype=np.float64)))) - self._lufs

    @cached_property
    def crest_db(self) -> float:
        """The largest sample over the mean power."""
        return self.peak_db - self.power_db

    @cached_property
    def seam_step(self) -> float:
        """The step from the last sample to the first, linear."""
        return float(np.abs(self.take[0] - self.take[-1]).max()) * 10 ** (-self._lufs / 20)

    @cached_property
    def _lufs(self) -> float:
        return loudness.integrated_lufs(self.take, rate_hz=self.rate_hz)


class Draw(Protocol):
    """One way to ask a question."""

    @property
    def meters(self) -> Sequence[Meters]:
        """What is read of the takes, of the asked one first."""


D = TypeVar("D", bound=Draw)


def first_dice(seed: int) -> np.random.Generator:
    """Return the dice of the first way to ask a question."""
    return _dice(seed, 0)


def ways_to_ask(seed: int, draw: Callable[[np.random.Generator], D], *, tries: int) -> Iterator[D]:
    """Yield the same question asked in other ways, each by its own dice.

    Raises:
        UnfitError: the first way cannot be asked of this music; later ones that cannot are left out.
    """
    for attempt in range(tries):
        try:
            yield draw(_dice(seed, attempt))
        except UnfitError:
            if attempt == 0:
                raise


def fairest(seed: int, draws: Iterable[D], *, by: Sequence[Sequence[str]]) -> D:
    """Return the first draw whose asked take stands where the dice say, or the one that comes nearest.

    At either end of three takes, a coin says whether it is also the odd one out, farther from the middle one.

    Args:
        seed: of the question.
        draws: at least one.
        by: groups of meters; those of one group are wanted in one place, each group in its own. An earlier group counts
            more than all later ones.
    """
    best: tuple[tuple[int, ...], D] | None = None
    for draw in draws:
        off = _places_off(seed, draw.meters, by)
        if best is None or off < best[0]:
            best = off, draw
        if not any(off):
            break
    if best is None:
        raise ValueError("draws must hold at least one way to ask, got none")
    return best[1]


def _places_off(seed: int, meters: Sequence[Meters], by: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return for each group how far the asked take stands from where the dice say.

    True peaks are read only where the quicker meters of their group are content.
    """
    rng = np.random.default_rng([seed, _ORDER_STREAM])
    places = [int(rng.integers(len(meters))) for _ in by]
    odd = [bool(rng.integers(2)) for _ in by]
    return tuple(
        _group_off(meters, group, place, odd=apart) for group, place, apart in zip(by, places, odd, strict=True)
    )


def _group_off(meters: Sequence[Meters], group: Sequence[str], wanted: int, *, odd: bool) -> int:
    quick = sum(_off(meters, name, wanted, odd=odd) for name in group if name not in SLOW)
    return quick or sum(_off(meters, name, wanted, odd=odd) for name in group if name in SLOW)


def _off(meters: Sequence[Meters], name: str, wanted: int, *, odd: bool) -> int:
    """Return 2 for each place that the asked take is off; at the right end, 1 where the coin is not obeyed."""
    asked, *others = (float(getattr(meter, name)) for meter in meters)
    places = abs(sum(asked > other for other in others) - wanted)
    if places or len(others) != 2 or wanted == 1:
        return 2 * places
    near, far = sorted(abs(asked - other) for other in others)
    return int((near > far - near) != odd)


def _dice(seed: int, attempt: int) -> np.random.Generator:
    return np.random.default_rng([seed, _VARIATION_STREAM, attempt])
