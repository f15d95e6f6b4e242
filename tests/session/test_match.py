"""The referee: which phase follows which, which answers count, and who is told what when."""

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.session import match_events as ev
from game.session.match import step
from game.session.match_facts import Closed, Guessing, Player, Revealing
from game.session.match_phases import Refused
from tests.session.contest import TRUE_HZ, Contest, challenge_of, contest


def test_a_whole_match_goes_through_its_phases() -> None:
    game = contest("ana", "bo", reveal_s=3)
    seen = [game.phase]
    game.order("start")
    while game.phase != "FINISHED":
        if game.phase != seen[-1]:
            seen.append(game.phase)
        if game.phase == "GUESS" and game.match.play is not None and "ana" not in game.match.play.entries:
            game.answer("ana")
        game.wait(0.2)
    round_ = ["GUESS", "AI", "REVISE", "CLOSED", "REVEAL"]
    assert [phase for phase in seen if phase != "PREPARE"] == ["LOBBY", *round_, *round_]


def test_without_the_ai_a_round_closes_after_the_guess() -> None:
    game = contest("ana", assisted=False)
    game.open()
    game.answer("ana")
    game.wait(0.2)
    assert game.phase == "CLOSED"
    game.until("REVEAL")
    assert game.points() == {"ana": 105.0}


def test_the_ai_speaks_to_those_only_whose_guess_is_on_disk() -> None:
    game = contest("ana", "bo")
    game.open()
    game.answer("ana")
    game.until("AI")
    assert game.told_of(ev.TellAi) == [ev.TellAi(("ana",))]


def test_at_ones_own_pace_the_ai_speaks_at_once() -> None:
    game = contest("ana", "bo", pace="own")
    game.open()
    game.answer("ana")
    assert game.told_of(ev.TellAi) == [ev.TellAi(("ana",))]
    assert game.answer("ana", 1200.0, phase="revise") == "ok"
    assert game.answer("bo", phase="revise") == "not_open"
    assert game.phase == "GUESS"


def test_an_answer_counts_once() -> None:
    game = contest("ana", "bo")
    game.open()
    assert game.answer("ana", 900.0, answer_id="one") == "ok"
    assert game.answer("ana", 900.0, answer_id="one") == "dup"
    assert game.answer("ana", 1000.0, answer_id="two") == "already"
    assert len(game.disk) == 1


@pytest.mark.parametrize(("late_ms", "verdict"), [(-50, "ok"), (0, "ok"), (400, "ok"), (600, "late")])
def test_half_a_second_of_grace(late_ms: int, verdict: str) -> None:
    game = contest(*(f"p{number}" for number in range(50)))
    game.open()
    assert isinstance(game.match.state, Guessing)
    late_s = (game.match.state.closes_at - game.at).total_seconds() + late_ms / 1000
    assert {game.answer(f"p{number}", late_s=late_s) for number in range(50)} == {verdict}


def test_an_answer_before_the_opening_is_not_taken() -> None:
    game = contest("ana")
    game.order("start")
    game.until("GUESS")
    assert game.answer("ana") == "not_open"


def test_an_answer_to_another_round_never_counts_here() -> None:
    game = contest(*(f"p{number}" for number in range(100)))
    game.open()
    first = game.round_id
    game.order("skip")
    game.until("GUESS")
    game.wait(1.0)
    assert {game.answer(f"p{number}", round_id=first) for number in range(100)} == {"late"}
    assert game.disk == []


def test_what_could_not_be_written_was_never_given() -> None:
    game = contest("ana", "bo")
    game.open()
    game.disk_works = False
    assert game.answer("ana") == ""
    assert game.told_of(ev.Lost) == [ev.Lost("ana", "ana-guess-1")]
    game.disk_works = True
    assert game.answer("ana") == "ok"


