"""What compression questions and the level question state."""

from collections.abc import Callable, Mapping
from typing import Final

from game.core.facts import Fact, number_of

Stated = Mapping[str, Fact]


def _amount(stated: Stated) -> str:
    return (
        f"B is compressed {number_of(stated, 'ratio'):g}:1, attack {number_of(stated, 'attack_ms'):g} ms, release "
        f"{number_of(stated, 'release_ms'):g} ms. A is untouched. Both are equally loud."
    )


def _detect(stated: Stated) -> str:
    del stated
    return "One of three takes went through a compressor. All are about equally loud."


def _more(stated: Stated) -> str:
    del stated
    return "Both takes are compressed, one more than the other. Both are about equally loud."


def _attack(stated: Stated) -> str:
    return _times(stated, "attack")


def _release(stated: Stated) -> str:
    return _times(stated, "release")


def _times(stated: Stated, what: str) -> str:
    times = 2 ** number_of(stated, "octaves")
    return f"One {what} is {times:.3g} times as fast. Mean gain reduction and loudness are about the same."


def _level(stated: Stated) -> str:
    return f"The same music twice, one take {number_of(stated, 'difference_db'):g} dB louder."


COMP_TASKS: Final[Mapping[str, Callable[[Stated], str]]] = {
    "comp.detect": _detect,
    "comp.more": _more,
    "comp.attack": _attack,
    "comp.release": _release,
    "comp.amount": _amount,
    "mix.level": _level,
}
