"""Of several ways to ask, the one that stands where the dice say."""

import collections
from dataclasses import dataclass

import numpy as np
import pytest

from game.core.errors import UnfitError
from game.drills import balance
from game.drills.balance import Meters, fairest, ways_to_ask
from game.dsp.noise import pink_noise

RATE_HZ = 48_000


class Read(balance.Meters):
    """Meters that read what a test says."""

    def __init__(self, peak_db: float) -> None:
        self.__dict__.update(
            peak_db=peak_db, true_peak_db=peak_db, seam_step=0.0, power_db=-20.0, crest_db=peak_db + 20.0
        )


@dataclass(frozen=True, slots=True)
class Way:
    """A question whose takes have these peaks and crests, the asked one first."""

    peaks_db: tuple[float, ...]

    @property
    def meters(self) -> tuple[Meters, ...]:
        return tuple(Read(peak) for peak in self.peaks_db)

    @property
    def place(self) -> int:
        return sum(self.peaks_db[0] > peak for peak in self.peaks_db[1:])

    @property
    def odd(self) -> bool:
        low, middle, high = sorted(self.peaks_db)
        return self.peaks_db[0] == (low if middle - low > high - middle else high)


def lopsided(seed: int, takes: int) -> list[Way]:
    """Return ways of which the asked take mostly has the highest peak."""
    rng = np.random.default_rng([seed, 9])
    return [Way((float(rng.normal(0.8)), *map(float, rng.normal(size=takes - 1)))) for _ in range(12)]


@pytest.mark.parametrize("takes", [2, 3])
def test_the_asked_take_stands_in_every_place_equally_often(takes: int) -> None:
    ways = [lopsided(seed, takes) for seed in range(900)]
    natural = np.mean([draws[0].place == takes - 1 for draws in ways])
    assert natural > 1 / takes + 0.1, "without the dice the highest peak would tell"
    chosen = collections.Counter(fairest(seed, draws, by=(balance.PEAKS,)).place for seed, draws in enumerate(ways))
    assert max(abs(chosen[place] - 900 / takes) for place in range(takes)) < 4 * np.sqrt(900 / takes)


def test_the_asked_take_is_the_odd_one_out_as_often_as_the_others() -> None:
    dice = np.random.default_rng(5)
    ways = [[Way((dice.normal(scale=3), dice.normal(), dice.normal())) for _ in range(20)] for _ in range(900)]
    assert np.mean([draws[0].odd for draws in ways]) > 0.45, "without the coin the odd one out would tell"
    chosen = np.mean([fairest(seed, draws, by=(balance.PEAKS,)).odd for seed, draws in enumerate(ways)])
    assert abs(chosen - 1 / 3) < 4 * np.sqrt(1 / 3 * 2 / 3 / 900)


def test_groups_of_meters_have_dice_of_their_own() -> None:
    ways = [Way((a, 0.0)) for a in (-1.0, 1.0)]
    both = collections.Counter(
        (fairest(seed, ways, by=(balance.PEAKS,)).place, fairest(seed, ways, by=(balance.POWER, balance.PEAKS)).place)
        for seed in range(200)
    )
    assert len(both) == 4


def test_where_no_way_fits_the_nearest_is_taken() -> None:
    ways = [Way((0.0, 1.0, 2.0)), Way((1.5, 1.0, 2.0))]
    assert {fairest(seed, ways, by=(balance.PEAKS,)).place for seed in range(40)} == {0, 1}


def test_a_question_that_cannot_be_asked_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one way"):
        fairest(1, [], by=(balance.PEAKS,))


def test_ways_that_the_music_cannot_carry_are_left_out() -> None:
    def draw(rng: np.random.Generator) -> Way:
        peak = float(rng.normal())
        if peak < 0:
            raise UnfitError("too low")
        return Way((peak, 0.0))

    carried = 0
    for seed in range(40):
        try:
            carried += len(list(ways_to_ask(seed, draw, tries=6)))
        except UnfitError:
            assert balance.first_dice(seed).normal() < 0
    assert 40 < carried < 240


def test_the_same_seed_draws_the_same_ways() -> None:
    def draw(rng: np.random.Generator) -> Way:
        return Way((float(rng.normal()), 0.0))

    first, second = (list(ways_to_ask(7, draw, tries=5)) for _ in range(2))
    assert first == second
    assert len({way.peaks_db for way in first}) == 5


def test_meters_are_read_at_equal_loudness() -> None:
    noise = pink_noise(2 * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=3)
    quiet, loud = (Meters(noise * np.float32(gain), RATE_HZ) for gain in (0.1, 0.7))
    assert (quiet.peak_db, quiet.power_db) == pytest.approx((loud.peak_db, loud.power_db), abs=1e-3)
    assert quiet.true_peak_db == pytest.approx(loud.true_peak_db, abs=1e-3)
    assert quiet.true_peak_db > quiet.peak_db
    assert quiet.crest_db == pytest.approx(quiet.peak_db - quiet.power_db)
