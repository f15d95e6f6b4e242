"""A chart shows its points where they are, in the colours and sizes it was told."""

import dataclasses
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from game.charts.look import Look
from game.charts.threshold import Chart, date_marks, draw_threshold
from game.learn.growth import Point
from game.session.progress import Progress
from tests.session.test_round import NOW

FONTS = Path(__file__).parents[2] / "content" / "fonts"
LOOK = Look(card="#101010", well="#202020", line="#303030", grid="#404040", axis="#505050", ink="#F0F0F0",
            muted="#A0A0A0", ai="#D886B8", fonts_dir=FONTS, scale=1.0)  # fmt: skip


def points(*levels: float, days: float = 7.0) -> tuple[Point, ...]:
    return tuple(
        Point(f"s{n}", NOW + timedelta(days=days * n), level, level / 1.3, level * 1.3, trials=20)
        for n, level in enumerate(levels)
    )


def drawn(*, alone: tuple[Point, ...] = (), beside: tuple[Point, ...] = (), scale: float = 1.0) -> Chart:
    progress = Progress("eq.boost_freq", None, alone, beside, None, None, rank=None, faded=False, versus=())
    return draw_threshold(progress, dataclasses.replace(LOOK, scale=scale), width=600, height=200)


def test_a_finer_threshold_stands_lower_and_a_later_one_further_right() -> None:
    first, second, third = drawn(alone=points(8.0, 6.0, 3.0)).dots
    assert first.x < second.x < third.x
    assert first.y < second.y < third.y


def test_the_line_is_painted_in_ink_at_its_points() -> None:
    chart = drawn(alone=points(8.0, 4.0))
    for dot in chart.dots:
        assert chart.pixels[round(dot.y), round(dot.x)].tolist() == [240, 240, 240, 255]


@pytest.mark.parametrize("scale", [0.75, 1.0, 2.0])
def test_the_picture_has_the_pixels_that_it_is_shown_at(scale: float) -> None:
    chart = drawn(alone=points(8.0, 4.0), scale=scale)
    assert chart.pixels.shape == (round(200 * scale), round(600 * scale), 4)
    assert [round(dot.x) for dot in chart.dots] == [round(dot.x) for dot in drawn(alone=points(8.0, 4.0)).dots]


def test_one_point_no_point_and_both_lines_can_be_drawn() -> None:
    assert drawn().dots == ()
    assert len(drawn(alone=points(5.0)).dots) == 1
    both = drawn(alone=points(8.0, 4.0), beside=points(8.0, 4.1))
    assert sorted(dot.alone for dot in both.dots) == [False, False, True, True]
    assert not np.array_equal(both.pixels, drawn(alone=points(8.0, 4.0)).pixels)


def test_a_year_has_marks_by_month_and_a_week_by_day() -> None:
    year = date_marks(datetime(2025, 11, 24, tzinfo=NOW.tzinfo), NOW)
    week = date_marks(NOW, NOW + timedelta(days=7))
    assert len(year) <= 8
    assert all(NOW - timedelta(days=363) <= date <= NOW for date, _ in year)
    assert [name for _, name in year][:2] == ["Dec", "Feb"]
    assert week[0][1] == "22 Nov"
    assert date_marks(NOW, NOW) == [(NOW, "22 Nov")]


def test_what_lies_beyond_every_question_stays_inside_the_well() -> None:
    chart = drawn(alone=points(60.0, 40.0, 8.0))
    assert all(4 <= dot.y <= 200 - 28 for dot in chart.dots)
    assert chart.dots[0].y == chart.dots[1].y < chart.dots[2].y
