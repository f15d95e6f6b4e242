"""How often a change is heard, against published tables and limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.learn import psychometric


@pytest.mark.parametrize(
    ("alternatives", "at_1", "at_2", "d_75"),
    [(2, 0.760, 0.921, 0.95), (3, 0.634, 0.866, 1.43), (4, 0.552, 0.823, 1.68), (8, 0.385, 0.711, 2.14)],
)
def test_shares_are_those_of_the_unbiased_model(alternatives: int, at_1: float, at_2: float, d_75: float) -> None:
    assert psychometric.share_correct([1.0, 2.0], alternatives=alternatives) == pytest.approx([at_1, at_2], abs=6e-4)
    assert psychometric.d_at(0.75, alternatives=alternatives) == pytest.approx(d_75, abs=0.006)


def test_two_alternatives_have_a_closed_form() -> None:
    from scipy.special import ndtr

    d = np.linspace(0, 6, 40)
    assert psychometric.share_correct(d, alternatives=2) == pytest.approx(ndtr(d / np.sqrt(2)), abs=1e-5)


@given(alternatives=st.integers(2, 16))
def test_without_a_cue_there_is_chance_and_with_a_huge_one_certainty(alternatives: int) -> None:
    assert psychometric.share_correct(0.0, alternatives=alternatives) == pytest.approx(1 / alternatives, abs=1e-6)
    assert psychometric.share_correct(99.0, alternatives=alternatives) > 0.9999


@given(size=st.floats(-6, 6), more=st.floats(0, 3), theta=st.floats(-2, 2), slope=st.floats(0.5, 2))
def test_a_larger_change_is_never_heard_less(size: float, more: float, theta: float, slope: float) -> None:
    small, large = (psychometric.d_prime(x, theta=theta, slope=slope) for x in (size, size + more))
    assert psychometric.share_heard(large) >= psychometric.share_heard(small)


def test_at_theta_d_is_one() -> None:
    assert psychometric.d_prime(1.7, theta=1.7, slope=0.8) == 1.0


def test_nothing_is_heard_without_a_cue() -> None:
    assert psychometric.share_heard(0.0) == pytest.approx(0.0, abs=1e-6)


def test_two_thirds_of_errors_lie_within_one_standard_deviation() -> None:
    assert psychometric.share_within(2.0, sd=2.0) == pytest.approx(0.6827, abs=1e-4)


def test_one_alternative_is_no_question() -> None:
    with pytest.raises(ValueError, match="at least 2, got 1"):
        psychometric.share_correct(1.0, alternatives=1)
