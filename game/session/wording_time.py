"""What timing questions state."""

from collections.abc import Callable, Mapping
from typing import Final

from game.core.facts import Fact, number_of

Stated = Mapping[str, Fact]


def _async(stated: Stated) -> str:
    return (
        f"In A every part sits on the beat. In B one of {number_of(stated, 'parts'):g} parts came "
        f"{number_of(stated, 'offset_ms'):g} ms early or late. Both are equally loud."
    )


def _swing_amount(stated: Stated) -> str:
    return (
        f"A is straight. In B the {stated['swings']} swing: 50 % is straight, 67 % triplets, 75 % dotted. "
        f"Their pair lasts {number_of(stated, 'pair_ms'):.0f} ms."
    )


TIME_TASKS: Final[Mapping[str, Callable[[Stated], str]]] = {
    "time.async": _async,
    "time.swing_amount": _swing_amount,
}
