"""The middle of the host desk: the way in, where the round is, what the room hears, the truth and the board."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes.listen import TAKE_KEYS
from game.screens.theme import XL, XS, XXL, L, M, S
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button, SoundButton
from game.screens.widgets.entry import ListBox
from game.session.match_desk import DeskOrder, DeskSeen, Row, Told

MIDDLE: Final = Rect(360, 80, 560, 592)
LEFT: Final = MIDDLE.x + 24
WIDE: Final = MIDDLE.w - 48
STEPS: Final = {
    "PREPARE": "Prepare", "GUESS": "Guess", "AI": "AI", "REVISE": "Revise", "CLOSED": "Close", "REVEAL": "Reveal",
}  # fmt: skip
OF_THE_AI: Final = ("AI", "REVISE")
NAMES: Final = {
    "LOBBY": "Waiting for players",
    "PREPARE": "Getting ready",
    "GUESS": "Guessing",
    "AI": "The AI speaks",
    "REVISE": "Second opinion",
    "CLOSED": "Closing",
    "REVEAL": "The truth",
    "FINISHED": "The contest is over",
    "PAUSED": "Paused",
}
ANSWERED: Final = {"GUESS": "answered", "REVISE": "decided"}
NEXT: Final = {
    "GUESS": "Next, the AI speaks to everyone who has answered.",
    "AI": "Next, everyone keeps or revises.",
    "REVISE": "Next, the truth.",
}
MAIN: Final[dict[str, tuple[str, DeskOrder]]] = {
    "LOBBY": ("Start", "start"),
    "GUESS": ("Close guesses", "close"),
    "AI": ("Go on", "close"),
    "REVISE": ("Close answers", "close"),
    "REVEAL": ("Next round", "next"),
    "PAUSED": ("Go on", "resume"),
    "FINISHED": ("New contest", "open_lobby"),
}
SIGNS_A_LINE: Final = 73
"""So many signs of 14 px fit at least in a line of the card."""
EXTEND_S: Final = 15
HUES: Final = {"A": "a", "B": "b"}
Order = Callable[..., None]


def clock_text(seconds: float) -> str:
    """Return minutes and seconds, rounded up, so that 0:00 is the end.

    >>> clock_text(28.2), clock_text(0.0)
    ('0:29', '0:00')
    """
    whole = -int(-seconds // 1)
    return f"{whole // 60}:{whole % 60:02d}"


class Steps(Widget):
    """The phases of a round in a row; those behind are dim, the present one is ink. 40 high."""

    role: ClassVar[str] = "progress"

    def __init__(self, rect: Rect, *, now: str, assisted: bool) -> None:
        super().__init__(rect, label="Phases")
        self.names = [name for name in STEPS if assisted or name not in OF_THE_AI]
        self.now = now

    @property
    def value_text(self) -> str:
        """Say the present one."""
        return STEPS.get(self.now, "")

    def draw(self, canvas: Canvas) -> None:
        """Paint a bar and a name for each."""
        at = self.names.index(self.now) if self.now in self.names else -1
        width = (self.rect.w - 4 * (len(self.names) - 1)) / len(self.names)
        for index, name in enumerate(self.names):
            x = self.rect.x + index * (width + 4)
            colour = "ink" if index == at else "muted" if index < at else "line"
            canvas.box(Rect(x, self.rect.y, width, 4), radius=2, fill=colour)
            canvas.text(STEPS[name], (x, self.rect.y + 24), size=XS, colour="ink" if index == at else "muted",
                        face="semibold" if index == at else "medium")  # fmt: skip


class Figure(Widget):
    """A large figure, what it means, and a bar under it that tells its share. 72 high."""

    role: ClassVar[str] = "meter"

    def __init__(self, rect: Rect, label: str) -> None:
        super().__init__(rect, label=label)
        self.figure, self.meaning, self.share = "", "", 0.0

    @property
    def value_text(self) -> str:
        """Say the figure and what it means."""
        return f"{self.figure} {self.meaning}".strip()

    def draw(self, canvas: Canvas) -> None:
        """Paint figure, words and bar."""
        rect = self.rect
        x = rect.x
        if self.figure:
            x += canvas.text(self.figure, (x, rect.y + 40), size=XXL, face="semibold") + 12
        canvas.text(self.meaning, (x, rect.y + 40), size=L, colour="muted")
        canvas.box(Rect(rect.x, rect.bottom - 10, rect.w, 6), radius=3, fill="line")
        if self.share > 0:
            canvas.box(Rect(rect.x, rect.bottom - 10, max(6, rect.w * min(1.0, self.share)), 6), radius=3, fill="ink")


class Figures:
    """The clock and how many have answered, kept up to date between two buildings of the screen."""

    def __init__(self) -> None:
        half = (WIDE - 24) / 2
        self.clock = Figure(Rect(LEFT, 208, half, 72), "Clock")
        self.count = Figure(Rect(LEFT + half + 24, 208, half, 72), "Answers")

    def tell(self, seen: DeskSeen) -> None:
        """Show what is known now."""
        left_s = seen.held_s if seen.phase == "PAUSED" else seen.left_s
        self.clock.figure = "" if left_s is None else clock_text(left_s)
        span_s = seen.span_s
        whole = "left" if span_s is None else f"left of {clock_text(round(span_s))}"
        self.clock.meaning = "no clock" if left_s is None else whole
        self.clock.share = round(left_s / span_s, 3) if left_s is not None and span_s else 0.0
        word = ANSWERED.get(seen.stands_in)
        self.count.figure = str(seen.answered if word else seen.playing_n)
        self.count.meaning = f"of {seen.playing_n} {word}" if word else "play"
        self.count.share = round(seen.answered / seen.playing_n, 3) if word and seen.playing_n else 0.0


def way_in(seen: DeskSeen, *, pin: str, shown: bool, on_pin: Callable[[], None]) -> tuple[Widget, ...]:
    """Return the address, the room and the PIN, as large as they fit."""
    address = seen.url.split("://", 1)[-1]
    size = next(size for size, longest in ((XXL, 21), (XL, 32), (L, 99)) if len(address) <= longest)
    page = f"opens this desk as a page, too, at {address}/host. Keep it to yourself."
    half = WIDE / 2
    return (
        Words(Rect(LEFT, 176, WIDE, 20), "Players open", size=S),
        Words(Rect(LEFT, 200, WIDE, 60), address, size=size, colour="ink", face="semibold"),
        Words(Rect(LEFT, 280, half, 20), "and type the room", size=S),
        Words(Rect(LEFT, 304, half, 60), seen.room, size=XXL, colour="ink", face="mono_medium"),
        Words(Rect(LEFT + half, 280, half, 20), "In the room", size=S),
        Words(Rect(LEFT + half, 304, half, 60), str(len(seen.people)), size=XXL, colour="ink", face="semibold"),
        Words(Rect(LEFT, 392, 200, 20), "PIN of the desk", size=S),
        Words(Rect(LEFT, 416, 200, 60), pin if shown else "······", size=XXL, colour="ink", face="mono_medium"),
        Button(Rect(LEFT + half, 416, 152, 40), "Hide the PIN" if shown else "Show the PIN", key="N", on_press=on_pin),
        Words(Rect(LEFT, 480, WIDE, 42), f"The PIN {page}", size=S),
    )


def head(seen: DeskSeen) -> tuple[Widget, ...]:
    """Return which round and phase it is."""
    where = f"Round {seen.idx} of {seen.of}" if seen.idx else "Lobby"
    if seen.resumed:
        where += ", cut off before and going on"
    return (
        Words(Rect(LEFT, 100, WIDE, 18), where, size=XS, face="medium"),
        Words(Rect(LEFT, 120, WIDE, 40), NAMES[seen.phase], size=XL, colour="ink", face="semibold"),
    )


def room_sound(seen: DeskSeen, order: Order, *, top: float) -> tuple[Widget, ...]:
    """Return a button for each clip that the room's speakers can play, and silence."""
    if not seen.clips or seen.sound:
        return ()
    keys = ("A", "B") if seen.clips == ("A", "B") else TAKE_KEYS
    tiles = list[Widget]()
    for index, (clip, key) in enumerate(zip(seen.clips, keys, strict=False)):
        tile = SoundButton(Rect(LEFT + index * 72, top, 64, 56), clip, name="", hue=HUES.get(clip, "ink"), key=key,
                           label=f"Play {clip} in the room", on_press=partial(order, "sound", clip=clip))  # fmt: skip
        tile.sounding = clip == seen.playing
        tiles.append(tile)
    x = LEFT + len(tiles) * 72 + 8
    hush = Button(Rect(x, top + 8, 120, 40), "Silence", key="0", on_press=partial(order, "sound", clip=None),
                  why_not="" if seen.playing else "It is silent")  # fmt: skip
    words = f"The room hears {seen.playing}." if seen.playing else ""
    return (*tiles, hush, Words(Rect(x + 136, top + 18, MIDDLE.right - 24 - x - 136, 21), words, size=S))


