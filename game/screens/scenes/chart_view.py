"""A chart on the page: drawn off the UI thread, shown as soon as it is there, its points told one by one."""

from collections.abc import Sequence
from typing import ClassVar, Final

import pygame

from game.charts.look import Look
from game.charts.threshold import Chart, Dot
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, Theme
from game.screens.type import true_minus
from game.screens.widgets.base import Hint, Widget
from game.session.progress import Progress
from game.session.wording_progress import say_point

NEAR: Final = 24.0
TIP_H: Final = 28.0


def look_of(theme: Theme, canvas: Canvas) -> Look:
    """Return how a chart should look on this canvas."""
    return Look(
        card=theme.card, well=theme.well, line=theme.line, grid=theme.grid, axis=theme.axis, ink=theme.ink,
        muted=theme.muted, ai=theme.ai, fonts_dir=canvas.type.fonts_dir, scale=canvas.scale,
    )  # fmt: skip


class ChartView(Widget):
    """Shows the threshold chart of `progress`; `wanted` is how it should be drawn when `chart` is not it yet.

    Arrows go from point to point while it is focused; the pointer tells the one that it is near.
    """

    role: ClassVar[str] = "chart"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = 8.0

    def __init__(self, rect: Rect, progress: Progress) -> None:
        super().__init__(rect, label="Threshold over weeks")
        self.progress = progress
        self.chosen: int | None = None
        self.wanted: Look | None = None
        self._chart: Chart | None = None
        self._drawn: Look | None = None
        self._surface: pygame.Surface | None = None

    @property
    def dots(self) -> Sequence[Dot]:
        """The points of the chart, from left to right."""
        return () if self._chart is None else self._chart.dots

    @property
    def value_text(self) -> str:
        """Say the chosen point, or the last one."""
        if not self.dots:
            return "no points yet"
        return self._said(self.dots[-1 if self.chosen is None else self.chosen])

    def _said(self, dot: Dot) -> str:
        return f"{say_point(self.progress.skill_id, dot.point)}, {'alone' if dot.alone else 'beside the AI'}"

    def manners(self) -> Sequence[Hint]:
        """Return the arrows."""
        return (Hint("Left Right", "point"),)

    def take(self, chart: Chart, look: Look) -> None:
        """Show a chart that was drawn."""
        height, width = chart.pixels.shape[:2]
        self._surface = pygame.image.frombuffer(chart.pixels.tobytes(), (width, height), "RGBA")
        self._chart, self._drawn = chart, look
        if self.wanted == look:
            self.wanted = None
        self.touch()

    # --- events -----------------------------------------------------------------------------------------------------
    def key(self, event: Key) -> bool:
        """Go from point to point."""
        steps = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1}
        if not event.down or event.code not in steps or not self.dots:
            return False
        now = len(self.dots) if self.chosen is None else self.chosen
        self.chosen = min(len(self.dots) - 1, max(0, now + steps[event.code]))
        return True

    def blur(self) -> None:
        """Say nothing of a point any more."""
        self.chosen = None

    def pointer(self, event: Pointer) -> bool:
        """Tell the point that is nearest to a press."""
        if event.kind == "down":
            x, y = event.at[0] - self.rect.x, event.at[1] - self.rect.y
            near = sorted(range(len(self.dots)), key=lambda n: abs(self.dots[n].x - x) + 0.3 * abs(self.dots[n].y - y))
            self.chosen = near[0] if near and abs(self.dots[near[0]].x - x) <= NEAR else None
        return event.kind in ("down", "up")

    # --- paint ------------------------------------------------------------------------------------------------------
    def draw(self, canvas: Canvas) -> None:
        """Paint the chart and the words of the chosen point; an old picture stays until the new one is there."""
        look = look_of(canvas.theme, canvas)
        if look != self._drawn:
            self._wanted(look)
        if self._surface is not None and self._drawn == look:
            canvas.surface.blit(self._surface, canvas.device(self.rect).topleft)
        else:
            canvas.box(Rect(self.rect.x + 72, self.rect.y + 4, self.rect.w - 73, self.rect.h - 32), radius=0,
                       fill="well", line="line")  # fmt: skip
        if self.chosen is not None and self.chosen < len(self.dots) and self._drawn == look:
            self._tell(canvas, self.dots[self.chosen])

    def _wanted(self, look: Look) -> None:
        if self.wanted != look:
            object.__setattr__(self, "wanted", look)  # asked for while painting: nothing to paint again for

    def _tell(self, canvas: Canvas, dot: Dot) -> None:
        words = true_minus(self._said(dot))
        at = (self.rect.x + dot.x, self.rect.y + dot.y)
        width = canvas.type.width(words, size=XS, face="medium") + 20
        end = self.rect.x + self.dots[-1].x + 4  # beyond it stands whose line it is
        left = max(min(at[0] - width / 2, end - width), self.rect.x)
        above = at[1] - 16 - TIP_H >= self.rect.y
        top = at[1] - 16 - TIP_H if above else at[1] + 16
        canvas.rule((at[0], top + TIP_H if above else at[1]), h=16, colour="ink")
        (marks.final if dot.alone else marks.guess)(canvas, at, r=5, ground="well")
        box = Rect(left, top, width, TIP_H)
        canvas.shadow(box, radius=6, blur=12, drop=4)
        canvas.box(box, radius=6, fill="ink")
        canvas.text(words, (box.cx, box.cy), size=XS, colour="on_ink", face="medium", align="centre", on="mid")
