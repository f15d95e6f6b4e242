"""The tracker finds the threshold of ears that are known, and says how sure it is."""

import dataclasses
import math
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.skills import SKILLS
from game.learn import belief as beliefs
from game.learn import tracker
from tests.learn.ears import Ear, answer, practise, steady

KINDS = {"alternatives": "eq.detect", "place": "eq.boost_freq", "precision": "eq.gain_amount"}
every_kind = pytest.mark.parametrize("skill_id", KINDS.values())


def dice(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@every_kind
def test_a_snapshot_goes_on_exactly_as_if_it_had_never_been_stored(skill_id: str) -> None:
    skill, trials = practise(steady(1.0), skill_id, trials=30, rng=dice())
    assert tracker.track(trials).get(skill_id) == skill


@every_kind
def test_better_ears_end_lower(skill_id: str) -> None:
    sharp, _ = practise(steady(0.5), skill_id, trials=40, rng=dice())
    dull, _ = practise(steady(2.5), skill_id, trials=40, rng=dice())
    assert sharp.level_75 < dull.level_75
    assert sharp.theta_mean < dull.theta_mean - 1


@every_kind
def test_the_interval_holds_the_level_and_shrinks_with_practice(skill_id: str) -> None:
    few, _ = practise(steady(1.3), skill_id, trials=8, rng=dice(), per_session=60)
    many, _ = practise(steady(1.3), skill_id, trials=60, rng=dice(), per_session=60)
    for skill in (few, many):
        assert skill.level_lo < skill.level_75 < skill.level_hi
    assert many.level_hi / many.level_lo < few.level_hi / few.level_lo
    assert many.theta_sd < few.theta_sd


@every_kind
def test_the_first_four_questions_are_clear(skill_id: str) -> None:
    _, trials = practise(steady(1.3), skill_id, trials=4, rng=dice())
    first = beliefs.prior_of(SKILLS[skill_id])
    expected = tracker.expected_share(first, math.log2(trials[0].cue))
    easiest = tracker.expected_share(first, math.log2(SKILLS[skill_id].cue_easiest))
    assert expected == pytest.approx(min(0.90, easiest), abs=0.05)


@every_kind
@given(seed=st.integers(0, 2**32 - 1))
def test_a_cue_is_one_that_the_skill_has(skill_id: str, seed: int) -> None:
    spec = SKILLS[skill_id]
    assert spec.check_cue(tracker.place(None, spec, seed=seed)) > 0


@every_kind
@given(sizes=st.lists(st.floats(-4, 6), min_size=2, max_size=2).map(sorted))
def test_a_larger_change_is_never_expected_to_be_heard_less(skill_id: str, sizes: list[float]) -> None:
    first = beliefs.prior_of(SKILLS[skill_id])
    smaller, larger = (tracker.expected_share(first, size) for size in sizes)
    assert larger >= smaller - 1e-9


def test_about_four_answers_in_five_are_right() -> None:
    rng = dice()
    rights = [
        trial.right
        for _ in range(20)
        for trial in practise(steady(float(rng.normal(1.3, 0.6))), "eq.detect", trials=40, rng=rng)[1][10:]
    ]
    assert 0.74 < np.mean(rights) < 0.86


def test_days_without_practice_widen_the_interval_and_raise_the_level() -> None:
    skill, _ = practise(steady(1.0), "eq.detect", trials=40, rng=dice())
    belief = tracker.belief_of(skill)
    later = beliefs.pass_days(belief, 30)
    assert later.theta_sd > belief.theta_sd
    assert 0.1 < later.theta_mean - belief.theta_mean < 0.2
    assert beliefs.pass_days(belief, 300).theta_sd == later.theta_sd


def test_a_drift_has_the_variance_that_it_says() -> None:
    belief = tracker.belief_of(practise(steady(1.0), "eq.detect", trials=60, rng=dice(), per_session=60)[0])
    added = beliefs.pass_days(belief, 1).theta_sd ** 2 - belief.theta_sd**2
    assert added == pytest.approx(beliefs.VARIANCE_PER_SESSION + beliefs.VARIANCE_PER_DAY, rel=0.05)


def test_trials_of_one_session_make_no_day_pass() -> None:
    _, trials = practise(steady(1.0), "eq.detect", trials=20, rng=dice())
    later = [dataclasses.replace(trial, at=trial.at + timedelta(hours=1)) for trial in trials]
    one, other = tracker.track(trials).get("eq.detect"), tracker.track(later).get("eq.detect")
    assert one is not None
    assert other is not None
    assert one.posterior == other.posterior


def test_an_item_that_is_known_to_be_harder_counts_as_a_smaller_cue() -> None:
    trial = answer(steady(1.0), "eq.detect", cue=6.0, number=0, session=0, rng=dice())
    hard = dataclasses.replace(trial, o_item=1.0)
    small = dataclasses.replace(trial, cue=3.0)
    assert tracker.update(None, hard).posterior == tracker.update(None, small).posterior


def test_a_change_that_was_not_heard_raises_the_threshold() -> None:
    trial = answer(steady(1.0), "eq.boost_freq", cue=6.0, number=0, session=0, rng=dice())
    missed = tracker.update(None, dataclasses.replace(trial, error=None))
    found = tracker.update(None, dataclasses.replace(trial, error=0.05))
    assert missed.theta_mean > found.theta_mean


def test_how_exactly_a_place_is_named_is_learnt() -> None:
    exact, _ = practise(steady(1.0, sigma=0.15), "eq.boost_freq", trials=60, rng=dice())
    vague, _ = practise(steady(1.0, sigma=0.6), "eq.boost_freq", trials=60, rng=dice())
    assert exact.sigma == pytest.approx(0.15, abs=0.05)
    assert vague.sigma == pytest.approx(0.6, abs=0.2)
    assert practise(steady(1.0), "eq.detect", trials=2, rng=dice())[0].sigma is None


def test_a_snapshot_of_another_version_is_not_read() -> None:
    skill, _ = practise(steady(1.0), "eq.detect", trials=2, rng=dice())
    with pytest.raises(ValueError, match="track all trials again"):
        tracker.belief_of(dataclasses.replace(skill, tracker_version=0))


@every_kind
def test_what_is_predicted_comes_true(skill_id: str) -> None:
    spec, rng = SKILLS[skill_id], dice(3)
    predicted, right = [], []
    for _ in range(30):
        ear = steady(float(rng.normal(1.3, 0.5)))
        skill, _ = practise(ear, skill_id, trials=20, rng=rng)
        for number in range(10):
            cue = tracker.place(skill, spec, seed=number)
            trial = answer(ear, skill_id, cue=cue, number=0, session=0, rng=rng)
            tol, chance = spec.tol_at(cue), 0.0 if trial.alternatives else 2 * spec.tol_at(cue) / trial.span
            predicted.append(
                tracker.predict(
                    skill, spec, cue=cue, o_item=0.0, tol=tol, chance=chance, alternatives=trial.alternatives
                )
            )
            right.append(trial.right if trial.alternatives else trial.error is not None and trial.error <= tol)
    assert np.mean(predicted) == pytest.approx(np.mean(right), abs=0.08)


def test_without_trials_there_is_no_skill() -> None:
    assert tracker.track([]) == {}


@pytest.mark.parametrize(("sd", "label"), [(0.1, "good"), (0.3, "rough"), (0.5, "rough"), (0.51, "measuring")])
def test_a_threshold_is_called_good_only_when_it_is_known(sd: float, label: str) -> None:
    assert tracker.label(sd) == label


# ---- as simulation shows it: 40 players a row in CI, more by hand (science 2.2)


def errors_of(skill_id: str, *, trials: int, players: int, sigma: float = 0.3) -> tuple[np.ndarray, float]:
    rng, errors, inside = dice(5), [], []
    spec = SKILLS[skill_id]
    for _ in range(players):
        theta = float(np.clip(rng.normal(spec.theta0, spec.theta0_sd), np.log2(spec.cue_hardest), 4))
        skill, _ = practise(steady(theta, sigma=sigma), skill_id, trials=trials, rng=rng)
        lo, hi = tracker.belief_of(skill).theta_interval()
        errors.append(skill.theta_mean - theta)
        inside.append(lo <= theta <= hi)
    return np.array(errors), float(np.mean(inside))


ROWS = [
    ("eq.detect", 40, 0.0, 0.30, 0.85),
    ("eq.boost_freq", 60, 0.22, 0.22, 0.88),
    ("eq.boost_freq", 60, 0.35, 0.22, 0.88),
    ("eq.boost_freq", 60, 0.5, 0.22, 0.88),
]


@pytest.mark.slow
@pytest.mark.parametrize(("skill_id", "trials", "sigma", "most_sd", "least_cover"), ROWS)
def test_thresholds_are_found(skill_id: str, trials: int, sigma: float, most_sd: float, least_cover: float) -> None:
    players = 40
    errors, cover = errors_of(skill_id, trials=trials, players=players, sigma=sigma or 0.3)
    z99 = 2.58
    assert abs(errors.mean()) < 0.10 + z99 * errors.std() / math.sqrt(players)
    assert errors.std() < most_sd * (1 + z99 / math.sqrt(2 * players))
    assert cover >= least_cover - z99 * math.sqrt(least_cover * (1 - least_cover) / players)


@pytest.mark.slow
def test_growth_is_followed() -> None:
    rng, inside = dice(6), []
    for _ in range(30):
        start = float(rng.normal(2.2, 0.5))
        ear = Ear(lambda number, start=start: start - 2.0 * number / 300)  # type: ignore[misc]  # its own start
        skill, _ = practise(ear, "eq.detect", trials=300, rng=rng, per_session=15)
        lo, hi = tracker.belief_of(skill).theta_interval()
        inside.append(lo <= ear.theta(299) <= hi)
    assert np.mean(inside) >= 0.88 - 2.58 * math.sqrt(0.88 * 0.12 / 30)