def test_a_phase_ends_when_nobody_is_waited_for() -> None:
    game = contest("ana", "bo")
    game.open()
    game.answer("ana")
    game.do(ev.Left("bo", game.at))
    game.wait(9.0)
    assert game.phase == "GUESS"  # bo may come back
    game.wait(1.2)
    assert game.phase == "AI"


def test_extra_time_keeps_a_round_open_for_one_alone() -> None:
    game = contest("ana", "bo", guess_s=20)
    game.do(ev.ChangePlayer("bo", game.at, extra_time=1.5))
    game.open()
    game.wait(25.0)
    assert game.phase == "GUESS"
    assert game.answer("ana") == "late"
    assert game.answer("bo") == "ok"


def test_a_player_without_a_deadline_is_waited_for() -> None:
    game = contest("ana", guess_s=5)
    game.do(ev.ChangePlayer("ana", game.at, extra_time=0.0))
    game.open()
    game.wait(120.0)
    assert game.answer("ana") == "ok"


def test_a_pause_takes_no_time() -> None:
    game = contest("ana", "bo", guess_s=20)
    game.open()
    game.wait(10.0)
    game.order("pause")
    game.wait(500.0)
    assert game.answer("ana") == "not_open"
    game.order("resume")
    game.wait(9.0)
    assert game.answer("ana") == "ok"
    assert game.match.play is not None
    given = game.match.play.entries["ana"].guess
    assert given is not None
    assert given.elapsed_ms == pytest.approx(19_000, abs=500)


def test_whoever_comes_late_may_answer_what_is_open() -> None:
    game = contest("ana", "bo")
    game.open()
    game.join("cy")
    assert game.answer("cy") == "ok"


def test_a_kicked_player_is_out_for_good() -> None:
    game = contest("ana", "bo")
    game.open()
    game.do(ev.ChangePlayer("bo", game.at, kick=True))
    assert ev.Dismiss("bo") in game.told
    assert game.answer("bo") == ""
    game.do(ev.Arrived("bo", game.at))
    assert not game.match.players["bo"].here
    with pytest.raises(Refused, match="no such player"):
        game.do(ev.ChangePlayer("bo", game.at, name="Bo"))


def test_a_kicked_player_stays_out_of_the_next_match_in_this_room() -> None:
    game = contest("ana", "bo")
    game.do(ev.ChangePlayer("bo", game.at, kick=True))
    game.order("start")
    game.order("end")
    game.do(ev.Again("m2", game.at))
    game.do(ev.Arrived("bo", game.at))
    assert game.match.players["bo"].kicked
    assert not game.match.players["bo"].here


def test_after_a_crash_everybody_finds_time_to_answer() -> None:
    game = contest("ana", "bo", guess_s=20)
    game.open()
    game.answer("ana")
    game.at += timedelta(seconds=19)
    game.do(ev.Resumed(game.at))
    game.wait(3.0)
    game.do(ev.Arrived("ana", game.at))
    game.do(ev.Arrived("bo", game.at))
    assert game.answer("bo") == "ok"


def test_the_truth_stays_out_of_the_match_until_it_is_closed() -> None:
    game = contest("ana")
    game.open()
    game.answer("ana")
    before = game.told_of(ev.Unveil)
    game.do(ev.Unveiled(game.round_id, challenge_of(game.round_id), game.at))
    assert before == []
    assert not isinstance(game.match.state, Closed | Revealing)


def contest_challenge(game: Contest):  # type: ignore[no-untyped-def]
    from tests.session.contest import challenge_of

    return challenge_of(game.round_id)


def test_no_reveal_while_an_answer_is_being_written() -> None:
    game = contest("ana", assisted=False)
    game.open()
    match, _ = step(game.match, ev.Answered("ana", "x", game.round_id, "guess", TRUE_HZ, None, None, game.at))
    game.match = match
    game.order("close")
    game.wait(5.0)
    assert game.phase == "CLOSED"
    game.do(ev.Stored("ana", "x", game.at))
    game.wait(0.2)
    assert game.phase == "REVEAL"
    assert game.points() == {"ana": 105.0}


