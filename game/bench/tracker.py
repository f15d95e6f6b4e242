"""What one answer costs the tracker: taking it into account, and placing the next question.

Every skill is practised by a scripted ear in turn, from the first trial on.
"""

import time
from datetime import UTC, datetime
from typing import Final

import numpy as np

from game.bench.rows import Row, summarise
from game.core.facts import Skill
from game.core.skills import SKILLS, SkillSpec
from game.learn.tracker import Trial, place, update

TRIALS: Final = 60
PER_SESSION: Final = 20
LIMIT_MS: Final = 2.0
AT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> Row:
    """Return the row: milliseconds from an answer to the size of the next question."""
    times_ms = [time_ms for spec in SKILLS.values() for time_ms in practise(spec)]
    note = f"update and placement, {TRIALS} trials of each of {len(SKILLS)} skills"
    return summarise("tracker", times_ms, judged="p99", limit=LIMIT_MS, note=note)


def practise(spec: SkillSpec) -> list[float]:
    """Return the milliseconds that each trial of a skill took; the first one, which builds tables, is left out."""
    rng, times_ms = np.random.default_rng(1), list[float]()
    skill: Skill | None = None
    for number in range(TRIALS + 1):
        start_s = time.perf_counter()
        cue = place(skill, spec, seed=number)
        placed_s = time.perf_counter()
        trial = _answer(spec, cue=cue, session=number // PER_SESSION, rng=rng)
        answered_s = time.perf_counter()
        skill = update(skill, trial)
        times_ms.append(1000 * (time.perf_counter() - answered_s + placed_s - start_s))
    return times_ms[1:]


def _answer(spec: SkillSpec, *, cue: float, session: int, rng: np.random.Generator) -> Trial:
    choices = len(spec.answer.choices or ())
    return Trial(
        skill_id=spec.skill_id,
        session_id=str(session),
        cue=cue,
        o_item=0.0,
        right=bool(rng.random() < 0.8),
        error=0.0 if choices else abs(rng.normal(0, 0.3)),
        span=0.0 if choices else 8.0,
        alternatives=choices,
        solo=True,
        at=AT,
    )
