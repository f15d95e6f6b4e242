"""Today: the plan, what is done of it, and each skill in its unit."""

import dataclasses
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from game.core.facts import Skill
from game.core.skills import SKILLS
from game.session.block import Sitting
from game.session.standing import say_ability, say_plan, say_why, share_of_ai, standing
from game.session.wording_skills import SENTENCES, SHORT, say_level
from tests.learn.ears import practise, steady

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)  # a Wednesday


def known(skill_id: str = "eq.detect", **changes: object) -> Skill:
    skill, _ = practise(steady(1.5), skill_id, trials=1, rng=np.random.default_rng(1))
    plain = {
        "seen_at": NOW,
        "theta_mean": 1.3,
        "theta_sd": 0.2,
        "level_75": 2.5,
        "level_lo": 1.9,
        "level_hi": 3.2,
        "attempts": 40,
    }
    return dataclasses.replace(skill, **{**plain, **changes})  # type: ignore[arg-type]  # its fields


def sitting(days_ago: float = 0.0, *, skill_id: str = "eq.detect", rounds: int = 20, **changes: object) -> Sitting:
    made = Sitting("s", skill_id, NOW - timedelta(days=days_ago), rounds, cue=None, theta_mean=2.3, form=None)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]  # its fields


def test_a_new_player_has_two_blocks_before_them() -> None:
    where = standing({}, [], now=NOW)
    assert (where.new, where.done, where.streak, len(where.plan.blocks)) == (True, 0, 0, 2)
    assert say_plan(where).startswith("Two short blocks to begin with")
    assert all(one.now is None and one.sentence == SKILLS[one.skill_id].title for one in where.abilities)


def test_a_block_counts_as_done_from_six_rounds_on_and_rests() -> None:
    where = standing({"eq.detect": known()}, [sitting(rounds=6)], now=NOW)
    assert (where.done, say_plan(where)) == (1, "One more block, about ten minutes. Headphones on.")
    assert "eq.detect" not in [block.skill_id for block in where.plan.blocks]
    assert standing({}, [sitting(rounds=5)], now=NOW).done == 0


def test_after_two_blocks_the_day_is_done() -> None:
    where = standing({}, [sitting(), sitting(skill_id="time.async")], now=NOW)
    assert say_plan(where) == "Today's two blocks are done. What you play now is extra."


def test_days_in_a_row_are_counted_whatever_was_played() -> None:
    assert standing({}, [sitting(2), sitting(1), sitting(rounds=1)], now=NOW).streak == 3


def test_a_check_up_needs_music_that_was_kept_for_it() -> None:
    skills = {"eq.detect": known()}
    assert standing(skills, [], now=NOW).plan.check_up == ("eq.detect",)
    lately = [sitting(3, form="a", rounds=6)]
    assert standing(skills, lately, now=NOW).plan.check_up == ()


def test_a_check_up_is_no_block_of_the_plan() -> None:
    assert standing({}, [sitting(form="a", rounds=6)], now=NOW).done == 0


def test_where_an_ear_began_is_what_was_known_before_its_second_block() -> None:
    sittings = [sitting(9, theta_mean=9.9), sitting(8, theta_mean=2.3), sitting(7, theta_mean=1.4)]
    where = standing({"eq.detect": known()}, sittings, now=NOW)
    one = next(one for one in where.abilities if one.skill_id == "eq.detect")
    assert one.began == pytest.approx(5.0)
    assert where.octaves_improved == {"eq.detect": pytest.approx(1.0)}
    assert say_ability(one) == "You hear a boost of 2.5 dB, probably between 1.9 and 3.2 dB, good"


def test_the_ai_sits_in_less_as_the_ear_gets_better() -> None:
    sittings = [sitting(9), sitting(8, theta_mean=3.3)]
    where = standing({"eq.detect": known()}, sittings, now=NOW)
    assert share_of_ai(where, "eq.detect") == pytest.approx(0.4)
    assert share_of_ai(where, "eq.cut_freq") == 0.7


def test_no_number_beyond_what_is_ever_asked_is_claimed() -> None:
    assert say_level(known(level_75=14.0)) == "Boost or not: beyond **12 dB** for now"
    assert say_level(known(level_75=0.2)) == "Boost or not: even **0.30 dB**, the hardest"


@pytest.mark.parametrize(("days", "says"), [(9, "Nine days since"), (40, "40 days since")])
def test_a_block_says_why_it_is_in_the_plan(days: int, says: str) -> None:
    skill = known(seen_at=NOW - timedelta(days=days))
    where = standing({skill_id: known(skill_id) for skill_id in SKILLS} | {"eq.detect": skill}, [], now=NOW)
    planned = next(block for block in where.plan.blocks if block.skill_id == "eq.detect")
    assert say_why(planned, skill, now=NOW).startswith(says)


def test_every_skill_has_its_sentence() -> None:
    assert set(SENTENCES) == set(SHORT) == set(SKILLS)


def test_a_first_round_is_no_number_yet() -> None:
    few = known(theta_sd=0.9, attempts=1)
    (one,) = [one for one in standing({"eq.detect": few}, [], now=NOW).abilities if one.now is not None]
    assert (one.sentence, one.how) == ("Spot the boost: **1** round so far", "measuring")
    more = standing({"eq.detect": known(theta_sd=0.9, attempts=12)}, [], now=NOW)
    assert "You hear a boost of **2.5 dB**" in [one.sentence for one in more.abilities]
