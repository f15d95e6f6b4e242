"""What goes wrong around the scenes: no device, late results, a full disk, a sound that cannot be made."""

import pytest

from game.core.errors import HeadroomError, StoreError
from game.screens.scenes.first_run import TEST_SOURCE
from game.screens.scenes.frame import WHAT_TO_DO
from game.screens.scenes.practice import PracticeScene
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.wait import WaitScene
from game.session import practice
from tests.screens.conftest import MakeStage
from tests.screens.stage import ADA, FRAMES_TO_ARRIVE, NOBODY, Stage

BANNER = "No sound device"


# ---- no device


def test_home_says_that_there_is_no_device(make_stage: MakeStage) -> None:
    stage = make_stage(plugged=False)
    assert stage.says(BANNER)
    assert stage.says(WHAT_TO_DO)


def test_the_first_screen_says_that_there_is_no_device(make_stage: MakeStage) -> None:
    assert make_stage(plugged=False, settings=NOBODY).says(BANNER)


def test_a_round_without_a_device_cannot_be_committed(make_stage: MakeStage) -> None:
    stage = make_stage(plugged=False)
    stage.reach_round()
    stage.hear_all()
    stage.give()
    stage.press("Enter")
    stage.click("Commit")
    assert stage.says(BANNER)
    assert stage.find("Commit").why_not == "Sound first"
    assert not stage.commits()


@pytest.mark.parametrize("where", ["home", "level", "round"])
def test_f5_looks_for_a_device_again(make_stage: MakeStage, where: str) -> None:
    stage = make_stage(plugged=False, settings=NOBODY if where == "level" else ADA)
    if where == "round":
        stage.reach_round()
    stage.press("F5")
    assert stage.has(BANNER)
    stage.sound.plugged = True
    stage.press("F5")
    assert not stage.has(BANNER)


def test_what_was_answered_is_still_there_after_f5(make_stage: MakeStage) -> None:
    stage = make_stage(plugged=False)
    scene = stage.reach_round()
    stage.give(2)
    answer = scene.answer.value
    stage.sound.plugged = True
    stage.press("F5")
    assert (scene.answer.value, scene.sure.chosen) == (answer, 1)


def test_what_nobody_could_hear_does_not_count_as_heard(make_stage: MakeStage) -> None:
    stage = make_stage(plugged=False)
    stage.reach_round()
    stage.hear_all()
    stage.sound.plugged = True
    stage.press("F5")
    assert stage.find("Commit").why_not == "Hear A and B first"


def test_a_device_that_is_pulled_out_in_a_round_is_told(stage: Stage) -> None:
    stage.reach_round()
    stage.press("A")
    stage.unplug()
    stage.app.frame()
    assert stage.has(BANNER)


def test_the_round_goes_on_after_the_device_is_back(stage: Stage) -> None:
    stage.reach_round()
    stage.press("A")
    stage.unplug()
    stage.app.frame()
    stage.sound.plugged = True
    stage.press("F5")
    stage.commit()
    stage.arrive(RevealScene)


@pytest.mark.parametrize("where", ["advice", "truth"])
def test_a_device_that_is_pulled_out_later_is_told_too(stage: Stage, where: str) -> None:
    if where == "advice":
        stage.reach_advice(stage="number")
    else:
        stage.reach_reveal()
    stage.unplug()
    stage.app.frame()
    assert stage.has(BANNER)


# ---- late results


def test_a_round_that_is_ready_after_the_block_was_left_shows_nothing(stage: Stage) -> None:
    stage.gate.shut()
    stage.press("Enter")
    assert isinstance(stage.scene, WaitScene)
    stage.press("Esc")
    stage.gate.open()
    stage.settle()
    stage.wait(0.1)
    assert isinstance(stage.scene, PracticeScene)


def test_a_left_block_makes_no_further_rounds(stage: Stage) -> None:
    stage.gate.shut()
    stage.press("Enter", "Esc")
    stage.gate.open()
    stage.settle()
    assert len([slot for slot in stage.jobs.started if slot.startswith("round ")]) == 1


