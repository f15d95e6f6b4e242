"""A class of simulated students: weeks of practice, an assignment, a contest, all handed in; and its review."""

import hashlib
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from game import wiring
from game.arena.guards import derived
from game.commands.class_book import check, export
from game.core.assignment import Assignment
from game.core.facts import Skill, Source
from game.core.skills import SKILLS
from game.demo.contest import Seated, hold_contest
from game.session.block import Block
from game.session.pseudonyms import pseudonym
from game.simulate.ears import Ear
from game.simulate.policies import Policy
from game.simulate.student import Student, sit
from game.simulate.weeks import live
from game.store.assignments import GIVEN, keep
from game.store.database import open_memory
from game.store.handed_in import HandedIn
from game.store.log import AttemptLog
from game.wiring_match import host_secret

SKILL_IDS: Final = ("eq.boost_freq", "eq.cut_freq", "comp.detect", "time.async", "time.swing_amount")
LONGER_AWAY: Final = timedelta(days=12)
GIVEN_BEFORE: Final = timedelta(days=9)
DUE_BEFORE: Final = timedelta(days=2)
CHANGES: Final[tuple[tuple[Policy, float], ...]] = (
    ("copier", 0.0), ("calibrated", 1.4), ("stubborn", 0.0), ("calibrated", 0.4), ("calibrated", -0.6),
    ("leaner", 0.2), ("calibrated", 0.9), ("calibrated", -0.3), ("calibrated", 0.0), ("calibrated", -1.0),
)  # fmt: skip
"""Habits, and how far an ear lies above what is usual in prior standard deviations; in turn."""


@dataclass(frozen=True, slots=True)
class Made:
    """The members of a class, what they were given, and when it is."""

    saves: Path
    seed: int
    weeks: int
    now: datetime
    sources: tuple[Source, ...]
    given: Assignment


def make_class(saves: Path, *, students: int, weeks: int, seed: int, now: datetime) -> dict[str, Any]:
    """Let a class practise, hand in and hold a contest; leave the host's folder and `review.html` and `review.pdf`.

    Raises:
        GameError: something cannot be written.
    """
    given = _give(saves, now=now)
    made = Made(saves, seed, weeks, now, tuple(wiring.build_library().sources()), given)
    names: list[str] = []
    seated: list[Seated] = []
    rounds = 0
    for number in range(students):
        name = pseudonym(int(np.random.default_rng([made.seed, number]).integers(10**6)), names)
        names.append(name)
        rounds += _one(made, number, name, seated)
    contest = hold_contest(saves, seated, sources=made.sources, seed=seed, at=now - timedelta(days=1, hours=8))
    for form, name in (("html", "review.html"), ("pdf", "review.pdf")):
        (saves / name).write_bytes(export(saves, form, who="demo"))
    return {"students": students, "weeks": weeks, "rounds": rounds, "contest_rounds": contest}


def _give(saves: Path, *, now: datetime) -> Assignment:
    saves.mkdir(parents=True, exist_ok=True)
    made = Assignment(
        assignment_id="boosts-demo",
        title="Boosts by ear alone",
        skill_id=SKILL_IDS[0],
        goal=6.0,
        rounds=20,
        due_at=(now - DUE_BEFORE).replace(minute=0, second=0, microsecond=0),
        ai=False,
        key=derived(host_secret(saves), "assignment", "boosts-demo"),
    )
    keep(saves / GIVEN, made)
    return made


def _one(made: Made, number: int, name: str, seated: list[Seated]) -> int:
    """Let one student practise and hand in; return how many rounds were taken in."""
    policy, above = CHANGES[number % len(CHANGES)]
    ids = (hashlib.sha256(f"{made.seed} {number} {count}".encode()).hexdigest()[:32] for count in range(10**6))
    player_id, dice = next(ids), made.seed * 1000 + number
    student = Student(player_id, "", Ear(theta=above, gain_oct=0.8), policy, ai_right=0.75)
    until = made.now - (LONGER_AWAY if number % 10 == 8 else timedelta())
    log = AttemptLog(open_memory())
    log.find_or_add_player(name, player_id=player_id, now=made.now - timedelta(weeks=made.weeks))
    live(student, weeks=made.weeks, days_a_week=3, favourites=SKILL_IDS, sources=made.sources, log=log, seed=dice,
         until=until, new_id=lambda: next(ids))  # fmt: skip
    _do_work(made, replace(student, skill_id=made.given.skill_id), number, log, new_id=next(ids), ids=ids)
    seated.append(Seated(name, _ear_now(log.find_skills(player_id)), policy))
    return _hand_in(made, log)


def _do_work(made: Made, student: Student, number: int, log: AttemptLog, *, new_id: str, ids: Any) -> None:
    """Do the assignment: most in time, some late, some not to the end, one not at all."""
    if number % 10 == 8:
        return
    given = made.given
    started_at = given.due_at + (timedelta(hours=20) if number % 7 == 3 else -timedelta(hours=30))
    block = Block(
        session_id=new_id,
        player_id=student.player_id,
        skill_id=given.skill_id,
        cue=None,
        seed=given.seed_for(student.player_id, 0),
        rounds=9 if number % 9 == 5 else given.rounds,
        assisted=False,
        app_version="simulated",
        started_at=started_at,
    )
    known = log.find_skills(student.player_id).get(given.skill_id)
    ear = _ear_now({} if known is None else {known.skill_id: known}).get(given.skill_id, Ear(theta=2.0))
    done = sit(block, replace(student, ear=ear), sources=made.sources, log=log, adviser=None, skill=known, played=0,
               rng=np.random.default_rng([made.seed, number, 9]), new_id=lambda: next(ids))  # fmt: skip
    if done.skill is not None:
        log.keep_skill(student.player_id, done.skill)


def _ear_now(skills: Any) -> dict[str, Ear]:
    """Return ears that are as fine as they were found to be."""
    known: dict[str, Skill] = dict(skills)
    return {skill_id: Ear(theta=skill.theta_mean) for skill_id, skill in known.items() if skill_id in SKILLS}


def _hand_in(made: Made, log: AttemptLog) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.ears"
        log.copy_to(path)
        return HandedIn(made.saves, check=check).take(path, now=made.now).rounds
