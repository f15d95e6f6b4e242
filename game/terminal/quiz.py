"""The skills quiz on plain lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.core.facts import Confidence
from game.core.quiz import TOPIC_TITLES, QuizItem
from game.learn.cards import cards_of
from game.session.ports import AttemptLog
from game.session.quiz import Asked, Quiz, answer_quiz, choose, say_next, say_result, start_quiz
from game.terminal.parse import read_confidence, read_number

PROMPT: Final = "Your answer, 1 to 4, and how sure (1 guessing, 2 fairly sure, 3 certain):"
QUIT: Final = ("q", "quit")


@dataclass(frozen=True, slots=True)
class QuizTable:
    """All that the quiz is handed. `ask(prompt)` returns a typed line, None at the end of input."""

    items: Sequence[QuizItem]
    log: AttemptLog
    player_id: str
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    seed: int
    say: Callable[[str], None]
    ask: Callable[[str], str | None]


def play_quiz(table: QuizTable) -> Quiz:
    """Play one sitting to its end or until the player quits; each answer is on disk before its truth is said."""
    answers = table.log.find_quiz_answers(table.player_id)
    quiz = start_quiz(choose(table.items, cards_of(answers), now=table.clock()), seed=table.seed)
    if quiz.current is None:
        table.say(say_next(table.items, cards_of(answers), now=table.clock()))
    while quiz.current is not None:
        current = quiz.current
        _put(table, current, number=len(quiz.answers) + 1)
        answered = _answer(table)
        if answered is None:
            break
        quiz = answer_quiz(
            quiz, answered[0], answered[1], answer_id=table.new_id(), player_id=table.player_id, now=table.clock(),
            seed=table.seed,
        )  # fmt: skip
        table.log.append_quiz_answer(quiz.answers[-1])
        _tell(table, current, correct=quiz.answers[-1].correct)
    if quiz.answers:
        table.say(say_result(quiz))
    return quiz


def _put(table: QuizTable, asked: Asked, *, number: int) -> None:
    again = ", once more" if asked.again else ""
    table.say(f"{number}. {TOPIC_TITLES[asked.item.topic]}{again}: {asked.item.ask}")
    for place, option in enumerate(asked.options, start=1):
        table.say(f"   {place}: {option}")


def _answer(table: QuizTable) -> tuple[int, Confidence] | None:
    """Return which option, from 0, and how sure; None where the player quits."""
    while True:
        line = table.ask(PROMPT)
        if line is None or line.strip().lower() in QUIT:
            return None
        option, _, sure = line.strip().partition(" ")
        number, confidence = read_number(option), read_confidence(sure)
        if number in (1, 2, 3, 4) and confidence is not None:
            return int(number) - 1, confidence
        table.say(f"Type two numbers such as 2 3, or q to end; not {line.strip()!r}.")


def _tell(table: QuizTable, asked: Asked, *, correct: bool) -> None:
    item = asked.item
    table.say(f"{'Right' if correct else 'Not that one'}: {item.right}. {item.why} ({item.source})")
    if item.sides is not None:
        table.say(f"   Hand it over: {item.sides.hand_over}")
        table.say(f"   Do it yourself: {item.sides.yourself}")
