"""The host desk: opened from the Class screen for a contest that this machine hosts."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pygame

from game.core.skills import SKILLS
from game.screens.events import Event, Key
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.confirm import Confirm
from game.screens.scenes.desk_people import OnePlayer, People
from game.screens.scenes.desk_round import Figures, middle, way_in
from game.screens.scenes.desk_setup import Said, SetupScene, music_text, time_text
from game.screens.theme import S
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import Banner, TopBar
from game.session.match_desk import DeskOrder, DeskRules
from game.session.ports import HostDesk

SETUP: Final = Rect(32, 80, 304, 592)
ROW_H: Final = 34.0
NOTICE: Final = Rect(608, 0, 440, 57)
TROUBLES: Final = {"away": ("The host is out of reach", "This desk comes back by itself. What is on disk stays.")}


def setup_rows(rules: DeskRules, music: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the set-up in words, a row for each part."""
    low, high = sorted((rules.cue_from, rules.cue_to))
    size = f"{low:g} {rules.unit}" if low == high else f"{low:g} to {high:g} {rules.unit}"
    ai = {"together": "Together", "own": "Own pace"}[rules.pace] if rules.ai else "Off"
    return [
        ("Skill", SKILLS[rules.skill].title if rules.skill in SKILLS else rules.skill),
        ("Size", size),
        ("Music", music_text(rules, music)),
        ("Rounds", str(rules.rounds)),
        ("To guess", time_text(rules.guess_s)),
        ("To revise", time_text(rules.revise_s)),
        ("Truth stays", time_text(rules.reveal_s) if rules.reveal_s else "Until you go on"),
        ("Sound", {"speakers": "Room speakers", "headphones": "Headphones"}[rules.mode]),
        ("The AI", ai),
        ("Teams", str(rules.teams) if rules.teams else "None"),
        ("Names", {"list": "From the list", "own": "Own, you approve"}[rules.names]),
        ("Bonus", "Small, for speed" if rules.bonus else "None"),
        ("Board", "Shown" if rules.board else "Hidden"),
    ]


