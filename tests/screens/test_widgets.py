"""Every widget by keyboard and by mouse."""

from collections.abc import Sequence

import numpy as np
import pytest

from game.screens.rect import Rect
from game.screens.widgets import (
    Button,
    Choice,
    FreqLane,
    GainSlider,
    Knob,
    ListBox,
    Meter,
    Number,
    Slider,
    TextEntry,
    TopBar,
    WaitBar,
    Waveform,
)
from tests.screens.pilot import pilot_of, press_log

WIDE = Rect(100, 200, 800, 120)


# --- choice -------------------------------------------------------------------------------------------------------
def make_choice() -> tuple[Choice, list[int]]:
    log: list[int] = []
    return Choice(WIDE, "Sure", options=("Guessing", "Fairly sure", "Certain"), on_choose=log.append), log


def test_nothing_is_chosen_for_the_player() -> None:
    choice, _ = make_choice()
    assert (choice.chosen, choice.value_text) == (None, "")


def test_a_choice_is_made_by_digit_arrow_and_mouse() -> None:
    choice, log = make_choice()
    pilot = pilot_of(choice)
    pilot.press("3")
    pilot.tab_to("Sure")
    pilot.press("Left", "Left", "Left")
    pilot.click((WIDE.cx, WIDE.cy))
    assert log == [2, 1, 0, 1]
    assert choice.value_text == "Fairly sure"


# --- numbers ------------------------------------------------------------------------------------------------------
def lane(value: float | None = 1000.0) -> FreqLane:
    return FreqLane(WIDE, "Where", value=value)


def test_a_place_is_dragged_on_the_lane() -> None:
    where = lane(None)
    pilot = pilot_of(where)
    pilot.drag((200, 240), (where.axis.at(2400), 240))
    assert where.value == pytest.approx(2400, rel=0.01)
    assert where.value_text == "2.40 kHz" or where.value_text.startswith("2.")


@pytest.mark.parametrize(
    ("keys", "shift", "octaves"),
    [(["Right"], False, 1 / 12), (["Left"] * 12, False, -1), (["Right"] * 3, True, 1), (["Up"], False, 1 / 12)],
)
def test_arrows_move_by_a_twelfth_and_with_shift_by_a_third_of_an_octave(
    keys: Sequence[str], *, shift: bool, octaves: float
) -> None:
    where = lane()
    pilot = pilot_of(where, ambient=where)
    pilot.press(*keys, shift=shift)
    assert where.value == pytest.approx(1000 * 2**octaves)


def test_the_wheel_moves_finely() -> None:
    where = lane()
    pilot_of(where).wheel((500, 240), 2)
    assert where.value == pytest.approx(1000 * 2 ** (1 / 12))


def test_a_frequency_is_typed_after_an_equals_sign() -> None:
    where = lane()
    pilot = pilot_of(where, ambient=where)
    pilot.tab_to("Where")
    pilot.type("=1.9k")
    assert where.value == 1000
    pilot.press("Enter")
    assert (where.value, where.value_text) == (1900, "1.90 kHz")


def test_escape_leaves_what_was_typed() -> None:
    where = lane()
    pilot = pilot_of(where)
    pilot.tab_to("Where")
    pilot.type("=55")
    pilot.press("Esc")
    assert (where.value, where.typing) == (1000, None)


def test_digits_choose_certainty_while_the_lane_has_the_focus() -> None:
    where = lane()
    choice = Choice(Rect(100, 500, 400, 48), "Sure", options=("a", "b"))
    pilot = pilot_of(where, choice)
    pilot.tab_to("Where")
    pilot.press("2")
    assert (choice.chosen, where.typing) == (1, None)


def test_an_empty_lane_stays_empty_until_the_first_move() -> None:
    where = lane(None)
    pilot = pilot_of(where, ambient=where)
    assert where.value_text == ""
    pilot.press("Right")
    assert where.value == pytest.approx((40 * 16_000) ** 0.5)


