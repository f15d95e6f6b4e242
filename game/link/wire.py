"""The messages of a match: JSON text frames, told apart by `t`. What comes in is checked; what is sent has one shape.

Moments are ISO-8601 text in UTC with milliseconds. A client leaves keys and messages that it does not know alone.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from game.link.pieces import (
    AiJudged,
    BoardRow,
    Class,
    DeskPlayer,
    DeskSetup,
    File,
    Given,
    In,
    Judged,
    Names,
    Out,
    Pace,
    Person,
    Picture,
    Question,
    Setup,
    Sound,
    Sure,
    TeamRow,
    Text,
    Truth,
    Value,
)

VERSION: Final = 1
MOST_BYTES: Final = 4096
"""No frame from a client is larger."""

Phase = Literal["LOBBY", "PREPARE", "GUESS", "AI", "REVISE", "CLOSED", "REVEAL", "PAUSED", "FINISHED"]
Role = Literal["player", "projector"]
AnswerPhase = Literal["guess", "revise"]
AckResult = Literal["ok", "dup", "already", "late", "not_open"]
Op = Literal[
    "login", "setup", "open_lobby", "lock", "start", "pause", "resume", "extend", "skip", "close", "next",
    "kick", "rename", "approve", "extra_time", "team", "sound", "end",
]  # fmt: skip
Id = Annotated[str, Field(min_length=1, max_length=64)]
Moment = str


class BadFrame(ValueError):
    """A frame is not one of the messages."""


# ---- from a client


class Hello(In):
    """Opens the talk."""

    t: Literal["hello"] = "hello"
    v: int
    client: Text = ""
    lang: Text | None = None


class Join(In):
    """Asks for a place: a player's, or the projector's, which only looks on."""

    t: Literal["join"] = "join"
    room: Annotated[str, Field(max_length=16)]
    name: Annotated[str, Field(max_length=64)] | None = None
    role: Role = "player"


class Reroll(In):
    """Asks for another name from the list, before the match begins; the answer is a `state`, or `err` "refused"."""

    t: Literal["reroll"] = "reroll"


class Resume(In):
    """Comes back with the token of `joined`; the answer is a whole `state`."""

    t: Literal["resume"] = "resume"
    token: Annotated[str, Field(min_length=1, max_length=128)]


class Ping(In):
    """Asks for the time; `c` comes back as it was."""

    t: Literal["ping"] = "ping"
    c: Annotated[str, Field(max_length=64)] | int | float


class Ready(In):
    """The sound of a round is loaded, or cannot be."""

    t: Literal["ready"] = "ready"
    round: Id
    audio_ok: bool


class Answer(In):
    """A guess or a final answer, sent again with the same id until it is acknowledged."""

    t: Literal["answer"] = "answer"
    id: Id
    round: Id
    phase: AnswerPhase
    v: Value | None
    conf: Sure | Annotated[int, Field(ge=1, le=3)] | None = None
    think_ms: Annotated[float, Field(ge=0, le=86_400_000)] | None = None


class Host(In):
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


FromClient = Annotated[Hello | Join | Reroll | Resume | Ping | Ready | Answer | Host, Field(discriminator="t")]
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


class Welcome(Out):
    """Answers `hello`."""

    t: Literal["welcome"] = "welcome"
    v: int = VERSION
    now: Moment
    names: Names = "list"


class Joined(Out):
    """A place was given; for the projector `token` and `player` are None."""

    t: Literal["joined"] = "joined"
    token: str | None
    player: str | None
    name: str


class Ai(Out):
    """What the AI says; `v` None is "I can't tell"."""

    t: Literal["ai"] = "ai"
    round: str
    v: Value | None
    p_right: float | None
    why: str
    region: str = ""


class Me(Out):
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


class State(Out):
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


class Pong(Out):
    """Answers `ping`."""

    t: Literal["pong"] = "pong"
    c: str | int | float
    now: Moment


class Ack(Out):
    """The answer with this id is on disk (`ok`, `dup`), or will never be."""

    t: Literal["ack"] = "ack"
    id: str
    res: AckResult


class Progress(Out):
    """How many of those who play have answered, and who did since the last one; at most five a second."""

    t: Literal["progress"] = "progress"
    n: int
    of: int
    new: list[str]
    now: Moment


class People(Out):
    """Who is in; for projector and host desk, at most five a second."""

    t: Literal["people"] = "people"
    players: list[Person]


class Playing(Out):
    """Which clip the room hears; None for silence."""

    t: Literal["playing"] = "playing"
    clip: str | None


class Reveal(Out):
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


class Board(Out):
    """The top five, for the host desk all; after the round is closed."""

    t: Literal["board"] = "board"
    rows: list[BoardRow]
    team: list[TeamRow] | None
    of: int
    final: bool
    now: Moment


class Hosted(Out):
    """The PIN was right; `pin_session` stands for it from now on."""

    t: Literal["hosted"] = "hosted"
    pin_session: str


class Desk(Out):
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


class Err(Out):
    """Something was refused; `why` is for programs, `says` for people."""

    t: Literal["err"] = "err"
    why: str
    says: str = ""


class Bye(Out):
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
