"""Buttons and choices by keyboard and by mouse."""

import numpy as np

from game.screens.rect import Rect
from game.screens.widgets import (
    ABPair,
    Button,
    IntervalButtons,
)
from tests.screens.pilot import pilot_of, press_log

WIDE = Rect(100, 200, 800, 120)


def test_a_button_is_pressed_by_mouse_shortcut_enter_and_space() -> None:
    button, log = press_log(key="V")
    pilot = pilot_of(button)
    pilot.click("Go")
    pilot.press("V")
    pilot.tab_to("Go")
    pilot.press("Enter", "Space")
    assert log == ["press"] * 4


def test_letting_go_beside_a_button_does_not_press_it() -> None:
    button, log = press_log()
    pilot = pilot_of(button)
    pilot.drag((150, 120), (600, 400))
    assert log == []


def test_a_button_that_cannot_be_pressed_says_why_and_is_skipped() -> None:
    button, log = press_log(key="V", why_not="Listen once first")
    pilot = pilot_of(button)
    pilot.click("Go")
    pilot.press("V", "Tab", "Enter")
    assert log == []
    assert pilot.scene.tree.focus is None
    assert button.value_text == "Listen once first"
    assert "Listen once first" in [line.text for line in pilot.texts()]


def test_a_held_key_presses_once_and_lets_go_once() -> None:
    log: list[str] = []
    button = Button(Rect(0, 0, 168, 40), "Undo", key="Q", on_press=lambda: log.append("down"),
                    on_release=lambda: log.append("up"))  # fmt: skip
    pilot = pilot_of(button)
    pilot.down("Q")
    pilot.down("Q")
    assert log == ["down"]
    pilot.up("Q")
    assert log == ["down", "up"]


def test_a_button_held_by_mouse_is_let_go_anywhere() -> None:
    log: list[str] = []
    button = Button(Rect(0, 0, 168, 40), "Undo", on_press=lambda: log.append("down"),
                    on_release=lambda: log.append("up"))  # fmt: skip
    pilot_of(button).drag((20, 20), (500, 500))
    assert log == ["down", "up"]


def test_leaving_a_held_button_by_tab_lets_it_go() -> None:
    log: list[str] = []
    held = Button(Rect(0, 0, 168, 40), "Undo", on_press=lambda: log.append("down"), on_release=lambda: log.append("up"))
    other, _ = press_log()
    pilot = pilot_of(held, other)
    pilot.tab_to("Undo")
    pilot.down("Enter")
    pilot.press("Tab")
    assert log == ["down", "up"]


def test_space_switches_a_and_b_even_while_a_button_has_the_focus() -> None:
    picked: list[str] = []
    pair = ABPair((0, 0), names=("dry", "boosted"), on_pick=picked.append)
    button, log = press_log()
    pilot = pilot_of(pair, button)
    pilot.tab_to("Go")
    pair.playing = "A"
    pilot.press("Space", "B", "A")
    pilot.click("B boosted")
    assert picked == ["B", "B", "A", "B"]
    assert log == []


def test_only_the_sounding_side_is_filled() -> None:
    pair = ABPair((0, 0), names=("dry", "boosted"), on_pick=lambda _: None)
    pilot = pilot_of(pair)
    pair.playing = "B"
    pilot.wait()
    surface, theme = pilot.app.canvas.surface, pilot.app.canvas.theme
    assert surface.get_at((88, 8))[:3] == theme.rgb("b")
    assert surface.get_at((8, 8))[:3] == theme.rgb("raised")
    assert pair.value_text == "B sounds"


def test_takes_are_played_by_digit_and_mouse() -> None:
    played: list[int] = []
    takes = IntervalButtons(WIDE, envelopes=[np.ones(9)] * 3, on_play=played.append, keys="123")
    pilot = pilot_of(takes)
    pilot.press("3")
    pilot.click("Take 2")
    assert played == [2, 1]
