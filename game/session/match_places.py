"""Small changes to a match that several of its parts make."""

import dataclasses
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from game.session.match_facts import Finished, Lobby, Match, Paused, Play, Player, Running

Timed = TypeVar("Timed", bound=Running)


def with_play(match: Match, play: Play) -> Match:
    """Return the match with another value of the round that is on."""
    state = match.state
    if isinstance(state, Lobby | Finished):
        raise ValueError(f"a round must be on, got {type(state).__name__}")
    if isinstance(state, Paused):
        return replace(match, state=replace(state, inner=replace(state.inner, play=play)))
    return replace(match, state=replace(state, play=play))


def with_player(match: Match, player: Player) -> Match:
    """Return the match with another value of one player."""
    return replace(match, players={**match.players, player.player_id: player})


def shifted(state: Timed, by: timedelta) -> Timed:
    """Return a state with all its moments so much later."""
    moments = {
        field.name: value + by
        for field in dataclasses.fields(state)
        if isinstance(value := getattr(state, field.name), datetime)
    }
    return replace(state, **moments)  # type: ignore[arg-type]  # only the fields that hold moments
