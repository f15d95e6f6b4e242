"""Frames are timed in the window's own loop, with a hand that drags and threads that render."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from game.bench import dragging, frame_work

SEEN: dict[str, Any] = {
    "work_ms": [4.0] * 100,
    "gaps_ms": [16.0] * 100,
    "control_ms": [3.0] * 100,
    "control_gaps_ms": [16.0] * 100,
    "rendered": 5,
}


@pytest.fixture
def kept_switch_interval() -> Iterator[None]:
    import sys

    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.slow
@pytest.mark.usefixtures("kept_switch_interval")
def test_both_kinds_of_turn_are_played_and_rounds_are_rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dragging, "SETTLING_FRAMES", 5)
    seen = dragging.watch(tmp_path, turns=1, turn_frames=60)
    assert [len(seen[name]) for name in ("work_ms", "gaps_ms", "control_ms", "control_gaps_ms")] == [54] * 4
    assert min(seen["work_ms"]) > 0
    assert min(seen["gaps_ms"]) > 5
    assert seen["rendered"] > 0


def test_the_row_says_how_many_frames_came_late() -> None:
    row = frame_work.row_of(SEEN | {"gaps_ms": [16.0] * 99 + [40.0]}, where="no display")
    assert (row.name, row.n, row.limit, row.p99, row.ok) == ("frame_work", 100, 12, 4, True)
    assert "Gaps over 33 ms: 1.00 % of frames, control 0.00 %" in row.note


@pytest.mark.parametrize(
    "seen", [{"work_ms": [13.0] * 100}, {"gaps_ms": [16.0] * 98 + [40.0] * 2}, {"rendered": 0}], ids=str
)
def test_slow_work_late_frames_or_no_rendering_do_not_hold(seen: dict[str, Any]) -> None:
    assert frame_work.row_of(SEEN | seen, where="no display").ok is False


def test_late_frames_of_a_busy_machine_are_not_ours() -> None:
    late = [16.0] * 90 + [40.0] * 10
    assert frame_work.row_of(SEEN | {"gaps_ms": late, "control_gaps_ms": late}, where="no display").ok is True
