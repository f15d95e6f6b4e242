"""Every scene, in the states that look different, and the way there."""

from collections.abc import Callable, Mapping
from typing import Final

from game.core.settings import Settings
from game.screens.scenes.summary import SummaryScene
from tests.screens.stage import ADA, NOBODY, SOLO_FIRST, Stage


def _summary(stage: Stage) -> None:
    stage.reach_reveal(trial=stage.rounds - 1)
    stage.press("Enter")
    stage.arrive(SummaryScene)


def _waiting(stage: Stage) -> None:
    stage.gate.shut()
    stage.press("Enter")


def _revise(stage: Stage, skill_id: str) -> None:
    stage.reach_advice(skill_id, stage="number")
    stage.press("V")


CATCH_TRIAL: Final = 1
"""The round of the stage's block in which nothing is changed, where that is offered."""


def _none_hidden(stage: Stage, skill_id: str) -> None:
    """Come to the truth of a round in which nothing was changed, having heard a change."""
    stage.set(no_change=True)
    scene = stage.reach_reveal(skill_id, trial=CATCH_TRIAL)
    assert scene.challenge.truth.choice is None


def _may_hide_none(stage: Stage, skill_id: str) -> None:
    """Come to a round that may hide no change, and say that it hides none."""
    stage.set(no_change=True)
    stage.reach_round(0, skill_id)
    stage.press("N")


