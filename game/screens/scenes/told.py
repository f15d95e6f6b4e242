"""What a reveal tells: who said what, and how each is marked; shared by the pictures of every kind of question."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from game.core.facts import Attempt, Challenge, Verdict
from game.screens import marks
from game.screens.axis import freq_text
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes.run import Ready
from game.screens.theme import XS
from game.screens.type import value_runs
from game.screens.widgets.base import Picture, Widget
from game.session.asking import pick_of
from game.session.wording import say_choice, say_side

ROW_H: Final = 24.0
GUESS_DASH: Final = (5.0, 4.0)
AI_DOTS: Final = (1.8, 3.2)
TRUTH, GUESS, AI, FINAL = "Truth", "First guess", "The AI", "Final answer"
MARKS: Final[dict[str, Callable[..., None]]] = {
    TRUTH: marks.truth, GUESS: marks.guess, AI: marks.ai, FINAL: marks.final,
}  # fmt: skip
LINES: Final[dict[str, tuple[str, float, tuple[float, float] | None]]] = {
    TRUTH: ("truth", marks.TRUTH_WIDTH, None),
    GUESS: ("ink", marks.GUESS_WIDTH, GUESS_DASH),
    AI: ("ai", marks.AI_WIDTH, AI_DOTS),
    FINAL: ("ink", marks.FINAL_WIDTH, None),
}
"""Colour, width and dashes of each answer's line."""
EVIDENCE_X: Final = 360.0
"""Where in its row the AI says what it went by."""
NOTHING_TEXT: Final = "Nothing was changed"


class Row(NamedTuple):
    """Who said what; None is "no change"."""

    who: str
    choice: float | None
    verdict: Verdict | None


@dataclass(slots=True)
class Told:
    """A finished round as its pictures need it. `shown` grows from 0 to 1 while the truth draws itself."""

    attempt: Attempt
    ready: Ready
    evidence: str
    shown: float = 1.0

    @property
    def challenge(self) -> Challenge:
        """The question and its truth."""
        return self.attempt.commit.challenge

    @property
    def changed(self) -> bool:
        """Tell whether there was anything to find."""
        return self.challenge.truth.choice is not None

    @property
    def moved(self) -> bool:
        """Tell whether the player's last word differs from the first."""
        return self.attempt.final.choice != self.attempt.commit.guess.choice

    def rows(self) -> list[Row]:
        """Return the truth and every answer."""
        attempt = self.attempt
        rows = [Row(TRUTH, self.challenge.truth.choice, None)]
        rows.append(Row(GUESS, attempt.commit.guess.choice, attempt.guess_verdict))
        if attempt.advice is not None and attempt.advice.choice is not None:
            rows.append(Row(AI, attempt.advice.choice, attempt.advice_verdict))
        if attempt.commit.mode == "assisted":
            rows.append(Row(FINAL, attempt.final.choice, attempt.final_verdict))
        return rows

    def said(self, choice: float | None) -> str:
        """Say an answer."""
        if choice is not None and self.challenge.question.answer.kind == "freq":
            return freq_text(choice)
        return say_choice(choice, self.challenge)

    def rows_text(self) -> str:
        """Say all answers."""
        return "; ".join(f"{row.who} {self.said(row.choice)}" for row in self.rows())

    def side(self, row: Row) -> str:
        """Say how near an answer came; '' for the truth."""
        return "" if row.verdict is None else say_side(self.challenge, row.choice, row.verdict)

    def who_chose(self, choice: float) -> list[str]:
        """Return whose answer this one is, the truth first."""
        return [row.who for row in self.rows() if row.choice == choice]