def test_orders_that_do_not_fit_are_refused() -> None:
    game = contest()
    with pytest.raises(Refused, match="nobody has joined"):
        game.order("start")
    game.join("ana")
    game.open()
    with pytest.raises(Refused, match="fixed while a match runs"):
        game.do(ev.SetRules(game.match.rules, game.at))
    with pytest.raises(Refused, match="next does not fit"):
        game.order("next")


def test_more_time_for_everybody() -> None:
    game = contest("ana", guess_s=5)
    game.open()
    game.do(ev.Extend(15.0, game.at))
    game.wait(18.0)
    assert game.answer("ana") == "ok"


def test_the_match_starts_by_itself_when_enough_are_in() -> None:
    game = contest("ana", start_with=2)
    assert game.phase == "LOBBY"
    game.join("bo")
    game.until("GUESS")


def test_players_go_to_the_smallest_team() -> None:
    game = contest(*"abcde", teams=2)
    assert [player.team for player in game.match.players.values()] == [1, 2, 1, 2, 1]


def test_after_a_match_the_next_begins_at_nothing() -> None:
    game = contest("ana", rounds=1, assisted=False)
    game.open()
    game.answer("ana")
    game.until("REVEAL")
    game.order("next")
    assert game.phase == "FINISHED"
    game.do(ev.Again("m2", game.at))
    assert (game.phase, game.points(), game.match.match_id) == ("LOBBY", {"ana": 0.0}, "m2")


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from("abc"), st.sampled_from(["guess", "revise"])),
        st.tuples(st.just("wait"), st.floats(0.2, 30)),
        st.tuples(st.just("order"), st.sampled_from(["start", "pause", "resume", "skip", "close", "next", "lock"])),
        st.tuples(st.just("left"), st.sampled_from("abc")),
        st.tuples(st.just("arrived"), st.sampled_from("abc")),
        st.tuples(st.just("crash")),
        st.tuples(st.just("disk")),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(acts=ACTS, assisted=st.booleans(), pace=st.sampled_from(["together", "own"]))
def test_whatever_happens_nothing_counts_twice_and_the_match_can_end(
    *,
    acts: list[tuple[str, ...]],
    assisted: bool,
    pace: str,
) -> None:
    game = contest("a", "b", "c", assisted=assisted, pace=pace, guess_s=10, revise_s=5, reveal_s=2)
    for number, act in enumerate(acts):
        _do(game, act, number)
    game.disk_works = True
    if game.phase == "PAUSED":
        game.order("resume")
    if game.phase == "LOBBY":
        game.order("start")
    game.until("FINISHED")
    assert len(game.disk) == len(set(game.disk))
    assert all(0 <= points <= 210 for points in game.points().values())
    told = [who for effect in game.told_of(ev.TellAi) if isinstance(effect, ev.TellAi) for who in effect.player_ids]
    assert all(any(player == who and phase == "guess" for player, _, phase in game.disk) for who in told)


def _do(game: Contest, act: tuple[str, ...], number: int) -> None:
    match act:
        case "answer", who, phase if game.match.play is not None:
            game.answer(who, phase=phase, answer_id=f"{number}")  # type: ignore[arg-type]  # one of two words
        case "wait", seconds:
            game.wait(float(seconds))
        case "order", what:
            with contextlib.suppress(Refused):
                game.order(what)
        case "left" | "arrived" as way, who:
            game.do((ev.Left if way == "left" else ev.Arrived)(who, game.at))
        case ("crash",) if not isinstance(game.match.state, Revealing):
            game.do(ev.Resumed(game.at))
        case ("disk",):
            game.disk_works = not game.disk_works


def test_a_second_player_of_that_name_is_another() -> None:
    game = contest("ana")
    game.do(ev.Joined(replace(Player("ana2", "ana"), team=None), game.at))
    assert list(game.match.players) == ["ana", "ana2"]
