"""The round as a state machine: nothing of the AI before the commit is stored."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from game.core.facts import Advice, Mode
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.dsp.audio import SourceAudio
from game.session import round as rounds

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def listening(source: SourceAudio, *, mode: Mode, ai_says: float | None = 1000.0) -> rounds.Listening:
    """Return an opened round of eq.boost_freq; the AI of an assisted one says `ai_says`."""
    challenge = DRILLS["eq.boost_freq"].make_challenge(
        SKILLS["eq.boost_freq"], cue=12.0, source=source.source, seed=1, rate_hz=48_000
    )
    advice = Advice(
        skill_id="eq.boost_freq",
        choice=ai_says,
        direction="boost",
        p_right=None if ai_says is None else 0.4,
        distribution=((1000.0, 1.0),),
        evidence=(),
        in_domain=ai_says is not None,
        model_sha256="0" * 64,
    )
    setup = rounds.Setup(
        challenge=challenge,
        mode=mode,
        advice=advice if mode == "assisted" else None,
        advice_sha256="f" * 64 if mode == "assisted" else None,
        must_hear=("dry", "wet"),
        source_sha256="0" * 64,
        player_id="p",
        session_id="s",
        trial=0,
        app_version="0",
    )
    return rounds.Listening(setup=setup, opened_at=NOW)


def heard(state: rounds.State) -> rounds.State:
    return rounds.step(state, rounds.Listened({"dry": 3.0, "wet": 3.0}))


def guess(choice: float = 900.0, *, seconds: float = 10) -> rounds.Guess:
    return rounds.Guess("c", choice, "fairly sure", after(seconds))


def advised(source: SourceAudio, *, ai_says: float | None = 1000.0) -> rounds.State:
    state = rounds.step(heard(listening(source, mode="assisted", ai_says=ai_says)), guess())
    return rounds.step(state, rounds.Stored(at=after(10)))


def told(state: rounds.State) -> rounds.Told:
    assert isinstance(state, rounds.Told)
    return state


def test_a_guess_before_three_seconds_of_each_clip_is_refused(pink: SourceAudio) -> None:
    state = rounds.step(listening(pink, mode="solo"), rounds.Listened({"dry": 3.0, "wet": 2.9}))
    with pytest.raises(rounds.Refused, match="still to hear: wet"):
        rounds.step(state, guess())


def test_a_guess_outside_the_slider_is_refused(pink: SourceAudio) -> None:
    with pytest.raises(ValueError, match="between 60 and 14000 Hz, got 20000"):
        rounds.step(heard(listening(pink, mode="solo")), guess(20_000.0))


@pytest.mark.parametrize("mode", ["solo", "assisted"])
def test_a_guess_waits_for_the_disk(pink: SourceAudio, mode: Mode) -> None:
    state = rounds.step(heard(listening(pink, mode=mode)), guess())
    assert isinstance(state, rounds.Committing)
    assert state.commit.guess.choice == 900.0


@pytest.mark.parametrize("event", [rounds.Onward(), rounds.Keep(at=NOW), rounds.Auditioned("ai")])
def test_the_ai_says_nothing_before_the_commit_is_stored(pink: SourceAudio, event: rounds.Event) -> None:
    committing = rounds.step(heard(listening(pink, mode="assisted")), guess())
    for state in (listening(pink, mode="assisted"), committing):
        with pytest.raises(rounds.Refused, match="does not follow"):
            rounds.step(state, event)


def test_a_stored_solo_round_goes_to_the_truth(pink: SourceAudio) -> None:
    state = rounds.step(heard(listening(pink, mode="solo")), guess())
    attempt = told(rounds.step(state, rounds.Stored(at=after(11)))).attempt
    assert (attempt.advice, attempt.region_shown, attempt.final) == (None, False, attempt.commit.guess)


def test_a_stored_assisted_round_shows_the_region_first(pink: SourceAudio) -> None:
    state = advised(pink)
    assert isinstance(state, rounds.Advised)
    assert state.stage == "region"


def test_the_number_comes_one_key_after_the_region_and_auditions_after_that(pink: SourceAudio) -> None:
    number = rounds.step(advised(pink), rounds.Onward())
    assert isinstance(number, rounds.Advised)
    assert number.stage == "number"
    audition = rounds.step(number, rounds.Auditioned("you"))
    assert isinstance(audition, rounds.Advised)
    assert (audition.stage, audition.audition_you, audition.audition_ai) == ("audition", 1, 0)


def test_an_audition_before_the_number_is_refused(pink: SourceAudio) -> None:
    with pytest.raises(rounds.Refused, match="hear the AI's number first"):
        rounds.step(advised(pink), rounds.Auditioned("ai"))


def test_keeping_leaves_the_first_guess_as_it_was(pink: SourceAudio) -> None:
    attempt = told(rounds.step(advised(pink), rounds.Keep(at=after(20)))).attempt
    assert attempt.final == attempt.commit.guess
    assert (attempt.region_shown, attempt.number_shown) == (True, False)


def test_revising_changes_the_last_word_and_not_the_guess(pink: SourceAudio) -> None:
    number = rounds.step(advised(pink), rounds.Onward())
    attempt = told(rounds.step(number, rounds.Revise(1000.0, "certain", after(25)))).attempt
    assert (attempt.commit.guess.choice, attempt.final.choice, attempt.number_shown) == (900.0, 1000.0, True)


def test_a_revision_outside_the_slider_is_refused(pink: SourceAudio) -> None:
    with pytest.raises(ValueError, match="answer must lie between"):
        rounds.step(advised(pink), rounds.Revise(1.0, "certain", after(25)))


def test_times_are_counted_from_the_opening(pink: SourceAudio) -> None:
    attempt = told(rounds.step(advised(pink), rounds.Revise(1000.0, "certain", after(25.5)))).attempt
    assert (attempt.commit.guess.elapsed_ms, attempt.final.elapsed_ms) == (10_000, 25_500)


def test_player_and_listener_are_judged_alike(pink: SourceAudio) -> None:
    truth = listening(pink, mode="solo").setup.challenge.truth.choice
    attempt = told(rounds.step(advised(pink, ai_says=900.0), rounds.Keep(at=after(12)))).attempt
    assert attempt.advice_verdict == attempt.guess_verdict
    assert attempt.guess_verdict == DRILLS["eq.boost_freq"].judge(attempt.commit.challenge, 900.0)
    assert attempt.commit.challenge.truth.choice == truth


def test_an_ai_that_cannot_tell_is_not_judged(pink: SourceAudio) -> None:
    attempt = told(rounds.step(advised(pink, ai_says=None), rounds.Keep(at=after(12)))).attempt
    assert attempt.advice_verdict is None


def test_nothing_follows_the_truth(pink: SourceAudio) -> None:
    end = rounds.step(advised(pink), rounds.Keep(at=after(12)))
    with pytest.raises(rounds.Refused, match="Keep does not follow Told"):
        rounds.step(end, rounds.Keep(at=after(13)))


def test_states_are_values(pink: SourceAudio) -> None:
    state = listening(pink, mode="solo")
    rounds.step(state, rounds.Started())
    assert state.listens == 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        state.listens = 3  # type: ignore[misc]


def test_going_solo_forgets_the_advice_unread(pink: SourceAudio) -> None:
    alone = rounds.step(heard(listening(pink, mode="assisted")), rounds.GoSolo())
    state = rounds.step(rounds.step(alone, guess()), rounds.Stored(at=after(11)))
    attempt = told(state).attempt
    assert (attempt.commit.mode, attempt.advice, attempt.commit.advice_sha256) == ("solo", None, None)


def test_after_the_commit_nobody_goes_solo(pink: SourceAudio) -> None:
    with pytest.raises(rounds.Refused, match="does not follow"):
        rounds.step(advised(pink), rounds.GoSolo())
