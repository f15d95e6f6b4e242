"""Sounds of the interface: soft, off by a setting, and never where anybody listens."""

import numpy as np
import pytest

from game.speaker.clicks import PEAK_DB, Click, make_click
from tests.screens.conftest import MakeStage
from tests.screens.places import REACH, settings_for
from tests.screens.stage import Stage

LISTENING = ("level", "round of a place", "round of takes", "number", "truth alone", "wait")


def test_a_step_and_a_press_sound_apart(stage: Stage) -> None:
    stage.press("Tab")
    stage.press("S")
    assert stage.clicks == ["step", "press"]


def test_a_click_of_the_mouse_sounds_once(stage: Stage) -> None:
    stage.click("Settings")
    assert stage.clicks == ["press"]


def test_they_can_be_switched_off(stage: Stage) -> None:
    stage.set(clicks=False)
    stage.press("Tab", "S")
    assert stage.clicks == []


@pytest.mark.parametrize("where", LISTENING)
def test_nothing_sounds_where_anybody_listens(make_stage: MakeStage, where: str) -> None:
    stage = make_stage(settings=settings_for(where))
    REACH[where](stage)
    stage.clicks.clear()
    assert stage.scene.listening
    stage.press("Tab", "Tab", "Left", "1", "A", "Space")
    stage.gate.open()
    assert stage.clicks == []


def test_nothing_sounds_while_something_plays(stage: Stage) -> None:
    stage.speaker.load([("noise", np.zeros((48_000, 2), np.float32))], rate_hz=48_000)
    stage.speaker.play("noise")
    stage.press("Tab")
    assert stage.clicks == []


@pytest.mark.parametrize("kind", ["step", "press"])
def test_a_tick_is_soft_and_short_and_ends_in_silence(kind: Click) -> None:
    tick = np.frombuffer(make_click(kind), "<i2").reshape(-1, 2) / 32767
    assert 20 * np.log10(np.abs(tick).max()) == pytest.approx(PEAK_DB, abs=0.1)
    assert len(tick) / 48_000 <= 0.03
    assert abs(tick[-1]).max() < 1e-4
