"""Which pictures the truth of a question is told with."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from game.core.facts import AnswerKind
from game.screens.scenes.reveal_comp import CompPanels
from game.screens.scenes.reveal_eq import EqPanels
from game.screens.scenes.reveal_swing import SwingPanels
from game.screens.scenes.reveal_takes import FeelPanels, LevelPanels, SwingTakesPanels, TempoPanels
from game.screens.scenes.reveal_time import MovedPanels
from game.screens.scenes.run import family_of
from game.screens.scenes.told import Panels, Told

Make: TypeAlias = Callable[[Told], Panels]
_SKILLS: Final[Mapping[str, Make]] = {
    "time.swing_amount": SwingPanels,
    "time.swing_detect": SwingTakesPanels,
    "time.feel": FeelPanels,
    "time.tempo": TempoPanels,
    "mix.level": LevelPanels,
}
_KINDS: Final[Mapping[AnswerKind, Make]] = {"part_direction": MovedPanels, "hit": MovedPanels}
_FAMILIES: Final[Mapping[str, Make]] = {"comp": CompPanels}


def panels_for(told: Told) -> Panels:
    """Return the pictures for a finished round."""
    challenge = told.challenge
    of_kind = _KINDS.get(challenge.question.answer.kind, EqPanels)
    return _SKILLS.get(challenge.skill_id, _FAMILIES.get(family_of(challenge.skill_id), of_kind))(told)
