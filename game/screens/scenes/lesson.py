"""A lesson: what to listen for, the sandbox set for it, and after that what it is."""

from typing import Final

from game.core.errors import GameError
from game.core.lesson import Lesson
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.sandbox import SandboxCard
from game.screens.theme import XS, L, M
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import BlockProgress, TopBar

TEXT: Final = Rect(32, 152, 448, 440)
FIRST_SOUND: Final = "Sound first: this is said once you have heard it."


class LessonScene(Scene):
    """One lesson, step by step; each step is heard first and said after."""

    title = "Lesson"
    listening = True

    def __init__(self, adapters: Adapters, lesson: Lesson, *, player_id: str, back: Scene) -> None:
        super().__init__()
        self.to, self.lesson, self.player_id, self.back = adapters, lesson, player_id, back
        self.step, self.told = 0, False
        self.fault = ""
        self.sandbox = SandboxCard(adapters, lesson.sandbox, lesson.source_id, on_ready=self._build)
        self.sandbox.set(lesson.steps[0].values)
        self._build()

    def entered(self) -> None:
        """Read the music."""
        self.sandbox.begin()

    # ---- what is on the screen

    def _build(self) -> None:
        steps = self.lesson.steps
        width = BlockProgress.width_of(len(steps)) + 8
        progress = BlockProgress(
            Rect(640 - width / 2, 18, width, 20), solo=[True] * len(steps), now=min(self.step, len(steps) - 1)
        )
        trouble = () if self.to.speaker.audible else frame.no_sound(self._retry)
        room = frame.heading_width(audible=self.to.speaker.audible)
        self.tree.replace(
            frame.group(
                TopBar("Lesson", on_back=self._leave, back="Leave the lesson", children=(progress,)),
                frame.heading(self.lesson.title, self.lesson.idea, width=room),
                trouble,
                self._text_card(),
                self.sandbox,
                Words(Rect(32, 622, 900, 21), self.fault or ("" if not self._last() else self.lesson.further), size=XS),
                Button(frame.PRIMARY, self._next_label(), kind="primary", key="Enter", on_press=self._next),
                frame.foot(("Space", "switch A/B"), ("P", "pause"), ("R", "as in the lesson"), ("Enter", "go on")),
            )
        )
        self._audible = self.to.speaker.audible

    def _last(self) -> bool:
        return self.step == len(self.lesson.steps) - 1 and self.told

    def _next_label(self) -> str:
        if not self.told:
            return "I heard it"
        return "Done" if self._last() else "Next"

    def _text_card(self) -> Card:
        x, width, step = TEXT.x + 24, TEXT.w - 48, self.lesson.steps[self.step]
        words: list[Widget] = [
            Words(Rect(x, TEXT.y + 24, width, 18), f"Listen, {self.step + 1} of {len(self.lesson.steps)}", size=XS,
                  face="medium"),
            Words(Rect(x, TEXT.y + 48, width, 96), step.do, size=L, colour="ink", face="semibold"),
        ]  # fmt: skip
        words.append(Picture(Rect(x, TEXT.y + 160, width, 1), _paint_rule, label="Then"))
        words.append(Words(Rect(x, TEXT.y + 176, width, 18), "What it is", size=XS, face="medium"))
        told = step.say if self.told else FIRST_SOUND
        words.append(Words(Rect(x, TEXT.y + 200, width, 176), told, size=M, colour="ink" if self.told else "muted"))
        back = Button(Rect(x, TEXT.bottom - 56, 200, 32), "As in the lesson", key="R", on_press=self._reset)
        return Card(TEXT, children=(*words, back))

    # ---- what the player does

    def _reset(self) -> None:
        self.sandbox.set(self.lesson.steps[self.step].values)

    def _next(self) -> None:
        if not self.told:
            self.told = True
        elif not self._last():
            self.step, self.told = self.step + 1, False
            self._reset()
        else:
            self._finish()
        self._build()

    def _finish(self) -> None:
        try:
            self.to.log.append_lesson(self.player_id, self.lesson.lesson_id, at=self.to.clock())
        except GameError as error:
            self.fault = str(error)
            return
        self.next_scene = self.back

    def _leave(self) -> None:
        self.next_scene = self.back

    def left(self) -> None:
        """Fall silent."""
        self.sandbox.left()

    def _retry(self) -> None:
        if self.to.speaker.retry():
            self.sandbox = SandboxCard(self.to, self.lesson.sandbox, self.lesson.source_id, on_ready=self._build)
            self._reset()
            self.sandbox.begin()
            self._build()

    def update(self, dt_s: float) -> Scene | None:
        """Follow what sounds."""
        self.sandbox.follow()
        if self._audible != self.to.speaker.audible:
            self._build()
        return self.next_scene


def _paint_rule(canvas: Canvas, rect: Rect) -> None:
    canvas.rule((rect.x, rect.y), w=rect.w)
