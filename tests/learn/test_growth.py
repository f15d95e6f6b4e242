"""The chart's line, and when "improved" is said."""

import dataclasses
import math
from datetime import timedelta

import numpy as np
import pytest

from game.learn import growth, tracker
from game.learn.tracker import Trial
from tests.learn.ears import Ear, practise, steady


def weeks(gain_oct: float, *, sessions: int = 12, per_session: int = 15, seed: int = 1) -> list[Trial]:
    """Return the trials of an ear that gains evenly, over sessions a day apart."""
    rng = np.random.default_rng(seed)
    start, count = float(rng.normal(1.8, 0.4)), sessions * per_session
    daily = rng.normal(0, 0.12, sessions)
    ear = Ear(lambda number: start - gain_oct * number / count + float(daily[number // per_session]))
    return practise(ear, "eq.detect", trials=count, rng=rng, per_session=per_session)[1]


def test_a_halved_threshold_is_called_improved_mostly() -> None:
    claims = [growth.improved(weeks(1.5, sessions=16, seed=seed), "eq.detect") for seed in range(12)]
    assert sum(claim is not None for claim in claims) >= 10
    assert "clearly improved" in claims


def test_what_did_not_grow_is_not_called_improved() -> None:
    assert sum(growth.improved(weeks(0.0, seed=seed), "eq.detect") is not None for seed in range(15)) <= 4


def test_two_windows_share_no_session() -> None:
    assert growth.improved(weeks(4.0, sessions=5), "eq.detect") is None


def test_only_solo_rounds_count() -> None:
    trials = weeks(2.5, sessions=16)
    assisted = [dataclasses.replace(trial, solo=False) for trial in trials]
    assert growth.improved(trials, "eq.detect") is not None
    assert growth.improved(assisted, "eq.detect") is None


def test_a_chart_has_a_point_for_each_session_and_its_interval_holds_it() -> None:
    points = growth.smooth(weeks(1.0), "eq.detect")
    assert [point.session_id for point in points] == [str(number) for number in range(12)]
    assert all(point.level_lo < point.level_75 < point.level_hi for point in points)
    assert {point.trials for point in points} == {15}


def test_the_last_point_is_what_the_tracker_knows() -> None:
    trials = weeks(1.0)
    skill = tracker.track(trials).get("eq.detect")
    assert skill is not None
    assert growth.smooth(trials, "eq.detect")[-1].level_75 == pytest.approx(skill.level_75, rel=0.01)


def test_looking_back_makes_the_first_sessions_surer() -> None:
    trials = weeks(1.0)
    alone = growth.smooth(trials[:15], "eq.detect")[0]
    later = growth.smooth(trials, "eq.detect")[0]
    assert later.level_hi / later.level_lo < alone.level_hi / alone.level_lo


def test_the_line_follows_growth() -> None:
    points = growth.smooth(weeks(2.0, sessions=20), "eq.detect")
    fallen_oct = math.log2(points[0].level_75 / points[-1].level_75)
    assert 1.0 < fallen_oct < 2.8


def test_no_trials_make_no_chart() -> None:
    assert growth.smooth([], "eq.detect") == ()
    assert growth.improved([], "eq.detect") is None


def test_a_steady_ear_is_inside_the_band_of_nearly_every_session() -> None:
    trials = practise(steady(1.5), "eq.detect", trials=240, rng=np.random.default_rng(3), per_session=20)[1]
    level = 2 ** (1.5 + math.log2(1.43) / 1.2)
    inside = [point.level_lo <= level <= point.level_hi for point in growth.smooth(trials, "eq.detect")]
    assert sum(inside) >= 10


def months(gain_oct: float, *, seed: int = 1) -> list[Trial]:
    """Return sixteen sessions of an ear, four days apart, that gains (or loses) evenly."""
    return [
        dataclasses.replace(trial, at=trial.at + timedelta(days=3 * int(trial.session_id)))
        for trial in weeks(gain_oct, sessions=16, per_session=20, seed=seed)
    ]


def test_an_ear_that_fades_raises_the_alarm_mostly() -> None:
    assert sum(growth.faded(months(-2.0, seed=seed), "eq.detect") for seed in range(6)) >= 5


def test_an_ear_that_stays_or_grows_raises_none() -> None:
    assert sum(growth.faded(months(0.0, seed=seed), "eq.detect") for seed in range(8)) <= 1
    assert not growth.faded(months(1.5), "eq.detect")


def test_the_alarm_needs_sessions_four_weeks_apart_and_alone() -> None:
    fading = months(-2.0)
    assert not growth.faded(weeks(-2.0, sessions=16, per_session=20), "eq.detect")
    assert not growth.faded([dataclasses.replace(trial, solo=False) for trial in fading], "eq.detect")
    assert not growth.faded([], "eq.detect")
