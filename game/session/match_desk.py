"""What the host desk knows of its contest, for a screen."""

from dataclasses import dataclass
from typing import Final, Literal

from game.session.match_facts import Names, Pace, Phase, Sound
from game.session.match_seat import Link

DeskOrder = Literal[
    "setup", "open_lobby", "lock", "start", "pause", "resume", "extend", "skip", "close", "next",
    "kick", "rename", "approve", "extra_time", "team", "sound", "end",
]  # fmt: skip
TIMED: Final = ("GUESS", "AI", "REVISE")
"""Phases in which a clock runs and somebody may be waited for."""


@dataclass(frozen=True, slots=True)
class DeskRules:
    """The set-up as it holds; see `Rules` for what each means."""

    skill: str
    cue_from: float
    cue_to: float
    unit: str
    sources: tuple[str, ...]
    rounds: int
    guess_s: float
    revise_s: float
    reveal_s: float
    mode: Sound
    pace: Pace
    ai: bool
    teams: int
    bonus: bool
    names: Names
    board: bool


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """A player as the desk sees them; nothing of what was answered."""

    player: str
    name: str
    here: bool
    answered: bool
    team: int | None
    wish: str | None
    extra_time: float
    points: float


@dataclass(frozen=True, slots=True)
class Told:
    """A round after its close: the truth, how many were right of how many, the class's middle, the AI, and why."""

    truth: str
    right: int
    n: int
    middle: str
    ai: str
    explain: str


@dataclass(frozen=True, slots=True)
class Row:
    """A place on the board."""

    rank: int
    name: str
    points: float
    gained: float
    team: int | None


@dataclass(frozen=True, slots=True)
class DeskSeen:
    """A contest from its desk, at one moment.

    Attributes:
        link: "away" while the connection is lost and sought again; "over" when nothing more comes.
        says: what was refused last, in words; '' for nothing.
        sound, trouble: what is wrong with the room's sound, and with the host; '' where all is well.
        resumed: the contest had begun when the desk was opened: it was cut off and goes on.
        setup: None until the host has said it.
        clips, playing: what the room's speakers can play, and what they do.
        left_s, span_s: until the phase closes, and from its opening to its close; None where there is no clock.
        paused_in, held_s: while it is paused, the phase that it stands in and what is left of that.
        answered, playing_n: how many have answered, of how many who play.
        told: after the round.
        board, teams: all places; teams as rank, number and points.
    """

    link: Link = "joining"
    says: str = ""
    sound: str = ""
    trouble: str = ""
    room: str = ""
    url: str = ""
    locked: bool = False
    resumed: bool = False
    setup: DeskRules | None = None
    people: tuple[DeskPerson, ...] = ()
    clips: tuple[str, ...] = ()
    playing: str | None = None
    phase: Phase = "LOBBY"
    paused_in: Phase | None = None
    round_id: str = ""
    idx: int = 0
    of: int = 0
    left_s: float | None = None
    span_s: float | None = None
    held_s: float | None = None
    answered: int = 0
    playing_n: int = 0
    title: str = ""
    task: str = ""
    assisted: bool = True
    told: Told | None = None
    board: tuple[Row, ...] = ()
    teams: tuple[tuple[int, int, float], ...] = ()

    @property
    def stands_in(self) -> Phase:
        """The phase, or the one that was paused."""
        return self.paused_in or self.phase
