"""The pieces of which the messages of a match are made: answers, questions, grids, people, truths, boards."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Sure = Literal["guessing", "fairly sure", "certain"]
Sound = Literal["speakers", "headphones"]
Pace = Literal["together", "own"]
Names = Literal["list", "own"]
Text = Annotated[str, Field(max_length=80)]


class In(BaseModel):
    """What a client sends: no other keys, no other types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Out(BaseModel):
    """What the host sends; a client of an older version leaves new keys alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Move(In):
    """The answer of a `part_direction` question."""

    part: Annotated[str, Field(max_length=40)]
    direction: Literal["early", "late"]


Value = float | int | Move
"""An answer: Hz, an amount in the question's unit, a 1-based number of a take or hit, or a part and its direction."""


class Setup(In):
    """What the host desk decides before the match; what is left out stays as it is."""

    skill: Text | None = None
    cue_from: float | None = None
    cue_to: float | None = None
    sources: Annotated[tuple[Text, ...], Field(max_length=64, strict=False)] | None = None
    rounds: Annotated[int, Field(ge=1, le=50)] | None = None
    guess_s: Annotated[float, Field(ge=2, le=600)] | None = None
    revise_s: Annotated[float, Field(ge=1, le=600)] | None = None
    reveal_s: Annotated[float, Field(ge=0, le=600)] | None = None
    mode: Sound | None = None
    pace: Pace | None = None
    ai: bool | None = None
    teams: Annotated[int, Field(ge=0, le=8)] | None = None
    bonus: bool | None = None
    names: Names | None = None
    board: bool | None = None


class AnswerSpec(Out):
    """What may be answered, as in `own-ears skills`."""

    kind: Literal["freq", "amount", "interval", "part_direction", "hit"]
    lo: float
    hi: float
    step: float
    choices: list[float | Move] | None


class GridHit(Out):
    """A stroke: its place on the beat, its number where hits are asked for, and after the round when it sounded."""

    grid_s: float
    number: int = 0
    moved: bool = False
    sounds_s: dict[str, float] = {}


class GridLane(Out):
    """The strokes of one part; `asked` lanes can be the answer."""

    name: str
    asked: bool
    hits: list[GridHit]


class Grid(Out):
    """The bar of a timing question."""

    kind: Literal["grid"] = "grid"
    lanes: list[GridLane]
    length_s: float
    bar_s: list[float]
    beat_s: list[float]


class Question(Out):
    """What the player is told; nothing in it gives the answer away."""

    skill_id: str
    title: str
    task: str
    pick: str | None
    answer: AnswerSpec
    unit: str
    stated: dict[str, Any]
    clips: list[str]
    assisted: bool
    grid: Grid | None = None


class File(Out):
    """One clip of a round for phones that play themselves; both addresses are as good."""

    name: str
    flac: str
    wav: str


class Given(Out):
    """An answer that is written down."""

    v: Value | None
    conf: Sure | None


class Person(Out):
    """A player as projector and host desk see them; nothing of what was answered."""

    player: str
    name: str
    here: bool
    answered: bool
    team: int | None = None


class Truth(Out):
    """What was to be found. With seed, cue and source anyone can make the sound again."""

    choice: Value | None
    says: str
    params: dict[str, Any]
    cue: float
    unit: str
    seed: int
    source_id: str
    generator_version: int
    tol: float | None
    error_unit: str
    right_from: float | None
    right_to: float | None


class Judged(Out):
    """One's own answers and what they were worth; `team` is None without teams."""

    guess: Given | None
    final: Given | None
    guess_says: str
    final_says: str
    correct: bool
    guess_score: float
    final_score: float
    bonus: float
    total: float
    rank: int | None


class AiJudged(Out):
    """What the AI had said, and whether that was right; `v` None is "I can't tell"."""

    v: Value | None
    p_right: float | None
    says: str
    correct: bool | None


class Dissent(Out):
    """Somebody who was right and stayed so against the AI."""

    name: str
    v: Value | None


class Class(Out):
    """The class against the machine: every final answer without a name, and their middle."""

    answers: list[Value | None]
    middle: Value | None
    middle_says: str
    right: int
    n: int
    dissent: list[Dissent]


class Curve(Out):
    """The bell of an EQ question."""

    kind: Literal["curve"] = "curve"
    freq_hz: list[float]
    db: list[float]


class Gain(Out):
    """Gain over time of B, or of each take, in dB; a take that was left alone stays at 0."""

    kind: Literal["gain"] = "gain"
    step_s: float
    takes: list[list[float]]


class Bars(Out):
    """One number for each take."""

    kind: Literal["bars"] = "bars"
    unit: str
    values: list[float]


Picture = Annotated[Curve | Gain | Grid | Bars, Field(discriminator="kind")]


class BoardRow(Out):
    """A place on the board."""

    rank: int
    name: str
    points: float
    gained: float
    team: int | None = None


class TeamRow(Out):
    """A team: the mean of its members."""

    rank: int
    team: int
    points: float
    members: int


class DeskPlayer(Person):
    """A player as the host desk sees them; nothing of what was answered before the truth is out."""

    wish: str | None
    ready: bool
    guess: bool
    final: bool
    extra_time: float
    points: float


class DeskSetup(Out):
    """The set-up as it holds."""

    skill: str
    cue_from: float
    cue_to: float
    unit: str
    sources: list[str]
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
