"""The skills quiz: a question, how sure, then what is right and why."""

from typing import Final

from game.core.errors import GameError
from game.core.facts import CONFIDENCES
from game.core.quiz import TOPIC_TITLES, QuizAnswer
from game.learn.cards import cards_of
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.round import SURE_KEYS_BESIDE_DIGITS, RightNote
from game.screens.theme import XL, XS, S
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.options import OptionList
from game.screens.widgets.status import BlockProgress, TopBar
from game.session.quiz import Asked, Quiz, answer_quiz, choose, say_next, say_result, start_quiz

OPTIONS: Final = Rect(32, 176, 1216, 0)
WHY: Final = Rect(32, 440, 1216, 148)
TEXT_W: Final = 640.0
"""No column of text is wider."""
MISSED_H: Final = 40.0


class QuizScene(Scene):
    """One sitting of the quiz. Each answer is on disk before its truth shows."""

    title = "Quiz"

    def __init__(self, adapters: Adapters, *, player_id: str, back: Scene) -> None:
        super().__init__()
        self.to, self.player_id, self.back = adapters, player_id, back
        self.seed = adapters.new_seed()
        answers = adapters.log.find_quiz_answers(player_id)
        items = choose(adapters.quiz_items(), cards_of(answers), now=adapters.clock())
        self.quiz: Quiz = start_quiz(items, seed=self.seed)
        self.told: QuizAnswer | None = None
        self._fault = ""
        self.build()

    # ---- what is on the screen

    def build(self) -> None:
        """Lay out the question, its truth, or the end."""
        current = self.quiz.current if self.told is None else self.quiz.asked[len(self.quiz.answers) - 1]
        if current is None:
            self._build_end()
            return
        self.options = OptionList(
            Rect(OPTIONS.x, OPTIONS.y, OPTIONS.w, OptionList.height_of(len(current.options))),
            "Answer",
            options=current.options,
        )
        self.options.on_choose = lambda _: self._refresh()
        below = self._asking() if self.told is None else self._telling(current)
        ask = Words(Rect(32, 76, 1216, 84), current.item.ask, size=XL, colour="ink", face="semibold")
        self.tree.replace(frame.group(self._bar(current), ask, self.options, below), ambient=self.options)
        if self.told is None:
            self._refresh()

    def _bar(self, current: Asked | None) -> TopBar:
        count, now = len(self.quiz.asked), len(self.quiz.answers) - (self.told is not None)
        title = "Quiz" if current is None else TOPIC_TITLES[current.item.topic]
        again = [one.again for one in self.quiz.asked]
        width = BlockProgress.width_of(count) + 16
        progress = BlockProgress(Rect(640 - width / 2, 18, width, 20), solo=again, now=min(now, count - 1))
        children = () if current is None else (progress,)
        return TopBar(title, on_back=self._leave, back="Leave the quiz", children=children)

    def _asking(self) -> tuple[Widget, ...]:
        self.sure = Choice(
            Rect(176, 608, 456, 48),
            "How sure are you?",
            options=[confidence.capitalize() for confidence in CONFIDENCES],
            keys=SURE_KEYS_BESIDE_DIGITS,
            meaning="how sure",
            on_choose=lambda _: self._refresh(),
        )
        self.commit = Button(frame.PRIMARY, "Commit", kind="primary", key="Enter", on_press=self._commit)
        self.note = RightNote(Rect(648, 620, 392, 24), self._fault)
        return (
            Words(Rect(32, 622, 136, 21), "How sure are you?"),
            self.sure,
            self.note,
            self.commit,
            frame.foot(("1 2 3 4", "answer"), ("7 8 9", "how sure"), ("Enter", "commit"), ("Esc", "leave")),
        )

    def _refresh(self) -> None:
        missing = "Answer first" if self.options.chosen is None else "How sure?" if self.sure.chosen is None else ""
        self.commit.why_not = missing

    def _telling(self, current: Asked) -> tuple[Widget, ...]:
        item, told = current.item, self.told
        if told is not None:
            self.options.chosen = current.options.index(told.picked)
        self.options.right = current.options.index(item.right)
        x, y = WHY.x + 24, WHY.y + 20
        words: list[Widget] = [
            Words(Rect(x, y, TEXT_W, 48), item.why, size=S, colour="ink"),
            Words(Rect(x, WHY.bottom - 32, TEXT_W, 18), item.source, size=XS),
        ]
        if item.sides is not None:
            words += [
                Picture(Rect(WHY.x + 24 + TEXT_W + 40, y, 1, WHY.h - 40), _paint_rule, label="Beside it"),
                *_side(y, "Hand it over", item.sides.hand_over),
                *_side(y + 56, "Do it yourself", item.sides.yourself),
            ]
        last = self.quiz.current is None
        return (
            Card(WHY, children=words),
            Words(Rect(32, 622, 900, 21), self._said(told)),
            Button(frame.PRIMARY, "Finish" if last else "Next", kind="primary", key="Enter", on_press=self._next),
            frame.foot(("Enter", "finish" if last else "next"), ("Esc", "leave")),
        )

    def _said(self, told: QuizAnswer | None) -> str:
        if told is None or told.correct:
            return ""
        again = self.quiz.asked[len(self.quiz.answers) - 1].again
        return "It comes again on another day." if again else "It comes once more at the end."

    def _build_end(self) -> None:
        now, items = self.to.clock(), self.to.quiz_items()
        waits = say_next(items, cards_of(self.to.log.find_quiz_answers(self.player_id)), now=now)
        title = say_result(self.quiz) if self.quiz.answers else "Nothing is due."
        missed = [one.item for one, answer in zip(self.quiz.asked, self.quiz.answers, strict=True)
                  if not one.again and not answer.correct]  # fmt: skip
        rows: list[Widget] = []
        for index, item in enumerate(missed):
            y = 176 + index * MISSED_H
            rows += [
                Words(Rect(56, y, TEXT_W, 36), item.ask, size=XS),
                Words(Rect(720, y - 2, 504, 21), item.right, size=S, colour="ink", face="medium"),
            ]
        card = (Card(Rect(32, 152, 1216, 24 + MISSED_H * len(missed) + 8), children=rows),) if missed else ()
        self.tree.replace(
            frame.group(
                self._bar(None),
                frame.heading(title, f"In the quiz: {waits}"),
                card,
                Button(frame.PRIMARY, "Done", kind="primary", key="Enter", on_press=self._leave),
                frame.foot(("Enter", "done")),
            )
        )

    # ---- what the player does

    def _commit(self) -> None:
        if self.options.chosen is None or self.sure.chosen is None:
            return
        after = answer_quiz(
            self.quiz,
            self.options.chosen,
            CONFIDENCES[self.sure.chosen],
            answer_id=self.to.new_id(),
            player_id=self.player_id,
            now=self.to.clock(),
            seed=self.seed,
        )
        try:
            self.to.log.append_quiz_answer(after.answers[-1])
        except GameError as error:
            self._fault = self.note.label = str(error)
            return
        self._fault, self.quiz, self.told = "", after, after.answers[-1]
        self.build()

    def _next(self) -> None:
        self.told = None
        self.build()

    def _leave(self) -> None:
        self.next_scene = self.back


def _side(y: float, title: str, reason: str) -> tuple[Widget, ...]:
    x = WHY.x + 24 + TEXT_W + 64
    return (
        Words(Rect(x, y, 440, 18), title, size=XS, face="medium"),
        Words(Rect(x, y + 20, 440, 36), reason, size=S, colour="ink"),
    )


def _paint_rule(canvas: Canvas, rect: Rect) -> None:
    canvas.rule((rect.x, rect.y), h=rect.h)
