"""Which answers count: each once, in its own phase, before its player's deadline and half a second of grace."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from game.drills.any_drill import may_be_unchanged
from game.session.match_events import (
    AckTo,
    Announce,
    Answered,
    Effect,
    Lost,
    NotStored,
    Res,
    SaveAnswer,
    Stored,
    TellAi,
    TellProgress,
)
from game.session.match_facts import (
    UNTIMED,
    Advising,
    AnswerPhase,
    Closed,
    Entry,
    Given,
    Guessing,
    Lobby,
    Match,
    Paused,
    Play,
    Player,
    Preparing,
    Revising,
)
from game.session.match_places import with_play

GRACE: Final = timedelta(milliseconds=500)
"""How long after the bell an answer may still arrive that was sent before it."""
BACK_WITHIN: Final = timedelta(seconds=10)
"""So long the others wait for one who lost the connection."""
Outcome = tuple[Match, tuple[Effect, ...]]


def stretched(player: Player, opens_at: datetime, closes_at: datetime) -> datetime | None:
    """Return a player's own deadline; None where there is none."""
    return None if player.extra_time == UNTIMED else opens_at + (closes_at - opens_at) * player.extra_time


def deadline(match: Match, player: Player, phase: AnswerPhase) -> datetime | None:
    """Return until when `player` may answer in `phase`, which must be open."""
    state = match.state
    if isinstance(state, Guessing):
        return stretched(player, state.opens_at, state.closes_at if phase == "guess" else state.until_at)
    if isinstance(state, Revising):
        return stretched(player, state.opens_at, state.closes_at)
    raise ValueError(f"a deadline needs an open phase, got {type(state).__name__}")


def take(match: Match, event: Answered) -> Outcome:
    """Judge whether an answer counts; one that does is to be written, and is acknowledged when it is."""
    player, play = match.players.get(event.player_id), match.play
    if player is None or player.kicked:
        return match, ()
    if play is None or play.round_id != event.round_id:
        return match, (AckTo(event.player_id, event.answer_id, "late", old=True),)
    entry = play.entries.get(event.player_id, Entry())
    for given in (entry.guess, entry.final):
        if given is not None and given.answer_id == event.answer_id:
            return match, (AckTo(event.player_id, event.answer_id, "dup"),) if given.stored else ()
    res = _verdict(match, player, play, entry, event)
    if res != "ok":
        return match, (AckTo(event.player_id, event.answer_id, res),)
    given = Given(
        answer_id=event.answer_id,
        choice=event.choice,
        confidence=event.confidence,
        think_ms=event.think_ms,
        elapsed_ms=max(0, round((event.at - _opened(match)).total_seconds() * 1000)),
        at=event.at,
    )
    entry = replace(entry, guess=given) if event.phase == "guess" else replace(entry, final=given)
    return _with(match, play, event.player_id, entry), (SaveAnswer(event.player_id, play.round_id, event.phase, given),)


def settle(match: Match, event: Stored | NotStored) -> Outcome:
    """Count an answer that is on disk, or forget one that could not be written."""
    play = match.play
    entry = Entry() if play is None else play.entries.get(event.player_id, Entry())
    for phase, given in (("guess", entry.guess), ("final", entry.final)):
        if play is None or given is None or given.answer_id != event.answer_id:
            continue
        if isinstance(event, NotStored):
            entry = replace(entry, guess=None) if phase == "guess" else replace(entry, final=None)
            return _with(match, play, event.player_id, entry), (Lost(event.player_id, event.answer_id),)
        kept = replace(given, stored=True)
        entry = replace(entry, guess=kept) if phase == "guess" else replace(entry, final=kept)
        told: list[Effect] = [AckTo(event.player_id, event.answer_id, "ok"), TellProgress(event.player_id)]
        if phase == "guess" and match.rules.pace == "own" and play.assisted and isinstance(match.state, Guessing):
            told += [Announce(event.player_id), TellAi((event.player_id,))]  # whose own phase is REVISE now
        return _with(match, play, event.player_id, entry), tuple(told)
    res: Res = "ok"  # the round went on while it was written
    return match, (AckTo(event.player_id, event.answer_id, res),) if isinstance(event, Stored) else ()


