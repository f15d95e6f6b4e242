"""Learn: lessons with a sandbox, and the skills quiz with what of it is due."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

import pygame

from game.core.lesson import Lesson
from game.core.quiz import TOPIC_TITLES, TOPICS, QuizItem, Topic
from game.learn.cards import QuizCard, cards_of
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.lesson import LessonScene
from game.screens.scenes.places import Places, PlaceScene
from game.screens.scenes.quiz import QuizScene
from game.screens.theme import XL, XS, L, S
from game.screens.widgets.base import Card, Hint, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.session.quiz import choose, count_due, say_next

LESSONS: Final = Rect(32, 160, 592, 472)
QUIZ: Final = Rect(656, 160, 592, 472)
LESSON_H: Final = 30.0
TOPIC_H: Final = 56.0


class LessonList(Widget):
    """The lessons in order; arrows choose, Enter or a press opens."""

    role: ClassVar[str] = "list"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = 10.0

    def __init__(
        self, rect: Rect, *, lessons: Sequence[Lesson], done: frozenset[str], on_open: Callable[[Lesson], None]
    ) -> None:
        super().__init__(rect, label="Lessons")
        self.lessons, self.done, self.on_open = tuple(lessons), done, on_open
        self.chosen = next((i for i, one in enumerate(self.lessons) if one.lesson_id not in done), 0)

    @property
    def value_text(self) -> str:
        """Say the chosen lesson, and whether it is done."""
        if not self.lessons:
            return ""
        lesson = self.lessons[self.chosen]
        return f"{lesson.title}{', done' if lesson.lesson_id in self.done else ''}"

    def manners(self) -> Sequence[Hint]:
        """Return the arrows."""
        return (Hint("Up Down", "lesson"),)

    def key(self, event: Key) -> bool:
        """Move through the rows."""
        steps = {pygame.K_UP: -1, pygame.K_DOWN: 1}
        if event.down and event.code in steps and self.lessons:
            self.chosen = min(len(self.lessons) - 1, max(0, self.chosen + steps[event.code]))
        return event.down and event.code in steps

    def pointer(self, event: Pointer) -> bool:
        """Open the row that was pressed."""
        row = int((event.at[1] - self.rect.y) // LESSON_H)
        if event.kind == "down" and 0 <= row < len(self.lessons):
            self.chosen = row
        elif event.kind == "up" and self.rect.holds(event.at) and row == self.chosen:
            self.open()
        return event.kind in ("down", "up")

    def open(self) -> None:
        """Open the chosen lesson."""
        if self.lessons:
            self.on_open(self.lessons[self.chosen])

    def draw(self, canvas: Canvas) -> None:
        """Paint the rows."""
        for index, lesson in enumerate(self.lessons):
            row = Rect(self.rect.x, self.rect.y + index * LESSON_H, self.rect.w, LESSON_H)
            on = index == self.chosen
            if on:
                canvas.box(row, radius=6, fill="raised", line="ink", lw=1.5)
            canvas.text(str(index + 1), (row.x + 32, row.cy), size=XS, colour="muted", face="mono", align="right",
                        on="mid")  # fmt: skip
            canvas.text(lesson.title, (row.x + 48, row.cy), size=S, colour="ink" if on else "muted",
                        face="semibold" if on else "regular", on="mid")  # fmt: skip
            if lesson.lesson_id in self.done:
                marks.tick(canvas, (row.right - 24, row.cy), r=5.0, colour="ink" if on else "muted")


class LearnScene(PlaceScene):
    """What there is to know beside what there is to hear."""

    title = "Learn"
    here = "Learn"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self._cards: Mapping[str, QuizCard] = {}

    def entered(self) -> None:
        """Read again what was answered and done."""
        super().entered()
        self._cards = cards_of(self.to.log.find_quiz_answers(self.player_id))
        x, y = LESSONS.x + 24, LESSONS.y + 20
        lessons, done = self.to.lessons(), self.to.log.find_lessons(self.player_id)
        self.list = LessonList(
            Rect(LESSONS.x + 12, y + 84, LESSONS.w - 24, LESSON_H * max(1, len(lessons))),
            lessons=lessons, done=done, on_open=self._open,
        )  # fmt: skip
        known = sum(lesson.lesson_id in done for lesson in lessons)
        card = Card(
            LESSONS,
            children=(
                Words(Rect(x, y, 400, 28), "Lessons", size=L, colour="ink", face="semibold"),
                Words(Rect(x, y + 34, 400, 42), f"{known} of {len(lessons)} done. Sound first, word second."),
                Button(Rect(LESSONS.right - 168, y + 4, 144, 40), "Open", kind="primary", key="Enter",
                       on_press=self.list.open),
                self.list,
            ),
        )  # fmt: skip
        self.tree.replace(
            frame.group(
                self.bar(),
                Words(Rect(32, 80, 640, 40), "Learn", size=XL, colour="ink", face="semibold"),
                Words(Rect(32, 120, 1216, 21), "Know why it works, and when to trust whom.", size=S),
                card,
                self._quiz_card(),
                frame.foot(("Up Down", "lesson"), ("Enter", "open it"), ("Q", "quiz"), ("T", "today"), ("F1", "keys")),
            ),
            ambient=self.list,
        )

    def _open(self, lesson: Lesson) -> None:
        self.next_scene = LessonScene(self.to, lesson, player_id=self.player_id, back=self)

    def _quiz_card(self) -> Card:
        items, now = self.to.quiz_items(), self.to.clock()
        x, y = QUIZ.x + 24, QUIZ.y + 20
        waiting = bool(choose(items, self._cards, now=now))
        start = Button(
            Rect(QUIZ.right - 168, y + 4, 144, 40), "Start", key="Q", on_press=self._start,
            why_not="" if waiting else "Nothing due",
        )  # fmt: skip
        rows: list[Widget] = [
            Picture(
                Rect(x, y + 96 + index * TOPIC_H, QUIZ.w - 48, TOPIC_H),
                partial(self._paint_topic, topic=topic),
                label=TOPIC_TITLES[topic],
                value=self._said(self._of(topic)),
            )
            for index, topic in enumerate(TOPICS)
        ]
        return Card(
            QUIZ,
            children=(
                Words(Rect(x, y, 400, 28), "Skills quiz", size=L, colour="ink", face="semibold"),
                Words(Rect(x, y + 34, 400, 42), f"{say_next(items, self._cards, now=now)} What you miss comes back."),
                start,
                *rows,
            ),
        )

    def _of(self, topic: Topic) -> tuple[QuizItem, ...]:
        return tuple(item for item in self.to.quiz_items() if item.topic == topic)

    def _said(self, items: tuple[QuizItem, ...]) -> str:
        due, new = count_due(items, self._cards, now=self.to.clock())
        begun = f"{len(items) - new} of {len(items)} begun"
        return f"{begun}, {due} due" if due else begun

    def _paint_topic(self, canvas: Canvas, rect: Rect, *, topic: Topic) -> None:
        items = self._of(topic)
        canvas.rule((rect.x, rect.y), w=rect.w)
        canvas.text(TOPIC_TITLES[topic], (rect.x, rect.y + 20), size=S, colour="ink", face="medium", on="mid")
        canvas.text(self._said(items), (rect.right, rect.y + 20), size=XS, colour="muted", align="right", on="mid")
        track = Rect(rect.x, rect.y + 38, rect.w, 6)
        canvas.box(track, radius=3, fill="grid")
        known = sum(self._is_known(item) for item in items)
        if known:
            canvas.box(Rect(track.x, track.y, track.w * known / len(items), track.h), radius=3, fill="ink")

    def _is_known(self, item: QuizItem) -> bool:
        """Tell whether a question was answered and is not due yet."""
        card = self._cards.get(item.item_id)
        return card is not None and card.due_at > self.to.clock()

    def _start(self) -> None:
        self.next_scene = QuizScene(self.to, player_id=self.player_id, back=self)