def test_the_next_block_gets_its_own_round(stage: Stage) -> None:
    stage.gate.shut()
    stage.press("Enter", "Esc", "1")
    stage.press("Enter")
    stage.gate.open()
    scene = stage.arrive(RoundScene)
    assert scene.state.setup.challenge.skill_id == "eq.cut_freq"


def test_noise_that_is_ready_late_does_not_come_into_a_round(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.settle()
    stage.gate.shut(only=TEST_SOURCE)
    stage.scene.entered()  # the noise is made once more, and takes its time
    stage.press("Enter")
    stage.type("Ada")
    stage.press("Enter", "Enter")
    for _ in range(FRAMES_TO_ARRIVE):
        if stage.name != "RoundScene":
            stage.jobs.settle_one()
            stage.app.frame()
    stage.gate.open()
    stage.settle()
    stage.press("A")
    assert stage.speaker.playing == "dry"


def test_the_device_is_silent_while_the_next_round_is_made(stage: Stage) -> None:
    stage.reach_round()
    stage.press("A", "Esc")
    stage.gate.shut()
    stage.press("Enter")
    assert stage.speaker.playing == ""


def test_the_wait_is_shown_after_a_moment(stage: Stage) -> None:
    stage.gate.shut()
    stage.press("Enter")
    stage.wait(0.5)
    assert stage.find("Rendering the round").value_text == "waiting"


def test_a_key_that_is_pressed_before_the_undone_sound_is_ready_does_no_harm(stage: Stage) -> None:
    stage.reach_round(6)
    stage.commit()
    stage.press("N", "Q", "W")
    assert stage.name == "AdviceScene"


# ---- what cannot be made or stored


def refuse(*_: object, **__: object) -> None:
    raise StoreError("the disk is full: make room and try again")


def test_a_round_that_cannot_be_made_is_told_and_left(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise HeadroomError("no source has headroom: choose a smaller size")

    monkeypatch.setattr(practice, "draw_round", fail)
    stage.press("Enter")
    stage.settle()
    stage.app.frame()
    assert stage.says("no source has headroom: choose a smaller size")
    stage.press("Esc")
    stage.arrive(PracticeScene)


def test_a_prepared_round_that_cannot_be_made_does_not_disturb_the_present_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise HeadroomError("no source has headroom: choose a smaller size")

    stage.gate.shut()
    stage.press("Enter")
    stage.gate.open()
    stage.jobs.settle()
    monkeypatch.setattr(practice, "draw_round", fail)
    stage.arrive(RoundScene)
    stage.commit()
    stage.end_round()
    stage.press("Enter")
    stage.settle()
    stage.wait(0.1)
    assert stage.says("This round cannot be made")


@pytest.mark.parametrize("keys", [["P"], []], ids=["silent", "sounding"])
def test_a_commit_that_cannot_be_stored_is_told_and_goes_nowhere(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    stage.reach_round()
    stage.hear_all()
    stage.give()
    stage.press(*keys)
    monkeypatch.setattr(stage.log, "append_commit", refuse)
    stage.press("Enter")
    stage.wait(0.2)
    assert stage.name == "RoundScene"
    assert stage.says("the disk is full")


def test_a_commit_can_be_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.reach_round()
    stage.hear_all()
    stage.give()
    with monkeypatch.context() as patch:
        patch.setattr(stage.log, "append_commit", refuse)
        stage.press("Enter")
    stage.press("Enter")
    stage.arrive(RevealScene)
    assert len(stage.commits()) == 1


def test_an_attempt_that_cannot_be_stored_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.reach_round()
    monkeypatch.setattr(stage.log, "append_attempt", refuse)
    stage.commit()
    stage.settle()
    assert stage.says("the disk is full")


def test_a_block_that_cannot_be_stored_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.log, "append_session", refuse)
    stage.press("Enter")
    stage.wait(0.1)
    assert stage.says("the disk is full")
