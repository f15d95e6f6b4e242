"""Contests as a review reads them: closed rounds alone, in order, and nobody who was sent out."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from game.core.facts import Advice
from game.demo.contest import ROOM as DEMO_ROOM
from game.session.contest import Contest, merge_contests
from game.session.match_facts import Finished, Given, Match, Play, Player, Result
from game.session.match_records import Hidden, KeepAnswer, KeepMatch, KeepPlayer, KeepResults, KeepRound, Record
from game.store.database import open_database
from game.store.log import AttemptLog
from game.store.matches import Matches
from tests.session.contest import NOW, QUESTION, RULES, TRUE_HZ, challenge_of

AI_WRONG = Advice("eq.boost_freq", 4000.0, "boost", 0.6, (), (), in_domain=True, model_sha256="0" * 64)
GUESSES = {"ana": (TRUE_HZ, TRUE_HZ), "ben": (TRUE_HZ, 4000.0), "cleo": (300.0, None), "dan": (TRUE_HZ, TRUE_HZ)}


def answers(round_id: str) -> list[Record]:
    records: list[Record] = []
    for who, (guess, final) in GUESSES.items():
        given = Given(f"{round_id}-{who}", guess, "certain", None, 1200, NOW, stored=True)
        records.append(KeepAnswer(who, round_id, "guess", given))
        if final is not None:
            revised = replace(given, answer_id=f"{given.answer_id}-r", choice=final)
            records.append(KeepAnswer(who, round_id, "revise", revised))
    return records


@pytest.fixture
def found(saves: Path) -> Contest:
    """Return a contest of two closed rounds, the second stored first, and one that nobody closed."""
    records: list[Record] = [KeepMatch(Match("m", RULES, state=Finished()), DEMO_ROOM, NOW)]
    records += [KeepPlayer("m", Player(who, who.title(), kicked=who == "dan"), NOW) for who in GUESSES]
    for idx in (2, 1, 3):
        play = Play(f"r{idx}", idx, QUESTION, ("A", "B"), assisted=True)
        records.append(KeepRound("m", play, Hidden(challenge_of(play.round_id), AI_WRONG if idx == 1 else None), NOW))
        records += answers(play.round_id)
        if idx < 3:
            result = Result(guess_score=1.0, final_score=1.0, correct=True, points=100.0, bonus=0.0)
            records.append(KeepResults(play.round_id, {"ana": result}))
    db = open_database(saves, now=NOW, tell=lambda said: None)
    assert Matches(db).write([[record] for record in records]) == [None] * len(records)
    (contest,) = AttemptLog(db).find_contests()
    db.close()
    return contest


def test_closed_rounds_are_told_in_order_and_open_ones_are_not(found: Contest) -> None:
    assert (found.room, found.held_at, found.players) == (DEMO_ROOM.code, NOW, 3)
    assert [one.idx for one in found.rounds] == [1, 2]


def test_who_was_right_who_followed_and_who_kept_against_a_wrong_ai(found: Contest) -> None:
    first, second = found.rounds
    assert [(one.name, one.guess, one.last) for one in first.answers] == [
        ("Ana", TRUE_HZ, TRUE_HZ), ("Ben", TRUE_HZ, 4000.0), ("Cleo", 300.0, 300.0),
    ]  # fmt: skip
    assert (first.right_at_first, first.right, first.middle) == (2, ("Ana",), TRUE_HZ)
    assert (first.ai_right, first.dissent) == (False, ("Ana",))
    assert (second.ai_right, second.dissent) == (None, ())


def test_of_two_copies_of_a_contest_the_longer_counts_in_either_order(found: Contest) -> None:
    early = replace(found, rounds=found.rounds[:1], held_at=NOW - timedelta(minutes=5))
    other = replace(found, match_id="before", held_at=NOW - timedelta(days=1))
    for copies in ([early, found, other], [other, found, early, found]):
        assert merge_contests(copies) == (other, found)
