"""What your ears can do: every skill in its unit, with where it began, where it is now, and how sure that is."""

import math
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import pygame

from game.core.skills import SKILLS
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, S
from game.screens.type import rich
from game.screens.widgets.base import Hint, Widget
from game.session.standing import Ability, say_ability

ROW_H: Final = 28.0
GAP: Final = 32.0
STRIP_X: Final = 348.0
STRIP_W: Final = 116.0
HOW_X: Final = 488.0


class AbilityMap(Widget):
    """Two columns of skills; arrows choose one while it is focused, Enter or a press opens it.

    Args:
        abilities: the skills, down the first column, then the second.
        on_open: told the index of a skill.
    """

    role: ClassVar[str] = "list"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = 10.0

    def __init__(self, rect: Rect, *, abilities: Sequence[Ability], on_open: Callable[[int], None]) -> None:
        super().__init__(rect, label="What your ears can do")
        self.abilities, self.on_open = tuple(abilities), on_open
        self.chosen = 0
        self.under: int | None = None

    @property
    def rows(self) -> int:
        """How many rows a column has."""
        return -(-len(self.abilities) // 2)

    @property
    def value_text(self) -> str:
        """Say the chosen skill."""
        return say_ability(self.abilities[self.chosen])

    def manners(self) -> Sequence[Hint]:
        """Return the keys that move and open."""
        return Hint("Up Down Left Right", "skill"), Hint("Enter", "its progress")

    def row_rect(self, index: int) -> Rect:
        """Return the place of a skill."""
        column, row = divmod(index, self.rows)
        wide = (self.rect.w - GAP) / 2
        return Rect(self.rect.x + column * (wide + GAP), self.rect.y + row * ROW_H, wide, ROW_H)

    def key(self, event: Key) -> bool:
        """Move, or open."""
        steps = {pygame.K_UP: -1, pygame.K_DOWN: 1, pygame.K_LEFT: -self.rows, pygame.K_RIGHT: self.rows}
        if not event.down:
            return False
        if event.code in steps:
            wanted = self.chosen + steps[event.code]
            self.chosen = wanted if 0 <= wanted < len(self.abilities) else self.chosen
        elif event.code in (pygame.K_RETURN, pygame.K_SPACE):
            self.on_open(self.chosen)
        return event.code in (*steps, pygame.K_RETURN, pygame.K_SPACE)

    def pointer(self, event: Pointer) -> bool:
        """Open the skill that was pressed."""
        if event.kind == "down":
            hit = [index for index in range(len(self.abilities)) if self.row_rect(index).holds(event.at)]
            if hit:
                self.chosen = hit[0]
                self.on_open(hit[0])
        return event.kind in ("down", "up")

    def draw(self, canvas: Canvas) -> None:
        """Paint all rows."""
        for index, one in enumerate(self.abilities):
            rect = self.row_rect(index)
            if index % self.rows:
                canvas.rule((rect.x, rect.y), w=rect.w, colour="grid")
            if self.ringed and index == self.chosen:
                canvas.box(Rect(rect.x - 8, rect.y + 1, rect.w + 16, rect.h - 1), radius=6, line="ink", lw=1.5)
            _draw_row(canvas, rect, one)


def _draw_row(canvas: Canvas, rect: Rect, one: Ability) -> None:
    y = rect.cy
    if one.now is None or one.lo is None or one.hi is None:
        canvas.text(one.sentence, (rect.x, y), size=S, colour="muted", on="mid")
        words = f"in {SKILLS[one.skill_id].unit}"
        canvas.text(words, (rect.x + HOW_X, y), size=XS, colour="muted", on="mid")
        return
    canvas.runs(rich(one.sentence), (rect.x, y), size=S, on="mid")
    left, right = rect.x + STRIP_X, rect.x + STRIP_X + STRIP_W
    canvas.rule((left, y), w=STRIP_W, colour="axis")
    if one.few:
        marks.sureness(canvas, (rect.x + HOW_X, y), how=how_of(one.how))
        return
    ends = [left + STRIP_W * finer(one.skill_id, size) for size in (one.hi, one.lo)]
    canvas.box(Rect(ends[0] - 4, y - 4, ends[1] - ends[0] + 8, 9), radius=4, fill="ink", alpha=0.2)
    at = left + STRIP_W * finer(one.skill_id, one.now)
    if one.began is not None:
        then = left + STRIP_W * finer(one.skill_id, one.began)
        canvas.rule((min(then, at), y), w=max(1.0, abs(at - then)), colour="ink")
        canvas.disc((then, canvas.snap(y)), 4.5, fill="card")
        canvas.disc((then, canvas.snap(y)), 3.5, line="ink", lw=1.5)
    canvas.disc((min(max(at, left), right), canvas.snap(y)), 6, fill="card")
    canvas.disc((min(max(at, left), right), canvas.snap(y)), 4.5, fill="ink")
    marks.sureness(canvas, (rect.x + HOW_X, y), how=how_of(one.how))


def how_of(word: str) -> marks.Sureness:
    """Return the mark of a word for how sure a threshold is."""
    return "good" if word == "good" else "rough" if word == "rough" else "measuring"


def finer(skill_id: str, size: float) -> float:
    """Return how far to the right a threshold stands: 0 for the easiest cue, 1 for the hardest.

    >>> finer("eq.boost_freq", 18.0), finer("eq.boost_freq", 1.0), finer("eq.boost_freq", 40.0)
    (0.0, 1.0, 0.0)
    """
    spec = SKILLS[skill_id]
    share = math.log2(spec.cue_easiest / size) / math.log2(spec.cue_easiest / spec.cue_hardest)
    return min(1.0, max(0.0, share))
