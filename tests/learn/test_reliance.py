"""Reliance: what is flagged, what is not, and when there is not enough evidence. Players are scripted."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from game.learn import reliance
from game.learn.reliance import Bet, measure

BET = Bet(
    skill_id="eq.detect",
    confidence="fairly sure",
    p_own=0.5,
    p_ai=0.8,
    apart=True,
    weight=1.0,
    own_right=False,
    ai_right=True,
    final_right=True,
    hasty=False,
)
HABITS = {"copier": 0.92, "leaner": 0.70, "stubborn": 0.08}
"""How often each takes the AI's answer, whatever the odds; the calibrated player does where it is the better bet."""
MIXES = [(own, ai) for own in (0.60, 0.72, 0.85) for ai in (0.70, 0.80, 0.90)]


def bets_of(habit: str, *, own: float, ai: float, rounds: int, rng: np.random.Generator) -> list[Bet]:
    """Return the assisted rounds of a player, as science 4.2 simulates them: chances vary, errors correlate by .15."""
    p_own = np.clip(rng.beta(own * 8, (1 - own) * 8, rounds), 0.25, 0.98)
    p_ai = np.clip(rng.beta(ai * 5, (1 - ai) * 5, rounds), 0.25, 0.98)
    z = rng.multivariate_normal([0, 0], [[1, 0.15], [0.15, 1]], rounds)
    own_right, ai_right = z[:, 0] < norm.ppf(p_own), z[:, 1] < norm.ppf(p_ai)
    same_slip = ~own_right & ~ai_right & (rng.random(rounds) < 0.5)
    apart = ~((own_right & ai_right) | same_slip)
    if habit == "calibrated":
        takes = norm.ppf(p_ai) - norm.ppf(p_own) + rng.normal(0, 0.5, rounds) > 0
    else:
        takes = rng.random(rounds) < HABITS[habit]
    noticed = np.clip(p_own + rng.normal(0, 0.1, rounds), 0.2, 0.99)
    return [
        Bet(
            skill_id="eq.detect",
            confidence="fairly sure",
            p_own=float(noticed[i]),
            p_ai=float(p_ai[i]),
            apart=bool(apart[i]),
            weight=float(takes[i]) if apart[i] else None,
            own_right=bool(own_right[i]),
            ai_right=bool(ai_right[i]),
            final_right=bool(ai_right[i] if takes[i] else own_right[i]),
            hasty=False,
        )
        for i in range(rounds)
    ]


def flagged(habit: str, name: str, *, players: int, rounds: int = 100) -> tuple[int, int]:
    """Return how many players were flagged, of how many with enough evidence, over all mixes."""
    rng, shares = np.random.default_rng(4), []
    for own, ai in MIXES:
        for _ in range(players):
            shares.append(getattr(measure(bets_of(habit, own=own, ai=ai, rounds=rounds, rng=rng)), name))
    enough = [share for share in shares if share.enough]
    return sum(share.flagged for share in enough), len(enough)


@pytest.mark.parametrize("name", ["g_own", "g_ai"])
def test_a_calibrated_player_is_not_flagged(name: str) -> None:
    hits, of = flagged("calibrated", name, players=20)
    assert of > 50
    assert hits / of <= 0.03 + 2.58 * (0.03 * 0.97 / of) ** 0.5


@pytest.mark.parametrize(
    ("habit", "name", "least"), [("copier", "g_own", 0.90), ("leaner", "g_own", 0.70), ("stubborn", "g_ai", 0.90)]
)
def test_leaning_too_far_either_way_is_flagged(habit: str, name: str, least: float) -> None:
    hits, of = flagged(habit, name, players=20)
    assert of > 50
    assert hits / of >= least - 2.58 * (least * (1 - least) / of) ** 0.5


def test_copying_a_much_better_ai_is_no_bad_bet() -> None:
    rng = np.random.default_rng(5)
    shares = [measure(bets_of("copier", own=0.60, ai=0.95, rounds=60, rng=rng)).g_own for _ in range(30)]
    assert sum(share.enough for share in shares) < 15


def many(bet: Bet, rounds: int, **changes: object) -> list[Bet]:
    return [dataclasses.replace(bet, **changes)] * rounds  # type: ignore[arg-type]


def test_without_rounds_nothing_is_shown() -> None:
    found = measure([])
    assert (found.g_own.enough, found.g_ai.enough, found.woa, found.adoption, found.flags) == (
        False,
        False,
        None,
        None,
        (),
    )


