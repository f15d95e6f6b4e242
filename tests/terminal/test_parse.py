import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.skills import SKILLS
from game.terminal.parse import read_answer, read_confidence, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", 1200),
        ("1.2k", 1200),
        ("1,2 kHz", 1200),
        ("800hz", 800),
        ("-3", -3),
        ("+4.5 dB", 4.5),
        ("\N{MINUS SIGN}2", -2),
    ],
)
def test_numbers_are_read_as_engineers_write_them(text: str, value: float) -> None:
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "a", "1.2.3", "k", "1e3", "nan", "inf", "--3", "12 34"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


@given(st.floats(60, 14_000))
def test_every_frequency_of_the_slider_may_be_typed(freq_hz: float) -> None:
    answer = SKILLS["eq.boost_freq"].answer
    assert read_answer(f"{freq_hz:.3f}", answer, unit="Hz") == pytest.approx(freq_hz, abs=0.001)


def test_a_take_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="between 1 and 3, not 4"):
        read_answer("4", SKILLS["eq.detect"].answer, unit="")


@pytest.mark.parametrize(
    ("text", "word"), [("1", "guessing"), ("g", "guessing"), ("Fairly", "fairly sure"), ("3", "certain")]
)
def test_confidence_is_read_from_digits_and_words(text: str, word: str) -> None:
    assert read_confidence(text) == word


@pytest.mark.parametrize("text", ["", "4", "0", "sure"])
def test_no_confidence_is_none(text: str) -> None:
    assert read_confidence(text) is None
