"""Learn: the skills quiz, topic by topic, and what of it is due."""

from collections.abc import Mapping
from typing import Final

from game.core.quiz import TOPIC_TITLES, TOPICS, QuizItem
from game.learn.cards import QuizCard, cards_of
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.places import Places, PlaceScene
from game.screens.scenes.quiz import QuizScene
from game.screens.theme import XL, XS, L, S
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.session.quiz import SITTING, choose, count_due, say_next

QUIZ: Final = Rect(32, 160, 1216, 424)
ROW_H: Final = 48.0


class LearnScene(PlaceScene):
    """What there is to know beside what there is to hear."""

    title = "Learn"
    here = "Learn"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self._cards: Mapping[str, QuizCard] = {}

    def entered(self) -> None:
        """Read again what was answered."""
        super().entered()
        self._cards = cards_of(self.to.log.find_quiz_answers(self.player_id))
        self.tree.replace(
            frame.group(
                self.bar(),
                Words(Rect(32, 80, 640, 40), "Learn", size=XL, colour="ink", face="semibold"),
                Words(Rect(32, 120, 1216, 21), "Know why it works, and when to trust whom.", size=S),
                self._quiz_card(),
                frame.foot(("Enter", "start the quiz"), ("T", "today"), ("F", "practice"), ("F1", "keys")),
            )
        )

    def _quiz_card(self) -> Card:
        items, now = self.to.quiz_items(), self.to.clock()
        x, y = QUIZ.x + 24, QUIZ.y + 24
        waiting = len(choose(items, self._cards, now=now))
        start = Button(
            Rect(QUIZ.right - 168, y, 144, 40), "Start", kind="primary", key="Enter", on_press=self._start,
            why_not="" if waiting else "Nothing due",
        )  # fmt: skip
        asks = f"{min(SITTING, waiting)} questions with why and source; what you miss comes back sooner."
        rows: list[Widget] = [
            Picture(
                Rect(x, y + 96 + index * ROW_H, QUIZ.w - 48, ROW_H),
                lambda canvas, rect, topic=topic: self._paint_topic(canvas, rect, topic),  # type: ignore[misc]
                label=TOPIC_TITLES[topic],
                value=self._said(self._of(topic)),
            )
            for index, topic in enumerate(TOPICS)
        ]
        return Card(
            QUIZ,
            children=(
                Words(Rect(x, y - 4, 640, 28), "Skills quiz", size=L, colour="ink", face="semibold"),
                Words(Rect(x, y + 28, 800, 21), f"{say_next(items, self._cards, now=now)} {asks}"),
                start,
                *rows,
            ),
        )

    def _of(self, topic: str) -> tuple[QuizItem, ...]:
        return tuple(item for item in self.to.quiz_items() if item.topic == topic)

    def _said(self, items: tuple[QuizItem, ...]) -> str:
        due, new = count_due(items, self._cards, now=self.to.clock())
        begun = f"{len(items) - new} of {len(items)} begun"
        return f"{begun}, {due} due" if due else begun

    def _paint_topic(self, canvas: Canvas, rect: Rect, topic: str) -> None:
        items = self._of(topic)
        canvas.rule((rect.x, rect.y), w=rect.w)
        canvas.text(TOPIC_TITLES[topic], (rect.x, rect.cy), size=S, colour="ink", face="medium", on="mid")  # type: ignore[index]
        track = Rect(rect.x + 320, rect.cy - 3, rect.w - 560, 6)
        canvas.box(track, radius=3, fill="grid")
        known = sum(self._is_known(item) for item in items)
        if known:
            canvas.box(Rect(track.x, track.y, track.w * known / len(items), track.h), radius=3, fill="ink")
        canvas.text(f"{known} known", (rect.right - 208, rect.cy), size=XS, colour="ink", on="mid")
        canvas.text(self._said(items), (rect.right, rect.cy), size=XS, colour="muted", align="right", on="mid")

    def _is_known(self, item: QuizItem) -> bool:
        """Tell whether a question was answered and is not due yet."""
        card = self._cards.get(item.item_id)
        return card is not None and card.due_at > self.to.clock()

    def _start(self) -> None:
        self.next_scene = QuizScene(self.to, player_id=self.player_id, back=self)