def facts(seen: DeskSeen, *, top: float) -> tuple[Widget, ...]:
    """Return what is asked, and what whoever looks on should know."""
    rows = [(seen.title, seen.task)] if seen.title else []
    if seen.phase == "PAUSED" and seen.held_s is not None:
        rows = [("The clock stands", f"{clock_text(seen.held_s)} will be left when it goes on.")]
    rows.append(("The truth is hidden here too", "It opens with the reveal, so this screen may be mirrored."))
    extra = sum(one.extra_time != 1 for one in seen.people)
    if extra:
        who = "One player has" if extra == 1 else f"{extra} players have"
        rows.append(("Extra time", f"{who} more time and closes last." if extra == 1
                     else f"{who} more time and close last."))  # fmt: skip
    parts = list[Widget]()
    for title, words in rows[:3]:
        high = _height(words)
        parts.append(Words(Rect(LEFT, top, WIDE, 21), title, size=S, colour="ink", face="semibold"))
        parts.append(Words(Rect(LEFT, top + 22, WIDE, high), words, size=S))
        top += 22 + high + 14
    return tuple(parts)


def truth_head(seen: DeskSeen, told: Told) -> tuple[Widget, ...]:
    """Return which round it was and, as large as it fits, its truth."""
    size = next(size for size, longest in ((XL, 28), (L, 42), (M, 999)) if len(told.truth) <= longest)
    return (
        Words(Rect(LEFT, 100, WIDE, 18), f"Round {seen.idx} of {seen.of}", size=XS, face="medium"),
        Picture(Rect(LEFT, 122, 24, 32), lambda canvas, rect: marks.truth(canvas, (rect.x + 10, rect.cy - 2)),
                label="Truth", value=told.truth),
        Words(Rect(LEFT + 32, 120 + (XL - size) / 2, WIDE - 32, 40), told.truth, size=size, colour="ink",
              face="semibold"),
    )  # fmt: skip


