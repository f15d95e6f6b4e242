"""Commits as trials, attempts as bets."""

import dataclasses

import pytest

from game.core.facts import Attempt, Choice, Truth
from game.dsp.audio import SourceAudio
from game.session import round as rounds
from game.session.trials import bet_of, trial_of
from tests.session.test_round import after, heard, listening, told
from tests.store.test_log import attempt_of


def assisted(
    source: SourceAudio, *, guess: float = 900.0, ai: float | None = 1800.0, final: float | None = None
) -> Attempt:
    """Return an attempt of eq.boost_freq in which the tracker gave the player one chance in two."""
    state = heard(listening(source, mode="assisted", ai_says=ai))
    state = rounds.step(state, rounds.Guess("c", guess, "certain", after(10)))
    state = rounds.step(state, rounds.Stored(at=after(10)))
    last = rounds.Keep(at=after(20)) if final is None else rounds.Revise(final, "certain", after(20))
    attempt = told(rounds.step(state, last)).attempt
    return dataclasses.replace(attempt, commit=dataclasses.replace(attempt.commit, p_track=0.5))


def test_a_first_guess_is_a_trial_whatever_came_after(pink: SourceAudio) -> None:
    kept, moved = assisted(pink), assisted(pink, final=1800.0)
    assert trial_of(kept.commit) == trial_of(moved.commit)


def test_a_trial_has_cue_error_and_span_in_the_units_of_the_skill(pink: SourceAudio) -> None:
    commit = attempt_of(pink, assisted=False).commit
    trial = trial_of(commit)
    assert trial is not None
    assert (trial.cue, trial.solo, trial.alternatives) == (12.0, True, 0)
    assert trial.span == pytest.approx(7.866, abs=0.001)
    assert trial.error == pytest.approx(attempt_of(pink).guess_verdict.error)


def test_a_catch_trial_and_listening_from_memory_say_nothing_of_a_threshold(pink: SourceAudio) -> None:
    commit = attempt_of(pink).commit
    none = dataclasses.replace(commit.challenge, truth=Truth(choice=None, params={}))
    assert trial_of(dataclasses.replace(commit, challenge=none)) is None
    assert trial_of(dataclasses.replace(commit, recall="silence")) is None


@pytest.mark.parametrize(("final", "weight"), [(None, 0.0), (1800.0, 1.0), (900 * 2**0.5, 0.5), (3600.0, 2.0)])
def test_the_weight_of_advice_is_in_octaves(pink: SourceAudio, final: Choice | None, weight: float) -> None:
    bet = bet_of(assisted(pink, final=final))
    assert bet is not None
    assert bet.weight == pytest.approx(weight)
    assert (bet.p_own, bet.p_ai, bet.apart) == (0.5, 0.4, True)


@pytest.mark.parametrize(("ai", "apart"), [(900 * 2**0.2, False), (900 * 2**0.3, True)])
def test_answers_within_half_the_tolerance_agree(pink: SourceAudio, ai: float, *, apart: bool) -> None:
    bet = bet_of(assisted(pink, ai=ai))
    assert bet is not None
    assert (bet.apart, bet.weight is None) == (apart, not apart)


def test_where_the_ai_named_nothing_there_was_no_bet(pink: SourceAudio) -> None:
    assert bet_of(assisted(pink, ai=None)) is None
    assert bet_of(attempt_of(pink, assisted=False)) is None


def test_a_guess_in_no_time_is_hasty(pink: SourceAudio) -> None:
    slow = assisted(pink)
    listened = dataclasses.replace(slow.commit.guess, listens=2)
    calm = dataclasses.replace(slow, commit=dataclasses.replace(slow.commit, guess=listened))
    quick = dataclasses.replace(
        calm, commit=dataclasses.replace(calm.commit, guess=dataclasses.replace(listened, elapsed_ms=900))
    )
    assert [bet.hasty for bet in (bet_of(calm), bet_of(quick), bet_of(slow)) if bet] == [False, True, True]