def _verdict(match: Match, player: Player, play: Play, entry: Entry, event: Answered) -> Res:
    if isinstance(match.state, Paused | Preparing | Lobby):
        return "not_open"
    if not _allowed(play, event):
        return "not_open"
    if (entry.guess if event.phase == "guess" else entry.final) is not None:
        return "already"
    return (
        _guess_verdict(match, player, event) if event.phase == "guess" else _final_verdict(match, player, entry, event)
    )


def _allowed(play: Play, event: Answered) -> bool:
    if event.choice is None:
        return may_be_unchanged(play.question)
    return play.question.answer.holds(event.choice)


def _guess_verdict(match: Match, player: Player, event: Answered) -> Res:
    state = match.state
    if not isinstance(state, Guessing):
        return "late"
    return "not_open" if event.at < state.opens_at else _in_time(match, player, event)


def _final_verdict(match: Match, player: Player, entry: Entry, event: Answered) -> Res:
    state = match.state
    own = isinstance(state, Guessing) and match.rules.pace == "own" and state.play.assisted
    if not (own or isinstance(state, Revising)):
        return "not_open" if isinstance(state, Guessing | Advising) else "late"
    if entry.guess is None or not entry.guess.stored:
        return "not_open"
    return _in_time(match, player, event)


def _in_time(match: Match, player: Player, event: Answered) -> Res:
    until = deadline(match, player, event.phase)
    return "ok" if until is None or event.at <= until + GRACE else "late"


def _opened(match: Match) -> datetime:
    state = match.state
    if isinstance(state, Guessing | Revising):
        return state.opens_at
    raise ValueError(f"an answer needs an open phase, got {type(state).__name__}")


def _with(match: Match, play: Play, player_id: str, entry: Entry) -> Match:
    return with_play(match, replace(play, entries={**play.entries, player_id: entry}))


# ---- who is waited for


def is_done(match: Match, player: Player) -> bool:
    """Tell whether a player has nothing more to do in the phase that is open; only answers on disk count."""
    play = match.play
    if play is None:
        return False
    entry = play.entries.get(player.player_id, Entry())
    guessed = entry.guess is not None and entry.guess.stored
    ended = entry.final is not None and entry.final.stored
    if isinstance(match.state, Revising):
        return ended or not guessed
    return guessed and (ended or match.rules.pace == "together" or not play.assisted)


def is_playing(match: Match, player: Player, at: datetime) -> bool:
    """Tell whether a player is in: connected, or not long gone, or with an answer in this round."""
    if player.kicked:
        return False
    if player.here or (match.play is not None and player.player_id in match.play.entries):
        return True
    return player.left_at is not None and at < player.left_at + BACK_WITHIN


def playing(match: Match, at: datetime) -> tuple[Player, ...]:
    """Return who is in."""
    return tuple(player for player in match.players.values() if is_playing(match, player, at))


def all_done(match: Match, at: datetime) -> bool:
    """Tell whether nobody is waited for any more."""
    anybody = False
    for player in match.players.values():
        if is_playing(match, player, at):
            anybody = True
            if not is_done(match, player):
                return False
    return anybody


def is_over(match: Match, at: datetime) -> bool:
    """Tell whether the open phase ends: everybody is done, or every deadline with its grace has passed."""
    state = match.state
    if not isinstance(state, Guessing | Revising) or at < state.opens_at:
        return False
    if all_done(match, at):
        return True
    if at <= (state.closes_at if isinstance(state, Revising) else state.until_at) + GRACE:
        return False
    last: AnswerPhase = "revise" if isinstance(state, Revising) or state.until_at > state.closes_at else "guess"
    ends = [deadline(match, player, last) for player in playing(match, at) if not is_done(match, player)]
    return all(end is not None and at > end + GRACE for end in ends)


def unstored(match: Match) -> bool:
    """Tell whether an answer of this round is still being written."""
    play = match.play
    return isinstance(match.state, Closed) and any(
        given is not None and not given.stored
        for entry in (play.entries.values() if play is not None else ())
        for given in (entry.guess, entry.final)
    )
