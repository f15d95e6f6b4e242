"""What every store of matches keeps to; the same tests run on SQLite and on the one in memory."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from game.core.errors import StoreError
from game.session.match_facts import (
    Closed,
    Given,
    Guessing,
    Match,
    Paused,
    Play,
    Player,
    Preparing,
    Result,
    Revealing,
    Revising,
)
from game.session.match_records import (
    EndMatch,
    Hidden,
    KeepAnswer,
    KeepMatch,
    KeepPlayer,
    KeepResults,
    KeepRound,
    KeepSeat,
    Record,
    Room,
)
from game.session.ports import MatchStore
from game.store.copies import copy_database
from game.store.database import open_database
from game.store.faults import FILE_NAME
from game.store.matches import Matches
from tests.session.contest import NOW, QUESTION, RULES, challenge_of
from tests.store.memory_matches import MemoryMatches

ROOM = Room("KRVM", "h")
PLAY = Play("r1", 1, QUESTION, ("A", "B"), assisted=True, grid={"kind": "grid", "lanes": []})
OPEN = Guessing(PLAY, NOW, NOW + timedelta(seconds=20), NOW + timedelta(seconds=20))
SAVED = KeepMatch(Match("m", RULES, state=OPEN), ROOM, NOW)
ANA = KeepPlayer("m", Player("ana", "Kelp Seal", wish="Ana", team=2, extra_time=1.5), NOW)
ROUND = KeepRound("m", PLAY, Hidden(challenge_of("r1"), None, "low", "why", "because", {"kind": "bars"}), NOW)


def answer(answer_id: str = "a1", *, who: str = "ana", phase: str = "guess", round_id: str = "r1") -> KeepAnswer:
    given = Given(answer_id, 900.5, "certain", None, 1200, NOW)
    return KeepAnswer(who, round_id, "guess" if phase == "guess" else "revise", given)


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, saves: Path) -> Iterator[MatchStore]:
    if request.param == "memory":
        yield MemoryMatches()
        return
    matches = Matches(open_database(saves, now=NOW, tell=pytest.fail))
    yield matches
    matches.close()


def keep(store: MatchStore, *records: Record) -> None:
    assert store.write([records]) == [None]


def test_an_empty_store_has_no_match(store: MatchStore) -> None:
    assert store.find_open() is None
    assert store.find_seat("x") is None
    assert store.find_results("m") == []


def test_a_match_comes_back_as_it_was(store: MatchStore) -> None:
    keep(store, SAVED, ANA, ROUND, KeepSeat("ana", "digest", NOW))
    keep(store, answer())
    kept = store.find_open()
    assert kept is not None
    assert (kept.room, kept.seats, kept.match.rules) == (ROOM, {"digest": "ana"}, RULES)
    assert kept.match.players["ana"] == replace(ANA.player, here=False, left_at=NOW)
    given = replace(answer().given, stored=True)
    play = kept.match.play
    assert play is not None
    assert play.entries["ana"].guess == given
    assert kept.match.state == replace(OPEN, play=replace(PLAY, entries=play.entries))


@pytest.mark.parametrize(
    ("state", "comes_back"),
    [
        (Preparing(1, PLAY, NOW), Preparing(1)),
        (Paused(OPEN, NOW), Paused(OPEN, NOW)),
        (Revising(PLAY, NOW, NOW), Revising(PLAY, NOW, NOW)),
        (Revealing(PLAY, challenge_of("r1"), {}, None), Closed(PLAY, NOW)),
    ],
)
def test_each_phase_comes_back(store: MatchStore, state: Paused, comes_back: Paused) -> None:
    keep(store, KeepMatch(replace(SAVED.match, state=state), ROOM, NOW), ROUND)
    kept = store.find_open()
    assert kept is not None
    assert kept.match.state == comes_back


def test_an_ended_match_does_not_come_back(store: MatchStore) -> None:
    keep(store, SAVED, EndMatch("m", NOW))
    assert store.find_open() is None


def test_an_answer_is_there_once(store: MatchStore) -> None:
    keep(store, SAVED, ROUND)
    keep(store, answer())
    faults = store.write([[answer("a2")], [answer("a1", phase="revise")], [answer("a1", who="bo")]])
    assert [fault is None for fault in faults] == [False, False, True]
    assert store.has_answer("ana", "a1")
    assert not store.has_answer("ana", "a2")


def test_a_group_is_written_whole_or_not_at_all(store: MatchStore) -> None:
    keep(store, SAVED, ROUND)
    faults = store.write([[answer("a1"), answer("a2")], [answer("a3", who="bo")]])
    assert [fault is None for fault in faults] == [False, True]
    assert not store.has_answer("ana", "a1")
    assert store.has_answer("bo", "a3")


def test_an_answer_to_a_round_that_is_not_there_is_refused(store: MatchStore) -> None:
    keep(store, SAVED)
    assert store.write([[answer()]])[0] is not None


def test_what_is_hidden_comes_back_whole(store: MatchStore) -> None:
    keep(store, SAVED, ROUND)
    assert store.find_hidden("r1") == ROUND.hidden
    with pytest.raises(StoreError, match="must have a truth"):
        store.find_hidden("r2")


def test_points_are_those_of_the_rounds_before(store: MatchStore) -> None:
    second = replace(PLAY, round_id="r2", idx=2)
    result = Result(guess_score=1.0, final_score=0.5, correct=True, points=85.0, bonus=0.0)
    keep(store, SAVED, ANA, ROUND, replace(ROUND, play=second))
    keep(store, KeepResults("r1", {"ana": result}), KeepResults("r2", {"ana": result}))
    keep(store, KeepResults("r2", {"ana": result}))
    keep(store, KeepMatch(replace(SAVED.match, state=Closed(second, NOW)), ROOM, NOW))
    kept = store.find_open()
    assert kept is not None
    assert kept.match.players["ana"].points == 85.0
    assert [(one.name, one.idx, one.result) for one in store.find_results("m")] == [
        ("Kelp Seal", 1, result),
        ("Kelp Seal", 2, result),
    ]


def test_the_latest_match_is_the_one_that_goes_on(store: MatchStore) -> None:
    later = replace(SAVED, match=replace(SAVED.match, match_id="m2"), at=NOW + timedelta(seconds=1))
    keep(store, SAVED)
    keep(store, later)
    kept = store.find_open()
    assert kept is not None
    assert kept.match.match_id == "m2"


# ---- the disk


def test_on_a_full_disk_nothing_is_written_and_it_says_so(saves: Path) -> None:
    db = open_database(saves, now=NOW, tell=pytest.fail)
    matches = Matches(db)
    keep(matches, SAVED, ROUND)
    pages = db.conn.execute("PRAGMA page_count").fetchone()[0]
    db.conn.execute(f"PRAGMA max_page_count = {pages + 2}")
    written = []
    for number in range(2000):
        faults = matches.write([[answer(f"a{number}", who=f"p{number}")], [answer(f"b{number}", who=f"q{number}")]])
        if faults[0] is not None:
            break
        written += [(f"p{number}", f"a{number}"), (f"q{number}", f"b{number}")]
    assert all(fault is not None and "free some space" in str(fault) for fault in faults)
    assert not matches.has_answer(f"p{number}", f"a{number}")
    assert all(matches.has_answer(*one) for one in written)
    db.conn.execute("PRAGMA max_page_count = 1000000")
    keep(matches, answer(f"a{number}", who=f"p{number}"))
    matches.close()


def test_a_read_only_file_says_so(saves: Path) -> None:
    open_database(saves, now=NOW, tell=pytest.fail).close()
    db = open_database(saves, now=NOW, tell=pytest.fail)
    db.conn.execute("PRAGMA query_only = 1")
    matches = Matches(db)
    faults = matches.write([[SAVED]])
    assert faults[0] is not None
    assert "cannot be written down" in str(faults[0])
    matches.close()


def test_a_copy_made_while_answers_come_in_is_whole(saves: Path) -> None:
    matches = Matches(open_database(saves, now=NOW, tell=pytest.fail))
    keep(matches, SAVED, ROUND)
    for copy in range(20):
        assert (
            matches.write([[answer(f"{copy}-{player}", who=f"{copy}-{player}")] for player in range(100)])
            == [None] * 100
        )
        copy_database(saves / FILE_NAME, saves / f"copy-{copy}.db")
        with sqlite3.connect(saves / f"copy-{copy}.db") as db:
            assert db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            assert db.execute("SELECT count(*) FROM match_answers").fetchone()[0] == 100 * (copy + 1)
        db.close()
    matches.close()


def test_the_truth_stands_in_a_table_of_its_own(saves: Path) -> None:
    matches = Matches(open_database(saves, now=NOW, tell=pytest.fail))
    keep(matches, SAVED, ROUND)
    with sqlite3.connect(saves / FILE_NAME) as db:
        tables = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE name LIKE 'match%' AND type = 'table'")
        ]
        told = {table: str(db.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}
    db.close()
    assert [table for table, rows in told.items() if "made_up" in rows or '"seed"' in rows] == ["match_truths"]
    matches.close()
