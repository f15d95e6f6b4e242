"""What the host may order, and when."""

from dataclasses import replace
from datetime import timedelta

from game.session import match_phases
from game.session.match_answers import Outcome
from game.session.match_events import (
    Again,
    Announce,
    ChangePlayer,
    Dismiss,
    Effect,
    Extend,
    Order,
    SaveMatch,
    SavePlayer,
    SetRules,
    TellPeople,
    TellTruth,
)
from game.session.match_facts import Advising, Finished, Guessing, Lobby, Match, Paused, Preparing, Revealing, Revising
from game.session.match_phases import Refused
from game.session.match_places import with_player

LONGEST_EXTENSION_S = 600.0


def obey(match: Match, event: SetRules | Order | Again | Extend | ChangePlayer) -> Outcome:
    """Return the match after an order; Refused where it does not fit."""
    match event:
        case SetRules():
            return _set_rules(match, event)
        case Order():
            return _order(match, event)
        case Again():
            return _again(match, event)
        case Extend():
            return _extend(match, event)
        case ChangePlayer():
            return _change_player(match, event)


def _set_rules(match: Match, event: SetRules) -> Outcome:
    if not isinstance(match.state, Lobby):
        raise Refused("the set-up is fixed while a match runs")
    players = match.players
    if event.rules.teams != match.rules.teams:
        in_order = [player for player in players.values() if not player.kicked]
        team_of = {player.player_id: number % event.rules.teams + 1 for number, player in enumerate(in_order)
                   } if event.rules.teams else {}  # fmt: skip
        players = {key: replace(player, team=team_of.get(key)) for key, player in players.items()}
    saved = tuple(SavePlayer(key) for key, player in players.items() if player is not match.players[key])
    return replace(match, rules=event.rules, players=players), (SaveMatch(), *saved, Announce(), TellPeople())


def _order(match: Match, event: Order) -> Outcome:
    match event.what:
        case "lock" | "unlock":
            return replace(match, locked=event.what == "lock"), (SaveMatch(), TellPeople())
        case "pause":
            return match_phases.pause(match, event.at), (SaveMatch(), Announce())
        case "resume":
            return match_phases.unpause(match, event.at), (SaveMatch(), Announce())
        case "end":
            return _end(match)
    return _move(match, event)


def _move(match: Match, event: Order) -> Outcome:
    state = match.state
    match event.what, state:
        case "start", Lobby():
            if not any(not player.kicked for player in match.players.values()):
                raise Refused("nobody has joined yet")
            return match_phases.prepare(match, 1)
        case "close", Guessing() | Advising() | Revising():
            return match_phases.end_phase(match, event.at)
        case "next", Revealing():
            return match_phases.go_on(match, match.idx)
        case "skip", Preparing() | Guessing() | Advising() | Revising():
            return match_phases.go_on(match, match.idx)
    raise Refused(f"{event.what} does not fit: the match is in {type(state).__name__}")


def _end(match: Match) -> Outcome:
    if isinstance(match.state, Finished):
        raise Refused("the match is over already")
    return replace(match, state=Finished()), (SaveMatch(), Announce(), TellTruth())


def _again(match: Match, event: Again) -> Outcome:
    if not isinstance(match.state, Finished):
        raise Refused("end this match first")
    players = {key: replace(player, points=0.0) for key, player in match.players.items()}  # who was kicked stays so
    fresh = Match(match_id=event.match_id, rules=replace(match.rules, start_with=0), players=players)
    return fresh, (SaveMatch(), *(SavePlayer(key) for key in players), Announce(), TellPeople())


def _extend(match: Match, event: Extend) -> Outcome:
    by = timedelta(seconds=min(event.seconds, LONGEST_EXTENSION_S))
    state = match.state.inner if isinstance(match.state, Paused) else match.state
    if isinstance(state, Guessing):
        longer: Guessing | Revising = replace(state, closes_at=state.closes_at + by, until_at=state.until_at + by)
    elif isinstance(state, Revising):
        longer = replace(state, closes_at=state.closes_at + by)
    else:
        raise Refused("time can be added while answers come in")
    paused = isinstance(match.state, Paused)
    after = replace(match.state, inner=longer) if isinstance(match.state, Paused) and paused else longer
    return replace(match, state=after), (SaveMatch(), Announce())


def _change_player(match: Match, event: ChangePlayer) -> Outcome:
    player = match.players.get(event.player_id)
    if player is None or player.kicked:
        raise Refused("there is no such player")
    if event.name is not None:
        player = replace(player, name=event.name, wish=None)
    if event.forget_wish:
        player = replace(player, wish=None)
    if event.extra_time is not None:
        player = replace(player, extra_time=event.extra_time)
    if event.team is not None:
        player = replace(player, team=event.team)
    effects: list[Effect] = [SavePlayer(player.player_id), TellPeople()]
    if event.kick:
        player = replace(player, kicked=True, here=False)
        effects.append(Dismiss(player.player_id))
    else:
        effects.append(Announce(player.player_id))
    return with_player(match, player), tuple(effects)
