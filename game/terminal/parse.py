"""Reads what was typed. Each reader returns a value, or raises ValueError with a sentence for the player."""

import re
from typing import Final

from game.core.facts import CONFIDENCES, AnswerDomain, Choice, Confidence

_NUMBER: Final = re.compile(r"^([+-]?\d+(?:[.,]\d+)?)\s*(k)?\s*(hz|db)?$")


def read_number(text: str) -> float | None:
    """Return a number as engineers write it, or None where `text` is none.

    >>> read_number("1.2k"), read_number("800 Hz"), read_number("-3,5 dB"), read_number("a")
    (1200.0, 800.0, -3.5, None)
    """
    match = _NUMBER.match(text.strip().lower().replace("\N{MINUS SIGN}", "-"))
    if match is None:
        return None
    return float(match[1].replace(",", ".")) * (1000 if match[2] else 1)


def read_answer(text: str, answer: AnswerDomain, *, unit: str) -> Choice | None:
    """Return the answer in `text`, or None where it is no number.

    Raises:
        ValueError: a number that the question does not allow.
    """
    value = read_number(text)
    if value is None:
        return None
    if not answer.holds(value):
        raise ValueError(
            f"The answer must lie between {answer.lo:g} and {answer.hi:g} {unit}".rstrip() + f", not {value:g}."
        )
    return value


def read_confidence(text: str) -> Confidence | None:
    """Return how sure the player is, from 1, 2 or 3 or from the words, or None.

    >>> read_confidence("2"), read_confidence("Certain"), read_confidence("7")
    ('fairly sure', 'certain', None)
    """
    word = text.strip().lower()
    if word in ("1", "2", "3"):
        return CONFIDENCES[int(word) - 1]
    return next((confidence for confidence in CONFIDENCES if word and confidence.startswith(word)), None)
