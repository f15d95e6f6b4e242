"""Reliance through the real session code: who leans too far is flagged, who bets well is not."""

import math
import os
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from game.core.facts import Source
from game.learn.reliance import Share, measure
from game.session.trials import bet_of
from game.simulate.ears import Ear
from game.simulate.policies import Policy
from game.simulate.student import Practised, Student
from tests.conftest import FewSources
from tests.simulate.classes import class_of

MIXES = [(own, ai) for own in (0.60, 0.72, 0.85) for ai in (0.70, 0.80, 0.90)]
STUDENTS = int(os.environ.get("OWN_EARS_STUDENTS", "45")) // 9
"""For each of the nine mixes; with `-s` the pooled figures are printed."""
ROUNDS = 150
Z99 = 2.58


@pytest.fixture
def sources(few: FewSources) -> Sequence[Source]:
    return few.sources()


def practised(policy: Policy, sources: Sequence[Source], *, count: int = STUDENTS) -> list[Practised]:
    """Return what practice left of students of a policy, over all mixes."""
    return [
        done
        for seed, (own, ai) in enumerate(MIXES)
        for _, done in class_of(
            Student("", "eq.detect", Ear(theta=1.3), policy, trials=ROUNDS, human_right=own, ai_right=ai),
            count=count,
            sources=sources,
            seed=seed,
        )
    ]


def shares(policy: Policy, name: str, sources: Sequence[Source]) -> list[Share]:
    """Return one of the two indices of each student with enough evidence."""
    found: list[Share] = []
    for done in practised(policy, sources):
        bets = [bet for attempt in done.attempts if (bet := bet_of(attempt)) is not None]
        found.append(getattr(measure(bets), name))
    enough = [share for share in found if share.enough]
    flagged = np.mean([share.flagged for share in enough])
    sys.stdout.write(f"{policy}, {name}: {flagged:.1%} flagged of {len(enough)} with enough evidence\n")
    return enough


@pytest.mark.slow
@pytest.mark.parametrize("name", ["g_own", "g_ai"])
def test_a_calibrated_student_is_not_flagged(name: str, sources: Sequence[Source]) -> None:
    enough = shares("calibrated", name, sources)
    assert len(enough) >= 10
    assert np.mean([share.flagged for share in enough]) <= 0.03 + Z99 * math.sqrt(0.03 * 0.97 / len(enough))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("policy", "name", "least"), [("copier", "g_own", 0.90), ("leaner", "g_own", 0.70), ("stubborn", "g_ai", 0.90)]
)
def test_who_leans_too_far_is_flagged(policy: Policy, name: str, least: float, sources: Sequence[Source]) -> None:
    enough = shares(policy, name, sources)
    assert len(enough) >= 10
    assert np.mean([share.flagged for share in enough]) >= least - Z99 * math.sqrt(least * (1 - least) / len(enough))


def points(policy: Policy, sources: Sequence[Source], *, ai_right: float | None) -> np.ndarray:
    """Return the points of the rounds with the AI, or of all where there is none; first guesses are right 65 in 100."""
    student = Student("", "eq.boost_freq", Ear(theta=1.3), policy, trials=600, human_right=0.65, ai_right=ai_right)
    ((_, done),) = class_of(student, count=1, sources=sources, seed=3)
    wanted = [attempt for attempt in done.attempts if ai_right is None or attempt.commit.mode == "assisted"]
    return np.array([attempt.points for attempt in wanted])


def z99_of(*samples: np.ndarray) -> float:
    """Return how far a difference of means may stray by chance."""
    return Z99 * math.sqrt(sum(sample.var() / len(sample) for sample in samples))


@pytest.mark.slow
def test_a_thrown_away_guess_and_a_copy_earn_less_than_two_thirds_of_honest_play(sources: Sequence[Source]) -> None:
    junk, honest = points("junk", sources, ai_right=0.8), points("calibrated", sources, ai_right=0.8)
    assert junk.mean() < 2 / 3 * honest.mean()


@pytest.mark.slow
def test_good_use_of_the_ai_earns_at_least_as_much_as_none(sources: Sequence[Source]) -> None:
    alone, beside = points("calibrated", sources, ai_right=None), points("calibrated", sources, ai_right=0.8)
    assert beside.mean() >= alone.mean() - z99_of(alone, beside)
