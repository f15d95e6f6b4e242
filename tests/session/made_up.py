"""Attempts of eq.boost_freq, and others like them, made up one by one."""

import dataclasses
from datetime import datetime, timedelta

from game.core.facts import Attempt, Confidence, Truth
from game.drills.any_drill import judge
from game.dsp.audio import SourceAudio
from tests.session.test_round import NOW
from tests.store.test_log import attempt_of

CHOSEN_HZ = 1000.0


def attempt(
    source: SourceAudio,
    *,
    truth: float = CHOSEN_HZ,
    off_oct: float = 0.0,
    ai_off_oct: float | None = None,
    final_off_oct: float | None = None,
    sure: Confidence = "fairly sure",
    p_own: float | None = 0.5,
    p_ai: float = 0.8,
    at: datetime = NOW,
    session_id: str = "s",
) -> Attempt:
    """Return a finished round in which the first guess, the AI and the last word were so many octaves too high."""
    base = attempt_of(source, assisted=ai_off_oct is not None)
    challenge = dataclasses.replace(
        base.commit.challenge, truth=Truth(choice=truth, params={"freq_hz": truth, "gain_db": 12.0, "q": 1.4})
    )
    guessed = truth * 2**off_oct
    ended = guessed if final_off_oct is None else truth * 2**final_off_oct
    guess = dataclasses.replace(base.commit.guess, choice=guessed, confidence=sure)
    commit = dataclasses.replace(
        base.commit, challenge=challenge, guess=guess, p_track=p_own, committed_at=at, session_id=session_id
    )
    advice = verdict = None
    if ai_off_oct is not None and base.advice is not None:
        advice = dataclasses.replace(base.advice, choice=truth * 2**ai_off_oct, p_right=p_ai)
        verdict = judge(challenge, truth * 2**ai_off_oct)
    return dataclasses.replace(
        base,
        commit=commit,
        advice=advice,
        advice_verdict=verdict,
        final=dataclasses.replace(guess, choice=ended),
        guess_verdict=judge(challenge, guessed),
        final_verdict=judge(challenge, ended),
        finished_at=at + timedelta(seconds=20),
    )
