"""The messages of a match: JSON text frames, told apart by `t`. What comes in is checked; what is sent has one shape.

Moments are ISO-8601 text in UTC with milliseconds. A client leaves keys and messages that it does not know alone.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

VERSION: Final = 1
MOST_BYTES: Final = 4096
"""No frame from a client is larger."""

Phase = Literal["LOBBY", "PREPARE", "GUESS", "AI", "REVISE", "CLOSED", "REVEAL", "PAUSED", "FINISHED"]
Role = Literal["player", "projector"]
AnswerPhase = Literal["guess", "revise"]
Sure = Literal["guessing", "fairly sure", "certain"]
Sound = Literal["speakers", "headphones"]
Pace = Literal["together", "own"]
Names = Literal["list", "own"]
AckResult = Literal["ok", "dup", "already", "late", "not_open"]
Op = Literal[
    "login", "setup", "open_lobby", "lock", "start", "pause", "resume", "extend", "skip", "close", "next",
    "kick", "rename", "approve", "extra_time", "team", "sound", "end",
]  # fmt: skip
Id = Annotated[str, Field(min_length=1, max_length=64)]
Text = Annotated[str, Field(max_length=80)]
Moment = str


class BadFrame(ValueError):
    """A frame is not one of the messages."""


class _In(BaseModel):
    """What a client sends: no other keys, no other types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class _Out(BaseModel):
    """What the host sends; a client of an older version leaves new keys alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Move(_In):
    """The answer of a `part_direction` question."""

    part: Annotated[str, Field(max_length=40)]
    direction: Literal["early", "late"]


Value = float | int | Move
"""An answer: Hz, an amount in the question's unit, a 1-based number of a take or hit, or a part and its direction."""

# ---- from a client


class Hello(_In):
    """Opens the talk."""

    t: Literal["hello"] = "hello"
    v: int
    client: Text = ""
    lang: Text | None = None


class Join(_In):
    """Asks for a place: a player's, or the projector's, which only looks on."""

    t: Literal["join"] = "join"
    room: Annotated[str, Field(max_length=16)]
    name: Annotated[str, Field(max_length=64)] | None = None
    role: Role = "player"


class Resume(_In):
    """Comes back with the token of `joined`; the answer is a whole `state`."""

    t: Literal["resume"] = "resume"
    token: Annotated[str, Field(min_length=1, max_length=128)]


class Ping(_In):
    """Asks for the time; `c` comes back as it was."""

    t: Literal["ping"] = "ping"
    c: Annotated[str, Field(max_length=64)] | int | float


class Ready(_In):
    """The sound of a round is loaded, or cannot be."""

    t: Literal["ready"] = "ready"
    round: Id
    audio_ok: bool


class Answer(_In):
    """A guess or a final answer, sent again with the same id until it is acknowledged."""

    t: Literal["answer"] = "answer"
    id: Id
    round: Id
    phase: AnswerPhase
    v: Value | None
    conf: Sure | Annotated[int, Field(ge=1, le=3)] | None = None
    think_ms: Annotated[float, Field(ge=0, le=86_400_000)] | None = None


class Setup(_In):
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


class Host(_In):
    """An order of the host desk. `pin_session` is the PIN or what `hosted` gave for it; each op reads its own keys."""

    t: Literal["host"] = "host"
    op: Op
    pin_session: Annotated[str, Field(min_length=1, max_length=64)]
    setup: Setup | None = None
    on: bool | None = None
    s: Annotated[float, Field(ge=1, le=600)] | None = None
    player: Id | None = None
    name: Annotated[str, Field(max_length=64)] | None = None
    factor: Annotated[float, Field(ge=0, le=4)] | None = None
    team: Annotated[int, Field(ge=1, le=8)] | None = None
    clip: Text | None = None


FromClient = Annotated[Hello | Join | Resume | Ping | Ready | Answer | Host, Field(discriminator="t")]
_FROM_CLIENT: Final[TypeAdapter[FromClient]] = TypeAdapter(FromClient)


