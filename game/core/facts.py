"""The values that travel through a round. All are frozen; change means a new value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from game.core.rhythm import Rhythm

AnswerKind = Literal["freq", "amount", "interval", "part_direction", "hit"]
Confidence = Literal["guessing", "fairly sure", "certain"]
Mode = Literal["solo", "assisted"]
SourceKind = Literal["song", "drums", "solo", "noise", "own"]
Recall = Literal["free", "silence", "sweep"]
"""How a round is heard: freely, or from memory, with silence or a sweep between one clip and the next."""
Form = Literal["a", "b"]
"""One of two check-ups that are equally hard and have no question in common."""
Choice = float
"""An answer: Hz for `freq`, the amount in the skill's unit for `amount`, a 1-based number for `interval` and `hit`, and
for `part_direction` a 1-based number into the domain's moves."""

Fact = str | float | int | bool | None | tuple[float | None, ...]
"""A plain value that can be shown, stored and sent; a tuple has one entry an interval, None where it does not apply."""

CONFIDENCES: tuple[Confidence, ...] = ("guessing", "fairly sure", "certain")
Direction = Literal["early", "late"]
MAY_BE_UNCHANGED: Literal["may_be_unchanged"] = "may_be_unchanged"
"""What a question states where "no change" is an answer too."""
BOOST: Literal["boost"] = "boost"
CUT: Literal["cut"] = "cut"
EARLY: Literal["early"] = "early"
LATE: Literal["late"] = "late"


def number_of(facts: Mapping[str, Fact], key: str) -> float:
    """Return the number that `facts` hold under `key`; ValueError where it is none."""
    value = facts[key]
    if not isinstance(value, int | float):
        raise ValueError(f"{key} must be a number, got {value!r}")
    return float(value)


def numbers_of(facts: Mapping[str, Fact], key: str) -> tuple[float | None, ...]:
    """Return the numbers, one an interval, that `facts` hold under `key`; ValueError where there are none."""
    value = facts[key]
    if not isinstance(value, tuple):
        raise ValueError(f"{key} must hold a number for each interval, got {value!r}")
    return value


@dataclass(frozen=True, slots=True)
class PartMove:
    """A part of the music, and which way it left its place."""

    part: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class AnswerDomain:
    """What may be answered: a slider from `lo` to `hi`, or one of `choices`.

    `step` is in octaves for `freq`, in the skill's unit for `amount`, and 1 for choices. `choices` is None for sliders.
    `moves` says for `part_direction` what the choices 1, 2 ... mean; it is empty for other kinds.
    """

    kind: AnswerKind
    lo: float
    hi: float
    step: float
    choices: tuple[Choice, ...] | None = None
    moves: tuple[PartMove, ...] = ()

    def holds(self, choice: Choice) -> bool:
        """Tell whether `choice` is an answer that this domain allows."""
        if self.choices is not None:
            return choice in self.choices
        return self.lo <= choice <= self.hi

    def move(self, choice: Choice) -> PartMove:
        """Return what the 1-based `choice` of a `part_direction` means; ValueError where it is none."""
        if not self.moves or not self.holds(choice):
            raise ValueError(f"choice must be a number from 1 to {len(self.moves)} (moves), got {choice:g}")
        return self.moves[int(choice) - 1]


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a piece of music before it is loaded.

    Attributes:
        loop_s: length of the loop in seconds.
        tempo_bpm: exact tempo; None where there is no beat (noise, own files), as are `bars` and `beats_per_bar`.
        sparsest_bar_db: pairs of third-octave centre in Hz and the level in dB that even the emptiest bar has there,
            A-weighted, relative to the loudest band of the whole loop. Questions are asked only where this is high.
        sha256: of the audio and events that the source is made of; the same digest means the same sound.
        rhythm: what its parts play and when; None where that is not known (noise, own files).
        offset_oct: by how many octaves of cue a change of tone is thought harder to hear here than in pink noise.
    """

    source_id: str
    title: str
    kind: SourceKind
    tempo_bpm: float | None
    bars: int | None
    beats_per_bar: int | None
    loop_s: float
    licence: str
    held_out: bool
    sparsest_bar_db: tuple[tuple[float, float], ...]
    sha256: str
    rhythm: Rhythm | None = None
    offset_oct: float = 0.0

    @property
    def bar_s(self) -> float | None:
        """Length of a bar in seconds, or None without a beat."""
        return None if self.bars is None else self.loop_s / self.bars


@dataclass(frozen=True, slots=True)
class Question:
    """What the player is told. Nothing in it gives the answer away; the listener is given the same."""

    skill_id: str
    answer: AnswerDomain
    unit: str
    stated: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is to be found: the right `choice`, None where nothing was changed, and the `params` that made the sound."""

    choice: Choice | None
    params: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Challenge:
    """One round's task. The same skill, cue, source, seed, rate and generator version make the same sound again."""

    challenge_id: str
    skill_id: str
    cue: float
    source_id: str
    seed: int
    rate_hz: int
    generator_version: int
    question: Question
    truth: Truth

    @property
    def target(self) -> Choice:
        """The right answer; ValueError where nothing was changed."""
        if self.truth.choice is None:
            raise ValueError(f"{self.challenge_id} must hide a change to have a target, it hides none")
        return self.truth.choice


