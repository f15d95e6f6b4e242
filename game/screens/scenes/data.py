"""The player's data: backups and the way back to one, everything to take along, and being forgotten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from game.core.errors import GameError
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.confirm import Confirm
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.options import OptionList
from game.screens.widgets.status import TopBar

SLOT: Final = "care"
MOST_SHOWN: Final = 4
BUSY: Final = "Wait for what is being done"
NOTHING_YET: Final = "No backup yet. The first is made when the game starts on a day after you have played."


class DataScene(Scene):
    """What is kept of the player, and what can be done with it. Files are written off the thread that draws."""

    title = "Your data"

    def __init__(self, adapters: Adapters, *, back: Scene) -> None:
        super().__init__()
        self._to, self.back = adapters, back
        self._said, self._busy, self._chosen = "", False, 0
        self._build()

    def _build(self) -> None:
        line = self._said or f"Everything is on this machine, in {_short(self._to.saves_folder)}"
        self.tree.replace(
            frame.group(
                TopBar("Your data", on_back=self._leave),
                frame.heading("Your data", line),
                Card(Rect(32, 152, 592, 432), children=self._backups()),
                Card(Rect(656, 152, 592, 204), children=self._along()),
                Card(Rect(656, 380, 592, 204), children=self._forgotten()),
                Button(frame.PRIMARY, "Done", kind="primary", key="Enter", on_press=self._leave),
                frame.foot(("Tab", "next"), ("Enter", "done"), ("Esc", "back")),
            )
        )

    # ---- what is on the screen

    def _backups(self) -> tuple[Widget, ...]:
        self._known = list(self._to.care.backups())[:MOST_SHOWN]
        words = Words(Rect(56, 204, 544, 42), "The first start of a day makes one; those of seven days are kept. "
                      "Going back to one keeps what is there now as a file.")  # fmt: skip
        why = BUSY if self._busy else ""
        now = self._button(Rect(56, 520, 192, 40), "Back up now", "B", self._back_up, why)
        back = self._button(Rect(264, 520, 192, 40), "Go back to it", "G", self._ask_restore,
                            why or ("" if self._known else "There is none yet"))  # fmt: skip
        title = Words(Rect(56, 176, 544, 24), "Backups", size=16, colour="ink", face="semibold")
        if not self._known:
            return title, words, Words(Rect(56, 264, 544, 42), NOTHING_YET), now, back
        whens = [say_when(backup.made_at, now=self._to.local_now()) for backup in self._known]
        names = tuple(when[:1].upper() + when[1:] for when in whens)
        self._list = OptionList(Rect(56, 256, 544, OptionList.height_of(len(names))), "Backup", options=names)
        self._list.choose(min(self._chosen, len(names) - 1))
        return title, words, self._list, now, back

    def _along(self) -> tuple[Widget, ...]:
        why = BUSY if self._busy else ""
        return (
            Words(Rect(680, 176, 544, 24), "Take it along", size=16, colour="ink", face="semibold"),
            Words(Rect(680, 204, 544, 63), "Everything, as files that other programs read: JSON, and tables. Or one "
                  "file with your own rounds for your teacher; it goes nowhere by itself."),
            self._button(Rect(680, 292, 192, 40), "Export everything", "X", self._export, why),
            self._button(Rect(888, 292, 192, 40), "For my teacher", "T", self._hand_in, why),
        )  # fmt: skip

    def _forgotten(self) -> tuple[Widget, ...]:
        return (
            Words(Rect(680, 404, 544, 24), "Be forgotten", size=16, colour="ink", face="semibold"),
            Words(Rect(680, 432, 544, 63), "Deletes your name, every round and every answer from this folder, backups "
                  "and exports included. Copies that you put elsewhere stay."),
            self._button(Rect(680, 520, 192, 40), "Forget me", "", self._ask_forget, BUSY if self._busy else ""),
        )  # fmt: skip

    def _button(self, rect: Rect, label: str, key: str, do: Callable[[], None], why: str) -> Button:
        return Button(rect, label, key=key, on_press=do, why_not=why, tooltip=why)

    # ---- what the player does

    def _back_up(self) -> None:
        self._work(self._to.care.back_up, lambda made: "Backed up." if made else "There is nothing to back up yet.")

    def _export(self) -> None:
        player = self._to.settings.player
        self._work(
            lambda: self._to.care.export(player), lambda made: f"All that is kept of you is in {_short(made[0])}"
        )

    def _hand_in(self) -> None:
        player = self._to.settings.player
        self._work(
            lambda: self._to.care.hand_in(player),
            lambda made: f"For your teacher, rounds of yours: {made[1]}, in {_short(made[0], longest=60)}",
        )

    def _ask_restore(self) -> None:
        self._chosen = self._list.chosen or 0
        backup = self._known[self._chosen]
        when = say_when(backup.made_at, now=self._to.local_now())
        self.next_scene = Confirm(
            self,
            heading=f"Go back to {when}?",
            lines=("What you did after that is not shown any more. It is kept as a file in the same folder.",),
            deed="Go back",
            on_deed=lambda: self._work(lambda: self._to.care.restore(backup.path), lambda said: f"Done. {said}"),
        )

    def _ask_forget(self) -> None:
        self.next_scene = Confirm(
            self,
            heading=f"Forget {self._to.settings.player}?",
            lines=("Every round, every answer and the name are deleted, backups included. "
                   "This cannot be taken back.",),
            deed="Delete it all",
            on_deed=self._forget,
        )  # fmt: skip

    def _forget(self) -> None:
        player = self._to.settings.player
        self._work(lambda: self._to.care.forget(player), self._begin_anew)

    def _begin_anew(self, _: object) -> str:
        from game.screens.scenes.first_run import LevelScene  # which leads here

        self._to.change(replace(self._to.settings, player=""))
        self.next_scene = LevelScene(self._to, rounds=self._to.rounds)
        return ""

    def _work(self, work: Callable[[], object], say: Callable[..., str]) -> None:
        self._busy = True
        self._to.jobs.start(SLOT, work, then=lambda made: self._told(say(made)), failed=self._failed)
        self._build()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, GameError):
            raise error
        self._told(f"{str(error)[:1].upper()}{str(error)[1:]}.")

    def _told(self, said: str) -> None:
        self._said, self._busy = said, False
        self._build()

    def entered(self) -> None:
        """Come back, perhaps from a question."""
        self.next_scene = self

    def _leave(self) -> None:
        self.next_scene = self.back


def say_when(moment: datetime, *, now: datetime) -> str:
    """Return a moment in words, in the time zone of `now`."""
    here = moment.astimezone(now.tzinfo)
    days = (now.date() - here.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"{here.day} {here:%B %Y}")
    return f"{day}, {here:%H:%M}"


def _short(path: str, *, longest: int = 90) -> str:
    return path if len(path) <= longest else f"…{path[1 - longest :]}"