def read_client(text: str | bytes) -> FromClient:
    """Return the message that a client sent; BadFrame where it is none or is larger than 4 kB."""
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        raise BadFrame(f"a frame must not exceed {MOST_BYTES} bytes, got {size}")
    try:
        return _FROM_CLIENT.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "frame"
        raise BadFrame(f"{where}: {first['msg']}") from None


# ---- from the host; `seq` is put in front of each when it is sent


class Welcome(_Out):
    """Answers `hello`."""

    t: Literal["welcome"] = "welcome"
    v: int = VERSION
    now: Moment
    names: Names = "list"


class Joined(_Out):
    """A place was given; for the projector `token` and `player` are None."""

    t: Literal["joined"] = "joined"
    token: str | None
    player: str | None
    name: str


class AnswerSpec(_Out):
    """What may be answered, as in `own-ears skills`."""

    kind: Literal["freq", "amount", "interval", "part_direction", "hit"]
    lo: float
    hi: float
    step: float
    choices: list[float | Move] | None


class GridHit(_Out):
    """A stroke: its place on the beat, its number where hits are asked for, and after the round when it sounded."""

    grid_s: float
    number: int = 0
    moved: bool = False
    sounds_s: dict[str, float] = {}


class GridLane(_Out):
    """The strokes of one part; `asked` lanes can be the answer."""

    name: str
    asked: bool
    hits: list[GridHit]


class Grid(_Out):
    """The bar of a timing question."""

    kind: Literal["grid"] = "grid"
    lanes: list[GridLane]
    length_s: float
    bar_s: list[float]
    beat_s: list[float]


class Question(_Out):
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


class File(_Out):
    """One clip of a round for phones that play themselves; both addresses are as good."""

    name: str
    flac: str
    wav: str


class Given(_Out):
    """An answer that is written down."""

    v: Value | None
    conf: Sure | None


class Ai(_Out):
    """What the AI says; `v` None is "I can't tell"."""

    t: Literal["ai"] = "ai"
    round: str
    v: Value | None
    p_right: float | None
    why: str
    region: str = ""


class Me(_Out):
    """What the host knows of the one who reads this."""

    player: str
    name: str
    wish: str | None
    team: int | None
    ready: bool
    guess: Given | None
    final: Given | None
    ai: Ai | None
    extra_time: float
    points: float
    rank: int | None


class Person(_Out):
    """A player as projector and host desk see them; nothing of what was answered."""

    player: str
    name: str
    here: bool
    answered: bool
    team: int | None = None


class State(_Out):
    """All that holds now, sent on every change of phase and after `join` and `resume`."""

    t: Literal["state"] = "state"
    phase: Phase
    round: str | None
    idx: int
    of: int
    opens_at: Moment | None
    closes_at: Moment | None
    now: Moment
    me: Me | None
    question: Question | None
    files: list[File] | None
    mode: Sound
    pace: Pace
    paused_in: Phase | None = None
    left_s: float | None = None
    playing: str | None = None
    n: int = 0
    people: int = 0
    players: list[Person] | None = None


class Pong(_Out):
    """Answers `ping`."""

    t: Literal["pong"] = "pong"
    c: str | int | float
    now: Moment


class Ack(_Out):
    """The answer with this id is on disk (`ok`, `dup`), or will never be."""

    t: Literal["ack"] = "ack"
    id: str
    res: AckResult


class Progress(_Out):
    """How many of those who play have answered, and who did since the last one; at most five a second."""

    t: Literal["progress"] = "progress"
    n: int
    of: int
    new: list[str]
    now: Moment


class People(_Out):
    """Who is in; for projector and host desk, at most five a second."""

    t: Literal["people"] = "people"
    players: list[Person]


class Playing(_Out):
    """Which clip the room hears; None for silence."""

    t: Literal["playing"] = "playing"
    clip: str | None


class Truth(_Out):
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


