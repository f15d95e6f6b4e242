"""Examines an ear on the game's own questions: a mix of easy and hard cues, each source judged as if unseen."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.dsp.stimulus import Stimulus
from game.exam import calibration
from game.exam.calibration import Floats, Item
from game.listener.adviser import Ear
from game.session.ports import Sources
from game.session.practice import RATE_HZ, draw_round

SEED: Final = 20_261_122
HALF_AT_START: Final = 0.5
"""Share of the questions at the skill's start cue; the others are even over the octaves of its range."""
CUES: Final = "half at the skill's start cue, half even over the octaves of its range"

Draw = Callable[[str, float, int], tuple[Challenge, Stimulus]]
"""Draws and renders a question from skill, cue and seed."""


def played(library: Sources) -> Draw:
    """Return what draws questions as a block of the game does, from the practice sources."""

    def draw(skill_id: str, cue: float, seed: int) -> tuple[Challenge, Stimulus]:
        challenge, stimulus, _ = draw_round(library, skill_id=skill_id, cue=cue, seed=seed, rate_hz=RATE_HZ)
        return challenge, stimulus

    return draw


def draw_items(draw: Draw, ear: Ear, skill_id: str, n_items: int, *, seed: int = SEED) -> list[Item]:
    """Render and weigh `n_items` questions of a skill; sounds that cannot be judged are left out."""
    drill = DRILLS[skill_id]
    items: list[Item] = []
    for cue, question in draw_cues(skill_id, n_items, seed=seed):
        try:
            challenge, stimulus = draw(skill_id, cue, question)
        except UnfitError:
            continue
        weighing = ear.weigh(challenge.question, stimulus.heard())
        if weighing is None:
            continue
        verdict = drill.judge(challenge, weighing.values[weighing.best])
        items.append(Item(challenge.source_id, cue, weighing, challenge.target, verdict.correct, verdict.error))
    return items


def draw_cues(skill_id: str, n_items: int, *, seed: int) -> Iterator[tuple[float, int]]:
    """Yield the cue and the seed of each question."""
    spec = SKILLS[skill_id]
    rng = np.random.default_rng([seed, list(SKILLS).index(skill_id)])
    for _ in range(n_items):
        even = float(np.exp(rng.uniform(np.log(spec.cue_hardest), np.log(spec.cue_easiest))))
        cue = spec.cue_start if rng.random() < HALF_AT_START else even
        yield cue, int(rng.integers(2**32))


class Judged(Protocol):
    """An answer that was judged."""

    @property
    def source_id(self) -> str:
        """What the question was about."""

    @property
    def cue(self) -> float:
        """How large the change was."""

    @property
    def correct(self) -> bool:
        """Whether the answer was near enough."""

    @property
    def error(self) -> float:
        """How far off it was."""


def report(items: Sequence[Judged], confidence: Floats, skill_id: str) -> dict[str, Any]:
    """Return how often an ear was right and how honest its confidence was, by source and by size of cue."""
    right = np.array([item.correct for item in items], dtype=np.float64)
    table = calibration.reliability(confidence, right)
    return {
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


def _by_source(items: Sequence[Judged]) -> list[dict[str, Any]]:
    return [
        _share("source", source_id, [item for item in items if item.source_id == source_id])
        for source_id in sorted({item.source_id for item in items})
    ]


def _by_cue(items: Sequence[Judged], skill_id: str) -> list[dict[str, Any]]:
    spec = SKILLS[skill_id]
    edges = np.geomspace(spec.cue_hardest, spec.cue_easiest, 5)
    rows = []
    for lo, hi in itertools.pairwise(edges):
        inside = [item for item in items if lo <= item.cue <= hi]
        rows.append(_share("cue", f"{lo:.2g} to {hi:.2g} {spec.unit}", inside))
    return rows


def _share(what: str, value: str, items: Sequence[Judged]) -> dict[str, Any]:
    hits = sum(item.correct for item in items)
    return {"what": what, "value": value, "n": len(items), "hit_rate": round(hits / len(items), 3) if items else None}
