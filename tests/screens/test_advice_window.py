"""After the commit in the window: region, number, holding, keeping, revising, and the truth."""

import pygame
import pytest

from game.screens.scenes.advice import AdviceScene
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.summary import SummaryScene
from tests.screens.stage import Stage

# ---- advice


def test_the_number_comes_only_after_n(stage: Stage) -> None:
    scene = stage.reach_advice()
    assert not stage.says("on sounds like this")
    assert not stage.has("Its answer")
    stage.press("N")
    tenths = min(9, max(1, round(10 * (scene.advice.p_right or 0))))
    assert stage.says(f"Right about {tenths} in 10")
    assert stage.says(stage.find("Its answer").value_text)


@pytest.mark.parametrize(
    ("key", "clip"),
    [
        ("Q", "your answer undone"),
        pytest.param("W", "the AI's undone", marks=pytest.mark.slow),
        pytest.param("E", "wet", marks=pytest.mark.slow),
    ],
)
def test_holding_a_key_plays_a_clip_and_releasing_goes_back(stage: Stage, key: str, clip: str) -> None:
    stage.reach_advice(stage="number")
    before = stage.speaker.playing
    stage.down(key)
    assert stage.speaker.playing == clip
    stage.up(key)
    assert stage.speaker.playing == before


def test_holding_with_the_mouse_plays_until_it_is_let_go(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    at = (stage.find("Yours undone").rect.cx, stage.find("Yours undone").rect.cy)
    stage.mouse(pygame.MOUSEBUTTONDOWN, at)
    assert stage.speaker.playing == "your answer undone"
    stage.mouse(pygame.MOUSEBUTTONUP, at)
    assert stage.speaker.playing == ""


def test_of_two_held_keys_the_one_still_held_sounds(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    stage.down("Q")
    stage.down("W")
    stage.up("Q")
    assert stage.speaker.playing == "the AI's undone"


def test_nothing_sounds_after_both_held_keys_are_let_go(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    stage.down("Q")
    stage.down("W")
    stage.up("Q")
    stage.up("W")
    assert stage.speaker.playing == ""


def test_both_answers_heard_undone_are_counted(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    stage.press("Q", "W", "W", "Enter")
    stage.arrive(RevealScene)
    (attempt,) = stage.attempts()
    assert (attempt.audition_you, attempt.audition_ai) == (1, 2)


def test_enter_keeps_the_guess(stage: Stage) -> None:
    stage.reach_advice()
    stage.press("Enter")
    stage.arrive(RevealScene)
    (attempt,) = stage.attempts()
    assert attempt.final == attempt.commit.guess


def test_v_revises(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    stage.press("V", "Right", "Right", "9", "Enter")
    stage.arrive(RevealScene)
    (attempt,) = stage.attempts()
    assert attempt.final.choice != attempt.commit.guess.choice
    assert (attempt.commit.guess.confidence, attempt.final.confidence) == ("fairly sure", "certain")


def test_escape_leaves_the_revision_before_it_leaves_the_block(stage: Stage) -> None:
    stage.reach_advice()
    stage.press("V", "Esc")
    stage.wait(0.1)
    assert stage.name == "AdviceScene"
    assert stage.has("Revise")


def test_k_gives_a_revision_up(stage: Stage) -> None:
    stage.reach_advice()
    stage.press("V", "Right", "K")
    stage.arrive(RevealScene)
    (attempt,) = stage.attempts()
    assert attempt.final == attempt.commit.guess


def test_both_sounds_can_be_heard_while_revising(stage: Stage) -> None:
    stage.reach_advice()
    stage.press("V", "A")
    assert stage.speaker.playing == "dry"
    stage.press("B")
    assert stage.speaker.playing == "wet"


def test_a_take_is_replayed_against_the_take_of_the_ai(stage: Stage) -> None:
    scene = stage.reach_advice("eq.detect", stage="number")
    assert isinstance(scene, AdviceScene)
    assert stage.find("The AI's take").enabled == (scene.advice.choice is not None)
    stage.down("Q")
    assert stage.speaker.playing == "your answer undone"


# ---- truth


def test_the_attempt_is_stored_once_though_the_reveal_is_entered_twice(stage: Stage) -> None:
    stage.reach_reveal()
    stage.press("F1", "Esc")
    stage.settle()
    stage.press("F1", "F1")
    stage.settle()
    assert len(stage.attempts()) == 1


def test_the_band_alone_is_replayed_and_f_plays_all(stage: Stage) -> None:
    stage.reach_reveal()
    heard = []
    for key in ("A", "Space", "F", "Space"):
        stage.press(key)
        stage.app.frame()
        heard.append(stage.speaker.playing)
    assert heard == ["dry_band", "wet_band", "wet", "dry"]


def test_nothing_sounds_when_the_truth_is_left(stage: Stage) -> None:
    stage.reach_reveal()
    stage.press("Space", "Enter")
    stage.arrive(RoundScene)
    assert stage.speaker.playing == ""


def test_a_block_that_the_clock_has_ended_leads_to_the_summary(stage: Stage) -> None:
    stage.reach_reveal()
    stage.seconds += 720
    stage.wait(1.1)
    assert stage.has("To the summary")
    stage.press("Enter")
    stage.arrive(SummaryScene)
