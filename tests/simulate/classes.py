"""Classes of scripted students, through the real session code and a log in memory."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from game.core.facts import Source
from game.core.skills import SKILLS
from game.simulate.student import Practised, Student, practise
from game.store.database import open_memory
from game.store.log import AttemptLog

BEGAN_AT = datetime(2026, 1, 5, 18, tzinfo=UTC)


def class_of(
    student: Student, *, count: int, sources: Sequence[Source], seed: int = 1
) -> Iterator[tuple[Student, Practised]]:
    """Yield each student of a class, whose thresholds lie around that of `student`, and what practice left."""
    rng, ids = np.random.default_rng(seed), itertools.count()
    spec = SKILLS[student.skill_id]
    for number in range(count):
        log = AttemptLog(open_memory())
        player_id = log.find_or_add_player("Ada", player_id="p", now=BEGAN_AT)
        spread = rng.normal(0, spec.theta0_sd) if student.human_right is None else 0.0
        lo, hi = np.log2([spec.cue_hardest, spec.cue_easiest])
        theta = float(np.clip(student.ear.theta + spread, lo, hi - 0.5))
        one = replace(student, player_id=player_id, ear=replace(student.ear, theta=theta))
        yield (
            one,
            practise(
                one,
                sources=sources,
                log=log,
                seed=int(np.random.default_rng([seed, number]).integers(2**32)),
                started_at=BEGAN_AT,
                new_id=lambda: f"id{next(ids)}",
            ),
        )
        log.close()
