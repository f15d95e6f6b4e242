"""Reads what was typed. Each reader returns a value, or raises ValueError with a sentence for the player."""

import re
from typing import Final

from game.core.facts import CONFIDENCES, EARLY, LATE, AnswerDomain, Choice, Confidence, PartMove

_NUMBER: Final = re.compile(r"^(?:hit|take)?\s*([+-]?\d+(?:[.,]\d+)?)\s*(k)?\s*(hz|db|%|percent)?$")


def read_number(text: str) -> float | None:
    """Return a number as engineers write it, or None where `text` is none.

    >>> read_number("1.2k"), read_number("800 Hz"), read_number("-3,5 dB"), read_number("a")
    (1200.0, 800.0, -3.5, None)
    >>> read_number("62.5 %"), read_number("hit 3")
    (62.5, 3.0)
    """
    match = _NUMBER.match(text.strip().lower().replace("\N{MINUS SIGN}", "-"))
    if match is None:
        return None
    return float(match[1].replace(",", ".")) * (1000 if match[2] else 1)


def read_answer(text: str, answer: AnswerDomain, *, unit: str) -> Choice | None:
    """Return the answer in `text`, or None where it is none.

    Raises:
        ValueError: a number or a part that the question does not allow.
    """
    if answer.moves:
        return _read_move(text, answer)
    value = read_number(text)
    if value is None:
        return None
    if not answer.holds(value):
        raise ValueError(
            f"The answer must lie between {answer.lo:g} and {answer.hi:g} {unit}".rstrip() + f", not {value:g}."
        )
    return value


def split_answer(line: str, answer: AnswerDomain, *, unit: str) -> tuple[Choice | None, str]:
    """Return the answer with which `line` begins, the longest there is, and the words after it.

    Raises:
        ValueError: a number or a part that the question does not allow.
    """
    words = line.split()
    for count in range(len(words), 0, -1):
        choice = read_answer(" ".join(words[:count]), answer, unit=unit)
        if choice is not None:
            return choice, " ".join(words[count:])
    return None, ""


def _read_move(text: str, answer: AnswerDomain) -> Choice | None:
    """Return the part and direction in `text`, in any order, as the number of the move; beginnings of words will do."""
    words = text.lower().split()
    parts = list(dict.fromkeys(move.part for move in answer.moves))
    named = [part for part in parts if any(part.startswith(word) for word in words)]
    ways = [way for way in (EARLY, LATE) if any(way.startswith(word) for word in words)]
    if len(words) == 1 and (len(named) == 1) != (len(ways) == 1):
        raise ValueError(f"Say a part and a direction, such as {named[0] if named else parts[0]} late.")
    if len(words) != 2 or len(ways) != 1:
        return None
    if len(named) != 1:
        raise ValueError(f"The part must be one of {', '.join(parts)}, not {text!r}.")
    return 1 + answer.moves.index(PartMove(named[0], ways[0]))


def read_confidence(text: str) -> Confidence | None:
    """Return how sure the player is, from 1, 2 or 3 or from the words, or None.

    >>> read_confidence("2"), read_confidence("Certain"), read_confidence("7")
    ('fairly sure', 'certain', None)
    """
    word = text.strip().lower()
    if word in ("1", "2", "3"):
        return CONFIDENCES[int(word) - 1]
    return next((confidence for confidence in CONFIDENCES if word and confidence.startswith(word)), None)
