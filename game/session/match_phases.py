"""How a match goes from one phase to the next."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from game.session.match_answers import Outcome, is_over, unstored
from game.session.match_events import (
    Announce,
    Render,
    SaveMatch,
    SaveResults,
    TellAi,
    TellTruth,
    Unveil,
)
from game.session.match_facts import (
    Advising,
    Closed,
    Finished,
    Guessing,
    Lobby,
    Match,
    Paused,
    Play,
    Preparing,
    Revealing,
    Revising,
)
from game.session.match_places import shifted
from game.session.match_scoring import results_of

AHEAD: Final = timedelta(seconds=1)
"""Guessing is announced so long before it opens, so that all clients open it at one moment."""
LOAD_WITHIN: Final = timedelta(seconds=10)
ADVICE_FOR: Final = timedelta(seconds=4)
"""How long everybody reads what the AI says before answers may change."""
CLOSED_FOR: Final = timedelta(seconds=1)


class Refused(ValueError):
    """The order does not fit the state; the text tells the host why."""


def after(outcome: Outcome, at: datetime) -> Outcome:
    """Let time go by at once, as an event may have been the one that was waited for."""
    match, effects = outcome
    match, more = tick(match, at)
    return match, (*effects, *more)


def tick(match: Match, at: datetime) -> Outcome:
    """Return the match after time went by."""
    match match.state:
        case Preparing(play=Play() as play) if _loaded(match, play, at):
            return open_guessing(match, play, at)
        case Guessing() | Revising() if is_over(match, at):
            return end_phase(match, at)
        case Advising() if at >= match.state.until_at:
            return end_phase(match, at)
        case Closed(challenge=challenge) if (
            challenge is not None and at >= match.state.until_at and not unstored(match)
        ):
            return _reveal(match, match.state, at)
        case Revealing(until_at=datetime() as until_at) if at >= until_at:
            return go_on(match, match.idx)
    return match, ()


def _loaded(match: Match, play: Play, at: datetime) -> bool:
    state = match.state
    if not isinstance(state, Preparing) or state.until_at is None:
        return False
    here = {player.player_id for player in match.players.values() if player.here and not player.kicked}
    return at >= state.until_at or (bool(here) and here <= play.ready)


def prepare(match: Match, idx: int) -> Outcome:
    """Have round `idx` rendered."""
    return replace(match, state=Preparing(idx=idx)), (SaveMatch(), Announce(), Render(idx))


def open_guessing(match: Match, play: Play, at: datetime) -> Outcome:
    """Announce that guessing opens in a moment."""
    opens_at = at + AHEAD
    closes_at = opens_at + timedelta(seconds=match.rules.guess_s)
    own = match.rules.pace == "own" and play.assisted
    until_at = closes_at + timedelta(seconds=match.rules.revise_s if own else 0)
    state = Guessing(play=play, opens_at=opens_at, closes_at=closes_at, until_at=until_at)
    return replace(match, state=state), (SaveMatch(), Announce())


def end_phase(match: Match, at: datetime) -> Outcome:
    """Go from one phase of a round to the next."""
    state = match.state
    match state:
        case Guessing(play=play) if play.assisted and match.rules.pace == "together" and _guessers(play):
            advising = Advising(play=play, opens_at=at, until_at=at + ADVICE_FOR)
            return replace(match, state=advising), (SaveMatch(), Announce(), TellAi(_guessers(play)))
        case Advising(play=play):
            closes_at = at + timedelta(seconds=match.rules.revise_s)
            return replace(match, state=Revising(play=play, opens_at=at, closes_at=closes_at)), (
                SaveMatch(),
                Announce(),
            )
        case Guessing(play=play) | Revising(play=play):
            closed = Closed(play=play, until_at=at + CLOSED_FOR)
            return replace(match, state=closed), (SaveMatch(), Announce(), Unveil(play.round_id))
    raise Refused(f"only an open phase can be closed, this is {type(state).__name__}")


def _guessers(play: Play) -> tuple[str, ...]:
    return tuple(key for key, entry in play.entries.items() if entry.guess is not None and entry.guess.stored)


def _reveal(match: Match, state: Closed, at: datetime) -> Outcome:
    if state.challenge is None:
        raise ValueError("a reveal needs the truth, it was not fetched")
    results = results_of(state.play, state.challenge, match.players, match.rules)
    players = {
        key: replace(player, points=round(player.points + results[key].points, 1)) if key in results else player
        for key, player in match.players.items()
    }
    until_at = at + timedelta(seconds=match.rules.reveal_s) if match.rules.reveal_s else None
    revealing = Revealing(play=state.play, challenge=state.challenge, results=results, until_at=until_at)
    match = replace(match, state=revealing, players=players)
    return match, (SaveResults(state.play.round_id, results), SaveMatch(), Announce(), TellTruth())


def go_on(match: Match, idx: int) -> Outcome:
    """Go to the round after `idx`, or to the end."""
    if idx < match.rules.rounds:
        return prepare(match, idx + 1)
    return replace(match, state=Finished()), (SaveMatch(), Announce(), TellTruth())


def pause(match: Match, at: datetime) -> Match:
    """Stop the clock."""
    state = match.state
    if isinstance(state, Lobby | Finished | Paused):
        raise Refused(f"only a running round can be paused, this is {type(state).__name__}")
    return replace(match, state=Paused(inner=state, since_at=at))


def unpause(match: Match, at: datetime) -> Match:
    """Let the clock run again; no time was lost."""
    state = match.state
    if not isinstance(state, Paused):
        raise Refused("the match is not paused")
    return replace(match, state=shifted(state.inner, at - state.since_at))
