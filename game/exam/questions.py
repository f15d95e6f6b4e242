"""Examines an ear on the game's own questions: a mix of easy and hard cues, each source judged as if unseen."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, SourceKind
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.dsp.stimulus import Stimulus
from game.exam import calibration
from game.exam.calibration import Floats, Item
from game.listener.adviser import Ear
from game.session.ports import Sources
from game.session.practice import RATE_HZ, draw_round
from game.session.progress import REGIONS, place_of

SEED: Final = 20_261_122
HALF_AT_START: Final = 0.5
"""Share of the questions at the skill's start cue; the others are even over the octaves of its range."""
CUES: Final = "half at the skill's start cue, half even over the octaves of its range"

Draw = Callable[[str, float, int], tuple[Challenge, Stimulus, SourceKind]]
"""Draws and renders a question from skill, cue and seed, and tells of what kind its music is."""


def played(library: Sources) -> Draw:
    """Return what draws questions as a block of the game does, from the practice sources."""

    def draw(skill_id: str, cue: float, seed: int) -> tuple[Challenge, Stimulus, SourceKind]:
        challenge, stimulus, loaded = draw_round(library, skill_id=skill_id, cue=cue, seed=seed, rate_hz=RATE_HZ)
        return challenge, stimulus, loaded.source.kind

    return draw


def draw_items(draw: Draw, ear: Ear, skill_id: str, n_items: int, *, seed: int = SEED) -> list[Item]:
    """Render and weigh `n_items` questions of a skill; sounds that cannot be judged are left out."""
    drill = DRILLS[skill_id]
    items: list[Item] = []
    for cue, question in draw_cues(skill_id, n_items, seed=seed):
        try:
            challenge, stimulus, kind = draw(skill_id, cue, question)
        except UnfitError:
            continue
        weighing = ear.weigh(challenge.question, stimulus.heard())
        if weighing is None:
            continue
        verdict = drill.judge(challenge, weighing.values[weighing.best])
        item = Item(challenge.source_id, cue, weighing, challenge.target, verdict.correct, verdict.error)
        items.append(replace(item, kind=kind, region=place_of(challenge)))
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
    def kind(self) -> str:
        """Of what kind the music was."""

    @property
    def region(self) -> str:
        """What part of the spectrum or of the band it was about; empty where it was about all."""

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
        "by": [
            *_by("source", items, lambda item: item.source_id),
            *_by("kind", items, lambda item: item.kind),
            *_by("region", items, lambda item: item.region),
            *_by_cue(items, skill_id),
        ],
    }


def _by(what: str, items: Sequence[Judged], of: Callable[[Judged], str]) -> list[dict[str, Any]]:
    """Return a row for every value, unless there is only one."""
    names = sorted({of(item) for item in items} - {""}, key=_order)
    if len(names) < 2:
        return []
    return [_share(what, name, [item for item in items if of(item) == name]) for name in names]


def _order(name: str) -> tuple[int, str]:
    """Regions go from low to high, all else by name."""
    return next((place for place, region in enumerate(REGIONS) if region[2] == name), 0), name


def _by_cue(items: Sequence[Judged], skill_id: str) -> list[dict[str, Any]]:
    spec = SKILLS[skill_id]
    edges = np.geomspace(spec.cue_hardest, spec.cue_easiest, 5)
    rows = []
    for lo, hi in itertools.pairwise(edges):
        inside = [item for item in items if lo <= item.cue <= hi]
        rows.append(_share("cue", f"{_plain(lo)} to {_plain(hi)} {spec.unit}", inside))
    return rows


def _plain(value: float) -> str:
    """Return a number in two figures, or more where it is 100 and more."""
    return f"{value:.2g}" if value < 99.5 else f"{value:.0f}"


def _share(what: str, value: str, items: Sequence[Judged]) -> dict[str, Any]:
    hits = sum(item.correct for item in items)
    return {"what": what, "value": value, "n": len(items), "hit_rate": round(hits / len(items), 3) if items else None}
