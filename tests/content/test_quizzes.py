"""The hundred questions give nothing away, and none is there twice in other words."""

import difflib
import itertools
from collections import Counter
from typing import Final

import pytest

from game.core.quiz import TOPICS, QuizItem
from game.library.files import find_content
from game.library.quizzes import load_quiz

ITEMS: Final = load_quiz(find_content())
MOST_LIKE: Final = 0.7
"""Of two questions in their words; what a reader calls the same lies above .8."""


def rank_of_right(item: QuizItem) -> dict[int, float]:
    """Return how likely a player is right who picks the option at a place by length, 0 the longest; ties are shared."""
    lengths = [len(option) for option in item.options]
    right = len(item.right)
    first, alike = sum(length > right for length in lengths), lengths.count(right)
    return dict.fromkeys(range(first, first + alike), 1 / alike)


def test_there_are_a_hundred_in_all_topics() -> None:
    assert len(ITEMS) == 100
    counts = Counter(item.topic for item in ITEMS)
    assert set(counts) == set(TOPICS)
    assert min(counts.values()) >= 15


@pytest.mark.parametrize("rank", range(4))
def test_length_gives_nothing_away(rank: int) -> None:
    hits = sum(rank_of_right(item).get(rank, 0.0) for item in ITEMS)
    assert hits <= 35  # chance 25, standard deviation 4.3


def test_the_place_in_the_file_gives_nothing_away() -> None:
    places = Counter(item.options.index(item.right) for item in ITEMS)
    assert max(places.values()) <= 35


def test_no_two_questions_are_alike() -> None:
    alike = [
        (one.item_id, other.item_id)
        for one, other in itertools.combinations(ITEMS, 2)
        if difflib.SequenceMatcher(None, one.ask.split(), other.ask.split(), autojunk=False).ratio() > MOST_LIKE
    ]
    assert alike == []


def test_no_answer_is_the_same_question_turned_round() -> None:
    texts = Counter((item.right.casefold(), item.why.casefold()) for item in ITEMS)
    assert max(texts.values()) == 1


def test_a_hand_over_question_tells_both_sides() -> None:
    assert all((item.sides is not None) == (item.topic == "hand_over") for item in ITEMS)
