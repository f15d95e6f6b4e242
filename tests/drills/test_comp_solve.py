"""The search for settings: where a miss changes its sign, and what is left out."""

import math

import pytest

from game.core.errors import CueError
from game.drills.comp_solve import crossings


def test_a_crossing_lies_where_the_line_between_two_places_is_nought() -> None:
    assert list(crossings(lambda place: place - 2.25, [0.0, 1.0, 2.0, 3.0, 4.0])) == [pytest.approx(2.25)]


@pytest.mark.parametrize("bad", [math.inf, -math.inf, math.nan])
def test_a_place_where_nothing_can_be_heard_is_left_out(bad: float) -> None:
    assert list(crossings(lambda place: bad if place == 1.0 else place - 1.5, [0.0, 1.0, 2.0, 3.0])) == []
    assert list(crossings(lambda place: bad if place == 0.0 else place - 1.5, [0.0, 1.0, 2.0])) == [1.5]


def test_a_place_that_cannot_be_is_left_out() -> None:
    def miss(place: float) -> float:
        if place == 1.0:
            raise CueError("nothing does")
        return place - 0.5

    assert list(crossings(miss, [0.0, 1.0, 2.0])) == []
