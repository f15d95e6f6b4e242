"""The bar of the screens beside a block: where you are, and how to get to the others."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final, Literal, Protocol

import pygame

from game.core.facts import Form
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Dropped, Event, Key
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.run import BlockRun
from game.screens.scenes.settings import SettingsScene
from game.screens.theme import BAR_H, PAGE_W, M, S
from game.screens.type import Face
from game.screens.widgets.base import Widget
from game.screens.widgets.buttons import Button
from game.session import check_up
from game.session.block import MOST_ASSISTED, Block

Place = Literal["Today", "Practice", "Learn", "Music", "Progress", "Mirror", "The AI", "Class"]
KEYS: Final[dict[Place, str]] = {
    "Today": "T",
    "Practice": "F",
    "Learn": "L",
    "Music": "O",
    "Progress": "P",
    "Mirror": "M",
    "The AI": "A",
    "Class": "C",
}
TAB_X: Final = 164.0
TAB_WIDTHS: Final[dict[Place, float]] = {
    "Today": 64,
    "Practice": 80,
    "Learn": 64,
    "Music": 68,
    "Progress": 84,
    "Mirror": 68,
    "The AI": 68,
    "Class": 64,
}


class Tab(Button):
    """A place in the bar; the one that is shown is underlined."""

    role: ClassVar[str] = "tab"

    def draw(self, canvas: Canvas) -> None:
        """Paint the name, and the line under the one that is shown."""
        if self.glow:
            canvas.box(self.rect, radius=8, fill="hover", alpha=round(self.glow, 2))
        colour = "ink" if self.on else "muted"
        face: Face = "semibold" if self.on else "medium"
        canvas.text(self.label, (self.rect.cx, BAR_H / 2), size=S, colour=colour, face=face, align="centre", on="mid")
        if self.on:
            canvas.box(Rect(self.rect.x + 12, BAR_H - 2, self.rect.w - 24, 3), radius=1.5, fill="ink")


class PlacesBar(Widget):
    """Logo, places, and the way to the settings. 56 high."""

    role: ClassVar[str] = "bar"
    bleed: ClassVar[float] = 3.0

    def __init__(self, here: Place, *, on_go: Callable[[Place], None], on_settings: Callable[[], None]) -> None:
        tabs, x = list[Widget](), TAB_X
        for place, key in KEYS.items():
            width = TAB_WIDTHS[place]
            tab = Tab(Rect(x, 12, width, 32), place, key=key, on=place == here, on_press=partial(on_go, place))
            tab.tooltip = f"{place} ({key})"
            tabs.append(tab)
            x += width + 8
        settings = Button(
            Rect(1208, 12, 40, 32),
            "Settings",
            key="S",
            on_press=on_settings,
            icon=marks.sliders,
            tooltip="Settings (S)",
        )
        super().__init__(Rect(0, 0, PAGE_W, BAR_H + 1), label="Own Ears", children=(*tabs, settings))
        self.here = here

    @property
    def value_text(self) -> str:
        """Say which place is shown."""
        return self.here

    def draw(self, canvas: Canvas) -> None:
        """Paint the logo, and a hairline across the whole window."""
        canvas.rule((canvas.view.x, BAR_H), w=canvas.view.w)
        marks.logo(canvas, (44, BAR_H / 2))
        canvas.text("Own Ears", (64, BAR_H / 2), size=M, face="semibold", on="mid")


class Places(Protocol):
    """What knows the scenes of all places."""

    def scene_of(self, place: Place) -> Scene:
        """Return the scene of a place."""

    def take_file(self, path: str) -> Scene:
        """Begin to take a file into one's own music; return the scene that shows it."""


class PlaceScene(Scene):
    """One of the screens beside a block; the others are a key away. `home` leads to all of them."""

    here: ClassVar[Place] = "Today"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__()
        self.to, self.rounds, self.home = adapters, rounds, home
        self.player_id = ""

    def entered(self) -> None:
        """Find out who plays."""
        to = self.to
        self.next_scene = self
        self.player_id = to.log.find_or_add_player(to.settings.player, player_id=to.new_id(), now=to.clock())

    def bar(self) -> PlacesBar:
        """Return the bar of this place."""
        return PlacesBar(self.here, on_go=self.go, on_settings=self._settings)

    def go(self, place: Place) -> None:
        """Go to another place."""
        if place != self.here:
            self.next_scene = self.home.scene_of(place)

    def handle(self, event: Event) -> bool:
        """Go back to today with Escape; take a file that was dropped to one's own music."""
        if isinstance(event, Dropped):
            self.next_scene = self.home.take_file(event.path)
            return True
        leaves = isinstance(event, Key) and event.down and event.code == pygame.K_ESCAPE and self.here != "Today"
        if leaves:
            self.go("Today")
        return leaves

    def _settings(self) -> None:
        self.next_scene = SettingsScene(self.to, back=self)


@dataclass(frozen=True, slots=True)
class Wish:
    """The block that a player wants: which skill, how large the changes (None: as suits the player), with whom."""

    skill_id: str
    cue: float | None
    rounds: int
    assisted: bool
    ai_share: float = MOST_ASSISTED
    form: Form | None = None
    seed: int | None = None
    """Of work that was given: the questions follow from it, and settings that make rounds harder stay out."""


def begin_block(to: Adapters, wish: Wish, *, player_id: str) -> BlockRun:
    """Write down that a block begins, and begin to make its first round.

    Raises:
        GameError: the log cannot be written.
    """
    plain = wish.form is not None or wish.seed is not None
    block = Block(
        session_id=to.new_id(),
        player_id=player_id,
        skill_id=wish.skill_id,
        cue=wish.cue,
        seed=_seed(to, wish),
        rounds=wish.rounds,
        assisted=wish.assisted,
        app_version=to.app_version,
        started_at=to.clock(),
        no_change=to.settings.no_change and not plain,
        recall="free" if plain else to.settings.recall,
        ai_share=wish.ai_share,
        form=wish.form,
    )
    to.log.append_session(block)
    return BlockRun(block, to)


def _seed(to: Adapters, wish: Wish) -> int:
    if wish.seed is not None:
        return wish.seed
    return to.new_seed() if wish.form is None else check_up.seed_of(wish.skill_id, wish.form)
