"""The first run and the settings: what a player is asked, and what holds at once."""

import pytest

from game.screens.scenes.first_run import LevelScene, NameScene, ReadyScene
from game.screens.scenes.home import HomeScene
from game.screens.scenes.practice import PracticeScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.settings import SettingsScene
from game.screens.widgets import TextEntry
from tests.screens.conftest import MakeStage
from tests.screens.stage import NOBODY, Stage

# ---- first run


def test_a_first_run_is_three_screens_to_the_first_round(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    seen = [type(stage.scene)]
    stage.press("Enter")
    seen.append(type(stage.scene))
    stage.type("Ada")
    stage.press("Enter")
    seen.append(type(stage.scene))
    stage.press("Enter")
    assert seen == [LevelScene, NameScene, ReadyScene]
    stage.arrive(RoundScene)
    assert stage.kept[-1].player == "Ada"


@pytest.mark.parametrize("typed", ["", "   "])
def test_a_name_is_needed(make_stage: MakeStage, typed: str) -> None:
    stage = make_stage(settings=NOBODY)
    stage.press("Enter")
    stage.type(typed)
    assert stage.says("Type a name first")
    stage.press("Enter")
    stage.click("Next")
    assert isinstance(stage.scene, NameScene)


def test_letters_of_a_name_are_text_and_no_shortcuts(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.press("Enter")
    stage.type("S Q1")
    entry = stage.find("Name")
    assert isinstance(entry, TextEntry)
    assert entry.text == "S Q1"


def test_a_name_keeps_its_place_after_the_help(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.press("Enter")
    stage.type("Ad")
    stage.press("F1", "Esc")
    stage.type("a")
    assert stage.find("Name").value_text == "Ada"


def test_the_noise_is_switched_on_and_off_by_space(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.settle()
    stage.press("Space")
    assert stage.speaker.playing == "noise"
    stage.press("Space")
    assert stage.speaker.playing == ""


def test_the_noise_falls_silent_on_the_next_screen(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.settle()
    stage.press("Space", "Enter")
    assert stage.speaker.playing == ""


def test_the_volume_of_the_first_run_is_kept_with_the_name(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.press("Left", "Left")
    stage.first_run()
    assert stage.kept[-1].volume == pytest.approx(0.7)


@pytest.mark.slow
def test_escape_after_the_first_run_leads_home(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.first_run()
    stage.press("Enter")
    stage.arrive(RoundScene)
    stage.press("Esc")
    stage.arrive(HomeScene)


# ---- settings


def test_s_opens_the_settings_and_escape_leads_back(stage: Stage) -> None:
    stage.press("S")
    assert isinstance(stage.scene, SettingsScene)
    stage.press("Esc")
    assert isinstance(stage.scene, PracticeScene)


def test_a_theme_holds_at_once_and_is_kept(stage: Stage) -> None:
    stage.press("S")
    stage.tab_to("Theme")
    stage.press("Right")
    assert stage.app.canvas.theme.name == "light"
    assert stage.app.canvas.surface.get_at((4, 700))[:3] == stage.app.canvas.theme.rgb("bg")
    assert stage.kept[-1].theme == "light"


def test_a_size_holds_at_once_and_is_kept(stage: Stage) -> None:
    stage.press("S")
    stage.tab_to("Size")
    stage.press("Right")
    assert stage.app.canvas.scale == pytest.approx(1.25)
    assert stage.kept[-1].ui_scale == 1.25


def test_a_size_can_be_taken_back_from_twice(stage: Stage) -> None:
    stage.press("S")
    stage.tab_to("Size")
    stage.press("Right", "Right", "Right", "Left", "Left", "Left")
    assert stage.app.canvas.scale == pytest.approx(1.0)


def test_the_volume_holds_at_once_and_is_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[float] = []
    monkeypatch.setattr(stage.speaker, "set_volume_db", heard.append)
    stage.press("S")
    stage.tab_to("Volume")
    stage.press("Home")
    assert heard[-1] == -60.0
    assert stage.kept[-1].volume == 0.0


def test_another_device_is_asked_for_at_once(stage: Stage) -> None:
    stage.press("S")
    stage.tab_to("Device")
    stage.press("Right")
    assert stage.asked_devices == [("Headphones", 1024)]


@pytest.mark.slow
def test_settings_hold_in_the_next_round(stage: Stage) -> None:
    stage.press("S")
    stage.tab_to("Captions")
    stage.press("Right", "Enter")
    stage.reach_round()
    stage.press("A")
    stage.app.frame()
    assert stage.says("A, the original, plays.")
