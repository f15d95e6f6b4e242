"""Before and after: which sittings make a pair, what the effect is, and the table."""

import dataclasses
from datetime import timedelta

import numpy as np
import pytest

from game.core.facts import Form
from game.core.skills import SKILLS
from game.learn import study
from game.learn.study import CheckUp
from game.session import check_up
from tests.learn.ears import NOW, answer, steady

SKILL_ID = "eq.detect"


def sit(player: str, form: Form, *, theta: float, day: int, rounds: int = check_up.ROUNDS, seed: int = 1) -> CheckUp:
    rng = np.random.default_rng([seed, day, *player.encode()])
    spec = SKILLS[SKILL_ID]
    trials = [
        answer(steady(theta), SKILL_ID, cue=check_up.cue_at(spec, form, trial=n), number=n, session=day, rng=rng)
        for n in range(rounds)
    ]
    return CheckUp(player, SKILL_ID, form, tuple(trials))


def group(gain_oct: float, *, players: int) -> list[CheckUp]:
    rng = np.random.default_rng(5)
    sittings = []
    for number in range(players):
        theta, forms = float(rng.normal(1.8, 0.6)), check_up.FORMS[:: 1 if number % 2 else -1]
        sittings += [
            sit(f"p{number}", forms[0], theta=theta, day=0),
            sit(f"p{number}", forms[1], theta=theta - gain_oct, day=30),
        ]
    return sittings


def interval(effect: study.Effect) -> tuple[float, float]:
    """Return the interval of a gain, which must be known."""
    assert effect.gain_lo is not None
    assert effect.gain_hi is not None
    return effect.gain_lo, effect.gain_hi


def test_a_pair_is_the_first_sitting_and_the_last_with_the_other_form() -> None:
    forms: tuple[Form, ...] = ("b", "a", "b", "a", "b")
    sittings = [sit("p", form, theta=1.5, day=day) for day, form in enumerate(forms)]
    (pair,) = study.pair(sittings[::-1])
    assert (pair.before, pair.after) == (sittings[0], sittings[3])


def test_no_pair_without_both_forms_or_with_a_sitting_broken_off() -> None:
    assert study.pair([sit("p", "a", theta=1.5, day=0), sit("p", "a", theta=1.5, day=9)]) == ()
    assert study.pair([sit("p", "a", theta=1.5, day=0), sit("p", "b", theta=1.5, day=9, rounds=9)]) == ()
    assert study.pair([sit("p", "a", theta=1.5, day=0), sit("q", "b", theta=1.5, day=9)]) == ()


def test_g_av_as_worked_out_by_hand() -> None:
    before, after = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 1.0, 4.0])
    spread = (np.std(before, ddof=1) + np.std(after, ddof=1)) / 2
    assert study.hedges_g_av(before, after) == pytest.approx(1.0 / spread * (1 - 3 / 11))


def test_a_real_gain_is_found() -> None:
    (effect,) = study.effects(study.pair(group(1.5, players=24)))
    assert effect.players == 24
    lo, hi = interval(effect)
    assert lo > 0.3
    assert hi > 1.0  # the prior draws each sitting a little towards the middle
    assert 0 < (effect.g_lo or 0) < (effect.g or 0) < (effect.g_hi or 0)


def test_forms_are_parallel_who_does_not_change_gains_nothing() -> None:
    (effect,) = study.effects(study.pair(group(0.0, players=60)))
    lo, hi = interval(effect)
    assert lo < 0 < hi
    assert abs(effect.gain_oct) < 0.2


@pytest.mark.parametrize("players", [1, 4])
def test_few_players_get_no_effect_size(players: int) -> None:
    (effect,) = study.effects(study.pair(group(1.0, players=players)))
    assert (effect.g, effect.g_lo, effect.g_hi) == (None, None, None)
    assert (effect.gain_lo is None) is (players == 1)


def test_the_table_has_two_rows_a_pair_and_counts_the_practice_between() -> None:
    pairs = study.pair([sit("p", "a", theta=1.5, day=0), sit("p", "b", theta=1.0, day=30)])
    practised = {("p", SKILL_ID): [(NOW + timedelta(days=day), day > 10) for day in (-1, 5, 20, 25, 40)]}
    before, after = study.rows_of(pairs, practised)
    assert list(before) == list(after) == list(study.COLUMNS)
    assert (before["sitting"], before["practised"], before["with_ai"], before["days"]) == ("before", 0, 0, 0)
    assert (after["sitting"], after["practised"], after["with_ai"], after["days"]) == ("after", 3, 2, 30)
    assert after["at"] == "2026-01-31T00:00:00Z"
    assert after["right"] == sum(trial.right for trial in pairs[0].after.trials)


def test_a_sitting_is_scored_from_itself_alone() -> None:
    sitting = sit("p", "a", theta=1.5, day=0)
    later = dataclasses.replace(sitting, player="q")
    assert study.score(sitting) == study.score(later)
    assert study.score(sitting).level_lo < study.score(sitting).level_75 < study.score(sitting).level_hi
