"""Answers and questions between the wire and the game."""

from typing import Any

from game.core.answers import choice_value
from game.core.facts import AnswerDomain, Choice, PartMove, Question
from game.link import pieces


def value_of(answer: AnswerDomain, choice: Choice | None) -> pieces.Value | None:
    """Return an answer as it is sent."""
    value: Any = choice_value(answer, choice)
    if isinstance(value, dict):
        return pieces.Move.model_validate(value)
    whole = answer.choices is not None and value is not None
    return int(value) if whole else value


def choice_of(answer: AnswerDomain, value: pieces.Value | None) -> Choice | None:
    """Return what was answered as the referee takes it; a number out of range is for the referee to refuse."""
    if not isinstance(value, pieces.Move):
        return None if value is None else float(value)
    for number, move in enumerate(answer.moves, start=1):
        if (move.part, move.direction) == (value.part, value.direction):
            return float(number)
    return -1.0


def domain_of(answer: pieces.AnswerSpec) -> AnswerDomain:
    """Return what may be answered."""
    moves = tuple(PartMove(one.part, one.direction) for one in answer.choices or () if isinstance(one, pieces.Move))
    numbers = None if answer.choices is None else tuple(float(number + 1) for number in range(len(answer.choices)))
    return AnswerDomain(answer.kind, answer.lo, answer.hi, answer.step, numbers, moves)


def question_of(question: pieces.Question) -> Question:
    """Return a question as the game knows it."""
    stated = {key: tuple(value) if isinstance(value, list) else value for key, value in question.stated.items()}
    return Question(question.skill_id, domain_of(question.answer), question.unit, stated)