def test_a_lane_keeps_to_its_ends() -> None:
    where = lane(15_900.0)
    pilot = pilot_of(where, ambient=where)
    pilot.press("Right", "Right", "Right")
    assert where.value == 16_000
    pilot.press("Home", "Left")
    assert where.value == 40


def numbers() -> list[Number]:
    return [
        GainSlider(WIDE, "Gain", value=0.0),
        Slider(WIDE, "Volume", value=0.5),
        Knob(WIDE, "Ratio", value=4.0, lo=1, hi=20, step=0.5),
        lane(),
    ]


@pytest.mark.parametrize("number", numbers(), ids=lambda n: type(n).__name__)
def test_every_number_listens_to_arrows_wheel_typing_and_drag(number: Number) -> None:
    heard: list[float] = []
    number.on_change = heard.append
    pilot = pilot_of(number)
    pilot.tab_to(number.label)
    pilot.press("Right")
    pilot.wheel((500, 250), 1)
    pilot.type("=")
    assert number.captures_keys
    pilot.press("Esc", "End")
    assert number.value == number.hi
    pilot.drag((500, 260), (480, 300))
    assert len(heard) >= 4
    assert all(number.lo <= value <= number.hi for value in heard)


def test_a_gain_is_dragged_to_half_decibels() -> None:
    gain = GainSlider(WIDE, "Gain")
    pilot_of(gain).drag((500, 260), (gain.axis.at(3.6), 260))
    assert (gain.value, gain.value_text) == (3.5, "+3.5 dB")


@pytest.mark.parametrize(("value", "left", "right"), [(0.3, True, False), (0.8, False, True)])
def test_a_slider_is_filled_from_where_it_rests(value: float, *, left: bool, right: bool) -> None:
    slider = Slider(WIDE, "Gain", value=value, rest=0.5)
    pilot = pilot_of(slider)
    pilot.app.frame()
    canvas = pilot.app.canvas
    at = [(canvas.x_px(slider.axis.at(share)), canvas.y_px(WIDE.cy)) for share in (0.4, 0.6)]
    ink = canvas.theme.rgb("ink")
    assert [canvas.surface.get_at(place)[:3] == ink for place in at] == [left, right]


def test_a_number_that_cannot_be_set_stays() -> None:
    slider = Slider(WIDE, "Volume", value=0.5, why_not="no device")
    pilot = pilot_of(slider, ambient=slider)
    pilot.click((500, 260))
    pilot.press("Right")
    pilot.wheel((500, 260), 1)
    assert slider.value == 0.5


# --- sound --------------------------------------------------------------------------------------------------------
def test_a_meter_falls_20_db_a_second_and_holds_its_peak_for_one() -> None:
    meter = Meter(Rect(0, 0, 84, 144))
    meter.feed((-6.0, -12.0))
    for _ in range(9):
        meter.update(0.1, still=False)
    assert meter.shown_dbfs == pytest.approx((-24.0, -30.0))
    assert meter.peaks_dbfs == pytest.approx((-6.0, -12.0))
    for _ in range(6):
        meter.update(0.1, still=False)
    assert -20.0 < meter.peaks_dbfs[0] < -14.0


def test_a_wave_is_sought_by_press_and_arrows_and_looped_on_its_ruler() -> None:
    sought: list[float] = []
    loops: list[tuple[float, float]] = []
    wave = Waveform(WIDE, envelope=np.ones(400), length_s=8, bars=4, on_seek=sought.append,
                    on_loop=lambda low, high: loops.append((low, high)))  # fmt: skip
    pilot = pilot_of(wave)
    pilot.click((wave.axis.at(0.25), 280))
    wave.move_head(0.25)
    pilot.press("Right")
    pilot.drag((wave.axis.at(0.5), 210), (wave.axis.at(0.75), 210))
    assert sought == pytest.approx([0.25, 0.5], abs=0.002)
    assert loops[0] == pytest.approx((0.5, 0.75), abs=0.002)