class DeskScene(Scene):
    """Set-up, round and players side by side; built again when something other than time and counts has changed."""

    title = "Host desk"

    def __init__(self, adapters: Adapters, desk: HostDesk, *, back: Scene, on_closed: Callable[[str], None]) -> None:
        super().__init__()
        self.to, self.desk, self.back, self._on_closed = adapters, desk, back, on_closed
        self.seen = desk.seen()
        self.pin_shown = True
        self.closing = False
        self._shown: object = None
        self._figures = Figures()
        self._people = People(on_open=self._open_player, on_lock=self._lock)

    # ---- time

    def entered(self) -> None:
        """Show how it stands."""
        self.next_scene = self
        self._shown = None
        self.refresh()

    def update(self, dt_s: float) -> Scene | None:
        """Follow the contest."""
        self.refresh()
        return super().update(dt_s)

    def refresh(self) -> None:
        """Look at the contest; build the screen again where it has changed."""
        seen = self.seen = self.desk.seen()
        key = (seen.link, seen.says, seen.sound, seen.trouble, seen.room, seen.url, seen.resumed, seen.setup,
               seen.clips, seen.playing, seen.phase, seen.paused_in, seen.idx, seen.title, seen.told, seen.board,
               seen.phase == "LOBBY" and len(seen.people), [one.extra_time for one in seen.people],
               self.pin_shown, self.closing)  # fmt: skip
        self._figures.tell(seen)
        self._people.tell(seen)
        if key != self._shown:
            self._shown = key
            self._build()

    def handle(self, event: Event) -> bool:
        """Let Escape lead back even where nothing has the focus."""
        leaves = isinstance(event, Key) and event.down and event.code == pygame.K_ESCAPE
        if leaves:
            self._leave()
        return leaves

    # ---- what is on the screen

    def _build(self) -> None:
        label = None if self.tree.focus is None else self.tree.focus.label
        by_keyboard = self.tree.by_keyboard
        self.tree.replace(frame.group(*self._parts()))
        again = [widget for widget in self.tree.walk() if label and widget.focusable and widget.label == label]
        if self.tree.focus is None and again:
            self.tree.focus_on(again[0], by_keyboard=by_keyboard)

    def _parts(self) -> list[Widget | Sequence[Widget]]:
        seen = self.seen
        bar = self._bar()
        if seen.link == "over":
            return [bar, *self._over()]
        if seen.setup is None or seen.link == "joining" or self.closing:
            line = "The room is being closed." if self.closing else "The desk is being opened."
            return [bar, frame.heading(line, "This takes a moment.")]
        door = way_in(seen, pin=self.desk.pin, shown=self.pin_shown, on_pin=self._turn_pin)
        return [bar, self._setup(seen.setup), middle(seen, self.order, self._figures, door), self._people,
                frame.foot(*self._hints())]  # fmt: skip

    def _hints(self) -> list[tuple[str, str]]:
        return [
            ("Tab", "next part"),
            ("Enter", "the main order"),
            ("F1", "all keys"),
            ("Esc", "back to Class; the contest goes on"),
        ]

    def _bar(self) -> TopBar:
        seen, running = self.seen, self.seen.phase not in ("LOBBY", "FINISHED")
        end = Button(Rect(1064, 12, 184, 32), "End the contest" if running else "Close the room", key="X",
                     on_press=self._end if running else self._close)  # fmt: skip
        words = self._notice()
        parts: list[Widget] = [] if self.closing or seen.link == "over" else [end]
        if words:
            parts.append(Said(words, right=NOTICE.right))
        elif seen.room and seen.phase != "LOBBY":
            where = f"Room {seen.room} at {seen.url.split('://', 1)[-1]}"
            parts.append(Words(Rect(NOTICE.x, 19, NOTICE.w, 21), where, size=S, align="right"))
        return TopBar("Host desk", on_back=self._leave, back="Back to Class", children=parts)

    def _notice(self) -> str:
        seen = self.seen
        if seen.link == "away":
            return ". ".join(TROUBLES["away"])
        return "" if seen.link == "over" else seen.says or seen.trouble or seen.sound

    def _setup(self, rules: DeskRules) -> Card:
        parts = list[Widget]()
        parts.append(Words(Rect(SETUP.x + 24, 100, 200, 24), "Set-up", size=16, colour="ink", face="semibold"))
        for index, (name, value) in enumerate(setup_rows(rules, self.desk.music)):
            y = 140 + ROW_H * index
            parts.append(Words(Rect(SETUP.x + 24, y, 80, 21), name, size=S))
            parts.append(Words(Rect(SETUP.x + 112, y, 176, 21), value, size=S, colour="ink", face="medium"))
        parts.append(Button(Rect(SETUP.x + 24, 600, SETUP.w - 48, 48), "Change the set-up", key="C",
                            on_press=self._change,
                            why_not="" if self.seen.phase == "LOBBY" else "Fixed while it runs"))  # fmt: skip
        return Card(SETUP, children=parts)

    def _over(self) -> Sequence[Widget]:
        back = Button(frame.PRIMARY, "Go back", kind="primary", key="Enter", on_press=self._gone)
        return (Banner(Rect(32, 96, 1216, 64), what="The host is gone", to_do=self.seen.says or "Host again."), back)

    # ---- orders

    def order(self, op: DeskOrder, **what: Any) -> None:
        """Give an order."""
        self.desk.order(op, **what)

    def _lock(self) -> None:
        self.order("lock", on=not self.seen.locked)

    def _turn_pin(self) -> None:
        self.pin_shown = not self.pin_shown

    def _open_player(self, index: int) -> None:
        rules = self.seen.setup
        if rules is not None and index < len(self.seen.people):
            self.next_scene = OnePlayer(self, self.seen.people[index], rules, self.order)

    def _change(self) -> None:
        if self.seen.setup is not None:
            self.next_scene = SetupScene(self.desk, back=self)

    def _end(self) -> None:
        lines = ("No further round is asked. The board as it stands is the last one.",)
        self.next_scene = Confirm(self, heading="End this contest?", lines=lines, deed="End the contest",
                                  on_deed=lambda: self.order("end"))  # fmt: skip

    def _close(self) -> None:
        lines = ("Everybody is sent home and the host ends. What was played is on disk.",)
        self.next_scene = Confirm(self, heading="Close the room?", lines=lines, deed="Close the room",
                                  on_deed=self._close_now)  # fmt: skip

    def _close_now(self) -> None:
        self.closing = True
        self.to.jobs.start("host", self.desk.close, then=lambda _: self._gone())

    def _gone(self) -> None:
        self._on_closed("" if self.closing else self.seen.says)
        self._leave()

    def _leave(self) -> None:
        self.next_scene = self.back
