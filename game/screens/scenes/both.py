"""The player's answer beside the AI's, as the kind of question would have them drawn."""

from dataclasses import dataclass
from typing import Final

from game.core.facts import Advice, Challenge, Choice
from game.screens import marks
from game.screens.axis import freq_text
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes import chart, opinions
from game.session.wording import say_choice

LANE_H: Final = 248.0


def say_named(challenge: Challenge, choice: Choice) -> str:
    """Say an answer of the AI, no more exactly than it is."""
    if challenge.question.answer.kind == "freq":
        return chart.coarse_text(choice)
    return say_choice(choice, challenge)


@dataclass(frozen=True, slots=True)
class BothAnswers:
    """What the advice draws: `mine` is the player's answer, `named` the AI's once it is out, until then None."""

    challenge: Challenge
    advice: Advice
    mine: Choice
    named: Choice | None
    envelope: opinions.Floats

    @property
    def beliefs(self) -> dict[float, float]:
        """How sure the AI is of each answer, once it has named one."""
        return {} if self.named is None else dict(self.advice.distribution)

    def paint(self, canvas: Canvas, rect: Rect) -> None:
        """Paint both on a lane, an axis, a table of moves, or numbered boxes."""
        answer = self.challenge.question.answer
        named = None if self.named is None else int(self.named)
        match answer.kind:
            case "freq":
                self._paint_lane(canvas, Rect(rect.x, rect.y, rect.w, LANE_H))
            case "amount":
                opinions.paint_amount(canvas, rect, answer, mine=self.mine, named=self.named, beliefs=self.beliefs,
                                      say=lambda choice: say_choice(choice, self.challenge))  # fmt: skip
            case "part_direction":
                opinions.paint_moves(canvas, rect, answer.moves, mine=int(self.mine), named=named, beliefs=self.beliefs)
            case _:
                outline = self.envelope if answer.kind == "interval" else None
                opinions.paint_takes(canvas, rect, count=len(answer.choices or ()), envelope=outline,
                                     mine=int(self.mine), named=named, beliefs=self.beliefs)  # fmt: skip

    def _paint_lane(self, canvas: Canvas, rect: Rect) -> None:
        axis, named = chart.freq_axis(rect), self.named
        chart.draw_lane(canvas, rect, here_hz=None)
        chart.draw_region(canvas, rect, self.advice)
        if named is not None:
            top = chart.draw_belief(canvas, rect, self.advice, height=84)
            canvas.rule((axis.at(named), rect.y + 48), h=rect.bottom - 24 - rect.y - 48, colour="ai")
            marks.ai(canvas, (canvas.snap(axis.at(named)), top), ground="well")
        chart.draw_guess_bell(canvas, rect, self.challenge, self.mine)
        away = None if named is None else axis.at(named)
        opinions.tag(canvas, rect, axis.at(self.mine), "You", freq_text(self.mine), away_from=away)
        if named is not None:
            words = say_named(self.challenge, named)
            opinions.tag(canvas, rect, axis.at(named), "AI", words, colour="ai", away_from=axis.at(self.mine))
