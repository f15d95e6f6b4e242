"""The real session code finds the thresholds of scripted ears: 40 students a row, or as many as OWN_EARS_STUDENTS says.

With `-s` each row's figures are printed.
"""

import math
import os
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from game.core.facts import Source
from game.core.skills import SKILLS
from game.learn import tracker
from game.learn.growth import improved
from game.session.trials import trial_of
from game.simulate.ears import Ear
from game.simulate.student import Student
from tests.conftest import FewSources
from tests.simulate.classes import class_of

STUDENTS = int(os.environ.get("OWN_EARS_STUDENTS", "40"))
Z99 = 2.58


@pytest.fixture
def sources(few: FewSources) -> Sequence[Source]:
    return few.sources()


def errors_of(student: Student, sources: Sequence[Source], *, count: int) -> tuple[np.ndarray, float]:
    """Return how far off the estimates are in octaves, and how many intervals hold the truth."""
    errors, inside = [], []
    for one, done in class_of(student, count=count, sources=sources):
        assert done.skill is not None
        theta = one.ear.theta_at(1.0)
        lo, hi = tracker.belief_of(done.skill).theta_interval()
        errors.append(done.skill.theta_mean - theta)
        inside.append(lo <= theta <= hi)
    sys.stdout.write(f"bias {np.mean(errors):+.3f}, SD {np.std(errors):.3f}, holds {np.mean(inside):.1%} of {count}\n")
    return np.array(errors), float(np.mean(inside))


def at_least(share: float, *, of: int) -> float:
    return share - Z99 * math.sqrt(share * (1 - share) / of)


ROWS = [
    pytest.param("eq.detect", 40, 0.3, 0.30, 0.85, id="3AFC"),
    pytest.param("eq.boost_freq", 60, 0.22, 0.22, 0.88, id="slider .22"),
    pytest.param("eq.boost_freq", 60, 0.35, 0.22, 0.88, id="slider .35"),
    pytest.param("eq.boost_freq", 60, 0.50, 0.22, 0.88, id="slider .50"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("skill_id", "trials", "sigma", "most_sd", "least_cover"), ROWS)
def test_thresholds_are_found(
    skill_id: str, trials: int, sigma: float, most_sd: float, least_cover: float, sources: Sequence[Source]
) -> None:
    ear = Ear(theta=SKILLS[skill_id].theta0, sigma=sigma)
    student = Student("", skill_id, ear, trials=trials, ai_right=None)
    errors, cover = errors_of(student, sources, count=STUDENTS)
    assert abs(errors.mean()) < 0.10 + Z99 * errors.std() / math.sqrt(STUDENTS)
    assert errors.std() <= most_sd * (1 + Z99 / math.sqrt(2 * STUDENTS))
    assert cover >= at_least(least_cover, of=STUDENTS)


@pytest.mark.slow
def test_growth_is_followed(sources: Sequence[Source]) -> None:
    student = Student("", "eq.detect", Ear(theta=2.2, gain_oct=2.0), trials=300, sessions=20, ai_right=None)
    _, cover = errors_of(student, sources, count=STUDENTS)
    assert cover >= at_least(0.88, of=STUDENTS)


@pytest.mark.slow
def test_what_did_not_grow_is_seldom_called_improved(sources: Sequence[Source]) -> None:
    student = Student("", "eq.detect", Ear(theta=1.3), trials=120, sessions=8, ai_right=None)
    claims = [
        improved([trial for attempt in done.attempts if (trial := trial_of(attempt.commit))], "eq.detect") is not None
        for _, done in class_of(student, count=STUDENTS, sources=sources)
    ]
    sys.stdout.write(f"called improved {np.mean(claims):.1%} of {STUDENTS}\n")
    assert np.mean(claims) <= 0.07 + Z99 * math.sqrt(0.07 * 0.93 / STUDENTS)


def test_one_student_can_be_followed_round_by_round(sources: Sequence[Source]) -> None:
    student = Student("", "eq.detect", Ear(theta=1.3), trials=20, sessions=2)
    ((_, done),) = class_of(student, count=1, sources=sources)
    assert [attempt.commit.trial for attempt in done.attempts] == [*range(10), *range(10)]
    assert [attempt.commit.mode for attempt in done.attempts[:7]] == ["solo"] * 6 + ["assisted"]
    assert done.skill is not None
    assert done.skill.attempts == 20
