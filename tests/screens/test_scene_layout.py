"""Nothing lies over anything else, leaves its place or is cut, in any scene in any state."""

from collections.abc import Callable

import pytest

from game.core.settings import THEMES, Settings
from game.screens.rect import Rect
from game.screens.widgets import TopBar, Widget, Words
from tests.screens.conftest import MakeStage
from tests.screens.pilot import layout_faults
from tests.screens.places import PLACES, REACH, settings_for
from tests.screens.stage import ADA, NOBODY, Stage

SIZES = ((1280, 720), (1920, 1080), (2560, 1440))
VIEWS = ((SIZES[0], 0.75), (SIZES[0], 1.0), (SIZES[0], 2.0), (SIZES[1], 1.0), (SIZES[2], 1.0), (SIZES[2], 2.0))
FULL = ("home", "round of a place", "round of a part", "number", "truth with the AI", "truth of an amount")
"""Places that are looked at in every theme, in one size; a theme changes no place on the page."""
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff the 3rd"


def cut_words(stage: Stage) -> list[str]:
    """Return every paragraph that needs more lines, or a wider line, than its place has."""
    faults = []
    for widget in stage.scene.tree.walk():
        if isinstance(widget, Words):
            lines = stage.app.canvas.type.wrap(widget.label, widget.rect.w, size=widget.size, face=widget.face)
            high = widget.size * (1 + 1.5 * (len(lines) - 1))
            if high > widget.rect.h + 0.25 * widget.size:
                faults.append(f"{widget.label!r} takes {len(lines)} lines, its place is {widget.rect.h:g} high")
    return faults


def faults(stage: Stage) -> list[str]:
    return layout_faults(stage) + cut_words(stage)


def test_nothing_overlaps_or_is_cut(place: Stage) -> None:
    assert faults(place) == []


def panel_faults(stage: Stage) -> list[str]:
    """Return every text of the panel that is shown that leaves it or runs into another."""
    panel: Rect = stage.scene.rect  # type: ignore[attr-defined]  # only asked of an overlay
    written = [
        line for line in stage.texts() if isinstance(line.owner, Widget) and line.owner in stage.scene.tree.walk()
    ]
    return [f"{line.text!r} leaves the panel" for line in written if not panel.contains(line.rect)] + [
        f"{a.text!r} runs into {b.text!r}"
        for index, a in enumerate(written)
        for b in written[index + 1 :]
        if a.rect.overlaps(b.rect)
    ]


def test_the_help_fits(place: Stage) -> None:
    place.press("F1")
    assert panel_faults(place) == []


# ---- states beside the plain ones


def _gain(stage: Stage, end: str) -> None:
    stage.reach_round(0, "eq.gain_amount")
    stage.press(end, "3")


def _place_at(stage: Stage, end: str) -> None:
    stage.reach_round(0)
    stage.press(end, "3")


def _held(stage: Stage, skill_id: str, key: str) -> None:
    stage.reach_advice(skill_id, stage="number")
    stage.down(key)
    stage.app.frame()


def _truth_at(stage: Stage, skill_id: str, end: str, trial: int) -> None:
    stage.reach_round(trial, skill_id)
    stage.hear_all()
    stage.press(end, "3", "Enter")
    stage.end_round()


def _advice_at(stage: Stage, end: str) -> None:
    stage.reach_round(6)
    stage.hear_all()
    stage.press(end, "3", "Enter")
    stage.settle()
    stage.press("N")


def _revised(stage: Stage, skill_id: str = "eq.boost_freq") -> None:
    stage.reach_advice(skill_id, stage="number")
    stage.press("V")
    stage.give(7)
    stage.press("Enter")
    stage.app.frame()


def _open_round(stage: Stage, skill_id: str) -> None:
    stage.reach_advice(skill_id)
    stage.press("Esc")
    stage.app.frame()


def _played_home(stage: Stage) -> None:
    for _ in range(3):
        stage.reach_reveal()
        stage.press("Esc")
        stage.app.frame()


def _captions(stage: Stage, skill_id: str) -> None:
    stage.set(captions=True)
    stage.reach_round(0, skill_id)
    stage.press("Q" if skill_id == "eq.detect" else "B")
    stage.app.frame()


def _pulled(stage: Stage, go: Callable[[Stage], object]) -> None:
    go(stage)
    stage.unplug()
    stage.app.frame()


