"""A sitting of the quiz."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.quiz import TOPICS, QuizItem
from game.learn.cards import QuizCard, cards_of
from game.session.quiz import Quiz, answer_quiz, choose, count_due, say_next, say_result, start_quiz

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
SEED = 7


def item(number: int) -> QuizItem:
    options = tuple(f"{word} {number}" for word in ("right", "wrong", "odd", "silly"))
    return QuizItem(f"item-{number:02}", TOPICS[number % 5], "What?", options, options[0], "So it is.", "Arithmetic")


ITEMS = [item(number) for number in range(15)]


def card(one: QuizItem, *, due_in_days: float) -> QuizCard:
    return QuizCard(one.item_id, 1, 0, NOW + timedelta(days=due_in_days))


def answered(quiz: Quiz, *, right: bool, confidence: str = "certain") -> Quiz:
    current = quiz.current
    assert current is not None
    place = current.options.index(current.item.right)
    return answer_quiz(quiz, place if right else (place + 1) % 4, confidence, answer_id=f"a{len(quiz.answers)}",  # type: ignore[arg-type]
                       player_id="p", now=NOW, seed=SEED)  # fmt: skip


def test_what_is_due_longest_comes_first_then_each_topic_in_turn() -> None:
    cards = {one.item_id: one for one in (card(ITEMS[3], due_in_days=-1), card(ITEMS[9], due_in_days=-4))}
    cards |= {ITEMS[0].item_id: card(ITEMS[0], due_in_days=3)}
    chosen = choose(ITEMS, cards, now=NOW, size=7)
    assert chosen[:2] == (ITEMS[9], ITEMS[3])
    assert [one.topic for one in chosen[2:]] == list(TOPICS)
    assert ITEMS[0] not in choose(ITEMS, cards, now=NOW, size=99)


def test_the_right_option_stands_anywhere() -> None:
    quiz = start_quiz(ITEMS, seed=SEED)
    places = {one.options.index(one.item.right) for one in quiz.asked}
    assert places == {0, 1, 2, 3}
    assert start_quiz(ITEMS, seed=SEED) == quiz != start_quiz(ITEMS, seed=SEED + 1)


def test_a_miss_comes_once_more_and_not_twice() -> None:
    quiz = answered(start_quiz(ITEMS[:2], seed=SEED), right=False)
    quiz = answered(quiz, right=True)
    assert quiz.current is not None
    assert (quiz.current.item, quiz.current.again, quiz.size) == (ITEMS[0], True, 2)
    assert answered(quiz, right=False).current is None


def test_what_was_answered_is_kept_in_words() -> None:
    quiz = answered(start_quiz(ITEMS[:1], seed=SEED), right=True)
    (given_answer,) = quiz.answers
    assert (given_answer.picked, given_answer.correct, given_answer.item_id) == ("right 0", True, "item-00")


@pytest.mark.parametrize("option", [-1, 4])
def test_an_option_that_is_not_there_is_refused(option: int) -> None:
    with pytest.raises(ValueError, match="option must be 0 to 3"):
        answer_quiz(start_quiz(ITEMS[:1], seed=1), option, "certain", answer_id="a", player_id="p", now=NOW, seed=1)


def test_an_unknown_confidence_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence must be one of"):
        answered(start_quiz(ITEMS[:1], seed=1), right=True, confidence="sort of")


def test_nothing_is_answered_after_the_end() -> None:
    with pytest.raises(ValueError, match="over"):
        answer_quiz(start_quiz([], seed=1), 0, "certain", answer_id="a", player_id="p", now=NOW, seed=1)


def test_the_result_counts_first_sight_only_and_tells_of_false_certainty() -> None:
    quiz = start_quiz(ITEMS[:3], seed=SEED)
    for right in (True, False, True, True):
        quiz = answered(quiz, right=right)
    assert say_result(quiz) == "2 of 3 right at first sight. Of 3 you were certain of, 1 was not right."


def test_all_right_says_no_more() -> None:
    assert say_result(answered(start_quiz(ITEMS[:1], seed=1), right=True)) == "1 of 1 right at first sight."


@pytest.mark.parametrize(
    ("due_in_days", "says"), [((-1, 3), "1 due."), ((2.4, 9), "All known for now; the next is due in 2 days.")]
)
def test_it_says_what_waits(due_in_days: Sequence[float], says: str) -> None:
    cards = {one.item_id: card(one, due_in_days=days) for one, days in zip(ITEMS[:2], due_in_days, strict=True)}
    assert say_next(ITEMS[:2], cards, now=NOW) == says


def test_new_ones_are_told_apart() -> None:
    cards = {ITEMS[0].item_id: card(ITEMS[0], due_in_days=-1)}
    assert count_due(ITEMS, cards, now=NOW) == (1, 14)
    assert say_next(ITEMS, cards, now=NOW) == "1 due and 14 new."


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_a_sitting_ends_with_every_question_known_to_the_scheduler(rights: list[bool], seed: int) -> None:
    quiz = start_quiz(ITEMS[: len(rights)], seed=seed)
    turn = 0
    while quiz.current is not None:
        quiz = answered(quiz, right=rights[turn] if turn < len(rights) else True)
        turn += 1
    assert turn == len(rights) + rights.count(False)
    assert set(cards_of(quiz.answers)) == {one.item_id for one in ITEMS[: len(rights)]}
