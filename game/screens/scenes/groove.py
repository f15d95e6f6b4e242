"""From the grid of a timing round to lanes on the screen, and the cards that are answered on them."""

from collections.abc import Callable
from typing import ClassVar, Final

from game.core.facts import Challenge, number_of
from game.core.rhythm import STEPS_PER_BEAT
from game.core.skills import SKILLS
from game.drills.time_grid import TimeGrid
from game.screens.lanes import Lane, Mark, Ruler, merged
from game.screens.rect import Rect
from game.screens.scenes.answer import Answer, NumberAnswer, OnAnswer
from game.screens.theme import XS, M
from game.screens.type import true_minus
from game.screens.widgets.base import Widget, Words
from game.screens.widgets.choice import Choice
from game.screens.widgets.dial import Dial, NudgeDial
from game.screens.widgets.grid import BarGrid
from game.screens.widgets.picks import LATE, HitGrid, PartGrid, SwingGrid

GRID: Final = Rect(44, 232, 828, 324)
CARD: Final = Rect(920, 152, 328, 432)
DIAL: Final = Rect(944, 204, 280, 260)
WAYS: Final = ("Early", "Late")
NUDGES_MS: Final = (0.0, 10.0, 30.0, 60.0, 120.0)
BEND: Final = 15.0
SWING_TICKS: Final = (50.0, 55.0, 60.0, 200 / 3, 75.0)
STRONGEST: Final = 127
OTHERS: Final = "Others"
"""The parts that stay where they are."""
OnLoop = Callable[[float, float], None]


def ruler_of(grid: TimeGrid) -> Ruler:
    """Return where the beats of a grid lie."""
    beats_per_bar = max(1, round(len(grid.beat_s) / max(1, len(grid.bar_s))))
    return Ruler(60 / grid.tempo_bpm, beats_per_bar, grid.length_s, steps=STEPS_PER_BEAT)


def lanes_of(grid: TimeGrid) -> tuple[Lane, ...]:
    """Return the parts with their hits where the beat has them."""
    lanes = (
        Lane(lane.name.capitalize(), tuple(Mark(hit.grid_s, hit.velocity / STRONGEST) for hit in lane.hits))
        for lane in grid.lanes
    )
    return tuple(merged(lane.name, [lane]) for lane in lanes)


def asked_and_others(grid: TimeGrid) -> tuple[Lane, ...]:
    """Return the parts that can be the answer, and one lane with all the others, where there are any."""
    drawn = list(zip(grid.lanes, lanes_of(grid), strict=True))
    asked = [lane for known, lane in drawn if known.asked]
    others = [lane for known, lane in drawn if not known.asked]
    return (*asked, merged(OTHERS, others)) if others else tuple(asked)


def say_ms(value: float) -> str:
    """Return what stands under a number of milliseconds."""
    return "ms early" if value < 0 else "ms late" if value > 0 else "on the grid"


def heading(title: str, grid: TimeGrid) -> tuple[Words, Words]:
    """Return the head of the right card: what is chosen, and how long a sixteenth is."""
    step_ms = 60_000 / grid.tempo_bpm / STEPS_PER_BEAT
    return (
        Words(Rect(944, 176, 150, 24), title, size=M, colour="ink", face="semibold"),
        Words(Rect(1096, 180, 128, 18), f"a 16th is {step_ms:.0f} ms", size=XS, align="right"),
    )


def nudge_dial(
    label: str,
    *,
    step: float,
    value: float | None = None,
    prompt: str = "",
    on_change: Callable[[float], None] | None = None,
    why_not: str = "",
) -> NudgeDial:
    """Return a dial of milliseconds, early to the left and late to the right, fine near the grid."""
    return NudgeDial(
        DIAL,
        label,
        lo=-NUDGES_MS[-1],
        hi=NUDGES_MS[-1],
        step=step,
        start=0.0,
        bend=BEND,
        ticks=(*(-size for size in NUDGES_MS[1:]), *NUDGES_MS),
        figure=lambda ms: true_minus(f"{ms:+.3g}"),
        caption=say_ms,
        unit="ms",
        value=value,
        prompt=prompt,
        on_change=on_change,
        why_not=why_not,
    )


class PartAnswer(Answer):
    """Which part moved, and which way: a lane to pick and nudge, a dial and a choice that say the same."""

    place: ClassVar[Rect] = CARD
    hints = (("Up Down", "part"), ("Left Right", "early or late"))

    def __init__(self, challenge: Challenge, grid: TimeGrid, *, on_answer: OnAnswer, on_loop: OnLoop) -> None:
        self._moves = challenge.question.answer.moves
        self._names = [lane.name for lane in grid.lanes if lane.asked]
        size_ms = number_of(challenge.question.stated, "offset_ms")
        self.input: PartGrid = PartGrid(
            GRID,
            "Which part",
            parts=asked_and_others(grid),
            ruler=ruler_of(grid),
            pickable=len(self._names),
            nudge_s=size_ms / 1000,
            on_pick=self._picked,
            on_loop=on_loop,
        )
        self.dial = nudge_dial("Nudge", step=size_ms, prompt="Pick a part, then early or late", on_change=self._turned)
        self._size_ms = size_ms
        self.way = Choice(Rect(944, 472, 280, 48), "Early or late", options=WAYS, keys=(), on_choose=self._chose)
        self._title, unit = heading("Which part?", grid)
        note = Words(Rect(944, 532, 280, 18), f"It moved by {size_ms:.3g} ms", size=XS)
        parts = (self._title, unit, self.dial, self.way, note)
        super().__init__(challenge, on_answer=on_answer, parts=parts, nothing_at=CARD)

    @property
    def value(self) -> float | None:
        """The number of the move."""
        row, way = self.input.row, self.input.way
        if row is None or not way:
            return None
        return float(next(number for number, move in enumerate(self._moves, start=1)
                          if (move.part, move.direction) == (self._names[row], way)))  # fmt: skip

    @property
    def ambient(self) -> Widget:
        """The lanes."""
        return self.input

    def put(self, value: float) -> None:
        """Show a move that was picked before."""
        move = self._moves[int(value) - 1]
        self.input.row, self.input.way = self._names.index(move.part), move.direction
        self._sync()

    def _sync(self) -> None:
        row, way = self.input.row, self.input.way
        self._title.label = "Which part?" if row is None else self.input.parts[row].name
        self.way.chosen = None if not way else int(way == LATE)
        self.dial.value = None if not way else self._size_ms * (1 if way == LATE else -1)

    def _picked(self) -> None:
        self._sync()
        self.took()

    def _chose(self, index: int) -> None:
        self.input.pick(row=0 if self.input.row is None else None, way=WAYS[index].lower())

    def _turned(self, value: float) -> None:
        self._chose(int(value > 0))


