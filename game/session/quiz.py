"""A sitting of the skills quiz, as a value: questions that are due, then new ones; what was missed comes once more."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from game.core.facts import CONFIDENCES, Confidence
from game.core.quiz import TOPICS, QuizAnswer, QuizItem
from game.learn.cards import QuizCard

SITTING: Final = 10
"""Questions in a sitting, those that come once more not counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put: its options in the order they are shown, and whether it was missed a moment ago."""

    item: QuizItem
    options: tuple[str, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Quiz:
    """A sitting: what is asked, in order, and what was answered so far."""

    asked: tuple[Asked, ...]
    answers: tuple[QuizAnswer, ...] = ()

    @property
    def current(self) -> Asked | None:
        """The question that waits for its answer; None at the end."""
        return self.asked[len(self.answers)] if len(self.answers) < len(self.asked) else None

    @property
    def size(self) -> int:
        """How many questions there are, those that come once more not counted."""
        return sum(not one.again for one in self.asked)

    @property
    def first_answers(self) -> tuple[QuizAnswer, ...]:
        """The answers at first sight."""
        return tuple(answer for one, answer in zip(self.asked, self.answers, strict=False) if not one.again)


def choose(
    items: Sequence[QuizItem], cards: Mapping[str, QuizCard], *, now: datetime, size: int = SITTING
) -> tuple[QuizItem, ...]:
    """Return the questions of a sitting: what is due, longest due first, then new ones, topic by topic in turn."""
    waiting = [item for item in items if item.item_id in cards and cards[item.item_id].due_at <= now]
    waiting.sort(key=lambda item: cards[item.item_id].due_at)
    return (*waiting, *_in_turn(item for item in items if item.item_id not in cards))[:size]


def _in_turn(items: Iterable[QuizItem]) -> list[QuizItem]:
    place: dict[str, int] = {}
    turns = []
    for item in items:
        place[item.topic] = place.get(item.topic, -1) + 1
        turns.append((place[item.topic], TOPICS.index(item.topic), item))
    return [item for _, _, item in sorted(turns, key=lambda turn: turn[:2])]


def start_quiz(items: Sequence[QuizItem], *, seed: int) -> Quiz:
    """Return a sitting with these questions, the options of each shuffled by the seed."""
    return Quiz(tuple(_ask(item, seed=seed) for item in items))


def _ask(item: QuizItem, *, seed: int, again: bool = False) -> Asked:
    dice = np.random.default_rng([seed, zlib.crc32(item.item_id.encode()), int(again)])
    return Asked(item, tuple(item.options[place] for place in dice.permutation(len(item.options))), again)


def answer_quiz(
    quiz: Quiz, option: int, confidence: Confidence, *, answer_id: str, player_id: str, now: datetime, seed: int
) -> Quiz:
    """Return the sitting with one more answer; a question that is missed at first sight comes once more at the end.

    Args:
        quiz: must have a current question.
        option: which of the options as they are shown, from 0.
        confidence: how sure the player is.
        answer_id: of the new answer.
        player_id: who answers.
        now: when.
        seed: of the sitting.

    Raises:
        ValueError: there is no question left, no such option or no such confidence.
    """
    current = quiz.current
    if current is None:
        raise ValueError("the quiz is over: start another one")
    if not 0 <= option < len(current.options):
        raise ValueError(f"option must be 0 to {len(current.options) - 1}, got {option}")
    if confidence not in CONFIDENCES:
        raise ValueError(f"confidence must be one of {', '.join(CONFIDENCES)}, got {confidence!r}")
    picked = current.options[option]
    correct = picked == current.item.right
    given = QuizAnswer(answer_id, player_id, current.item.item_id, picked, correct, confidence, now)
    asked = quiz.asked
    if not correct and not current.again:
        asked = (*asked, _ask(current.item, seed=seed, again=True))
    return replace(quiz, asked=asked, answers=(*quiz.answers, given))


def count_due(items: Sequence[QuizItem], cards: Mapping[str, QuizCard], *, now: datetime) -> tuple[int, int]:
    """Return how many questions are due, and how many were never asked."""
    known = [cards[item.item_id] for item in items if item.item_id in cards]
    return sum(card.due_at <= now for card in known), len(items) - len(known)


def say_result(quiz: Quiz) -> str:
    """Say how a sitting went, in a sentence or two."""
    first = quiz.first_answers
    right = sum(answer.correct for answer in first)
    said = f"{right} of {len(first)} right at first sight."
    certain = [answer for answer in first if answer.confidence == "certain"]
    missed = sum(not answer.correct for answer in certain)
    if missed:
        said += f" Of {len(certain)} you were certain of, {missed} {'was' if missed == 1 else 'were'} not right."
    return said


def say_next(items: Sequence[QuizItem], cards: Mapping[str, QuizCard], *, now: datetime) -> str:
    """Say what waits: how many are due, how many are new, or when the next one is due."""
    due, new = count_due(items, cards, now=now)
    if due or new:
        parts = [f"{due} due"] if due else []
        parts += [f"{new} new"] if new else []
        return " and ".join(parts) + "."
    soonest = min(card.due_at for card in cards.values())
    days = max(1, round((soonest - now).total_seconds() / 86_400))
    return f"All known for now; the next is due in {days} {'day' if days == 1 else 'days'}."
