"""Matches kept in memory, for tests that need no disk; it keeps the same contract as the database."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from game.core.errors import StoreError
from game.session.match_facts import (
    Closed,
    Entry,
    Finished,
    Lobby,
    Match,
    Paused,
    Play,
    Player,
    Preparing,
    Result,
    Revealing,
    State,
)
from game.session.match_places import with_play
from game.session.match_records import (
    EndMatch,
    Hidden,
    KeepAnswer,
    KeepMatch,
    KeepPlayer,
    KeepResults,
    KeepRound,
    KeepSeat,
    Kept,
    Record,
    Scored,
)


class Rows:
    """What was written."""

    def __init__(self) -> None:
        self.matches: dict[str, KeepMatch] = {}
        self.ended: set[str] = set()
        self.seats: dict[str, str] = {}
        self.players: dict[tuple[str, str], Player] = {}
        self.rounds: dict[str, KeepRound] = {}
        self.answers: dict[tuple[str, str, str], KeepAnswer] = {}
        self.scores: dict[tuple[str, str], Result] = {}


class MemoryMatches:
    """A MatchStore of dictionaries."""

    def __init__(self) -> None:
        self._rows = Rows()
        self.full = False

    def write(self, groups: Sequence[Sequence[Record]]) -> Sequence[StoreError | None]:
        if self.full:
            return [StoreError("the match cannot be written down (full)")] * len(groups)
        return [self._write_group(group) for group in groups]

    def _write_group(self, group: Sequence[Record]) -> StoreError | None:
        before = copy.copy(self._rows)
        self._rows.__dict__ = {key: copy.copy(value) for key, value in before.__dict__.items()}
        try:
            for record in group:
                self._keep(record)
        except KeyError as error:
            self._rows = before
            return StoreError(f"each row is written once and belongs to others, got one that does not ({error})")
        return None

    def _keep(self, record: Record) -> None:  # one line for each kind of row
        rows = self._rows
        match record:
            case KeepMatch():
                rows.matches.pop(record.match.match_id, None)
                rows.matches[record.match.match_id] = record
            case KeepSeat():
                _new(record.token_sha256 not in rows.seats, "seat")
                rows.seats[record.token_sha256] = record.player_id
            case KeepPlayer():
                _new(record.match_id in rows.matches, "player of no match")
                rows.players[record.match_id, record.player.player_id] = record.player
            case KeepRound():
                _new(record.play.round_id not in rows.rounds and record.match_id in rows.matches, "round")
                rows.rounds[record.play.round_id] = record
            case KeepAnswer():
                key = (record.round_id, record.player_id, record.phase)
                ids = {(one.player_id, one.given.answer_id) for one in rows.answers.values()}
                fits = record.round_id in rows.rounds and (record.player_id, record.given.answer_id) not in ids
                _new(key not in rows.answers and fits, "answer")
                rows.answers[key] = record
            case KeepResults():
                _new(record.round_id in rows.rounds, "result of no round")
                rows.scores.update({(record.round_id, key): value for key, value in record.results.items()})
            case EndMatch():
                rows.ended.add(record.match_id)

    def find_open(self) -> Kept | None:
        rows = self._rows
        if not rows.matches:
            return None
        kept = list(rows.matches.values())[-1]
        match = kept.match
        if match.match_id in rows.ended:
            return None
        play = match.play
        match = replace(match, state=_closed(match.state, kept.at), players=self._players(match, play, kept.at))
        if match.play is not None and play is not None:
            match = with_play(match, self._with_answers(play))
        seats = {token: player for token, player in rows.seats.items() if player in match.players}
        return Kept(match=match, room=kept.room, seats=seats)

    def _players(self, match: Match, play: Play | None, at: datetime) -> dict[str, Player]:
        rows, leaving_out = self._rows, None if play is None else play.round_id
        counted = [key for key, one in rows.rounds.items() if one.match_id == match.match_id and key != leaving_out]
        return {
            player_id: replace(
                player,
                here=False,
                left_at=at,
                points=round(
                    sum(rows.scores[key, player_id].points for key in counted if (key, player_id) in rows.scores), 1
                ),
            )
            for (match_id, player_id), player in rows.players.items()
            if match_id == match.match_id
        }

    def _with_answers(self, play: Play) -> Play:
        entries = dict[str, Entry]()
        for (round_id, player_id, phase), record in self._rows.answers.items():
            if round_id == play.round_id:
                given, entry = replace(record.given, stored=True), entries.get(player_id, Entry())
                entries[player_id] = replace(entry, guess=given) if phase == "guess" else replace(entry, final=given)
        return replace(play, entries=entries, ready=frozenset())

    def find_seat(self, token_sha256: str) -> str | None:
        return self._rows.seats.get(token_sha256)

    def find_hidden(self, round_id: str) -> Hidden:
        if round_id not in self._rows.rounds:
            raise StoreError(f"round {round_id} must have a truth, there is none in memory")
        return self._rows.rounds[round_id].hidden

    def has_answer(self, player_id: str, answer_id: str) -> bool:
        return any(
            (one.player_id, one.given.answer_id) == (player_id, answer_id) for one in self._rows.answers.values()
        )

    def find_results(self, match_id: str) -> Sequence[Scored]:
        rows = self._rows
        found = []
        for (round_id, player_id), result in rows.scores.items():
            player, kept = rows.players.get((match_id, player_id)), rows.rounds[round_id]
            if kept.match_id == match_id and player is not None:
                found.append(Scored(player_id, player.name, player.team, kept.play.idx, result))
        return sorted(found, key=lambda one: (one.idx, one.player_id))

    def close(self) -> None:
        """Nothing is open."""


def _new(fits: bool, what: str) -> None:  # noqa: FBT001  # reads as a sentence where it is called
    if not fits:
        raise KeyError(what)


def _closed(state: State, at: datetime) -> State:
    match state:
        case Preparing():
            return Preparing(idx=state.idx)
        case Closed():
            return replace(state, challenge=None)
        case Revealing():
            return Closed(play=state.play, until_at=at)
        case Paused(inner=inner):
            then = _closed(inner, at)
            assert not isinstance(then, Lobby | Finished | Paused)
            return replace(state, inner=then)
    return state