class Judged(_Out):
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


class AiJudged(_Out):
    """What the AI had said, and whether that was right; `v` None is "I can't tell"."""

    v: Value | None
    p_right: float | None
    says: str
    correct: bool | None


class Dissent(_Out):
    """Somebody who was right and stayed so against the AI."""

    name: str
    v: Value | None


class Class(_Out):
    """The class against the machine: every final answer without a name, and their middle."""

    answers: list[Value | None]
    middle: Value | None
    middle_says: str
    right: int
    n: int
    dissent: list[Dissent]


class Curve(_Out):
    """The bell of an EQ question."""

    kind: Literal["curve"] = "curve"
    freq_hz: list[float]
    db: list[float]


class Gain(_Out):
    """Gain over time of B, or of each take, in dB; a take that was left alone stays at 0."""

    kind: Literal["gain"] = "gain"
    step_s: float
    takes: list[list[float]]


class Bars(_Out):
    """One number for each take."""

    kind: Literal["bars"] = "bars"
    unit: str
    values: list[float]


Picture = Annotated[Curve | Gain | Grid | Bars, Field(discriminator="kind")]


class Reveal(_Out):
    """The truth. `mine` is for players, `whole` (the class) for projector and host desk."""

    t: Literal["reveal"] = "reveal"
    round: str
    truth: Truth
    mine: Judged | None
    ai: AiJudged | None
    points: float | None
    explain: str
    picture: Picture | None
    whole: Class | None = None


class BoardRow(_Out):
    """A place on the board."""

    rank: int
    name: str
    points: float
    gained: float
    team: int | None = None


class TeamRow(_Out):
    """A team: the mean of its members."""

    rank: int
    team: int
    points: float
    members: int


class Board(_Out):
    """The top five, for the host desk all; after the round is closed."""

    t: Literal["board"] = "board"
    rows: list[BoardRow]
    team: list[TeamRow] | None
    of: int
    final: bool
    now: Moment


class Hosted(_Out):
    """The PIN was right; `pin_session` stands for it from now on."""

    t: Literal["hosted"] = "hosted"
    pin_session: str


class DeskPlayer(Person):
    """A player as the host desk sees them; nothing of what was answered before the truth is out."""

    wish: str | None
    ready: bool
    guess: bool
    final: bool
    extra_time: float
    points: float


class DeskSetup(_Out):
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


class Desk(_Out):
    """All that the host desk shows beside `state`; at most five a second."""

    t: Literal["desk"] = "desk"
    room: str
    url: str
    projector_url: str
    locked: bool
    setup: DeskSetup
    players: list[DeskPlayer]
    clips: list[str]
    playing: str | None
    sound: str
    trouble: str


class Err(_Out):
    """Something was refused; `why` is for programs, `says` for people."""

    t: Literal["err"] = "err"
    why: str
    says: str = ""


class Bye(_Out):
    """The host closes this connection; only "closing" and "idle" are worth another try."""

    t: Literal["bye"] = "bye"
    why: str


FromHost = Annotated[
    Welcome
    | Joined
    | State
    | Pong
    | Ack
    | Ai
    | Progress
    | People
    | Playing
    | Reveal
    | Board
    | Hosted
    | Desk
    | Err
    | Bye,
    Field(discriminator="t"),
]
_FROM_HOST: Final[TypeAdapter[FromHost]] = TypeAdapter(FromHost)


def read_host(text: str | bytes) -> FromHost:
    """Return the message that the host sent; BadFrame where this version does not know it."""
    try:
        return _FROM_HOST.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise BadFrame(f"{'.'.join(map(str, first['loc'])) or 'frame'}: {first['msg']}") from None


def body_of(message: BaseModel) -> str:
    """Return a message as JSON, to be sent to any number of clients."""
    return message.model_dump_json()


def numbered(body: str, seq: int) -> str:
    """Return a message with the number that it has on one connection."""
    return f'{{"seq":{seq},{body[1:]}'
