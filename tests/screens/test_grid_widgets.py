"""Lanes, hits, dials and amounts by keyboard and by mouse."""

import numpy as np
import pytest

from game.screens.gallery_feel import BEAT_S, NUDGE_MS, RULER, STEP_S, sample_lanes
from game.screens.rect import Rect
from game.screens.widgets import (
    AmountSlider,
    BarGrid,
    Dial,
    HitGrid,
    PartGrid,
    ReductionMeter,
    SwingGrid,
    TransferCurve,
)
from game.screens.widgets.dynamics import bent_db, threshold_of
from game.screens.widgets.picks import swung_s
from tests.screens.pilot import pilot_of

PLACE = Rect(44, 200, 828, 324)


def part_grid() -> tuple[PartGrid, list[str]]:
    said: list[str] = []
    grid = PartGrid(PLACE, "Which part", parts=sample_lanes(), ruler=RULER, nudge_s=NUDGE_MS / 1000,
                    on_pick=lambda: said.append(grid.value_text))  # fmt: skip
    return grid, said


def hit_grid() -> tuple[HitGrid, list[int]]:
    said: list[int] = []
    candidates = [(0, step * STEP_S) for step in (0, 6, 8, 27)]
    grid = HitGrid(PLACE, "Which hit", parts=sample_lanes(3), ruler=RULER, candidates=candidates, on_pick=said.append)
    return grid, said


def dial_of(**how: object) -> Dial:
    return Dial(Rect(500, 200, 280, 260), "Swing", lo=50, hi=75, step=0.5, ticks=(50, 75), unit="%",
                figure=lambda value: f"{value:.1f}", caption=lambda _: "% swing", **how)  # type: ignore[arg-type]  # fmt: skip


# --- a part and its way -------------------------------------------------------------------------------------------
def test_no_part_and_no_way_is_picked_for_the_player() -> None:
    grid, said = part_grid()
    pilot_of(grid)
    assert (grid.row, grid.way, grid.value_text, said) == (None, "", "", [])


def test_arrows_pick_a_part_and_nudge_it() -> None:
    grid, said = part_grid()
    pilot_of(grid, ambient=grid).press("Down", "Down", "Left", "Right", "Up")
    assert said == ["Kick", "Snare", "Snare early", "Snare late", "Kick late"]


def test_the_parts_go_round() -> None:
    grid, _ = part_grid()
    pilot_of(grid, ambient=grid).press("Up", "Down")
    assert grid.row == 0


def test_a_press_picks_a_lane_and_a_drag_nudges_it() -> None:
    grid, _ = part_grid()
    pilot = pilot_of(grid)
    pilot.click((400, grid.row_y(2)))
    assert (grid.row, grid.way) == (2, "")
    pilot.drag((400, grid.row_y(3)), (380, grid.row_y(3)))
    assert grid.value_text == "Bass early"


def test_the_picked_part_moves_by_the_stated_size() -> None:
    grid, _ = part_grid()
    grid.pick(row=1, way="early")
    shifts = {row: grid.shift_s(row, part.marks[0]) for row, part in enumerate(grid.parts)}
    assert shifts == {0: None, 1: -NUDGE_MS / 1000, 2: None, 3: None, 4: None}


# --- one of some hits ---------------------------------------------------------------------------------------------
def test_hits_are_picked_by_digit_arrow_and_press() -> None:
    grid, said = hit_grid()
    pilot = pilot_of(grid, ambient=grid)
    pilot.press("3", "Left", "Left", "Left")
    pilot.click((grid.axis.at(6 * STEP_S) + 9, grid.row_y(0)))
    assert said == [2, 1, 0, 1]
    assert grid.value_text == "hit 2"


def test_a_hit_in_another_bar_is_shown_when_it_is_picked() -> None:
    grid, _ = hit_grid()
    pilot_of(grid, ambient=grid).press("4")
    assert grid.view[0] <= grid.candidates[3][1] < grid.view[1]


def test_a_press_far_from_any_hit_picks_none() -> None:
    grid, said = hit_grid()
    pilot_of(grid).click((grid.axis.at(4 * STEP_S), grid.row_y(2)))
    assert said == []


# --- the ruler, the loop, the play-head ---------------------------------------------------------------------------
def test_a_loop_is_dragged_on_the_ruler_and_moved_by_shift_and_arrows() -> None:
    loops: list[tuple[float, float]] = []
    grid = SwingGrid(PLACE, "Swing", parts=sample_lanes(2), ruler=RULER, pair_s=BEAT_S,
                     on_loop=lambda low, high: loops.append((low, high)))  # fmt: skip
    pilot = pilot_of(grid)
    pilot.drag((grid.axis.at(BEAT_S), 210), (grid.axis.at(2 * BEAT_S), 210))
    pilot.tab_to("Swing")
    pilot.press("Right", shift=True)
    pilot.press("Left")
    wanted = [(1, 2), (2, 3), (1, 2)]
    assert np.array(loops) / BEAT_S == pytest.approx(np.array(wanted), abs=0.01)


