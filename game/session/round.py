"""A round as a pure state machine: LISTEN, COMMIT, then TRUTH, or REGION, NUMBER, AUDITION, KEEP or REVISE, TRUTH.

`step(state, event)` returns the next state. Whoever drives it writes a commit to disk when it sees `Committing` and
answers with `Stored`; only then can the AI speak. Time comes inside the events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from game.core.facts import Advice, Answer, Attempt, Challenge, Choice, Commit, Confidence, Mode, Recall
from game.core.skills import SKILLS
from game.drills.any_drill import chance_of, check_choice, judge
from game.drills.scoring import item_offset_oct
from game.learn.points import points_of

HEAR_EACH_S: Final = 3.0
"""A clip counts as listened to after this long."""


class Refused(ValueError):
    """The event does not fit the state; the text tells the player why."""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that is fixed when a round opens. In a solo round `advice` is None."""

    challenge: Challenge
    mode: Mode
    advice: Advice | None
    advice_sha256: str | None
    must_hear: tuple[str, ...]
    source_sha256: str
    player_id: str
    session_id: str
    trial: int
    app_version: str
    recall: Recall = "free"
    p_track: float | None = None
    theta_mean: float | None = None
    theta_sd: float | None = None


# ---- states


@dataclass(frozen=True, slots=True)
class Listening:
    """The player hears the clips and may guess once each was heard for HEAR_EACH_S."""

    setup: Setup
    opened_at: datetime
    heard_s: Mapping[str, float] = field(default_factory=dict)
    listens: int = 0


@dataclass(frozen=True, slots=True)
class Committing:
    """The guess is made and must reach the disk before anything else happens."""

    setup: Setup
    commit: Commit


@dataclass(frozen=True, slots=True)
class Advised:
    """The AI speaks: first a region, then its number, then both answers can be heard undone."""

    setup: Setup
    commit: Commit
    stage: Literal["region", "number", "audition"] = "region"
    audition_you: int = 0
    audition_ai: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """The truth is out; `attempt` goes to the log."""

    setup: Setup
    attempt: Attempt


State = Listening | Committing | Advised | Told

# ---- events


@dataclass(frozen=True, slots=True)
class Started:
    """A clip was started."""


@dataclass(frozen=True, slots=True)
class Listened:
    """How long each clip has been heard in all."""

    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class GoSolo:
    """The player leaves the AI out of this round; its advice is forgotten unread."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The player commits."""

    commit_id: str
    choice: Choice | None
    confidence: Confidence
    at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """The commit is on disk."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Onward:
    """The player wants to know more: from region to number, from number to audition."""


@dataclass(frozen=True, slots=True)
class Auditioned:
    """The player heard an answer undone: their own or the AI's."""

    whose: Literal["you", "ai"]