def test_a_few_rounds_are_not_enough() -> None:
    assert not measure(many(BET, 2, weight=0.0)).g_ai.enough


def test_agreement_is_no_bet() -> None:
    found = measure(many(BET, 50, apart=False, weight=None))
    assert (found.disagreements, found.g_own.stake, found.g_ai.stake) == (0, 0.0, 0.0)


def test_passing_good_advice_over_is_named() -> None:
    found = measure(many(BET, 40, weight=0.0, final_right=False))
    assert found.flags == ("passes AI bets over",)
    assert found.counts == reliance.Counts(kept_right=0, kept_wrong=40, switched_right=0, switched_wrong=0)


def test_taking_bad_advice_is_named() -> None:
    bad = dataclasses.replace(BET, p_own=0.9, p_ai=0.5, own_right=True, ai_right=False, final_right=False)
    assert measure([bad] * 40).flags == ("gives own-ear bets away",)


def test_luck_does_not_enter_the_headline() -> None:
    lucky = many(BET, 30, p_own=0.8, p_ai=0.5, own_right=True, ai_right=True, final_right=True)
    unlucky = many(BET, 30, p_own=0.8, p_ai=0.5, own_right=True, ai_right=False, final_right=False)
    assert measure(lucky).g_own == measure(unlucky).g_own


def test_a_player_whose_certain_guesses_are_right_more_often_is_believed() -> None:
    sure = many(BET, 30, confidence="certain", p_own=0.6, p_ai=0.7, own_right=True, ai_right=False, weight=0.0)
    unsure = many(BET, 30, confidence="guessing", p_own=0.6, p_ai=0.7, own_right=False, weight=0.0)
    found = measure([*sure, *unsure])
    assert found.g_ai.stake == pytest.approx(measure(unsure).g_ai.stake, rel=0.01)
    assert found.g_own.stake > 0


@pytest.mark.parametrize(
    ("final", "weight"), [(800.0, 0.0), (1600.0, 1.0), (1200.0, 0.5), (2000.0, 1.5), (400.0, -0.5)]
)
def test_the_weight_of_advice(final: float, weight: float) -> None:
    assert reliance.weight_of(guess=800.0, advice=1600.0, final=final) == weight


def test_nothing_is_weighed_where_both_said_the_same() -> None:
    with pytest.raises(ValueError, match="must differ"):
        reliance.weight_of(guess=800.0, advice=800.0, final=900.0)


def test_overshoot_and_repulsion_are_counted_apart_and_clipped() -> None:
    found = measure([*many(BET, 10, weight=1.5), *many(BET, 10, weight=-0.5)])
    assert (found.overshoots, found.repulsions) == (10, 10)
    assert found.woa == pytest.approx((10 + 4 * 0.39) / 24)


def test_rair_and_rsr_are_shrunk_and_need_eight_events() -> None:
    good, bad = many(BET, 8), many(BET, 7, own_right=True, ai_right=False, final_right=True, weight=0.0)
    found = measure([*good, *bad])
    assert [found.rair.value, found.rsr.value] == pytest.approx([(8 + 2) / 13, (7 + 3.5) / 12])
    assert (found.rair.enough, found.rsr.enough) == (True, False)


def test_hasty_first_guesses_are_shown_as_a_share() -> None:
    assert measure([*many(BET, 6, hasty=True), *many(BET, 6)]).hasty == 0.5


@given(
    st.lists(
        st.builds(
            Bet,
            skill_id=st.sampled_from(["eq.detect", "eq.boost_freq"]),
            confidence=st.sampled_from(["guessing", "fairly sure", "certain"]),
            p_own=st.floats(0, 1),
            p_ai=st.floats(0, 1),
            apart=st.booleans(),
            weight=st.none() | st.floats(-3, 3),
            own_right=st.booleans(),
            ai_right=st.booleans(),
            final_right=st.booleans(),
            hasty=st.booleans(),
        ),
        max_size=40,
    )
)
def test_every_share_is_a_share_and_lies_in_its_range(bets: Sequence[Bet]) -> None:
    found = measure(bets)
    for share in (found.g_own, found.g_ai, found.rair, found.rsr):
        assert 0 <= share.lo <= share.hi <= 1
        assert 0 <= share.value <= 1
    both = found.counts
    assert both.kept_right + both.kept_wrong + both.switched_right + both.switched_wrong == found.disagreements
