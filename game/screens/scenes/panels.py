"""Which pictures the truth of a question is told with."""

from game.screens.scenes.reveal_eq import EqPanels
from game.screens.scenes.told import Panels, Told


def panels_for(told: Told) -> Panels:
    """Return the pictures for a finished round."""
    return EqPanels(told)
