"""Who is in a contest, beside the desk's rounds; and the panel of one player: name, time, team, and out."""

from collections.abc import Callable, Sequence
from typing import Final

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Overlay, Scene
from game.screens.scenes.confirm import Confirm
from game.screens.theme import XS, M, S
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.entry import ListBox, TextEntry
from game.session.match_desk import TIMED, DeskPerson, DeskRules, DeskSeen

PEOPLE: Final = Rect(944, 80, 304, 592)
TIMES: Final = {1.0: "As all", 1.5: "\u00d7 1.5", 2.0: "\u00d7 2", 0.0: "No clock"}
ANSWERED: Final = "answered"
LONGEST_NAME: Final = 20
SHOWN_NAME: Final = 15
Order = Callable[..., None]


def note_of(one: DeskPerson, seen: DeskSeen) -> str:
    """Return how it stands with a player, in two words or three."""
    if one.wish:
        return "wants a name"
    if not one.here:
        return "joining again"
    time = "" if one.extra_time == 1 else TIMES.get(one.extra_time, f"\u00d7 {one.extra_time:g}").lower()
    if seen.stands_in in TIMED:
        how = ANSWERED if one.answered else "listening"
        return f"{how}, {time}" if time else how
    return time or (f"team {one.team}" if one.team else "")


def rows_of(seen: DeskSeen) -> list[tuple[str, str]]:
    """Return a row for each player."""
    return [(_short(one.name), note_of(one, seen)) for one in seen.people]


def _short(name: str) -> str:
    return name if len(name) <= SHOWN_NAME else f"{name[: SHOWN_NAME - 1]}…"


class PlayerList(ListBox):
    """The players; whoever has answered has a tick, and the word for it is only said."""

    def draw_note(self, canvas: Canvas, row: Rect, index: int) -> None:
        """Paint the note, or a tick and what comes after its word."""
        note = self.rows[index][1]
        if not note.startswith(ANSWERED):
            super().draw_note(canvas, row, index)
            return
        marks.tick(canvas, (row.right - 20, row.cy))
        more = note.removeprefix(ANSWERED).removeprefix(", ")
        canvas.text(more, (row.right - 40, row.cy), size=XS, colour="muted", align="right", on="mid")


class People(Card):
    """The players, kept up to date between two buildings of the screen."""

    def __init__(self, *, on_open: Callable[[int], None], on_lock: Callable[[], None]) -> None:
        x, width = PEOPLE.x + 24, PEOPLE.w - 48
        self.count = Words(Rect(PEOPLE.x + 24, 100, 124, 24), "", size=M, colour="ink", face="semibold")
        self.away = Words(Rect(PEOPLE.x + 152, 104, 128, 18), "", size=XS, align="right")
        self.list = PlayerList(Rect(x, 136, width, 408), "Players", rows=(), on_open=on_open, empty="Nobody is in yet.")
        self.hint = Words(Rect(PEOPLE.x + 24, 556, PEOPLE.w - 48, 36), "", size=XS)
        self.lock = Button(Rect(PEOPLE.x + 24, 600, PEOPLE.w - 48, 48), "Lock the room", key="L", on_press=on_lock)
        super().__init__(PEOPLE, children=(self.count, self.away, self.list, self.hint, self.lock))

    def tell(self, seen: DeskSeen) -> None:
        """Show who is in now."""
        many = len(seen.people)
        gone = sum(not one.here for one in seen.people)
        self.count.label = "1 player" if many == 1 else f"{many} players"
        self.away.label = f"{gone} joining again" if gone else ""
        self.list.rows = tuple(rows_of(seen))
        if self.list.chosen is not None and self.list.chosen >= many:
            self.list.chosen = None
        self.list.first = min(self.list.first, max(0, many - self.list.fitting))
        self.hint.label = (
            "Open a name to rename it, to give it time, or to remove it."
            if many
            else "Names appear here as players come in."
        )
        self.lock.label = "Open the room" if seen.locked else "Lock the room"


