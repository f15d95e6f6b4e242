"""What timing questions state."""

from collections.abc import Callable, Mapping
from typing import Final

from game.core.facts import Fact, number_of
from game.drills.time_common import say_ms

Stated = Mapping[str, Fact]


def _async(stated: Stated) -> str:
    return (
        f"In A every part sits on the beat. In B one of {number_of(stated, 'parts'):g} parts came "
        f"{number_of(stated, 'offset_ms'):g} ms early or late. Both are equally loud."
    )


def _displace(stated: Stated) -> str:
    places = stated["hits_s"]
    listed = ", ".join(f"{place:.2f}" for place in places if place is not None) if isinstance(places, tuple) else ""
    return (
        f"In B one of four {stated['part']} hits, at {listed} s of the loop, came "
        f"{say_ms(number_of(stated, 'offset_ms'))}. Both are equally loud."
    )


def _swing_detect(stated: Stated) -> str:
    return (
        f"One of two takes has its off-beats {number_of(stated, 'offset_ms'):g} ms late, the other is straight. "
        "Both are equally loud."
    )


def _swing_amount(stated: Stated) -> str:
    return (
        f"A is straight. In B the {stated['swings']} swing: 50 % is straight, 67 % triplets, 75 % dotted. "
        f"Their pair lasts {number_of(stated, 'pair_ms'):.0f} ms."
    )


def _feel(stated: Stated) -> str:
    return (
        f"One take has performed-style offsets, {number_of(stated, 'offset_ms'):g} ms from the grid on average. "
        "One has the same offsets shuffled, one has none. All are equally loud."
    )


def _tempo(stated: Stated) -> str:
    return (
        f"Two counts of six to eight beats, one {number_of(stated, 'faster_pct'):g} % faster. "
        "The shorter one need not be the faster one. Both are equally loud."
    )


TIME_TASKS: Final[Mapping[str, Callable[[Stated], str]]] = {
    "time.async": _async,
    "time.displace": _displace,
    "time.swing_detect": _swing_detect,
    "time.swing_amount": _swing_amount,
    "time.feel": _feel,
    "time.tempo": _tempo,
}