# --- text and lists -----------------------------------------------------------------------------------------------
def test_text_is_written_moved_through_and_deleted() -> None:
    entry = TextEntry(Rect(100, 300, 300, 64), "Name")
    button, log = press_log(key="V")
    pilot = pilot_of(entry, button)
    pilot.click("Name")
    pilot.type("vera 2")
    pilot.press("Left", "Backspace", "End", "Backspace")
    assert entry.text == "vera"
    assert log == []


def test_a_text_keeps_to_its_length() -> None:
    entry = TextEntry(Rect(100, 300, 300, 64), "Name", longest=4)
    pilot = pilot_of(entry)
    pilot.click("Name")
    pilot.type("abcdef")
    assert entry.text == "abcd"


def test_tab_leaves_a_text_and_shift_tab_comes_back() -> None:
    entry = TextEntry(Rect(100, 300, 300, 64), "Name")
    button, _ = press_log()
    pilot = pilot_of(button, entry)
    pilot.tab_to("Name")
    pilot.press("Tab")
    assert button.focused
    pilot.press("Tab", shift=True)
    assert entry.focused


def make_list() -> tuple[ListBox, list[int]]:
    opened: list[int] = []
    rows = [(f"Lesson {n}", "5 minutes") for n in range(12)]
    return ListBox(Rect(100, 100, 400, 168), "Lessons", rows=rows, on_open=opened.append), opened


def test_a_list_is_walked_and_opened_by_keys() -> None:
    rows, opened = make_list()
    pilot = pilot_of(rows)
    pilot.tab_to("Lessons")
    pilot.press(*["Down"] * 6, "Up", "Enter")
    assert (rows.chosen, opened) == (4, [4])
    assert rows.first <= 4 < rows.first + rows.fitting


def test_a_list_is_scrolled_chosen_and_opened_by_mouse() -> None:
    rows, opened = make_list()
    pilot = pilot_of(rows)
    pilot.wheel((200, 150), -3)
    pilot.click((200, 110))
    pilot.click((200, 110))
    assert (rows.first, rows.chosen, opened) == (3, 3, [3])


# --- the rest -----------------------------------------------------------------------------------------------------
def test_a_wait_is_shown_only_after_300_ms() -> None:
    wait = WaitBar(Rect(0, 0, 300, 4), "Rendering")
    pilot = pilot_of(wait)
    pilot.wait(0.25)
    assert not wait.shown
    pilot.wait(0.1)
    assert wait.shown


def test_escape_and_the_arrow_on_the_bar_lead_back() -> None:
    log: list[str] = []
    pilot = pilot_of(TopBar("Find the boost", on_back=lambda: log.append("back")))
    pilot.press("Esc")
    pilot.click("Back")
    assert log == ["back", "back"]


def test_the_ring_shows_only_after_the_keyboard_was_used() -> None:
    button, _ = press_log()
    pilot = pilot_of(button)
    pilot.click("Go")
    assert (button.focused, button.ringed) == (True, False)
    pilot.press("Tab")
    assert button.ringed
    pilot.click("Go")
    assert not button.ringed


def test_a_tooltip_appears_beside_its_part_after_half_a_second() -> None:
    meter = Meter(Rect(600, 300, 84, 144), tooltip="Level, not loudness")
    below = Button(Rect(560, 448, 168, 40), "Below")
    pilot = pilot_of(meter, below)
    pilot.move((620, 320))
    pilot.wait(0.4)
    assert "Level, not loudness" not in [line.text for line in pilot.texts()]
    pilot.wait(0.2)
    tip = next(line for line in pilot.texts() if line.text == "Level, not loudness")
    assert not tip.rect.overlaps(below.rect)
    assert not tip.rect.overlaps(meter.rect)
