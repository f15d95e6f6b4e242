"""What a round is worth: accuracy decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.session.match_facts import Player
from game.session.match_scoring import BONUS_POINTS, bonus_of, dissenters, middle_of, places, team_places
from tests.session.contest import RULES, challenge_of, contest


def test_points_are_those_of_a_round_of_practice() -> None:
    game = contest("ana", "bo", "cy")
    game.open()
    game.answer("ana", 1000.0)
    game.answer("bo", 4000.0)
    game.until("REVISE")
    game.answer("ana", 4000.0, phase="revise")
    game.answer("bo", 1000.0, phase="revise")
    game.until("REVEAL")
    assert game.points() == {"ana": 70.0, "bo": 30.0, "cy": 0.0}


def test_speed_tells_only_where_it_is_switched_on() -> None:
    for bonus, ahead in ((False, 0.0), (True, 2.0)):
        game = contest("ana", "bo", assisted=False, bonus=bonus, guess_s=20)
        game.open()
        game.answer("ana")
        game.wait(8.0)
        game.answer("bo")
        game.until("REVEAL")
        assert game.points()["ana"] - game.points()["bo"] == pytest.approx(ahead, abs=0.1)


@given(st.integers(0, 60_000), st.integers(0, 60_000), st.sampled_from([0.0, 1.0, 1.5, 2.0]))
def test_the_bonus_is_small_and_never_grows_with_time(first_ms: int, more_ms: int, extra_time: float) -> None:
    early = bonus_of(first_ms, RULES, extra_time=extra_time)
    late = bonus_of(first_ms + more_ms, RULES, extra_time=extra_time)
    assert 0 <= late <= early <= BONUS_POINTS


def test_a_network_does_not_decide() -> None:
    assert bonus_of(1000, RULES, extra_time=1.0) == bonus_of(1249, RULES, extra_time=1.0)


def test_equal_points_share_a_rank() -> None:
    players = {
        name: Player(name, name, points=points) for name, points in (("a", 5.0), ("b", 9.0), ("c", 5.0), ("d", 1.0))
    }
    assert [(place.key, place.rank) for place in places(players)] == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]


def test_a_team_is_the_mean_of_its_members() -> None:
    players = {
        name: Player(name, name, team=team, points=points)
        for name, team, points in (("a", 1, 90.0), ("b", 1, 10.0), ("c", 2, 60.0))
    }
    assert [(place.key, place.points, place.members) for place in team_places(players)] == [
        ("2", 60.0, 1),
        ("1", 50.0, 2),
    ]


def test_the_middle_of_frequencies_lies_on_their_log_axis() -> None:
    game = contest("ana", "bo")
    game.open()
    game.answer("ana", 500.0)
    game.answer("bo", 2000.0)
    assert game.match.play is not None
    assert middle_of(game.match.play) == pytest.approx(1000.0)


def test_good_dissent_is_right_from_first_to_last_while_the_ai_is_off() -> None:
    game = contest("ana", "bo", "cy")
    game.open()
    game.answer("ana", 1000.0)
    game.answer("bo", 4000.0)
    game.answer("cy", 1000.0)
    game.until("REVISE")
    game.answer("bo", 1000.0, phase="revise")
    game.answer("cy", 4000.0, phase="revise")
    game.until("REVEAL")
    assert game.match.play is not None
    challenge = challenge_of("r1")
    assert dissenters(game.match.play, challenge, 4000.0) == {"ana": 1000.0}
    assert dissenters(game.match.play, challenge, 1000.0) == {}
