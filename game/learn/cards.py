"""When a quiz question comes again: the Free Spaced Repetition Scheduler, fed with the log and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fsrs import Card, Rating, Scheduler

from game.core.facts import Confidence
from game.core.quiz import QuizAnswer

SOON: Final = timedelta(minutes=10)
"""How soon a question comes again that was missed, or right by a guess at first sight."""
_SCHEDULER: Final = Scheduler(learning_steps=(SOON,), relearning_steps=(SOON,), enable_fuzzing=False)
_RATINGS: Final[Mapping[Confidence, Rating]] = {
    "guessing": Rating.Hard,
    "fairly sure": Rating.Good,
    "certain": Rating.Easy,
}
"""Of a right answer, by how sure the player was; a wrong one is Again."""


@dataclass(frozen=True, slots=True)
class QuizCard:
    """What is known of a player and a question: how often it was answered and missed, and when it is due."""

    item_id: str
    answered: int
    missed: int
    due_at: datetime


def cards_of(answers: Iterable[QuizAnswer]) -> dict[str, QuizCard]:
    """Return the card of every question that was answered, by its id.

    Args:
        answers: of one player, oldest first.
    """
    of_item: dict[str, list[QuizAnswer]] = {}
    for answer in answers:
        of_item.setdefault(answer.item_id, []).append(answer)
    return {item_id: _card(item_id, given) for item_id, given in of_item.items()}


def _card(item_id: str, answers: list[QuizAnswer]) -> QuizCard:
    card = Card(card_id=0, due=answers[0].answered_at)  # the scheduler's own defaults would read the clock
    for answer in answers:
        card, _ = _SCHEDULER.review_card(card, _rating(answer), review_datetime=answer.answered_at)
    return QuizCard(item_id, len(answers), sum(not answer.correct for answer in answers), card.due)


def _rating(answer: QuizAnswer) -> Rating:
    return _RATINGS[answer.confidence] if answer.correct else Rating.Again
