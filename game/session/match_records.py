"""What a match leaves on disk, as values; the store knows how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from game.core.facts import Advice, Challenge
from game.session.match_facts import AnswerPhase, Given, Match, Play, Player, Result


@dataclass(frozen=True, slots=True)
class Hidden:
    """What nobody is told before its time.

    Attributes:
        advice: of the AI, taken before anybody guessed; None where it does not sit in.
        region, why: how the AI says it.
        explain: one sentence on what was done to the sound.
        picture: of the truth, as it is sent.
    """

    challenge: Challenge
    advice: Advice | None = None
    region: str = ""
    why: str = ""
    explain: str = ""
    picture: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Where a match takes place: its code, and the id from which the host's PIN is derived."""

    code: str
    host_id: str


@dataclass(frozen=True, slots=True)
class KeepMatch:
    """Rules, phase and deadlines as they are now, in place of what was there."""

    match: Match
    room: Room
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepSeat:
    """A player's token, only as a digest."""

    player_id: str
    token_sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepPlayer:
    """A player in a match, in place of what was there."""

    match_id: str
    player: Player
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepRound:
    """A round that is about to begin, and apart from it what is hidden."""

    match_id: str
    play: Play
    hidden: Hidden
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepAnswer:
    """An answer; there is one at most for each player, round and phase."""

    player_id: str
    round_id: str
    phase: AnswerPhase
    given: Given


@dataclass(frozen=True, slots=True)
class KeepResults:
    """What a round was worth; writing it again changes nothing."""

    round_id: str
    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class EndMatch:
    """The host went away on purpose; this match is not resumed."""

    match_id: str
    at: datetime


Record = KeepMatch | KeepSeat | KeepPlayer | KeepRound | KeepAnswer | KeepResults | EndMatch


@dataclass(frozen=True, slots=True)
class Kept:
    """A match as it was found on disk; seats are player ids by the digest of their token."""

    match: Match
    room: Room
    seats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scored:
    """One line of a match's results."""

    player_id: str
    name: str
    team: int | None
    idx: int
    result: Result
