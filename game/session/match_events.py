"""What happens to a match, and what it wants done. Time comes inside the events; effects are values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from game.core.facts import Challenge, Choice, Confidence
from game.session.match_facts import AnswerPhase, Given, Play, Player, Result, Rules

Res = Literal["ok", "dup", "already", "late", "not_open"]

# ---- from players and from the host's own work


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody comes in for the first time."""

    player: Player
    at: datetime


@dataclass(frozen=True, slots=True)
class Rerolled:
    """A player would rather have another name from the list, and `name` is free."""

    player_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrived:
    """A player is connected, again."""

    player_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """A player's last connection was lost."""

    player_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Readied:
    """A player's sound is loaded, or cannot be; either way nobody waits for them."""

    player_id: str
    round_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A player's answer came in."""

    player_id: str
    answer_id: str
    round_id: str
    phase: AnswerPhase
    choice: Choice | None
    confidence: Confidence | None
    think_ms: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer is on disk."""

    player_id: str
    answer_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotStored:
    """An answer could not be written; it was never given."""

    player_id: str
    answer_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Prepared:
    """A round is rendered and on disk."""

    play: Play
    at: datetime


@dataclass(frozen=True, slots=True)
class NotPrepared:
    """No music can carry this round; it is left out."""

    idx: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Unveiled:
    """The truth of a closed round."""

    round_id: str
    challenge: Challenge
    at: datetime


@dataclass(frozen=True, slots=True)
class Tick:
    """Time goes by."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """The host starts again after a crash, with the match as it was on disk."""

    at: datetime


# ---- orders of the host


@dataclass(frozen=True, slots=True)
class SetRules:
    """Before the match."""

    rules: Rules
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """An order without a target; `lock` and `unlock` keep new players out or let them in."""

    what: Literal["start", "pause", "resume", "skip", "close", "next", "end", "lock", "unlock"]
    at: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """After a match: another one with those who are in."""

    match_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Extend:
    """More time for everybody."""

    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangePlayer:
    """A player is renamed, given more time, put into a team, or thrown out; None leaves things as they are."""

    player_id: str
    at: datetime
    name: str | None = None
    extra_time: float | None = None
    team: int | None = None
    kick: bool = False
    forget_wish: bool = False


Event = (
    Joined | Rerolled | Arrived | Left | Readied | Answered | Stored | NotStored | Prepared | NotPrepared | Unveiled
    | Tick | Resumed | SetRules | Order | Again | Extend | ChangePlayer
)  # fmt: skip

# ---- effects: first all that is to be written, then all that is to be told


@dataclass(frozen=True, slots=True)
class SaveMatch:
    """Rules, phase and deadlines."""


@dataclass(frozen=True, slots=True)
class SavePlayer:
    """A player's row."""

    player_id: str


@dataclass(frozen=True, slots=True)
class SaveAnswer:
    """An answer; `Stored` or `NotStored` follows."""

    player_id: str
    round_id: str
    phase: AnswerPhase
    given: Given


@dataclass(frozen=True, slots=True)
class SaveResults:
    """What a round was worth."""

    round_id: str
    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class Render:
    """Round `idx` is to be rendered; `Prepared` follows."""

    idx: int


@dataclass(frozen=True, slots=True)
class Unveil:
    """The truth of a round is to be fetched; `Unveiled` follows."""

    round_id: str


@dataclass(frozen=True, slots=True)
class Announce:
    """A whole state to everybody, or to one player."""

    player_id: str | None = None


@dataclass(frozen=True, slots=True)
class AckTo:
    """A verdict on an answer; where `old`, an answer of another round that may have been taken then."""

    player_id: str
    answer_id: str
    res: Res
    old: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """A player is told that an answer could not be written and is to be sent again."""

    player_id: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class TellAi:
    """The AI's answer to these players, whose own guesses are on disk."""

    player_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TellProgress:
    """Somebody has answered."""

    player_id: str


@dataclass(frozen=True, slots=True)
class TellPeople:
    """Somebody came, went, or is called another name."""


@dataclass(frozen=True, slots=True)
class TellTruth:
    """Reveal and board to everybody."""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """A player's connections are closed for good."""

    player_id: str


Save = SaveMatch | SavePlayer | SaveAnswer | SaveResults
Tell = Render | Unveil | Announce | AckTo | Lost | TellAi | TellProgress | TellPeople | TellTruth | Dismiss
Effect = Save | Tell