def told_lines(told: Told) -> tuple[tuple[Widget, ...], float]:
    """Return how the class stood to the truth, and why; and where that ends."""
    said = [f"{told.right} of {told.n} were right"]
    said += [f"the class's middle {told.middle}"] if told.middle else []
    said += [f"the AI {told.ai}"] if told.ai else []
    words = f"{'; '.join(said)}."
    why = 216 + _height(words) + 2
    return (
        Words(Rect(LEFT, 216, WIDE, _height(words)), words, size=S, colour="ink"),
        Words(Rect(LEFT, why, WIDE, _height(told.explain)), told.explain, size=S),
    ), why + _height(told.explain)


def _height(words: str) -> float:
    return 21.0 * (1 + len(words) // SIGNS_A_LINE)


class BoardList(ListBox):
    """All places: what the last round gave and all points stand in columns."""

    def __init__(self, rows: Sequence[Row], *, top: float, bottom: float) -> None:
        self._places = tuple(rows)
        lines = [(f"{row.rank}. {row.name}" + (f" · team {row.team}" if row.team else ""),
                  f"{row.gained:+.1f}, {row.points:.1f} points") for row in rows]  # fmt: skip
        super().__init__(Rect(LEFT, top, WIDE, bottom - top), "Board", rows=lines, empty="No points yet.")

    def draw_note(self, canvas: Canvas, row: Rect, index: int) -> None:
        """Paint the two columns."""
        place = self._places[index]
        canvas.text(f"+{place.gained:.1f}", (row.right - 96, row.cy), size=S, colour="muted", face="mono",
                    align="right", on="mid")  # fmt: skip
        canvas.text(f"{place.points:.1f}", (row.right - 12, row.cy), size=S, face="mono_medium", align="right",
                    on="mid")  # fmt: skip


def orders(seen: DeskSeen, order: Order) -> tuple[Widget, ...]:
    """Return what may be ordered now, the main order in the corner on Enter."""
    phase, y = seen.phase, MIDDLE.bottom - 72
    rest = list[tuple[str, str, Callable[[], None]]]()
    if seen.stands_in in ("GUESS", "REVISE"):
        rest.append((f"+{EXTEND_S} s", "T", partial(order, "extend", s=float(EXTEND_S))))
    if phase in STEPS:
        rest.append(("Pause", "P", partial(order, "pause")))
    if phase in ("PREPARE", "GUESS", "AI", "REVISE"):
        rest.append(("Skip", "K", partial(order, "skip")))
    buttons: list[Widget] = [
        Button(Rect(LEFT + 112 * index, y, 104, 48), label, key=key, on_press=press)
        for index, (label, key, press) in enumerate(rest)
    ]
    label, op = MAIN.get(phase, ("", "start"))
    if phase == "REVEAL" and seen.idx >= seen.of:
        label = "Finish"
    if label:
        empty = phase == "LOBBY" and not seen.people
        buttons.append(Button(Rect(MIDDLE.right - 200, y, 176, 48), label, kind="primary", key="Enter",
                              on_press=partial(order, op), why_not="Nobody is in yet" if empty else ""))  # fmt: skip
    told = NEXT.get(phase, "") if seen.assisted or phase != "GUESS" else "Next, the truth."
    if phase == "LOBBY":
        told = "Late ones may join in any round."
    return (*((Words(Rect(LEFT, y - 32, WIDE, 21), told, size=S),) if told else ()), *buttons)


def middle(seen: DeskSeen, order: Order, figures: Figures, door: Sequence[Widget]) -> Card:
    """Return the card in the middle; `door` is shown in the lobby."""
    told = seen.told if seen.phase == "REVEAL" else None
    parts: list[Widget] = [*(head(seen) if told is None else truth_head(seen, told))]
    if seen.phase == "LOBBY":
        parts += door
    elif seen.phase == "FINISHED":
        parts += _standings(seen)
    else:
        parts.append(Steps(Rect(LEFT, 168, WIDE, 32), now=seen.stands_in, assisted=seen.assisted))
        parts += _running(seen, order, figures)
    return Card(MIDDLE, children=(*parts, *orders(seen, order)))


def _running(seen: DeskSeen, order: Order, figures: Figures) -> list[Widget]:
    if seen.phase == "REVEAL" and seen.told is not None:
        told, y = told_lines(seen.told)
        sound = room_sound(seen, order, top=y + 12)
        return [*told, *sound, BoardList(seen.board, top=y + (80 if sound else 12), bottom=MIDDLE.bottom - 88)]
    sound = room_sound(seen, order, top=304)
    return [figures.clock, figures.count, *sound, *facts(seen, top=384 if sound else 312)]


def _standings(seen: DeskSeen) -> list[Widget]:
    teams = "; ".join(f"{rank}. team {team}, {points:.1f} points" for rank, team, points in seen.teams)
    high = _height(teams) + 8 if teams else 0.0
    words = [Words(Rect(LEFT, 168, WIDE, high - 8), teams, size=S, colour="ink")] if teams else []
    return [*words, BoardList(seen.board, top=176 + high, bottom=MIDDLE.bottom - 88)]
