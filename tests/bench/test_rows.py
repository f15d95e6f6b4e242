"""A row says what was measured, and whether it holds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.bench.rows import Report, Row, summarise

KEYS = ["name", "median", "p95", "p99", "max", "n", "unit", "ratio", "limit", "judged", "ok", "note"]


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_figures_come_in_order(samples: list[float]) -> None:
    row = summarise("row", samples)
    assert row.median is not None
    assert row.p95 is not None
    assert row.p99 is not None
    assert row.max is not None
    assert row.median <= row.p95 + 1e-6 <= row.p99 + 2e-6 <= row.max + 3e-6


def test_the_figures_are_those_of_the_samples() -> None:
    row = summarise("row", list(range(101)))
    assert (row.median, row.p95, row.p99, row.max, row.n) == (50, 95, 99, 100, 101)


@pytest.mark.parametrize(("limit", "ok"), [(2.9, False), (3.0, True)])
def test_a_figure_may_reach_its_limit_but_not_pass_it(limit: float, ok: bool) -> None:  # noqa: FBT001  # parametrised
    assert summarise("row", [1, 2, 3], judged="max", limit=limit).ok is ok


def test_a_ratio_is_judged_where_it_is_the_one_that_counts() -> None:
    assert summarise("row", [100.0], judged="ratio", ratio=0.5, limit=1.0).ok is True


def test_a_row_without_a_limit_is_not_judged() -> None:
    assert summarise("row", [1.0]).ok is None


def test_no_samples_are_an_error() -> None:
    with pytest.raises(ValueError, match="samples of row must not be empty"):
        summarise("row", [])


def test_a_limit_for_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="judged and limit of row must be given together, got None and 3"):
        summarise("row", [1.0], limit=3)


def test_a_judged_ratio_must_be_there() -> None:
    with pytest.raises(ValueError, match="ratio of row must be given where it is judged"):
        summarise("row", [1.0], judged="ratio", limit=3)


def test_a_report_is_json_with_every_key_in_order() -> None:
    report = Report("a machine", (Row("row", note="not measured"),)).as_json()
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert report["machine"] == "a machine"
    assert isinstance(report["rows"], list)
    assert list(report["rows"][0]) == KEYS
    assert report["rows"][0]["median"] is None


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (Row("row", median=1.0, max=3.0, unit="MB", limit=2.0, judged="max", ok=False, note="500 rounds"),
         "row: max 3 MB, limit 2, does not hold; 500 rounds"),
        (Row("row", median=41.0, ratio=0.3, limit=0.35, judged="ratio", ok=True), "row: ratio 0.3, limit 0.35, holds"),
        (Row("row", limit=2.0, note="not here"), "row: not measured, limit 2; not here"),
        (Row("row", median=41.0, ratio=0.3), "row: median 41 ms, ratio 0.30"),
    ],
)  # fmt: skip
def test_a_line_says_the_figure_that_is_judged(row: Row, line: str) -> None:
    assert str(row) == line
