"""Rows are found by their names."""

from types import MappingProxyType

import pytest

import game.bench.run
from game.bench.rows import Row


@pytest.fixture(autouse=True)
def quick_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {name: lambda name=name: Row(name) for name in ("first_frame", "first_round")}
    monkeypatch.setattr(game.bench.run, "ROWS", MappingProxyType(rows))


def test_no_name_runs_every_row() -> None:
    assert [row.name for row in game.bench.run.run([]).rows] == ["first_frame", "first_round"]


def test_named_rows_run_in_their_order() -> None:
    assert [row.name for row in game.bench.run.run(["first_round"]).rows] == ["first_round"]


def test_an_unknown_row_is_answered_with_the_known_ones_and_the_nearest() -> None:
    with pytest.raises(
        ValueError, match=r"row must be one of first_frame, first_round, got 'first_fram'\. Did you mean first_frame\?"
    ):
        game.bench.run.run(["first_round", "first_fram"])


def test_the_machine_is_named() -> None:
    assert "cores" in game.bench.run.run([]).machine