class OnePlayer(Overlay):
    """One player: a wish, a name, time to answer, a team, and out."""

    title = "Player"

    def __init__(self, below: Scene, one: DeskPerson, rules: DeskRules, order: Order) -> None:
        self._one, self._order = one, order
        self._name = one.name
        rows = [self._naming(0)]
        if one.wish:
            rows.insert(0, self._wish(0))
            rows[1] = self._naming(1)
        rows.append(self._time(len(rows)))
        if rules.teams:
            rows.append(self._team(len(rows), rules.teams))
        height = 72 + 72 * len(rows) + 80
        top = round(360 - height / 2)
        rect = Rect(320, top, 640, height)
        for widget in (widget for row in rows for widget in row):
            widget.rect = widget.rect.moved(0, top)
        out = Button(Rect(rect.x + 24, rect.bottom - 64, 176, 40), "Remove", key="R", on_press=self._remove)
        done = Button(Rect(rect.right - 144, rect.bottom - 64, 120, 40), "Done", kind="primary", key="Enter",
                      on_press=self.close)  # fmt: skip
        super().__init__(below, rect=rect, heading=one.name, widgets=(*(w for row in rows for w in row), out, done))

    def _wish(self, row: int) -> Sequence[Widget]:
        y = 72 + 72 * row
        return (
            Words(Rect(344, y + 26, 336, 21), f"Wants to be called {self._one.wish}", size=S, colour="ink"),
            Button(Rect(696, y + 16, 112, 40), "Agree", key="A", on_press=lambda: self._do("approve", on=True)),
            Button(Rect(824, y + 16, 112, 40), "Decline", key="D", on_press=lambda: self._do("approve", on=False)),
        )

    def _naming(self, row: int) -> Sequence[Widget]:
        y = 72 + 72 * row
        return (
            TextEntry(Rect(344, y, 336, 64), "Name", text=self._one.name, longest=LONGEST_NAME,
                      on_change=self._typed, on_enter=lambda _: self._rename()),
            Button(Rect(696, y + 24, 112, 40), "Rename", on_press=self._rename),
        )  # fmt: skip

    def _time(self, row: int) -> Sequence[Widget]:
        y, factors = 72 + 72 * row, list(TIMES)
        now = factors.index(self._one.extra_time) if self._one.extra_time in factors else None
        return (
            Words(Rect(344, y + 27, 136, 21), "Time to answer", size=S),
            Choice(Rect(488, y + 16, 448, 40), "Time to answer", options=tuple(TIMES.values()), chosen=now, keys=(),
                   on_choose=lambda index: self._tell("extra_time", factor=factors[index])),
        )  # fmt: skip

    def _team(self, row: int, teams: int) -> Sequence[Widget]:
        y = 72 + 72 * row
        return (
            Words(Rect(344, y + 27, 136, 21), "Team", size=S),
            Choice(Rect(488, y + 16, 448, 40), "Team", options=[str(n + 1) for n in range(teams)], keys=(),
                   chosen=None if self._one.team is None else self._one.team - 1,
                   on_choose=lambda index: self._tell("team", team=index + 1)),
        )  # fmt: skip

    def _typed(self, text: str) -> None:
        self._name = text.strip()

    def _rename(self) -> None:
        if self._name and self._name != self._one.name:
            self._tell("rename", name=self._name)
        self.close()

    def _tell(self, op: str, **what: object) -> None:
        self._order(op, player=self._one.player, **what)

    def _do(self, op: str, **what: object) -> None:
        self._tell(op, **what)
        self.close()

    def _remove(self) -> None:
        lines = ("Who is removed cannot come back to this room: the place, the name and that browser are barred.",)
        self.next_scene = Confirm(self.below, heading=f"Remove {self._one.name}?", lines=lines, deed="Remove",
                                  on_deed=lambda: self._tell("kick"))  # fmt: skip
