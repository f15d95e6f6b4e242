"""The round that is timed is a whole one: ten seconds, both clips, and what the AI made of it."""

import pytest

from game.bench import round_ready
from game.listener.peak_reader import PeakReader


@pytest.fixture(scope="module")
def source() -> round_ready.OneSource:
    return round_ready.OneSource(round_ready.make_source())


@pytest.mark.parametrize("number", range(len(round_ready.SKILL_IDS)))
def test_a_timed_round_is_ten_seconds_of_stereo_with_an_answer(
    source: round_ready.OneSource, peak_reader: PeakReader, number: int
) -> None:
    prepared = round_ready.make_round(source, peak_reader, number=number)
    assert [name for name, _ in prepared.stimulus.clips] == ["dry", "wet"]
    assert {audio.shape for _, audio in prepared.stimulus.clips} == {(480_000, 2)}
    assert prepared.setup.mode == "assisted"
    assert prepared.setup.advice is not None
    assert prepared.setup.challenge.skill_id == round_ready.SKILL_IDS[number]


def test_each_timed_round_is_another(source: round_ready.OneSource, peak_reader: PeakReader) -> None:
    rounds = [round_ready.make_round(source, peak_reader, number=number) for number in range(4)]
    assert len({prepared.setup.challenge.challenge_id for prepared in rounds}) == 4


def test_a_measured_row_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(round_ready, "ROUNDS", 2)
    monkeypatch.setattr(round_ready, "WARM_UP_ROUNDS", 1)
    row = round_ready.measure()
    assert (row.name, row.n, row.unit, row.limit) == ("round_ready", 2, "ms", 60)
    assert row.p95 is not None
    assert row.ok is (row.p95 <= 60)
