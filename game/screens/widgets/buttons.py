"""Buttons: plain and primary, the A/B pair, and one for each take of an interval round."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final, Literal

import numpy as np
import numpy.typing as npt
import pygame

from game.screens import marks
from game.screens.canvas import Canvas, Point
from game.screens.events import Key, Pointer, code_of
from game.screens.rect import Rect
from game.screens.theme import RADIUS_BIG, RADIUS_BUTTON, XL, XS, L, S
from game.screens.widgets.base import Hint, Widget
from game.screens.widgets.sound import draw_bars

Kind = Literal["primary", "plain", "quiet"]
PRESSES: Final = (pygame.K_RETURN, pygame.K_SPACE)


def nothing() -> None:
    """Do nothing: the action of a button that has none yet."""


class Button(Widget):
    """A button. One primary per screen, on Enter.

    Args:
        on_press: called when it is pressed by mouse or key.
        key: the name of its shortcut, shown as a cap inside: 'Enter', 'V', 'F5'; '' for none.
        on: the state it stands for holds: an ink rim.
        on_release: makes it a button to hold: called when mouse or key is let go.
        icon: painted instead of the label: `icon(canvas, middle)`.
        mark: painted left of the label, which then stands left: `mark(canvas, middle)`.
    """

    role: ClassVar[str] = "button"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = RADIUS_BUTTON

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        on_press: Callable[[], None] = nothing,
        on_release: Callable[[], None] | None = None,
        kind: Kind = "plain",
        key: str = "",
        on: bool = False,
        tooltip: str = "",
        why_not: str = "",
        icon: Callable[[Canvas, Point], None] | None = None,
        mark: Callable[[Canvas, Point], None] | None = None,
    ) -> None:
        super().__init__(rect, label=label, tooltip=tooltip, why_not=why_not)
        self.on_press, self.on_release = on_press, on_release
        self.kind, self.key_name, self.on = kind, key, on
        self.icon, self.mark = icon, mark
        self._down = False

    @property
    def value_text(self) -> str:
        """Say whether it is on, or why it cannot be pressed."""
        return self.why_not or ("on" if self.on else "")

    def shortcuts(self) -> Sequence[Hint]:
        """Return its key."""
        return (Hint(self.key_name, self.label),) if self.key_name else ()

    def manners(self) -> Sequence[Hint]:
        """Return the keys that press it."""
        return (Hint("Enter", self.label),)

    def shortcut(self, event: Key) -> bool:
        """Press it, or let it go."""
        if event.code != code_of(self.key_name or "Enter"):
            return False
        return self._by_key(event)

    def key(self, event: Key) -> bool:
        """Press it with Enter or Space."""
        return event.code in PRESSES and self._by_key(event)

    def _by_key(self, event: Key) -> bool:
        if event.down and not event.repeat:
            self.press()
        elif not event.down:
            self.release()
        return True

    def pointer(self, event: Pointer) -> bool:
        """Press on the way down where it is held, else when let go inside."""
        if event.kind == "down" and self.on_release is not None:
            self.press()
        elif event.kind == "up" and self.on_release is not None:
            self.release()
        elif event.kind == "up" and self.rect.holds(event.at):
            self.press()
        return event.kind in ("down", "up")

    def press(self) -> None:
        """Do what it is for, if it can be pressed."""
        if self.enabled:
            self._down = True
            self.on_press()

    def release(self) -> None:
        """Let go of a button that is held."""
        held, self._down = self._down, False
        if held and self.on_release is not None:
            self.on_release()

    def blur(self) -> None:
        """Let go."""
        self.release()

    def draw(self, canvas: Canvas) -> None:
        """Paint its face, its label or icon, and its key."""
        ink = self._face(canvas)
        if self.icon is not None:
            self.icon(canvas, (self.rect.cx, self.rect.cy))
            return
        words = self.why_not or self.label
        cap = marks.key_width(canvas, self.key_name) if self.key_name and self.enabled else 0.0
        width = canvas.type.width(words, size=S, face="semibold")
        left = self.rect.x + (self.rect.w - width - (cap + 10 if cap else 0)) / 2
        if self.mark is not None:
            self.mark(canvas, (self.rect.x + 20, self.rect.cy))
            left = self.rect.x + 36
        canvas.text(words, (left, self.rect.cy), size=S, colour=ink, face="semibold", on="mid")
        if cap:
            x = self.rect.right - 10 - cap if self.mark is not None else left + width + 10
            marks.key_cap(canvas, (x, self.rect.cy), name=self.key_name, filled=False, ink=ink)

    def _face(self, canvas: Canvas) -> str:
        if not self.enabled:
            self.ground(canvas, self.rect)
            return "muted"
        if self.kind == "primary":
            canvas.box(self.rect, radius=self.radius, fill="ink")
            if self.glow or self.pressed:
                canvas.box(
                    self.rect, radius=self.radius, fill="on_ink", alpha=round(0.08 * self.glow + 0.08 * self.pressed, 2)
                )
            return "on_ink"
        if self.kind == "quiet" and not self.glow:
            return "muted"
        self.ground(canvas, self.rect, on=self.on or (self._down and self.on_release is not None))
        if self.pressed:
            canvas.box(self.rect.grown(-1), radius=self.radius - 1, fill="ink", alpha=0.06)
        return "ink"


class SoundButton(Button):
    """A button for one sound that fills with its hue while it sounds; always with its letter or number."""

    radius: ClassVar[float] = RADIUS_BIG

    def __init__(
        self,
        rect: Rect,
        letter: str,
        *,
        name: str,
        hue: str,
        label: str = "",
        on_press: Callable[[], None] = nothing,
        key: str = "",
        envelope: npt.NDArray[np.float64] | None = None,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label or f"{letter} {name}".strip(), on_press=on_press, key=key, why_not=why_not)
        self.letter, self.name, self.hue, self.sounding = letter, name, hue, False
        self.envelope = envelope

    @property
    def value_text(self) -> str:
        """Say whether it sounds."""
        return self.why_not or ("sounding" if self.sounding else "")

    def draw(self, canvas: Canvas) -> None:
        """Paint it filled while it sounds, else wearing its hue."""
        if self.sounding:
            canvas.box(self.rect, radius=self.radius, fill=self.hue)
        else:
            self.ground(canvas, self.rect)
        ink = "on_hue" if self.sounding else self.hue if self.enabled else "muted"
        quiet = "on_hue" if self.sounding else "muted"
        if self.envelope is not None:
            self._draw_take(canvas, ink, quiet)
        elif self.rect.h > 56:
            canvas.text(self.letter, (self.rect.cx, self.rect.cy - 8), size=XL, colour=ink, face="semibold",
                        align="centre", on="mid")  # fmt: skip
            canvas.text(self.name, (self.rect.cx, self.rect.cy + 20), size=XS, colour=quiet, face="medium",
                        align="centre", on="mid")  # fmt: skip
        else:
            canvas.text(self.letter, (self.rect.cx, self.rect.cy), size=L, colour=ink, face="semibold", align="centre",
                        on="mid")  # fmt: skip

    def _draw_take(self, canvas: Canvas, ink: str, quiet: str) -> None:
        x, y = self.rect.x + 16, self.rect.y + 24
        width = canvas.text(self.letter, (x, y), size=L, colour=ink, face="semibold", on="mid")
        canvas.text(self.name, (x + width + 10, y), size=S, colour=quiet, face="medium", on="mid")
        if self.key_name:
            cap = marks.key_width(canvas, self.key_name)
            marks.key_cap(canvas, (self.rect.right - 12 - cap, y), name=self.key_name, filled=False, ink=quiet)
        if self.envelope is not None:
            draw_bars(
                canvas, Rect(self.rect.x + 16, y + 20, self.rect.w - 32, self.rect.h - 60), self.envelope, colour=ink
            )


def ab_pair(
    at: Point,
    *,
    names: tuple[str, str],
    on_pick: Callable[[str], None],
    size: tuple[float, float] = (72, 72),
    gap: float = 8,
) -> tuple[SoundButton, SoundButton]:
    """Return the two buttons of an A/B switch; `on_pick` is told 'A' or 'B'."""
    a = SoundButton(Rect(at[0], at[1], *size), "A", name=names[0], hue="a", on_press=lambda: on_pick("A"), key="A")
    b = SoundButton(
        Rect(at[0] + size[0] + gap, at[1], *size), "B", name=names[1], hue="b", on_press=lambda: on_pick("B"), key="B"
    )
    return a, b


class ABPair(Widget):
    """The A/B switch: the sounding side is filled. Space switches, A and B pick.

    Args:
        names: what A and B are called, such as ("dry", "boosted").
        on_pick: told 'A' or 'B' when the player asks for one; set `playing` to show it.
        space: whether Space switches from anywhere.
    """

    role: ClassVar[str] = "switch"

    def __init__(
        self,
        at: Point,
        *,
        names: tuple[str, str],
        on_pick: Callable[[str], None],
        size: tuple[float, float] = (72, 72),
        gap: float = 8,
        space: bool = True,
    ) -> None:
        self._sides = ab_pair(at, names=names, on_pick=on_pick, size=size, gap=gap)
        rect = Rect(at[0], at[1], 2 * size[0] + gap, size[1])
        super().__init__(rect, label="A or B", children=self._sides)
        self.on_pick, self.playing, self.space = on_pick, "", space

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "playing":
            for side in self._sides:
                side.sounding = side.letter == value

    @property
    def value_text(self) -> str:
        """Say which side sounds."""
        return f"{self.playing} sounds" if self.playing else "silent"

    def shortcuts(self) -> Sequence[Hint]:
        """Return Space."""
        return (Hint("Space", "switch A/B"),) if self.space else ()

    def shortcut(self, event: Key) -> bool:
        """Switch to the other side."""
        if event.down and not event.repeat and self.enabled:
            self.on_pick("B" if self.playing == "A" else "A")
        return True


class Takes(Widget):
    """A button for each take, side by side, with its number; the one that plays is filled.

    Args:
        rect: shared by the buttons and the gaps between them.
        count: how many takes.
        on_play: told the index of the take the player asks for; set `playing` (or -1) to show it.
        keys: the shortcut of each take.
        envelopes: for each take, levels 0 to 1, shown inside; none: the number alone.
    """

    role: ClassVar[str] = "switch"

    def __init__(
        self,
        rect: Rect,
        *,
        count: int,
        on_play: Callable[[int], None],
        keys: Sequence[str],
        gap: float,
        envelopes: Sequence[npt.NDArray[np.float64]] = (),
    ) -> None:
        one = (rect.w - gap * (count - 1)) / count
        self._takes = [
            SoundButton(
                Rect(rect.x + i * (one + gap), rect.y, one, rect.h),
                str(i + 1),
                name="",
                hue="ink",
                label=f"Take {i + 1}",
                on_press=partial(on_play, i),
                key=keys[i],
                envelope=envelopes[i] if envelopes else None,
            )
            for i in range(count)
        ]
        super().__init__(rect, label="Takes", children=self._takes)
        self.on_play, self.playing = on_play, -1

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "playing":
            for index, take in enumerate(self._takes):
                take.sounding = index == value

    @property
    def value_text(self) -> str:
        """Say which take plays."""
        return f"take {self.playing + 1} plays" if self.playing >= 0 else "silent"


class IntervalButtons(Takes):
    """One button for each take of an interval round, with its waveform: `envelopes`, levels 0 to 1."""

    def __init__(
        self,
        rect: Rect,
        *,
        envelopes: Sequence[npt.NDArray[np.float64]],
        on_play: Callable[[int], None],
        keys: Sequence[str],
        gap: float = 16,
    ) -> None:
        super().__init__(rect, count=len(envelopes), on_play=on_play, keys=keys, gap=gap, envelopes=envelopes)


class TakeRow(Takes):
    """Small buttons for the takes; Space goes on to the next."""

    def __init__(
        self,
        at: Point,
        *,
        count: int,
        on_play: Callable[[int], None],
        keys: Sequence[str],
        size: tuple[float, float] = (48, 48),
        gap: float = 8,
    ) -> None:
        rect = Rect(at[0], at[1], count * (size[0] + gap) - gap, size[1])
        super().__init__(rect, count=count, on_play=on_play, keys=keys, gap=gap)

    def shortcuts(self) -> Sequence[Hint]:
        """Return Space."""
        return (Hint("Space", "the next take"),)

    def shortcut(self, event: Key) -> bool:
        """Play the next take."""
        if event.down and not event.repeat and self.enabled:
            self.on_play((self.playing + 1) % len(self._takes))
        return True