def test_the_view_follows_the_play_head_and_turns_by_key() -> None:
    grid, _ = part_grid()
    pilot = pilot_of(grid, ambient=grid)
    grid.move_head(5 * BEAT_S)
    assert grid.first_bar == 1
    pilot.press("PgDn")
    assert grid.first_bar == 0


def test_only_a_strip_is_painted_when_the_play_head_moves() -> None:
    grid = BarGrid(PLACE, "Bar", parts=sample_lanes(), ruler=RULER)
    pilot = pilot_of(grid)
    grid.move_head(0.50)
    pilot.wait()
    grid.move_head(0.52)
    pilot.app.frame()
    assert sum(rect.w for rect in pilot.app.painted) < 120


@pytest.mark.parametrize(("swing", "place"), [(0.5, 0.25), (2 / 3, 1 / 3), (0.75, 0.375)])
def test_a_swing_moves_the_second_half_of_a_pair(swing: float, place: float) -> None:
    assert swung_s(0.25, swing=swing, pair_s=0.5) == pytest.approx(place)
    assert swung_s(0.5, swing=swing, pair_s=0.5) == pytest.approx(0.5)


def test_only_the_hits_off_the_beat_move_with_the_swing() -> None:
    grid = SwingGrid(PLACE, "Swing", parts=sample_lanes(3), ruler=RULER, pair_s=BEAT_S)
    grid.swing = 0.6
    hats = {round(mark.at_s / STEP_S): grid.shift_s(2, mark) for mark in grid.parts[2].marks[:4]}
    assert hats[0] is None
    assert hats[2] == pytest.approx(0.1 * BEAT_S)


# --- the dial -----------------------------------------------------------------------------------------------------
def test_a_dial_is_turned_by_drag_arrows_wheel_and_typing() -> None:
    dial = dial_of()
    pilot = pilot_of(dial, ambient=dial)
    x, y = dial.centre
    pilot.drag((x, y - 100), (x + 100, y - 2))
    assert dial.value == pytest.approx(62.5 + 12.5 * (np.pi / 2) / 2.25, abs=0.5)
    pilot.press("Home", "Right")
    pilot.wheel((x, y), 2)
    assert dial.value == 51.0
    pilot.press("=", "6", "2", "Enter")
    assert (dial.value, dial.value_text) == (62.0, "62.0 % swing")


@pytest.mark.parametrize("bend", [0.0, 15.0])
@pytest.mark.parametrize("value", [50.0, 55.5, 62.5, 70.0, 75.0])
def test_a_value_and_its_angle_say_the_same(bend: float, value: float) -> None:
    dial = dial_of(bend=bend)
    assert dial.value_at(dial.angle(value)) == pytest.approx(value)


def test_a_bent_dial_gives_small_values_more_room() -> None:
    plain, bent = dial_of(), dial_of(bend=15.0)
    assert bent.angle(65.0) > 2 * plain.angle(65.0)


# --- amounts ------------------------------------------------------------------------------------------------------
def test_an_amount_is_dragged_to_its_steps() -> None:
    slider = AmountSlider(Rect(100, 200, 800, 112), "How deep", lo=0, hi=18, step=0.5, marks=(0, 9, 18), unit="dB")
    pilot_of(slider).drag((500, 260), (slider.axis.at(6.6), 260))
    assert (slider.value, slider.value_text) == (6.5, "6.5 dB")


@pytest.mark.parametrize("amount_db", [1.0, 6.0, 18.0])
@pytest.mark.parametrize("ratio", [2.0, 4.0, 20.0])
def test_the_loudest_moment_falls_by_the_amount(amount_db: float, ratio: float) -> None:
    threshold_db = threshold_of(amount_db, ratio=ratio)
    assert -bent_db(np.zeros(1), threshold_db=threshold_db, ratio=ratio)[0] == pytest.approx(amount_db)


def test_the_curve_says_what_the_amount_means() -> None:
    curve = TransferCurve(Rect(0, 0, 240, 176), "In and out", ratio=4.0, amount_db=6.0)
    assert curve.value_text == "the loudest moment falls by 6.0 dB"


def test_the_meter_of_reduction_shows_the_moment_and_lets_go() -> None:
    meter = ReductionMeter(Rect(0, 0, 72, 176), hi_db=18.0)
    meter.feed(6.0)
    assert meter.value_text == "6.0 dB taken away"
    meter.update(0.05, still=False)
    assert meter.value_text == "3.0 dB taken away"
    meter.update(1.0, still=False)
    assert meter.value_text == "0.0 dB taken away"
