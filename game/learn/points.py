"""Points of a round: most for the own ear, some for a good last word."""

from typing import Final

from game.core.facts import Mode

GUESS_POINTS: Final = 70.0
FINAL_POINTS: Final = 30.0
SOLO_FACTOR: Final = 1.05
"""A little more for going without the AI."""


def points_of(*, guess_score: float, final_score: float, mode: Mode) -> float:
    """Return the points of a round from the scores, 0 to 1, of the first guess and of the final answer.

    >>> points_of(guess_score=1.0, final_score=1.0, mode="assisted")
    100.0
    >>> points_of(guess_score=0.5, final_score=1.0, mode="assisted")
    65.0
    >>> points_of(guess_score=1.0, final_score=1.0, mode="solo")
    105.0
    """
    if mode == "solo":
        return round((GUESS_POINTS + FINAL_POINTS) * SOLO_FACTOR * guess_score, 1)
    return round(GUESS_POINTS * guess_score + FINAL_POINTS * final_score, 1)
