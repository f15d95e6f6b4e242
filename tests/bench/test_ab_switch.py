"""The row measures the engine that plays, and finds a switch that comes late."""

import numpy as np
import pytest

from game.bench import ab_switch
from game.dsp.audio import Audio
from game.speaker.engine import Engine


@pytest.fixture
def clips() -> dict[str, Audio]:
    dice = np.random.default_rng(1)
    return {name: dice.uniform(-0.5, 0.5, (5 * 48_000, 2)).astype(np.float32) for name in ab_switch.CLIPS}


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ab_switch, "SWITCHES", 10)
    monkeypatch.setattr(ab_switch, "CHUNKS", 12)
    monkeypatch.setattr(ab_switch, "WARM_UP_CHUNKS", 2)


def test_each_switch_begins_with_the_next_chunk(clips: dict[str, Audio]) -> None:
    assert ab_switch.measure_waits(clips) == [0] * 10


def test_a_switch_that_comes_late_is_found(monkeypatch: pytest.MonkeyPatch, clips: dict[str, Audio]) -> None:
    render = Engine.render

    def render_late(engine: Engine, out: Audio) -> None:
        wish, engine._wish = engine._wish, engine._taken
        render(engine, out[:100])
        engine._wish = wish
        render(engine, out[100:])

    monkeypatch.setattr(Engine, "render", render_late)
    assert ab_switch.measure_waits(clips) == [100] * 10


def test_each_callback_after_the_warm_up_is_timed(clips: dict[str, Audio]) -> None:
    assert len(ab_switch.measure_callbacks(clips)) == 12


def test_a_measured_row_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ab_switch, "LASTS_S", 5)
    row = ab_switch.measure()
    assert (row.name, row.n, row.unit) == ("ab_switch", 12, "ms")
    assert row.limit == pytest.approx(1024 / 48)
    assert row.max is not None
    assert row.limit is not None
    assert row.ok is (row.max <= row.limit)
    assert "10 switches began at most 0 frames after the next chunk's start" in row.note


def test_a_row_whose_switches_come_late_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ab_switch, "LASTS_S", 5)
    monkeypatch.setattr(ab_switch, "measure_waits", lambda clips: [0, 1])
    assert ab_switch.measure().ok is False