@dataclass(frozen=True, slots=True)
class Answer:
    """What the player said (None: no change), how sure, how fast, and how often each clip was started."""

    choice: Choice | None
    confidence: Confidence
    elapsed_ms: int
    listens: int

    @property
    def named(self) -> Choice:
        """What was named; ValueError where the answer is "no change"."""
        if self.choice is None:
            raise ValueError("the answer must name a change, it says that there is none")
        return self.choice


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the sound that the listener points at: `amount` in `amount_unit` between `start` and `stop`."""

    start: float
    stop: float
    unit: str
    amount: float
    amount_unit: str


@dataclass(frozen=True, slots=True)
class HeardCurve:
    """What a listener heard and what it would have expected, in dB at the same frequencies, for a picture."""

    freqs_hz: tuple[float, ...]
    heard_db: tuple[float, ...]
    expected_db: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """The listener's blind answer. `choice` and `p_right` None with `in_domain` False mean "I can't tell".

    `p_right` is the calibrated probability that the error lies within the scoring tolerance; `distribution` sums to 1.
    `direction` is what it believes with the direction withheld: "boost" or "cut", None outside EQ. `familiar` False
    says that the sound is unlike the game's music, and that the odds are those on such sounds.
    """

    skill_id: str
    choice: Choice | None
    direction: str | None
    p_right: float | None
    distribution: tuple[tuple[Choice, float], ...]
    evidence: tuple[Evidence, ...]
    in_domain: bool
    model_sha256: str
    familiar: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """How good an answer was: `error` in `error_unit` (0 is exact), `score` from 0 to 1."""

    correct: bool
    error: float
    error_unit: str
    score: float


@dataclass(frozen=True, slots=True)
class Skill:
    """What is known of a player's threshold in one skill; a cache of what the log of first guesses says.

    Attributes:
        theta_mean, theta_sd: of log2 of the cue at which d' = 1.
        level_75: cue at which 75 % are right or heard, in the skill's unit, with its 90 % interval.
        sigma: how exactly a place is named, in the error unit; None where nothing is placed.
        posterior: the grid, float32 bytes.
        session_id, seen_at: of the latest trial.
    """

    skill_id: str
    theta_mean: float
    theta_sd: float
    level_75: float
    level_lo: float
    level_hi: float
    sigma: float | None
    posterior: bytes
    tracker_version: int
    attempts: int
    session_id: str
    seen_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Commit:
    """A first guess with all that is known when it is made; on disk before any word of the AI.

    `chance` is the hit rate of a blind guess at this very target, `o_item` the item's known offset in octaves of cue.
    `recall` is how it was heard. `p_track`, `theta_mean` and `theta_sd` are what the tracker believed before the guess;
    None while there is none.
    """

    commit_id: str
    player_id: str
    session_id: str
    trial: int
    challenge: Challenge
    source_sha256: str
    guess: Answer
    mode: Mode
    advice_sha256: str | None
    tol: float
    chance: float
    o_item: float
    p_track: float | None
    theta_mean: float | None
    theta_sd: float | None
    app_version: str
    committed_at: datetime
    recall: Recall = "free"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A finished round: the commit, what the AI said, what was looked at and heard, and the final answer."""

    commit: Commit
    advice: Advice | None
    region_shown: bool
    number_shown: bool
    audition_you: int
    audition_ai: int
    final: Answer
    guess_verdict: Verdict
    advice_verdict: Verdict | None
    final_verdict: Verdict
    points: float
    finished_at: datetime
