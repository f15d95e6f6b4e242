"""The page of the player's data, and what is told and done once the first frame is shown."""

import itertools

import pytest

from game.screens.scenes.confirm import Confirm, Notice
from game.screens.scenes.data import DataScene
from game.screens.scenes.first_run import LevelScene
from game.screens.scenes.practice import PracticeScene
from tests.screens.conftest import MakeStage
from tests.screens.props import MadeUpCare
from tests.screens.stage import Stage


def care_of(stage: Stage) -> MadeUpCare:
    assert isinstance(stage.care, MadeUpCare)
    stage.settle()
    return stage.care


@pytest.fixture
def data(stage: Stage) -> Stage:
    stage.settle()
    stage.press("S", "D")
    care_of(stage).asked.clear()
    return stage


def test_a_backup_is_made_by_a_key_and_told(data: Stage) -> None:
    data.press("B")
    assert care_of(data).asked == ["back up"]
    assert data.says("Backed up.")


def test_everything_is_exported_for_who_plays(data: Stage) -> None:
    data.press("X")
    assert care_of(data).asked == ["export Ada"]
    assert data.says("is in /home/ada/exports")


def test_a_file_for_the_teacher_is_written_and_where_it_lies_is_told(data: Stage) -> None:
    data.press("T")
    assert care_of(data).asked == ["hand in Ada"]
    assert data.says("For your teacher, rounds of yours: 20, in /home/ada/exports/for-my-teacher.ears")


def test_going_back_asks_first_and_enter_leaves_all_as_it_is(data: Stage) -> None:
    data.press("2", "G")
    assert isinstance(data.scene, Confirm)
    data.press("Enter")
    assert care_of(data).asked == []
    assert isinstance(data.scene, DataScene)


def test_going_back_takes_the_backup_that_was_chosen(data: Stage) -> None:
    data.press("2", "G")
    data.click("Go back")
    assert care_of(data).asked == ["restore backup1"]
    assert data.says("Done. What was there before is kept.")


def test_who_is_forgotten_comes_to_the_first_run(data: Stage) -> None:
    data.click("Forget me")
    data.click("Delete it all")
    assert care_of(data).asked == ["forget Ada"]
    data.arrive(LevelScene)
    assert data.adapters.settings.player == ""


def test_what_cannot_be_done_is_told(data: Stage) -> None:
    care_of(data).fails = "the folder must be writable"
    data.press("B")
    data.settle()
    assert data.says("The folder must be writable.")
    assert data.find("Back up now").enabled


def test_where_there_is_no_backup_it_says_so(make_stage: MakeStage) -> None:
    stage = make_stage(care=MadeUpCare(days=0))
    stage.press("S", "D")
    assert stage.says("No backup yet.")
    assert stage.find("Go back to it").why_not


def test_escape_leads_back_to_the_settings_and_to_where_one_was(data: Stage) -> None:
    data.press("Esc", "Esc")
    data.arrive(PracticeScene)


def test_the_backup_of_the_day_is_made_after_the_first_frame(make_stage: MakeStage) -> None:
    stage = make_stage()
    assert stage.app.frames_drawn == 1
    assert care_of(stage).asked == ["daily"]


def test_a_backup_of_the_day_that_fails_is_told(make_stage: MakeStage) -> None:
    care = MadeUpCare()
    care.fails = "the disk is full"
    stage = make_stage(care=care)
    stage.settle()
    stage.app.frame()
    assert isinstance(stage.scene, Notice)
    assert stage.says("The disk is full.")


def test_what_must_be_told_stands_before_home_until_enter(make_stage: MakeStage) -> None:
    stage = make_stage(at_home=True, notices=["own-ears.db is damaged. It was kept."])
    stage.app.frame()
    assert stage.says("own-ears.db is damaged. It was kept.")
    stage.press("Enter")
    assert stage.name == "HomeScene"


@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0])
def test_what_is_asked_fits_its_panel(data: Stage, factor: float) -> None:
    data.set(ui_scale=factor)
    for label in ("Go back to it", "Forget me"):
        data.tab_to(label)
        data.press("Enter")
        scene = data.scene
        assert isinstance(scene, Confirm)
        written = [line for line in data.texts() if line.owner in list(scene.tree.walk())]
        assert [line.text for line in written if not scene.rect.contains(line.rect)] == []
        assert [a.text for a, b in itertools.combinations(written, 2) if a.rect.overlaps(b.rect)] == []
        data.press("Esc")
    data.set(ui_scale=1.0)
