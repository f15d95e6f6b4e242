"""Which skills a source can carry, and how far."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Source
from game.core.skills import SKILLS, SkillSpec
from game.drills import DRILLS, fairness

CUES: Final = 7
"""Sizes, even in octaves, at which a timing question is tried."""
_RATE_HZ: Final = 48_000


def fair_share(source: Source) -> Mapping[str, float]:
    """Return for every skill how much of it may be asked of `source`, 0 to 1.

    In EQ it is the share of the answers, in octaves; in timing the share of the cue's range, in octaves. How far music
    can be compressed only its sound tells, when a round is rendered; noise, which never rises, cannot.
    """
    shares = {**fairness.fair_share(source), **{skill_id: 1.0 for skill_id in SKILLS if skill_id.startswith("mix.")}}
    for skill_id, spec in SKILLS.items():
        if spec.family == "time":
            shares[skill_id] = _share_of_cues(spec, source)
        elif spec.family == "comp":
            shares[skill_id] = float(source.kind != "noise")
    return {skill_id: shares[skill_id] for skill_id in SKILLS}


def _share_of_cues(spec: SkillSpec, source: Source) -> float:
    cues = np.geomspace(spec.cue_hardest, spec.cue_easiest, CUES)
    return round(float(np.mean([_carries(spec, source, cue=float(cue)) for cue in cues])), 3)


def _carries(spec: SkillSpec, source: Source, *, cue: float) -> bool:
    try:
        size = min(max(cue, spec.cue_hardest), spec.cue_easiest)
        DRILLS[spec.skill_id].make_challenge(spec, cue=size, source=source, seed=0, rate_hz=_RATE_HZ)
    except UnfitError:
        return False
    return True
