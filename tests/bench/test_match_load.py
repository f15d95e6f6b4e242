"""The rows of a match under load are counted from what really happened."""

from pathlib import Path

import pytest

from game.bench.match_load import MEASURES, ROUNDS, Seen, _count, measured
from game.session.match_facts import Result
from game.session.match_records import KeepResults
from game.store.database import open_database
from game.store.matches import Matches
from tests.session.contest import NOW
from tests.store.test_matches import ANA, ROUND, SAVED, answer


def test_there_is_a_row_for_every_figure_of_all_sizes() -> None:
    assert list(MEASURES) == [
        *("match_200_ack", "match_200_slow_ack", "match_200_slow_lost"),
        *(f"match_{players}_{what}" for players in (500, 1000) for what in ("ack", "board", "lost", "double")),
    ]


@pytest.mark.slow
def test_a_small_match_loses_nothing_and_counts_nothing_twice() -> None:
    seen = measured(12)
    assert len(seen.sent) == len(seen.ack_ms) == 12 * ROUNDS
    assert dict(seen.verdicts) == {"ok": 12 * ROUNDS}
    assert (seen.lost, seen.double, seen.finished) == (0, 0, 12)
    assert min(seen.ack_ms) > 0
    assert len(seen.board_ms) >= 12 * ROUNDS


def test_what_is_lost_or_there_twice_is_counted(tmp_path: Path) -> None:
    store = Matches(open_database(tmp_path, now=NOW, tell=pytest.fail))
    result = Result(guess_score=1.0, final_score=1.0, correct=True, points=105.0, bonus=0.0)
    store.write([[SAVED, ANA, ROUND], [answer("kept")], [KeepResults("r1", {"ana": result})]])
    store.close()
    seen = Seen(sent={"kept": "ana", "gone": "ana", "never": "ana"})
    seen.acked.update(["kept", "kept", "gone"])
    _count(tmp_path, seen)
    assert seen.lost == 2
    assert seen.double == 1 + 2  # one acknowledgement too many, and three answers for one result
