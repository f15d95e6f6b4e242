"""What tells how things stand: progress of a block, ten dots, a banner, waiting, key hints and the bar on top."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import BAR_H, FOOT_Y, MARGIN, PAGE_W, RADIUS_BUTTON, WAIT_AFTER_S, XS, S
from game.screens.type import Run
from game.screens.widgets.base import Hint, Widget
from game.screens.widgets.buttons import Button

MARK_W: Final = 8.0
MARK_STEP: Final = 12.0
SOLO_H: Final = 8.0
ASSISTED_H: Final = 12.0
NOW_H: Final = 20.0
DOTS: Final = 10
DOT_STEP: Final = 24.0
DOT_R: Final = 7.0
WAIT_ROUND_S: Final = 1.6
WAIT_SHARE: Final = 0.25


class BlockProgress(Widget):
    """One mark per round: low is solo, tall is assisted, the tallest is now; then "9 of 24".

    Args:
        solo: for each round, whether it is solo.
        now: index of the present round, None before the first.
        counted: whether the count is written beside.
    """

    role: ClassVar[str] = "progress"
    bleed: ClassVar[float] = 0.0

    def __init__(self, rect: Rect, *, solo: Sequence[bool], now: int | None = None, counted: bool = True) -> None:
        super().__init__(rect, label="Block")
        self.solo, self.now, self.counted = tuple(solo), now, counted

    @property
    def value_text(self) -> str:
        """Say which round this is."""
        return f"{len(self.solo)} rounds" if self.now is None else f"{self.now + 1} of {len(self.solo)}"

    def draw(self, canvas: Canvas) -> None:
        """Paint the marks and the count."""
        x, y, now = self.rect.x, self.rect.cy, -1 if self.now is None else self.now
        for index, solo in enumerate(self.solo):
            height = NOW_H if index == now else SOLO_H if solo else ASSISTED_H
            colour = "ink" if index <= now else "axis"
            mark = Rect(x + index * MARK_STEP, y - height / 2, MARK_W, height)
            canvas.box(mark, radius=2, fill=colour)
        if self.counted and self.now is not None:
            runs = (
                Run(f"{now + 1}", "ink", "mono_medium"),
                Run(" of ", "muted"),
                Run(f"{len(self.solo)}", "muted", "mono"),
            )
            canvas.runs(runs, (x + len(self.solo) * MARK_STEP + 12, y), size=XS, on="mid")

    @staticmethod
    def width_of(rounds: int, *, counted: bool = True) -> float:
        """Return how wide the progress of so many rounds is."""
        return rounds * MARK_STEP - (MARK_STEP - MARK_W) + (56 if counted else 0)


class TenDots(Widget):
    """The AI's chance of being right as 0 to 10 dots; no decimals. 230 x 14."""

    role: ClassVar[str] = "chance"
    bleed: ClassVar[float] = 1.0

    def __init__(self, rect: Rect, *, filled: int) -> None:
        super().__init__(rect, label="The AI's chance")
        self.filled = filled

    @property
    def value_text(self) -> str:
        """Say the chance as a frequency."""
        return f"about {self.filled} in {DOTS}"

    def draw(self, canvas: Canvas) -> None:
        """Paint filled and hollow dots."""
        for index in range(DOTS):
            centre = (self.rect.x + DOT_R + index * DOT_STEP, self.rect.cy)
            if index < self.filled:
                canvas.disc(centre, DOT_R, fill="ai")
            else:
                canvas.disc(centre, DOT_R - 0.5, line="ai", lw=1.5, alpha=0.55)


class Banner(Widget):
    """Something is missing: yellow rim, a bang, what is wrong and what to do. 64 high."""

    role: ClassVar[str] = "alert"

    def __init__(self, rect: Rect, *, what: str, to_do: str) -> None:
        super().__init__(rect, label=what)
        self.to_do = to_do

    @property
    def value_text(self) -> str:
        """Say what to do."""
        return self.to_do

    def draw(self, canvas: Canvas) -> None:
        """Paint rim, bang and two lines."""
        rect = self.rect
        canvas.box(rect, radius=RADIUS_BUTTON, fill="well", line="notice", lw=1.5)
        marks.bang(canvas, (rect.x + 20, rect.cy))
        canvas.text(self.label, (rect.x + 40, rect.cy - 5), size=S, face="semibold")
        canvas.text(self.to_do, (rect.x + 40, rect.cy + 16), size=S, colour="muted")


