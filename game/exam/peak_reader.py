"""Examines Peak Reader on the built-in practice sources and writes its card."""

from typing import Any, Final

from game.core.canonical import plain
from game.exam import calibration, questions
from game.listener.peak_reader import PeakEar
from game.session.ports import Sources

EXAMINED: Final = ("eq.boost_freq", "eq.cut_freq", "eq.detect")


def examine(library: Sources, *, items_per_skill: int) -> dict[str, Any]:
    """Return the card: data, seed, fits, and how often it was right, by source and by size of cue.

    Calibration is measured on each source under a fit to the other sources only; the fit that ships is to all. Where
    the odds are further off than the gate allows, the skill is off: it says that it can't tell.
    """
    skills = {skill_id: _examine_skill(library, skill_id, items_per_skill) for skill_id in EXAMINED}
    return {
        "listener": "Peak Reader",
        "what": "deviation of sixth-octave levels from their own smoothed curve, over how rough the curve is elsewhere",
        "data": "built-in practice sources, rendered by game.drills",
        "cues": questions.CUES,
        "seed": questions.SEED,
        "command": f"python -m game.exam {items_per_skill}",
        "skills": skills,
    }


def _examine_skill(library: Sources, skill_id: str, n_items: int) -> dict[str, Any]:
    items = questions.draw_items(questions.played(library), PeakEar(), skill_id, n_items)
    fit = plain(calibration.fit_confidence(items))
    report = questions.report(items, calibration.left_out_confidence(items), skill_id)
    return {**fit, "off": report["calibration_l2"] > calibration.GATE_L2, **report}