def _quick_hold(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    stage.down("E")
    stage.app.frame()


def _answered(stage: Stage, skill_id: str, *keys: str) -> None:
    stage.reach_round(0, skill_id)
    stage.press(*keys)
    stage.app.frame()


def _heard(stage: Stage, skill_id: str, *keys: str) -> None:
    stage.set(captions=True)
    stage.reach_round(0, skill_id)
    stage.press(*keys)
    stage.wait(0.4)


def _from_memory(stage: Stage, skill_id: str) -> None:
    stage.set(recall="sweep")
    stage.reach_round(0, skill_id)
    stage.wait(0.1)


def _held_truth(stage: Stage, skill_id: str) -> None:
    stage.reach_reveal(skill_id, trial=6)
    stage.down("Y")
    stage.app.frame()


def _may_hide_none(stage: Stage) -> None:
    stage.set(no_change=True)
    stage.reach_round(0, "time.swing_amount")


STATES: dict[str, Callable[[Stage], object]] = {
    "gain at its lower end": lambda stage: _gain(stage, "Home"),
    "gain at its upper end": lambda stage: _gain(stage, "End"),
    "place at the lower end": lambda stage: _place_at(stage, "Home"),
    "place at the upper end": lambda stage: _place_at(stage, "End"),
    "captions": lambda stage: _captions(stage, "eq.boost_freq"),
    "captions of takes": lambda stage: _captions(stage, "eq.detect"),
    "a part is early": lambda stage: _answered(stage, "time.async", "Down", "Left"),
    "the last part is late": lambda stage: _answered(stage, "time.async", "Up", "Right"),
    "a hit is picked": lambda stage: _answered(stage, "time.displace", "4"),
    "swing at its lower end": lambda stage: _answered(stage, "time.swing_amount", "Home"),
    "swing at its upper end": lambda stage: _answered(stage, "time.swing_amount", "End"),
    "a swing is typed": lambda stage: _answered(stage, "time.swing_amount", "=", "6", "6", "."),
    "amount at its lower end": lambda stage: _answered(stage, "comp.amount", "Home"),
    "amount at its upper end": lambda stage: _answered(stage, "comp.amount", "End"),
    "a part is heard and looped": lambda stage: _heard(stage, "time.async", "B", "L"),
    "two takes are heard": lambda stage: _heard(stage, "comp.attack", "W"),
    "a part from memory": lambda stage: _from_memory(stage, "time.async"),
    "an amount from memory": lambda stage: _from_memory(stage, "comp.amount"),
    "a part held": lambda stage: _held(stage, "time.async", "Q"),
    "one of two takes held": lambda stage: _held(stage, "comp.attack", "W"),
    "truth of a part, yours held": lambda stage: _held_truth(stage, "time.async"),
    "truth of an amount, yours held": lambda stage: _held_truth(stage, "comp.amount"),
    "truth of an amount at its upper end": lambda stage: _truth_at(stage, "comp.amount", "End", 0),
    "truth of an amount at its lower end": lambda stage: _truth_at(stage, "comp.amount", "Home", 6),
    "truth of a swing at its upper end": lambda stage: _truth_at(stage, "time.swing_amount", "End", 0),
    "truth of a swing at its lower end": lambda stage: _truth_at(stage, "time.swing_amount", "Home", 6),
    "truth of a part, revised": lambda stage: _revised(stage, "time.async"),
    "truth of an amount, revised": lambda stage: _revised(stage, "comp.amount"),
    "truth of a swing, revised": lambda stage: _revised(stage, "time.swing_amount"),
    "truth of an attack, revised": lambda stage: _revised(stage, "comp.attack"),
    "round of a part, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_round(0, "time.async")),
    "round of a swing that may hide none, pulled out": lambda stage: _pulled(stage, _may_hide_none),
    "round of an amount, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_round(0, "comp.amount")),
    "truth of an amount, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_reveal("comp.amount")),
    "truth of an attack, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_reveal("comp.attack")),
    "truth of a part, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_reveal("time.async")),
    "advice on a part, pulled out": lambda stage: _pulled(
        stage, lambda s: s.reach_advice("time.async", stage="number")
    ),
    "yours held": lambda stage: _held(stage, "eq.boost_freq", "Q"),
    "the AI's held": lambda stage: _held(stage, "eq.boost_freq", "W"),
    "as it is held": _quick_hold,
    "a take held": lambda stage: _held(stage, "eq.detect", "Q"),
    "advice, guess at the lower end": lambda stage: _advice_at(stage, "Home"),
    "advice, guess at the upper end": lambda stage: _advice_at(stage, "End"),
    "truth, guess at the lower end": lambda stage: _truth_at(stage, "eq.boost_freq", "Home", 0),
    "truth, guess at the upper end": lambda stage: _truth_at(stage, "eq.boost_freq", "End", 6),
    "truth of a gain at its lower end": lambda stage: _truth_at(stage, "eq.gain_amount", "Home", 0),
    "truth of a gain at its upper end": lambda stage: _truth_at(stage, "eq.gain_amount", "End", 0),
    "truth, revised": _revised,
    "truth of takes, revised": lambda stage: _revised(stage, "eq.detect"),
    "home with an open round": lambda stage: _open_round(stage, "eq.boost_freq"),
    "home with an open round of takes": lambda stage: _open_round(stage, "eq.detect"),
    "home with some history": _played_home,
    "home of a skill without the AI": lambda stage: stage.choose("eq.gain_amount"),
    "round, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_round()),
    "round of takes, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_round(0, "eq.detect")),
    "round of a gain, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_round(0, "eq.gain_amount")),
    "home, pulled out": lambda stage: _pulled(stage, Stage.settle),
    "advice, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_advice(stage="number")),
    "truth, pulled out": lambda stage: _pulled(stage, lambda s: s.reach_reveal()),
}
QUICK = (
    *(
        "a part is early",
        "a part is heard and looped",
        "truth of an amount at its upper end",
        "truth of a swing, revised",
    ),
    *("round, pulled out", "home, pulled out", "home with an open round"),
)


@pytest.mark.parametrize(
    "state", [state if state in QUICK else pytest.param(state, marks=pytest.mark.slow) for state in STATES]
)
def test_nothing_overlaps_or_is_cut_in_any_state(stage: Stage, state: str) -> None:
    STATES[state](stage)
    assert faults(stage) == []


def test_the_first_screen_fits_without_a_device(make_stage: MakeStage) -> None:
    assert faults(make_stage(settings=NOBODY, plugged=False)) == []


def test_a_long_name_fits(make_stage: MakeStage) -> None:
    stage = make_stage(settings=NOBODY)
    stage.press("Enter")
    stage.type(LONG_NAME)
    assert faults(stage) == []


def test_home_fits_with_a_long_name(make_stage: MakeStage) -> None:
    assert faults(make_stage(settings=Settings(player=LONG_NAME))) == []


@pytest.mark.parametrize(
    "rounds", [20, 200, pytest.param(1, marks=pytest.mark.slow), pytest.param(40, marks=pytest.mark.slow)]
)
def test_a_block_of_any_length_fits_in_the_bar(make_stage: MakeStage, rounds: int) -> None:
    stage = make_stage(rounds=rounds)
    stage.reach_round(rounds - 1)
    assert faults(stage) == []


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [1, 20, 40, 200])
def test_the_title_of_a_block_is_clear_of_what_stands_beside_it(make_stage: MakeStage, rounds: int) -> None:
    stage = make_stage(rounds=rounds)
    stage.reach_round(rounds - 1)
    (bar,) = [widget for widget in stage.scene.tree.walk() if isinstance(widget, TopBar)]
    end = 80 + stage.app.canvas.type.width(bar.label, face="semibold")
    assert min(child.rect.x for child in bar.children[1:]) > end


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [20, 60, 200])
def test_a_summary_of_any_length_fits(make_stage: MakeStage, rounds: int) -> None:
    stage = make_stage(rounds=rounds)
    scene = stage.reach_reveal(trial=rounds - 1)
    scene.run.attempts.extend([scene.attempt] * (rounds - 1))
    stage.press("Enter")
    stage.app.frame()
    assert stage.name == "SummaryScene"
    assert faults(stage) == []


def test_an_empty_summary_fits(make_stage: MakeStage) -> None:
    from game.screens.scenes.summary import SummaryScene

    stage = make_stage()
    home = stage.scene
    run = stage.reach_round().run
    stage.scene.next_scene = SummaryScene(run, home=home)
    stage.app.frame()
    assert faults(stage) == []


# ---- every size, factor and theme


@pytest.mark.slow
@pytest.mark.parametrize("where", PLACES)
def test_nothing_overlaps_at_any_size_in_any_theme(make_stage: MakeStage, where: str) -> None:
    stage = make_stage(settings=settings_for(where))
    REACH[where](stage)
    found = []
    themes = [(*VIEWS[1], theme) for theme in THEMES[1:] if where in FULL]
    for size_px, factor, theme in [*((*view, THEMES[0]) for view in VIEWS), *themes]:
        stage.resize(size_px)
        stage.set(ui_scale=factor, theme=theme)
        found += [f"{size_px} x{factor} {theme}: {fault}" for fault in faults(stage)]
    stage.set(ui_scale=1.0, theme=ADA.theme)
    stage.resize((1280, 720))
    assert found == []
