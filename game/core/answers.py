"""Answers as they are printed and sent: plain values under the keys of the contract."""

from typing import Any

from game.core.canonical import plain
from game.core.facts import AnswerDomain, Choice, Question


def answer_value(answer: AnswerDomain) -> dict[str, Any]:
    """Return what may be answered, with `choices` as they are said: numbers, or parts with their direction."""
    return {
        "kind": answer.kind,
        "lo": answer.lo,
        "hi": answer.hi,
        "step": answer.step,
        "choices": plain(answer.moves or answer.choices),
    }


def choice_value(answer: AnswerDomain, choice: Choice | None) -> Any:
    """Return one answer as it is said: a number, `{part, direction}`, or None for "no change"."""
    return plain(answer.move(choice)) if answer.moves and choice is not None else choice


def question_value(question: Question) -> dict[str, Any]:
    """Return what the player is told."""
    return {
        "skill_id": question.skill_id,
        "answer": answer_value(question.answer),
        "unit": question.unit,
        "stated": plain(dict(question.stated)),
    }
