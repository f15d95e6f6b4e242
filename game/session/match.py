"""The referee: a whole contest as a pure state machine with time inside its events.

LOBBY -> PREPARE -> GUESS -> (AI -> REVISE) -> CLOSED -> REVEAL -> PREPARE ... -> FINISHED; PAUSED from any of the
running ones. `step(match, event)` returns the next match and what is to be done: all that must be on disk first, then
all that is told. Whoever drives it tells nothing before the writing is done.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from game.session.match_answers import Outcome, settle, take
from game.session.match_events import (
    Again,
    Announce,
    Answered,
    Arrived,
    ChangePlayer,
    Event,
    Extend,
    Joined,
    Left,
    NotPrepared,
    NotStored,
    Order,
    Prepared,
    Readied,
    Render,
    Rerolled,
    Resumed,
    SaveMatch,
    SavePlayer,
    SetRules,
    Stored,
    TellPeople,
    Tick,
    Unveil,
    Unveiled,
)
from game.session.match_facts import (
    Advising,
    Closed,
    Guessing,
    Lobby,
    Match,
    Paused,
    Player,
    Preparing,
    Revising,
)
from game.session.match_orders import obey
from game.session.match_phases import LOAD_WITHIN, Refused, after, go_on, prepare, tick
from game.session.match_places import with_play, with_player

BACK_S: Final = 4.0
"""After a crash everybody has at least so long to come back, and nothing is told before."""


def step(match: Match, event: Event) -> Outcome:
    """Return the match after `event`, and what is to be done.

    Raises:
        Refused: an order of the host that does not fit.
    """
    match event:
        case Answered():
            return take(match, event)
        case Stored() | NotStored():
            return after(settle(match, event), event.at)
        case Joined() | Rerolled() | Arrived() | Left() | Readied():
            return _people(match, event)
        case Prepared() | NotPrepared() | Unveiled() | Resumed():
            return _work(match, event)
        case Tick():
            return tick(match, event.at)
        case SetRules() | Order() | Again() | Extend() | ChangePlayer():
            return obey(match, event)


# ---- people


def _people(match: Match, event: Joined | Rerolled | Arrived | Left | Readied) -> Outcome:
    if isinstance(event, Joined):
        return _join(match, event)
    player = match.players.get(event.player_id)
    if player is None or player.kicked:
        return match, ()
    if isinstance(event, Readied):
        return _ready(match, event)
    if isinstance(event, Rerolled):
        return _reroll(match, replace(player, name=event.name))
    here = isinstance(event, Arrived)
    player = replace(player, here=here, left_at=None if here else event.at)
    return with_player(match, player), (TellPeople(),)


def _join(match: Match, event: Joined) -> Outcome:
    player = event.player
    if match.rules.teams:
        player = replace(player, team=smallest_team(match))
    match = with_player(match, player)
    effects = (SavePlayer(player.player_id), TellPeople())
    there = sum(not one.kicked for one in match.players.values())
    enough = match.rules.start_with and there >= match.rules.start_with
    if isinstance(match.state, Lobby) and enough:
        started, more = prepare(match, 1)
        return started, (*effects, *more)
    return match, effects


def _reroll(match: Match, player: Player) -> Outcome:
    if not isinstance(match.state, Lobby):
        raise Refused("names stand once the match has begun")
    return with_player(match, player), (SavePlayer(player.player_id), TellPeople(), Announce(player.player_id))


def smallest_team(match: Match) -> int:
    """Return the team that is to have the next player."""
    teams = [player.team for player in match.players.values() if not player.kicked]
    return min(range(1, match.rules.teams + 1), key=lambda team: (teams.count(team), team))


def _ready(match: Match, event: Readied) -> Outcome:
    play = match.play
    if play is None or play.round_id != event.round_id:
        return match, ()
    match = with_play(match, replace(play, ready=play.ready | {event.player_id}))
    return after((match, (TellPeople(),)), event.at)


# ---- the host's own work


def _work(match: Match, event: Prepared | NotPrepared | Unveiled | Resumed) -> Outcome:
    match event:
        case Prepared():
            return _prepared(match, event)
        case NotPrepared():
            fits = isinstance(match.state, Preparing) and match.state.idx == event.idx and match.state.play is None
            return go_on(match, event.idx) if fits else (match, ())
        case Unveiled():
            return _unveiled(match, event)
        case Resumed():
            return _resume(match, event.at)


def _prepared(match: Match, event: Prepared) -> Outcome:
    state = match.state.inner if isinstance(match.state, Paused) else match.state
    if not isinstance(state, Preparing) or state.idx != event.play.idx or state.play is not None:
        return match, ()
    waits = match.rules.mode == "headphones"
    known = replace(state, play=event.play, until_at=event.at + (LOAD_WITHIN if waits else timedelta()))
    if isinstance(match.state, Paused):
        return replace(match, state=replace(match.state, inner=known)), (SaveMatch(), Announce())
    return after((replace(match, state=known), (SaveMatch(), Announce())), event.at)


def _unveiled(match: Match, event: Unveiled) -> Outcome:
    paused = match.state if isinstance(match.state, Paused) else None
    state = match.state if paused is None else paused.inner
    if not isinstance(state, Closed) or state.play.round_id != event.round_id:
        return match, ()
    state = replace(state, challenge=event.challenge)
    return after((replace(match, state=state if paused is None else replace(paused, inner=state)), ()), event.at)


def _resume(match: Match, at: datetime) -> Outcome:
    """Go on after a crash: nobody is connected yet, and whoever comes back finds time to answer."""
    players = {key: replace(player, here=False, left_at=at) for key, player in match.players.items()}
    match, state = replace(match, players=players), match.state
    saved = (SaveMatch(), Announce())
    match state:
        case Preparing():
            return replace(match, state=Preparing(idx=state.idx)), (*saved, Render(state.idx))
        case Guessing() | Revising():
            return replace(match, state=_later(state, at)), saved
        case Advising():
            return replace(match, state=replace(state, until_at=at + timedelta(seconds=BACK_S))), saved
        case Closed():
            closed = replace(state, challenge=None, until_at=at + timedelta(seconds=BACK_S))
            return replace(match, state=closed), (*saved, Unveil(state.play.round_id))
        case Paused(inner=Preparing() as inner):
            return replace(match, state=replace(state, inner=Preparing(idx=inner.idx))), (*saved, Render(inner.idx))
        case Paused(inner=Closed() as inner):
            return match, (*saved, Unveil(inner.play.round_id))
    return match, saved


def _later(state: Guessing | Revising, at: datetime) -> Guessing | Revising:
    """Move the deadlines, not the opening: what was left is left, 4 s at least, and no more than there ever was."""
    most = state.closes_at - state.opens_at
    left = min(max(timedelta(seconds=BACK_S), state.closes_at - at), max(timedelta(seconds=BACK_S), most))
    by = at + left - state.closes_at
    opens_at = min(state.opens_at, at)  # where the clock was set back
    if isinstance(state, Revising):
        return replace(state, opens_at=opens_at, closes_at=state.closes_at + by)
    return replace(state, opens_at=opens_at, closes_at=state.closes_at + by, until_at=state.until_at + by)