REACH: Final[Mapping[str, Callable[[Stage], object]]] = {
    "level": Stage.settle,
    "name": lambda stage: stage.press("Enter"),
    "ready": Stage.first_run,
    "home": Stage.settle,
    "settings": lambda stage: stage.press("S"),
    "data": lambda stage: stage.press("S", "D"),
    "wait": _waiting,
    "round of a place": lambda stage: stage.reach_round(0, "eq.boost_freq"),
    "round of a gain": lambda stage: stage.reach_round(0, "eq.gain_amount"),
    "round of takes": lambda stage: stage.reach_round(0, "eq.detect"),
    "round of a part": lambda stage: stage.reach_round(0, "time.async"),
    "round of an amount": lambda stage: stage.reach_round(0, "comp.amount"),
    "round of two takes": lambda stage: stage.reach_round(0, "comp.attack"),
    "round of a hit": lambda stage: stage.reach_round(0, "time.displace"),
    "round of a swing": lambda stage: stage.reach_round(0, "time.swing_amount"),
    "round of a place that may hide none": lambda stage: _may_hide_none(stage, "eq.boost_freq"),
    "round of a gain that may hide none": lambda stage: _may_hide_none(stage, "eq.gain_amount"),
    "round of an amount that may hide none": lambda stage: _may_hide_none(stage, "comp.amount"),
    "round of a swing that may hide none": lambda stage: _may_hide_none(stage, "time.swing_amount"),
    "region": lambda stage: stage.reach_advice("eq.boost_freq"),
    "region of takes": lambda stage: stage.reach_advice("eq.detect"),
    "region of a part": lambda stage: stage.reach_advice("time.async"),
    "number of a part": lambda stage: stage.reach_advice("time.async", stage="number"),
    "number of a hit": lambda stage: stage.reach_advice("time.displace", stage="number"),
    "number of a swing": lambda stage: stage.reach_advice("time.swing_amount", stage="number"),
    "number of an amount": lambda stage: stage.reach_advice("comp.amount", stage="number"),
    "number of two takes": lambda stage: stage.reach_advice("comp.more", stage="number"),
    "number": lambda stage: stage.reach_advice("eq.boost_freq", stage="number"),
    "number of a cut": lambda stage: stage.reach_advice("eq.cut_freq", stage="number"),
    "number of takes": lambda stage: stage.reach_advice("eq.detect", stage="number"),
    "revise": lambda stage: _revise(stage, "eq.boost_freq"),
    "revise a part": lambda stage: _revise(stage, "time.async"),
    "revise a swing": lambda stage: _revise(stage, "time.swing_amount"),
    "revise an amount": lambda stage: _revise(stage, "comp.amount"),
    "revise takes": lambda stage: _revise(stage, "eq.detect"),
    "truth alone": lambda stage: stage.reach_reveal("eq.boost_freq"),
    "truth of a gain": lambda stage: stage.reach_reveal("eq.gain_amount"),
    "truth of takes": lambda stage: stage.reach_reveal("eq.detect"),
    "truth of an amount": lambda stage: stage.reach_reveal("comp.amount"),
    "truth of one compressed take": lambda stage: stage.reach_reveal("comp.detect"),
    "truth of an attack": lambda stage: stage.reach_reveal("comp.attack"),
    "truth of a release": lambda stage: stage.reach_reveal("comp.release"),
    "truth of a swing": lambda stage: stage.reach_reveal("time.swing_amount"),
    "truth of a hit": lambda stage: stage.reach_reveal("time.displace"),
    "truth of a take that swings": lambda stage: stage.reach_reveal("time.swing_detect"),
    "truth of a feel": lambda stage: stage.reach_reveal("time.feel"),
    "truth of a level": lambda stage: stage.reach_reveal("mix.level"),
    "truth of a part": lambda stage: stage.reach_reveal("time.async"),
    "truth that no band was changed": lambda stage: _none_hidden(stage, "eq.boost_freq"),
    "truth that no gain was changed": lambda stage: _none_hidden(stage, "eq.gain_amount"),
    "truth that nothing was compressed": lambda stage: _none_hidden(stage, "comp.amount"),
    "truth that nothing swung": lambda stage: _none_hidden(stage, "time.swing_amount"),
    "truth with the AI": lambda stage: stage.reach_reveal("eq.boost_freq", trial=SOLO_FIRST),
    "truth of a cut with the AI": lambda stage: stage.reach_reveal("eq.cut_freq", trial=SOLO_FIRST),
    "truth of takes with the AI": lambda stage: stage.reach_reveal("eq.detect", trial=SOLO_FIRST),
    "truth of an amount with the AI": lambda stage: stage.reach_reveal("comp.amount", trial=SOLO_FIRST),
    "truth of an attack with the AI": lambda stage: stage.reach_reveal("comp.attack", trial=SOLO_FIRST),
    "truth of a hit with the AI": lambda stage: stage.reach_reveal("time.displace", trial=SOLO_FIRST),
    "truth of a feel with the AI": lambda stage: stage.reach_reveal("time.feel", trial=SOLO_FIRST),
    "truth of a swing with the AI": lambda stage: stage.reach_reveal("time.swing_amount", trial=SOLO_FIRST),
    "truth of a part with the AI": lambda stage: stage.reach_reveal("time.async", trial=SOLO_FIRST),
    "summary": _summary,
}
"""Every scene, in the states that look different, and the way there."""
PLACES: Final = tuple(REACH)
QUICK: Final = (
    *("level", "name", "ready", "home", "settings", "data", "wait"),
    *("round of a place", "round of a gain", "round of takes", "round of a part", "round of an amount"),
    *(
        "round of two takes",
        "number of two takes",
        "round of a swing that may hide none",
        "region",
        "number",
        "number of a part",
    ),
    *("number of a swing", "revise", "truth alone", "truth with the AI", "truth of takes with the AI"),
    *("truth of an amount", "truth of an attack with the AI", "truth of a part with the AI"),
    *("truth of a swing with the AI", "truth of a level", "truth that nothing was compressed", "summary"),
)
"""Places that stand for the others where time is short."""
ALIKE: Final = tuple(where for where in REACH if where not in QUICK)
"""All others."""
FIRST_RUN: Final = ("level", "name", "ready")


def settings_for(where: str) -> Settings:
    """Return settings under which `where` can be reached."""
    return NOBODY if where in FIRST_RUN else ADA
