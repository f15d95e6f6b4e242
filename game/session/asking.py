"""What the player is asked to pick among the takes."""

from typing import Final

from game.core.facts import Challenge

PICKS: Final = {
    "eq.detect": "the one that was changed",
    "comp.detect": "the one that is compressed",
    "comp.more": "the one that is compressed more",
    "comp.attack": "the one with the faster attack",
    "comp.release": "the one with the faster release",
    "time.swing_detect": "the one that swings",
    "time.feel": "the performed-style one",
    "time.tempo": "the faster one",
    "mix.level": "the louder one",
}
_ALL: Final = {2: "both", 3: "all three"}


def pick_of(challenge: Challenge) -> str:
    """Say which of the takes is asked for.

    The pictures of a reveal say it too, so it must hold of the right take.
    """
    return PICKS.get(challenge.skill_id, "the one that was changed")


def say_pick(challenge: Challenge) -> str:
    """Say what to pick among the takes."""
    count = len(challenge.question.answer.choices or ())
    return f"Listen to {_ALL.get(count, 'all')}, then pick {pick_of(challenge)}."
