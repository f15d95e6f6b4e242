"""Questions, lessons and the absence of music, made up for the screens."""

from pathlib import Path
from typing import Final

from game.core.lesson import Lesson, SandboxKind, Step
from game.core.quiz import TOPICS, QuizItem, Sides
from game.library.own_music import OwnMusic


def quiz_item(number: int) -> QuizItem:
    """Return a made-up question; its right option begins with "Right"."""
    topic = TOPICS[number % len(TOPICS)]
    options = tuple(f"{word} answer to question {number}" for word in ("Right", "Wrong", "Odd", "Silly"))
    sides = Sides("It is quick.", "You learn from it.") if topic == "hand_over" else None
    return QuizItem(f"item-{number}", topic, f"What is question {number} about?", options, options[0],
                    f"Because question {number} says so.", "Arithmetic", sides)  # fmt: skip


def lesson(number: int) -> Lesson:
    """Return a made-up lesson on the first source."""
    kind: SandboxKind = ("eq", "comp")[number % 2]
    values = ({"gain_db": 6.0}, {"threshold_db": -20.0})[number % 2]
    steps = tuple(Step(f"Listen for thing {step}.", f"It was thing {step}.", values) for step in range(2))
    return Lesson(f"lesson-{number}", f"Lesson number {number}", "One idea.", kind, "test_pink", steps, "See a book.")


LESSONS: Final = tuple(lesson(number) for number in range(12))
QUIZ_ITEMS: Final = tuple(quiz_item(number) for number in range(12))


class NoMusic(OwnMusic):
    """Own music of somebody who has none, and no folder for it."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere/music"))
