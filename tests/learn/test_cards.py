"""Quiz questions come again by the log alone."""

from datetime import UTC, datetime, timedelta

import pytest

from game.core.facts import Confidence
from game.core.quiz import QuizAnswer
from game.learn.cards import SOON, cards_of

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


def answer(item_id: str, *, correct: bool, confidence: Confidence = "fairly sure", days: float = 0) -> QuizAnswer:
    at = NOW + timedelta(days=days)
    return QuizAnswer(f"{item_id}-{days}", "p", item_id, "picked", correct, confidence, at)


def days_until(*answers: QuizAnswer) -> float:
    card = cards_of(answers)[answers[0].item_id]
    return (card.due_at - answers[-1].answered_at) / timedelta(days=1)


def test_a_miss_comes_again_soon() -> None:
    assert days_until(answer("a", correct=False, confidence="certain")) == SOON / timedelta(days=1)


def test_the_surer_the_longer() -> None:
    sure: tuple[Confidence, ...] = ("guessing", "fairly sure", "certain")
    waits = [days_until(answer("a", correct=True, confidence=confidence)) for confidence in sure]
    assert waits == sorted(set(waits))
    assert waits[0] < 0.1 < 1 < waits[1]


def test_each_right_answer_on_its_day_makes_the_wait_longer() -> None:
    first, second = answer("a", correct=True), answer("a", correct=True, days=3)
    assert days_until(first, second) > 2 * days_until(first)


def test_a_miss_later_on_makes_it_short_again() -> None:
    answers = [answer("a", correct=True), answer("a", correct=True, days=3), answer("a", correct=False, days=14)]
    assert days_until(*answers) == SOON / timedelta(days=1)


def test_a_card_counts_its_answers() -> None:
    answers = [answer("a", correct=True), answer("b", correct=False), answer("a", correct=False, days=3)]
    cards = cards_of(answers)
    assert [(card.answered, card.missed) for card in cards.values()] == [(2, 1), (1, 1)]


def test_the_same_log_gives_the_same_cards() -> None:
    answers = [answer("a", correct=True), answer("a", correct=True, days=3.5)]
    assert cards_of(answers) == cards_of(answers)


@pytest.mark.parametrize("days", [0, 400])
def test_only_the_log_counts_not_the_clock(days: float) -> None:
    assert days_until(answer("a", correct=True, days=days)) == days_until(answer("a", correct=True))
