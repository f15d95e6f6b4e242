"""What a window is told of a connection that lives in a thread of its own."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from game.link.in_thread import InThread
from game.session.match_seat import Link

START, STOP = "2026-03-02T09:00:00.000Z", "2026-03-02T09:00:30.000Z"


class Held(InThread):
    """A connection whose client stays as it is; no thread runs."""

    def __init__(self, *, connected: bool = True, over: str = "") -> None:
        super().__init__(lambda: cast(Any, None), name="held")
        self._loop.close()
        self._client = cast(Any, SimpleNamespace(connected=connected, over=over))


@pytest.mark.parametrize(
    ("held", "told", "says"),
    [
        (Held(), "in", "in"),
        (Held(connected=False), "in", "away"),
        (Held(connected=False), "joining", "joining"),
        (Held(connected=False, over="kicked"), "in", "over"),
    ],
)
def test_who_was_in_and_has_no_connection_is_away(held: Held, told: Link, says: Link) -> None:
    assert held.now(told)[0] == says


def test_time_runs_to_the_end_and_where_there_is_none_not_at_all() -> None:
    held = Held()
    assert held.now("in")[1] is None
    held.run_until(STOP, now=START)
    assert held.now("in")[1] == pytest.approx(30, abs=1)
    held.run_until(START, now=STOP)
    assert held.now("in")[1] == 0
    held.run_until(None, now=START)
    assert held.now("in")[1] is None
