"""Flags of the review against habits that are known: `OWN_EARS_STUDENTS=20 pytest -s -m exhaustive tests/simulate`."""

import itertools
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from game.core.facts import Source
from game.review.gather import student_of
from game.review.overview import AI_PASSED, OWN_AWAY, view_class
from game.simulate.ears import Ear
from game.simulate.policies import Policy
from game.simulate.student import Student, practise
from game.store.database import open_memory
from game.store.log import AttemptLog
from tests.conftest import FewSources

EACH = int(os.environ.get("OWN_EARS_STUDENTS", "4"))
ROUNDS, SESSIONS = 240, 6
BEGAN_AT = datetime(2026, 1, 5, 18, tzinfo=UTC)
USUAL, WEAK = 1.6, 3.1
"""Thresholds, log2 of the cue: as usual, and more than twice the goal."""
KINDS: tuple[tuple[str, Policy, float], ...] = (
    ("weighs both", "calibrated", USUAL), ("copies", "copier", USUAL), ("stubborn", "stubborn", USUAL),
    ("weak ears", "calibrated", WEAK),
)  # fmt: skip


def flags_of(policy: Policy, theta: float, *, count: int, sources: Sequence[Source]) -> Counter[str]:
    """Return how many of a kind were given each flag, after four in a class that weighs both."""
    told: Counter[str] = Counter()
    ids = itertools.count()
    for number in range(count):
        log = AttemptLog(open_memory())
        player_id = log.find_or_add_player("Ada", player_id="p", now=BEGAN_AT)
        habit = None if theta == WEAK else 0.72
        practise(Student(player_id, "eq.detect", Ear(theta=theta), policy, trials=ROUNDS, sessions=SESSIONS,
                         human_right=habit), sources=sources, log=log, started_at=BEGAN_AT,
                 seed=int(np.random.default_rng([number, len(policy)]).integers(2**32)),
                 new_id=lambda: f"id{next(ids)}")  # fmt: skip
        view = view_class([student_of("p", "Ada", log.find_commits("p"), log.find_attempts("p"))])
        words = [flag.words for flag in view.rows[0].flags]
        told.update({OWN_AWAY: OWN_AWAY in words, AI_PASSED: AI_PASSED in words,
                     "weak": any("goal" in one for one in words)})  # fmt: skip
        log.close()
    return told


@pytest.mark.exhaustive
def test_habits_and_weak_ears_are_named_of_those_who_have_them(few: FewSources) -> None:
    told = {kind: flags_of(policy, theta, count=EACH, sources=few.sources()) for kind, policy, theta in KINDS}
    for kind, counts in told.items():
        sys.stdout.write(f"{kind}, of {EACH}: {dict(counts)}\n")
    assert told["copies"][OWN_AWAY] >= 0.9 * EACH
    assert told["stubborn"][AI_PASSED] >= 0.9 * EACH
    assert told["weak ears"]["weak"] >= 0.9 * EACH
    wrong = sum(told["weighs both"][what] for what in (OWN_AWAY, AI_PASSED))
    wrong += told["copies"][AI_PASSED] + told["stubborn"][OWN_AWAY]
    assert wrong <= max(1, 0.03 * 4 * EACH)
