"""The quiz on plain lines."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from game.core.quiz import QuizItem
from game.session.quiz import Quiz
from game.store.database import open_memory
from game.store.log import AttemptLog
from game.terminal.quiz import QuizTable, play_quiz
from tests.screens.made_up import QUIZ_ITEMS
from tests.screens.props import NOW


class Table:
    """A quiz whose player types from a script, or knows the answers."""

    def __init__(self, log: AttemptLog, *, items: tuple[QuizItem, ...] = QUIZ_ITEMS[:5]) -> None:
        self.log, self.items, self.said, self.ids = log, items, list[str](), 0
        self.player_id = log.find_or_add_player("Ada", player_id="p", now=NOW)

    def new_id(self) -> str:
        self.ids += 1
        return f"a{self.ids}"

    def play(self, *lines: str, knowing: bool = False) -> Quiz:
        script = iter(lines)

        def ask(prompt: str) -> str | None:
            if not knowing:
                return next(script, None)
            place = next(line.strip()[0] for line in self.said[-4:] if "Right answer" in line)
            return f"{place} 3"

        return play_quiz(QuizTable(self.items, self.log, self.player_id, lambda: NOW + timedelta(seconds=self.ids),
                                   self.new_id, 3, self.said.append, ask))  # fmt: skip

    def heard(self, words: str) -> bool:
        return any(words in line for line in self.said)


@pytest.fixture
def table() -> Iterator[Table]:
    log = AttemptLog(open_memory())
    yield Table(log)
    log.close()


def test_who_knows_all_is_done_after_each_question_once(table: Table) -> None:
    quiz = table.play(knowing=True)
    assert table.heard("5 of 5 right at first sight.")
    assert table.log.find_quiz_answers("p") == list(quiz.answers)


def test_the_truth_comes_after_the_answer_with_why_source_and_both_sides(table: Table) -> None:
    table.items = (QUIZ_ITEMS[3],)
    table.play()
    assert not table.heard("Because question 3 says so.")
    table.play(knowing=True)
    assert table.heard("Right: Right answer to question 3. Because question 3 says so. (Arithmetic)")
    assert table.heard("Do it yourself: You learn from it.")


@pytest.mark.parametrize("line", ["5 1", "2", "2 9", "", "two three", "2.5 1"])
def test_what_is_not_understood_is_said_and_asked_again(table: Table, line: str) -> None:
    quiz = table.play(line, "1 1", "q")
    assert table.heard(f"not {line!r}")
    assert len(quiz.answers) == 1


@pytest.mark.parametrize("lines", [["1 1", "q"], ["1 1", "QUIT"], ["1 1"]])
def test_leaving_keeps_what_was_answered(table: Table, lines: list[str]) -> None:
    table.play(*lines)
    assert len(table.log.find_quiz_answers("p")) == 1


def test_nothing_due_says_when(table: Table) -> None:
    table.play(knowing=True)
    table.play()
    assert table.heard("All known for now; the next is due in 8 days.")
