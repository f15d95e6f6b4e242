"""The skill table: one row a skill. Cues, ranges and priors follow published thresholds where any exist.

`theta0` and `theta0_sd` are priors in log2 of the cue's unit, design guesses that are never shown as facts.
`constant_hit_rate` is measured over all practice sources by `pytest -m slow tests/drills`.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from game.core.facts import EARLY, LATE, AnswerDomain, PartMove
from game.core.rhythm import ASKED_PARTS

FREQ_LO_HZ: Final = 60.0
FREQ_HI_HZ: Final = 14_000.0
FREQ_TOL_OCT: Final = 0.5
"""Scoring tolerance of a named frequency, for the player and for the listener alike."""


@dataclass(frozen=True, slots=True)
class SkillSpec:
    """What a skill asks.

    Attributes:
        unit: of the cue. `cue_hardest`, `cue_easiest` and `cue_start` are in it.
        tol: largest error that counts as right, in `error_unit`; None where the cue itself is the tolerance.
        chance: hit rate of a blind guess.
        constant_hit_rate: hit rate of the best answer that never changes.
        ai: whether the listener answers this skill.
    """

    skill_id: str
    family: str
    title: str
    asks: str
    unit: str
    answer: AnswerDomain
    answer_unit: str
    cue_hardest: float
    cue_easiest: float
    cue_start: float
    theta0: float
    theta0_sd: float
    tol: float | None
    error_unit: str
    chance: float
    constant_hit_rate: float
    ai: bool

    def tol_at(self, cue: float) -> float:
        """Return the largest error that counts as right at `cue`, in `error_unit`."""
        return cue if self.tol is None else self.tol

    def check_cue(self, cue: float) -> float:
        """Return `cue`, or raise ValueError where this skill does not go that far."""
        if not self.cue_hardest <= cue <= self.cue_easiest:
            raise ValueError(
                f"cue of {self.skill_id} must lie between {self.cue_hardest:g} (hardest) and "
                f"{self.cue_easiest:g} {self.unit} (easiest), got {cue:g}"
            )
        return cue


_FREQ = AnswerDomain(kind="freq", lo=FREQ_LO_HZ, hi=FREQ_HI_HZ, step=1 / 12)
_GAIN = AnswerDomain(kind="amount", lo=-12.0, hi=12.0, step=0.5)
_TWO = AnswerDomain(kind="interval", lo=1, hi=2, step=1, choices=(1, 2))
_THREE = AnswerDomain(kind="interval", lo=1, hi=3, step=1, choices=(1, 2, 3))
_REDUCTION = AnswerDomain(kind="amount", lo=0.0, hi=12.0, step=0.5)
_FOUR_HITS = AnswerDomain(kind="hit", lo=1, hi=4, step=1, choices=(1, 2, 3, 4))
_SWING = AnswerDomain(kind="amount", lo=50.0, hi=75.0, step=0.5)
_MOVES = tuple(PartMove(part, direction) for part in ASKED_PARTS for direction in (EARLY, LATE))
_PART_DIRECTION = AnswerDomain(
    kind="part_direction",
    lo=1,
    hi=len(_MOVES),
    step=1,
    choices=tuple(range(1, len(_MOVES) + 1)),
    moves=_MOVES,
)
"""All parts that may be asked about; a question offers three or four of them and numbers those anew."""

_ROWS: Final = (
    SkillSpec(
        skill_id="eq.boost_freq",
        family="eq",
        title="Find the boost",
        asks="B has one band boosted. Where is its centre?",
        unit="dB",
        answer=_FREQ,
        answer_unit="Hz",
        cue_hardest=1.0,
        cue_easiest=18.0,
        cue_start=12.0,
        theta0=2.0,
        theta0_sd=1.0,
        tol=FREQ_TOL_OCT,
        error_unit="octaves",
        chance=0.127,
        constant_hit_rate=0.14,
        ai=True,
    ),
    SkillSpec(
        skill_id="eq.cut_freq",
        family="eq",
        title="Find the cut",
        asks="B has one band cut. Where is its centre?",
        unit="dB",
        answer=_FREQ,
        answer_unit="Hz",
        cue_hardest=2.0,
        cue_easiest=24.0,
        cue_start=15.0,
        theta0=2.6,
        theta0_sd=1.0,
        tol=FREQ_TOL_OCT,
        error_unit="octaves",
        chance=0.127,
        constant_hit_rate=0.14,
        ai=True,
    ),
    SkillSpec(
        skill_id="eq.detect",
        family="eq",
        title="Spot the boost",
        asks="Three takes, one of them has a band boosted. Which?",
        unit="dB",
        answer=_THREE,
        answer_unit="",
        cue_hardest=0.3,
        cue_easiest=12.0,
        cue_start=6.0,
        theta0=1.3,
        theta0_sd=1.0,
        tol=0.0,
        error_unit="wrong",
        chance=1 / 3,
        constant_hit_rate=0.33,
        ai=True,
    ),
    SkillSpec(
        skill_id="eq.gain_amount",
        family="eq",
        title="Set the gain",
        asks="One band of B was boosted or cut. By how many dB?",
        unit="dB",
        answer=_GAIN,
        answer_unit="dB",
        cue_hardest=0.5,
        cue_easiest=6.0,
        cue_start=3.0,
        theta0=1.3,
        theta0_sd=0.8,
        tol=None,
        error_unit="dB",
        chance=0.25,
        constant_hit_rate=0.29,
        ai=False,
    ),
    SkillSpec(
        skill_id="comp.detect",
        family="comp",
        title="Spot the compression",
        asks="Three takes, one of them is compressed. Which?",
        unit="dB",
        answer=_THREE,
        answer_unit="",
        cue_hardest=0.7,
        cue_easiest=18.0,
        cue_start=9.0,
        theta0=1.6,
        theta0_sd=1.0,
        tol=0.0,
        error_unit="wrong",
        chance=1 / 3,
        constant_hit_rate=0.33,
        ai=True,
    ),
    SkillSpec(
        skill_id="comp.more",
        family="comp",
        title="Which is compressed more",
        asks="Two takes, both compressed. Which one more?",
        unit="dB",
        answer=_TWO,
        answer_unit="",
        cue_hardest=0.7,
        cue_easiest=15.0,
        cue_start=8.0,
        theta0=1.6,
        theta0_sd=1.0,
        tol=0.0,
        error_unit="wrong",
        chance=1 / 2,
        constant_hit_rate=0.5,
        ai=True,
    ),
    SkillSpec(
        skill_id="comp.amount",
        family="comp",
        title="Measure the compression",
        asks="B is compressed. By how many dB does its gain move?",
        unit="dB",
        answer=_REDUCTION,
        answer_unit="dB",
        cue_hardest=0.5,
        cue_easiest=6.0,
        cue_start=1.25,
        theta0=1.3,
        theta0_sd=0.8,
        tol=None,
        error_unit="dB",
        chance=0.2,
        constant_hit_rate=0.23,
        ai=False,
    ),
    SkillSpec(
        skill_id="comp.attack",
        family="comp",
        title="Which attack is faster",
        asks="Two takes, compressed alike but for the attack. Which attack is faster?",
        unit="octaves",
        answer=_TWO,
        answer_unit="",
        cue_hardest=0.5,
        cue_easiest=6.0,
        cue_start=4.0,
        theta0=1.0,
        theta0_sd=0.9,
        tol=0.0,
        error_unit="wrong",
        chance=1 / 2,
        constant_hit_rate=0.5,
        ai=False,
    ),
    SkillSpec(
        skill_id="comp.release",
        family="comp",
        title="Which release is faster",
        asks="Two takes, compressed alike but for the release. Which release is faster?",
        unit="octaves",
        answer=_TWO,
        answer_unit="",
        cue_hardest=0.5,
        cue_easiest=6.0,
        cue_start=4.0,
        theta0=1.2,
        theta0_sd=0.9,
        tol=0.0,
        error_unit="wrong",
        chance=1 / 2,
        constant_hit_rate=0.5,
        ai=False,
    ),
    SkillSpec(
        skill_id="mix.level",
        family="mix",
        title="Which is louder",
        asks="Two takes of the same sound. Which one is louder?",
        unit="dB",
        answer=_TWO,
        answer_unit="",
        cue_hardest=0.2,
        cue_easiest=8.0,
        cue_start=4.0,
        theta0=0.3,
        theta0_sd=0.9,
        tol=0.0,
        error_unit="wrong",
        chance=1 / 2,
        constant_hit_rate=0.5,
        ai=False,
    ),
    SkillSpec(
        skill_id="time.async",
        family="time",
        title="Early or late?",
        asks="One part of B is early or late. Which, and which way?",
        unit="ms",
        answer=_PART_DIRECTION,
        answer_unit="",
        cue_hardest=3.0,
        cue_easiest=120.0,
        cue_start=60.0,
        theta0=4.4,
        theta0_sd=0.8,
        tol=0.0,
        error_unit="wrong",
        chance=0.136,
        constant_hit_rate=0.12,
        ai=True,
    ),
    SkillSpec(
        skill_id="time.displace",
        family="time",
        title="Find the moved hit",
        asks="One of four hits of a part was moved in B. Which?",
        unit="JND",
        answer=_FOUR_HITS,
        answer_unit="",
        cue_hardest=0.5,
        cue_easiest=16.0,
        cue_start=6.0,
        theta0=0.8,
        theta0_sd=0.8,
        tol=0.0,
        error_unit="wrong",
        chance=0.25,
        constant_hit_rate=0.26,
        ai=False,
    ),
    SkillSpec(
        skill_id="time.swing_detect",
        family="time",
        title="Spot the swing",
        asks="Two takes, one of them swings. Which?",
        unit="ms",
        answer=_TWO,
        answer_unit="",
        cue_hardest=3.0,
        cue_easiest=100.0,
        cue_start=50.0,
        theta0=4.6,
        theta0_sd=0.8,
        tol=0.0,
        error_unit="wrong",
        chance=0.5,
        constant_hit_rate=0.51,
        ai=False,
    ),
    SkillSpec(
        skill_id="time.feel",
        family="time",
        title="Find the feel",
        asks="Three takes: performed-style offsets, the same shuffled, and none. Which is performed-style?",
        unit="ms",
        answer=_THREE,
        answer_unit="",
        cue_hardest=3.0,
        cue_easiest=30.0,
        cue_start=18.0,
        theta0=3.3,
        theta0_sd=0.9,
        tol=0.0,
        error_unit="wrong",
        chance=1 / 3,
        constant_hit_rate=0.34,
        ai=False,
    ),
    SkillSpec(
        skill_id="time.tempo",
        family="time",
        title="Spot the faster take",
        asks="Two takes, one of them is faster. Which?",
        unit="%",
        answer=_TWO,
        answer_unit="",
        cue_hardest=0.5,
        cue_easiest=20.0,
        cue_start=8.0,
        theta0=1.6,
        theta0_sd=0.8,
        tol=0.0,
        error_unit="wrong",
        chance=0.5,
        constant_hit_rate=0.51,
        ai=False,
    ),
    SkillSpec(
        skill_id="time.swing_amount",
        family="time",
        title="Set the swing",
        asks="A is straight, B swings. By how many percent?",
        unit="%",
        answer=_SWING,
        answer_unit="%",
        cue_hardest=1.0,
        cue_easiest=10.0,
        cue_start=4.0,
        theta0=2.2,
        theta0_sd=0.7,
        tol=None,
        error_unit="points",
        chance=0.3,
        constant_hit_rate=0.34,
        ai=True,
    ),
)

SKILLS: Final[Mapping[str, SkillSpec]] = {row.skill_id: row for row in _ROWS}


def find_skill(skill_id: str) -> SkillSpec:
    """Return the row of `skill_id`; ValueError with the nearest name where there is none."""
    if skill_id in SKILLS:
        return SKILLS[skill_id]
    near = difflib.get_close_matches(skill_id, SKILLS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(SKILLS)}"
    raise ValueError(f"skill must be one of the {len(SKILLS)} that `own-ears skills` lists, got {skill_id!r}: {hint}")
