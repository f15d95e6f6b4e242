"""A lesson in the window: heard first, said after; the sandbox answers at once and can be put back."""

from dataclasses import replace

import numpy as np
import pytest

from game.core.settings import Settings
from game.library.files import find_content
from game.library.lessons import load_lessons
from game.screens.scenes.learn import LearnScene
from game.screens.scenes.lesson import LessonScene
from tests.library.test_audio_file import RATE_HZ
from tests.screens.conftest import MakeStage
from tests.screens.stage import Stage
from tests.screens.test_scene_layout import faults


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    opened = make_stage()
    opened.press("L")
    return opened


def lesson(stage: Stage, *keys: str) -> LessonScene:
    stage.press(*keys, "Enter")
    scene = stage.arrive(LessonScene)
    settle(stage)
    return scene


def settle(stage: Stage) -> None:
    for _ in range(3):
        stage.jobs.settle()
        stage.wait(0.05)


def test_the_word_comes_after_the_sound(stage: Stage) -> None:
    lesson(stage)
    assert stage.says("Listen for thing 0.")
    assert not stage.says("It was thing 0.")
    stage.press("Enter")
    assert stage.says("It was thing 0.")


def test_a_lesson_to_its_end_is_marked_done(stage: Stage) -> None:
    lesson(stage)
    stage.press("Enter", "Enter")
    assert stage.says("Listen for thing 1.")
    stage.press("Enter", "Enter")
    stage.arrive(LearnScene)
    assert stage.says("1 of 12 done.")
    assert stage.log.find_lessons(stage.player_id()) == {"lesson-0"}


def test_the_next_lesson_is_chosen_and_a_done_one_can_be_opened_again(stage: Stage) -> None:
    lesson(stage)
    stage.press(*["Enter"] * 4)
    learn = stage.arrive(LearnScene)
    assert learn.list.chosen == 1
    stage.press("Up", "Enter")
    stage.arrive(LessonScene)


def test_leaving_marks_nothing(stage: Stage) -> None:
    lesson(stage)
    stage.press("Enter", "Esc")
    stage.arrive(LearnScene)
    assert stage.log.find_lessons(stage.player_id()) == frozenset()


def test_space_switches_between_two_sounds_that_differ(stage: Stage) -> None:
    scene = lesson(stage)
    stage.press("Space")
    assert stage.speaker.playing == "dry"
    stage.press("Space")
    assert stage.speaker.playing == "wet"
    assert scene.sandbox.bed is not None
    assert np.abs(scene.sandbox._done.audio - scene.sandbox.bed.dry).max() > 0.01


def test_a_control_that_is_turned_is_heard_and_can_be_put_back(stage: Stage) -> None:
    scene = lesson(stage)
    before = scene.sandbox._done.audio
    slider = stage.find("Gain")
    stage.drag((slider.rect.cx, slider.rect.cy), (slider.rect.right - 100, slider.rect.cy))
    settle(stage)
    assert scene.sandbox.values["gain_db"] > 15
    assert np.abs(scene.sandbox._done.audio - before).max() > 0.01
    stage.press("R")
    settle(stage)
    np.testing.assert_allclose(scene.sandbox._done.audio, before, atol=1e-6)


def test_what_sounds_is_what_was_turned(stage: Stage) -> None:
    scene = lesson(stage)
    stage.press("B")
    stage.sound.pass_s(0.1)
    scene.sandbox.set({"gain_db": -18.0})
    settle(stage)
    stage.sound.pass_s(0.1)
    place = round(stage.speaker.place_s * RATE_HZ)
    heard = stage.sound.backend.advance(4800).ravel()
    turned, dry = (
        np.take(sound, place + np.arange(4800), axis=0, mode="wrap").ravel()
        for sound in (scene.sandbox.sound, scene.sandbox.bed.dry)  # type: ignore[union-attr]  # settled
    )
    assert np.corrcoef(heard, turned)[0, 1] > 0.9999
    assert np.corrcoef(heard, dry)[0, 1] < 0.99


def test_only_the_latest_wish_is_worked_on(stage: Stage) -> None:
    scene = lesson(stage)
    stage.jobs.started.clear()
    for gain_db in range(10):
        scene.sandbox.set({"gain_db": float(gain_db)})
    settle(stage)
    assert stage.jobs.started.count("sandbox") == 2
    assert scene.sandbox.values["gain_db"] == 9


def test_other_music_is_the_same_sandbox_on_another_source(stage: Stage) -> None:
    scene = lesson(stage)
    before = scene.sandbox.source_id
    stage.press("X")
    settle(stage)
    assert scene.sandbox.source_id != before
    assert scene.sandbox.bed is not None
    assert scene.sandbox.bed.source_audio.source.source_id == scene.sandbox.source_id


def test_by_mouse(stage: Stage) -> None:
    rows = stage.arrive(LearnScene).list.rect
    stage.click((rows.x + 100, rows.y + 45))
    stage.arrive(LessonScene)
    settle(stage)
    stage.click("I heard it")
    assert stage.says("It was thing 0.")


def test_leaving_silences(stage: Stage) -> None:
    lesson(stage)
    stage.press("Space", "Esc")
    stage.arrive(LearnScene)
    assert stage.speaker.playing == ""


@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0])
def test_nothing_overlaps_or_is_cut(make_stage: MakeStage, factor: float) -> None:
    stage = make_stage(settings=Settings(player="Ada", ui_scale=factor))
    stage.press("L")
    found = faults(stage)
    for keys in ((), ("Down",)):
        lesson(stage, *keys)
        found += faults(stage)
        stage.press("Enter", "Space")
        found += faults(stage)
        stage.press("Esc")
        stage.arrive(LearnScene)
    assert found == []


@pytest.mark.slow
def test_every_lesson_has_room(make_stage: MakeStage) -> None:
    stage, found = make_stage(), []
    stage.adapters.lessons = lambda: load_lessons(find_content())
    stage.press("L")
    learn = stage.arrive(LearnScene)
    found += faults(stage)
    sources = stage.adapters.library.sources()
    for one in stage.adapters.lessons():
        made_up = next(source for source in sources if one.sandbox != "groove" or source.rhythm is not None)
        here = replace(one, source_id=made_up.source_id)
        scene = LessonScene(stage.adapters, here, player_id=stage.player_id(), back=learn)
        stage.scene.next_scene = scene
        stage.wait(0.05)
        for _ in range(2 * len(one.steps) - 1):
            found += faults(stage)
            stage.press("Enter")
        found += faults(stage)
    assert found == []
