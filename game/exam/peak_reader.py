"""Examines Peak Reader: on every built-in source, at a mix of easy and hard cues, each source judged as if unseen."""

import itertools
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from game.core.canonical import plain
from game.core.errors import HeadroomError
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.exam import calibration
from game.exam.calibration import Item
from game.session.ports import Sources
from game.session.practice import RATE_HZ, draw_round

SEED: Final = 20_261_122
EXAMINED: Final = ("eq.boost_freq", "eq.cut_freq", "eq.detect")
HALF_AT_START: Final = 0.5
"""Share of the questions at the skill's start cue; the others are even over the octaves of its range."""


def examine(library: Sources, *, items_per_skill: int) -> dict[str, Any]:
    """Return the card: data, seed, fits, and how often it was right, by source and by size of cue.

    Calibration is measured on each source under a fit to the other sources only; the fit that ships is to all.
    """
    skills = {skill_id: _examine_skill(library, skill_id, items_per_skill) for skill_id in EXAMINED}
    return {
        "listener": "Peak Reader",
        "what": "deviation of sixth-octave levels from their own smoothed curve, over how rough the curve is elsewhere",
        "data": "built-in practice sources, rendered by game.drills",
        "cues": "half at the skill's start cue, half even over the octaves of its range",
        "seed": SEED,
        "command": f"python -m game.exam {items_per_skill}",
        "skills": skills,
    }


def draw_items(library: Sources, skill_id: str, n_items: int, *, seed: int = SEED) -> list[Item]:
    """Render and weigh `n_items` questions of a skill; sounds that cannot be judged are left out."""
    spec, drill = SKILLS[skill_id], DRILLS[skill_id]
    rng = np.random.default_rng([seed, EXAMINED.index(skill_id)])
    items: list[Item] = []
    for _ in range(n_items):
        even = float(np.exp(rng.uniform(np.log(spec.cue_hardest), np.log(spec.cue_easiest))))
        cue = spec.cue_start if rng.random() < HALF_AT_START else even
        question = int(rng.integers(2**32))
        try:
            challenge, stimulus, _ = draw_round(library, skill_id=skill_id, cue=cue, seed=question, rate_hz=RATE_HZ)
        except HeadroomError:
            continue
        weighing = calibration.examine_item(challenge.question, stimulus.heard())
        if weighing is None:
            continue
        verdict = drill.judge(challenge, weighing.values[weighing.best])
        items.append(Item(challenge.source_id, cue, weighing, challenge.target, verdict.correct, verdict.error))
    return items


def _examine_skill(library: Sources, skill_id: str, n_items: int) -> dict[str, Any]:
    items = draw_items(library, skill_id, n_items)
    right = np.array([item.correct for item in items], dtype=np.float64)
    table = calibration.reliability(calibration.left_out_confidence(items), right)
    return {
        **plain(calibration.fit_confidence(items)),
        "n": len(items),
        "hit_rate": round(float(right.mean()), 3),
        "tol": SKILLS[skill_id].tol,
        "median_error": round(float(np.median([item.error for item in items])), 3),
        "unit": SKILLS[skill_id].error_unit,
        "calibration_l2": round(calibration.debiased_l2(table), 3),
        "ece": round(calibration.expected_error(table), 3),
        "reliability": table,
        "by": [*_by_source(items), *_by_cue(items, skill_id)],
    }


def _by_source(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        _share("source", source_id, [item for item in items if item.source_id == source_id])
        for source_id in sorted({item.source_id for item in items})
    ]


def _by_cue(items: Sequence[Item], skill_id: str) -> list[dict[str, Any]]:
    spec = SKILLS[skill_id]
    edges = np.geomspace(spec.cue_hardest, spec.cue_easiest, 5)
    rows = []
    for lo, hi in itertools.pairwise(edges):
        inside = [item for item in items if lo <= item.cue <= hi]
        rows.append(_share("cue", f"{lo:.2g} to {hi:.2g} {spec.unit}", inside))
    return rows


def _share(what: str, value: str, items: Sequence[Item]) -> dict[str, Any]:
    hits = sum(item.correct for item in items)
    return {"what": what, "value": value, "n": len(items), "hit_rate": round(hits / len(items), 3) if items else None}
