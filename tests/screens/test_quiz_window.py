"""The quiz in the window: by key and by mouse, and what is left behind."""

import pytest

from game.core.errors import StoreError
from game.core.settings import Settings
from game.library.files import find_content
from game.library.quizzes import load_quiz
from game.screens.scenes.learn import LearnScene
from game.screens.scenes.quiz import QuizScene
from game.session.quiz import start_quiz
from tests.screens.conftest import MakeStage
from tests.screens.made_up import QUIZ_ITEMS
from tests.screens.stage import Stage
from tests.screens.test_scene_layout import faults


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    opened = make_stage()
    opened.press("L")
    return opened


def quiz(stage: Stage) -> QuizScene:
    if isinstance(stage.scene, LearnScene):
        stage.press("Q")
    return stage.arrive(QuizScene)


def answer(stage: Stage, *, right: bool, sure: str = "9") -> None:
    current = quiz(stage).quiz.current
    assert current is not None
    place = current.options.index(current.item.right)
    stage.press(str((place if right else (place + 1) % 4) + 1), sure, "Enter")


def test_learn_says_what_waits_and_starts_a_sitting(stage: Stage) -> None:
    assert stage.says("12 new.")
    quiz(stage)
    assert stage.says("What is question 0 about?")


def test_nothing_is_told_before_the_commit(stage: Stage) -> None:
    scene = quiz(stage)
    stage.press("1")
    assert scene.commit.why_not == "How sure?"
    stage.press("Enter")
    assert stage.log.find_quiz_answers(stage.player_id()) == []
    assert not stage.says("Because question 0 says so.")


def test_the_answer_is_in_the_log_before_the_truth_shows(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz(stage)

    def refuse(_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(stage.log, "append_quiz_answer", refuse)
    answer(stage, right=True)
    assert stage.says("the disk is full")
    assert not stage.says("Because question 0 says so.")
    monkeypatch.undo()
    stage.press("Enter")
    assert stage.says("Because question 0 says so.")
    assert len(stage.log.find_quiz_answers(stage.player_id())) == 1


def test_a_whole_sitting_by_keyboard(stage: Stage) -> None:
    quiz(stage)
    for number in range(10):
        answer(stage, right=number != 2)
        stage.press("Enter")
    assert stage.says("What is question 2 about?")
    answer(stage, right=True)
    stage.press("Enter")
    assert stage.says("9 of 10 right at first sight. Of 10 you were certain of, 1 was not right.")
    stage.press("Enter")
    stage.arrive(LearnScene)
    assert stage.says("2 new.")


def test_by_mouse(stage: Stage) -> None:
    stage.click("Start")
    scene = stage.arrive(QuizScene)
    current = scene.quiz.current
    assert current is not None
    row = scene.options.row(current.options.index(current.item.right))
    stage.click((row.cx, row.cy))
    stage.click((scene.sure.rect.x + 20, scene.sure.rect.cy))
    stage.click("Commit")
    (given,) = stage.log.find_quiz_answers(stage.player_id())
    assert (given.correct, given.confidence) == (True, "guessing")


def test_what_is_told_cannot_be_changed(stage: Stage) -> None:
    answer(stage, right=False)
    chosen = quiz(stage).options.chosen
    stage.press("1", "2", "3", "4", "Up")
    assert quiz(stage).options.chosen == chosen


def test_leaving_keeps_what_was_answered(stage: Stage) -> None:
    answer(stage, right=True)
    stage.press("Esc")
    stage.arrive(LearnScene)
    assert stage.says("11 new.")


def test_when_all_is_known_nothing_starts(stage: Stage) -> None:
    for _ in range(2):
        quiz(stage)
        while isinstance(stage.scene, QuizScene) and stage.scene.quiz.current is not None:
            answer(stage, right=True)
            stage.press("Enter")
        stage.press("Enter")
    assert stage.find("Start").why_not == "Nothing due"
    assert stage.says("All known for now")


@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0])
def test_nothing_overlaps_or_is_cut(make_stage: MakeStage, factor: float) -> None:
    stage = make_stage(settings=Settings(player="Ada", ui_scale=factor))
    stage.press("L")
    found = faults(stage)
    for number in range(len(QUIZ_ITEMS) - 2):
        quiz(stage)
        found += faults(stage)
        answer(stage, right=number % 2 == 0)
        found += faults(stage)
        stage.press("Enter")
    while isinstance(stage.scene, QuizScene) and stage.scene.quiz.current is not None:
        answer(stage, right=True)
        stage.press("Enter")
    assert found + faults(stage) == []


@pytest.mark.slow
def test_every_question_has_room(make_stage: MakeStage) -> None:
    stage = make_stage()
    stage.press("L")
    scene, found = quiz(stage), []
    for item in load_quiz(find_content()):
        scene.quiz, scene.told = start_quiz([item], seed=5), None
        scene.build()
        found += faults(stage)
        answer(stage, right=False)
        found += faults(stage)
    assert found == []
