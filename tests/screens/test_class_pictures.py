"""The truth of a match as a picture in the app, and answers given on the bar; from rounds as the host prepares them."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from game.core.skills import SKILLS
from game.library.catalogue import Library
from game.screens.scenes.class_room import ClassScene
from game.screens.theme import DARK
from game.session.match_facts import Rules
from game.session.match_round import MatchRound, prepare_match_round
from game.session.match_seat import Drawn, Seen
from tests.arena.hall import SECRET, Parrot
from tests.screens.conftest import MakeStage
from tests.screens.stage import Stage
from tests.screens.test_class_window import GUESS, TOLD, Seat
from tests.screens.test_scene_layout import faults

SHOTS = os.environ.get("OWN_EARS_SHOTS", "")
DRAWN = ("eq.boost_freq", "eq.gain_amount", "comp.detect", "comp.amount", "mix.level", "time.async", "time.displace",
         "time.swing_detect", "time.swing_amount", "time.tempo")  # fmt: skip


def made(library: Library, skill_id: str) -> MatchRound:
    start = SKILLS[skill_id].cue_start
    return prepare_match_round(Rules(skill_id, start, start, ai=False), match_id="m", idx=1, round_id="r",
                               secret=SECRET, library=library, listener=Parrot())  # fmt: skip


def show(make_stage: MakeStage, seen: Seen) -> tuple[Stage, Seat, ClassScene]:
    stage, seat = make_stage(at_home=True), Seat()
    stage.press("C")
    scene = stage.arrive(ClassScene)
    scene.seat, seat.now = seat, seen
    stage.wait(0.3)
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        name = f"class-{seen.phase}-{seen.question.skill_id if seen.question else ''}.png"
        pygame.image.save(stage.app.canvas.surface, Path(SHOTS) / name)
    return stage, seat, scene


@pytest.mark.parametrize("skill_id", DRAWN)
def test_the_truth_is_drawn_and_nothing_overlaps(make_stage: MakeStage, library: Library, skill_id: str) -> None:
    one = made(library, skill_id)
    question, truth = one.play.question, one.hidden.challenge.truth.choice
    assert one.hidden.picture is not None
    other = question.answer.choices[0] if question.answer.choices else question.answer.hi / 4
    drawn = Drawn(question, truth, final=truth, ai=other, picture=one.hidden.picture)
    stage, _, _ = show(make_stage, replace(TOLD, question=question, drawn=drawn, explain=one.hidden.explain))
    assert faults(stage) == []
    pixels = pygame.surfarray.array3d(stage.app.canvas.surface)[56:872, 176:560]
    hue = np.array(pygame.Color(DARK.truth))[:3]
    assert (np.abs(pixels.astype(int) - hue).max(axis=2) < 3).sum() > 50


@pytest.mark.parametrize("skill_id", ["time.async", "time.displace"])
def test_parts_and_hits_are_answered_on_the_bar(make_stage: MakeStage, library: Library, skill_id: str) -> None:
    one = made(library, skill_id)
    stage, seat, scene = show(make_stage, replace(GUESS, question=one.play.question, grid=one.play.grid))
    assert faults(stage) == []
    assert scene.answer is not None
    assert scene.answer.value is None
    stage.press("Down", "Right") if skill_id == "time.async" else stage.press("2")
    assert scene.answer.value is not None
    chosen = scene.answer.value
    if skill_id == "time.async":
        assert one.play.question.answer.move(chosen).direction == "late"
    else:
        assert chosen == 2
    stage.press("8" if scene.answer.digits else "2", "Enter")
    assert [choice for choice, _ in seat.answers] == [chosen]
    seat.now = replace(seat.now, phase="REVISE", guessed=True, guess=chosen, done=False)
    scene.answer = None
    stage.wait(0.1)
    assert scene.answer is not None
    assert scene.answer.value == chosen
