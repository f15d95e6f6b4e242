"""Compression and timing in the window: every kind of answer by key and by mouse, heard undone, told and replayed."""

import pygame
import pytest

from game.core.skills import SKILLS
from game.drills import any_drill
from game.screens.scenes.groove import PartAnswer, SwingAnswer
from game.screens.scenes.listen import UNMETERED
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.widgets import AmountSlider, Dial, HitGrid, Meter, PartGrid, SoundButton, TransferCurve
from tests.screens.places import CATCH_TRIAL
from tests.screens.stage import SOLO_FIRST, Stage

SLIDERS = ("comp.amount", "time.swing_amount")
FEEL = tuple(skill_id for skill_id in SKILLS if not skill_id.startswith("eq."))
QUICK = ("comp.attack", "comp.amount", "time.async", "time.swing_amount")


def quick_or_slow(skill_ids: tuple[str, ...]) -> list[object]:
    """Return skills as parameters, marked slow where another stands for them."""
    return [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in skill_ids]


def hear(stage: Stage) -> None:
    """Listen to every clip with the mouse."""
    for button in [widget for widget in stage.scene.tree.walk() if isinstance(widget, SoundButton)]:
        stage.click(button)
        stage.sound.pass_s(3.1)
        stage.app.frame()


def be_sure_and_commit(stage: Stage, scene: RoundScene) -> None:
    stage.click((scene.sure.rect.right - 20, scene.sure.rect.cy))
    stage.click("Commit")
    stage.end_round()


# ---- nothing but ears


@pytest.mark.parametrize("skill_id", quick_or_slow(tuple(s for s in FEEL if SKILLS[s].answer.kind == "interval")))
def test_the_takes_look_alike(stage: Stage, skill_id: str) -> None:
    stage.reach_round(0, skill_id)
    takes = [w for w in stage.scene.tree.walk() if isinstance(w, SoundButton) and w.envelope is not None]
    assert len(takes) == len(SKILLS[skill_id].answer.choices or ())
    assert {take.envelope.tobytes() for take in takes if take.envelope is not None} == {
        stage.scene.ready.envelope.tobytes()  # type: ignore[attr-defined]  # a round
    }


@pytest.mark.parametrize("skill_id", quick_or_slow(FEEL))
def test_no_meter_answers_for_the_player(stage: Stage, skill_id: str) -> None:
    stage.reach_round(0, skill_id)
    meters = [widget for widget in stage.scene.tree.walk() if isinstance(widget, Meter)]
    assert bool(meters) == (not skill_id.startswith(UNMETERED))


@pytest.mark.parametrize("skill_id", ["time.async", "time.swing_amount"])
def test_the_grid_before_the_answer_is_that_of_a(stage: Stage, skill_id: str) -> None:
    scene = stage.reach_round(0, skill_id)
    grid = scene.ready.grid
    assert grid is not None
    assert not [hit for lane in grid.lanes for hit in lane.hits if hit.sounds_s or hit.moved]
    assert not grid.swing_pct


# ---- by mouse


@pytest.mark.parametrize("way", ["Early", "Late"])
def test_a_part_is_picked_and_nudged_with_the_mouse(stage: Stage, way: str) -> None:
    scene = stage.reach_round(0, "time.async")
    grid = scene.answer.input
    assert isinstance(grid, PartGrid)
    hear(stage)
    step = 24 if way == "Late" else -24
    stage.drag((400, grid.row_y(1)), (400 + step, grid.row_y(1)))
    be_sure_and_commit(stage, scene)
    move = scene.state.setup.challenge.question.answer.move(stage.attempts()[0].commit.guess.named)
    assert (move.part, move.direction) == (grid.parts[1].name.lower(), way.lower())


