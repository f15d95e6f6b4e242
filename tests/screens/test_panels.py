"""The pictures of the truth: what they say, and that they say it of the right take."""

from dataclasses import replace

import numpy as np
import pytest

from game.core.facts import Truth
from game.screens.canvas import Canvas
from game.screens.scenes.panels import panels_for
from game.screens.scenes.reveal_comp import CompPanels
from game.screens.scenes.reveal_swing import SwingPanels
from game.screens.scenes.reveal_takes import FeelPanels, LevelPanels, SwingTakesPanels, TempoPanels
from game.screens.scenes.reveal_time import MovedPanels
from game.screens.scenes.told import Panels, Told
from tests.screens.stage import Stage

TEMPI_BPM = (104.0, 100.0)


def told_of(stage: Stage, skill_id: str) -> Told:
    return stage.reach_reveal(skill_id).told


def words_of(panels: Panels, canvas: Canvas) -> str:
    """Paint all cards, and return all that is written."""
    canvas.written = []
    for card in panels.cards():
        for widget in card.walk():
            widget.draw(canvas)
    written, canvas.written = canvas.written, None
    return " ".join(line.text for line in written)


@pytest.mark.parametrize(
    ("skill_id", "kind"),
    [
        ("comp.attack", CompPanels),
        ("comp.amount", CompPanels),
        ("time.async", MovedPanels),
        ("time.displace", MovedPanels),
        ("time.swing_amount", SwingPanels),
        ("time.swing_detect", SwingTakesPanels),
        ("time.feel", FeelPanels),
        ("mix.level", LevelPanels),
    ],
)
def test_each_kind_has_its_own_pictures(stage: Stage, skill_id: str, kind: type[Panels]) -> None:
    assert type(panels_for(told_of(stage, skill_id))) is kind


def test_every_picture_says_what_it_shows(stage: Stage) -> None:
    for skill_id in ("comp.attack", "time.async", "mix.level"):
        told = told_of(stage, skill_id)
        pictures = [widget for card in panels_for(told).cards() for widget in card.walk() if widget.role == "image"]
        assert all(picture.label for picture in pictures)
        stage.press("Esc")


def test_the_settings_of_both_takes_stand_in_the_table(stage: Stage) -> None:
    told = told_of(stage, "comp.attack")
    words = words_of(panels_for(told), stage.app.canvas)
    for one in told.ready.traces:
        assert one.settings is not None
        assert f"{one.range_db:.1f}" in words
    assert "Take 1" in words
    assert "Take 2" in words


def test_the_gain_of_an_answer_is_that_of_the_truth_made_as_deep(stage: Stage) -> None:
    told = told_of(stage, "comp.amount")
    panels = panels_for(told)
    assert isinstance(panels, CompPanels)
    ((who, share),) = panels._answers()
    assert who == "First guess"
    assert share == pytest.approx(told.attempt.commit.guess.named / told.challenge.target)
    out_db = panels._supposed_out_db(1.0)
    assert np.abs(out_db - told.ready.traces[0].out_db).max() < 1e-6


def test_the_close_up_names_the_milliseconds(stage: Stage) -> None:
    told = told_of(stage, "time.async")
    panels = panels_for(told)
    assert isinstance(panels, MovedPanels)
    way = "early" if panels.offset_ms < 0 else "late"
    assert f"60 ms {way}" in words_of(panels, stage.app.canvas)


def test_the_ladder_names_the_difference(stage: Stage) -> None:
    told = told_of(stage, "mix.level")
    assert f"{told.challenge.cue:g} dB" in words_of(panels_for(told), stage.app.canvas)


def test_the_take_that_swings_is_named_with_its_swing(stage: Stage) -> None:
    told = told_of(stage, "time.swing_detect")
    panels = panels_for(told)
    assert isinstance(panels, SwingTakesPanels)
    sides = [panels.side(index) for index in range(2)]
    assert sides[1 - panels.truth] == "straight"
    assert sides[panels.truth].endswith("% swing")


def test_the_performed_take_is_told_from_the_shuffled_and_the_straight(stage: Stage) -> None:
    told = told_of(stage, "time.feel")
    panels = panels_for(told)
    assert isinstance(panels, FeelPanels)
    assert sorted(panels.side(index) for index in range(3)) == ["on the grid", "performed-style", "the same, shuffled"]


def test_beats_drift_apart_by_the_difference_of_tempo(stage: Stage) -> None:
    told = told_of(stage, "time.swing_detect")
    challenge = told.challenge
    truth = Truth(choice=1, params={"tempo_bpm": TEMPI_BPM, "bars": 1, "start_s": 0.0})
    commit = replace(told.attempt.commit, challenge=replace(challenge, skill_id="time.tempo", truth=truth))
    panels = TempoPanels(replace(told, attempt=replace(told.attempt, commit=commit)))
    assert panels.truth_side() == "4.0 % faster"
    assert panels.drift_ms(0) == 0
    assert panels.drift_ms(2) == pytest.approx(2 * 60_000 * (1 / 100 - 1 / 104))
    assert "104.0 bpm" in words_of(panels, stage.app.canvas)