class HitAnswer(Answer):
    """Which of the numbered hits moved."""

    place: ClassVar[Rect] = CARD
    digits: ClassVar[bool] = True

    def __init__(self, challenge: Challenge, grid: TimeGrid, *, on_answer: OnAnswer, on_loop: OnLoop) -> None:
        asked = [lane for lane in grid.lanes if lane.asked]
        numbered = sorted((hit.number, row, hit.grid_s) for row, lane in enumerate(asked) for hit in lane.hits
                          if hit.number)  # fmt: skip
        stated = challenge.question.stated
        self._nudge_ms = number_of(stated, "offset_ms") if "offset_ms" in stated else 0.0
        self.input: HitGrid = HitGrid(
            GRID,
            "Which hit",
            parts=asked_and_others(grid),
            ruler=ruler_of(grid),
            candidates=[(row, at_s) for _, row, at_s in numbered],
            nudge_s=self._nudge_ms / 1000,
            on_pick=lambda _: self._picked(),
            bars_shown=2,
            on_loop=on_loop,
        )
        self.hints = ((" ".join(str(number) for number, _, _ in numbered), "pick a hit"),)
        self.pick = Choice(Rect(944, 472, 280, 48), "Hit", keys=(), options=[str(number) for number, _, _ in numbered],
                           on_choose=self.input.choose)  # fmt: skip
        dial = nudge_dial("How far", step=1.0, value=self._nudge_ms, why_not="stated")
        self._title, unit = heading("Which hit?", grid)
        note = Words(Rect(944, 532, 280, 18), "One of them moved so far", size=XS)
        parts = (self._title, unit, dial, self.pick, note)
        super().__init__(challenge, on_answer=on_answer, parts=parts, nothing_at=CARD)

    @property
    def value(self) -> float | None:
        """The number of the hit."""
        return None if self.input.chosen is None else float(self.input.chosen + 1)

    @property
    def ambient(self) -> Widget:
        """The lanes."""
        return self.input

    def put(self, value: float) -> None:
        """Show a hit that was picked before."""
        self.input.chosen = self.pick.chosen = int(value) - 1

    def _picked(self) -> None:
        self.pick.chosen = self.input.chosen
        self.took()


class SwingAnswer(NumberAnswer):
    """How much it swings: a dial, and the grid that moves with it."""

    place: ClassVar[Rect] = CARD

    def __init__(self, challenge: Challenge, grid: TimeGrid, *, on_answer: OnAnswer, on_loop: OnLoop) -> None:
        spec, answer = SKILLS[challenge.skill_id], challenge.question.answer
        self._pair_ms = grid.pair_ms or 0.0
        self.grid = SwingGrid(GRID, "Swing", parts=lanes_of(grid), ruler=ruler_of(grid), on_loop=on_loop,
                              pair_s=self._pair_ms / 1000)  # fmt: skip
        tol = spec.tol_at(challenge.cue)
        dial = Dial(DIAL, "How much", lo=answer.lo, hi=answer.hi, step=answer.step, ticks=SWING_TICKS, unit="%",
                    figure=lambda value: f"{value:.3g}", caption=self._caption, tolerance=tol)  # fmt: skip
        title, unit = heading("Swing", grid)
        note = Words(Rect(944, 476, 280, 18), f"Within {tol:g} {spec.error_unit} counts as right", size=XS)
        super().__init__(challenge, number=dial, on_answer=on_answer, parts=(title, unit, dial, note),
                         nothing_at=Rect(944, 512, 280, 40))  # fmt: skip

    def _caption(self, value: float) -> str:
        return f"% swing, {(value - 50.0) / 100 * self._pair_ms:.0f} ms late"

    def _bend(self) -> None:
        self.grid.swing = None if self.value is None else self.value / 100

    def took(self) -> None:
        """Move the grid."""
        self._bend()
        super().took()

    def put(self, value: float) -> None:
        """Show a swing that was chosen before."""
        super().put(value)
        self._bend()

    def clear(self) -> None:
        """Straighten the grid."""
        super().clear()
        self._bend()


def grid_answer(
    challenge: Challenge, grid: TimeGrid, *, on_answer: OnAnswer, on_loop: OnLoop
) -> tuple[Answer, BarGrid]:
    """Return the card that takes the answer of a timing round, and the lanes that it is given on."""
    if challenge.question.answer.kind == "part_direction":
        part = PartAnswer(challenge, grid, on_answer=on_answer, on_loop=on_loop)
        return part, part.input
    if challenge.question.answer.kind == "hit":
        hit = HitAnswer(challenge, grid, on_answer=on_answer, on_loop=on_loop)
        return hit, hit.input
    swing = SwingAnswer(challenge, grid, on_answer=on_answer, on_loop=on_loop)
    return swing, swing.grid
