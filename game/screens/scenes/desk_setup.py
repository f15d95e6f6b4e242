"""What a contest asks and how, chosen in the lobby; each change is sent at once, and what the host says stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

import pygame

from game.core.skills import SKILLS
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Event, Key, Pointer
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.theme import XS, M, S
from game.screens.widgets.base import Card, Hint, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.entry import ROW_H, ListBox
from game.screens.widgets.sliders import AmountSlider
from game.screens.widgets.status import TopBar
from game.session.match_desk import DeskRules
from game.session.ports import HostDesk

WHAT: Final = Rect(32, 80, 392, 592)
SIZE: Final = Rect(448, 80, 392, 592)
HOW: Final = Rect(864, 80, 384, 592)
ROUNDS: Final = (4, 8, 12, 16, 24)
GUESS_S: Final = (20.0, 30.0, 45.0, 60.0, 90.0)
REVISE_S: Final = (10.0, 20.0, 30.0, 45.0)
REVEAL_S: Final = (0.0, 8.0, 15.0, 30.0)
TEAMS: Final = (0, 2, 3, 4, 5, 6)
SEND_EACH_S: Final = 0.15
"""Changes are gathered for so long, as a slider that is dragged makes many."""
SETTLED_S: Final = 1.0
"""After so long without a change of one's own, what the host says is shown where it differs."""


def time_text(seconds: float) -> str:
    """Return a time with its unit.

    >>> time_text(45.0), time_text(2.5)
    ('45 s', '2.5 s')
    """
    return f"{seconds:g} s"


def music_text(rules: DeskRules, music: Sequence[tuple[str, str]]) -> str:
    """Say how much of the music is asked about."""
    return f"{len(rules.sources)} of {len(music)}" if rules.sources else "All"


def step_of(lo: float, hi: float) -> float:
    """Return a round step of which at most fifty lie between two ends.

    >>> step_of(1.0, 18.0), step_of(3.0, 120.0), step_of(0.2, 8.0)
    (0.5, 5.0, 0.2)
    """
    wanted = (hi - lo) / 50
    return next(step for step in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0) if step >= wanted)


class CueSlider(AmountSlider):
    """The size of a change: the smaller, the harder."""

    def stepped(self, value: float, *, steps: float) -> float:
        """Return the size some steps away, on the raster."""
        return round(super().stepped(value, steps=steps), 3)

    def at_pointer(self, event: Pointer) -> float:
        """Return the step nearest to the pointer."""
        return round(super().at_pointer(event), 3)

    def text_of(self, value: float) -> str:
        """Return a size with its unit."""
        return f"{value:g} {self.unit}"


