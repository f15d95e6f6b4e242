"""The row finds the first sample that is different, and says how soon it was heard."""

import numpy as np
import pytest

from game.bench import sandbox_heard
from game.bench.turning import CHUNK_FRAMES, CHUNK_S, heard_at_s
from game.dsp.audio import Audio
from game.speaker.backends import DEVICE_RATE_HZ

LOOP = np.random.default_rng(1).uniform(-0.5, 0.5, (5000, 2)).astype(np.float32)


def chunk(number: int, *, other_from: int | None = None) -> tuple[float, int, Audio]:
    place = number * CHUNK_FRAMES % len(LOOP)
    sound = LOOP[(place + np.arange(CHUNK_FRAMES)) % len(LOOP)]
    if other_from is not None:
        sound[other_from:] *= np.float32(0.5)
    return number * CHUNK_S, place, sound


def test_a_change_is_heard_one_chunk_after_it_was_made() -> None:
    chunks = [chunk(0), chunk(1), chunk(2, other_from=100), chunk(3, other_from=0)]
    assert heard_at_s(chunks, LOOP, since_s=0.0) == pytest.approx(3 * CHUNK_S + 100 / DEVICE_RATE_HZ)


def test_what_was_there_before_the_turn_does_not_count() -> None:
    chunks = [chunk(0, other_from=0), chunk(1), chunk(2)]
    assert heard_at_s(chunks, LOOP, since_s=CHUNK_S / 2) is None


def test_the_row_says_each_kind() -> None:
    row = sandbox_heard.row_of({"heard_ms": {"eq": [40.0, 44.0], "comp": [50.0], "groove": [70.0]}, "chunk_ms": 21.3})
    assert (row.name, row.n, row.ok) == ("sandbox_heard", 4, False)
    assert "eq p95 44 ms, comp p95 50 ms, groove p95 70 ms" in row.note


@pytest.mark.slow
def test_the_row_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_heard, "TURNS", 6)
    row = sandbox_heard.measure()
    assert row.n == 6
    assert row.median is not None
    assert row.median > 1000 * CHUNK_S
