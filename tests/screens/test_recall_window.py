"""Listening from memory in the window: what is heard once is not heard again before the answer."""

from dataclasses import replace

import pytest

from game.core.facts import Recall
from game.screens.scenes.settings import SettingsScene
from tests.screens.conftest import MakeStage
from tests.screens.stage import ADA, Stage


def from_memory(make_stage: MakeStage, recall: Recall, skill_id: str = "eq.boost_freq") -> Stage:
    stage = make_stage(settings=replace(ADA, recall=recall))
    stage.reach_round(0, skill_id)
    return stage


def sounding(stage: Stage, *, after_s: float) -> str:
    stage.wait(after_s)
    return stage.speaker.playing


@pytest.mark.parametrize("key", ["A", "B", "Space", "P"])
def test_a_plays_once_then_the_gap_then_b(make_stage: MakeStage, key: str) -> None:
    stage = from_memory(make_stage, "silence")
    stage.wait(0.1)
    assert stage.says("From memory: A once, 2 s of silence, then B.")
    stage.press(key)
    assert [sounding(stage, after_s=seconds) for seconds in (0.1, 7.6, 0.6, 1.2, 1.0)] == [
        "dry", "dry", "gap_1", "gap_1", "wet",
    ]  # fmt: skip


def test_a_cannot_be_heard_again(make_stage: MakeStage) -> None:
    stage = from_memory(make_stage, "silence")
    stage.press("A")
    stage.wait(11)
    stage.press("A")
    assert stage.speaker.playing == "wet"
    heard_s = stage.speaker.heard_s()["dry"]
    stage.wait(3)
    assert stage.speaker.heard_s()["dry"] == heard_s == pytest.approx(8, abs=0.1)


def test_b_can_be_stopped_and_heard_again(make_stage: MakeStage) -> None:
    stage = from_memory(make_stage, "silence")
    stage.press("A")
    stage.wait(11)
    stage.press("P")
    assert sounding(stage, after_s=0.5) == ""
    stage.press("B")
    assert sounding(stage, after_s=0.5) == "wet"


def test_takes_play_one_after_another_and_then_there_is_silence(make_stage: MakeStage) -> None:
    stage = from_memory(make_stage, "sweep", "eq.detect")
    stage.press("E")
    heard: list[str] = []
    for _ in range(200):
        stage.wait(0.1)
        if not heard or heard[-1] != stage.speaker.playing:
            heard.append(stage.speaker.playing)
    assert heard == ["interval_1", "gap_1", "interval_2", "gap_2", "interval_3", ""]
    stage.press("1", "8")
    stage.press("Enter")
    stage.end_round()
    assert stage.attempts()[-1].commit.recall == "sweep"


def test_the_settings_say_how_to_listen_and_a_block_takes_it_over(stage: Stage) -> None:
    stage.press("S")
    assert isinstance(stage.scene, SettingsScene)
    stage.tab_to("No-change rounds")
    stage.press("Right")
    stage.tab_to("Listening")
    stage.press("Right")
    assert (stage.kept[-1].recall, stage.kept[-1].no_change) == ("silence", True)
    stage.press("Enter")
    stage.begin()
    stage.wait(0.1)
    assert stage.says("From memory")
