"""What somebody who plays in a match knows of it, for a screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from game.core.facts import Choice, Question
from game.dsp.audio import Audio
from game.session.match_facts import Phase

KICKED: Final = "The host took you out of this room."
Link = Literal["joining", "in", "away", "over"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a screen draws of a truth: the truth, one's own last word, the AI's, and the picture as it was sent."""

    question: Question
    choice: Choice | None
    final: Choice | None
    ai: Choice | None
    picture: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A match from one seat, at one moment.

    Attributes:
        link: "away" while the connection is lost and sought again; "over" when nothing more comes.
        says: what the host said last, in words; '' for nothing.
        left_s: until one's own deadline; None where there is none.
        answered, people: how many have answered, of how many.
        guess: one's own first answer; only where `guessed`.
        done: nothing more can be answered in this phase.
        ai: what the AI says; '' before it may.
        clips: what phones would play, with their rate in Hz; empty where the room hears it.
        grid: the bar of a timing question as it was sent; None for other questions.
        truth, mine, explain, drawn: after the round; `drawn` is None where there is no picture.
        board: rank, name and points of the first few.
    """

    link: Link = "joining"
    says: str = ""
    name: str = ""
    phase: Phase = "LOBBY"
    round_id: str = ""
    idx: int = 0
    of: int = 0
    left_s: float | None = None
    answered: int = 0
    people: int = 0
    title: str = ""
    task: str = ""
    question: Question | None = None
    guessed: bool = False
    guess: Choice | None = None
    done: bool = False
    ai: str = ""
    clips: tuple[tuple[str, Audio], ...] = ()
    rate_hz: int = 0
    playing: str | None = None
    truth: str = ""
    mine: str = ""
    explain: str = ""
    grid: Mapping[str, Any] | None = None
    drawn: Drawn | None = None
    points: float = 0.0
    rank: int | None = None
    board: tuple[tuple[int, str, float], ...] = ()