@dataclass(frozen=True, slots=True)
class Keep:
    """The player stays with the first guess; the default."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Revise:
    """The player changes the answer."""

    choice: Choice | None
    confidence: Confidence
    at: datetime


Event = Started | Listened | GoSolo | Guess | Stored | Onward | Auditioned | Keep | Revise


def step(state: State, event: Event) -> State:
    """Return the state after `event`.

    Raises:
        Refused: the event does not fit the state, or the guess comes before the clips were heard.
        ValueError: the answer lies outside what the question allows.
    """
    match state, event:
        case Listening(), Started() | Listened() | GoSolo():
            return _listen(state, event)
        case Listening(), Guess():
            return _commit(state, event)
        case Committing(), Stored():
            return _after_commit(state, event)
        case Advised(), Onward() | Auditioned():
            return _look_closer(state, event)
        case Advised(), Keep():
            return _tell(state, state.commit.guess, at=event.at)
        case Advised(), Revise():
            return _revise(state, event)
    raise Refused(f"{type(event).__name__} does not follow {type(state).__name__}")


def still_to_hear(state: Listening) -> Mapping[str, float]:
    """Return the clips that were not heard long enough yet, with the seconds that are missing."""
    missing = {name: HEAR_EACH_S - state.heard_s.get(name, 0.0) for name in state.setup.must_hear}
    return {name: seconds for name, seconds in missing.items() if seconds > 0}


def _listen(state: Listening, event: Started | Listened | GoSolo) -> Listening:
    if isinstance(event, GoSolo):
        return replace(state, setup=replace(state.setup, mode="solo", advice=None, advice_sha256=None))
    if isinstance(event, Started):
        return replace(state, listens=state.listens + 1)
    return replace(state, heard_s=dict(event.seconds))


def _commit(state: Listening, event: Guess) -> Committing:
    setup = state.setup
    check_choice(setup.challenge, event.choice)
    missing = still_to_hear(state)
    if missing:
        raise Refused(f"listen to each clip for {HEAR_EACH_S:g} s first; still to hear: {', '.join(missing)}")
    guess = Answer(
        choice=event.choice,
        confidence=event.confidence,
        elapsed_ms=_ms_since(state.opened_at, event.at),
        listens=state.listens,
    )
    spec = SKILLS[setup.challenge.skill_id]
    commit = Commit(
        commit_id=event.commit_id,
        player_id=setup.player_id,
        session_id=setup.session_id,
        trial=setup.trial,
        challenge=setup.challenge,
        source_sha256=setup.source_sha256,
        guess=guess,
        mode=setup.mode,
        advice_sha256=setup.advice_sha256,
        tol=spec.tol_at(setup.challenge.cue),
        chance=chance_of(setup.challenge),
        o_item=item_offset_oct(setup.challenge),
        recall=setup.recall,
        p_track=setup.p_track,
        theta_mean=setup.theta_mean,
        theta_sd=setup.theta_sd,
        app_version=setup.app_version,
        committed_at=event.at,
    )
    return Committing(setup=setup, commit=commit)


def _after_commit(state: Committing, event: Stored) -> Advised | Told:
    if state.setup.mode == "assisted":
        return Advised(setup=state.setup, commit=state.commit)
    return _tell(Advised(setup=state.setup, commit=state.commit), state.commit.guess, at=event.at)


def _look_closer(state: Advised, event: Onward | Auditioned) -> Advised:
    if isinstance(event, Onward):
        return replace(state, stage="number" if state.stage == "region" else "audition")
    if state.stage == "region":
        raise Refused("hear the AI's number first, then both answers undone")
    if event.whose == "you":
        return replace(state, stage="audition", audition_you=state.audition_you + 1)
    return replace(state, stage="audition", audition_ai=state.audition_ai + 1)


def _revise(state: Advised, event: Revise) -> Told:
    check_choice(state.setup.challenge, event.choice)
    final = replace(
        state.commit.guess,
        choice=event.choice,
        confidence=event.confidence,
        elapsed_ms=state.commit.guess.elapsed_ms + _ms_since(state.commit.committed_at, event.at),
    )
    return _tell(state, final, at=event.at)


def _tell(state: Advised, final: Answer, *, at: datetime) -> Told:
    setup, commit = state.setup, state.commit
    guessed, ended = judge(setup.challenge, commit.guess.choice), judge(setup.challenge, final.choice)
    assisted = setup.mode == "assisted"
    named = setup.advice.choice if setup.advice else None
    attempt = Attempt(
        commit=commit,
        advice=setup.advice,
        region_shown=assisted,
        number_shown=assisted and state.stage != "region",
        audition_you=state.audition_you,
        audition_ai=state.audition_ai,
        final=final,
        guess_verdict=guessed,
        advice_verdict=None if named is None else judge(setup.challenge, named),
        final_verdict=ended,
        points=points_of(guess_score=guessed.score, final_score=ended.score, mode=setup.mode),
        finished_at=at,
    )
    return Told(setup=setup, attempt=attempt)


def _ms_since(start: datetime, end: datetime) -> int:
    return max(0, round((end - start).total_seconds() * 1000))
