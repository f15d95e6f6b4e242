"""Ranks: how often an ear has halved what it needs. By the threshold of unaided rounds alone, never by points."""

import math
from typing import Final

from game.core.facts import Skill
from game.core.skills import SkillSpec
from game.learn.tracker import ROUGH_SD

HIGHEST: Final = 9


def rank_of(alone: Skill | None, spec: SkillSpec) -> int | None:
    """Return how many times the first question's size has been halved, for sure; None while that is being measured.

    It counts the upper end of the 90 % range: no lucky day is a rank.

    Args:
        alone: what the rounds without the AI say.
        spec: the skill.
    """
    if alone is None or alone.theta_sd > ROUGH_SD:
        return None
    return min(HIGHEST, max(0, math.floor(math.log2(spec.cue_start / alone.level_hi))))