class WaitBar(Widget):
    """Waiting: a plain bar, shown after 300 ms; it fills with `share`, or slides where nobody knows how long.

    Set `waiting` to start and stop it; `says` is read above it.
    """

    role: ClassVar[str] = "progress"
    bleed: ClassVar[float] = 0.0

    def __init__(self, rect: Rect, label: str, *, share: float | None = None, waiting: bool = True) -> None:
        super().__init__(rect, label=label)
        self.share, self.waiting = share, waiting
        self._waited_s = 0.0
        self._still = False

    @property
    def shown(self) -> bool:
        """Tell whether the wait is long enough to be seen."""
        return self.waiting and self._waited_s >= WAIT_AFTER_S

    @property
    def value_text(self) -> str:
        """Say how far it is."""
        return "" if not self.shown else "waiting" if self.share is None else f"{self.share * 100:.0f} %"

    def update(self, dt_s: float, *, still: bool) -> None:
        """Count the wait."""
        shown = self.shown
        self._waited_s = self._waited_s + dt_s if self.waiting else 0.0
        self._still = still
        if shown != self.shown or (self.shown and self.share is None and not still):
            self.touch()

    def draw(self, canvas: Canvas) -> None:
        """Paint nothing, or the track and its bar."""
        if not self.shown:
            return
        rect = self.rect
        canvas.box(rect, radius=2, fill="line")
        if self.share is not None:
            canvas.box(Rect(rect.x, rect.y, rect.w * self.share, rect.h), radius=2, fill="ink")
            return
        turn = 0.5 if self._still else abs((self._waited_s / WAIT_ROUND_S) % 2 - 1)
        width = rect.w * WAIT_SHARE
        canvas.box(Rect(rect.x + (rect.w - width) * turn, rect.y, width, rect.h), radius=2, fill="ink")


class KeyHints(Widget):
    """The foot line: caps of keys and what they do. Keys are named as in `events`, several parted by spaces."""

    role: ClassVar[str] = "hints"
    bleed: ClassVar[float] = 1.0

    def __init__(
        self, hints: Sequence[Hint], *, at: tuple[float, float] = (MARGIN, FOOT_Y), width: float = 1216
    ) -> None:
        super().__init__(Rect(at[0], at[1] - 12, width, 24), label="Keys")
        self.hints = tuple(hints)

    @property
    def value_text(self) -> str:
        """Say all keys."""
        return ", ".join(f"{hint.keys}: {hint.meaning}" for hint in self.hints)

    def draw(self, canvas: Canvas) -> None:
        """Paint caps and words from the left, as many as fit."""
        x, y = self.rect.x, self.rect.cy
        for hint in self.hints:
            names = hint.keys.split()
            caps = sum(marks.key_width(canvas, name) + 4 for name in names)
            if x + caps + 4 + canvas.type.width(hint.meaning, size=XS) > self.rect.right:
                return
            for name in names:
                x += marks.key_cap(canvas, (x, y), name=name) + 4
            x += 4
            x += canvas.text(hint.meaning, (x, y), size=XS, colour="muted", on="mid") + 20


class TopBar(Widget):
    """The bar of a round or a page: the way back, the title, and whatever children stand on it. 56 high."""

    role: ClassVar[str] = "bar"
    bleed: ClassVar[float] = 2.0

    def __init__(
        self,
        title: str,
        *,
        on_back: Callable[[], None],
        back: str = "Back",
        children: Sequence[Widget] = (),
    ) -> None:
        self._back = Button(
            Rect(MARGIN, 12, 32, 32),
            back,
            on_press=on_back,
            key="Esc",
            tooltip=f"{back} (Esc)",
            icon=lambda canvas, at: marks.chevron(canvas, (at[0] - 0.5, at[1]), way=-1, size=5, colour="muted"),
        )
        super().__init__(Rect(0, 0, PAGE_W, BAR_H + 1), label=title, children=(self._back, *children))

    def draw(self, canvas: Canvas) -> None:
        """Paint the title, and a hairline across the whole window."""
        canvas.rule((canvas.view.x, BAR_H), w=canvas.view.w)
        canvas.text(self.label, (80, BAR_H / 2), size=S, face="semibold", on="mid")
