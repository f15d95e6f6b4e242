"""Today's plan."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from game.core.facts import Skill
from game.core.skills import SKILLS
from game.learn import planner
from tests.learn.ears import practise, steady

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()


def known(skill_id: str, *, days_ago: float = 0, **changes: object) -> Skill:
    import numpy as np

    skill, _ = practise(steady(1.5), skill_id, trials=1, rng=np.random.default_rng(1))
    seen = {"theta_mean": SKILLS[skill_id].theta0, "theta_sd": 0.2, "attempts": 40}
    return dataclasses.replace(skill, seen_at=NOW - timedelta(days=days_ago), **{**seen, **changes})  # type: ignore[arg-type]


def plan(skills: dict[str, Skill], **changes: object) -> planner.Plan:
    how: dict[str, object] = {"now": NOW, "practised": [], "checked_at": {}}
    return planner.plan_today(skills, **{**how, **changes})  # type: ignore[arg-type]


def wanted(skill: Skill) -> float:
    return planner.priority(skill, SKILLS[skill.skill_id], now=NOW)


def test_what_is_unsure_old_or_weak_wants_practice_more() -> None:
    base = known("eq.detect")
    assert wanted(known("eq.detect", theta_sd=0.6)) == pytest.approx(wanted(base) + 0.4)
    assert wanted(known("eq.detect", days_ago=7)) == pytest.approx(wanted(base) + 0.3)
    assert wanted(known("eq.detect", days_ago=70)) == wanted(known("eq.detect", days_ago=7))
    assert wanted(known("eq.detect", theta_mean=9.0)) == pytest.approx(wanted(base) + 0.1, abs=0.01)


def test_a_pin_comes_first() -> None:
    assert plan({}, pins=["eq.gain_amount"]).blocks[0] == planner.Planned("eq.gain_amount", "pinned")


def test_a_pin_that_is_no_skill_is_left_out() -> None:
    assert all(block.skill_id in SKILLS for block in plan({}, pins=["eq.everything"]).blocks)


def test_the_blocks_are_of_different_families() -> None:
    families = [SKILLS[block.skill_id].family for block in plan({}).blocks]
    assert len(set(families)) == len(families)


def test_a_block_says_why() -> None:
    skills = {skill_id: known(skill_id) for skill_id in SKILLS}
    skills["eq.cut_freq"] = known("eq.cut_freq", theta_sd=1.2)
    first = plan(skills).blocks[0]
    assert (first.skill_id, first.why) == ("eq.cut_freq", "unsure")
    assert plan({}).blocks[0].why == "new"


@pytest.mark.parametrize(
    ("practised", "solo"),
    [
        ([], False),
        ([date(2026, 11, 18), date(2026, 11, 20)], True),
        ([date(2026, 11, 18)], False),
        ([date(2026, 11, 18), date(2026, 11, 20), date(2026, 11, 24)], False),
        ([date(2026, 11, 18), date(2026, 11, 20), TODAY], True),
    ],
)
def test_the_first_day_of_a_week_of_practice_is_solo(practised: list[date], *, solo: bool) -> None:
    assert planner.is_solo_day(practised, today=TODAY) is solo


def test_a_check_up_is_due_once_a_week_for_what_was_practised_enough() -> None:
    skills = {"eq.detect": known("eq.detect"), "eq.cut_freq": known("eq.cut_freq", attempts=19)}
    assert plan(skills).check_up == ("eq.detect",)
    assert plan(skills, checked_at={"eq.detect": NOW - timedelta(days=6)}).check_up == ()
    assert plan(skills, checked_at={"eq.detect": NOW - timedelta(days=7)}).check_up == ("eq.detect",)


def test_a_skill_that_had_its_block_today_rests() -> None:
    first = plan({}).blocks[0].skill_id
    assert first not in [block.skill_id for block in plan({}, rested=[first], pins=[first]).blocks]