class TickList(ListBox):
    """A list in which any number of rows may be ticked, by Enter, Space or a press."""

    def __init__(self, rect: Rect, label: str, *, rows: Sequence[tuple[str, str]], ticked: Sequence[int],
                 on_tick: Callable[[int], None]) -> None:  # fmt: skip
        super().__init__(rect, label, rows=rows, on_open=on_tick)
        self.ticked, self._on_tick = frozenset(ticked), on_tick

    @property
    def value_text(self) -> str:
        """Say the row, and whether it is ticked."""
        if self.chosen is None:
            return ""
        return f"{self.rows[self.chosen][0]}, {'ticked' if self.chosen in self.ticked else 'not ticked'}"

    def manners(self) -> Sequence[Hint]:
        """Return the keys that move and tick."""
        return Hint("Up Down", "choose"), Hint("Space", "tick")

    def key(self, event: Key) -> bool:
        """Move, or tick with Space or Enter."""
        if event.down and event.code == pygame.K_SPACE and self.chosen is not None:
            self._on_tick(self.chosen)
            return True
        return super().key(event)

    def pointer(self, event: Pointer) -> bool:
        """Tick the row that was pressed, or scroll."""
        index = self.first + int((event.at[1] - self.rect.y - 4) // ROW_H)
        if event.kind == "down" and 0 <= index < len(self.rows):
            self.choose(index)
            self._on_tick(index)
        return event.kind in ("down", "up") or super().pointer(event)

    def draw_note(self, canvas: Canvas, row: Rect, index: int) -> None:
        """Paint a tick where there is one."""
        if index in self.ticked:
            marks.tick(canvas, (row.right - 20, row.cy))


class Said(Words):
    """What was refused or is wrong, at the right of the bar; screen readers say it at once."""

    role: ClassVar[str] = "alert"

    def __init__(self, text: str, *, right: float) -> None:
        super().__init__(Rect(right - 440, 8, 440, 42), text, size=S, colour="notice", align="right")


class SetupScene(Scene):
    """The set-up in three columns: what, how large and how often, how."""

    title = "Set-up"

    def __init__(self, desk: HostDesk, *, back: Scene) -> None:
        super().__init__()
        self.desk, self.back = desk, back
        rules = desk.seen().setup
        if rules is None:
            raise ValueError("the set-up can be changed once the host has told it")
        self.rules = rules
        self._said = Said("", right=1248)
        self._waiting: dict[str, Any] = {}
        self._since_sent_s = self._quiet_s = 0.0
        self._build()

    # ---- time

    def update(self, dt_s: float) -> Scene | None:
        """Send what was changed; show what stands; leave where the contest has begun."""
        self._since_sent_s += dt_s
        self._quiet_s += dt_s
        if self._waiting and self._since_sent_s >= SEND_EACH_S:
            self._send()
        seen = self.desk.seen()
        self._said.label = seen.says
        if seen.phase != "LOBBY" or seen.link == "over":
            self._leave()
        elif seen.setup is not None and seen.setup != self.rules and self._quiet_s >= SETTLED_S:
            self.rules = seen.setup
            self._build()
        return super().update(dt_s)

    def _change(self, **what: Any) -> None:
        self._waiting.update(what)
        self._quiet_s = 0.0
        self.rules = replace(self.rules, **what)

    def _send(self) -> None:
        waiting, self._waiting, self._since_sent_s = self._waiting, {}, 0.0
        self.desk.order("setup", setup=waiting)

    def _leave(self) -> None:
        if self._waiting and self.desk.seen().phase == "LOBBY":
            self._send()
        self.next_scene = self.back

    def handle(self, event: Event) -> bool:
        """Go back with Escape."""
        leaves = isinstance(event, Key) and event.down and event.code == pygame.K_ESCAPE
        if leaves:
            self._leave()
        return leaves

    # ---- what is on the screen

    def _build(self) -> None:
        focus = self.tree.focus
        held = (
            (None, 0, None)
            if focus is None
            else (focus.label, getattr(focus, "first", 0), getattr(focus, "chosen", None))
        )
        by_keyboard = self.tree.by_keyboard
        bar = TopBar("Set-up of the contest", on_back=self._leave, back="Back to the desk", children=[self._said])
        self.tree.replace(frame.group(
            bar, Card(WHAT, children=self._what()), Card(SIZE, children=self._size()), Card(HOW, children=self._how()),
            frame.foot(("Tab", "next"), ("Left Right", "change"), ("Space", "tick"), ("Enter", "done"))))  # fmt: skip
        for widget in self.tree.walk():
            if widget.focusable and held[0] is not None and widget.label == held[0]:
                if isinstance(widget, TickList):
                    widget.first, widget.chosen = held[1], held[2]
                self.tree.focus_on(widget, by_keyboard=by_keyboard)

    def _what(self) -> tuple[Widget, ...]:
        x, width, ids = WHAT.x + 24, WHAT.w - 48, list(SKILLS)
        rows = [(spec.title, "" if spec.ai else "without the AI") for spec in SKILLS.values()]
        chosen = ids.index(self.rules.skill) if self.rules.skill in ids else None
        skills = ListBox(Rect(x, 136, width, 248), "Skill", rows=rows, chosen=chosen,
                         on_choose=lambda index: self._skill(ids[index]))  # fmt: skip
        if chosen is not None:
            skills.first = min(max(0, chosen - 2), len(rows) - skills.fitting)
        music = self.desk.music
        ticked = [index for index, (source_id, _) in enumerate(music) if source_id in self.rules.sources]
        pieces = TickList(Rect(x, 440, width, 208), "Music", rows=[(title, "") for _, title in music], ticked=ticked,
                          on_tick=self._tick)  # fmt: skip
        words = "Music: " + (f"{len(ticked)} of {len(music)}" if ticked else "all, while none is ticked")
        return (_title(WHAT, 100, "Skill"), skills, _title(WHAT, 404, words), pieces)

    def _size(self) -> tuple[Widget, ...]:
        rules, spec = self.rules, SKILLS[self.rules.skill]
        lo, hi, unit = spec.cue_hardest, spec.cue_easiest, rules.unit
        step, marked = step_of(lo, hi), (lo, (lo + hi) / 2, hi)
        x, width = SIZE.x + 24, SIZE.w - 48

        def slider(y: float, label: str, key: str, value: float) -> CueSlider:
            return CueSlider(Rect(x, y, width, 112), label, lo=lo, hi=hi, step=step, marks=marked, unit=unit,
                             value=value, on_change=lambda new: self._change(**{key: round(new, 3)}))  # fmt: skip

        return (
            _title(SIZE, 100, "Size of the change"),
            Words(Rect(x, 124, width, 18), f"Each round draws one between the two. {lo:g} {unit} is hardest.", size=XS),
            Words(Rect(x, 152, 100, 18), "From", size=XS, face="medium"),
            slider(172, "Size from", "cue_from", rules.cue_from),
            Words(Rect(x, 292, 100, 18), "To", size=XS, face="medium"),
            slider(316, "Size to", "cue_to", rules.cue_to),
            *self._row(SIZE, 436, "Rounds", ROUNDS, rules.rounds, "rounds", str),
            *self._row(SIZE, 510, "Time to guess", GUESS_S, rules.guess_s, "guess_s", time_text),
            *self._row(SIZE, 584, "Time to revise", REVISE_S, rules.revise_s, "revise_s", time_text),
        )

    def _how(self) -> tuple[Widget, ...]:
        rules = self.rules
        ai = ("together", "own", "off")
        return (
            *self._row(HOW, 96, "Sound", ("speakers", "headphones"), rules.mode, "mode",
                       lambda mode: {"speakers": "Room speakers", "headphones": "Headphones"}[mode]),
            *_labelled(HOW, 168, "The AI", ("Together", "Own pace", "Off"), ai.index(rules.pace if rules.ai else "off"),
                       lambda index: self._change(**({"ai": True, "pace": ai[index]} if index < 2 else {"ai": False}))),
            *self._row(HOW, 240, "Truth stays", REVEAL_S, rules.reveal_s, "reveal_s",
                       lambda stays: time_text(stays) if stays else "By hand"),
            *self._row(HOW, 312, "Teams", TEAMS, rules.teams, "teams", lambda teams: str(teams) if teams else "None"),
            *self._row(HOW, 384, "Names", ("list", "own"), rules.names, "names",
                       lambda names: {"list": "From the list", "own": "Own, you approve"}[names]),
            *self._row(HOW, 456, "Bonus for speed", (False, True), rules.bonus, "bonus",
                       lambda bonus: "Small" if bonus else "Off"),
            *self._row(HOW, 528, "Board", (True, False), rules.board, "board",
                       lambda board: "Shown" if board else "Hidden"),
            Button(Rect(HOW.right - 152, 616, 128, 40), "Done", kind="primary", key="Enter", on_press=self._leave),
        )  # fmt: skip

    def _row(self, card: Rect, y: float, label: str, values: Sequence[Any], now: Any, key: str,
             text: Callable[[Any], str]) -> tuple[Widget, Widget]:  # fmt: skip
        """Return a choice among values; one that the page or the command set joins them."""
        options = list(values) if now in values else sorted([*values, now])
        return _labelled(card, y, label, [text(value) for value in options], options.index(now),
                         lambda index: self._change(**{key: options[index]}))  # fmt: skip

    # ---- changes that show something else

    def _skill(self, skill: str) -> None:
        if skill == self.rules.skill:
            return
        spec = SKILLS[skill]
        self._waiting = {key: what for key, what in self._waiting.items() if key not in ("cue_from", "cue_to")}
        self._change(skill=skill, cue_from=spec.cue_start, cue_to=spec.cue_start)
        self.rules = replace(self.rules, unit=spec.unit)
        self._build()

    def _tick(self, index: int) -> None:
        source_id = self.desk.music[index][0]
        now = [one for one in self.rules.sources if one != source_id]
        sources = now if len(now) < len(self.rules.sources) else [*now, source_id]
        in_order = tuple(one for one, _ in self.desk.music if one in sources)
        self._change(sources=in_order)
        self._build()


def _title(card: Rect, y: float, words: str) -> Words:
    return Words(Rect(card.x + 24, y, card.w - 48, 24), words, size=M, colour="ink", face="semibold")


def _labelled(
    card: Rect, y: float, label: str, options: Sequence[str], chosen: int, choose: Callable[[int], None]
) -> tuple[Widget, Widget]:
    words = Words(Rect(card.x + 24, y, card.w - 48, 21), label, size=S)
    well = Rect(card.x + 24, y + 24, card.w - 48, 40)
    return words, Choice(well, label, options=options, chosen=chosen, on_choose=choose, keys=())