def test_the_choice_and_the_dial_say_what_the_grid_says(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.async")
    answer = scene.answer
    assert isinstance(answer, PartAnswer)
    stage.press("Down", "Right")
    size_ms = 1000 * answer.input.nudge_s
    assert answer.way.chosen == 1
    assert answer.dial.value == pytest.approx(size_ms)
    stage.click((answer.way.rect.x + 20, answer.way.rect.cy))
    assert answer.input.way == "early"
    assert answer.dial.value == pytest.approx(-size_ms)
    stage.drag(answer.dial.centre, (answer.dial.centre[0] + 60, answer.dial.centre[1] - 60))
    assert answer.input.way == "late"


def test_a_part_without_a_way_is_no_answer(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.async")
    stage.press("Down")
    assert not scene.answer.answered
    stage.press("Left")
    assert scene.answer.answered


def test_a_hit_is_picked_with_the_mouse(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.displace")
    grid = scene.answer.input
    assert isinstance(grid, HitGrid)
    hear(stage)
    row, at_s = grid.candidates[2]
    stage.click((grid.axis.at(at_s) + 3, grid.row_y(row)))
    be_sure_and_commit(stage, scene)
    assert stage.attempts()[0].commit.guess.choice == 3


def test_a_swing_is_dialled_with_the_mouse_and_moves_the_grid(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.swing_amount")
    answer = scene.answer
    assert isinstance(answer, SwingAnswer)
    assert isinstance(answer.input, Dial)
    assert answer.grid.swing is None
    hear(stage)
    x, y = answer.input.centre
    stage.drag((x, y - 100), (x + 100, y))
    assert answer.grid.swing == pytest.approx((answer.value or 0) / 100)
    be_sure_and_commit(stage, scene)
    assert stage.attempts()[0].commit.guess.choice == answer.value


def test_an_amount_is_dragged_with_the_mouse_and_bends_the_curve(stage: Stage) -> None:
    scene = stage.reach_round(0, "comp.amount")
    slider, curve = scene.answer.input, stage.find("In and out")
    assert isinstance(slider, AmountSlider)
    assert isinstance(curve, TransferCurve)
    hear(stage)
    stage.drag((400, slider.well.cy), (slider.axis.at(4.2), slider.well.cy))
    assert (slider.value, curve.amount_db) == (4.0, 4.0)
    be_sure_and_commit(stage, scene)
    assert stage.attempts()[0].commit.guess.choice == 4.0


def test_the_meter_of_reduction_moves_with_what_sounds(stage: Stage) -> None:
    stage.reach_round(0, "comp.amount")
    stage.press("End", "A")
    seen = set()
    for _ in range(40):
        stage.wait(0.05)
        seen.add(stage.find("Gain reduction").value_text)
    assert len(seen) > 5


def test_the_grid_is_looped_by_key_and_on_its_ruler(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.async")
    grid = scene.answer.input
    assert isinstance(grid, PartGrid)
    stage.press("L")
    assert grid.loop == pytest.approx(grid.view)
    stage.press("L")
    assert grid.loop is None
    stage.drag((grid.axis.at(0.5), grid.rect.y + 8), (grid.axis.at(1.5), grid.rect.y + 8))
    assert grid.loop == pytest.approx((0.5, 1.5), abs=0.02)


def test_the_play_head_runs_over_the_grid(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.async")
    grid = scene.answer.input
    assert isinstance(grid, PartGrid)
    stage.press("B")
    stage.wait(0.5)
    assert grid.hue == "b"
    assert grid._head == pytest.approx(stage.speaker.place_s, abs=0.05)


# ---- no change


@pytest.mark.parametrize("skill_id", ["eq.boost_freq", "eq.gain_amount", *SLIDERS])
def test_no_change_is_an_answer_and_is_taken_back_by_another(stage: Stage, skill_id: str) -> None:
    stage.set(no_change=True)
    scene = stage.reach_round(0, skill_id)
    said = []
    for key in ("N", "Right", "N"):
        stage.press(key)
        said.append((scene.answer.answered, scene.answer.unchanged, scene.answer.value is None))
    assert said == [(True, True, True), (True, False, False), (True, True, True)]


@pytest.mark.parametrize("skill_id", ["eq.boost_freq", *SLIDERS])
def test_whoever_hears_that_nothing_changed_is_right(stage: Stage, skill_id: str) -> None:
    stage.set(no_change=True)
    stage.reach_round(CATCH_TRIAL, skill_id)
    stage.hear_all()
    stage.press("N", "3", "Enter")
    stage.end_round()
    attempt = stage.attempts()[0]
    assert (attempt.commit.guess.choice, attempt.guess_verdict.correct) == (None, True)
    assert stage.says("Nothing was changed")


def test_no_change_cannot_be_said_where_it_is_not_offered(stage: Stage) -> None:
    scene = stage.reach_round(0, "comp.amount")
    stage.press("N")
    assert not scene.answer.answered
    assert not stage.has("No change")


# ---- heard undone


@pytest.mark.parametrize("skill_id", quick_or_slow(FEEL))
def test_both_answers_are_held_to_be_heard(stage: Stage, skill_id: str) -> None:
    scene = stage.reach_advice(skill_id, stage="number")
    heard = []
    for key in ("Q", "W"):
        stage.down(key)
        heard.append(stage.speaker.playing)
        stage.up(key)
    assert heard == ["your answer undone", "the AI's undone"]
    assert (scene.state.audition_you, scene.state.audition_ai) == (1, 1)


@pytest.mark.parametrize("trial", [0, SOLO_FIRST])
@pytest.mark.parametrize("skill_id", ["eq.boost_freq", "comp.amount", "time.async"])
def test_answers_can_be_held_undone_when_the_truth_is_out(stage: Stage, skill_id: str, trial: int) -> None:
    stage.reach_reveal(skill_id, trial=trial)
    heard = []
    for key in ("Y", "U"):
        stage.down(key)
        heard.append(stage.speaker.playing)
        stage.up(key)
    assert heard == ["First guess undone", "The AI undone" if trial else ""]
    assert stage.speaker.playing == ""


def test_a_pick_has_nothing_to_undo_when_the_truth_is_out(stage: Stage) -> None:
    stage.reach_reveal("comp.attack")
    assert not stage.has("Yours")


@pytest.mark.parametrize("skill_id", ["comp.amount", "time.async"])
def test_a_round_from_memory_plays_a_once_and_then_b(stage: Stage, skill_id: str) -> None:
    stage.set(recall="silence")
    scene = stage.reach_round(0, skill_id)
    stage.wait(0.1)
    assert stage.says("From memory: A once")
    stage.press("B")
    assert stage.speaker.playing == "dry"
    for _ in range(120):
        stage.wait(0.2)
        if stage.speaker.playing == "wet":
            break
    assert stage.speaker.playing == "wet"
    stage.press("L")
    assert not scene.listen._looping


# ---- told


@pytest.mark.parametrize("trial", [0, SOLO_FIRST])
@pytest.mark.parametrize("skill_id", quick_or_slow(FEEL))
def test_the_truth_says_what_it_was_and_why(stage: Stage, skill_id: str, trial: int) -> None:
    scene = stage.reach_reveal(skill_id, trial=trial)
    assert stage.says(scene.panels.truth_text())
    assert stage.says(any_drill.why(scene.challenge, scene.ready.prepared.stimulus.gains_db))
    assert scene.told.rows_text() in [widget.value_text for widget in scene.tree.walk()]


@pytest.mark.parametrize("skill_id", quick_or_slow(FEEL))
def test_the_truth_is_replayed_in_part_and_in_full(stage: Stage, skill_id: str) -> None:
    scene = stage.reach_reveal(skill_id)
    assert len(scene._parts) == len(scene._wholes)
    keys = "AB" if scene._wholes[0] == "dry" else "QWE"[: len(scene._wholes)]
    heard = []
    for key in keys:
        stage.press(key)
        heard.append(stage.speaker.playing)
    assert tuple(heard) == scene._parts
    stage.press("F")
    assert stage.speaker.playing == scene._wholes[-1]
    stage.press("Space")
    assert stage.speaker.playing == scene._wholes[0]


def test_the_truth_draws_itself_and_stands_still_where_motion_is_reduced(stage: Stage) -> None:
    scene = stage.reach_reveal("time.async")
    assert scene.told.shown < 1.0
    stage.wait(0.5)
    assert scene.told.shown == 1.0
    stage.press("Esc")
    stage.set(reduced_motion=True)
    again = stage.reach_reveal("comp.amount")
    assert isinstance(again, RevealScene)
    assert again.told.shown == 1.0


def test_a_digit_that_picks_a_hit_does_not_say_how_sure(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.displace")
    stage.press("2")
    assert (scene.answer.value, scene.sure.chosen) == (2.0, None)
    stage.press("8")
    assert scene.sure.chosen == 1


def test_escape_and_a_press_beside_the_parts_pick_nothing(stage: Stage) -> None:
    scene = stage.reach_round(0, "time.async")
    grid = scene.answer.input
    assert isinstance(grid, PartGrid)
    stage.mouse(pygame.MOUSEBUTTONDOWN, (grid.rect.x + 300, grid.row_y(len(grid.parts) - 1)))
    assert (grid.row is None) == (grid.pickable < len(grid.parts))
