"""The part of a round in which the answer is given: a lane, an amount, or a pick of the takes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from game.core.facts import Challenge, number_of
from game.core.skills import SKILLS, SkillSpec
from game.drills.any_drill import may_be_unchanged
from game.screens.rect import Rect
from game.screens.theme import XS
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.dial import Dial
from game.screens.widgets.dynamics import ReductionMeter, TransferCurve, bent_db, threshold_of
from game.screens.widgets.lane import FreqLane
from game.screens.widgets.sliders import AmountSlider, GainSlider
from game.session.asking import say_pick

CARD: Final = Rect(32, 360, 1216, 224)
NO_CHANGE: Final = "No change"
NO_CHANGE_SAID: Final = "You answer: no change"
DEEPEST_MARK_DB: Final = 3.0
RATIO: Final = 4.0
"""Of the picture of an amount, where the question states none."""
OnAnswer = Callable[[], None]


class Answer(Card, ABC):
    """A card that takes the answer. `answered` tells whether there is one; `value` None then means "no change".

    Where the question allows it, a button answers "no change", and whatever is chosen after takes that back.
    """

    input: Widget
    """What takes it."""
    place: ClassVar[Rect] = CARD
    digits: ClassVar[bool] = False
    """Whether digits answer, so that they cannot say how sure the player is."""
    hints: tuple[tuple[str, str], ...] = ()
    """Keys of the foot line that answer."""

    def __init__(self, challenge: Challenge, *, on_answer: OnAnswer, parts: Sequence[Widget], nothing_at: Rect) -> None:
        self.challenge, self._on_answer = challenge, on_answer
        self.unchanged = False
        self._nothing: Button | None = None
        if may_be_unchanged(challenge.question):
            self._nothing = Button(nothing_at, NO_CHANGE, key="N", on_press=self.say_no_change)
            parts = (*parts, self._nothing)
        super().__init__(self.place, children=parts)

    # --- for each kind of answer ------------------------------------------------------------------------------------
    @property
    @abstractmethod
    def value(self) -> float | None:
        """The answer that stands there, None where there is none or it is "no change"."""

    @property
    def ambient(self) -> Widget | None:
        """The widget that gets the keys nobody else takes."""
        return None

    def clear(self) -> None:
        """Take back what was chosen."""

    @abstractmethod
    def put(self, value: float) -> None:
        """Show an answer that was given before."""

    def follow(self, share: float | None) -> None:
        """Show what the answer means for the moment that sounds, a share of the length; None for silence."""

    # --- shared -----------------------------------------------------------------------------------------------------
    @property
    def answered(self) -> bool:
        """Tell whether there is an answer."""
        return self.unchanged or self.value is not None

    def say_no_change(self) -> None:
        """Answer that nothing was changed."""
        self.clear()
        self._show(unchanged=True)

    def took(self) -> None:
        """Note that something was chosen."""
        self._show(unchanged=False)

    def _show(self, *, unchanged: bool) -> None:
        self.unchanged = unchanged
        if self._nothing is not None:
            self._nothing.on = unchanged
        self._on_answer()


class NumberAnswer(Answer):
    """A number on a lane, a slider or a dial."""

    hints: tuple[tuple[str, str], ...] = (("Left Right", "move"),)

    def __init__(
        self,
        challenge: Challenge,
        *,
        number: FreqLane | AmountSlider | Dial,
        on_answer: OnAnswer,
        parts: Sequence[Widget],
        nothing_at: Rect,
    ) -> None:
        self.input: FreqLane | AmountSlider | Dial = number
        self._prompt = number.prompt
        number.on_change = lambda _: self.took()
        super().__init__(challenge, on_answer=on_answer, parts=parts, nothing_at=nothing_at)

    @property
    def value(self) -> float | None:
        """The number that stands there."""
        return self.input.value

    @property
    def ambient(self) -> Widget | None:
        """The lane, slider or dial."""
        return self.input

    def clear(self) -> None:
        """Empty it, and say that this means no change."""
        self.input.value = None
        self.input.prompt = NO_CHANGE_SAID

    def put(self, value: float) -> None:
        """Show a number that was given before."""
        self.input.value = value

    def took(self) -> None:
        """Note that a number was chosen."""
        self.input.prompt = self._prompt
        super().took()


class AmountAnswer(NumberAnswer):
    """An amount of compression, with the curve that it bends and a meter of what it would take away now."""

    def __init__(self, challenge: Challenge, *, on_answer: OnAnswer, envelope: npt.NDArray[np.float64]) -> None:
        spec, answer, stated = SKILLS[challenge.skill_id], challenge.question.answer, challenge.question.stated
        tol = spec.tol_at(challenge.cue)
        ratio = number_of(stated, "ratio") if "ratio" in stated else RATIO
        self._level_db = 20 * np.log10(np.maximum(envelope, 1e-4))
        self.curve = TransferCurve(Rect(784, 408, 240, 156), "In and out", ratio=ratio)
        self.meter = ReductionMeter(Rect(1096, 412, 72, 144), hi_db=answer.hi, tolerance_db=tol,
                                    tooltip="What your answer takes away")  # fmt: skip
        slider = AmountSlider(
            Rect(56, 440, 664, 112), "How much", lo=answer.lo, hi=answer.hi, step=answer.step, unit=spec.answer_unit,
            marks=np.arange(0.0, answer.hi + 0.01, DEEPEST_MARK_DB).tolist(), tolerance=tol,
        )  # fmt: skip
        words = Words(Rect(56, 388, 520, 20), f"How far its gain moves, in {spec.answer_unit}. {_within(spec, tol)}")
        heads = (
            Words(Rect(824, 380, 200, 18), "In and out, in dB", size=XS),
            Words(Rect(1096, 380, 128, 18), "Takes away, in dB", size=XS),
        )
        super().__init__(
            challenge,
            number=slider,
            on_answer=on_answer,
            parts=(words, slider, *heads, self.curve, self.meter),
            nothing_at=Rect(584, 380, 136, 40),
        )

    def took(self) -> None:
        """Bend the curve by the amount."""
        self.curve.amount_db = self.meter.amount_db = self.value
        super().took()

    def put(self, value: float) -> None:
        """Show an amount that was given before, and its curve."""
        super().put(value)
        self.curve.amount_db = self.meter.amount_db = value

    def clear(self) -> None:
        """Straighten the curve."""
        super().clear()
        self.curve.amount_db = self.meter.amount_db = None

    def follow(self, share: float | None) -> None:
        """Feed the meter with what the answer would take away from A just now."""
        if share is None or not self.value:
            return
        bins = len(self._level_db)
        level = self._level_db[min(bins - 1, int(share * bins)) : min(bins - 1, int(share * bins)) + 1]
        threshold_db = threshold_of(self.value, ratio=self.curve.ratio)
        self.meter.feed(float((level - bent_db(level, threshold_db=threshold_db, ratio=self.curve.ratio))[0]))


class TakeAnswer(Answer):
    """A pick of the takes."""

    digits: ClassVar[bool] = True

    def __init__(self, challenge: Challenge, *, on_answer: OnAnswer) -> None:
        takes = [f"Take {number:g}" for number in challenge.question.answer.choices or ()]
        self.input: Choice = Choice(
            Rect(56, 448, 1168, 72),
            "Which take",
            options=takes,
            keys=("1", "2", "3")[: len(takes)],
            meaning="pick a take",
            on_choose=lambda _: self.took(),
        )
        words = Words(Rect(56, 396, 1168, 24), say_pick(challenge))
        self.hints = ((" ".join(self.input.keys), "pick a take"),)
        super().__init__(challenge, on_answer=on_answer, parts=(words, self.input), nothing_at=CARD)

    @property
    def value(self) -> float | None:
        """The number of the take."""
        return None if self.input.chosen is None else float(self.input.chosen + 1)

    def put(self, value: float) -> None:
        """Show a pick that was made before."""
        self.input.chosen = int(value) - 1


def plain_answer(
    challenge: Challenge, *, on_answer: OnAnswer, envelope: npt.NDArray[np.float64]
) -> NumberAnswer | TakeAnswer:
    """Return the card for a question that needs no grid: a place, an amount, or a pick of the takes."""
    answer, stated = challenge.question.answer, challenge.question.stated
    if answer.kind == "interval":
        return TakeAnswer(challenge, on_answer=on_answer)
    if answer.kind == "amount" and "freq_hz" not in stated:
        return AmountAnswer(challenge, on_answer=on_answer, envelope=envelope)
    spec = SKILLS[challenge.skill_id]
    tol = spec.tol_at(challenge.cue)
    if answer.kind == "amount":
        words = Words(Rect(56, 388, 900, 20), f"Boost or cut, in dB. {_within(spec, tol)}")
        slider = GainSlider(Rect(56, 432, 1168, 112), "How much", tolerance_db=tol)
        return NumberAnswer(challenge, number=slider, on_answer=on_answer, parts=(words, slider),
                            nothing_at=Rect(1088, 380, 136, 40))  # fmt: skip
    wide = 1016 if may_be_unchanged(challenge.question) else 1168
    lane = FreqLane(
        Rect(56, 384, wide, 184),
        "Where",
        gain_db=number_of(stated, "gain_db"),
        q=number_of(stated, "q"),
        band_note="half an octave either way is right",
        lo=answer.lo,
        hi=answer.hi,
    )
    return NumberAnswer(challenge, number=lane, on_answer=on_answer, parts=(lane,), nothing_at=Rect(1088, 384, 136, 40))


def _within(spec: SkillSpec, tol: float) -> str:
    return f"Within {tol:g} {spec.error_unit} counts as right."
