"""A match to database rows and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from game.core.canonical import canonical_json
from game.core.facts import Challenge, Truth
from game.session.match_facts import (
    PHASES,
    Advising,
    Closed,
    Entry,
    Finished,
    Given,
    Guessing,
    Lobby,
    Paused,
    Play,
    Player,
    Preparing,
    Revealing,
    Revising,
    Rules,
    State,
)
from game.session.match_records import Hidden, KeepAnswer, KeepMatch, KeepPlayer, KeepRound
from game.store.rows import Row, read_advice, read_facts, read_moment, read_question, write_moment


def match_row(record: KeepMatch) -> Row:
    """Return a match as a row of `matches`; what was answered and what is true stand elsewhere."""
    match = record.match
    return {
        "match_id": match.match_id,
        "room": record.room.code,
        "host_id": record.room.host_id,
        "rules": canonical_json(match.rules),
        "state": json.dumps(_write_state(match.state)),
        "locked": int(match.locked),
        "saved_at": write_moment(record.at),
    }


def read_rules(text: str) -> Rules:
    """Return the rules that were written."""
    value = json.loads(text)
    return Rules(**{**value, "sources": tuple(value["sources"])})


def _write_state(state: State) -> dict[str, Any]:
    """Return a state's name and moments, and which round it is about."""
    value: dict[str, Any] = {"phase": PHASES[type(state)]}
    for field in fields(state):
        item = getattr(state, field.name)
        if isinstance(item, datetime):
            value[field.name] = write_moment(item)
    if isinstance(state, Paused):
        value["inner"] = _write_state(state.inner)
    elif not isinstance(state, Lobby | Finished):
        value["idx"] = state.idx if isinstance(state, Preparing) else state.play.idx
        value["round_id"] = None if state.play is None else state.play.round_id
    return value


def round_of(text: str) -> str | None:
    """Return which round a written state is about."""
    value = json.loads(text)
    round_id = value.get("inner", value).get("round_id")
    return None if round_id is None else str(round_id)


def read_state(text: str, play: Play | None, *, saved_at: datetime) -> State:
    """Return the state that was written; where the truth was out, the round is closed again."""
    return _read_state(json.loads(text), play, saved_at)


def _read_state(value: Mapping[str, Any], play: Play | None, saved_at: datetime) -> State:
    at = {key: read_moment(text) for key, text in value.items() if key.endswith("_at")}
    match value["phase"]:
        case "LOBBY":
            return Lobby()
        case "FINISHED":
            return Finished()
        case "PAUSED":
            inner = _read_state(value["inner"], play, saved_at)
            if not isinstance(inner, Lobby | Finished | Paused):
                return Paused(inner=inner, since_at=at["since_at"])
    if play is None or value["phase"] == "PREPARE":
        return Preparing(idx=value["idx"])
    if value["phase"] == PHASES[Revealing]:
        return Closed(play=play, until_at=saved_at)
    kinds: dict[str, Any] = {PHASES[kind]: kind for kind in (Guessing, Advising, Revising, Closed)}
    state: State = kinds[value["phase"]](play=play, **at)
    return state


def player_row(record: KeepPlayer) -> Row:
    """Return a player as a row of `match_players`; points are what the scores say."""
    player = record.player
    return {
        "match_id": record.match_id,
        "player_id": player.player_id,
        "name": player.name,
        "wish": player.wish,
        "team": player.team,
        "extra_time": player.extra_time,
        "kicked": int(player.kicked),
        "changed_at": write_moment(record.at),
    }


def read_player(row: Mapping[str, Any], *, points: float, left_at: datetime) -> Player:
    """Return a player, who is not connected any more."""
    return Player(
        player_id=row["player_id"],
        name=row["name"],
        wish=row["wish"],
        team=row["team"],
        extra_time=row["extra_time"],
        here=False,
        left_at=left_at,
        kicked=bool(row["kicked"]),
        points=points,
    )


def round_row(record: KeepRound) -> Row:
    """Return a round as a row of `match_rounds`."""
    play = record.play
    return {
        "round_id": play.round_id,
        "match_id": record.match_id,
        "idx": play.idx,
        "question": canonical_json(play.question),
        "clips": json.dumps(play.clips),
        "assisted": int(play.assisted),
        "grid": None if play.grid is None else json.dumps(play.grid),
        "made_at": write_moment(record.at),
    }


def read_play(row: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> Play:
    """Return a round with its answers."""
    play = Play(
        round_id=row["round_id"],
        idx=row["idx"],
        question=read_question(row["question"]),
        clips=tuple(json.loads(row["clips"])),
        assisted=bool(row["assisted"]),
        grid=None if row["grid"] is None else json.loads(row["grid"]),
    )
    entries = dict[str, Entry]()
    for answer in answers:
        entry = entries.get(answer["player_id"], Entry())
        given = _read_given(answer)
        entries[answer["player_id"]] = (
            replace(entry, guess=given) if answer["phase"] == "guess" else replace(entry, final=given)
        )
    return replace(play, entries=entries)


def truth_row(record: KeepRound) -> Row:
    """Return what is hidden as a row of `match_truths`."""
    hidden = record.hidden
    return {
        "round_id": record.play.round_id,
        "challenge": canonical_json(hidden.challenge),
        "advice": None if hidden.advice is None else canonical_json(hidden.advice),
        "region": hidden.region,
        "why": hidden.why,
        "explain": hidden.explain,
        "picture": None if hidden.picture is None else json.dumps(hidden.picture),
    }


def read_hidden(row: Mapping[str, Any]) -> Hidden:
    """Return what is hidden in a round."""
    value = json.loads(row["challenge"])
    truth = Truth(choice=value["truth"]["choice"], params=read_facts(value["truth"]["params"]))
    question = read_question(canonical_json(value["question"]))
    return Hidden(
        challenge=Challenge(**{**value, "question": question, "truth": truth}),
        advice=None if row["advice"] is None else read_advice(row["advice"]),
        region=row["region"],
        why=row["why"],
        explain=row["explain"],
        picture=None if row["picture"] is None else json.loads(row["picture"]),
    )


def answer_row(record: KeepAnswer) -> Row:
    """Return an answer as a row of `match_answers`."""
    given = record.given
    return {
        "round_id": record.round_id,
        "player_id": record.player_id,
        "phase": record.phase,
        "answer_id": given.answer_id,
        "choice": given.choice,
        "confidence": given.confidence,
        "think_ms": given.think_ms,
        "elapsed_ms": given.elapsed_ms,
        "received_at": write_moment(given.at),
    }


def _read_given(row: Mapping[str, Any]) -> Given:
    return Given(
        answer_id=row["answer_id"],
        choice=row["choice"],
        confidence=row["confidence"],
        think_ms=row["think_ms"],
        elapsed_ms=row["elapsed_ms"],
        at=read_moment(row["received_at"]),
        stored=True,
    )
