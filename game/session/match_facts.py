"""The values of a match: rules, players, a round as everybody may see it, and the states it goes through.

Nothing here holds a truth before it may be told: `Closed` is the first state that is given one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from game.core.facts import Challenge, Choice, Confidence, Question

Phase = Literal["LOBBY", "PREPARE", "GUESS", "AI", "REVISE", "CLOSED", "REVEAL", "PAUSED", "FINISHED"]
AnswerPhase = Literal["guess", "revise"]
Sound = Literal["speakers", "headphones"]
Pace = Literal["together", "own"]
Names = Literal["list", "own"]
UNTIMED: Final = 0.0
"""The extra time of a player who has no deadline."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the host decides before the match.

    Attributes:
        cue_from, cue_to: the range that each round's cue is drawn from, in the skill's unit.
        sources: the music that may be asked about; empty for all.
        reveal_s: how long the truth stays; 0 until the host goes on.
        mode: the room's speakers play, or everybody's headphones.
        pace: "together", or "own": whoever has guessed hears the AI at once.
        teams: how many; 0 for none.
        bonus: a few points for being fast and right.
        names: from the list, or one's own if the host approves.
        board: whether points are shown to anybody but the host.
        start_with: the match starts by itself when so many are in; 0 never.
    """

    skill_id: str
    cue_from: float
    cue_to: float
    sources: tuple[str, ...] = ()
    rounds: int = 8
    guess_s: float = 45.0
    revise_s: float = 20.0
    reveal_s: float = 0.0
    mode: Sound = "speakers"
    pace: Pace = "together"
    ai: bool = True
    teams: int = 0
    bonus: bool = False
    names: Names = "list"
    board: bool = True
    start_with: int = 0


@dataclass(frozen=True, slots=True)
class Player:
    """One who plays. `extra_time` stretches every deadline; `left_at` is when the last connection was lost."""

    player_id: str
    name: str
    wish: str | None = None
    team: int | None = None
    extra_time: float = 1.0
    here: bool = True
    left_at: datetime | None = None
    kicked: bool = False
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was taken; it counts once it is `stored`. `elapsed_ms` is the host's measure since opening."""

    answer_id: str
    choice: Choice | None
    confidence: Confidence | None
    think_ms: float | None
    elapsed_ms: int
    at: datetime
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What one player answered in a round."""

    guess: Given | None = None
    final: Given | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """A round as everybody may see it.

    `clips` are the names of what can be heard; `grid` is the bar of a timing question as it is sent, without sounds.
    """

    round_id: str
    idx: int
    question: Question
    clips: tuple[str, ...]
    assisted: bool
    grid: Mapping[str, Any] | None = None
    entries: Mapping[str, Entry] = field(default_factory=dict)
    ready: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """What a round was worth to a player."""

    guess_score: float
    final_score: float
    correct: bool
    points: float
    bonus: float


# ---- states


@dataclass(frozen=True, slots=True)
class Lobby:
    """Players come in."""


@dataclass(frozen=True, slots=True)
class Preparing:
    """The host renders round `idx`; with `play` known, phones load it until `until_at`."""

    idx: int
    play: Play | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Guessing:
    """Guesses come in until `closes_at`; at one's own pace final answers, too, until `until_at`."""

    play: Play
    opens_at: datetime
    closes_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Advising:
    """The AI speaks to those who have guessed."""

    play: Play
    opens_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Revising:
    """Those who have guessed may keep or change their answer."""

    play: Play
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """No answer is taken any more; the truth is fetched, and `challenge` is it."""

    play: Play
    until_at: datetime
    challenge: Challenge | None = None


@dataclass(frozen=True, slots=True)
class Revealing:
    """The truth is out, until `until_at` or until the host goes on."""

    play: Play
    challenge: Challenge
    results: Mapping[str, Result]
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class Finished:
    """All rounds are played, or the host ended the match."""


Running = Preparing | Guessing | Advising | Revising | Closed | Revealing


@dataclass(frozen=True, slots=True)
class Paused:
    """Time stands still in `inner`."""

    inner: Running
    since_at: datetime


State = Lobby | Running | Paused | Finished

PHASES: Final[Mapping[type, Phase]] = {
    Lobby: "LOBBY",
    Preparing: "PREPARE",
    Guessing: "GUESS",
    Advising: "AI",
    Revising: "REVISE",
    Closed: "CLOSED",
    Revealing: "REVEAL",
    Paused: "PAUSED",
    Finished: "FINISHED",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A whole match at one moment."""

    match_id: str
    rules: Rules
    state: State = Lobby()
    players: Mapping[str, Player] = field(default_factory=dict)
    locked: bool = False

    @property
    def play(self) -> Play | None:
        """The round that is on, or None between rounds."""
        state = self.state.inner if isinstance(self.state, Paused) else self.state
        return None if isinstance(state, Lobby | Finished) else state.play

    @property
    def idx(self) -> int:
        """The number of the round that is on, from 1; 0 where none is."""
        state = self.state.inner if isinstance(self.state, Paused) else self.state
        if isinstance(state, Preparing):
            return state.idx
        return 0 if isinstance(state, Lobby | Finished) else state.play.idx


def phase_of(state: State) -> Phase:
    """Return the name of a state on the wire."""
    return PHASES[type(state)]