class Panels(ABC):
    """The pictures of one kind of question. `chart` is what draws itself; the switch stands where the kind wants it."""

    replay_text: ClassVar[str] = "Replay"
    below: ClassVar[bool] = False
    """Whether points and why stand beside Next, as the pictures take the whole width."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.chart: Picture | None = None

    def truth_text(self) -> str:
        """Say what was there."""
        challenge = self.told.challenge
        if challenge.truth.choice is None:
            return NOTHING_TEXT
        what = f", {pick_of(challenge)}" if challenge.question.answer.kind == "interval" else ""
        return f"It was {self.told.said(challenge.truth.choice)}{what}"

    def replay_line(self) -> str:
        """Say what the replay plays."""
        return self.replay_text

    @abstractmethod
    def cards(self) -> list[Widget]:
        """Return the cards with the pictures."""


def paint_plain_rows(canvas: Canvas, rect: Rect, told: Told, *, truth_side: str) -> None:
    """Paint who said what, one row each: name, tick or cross, value, mark, and how near it came."""
    for index, row in enumerate(told.rows()):
        y = rect.y + 12 + ROW_H * index
        strong = row.who in (TRUTH, FINAL)
        canvas.text(row.who, (rect.x, y), size=XS, colour="ink" if strong else "muted", face="medium", on="mid")
        if row.verdict is not None:
            (marks.tick if row.verdict.correct else marks.cross)(canvas, (rect.x + 92, y), r=5.0, colour="ink")
        MARKS[row.who](canvas, (rect.x + 124, y), r=6.0)
        wide = canvas.runs(value_runs(told.said(row.choice)), (rect.x + 148, y), size=XS, on="mid")
        side = truth_side if row.verdict is None else told.side(row)
        x = rect.x + max(264.0, 148 + wide + 16)
        if side:
            x += canvas.text(side, (x, y), size=XS, colour="muted", on="mid") + 24
        if row.who == AI:
            left = min(rect.x + EVIDENCE_X, rect.right - canvas.type.width(told.evidence, size=XS))
            canvas.text(told.evidence, (max(x, left), y), size=XS, colour="muted", on="mid")


def paint_axis_rows(
    canvas: Canvas,
    rect: Rect,
    told: Told,
    *,
    plot: Rect,
    place: Callable[[float], float],
    value: Callable[[Row], str],
    truth_side: str,
) -> None:
    """Paint who said what, one row each, its mark at its place on the axis of the plot above.

    Args:
        canvas: what to paint on.
        rect: where the rows stand; names and values are in its left gutter.
        told: the finished round.
        plot: the plot whose axis is shared.
        place: x of an answer.
        value: how an answer is written in the gutter.
        truth_side: what stands beside the truth.
    """
    for index, row in enumerate(told.rows()):
        y = rect.y + 12 + ROW_H * index
        strong = row.who in (TRUTH, FINAL)
        canvas.text(row.who, (rect.x, y), size=XS, colour="ink" if strong else "muted", face="medium", on="mid")
        if row.verdict is not None:
            (marks.tick if row.verdict.correct else marks.cross)(canvas, (rect.x + 92, y), r=5.0, colour="ink")
        canvas.runs(value_runs(value(row)), (plot.x - 12, y), size=XS, align="right", on="mid")
        canvas.rule((plot.x + 8, y), w=plot.w - 16, colour="grid")
        side = truth_side if row.verdict is None else told.side(row)
        if row.choice is None:
            canvas.label(side, (plot.x + 16, y), ground="card")
            continue
        x = canvas.snap(place(row.choice))
        MARKS[row.who](canvas, (x, y), r=6.0 if row.who != TRUTH else 8.0)
        right = x + 16 + canvas.type.width(side, size=XS) <= plot.right - 8
        canvas.label(side, (x + 16, y) if right else (x - 16, y), ground="card", align="left" if right else "right")


def draw_marks_in_row(canvas: Canvas, at: tuple[float, float], whose: list[str], *, ground: str = "card") -> float:
    """Paint the marks of all who gave one answer, side by side from the left; return how wide they are."""
    for index, who in enumerate(whose):
        r = {TRUTH: 8.0, AI: 7.0}.get(who, 5.0)
        MARKS[who](canvas, (at[0] + 8 + 20 * index, at[1]), r=r, ground=ground)
    return 20.0 * len(whose)
