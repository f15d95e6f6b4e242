"""Every scene by keyboard: Tab, the help, Escape, Ctrl Q, and keys that come faster than frames."""

from collections.abc import Callable

import pytest

from game.screens.scene import Help
from game.screens.scenes.practice import PracticeScene
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.run import family_of
from game.screens.scenes.skill_map import SkillMap
from game.screens.widgets import Button, Choice, Number, TextEntry, Widget
from tests.screens.conftest import MakeStage
from tests.screens.places import QUICK as KINDS
from tests.screens.places import REACH, settings_for
from tests.screens.stage import SKILL_IDS, Stage

QUICK = ("round of a place", "number", "truth alone")


def quick_or_slow(where: str) -> object:
    """Return a place as a parameter, marked slow where another stands for it."""
    return where if where in QUICK else pytest.param(where, marks=pytest.mark.slow)


IN_A_BLOCK = [
    quick_or_slow(where) for where in KINDS if where not in ("level", "name", "ready", "home", "settings", "data")
]
UNCOMMITTED = [quick_or_slow(where) for where in KINDS if where.startswith(("wait", "round"))]
ADVISED = [quick_or_slow(where) for where in KINDS if where.startswith(("region", "number", "revise"))]
TOLD = [quick_or_slow(where) for where in KINDS if where.startswith("truth")]


@pytest.fixture
def at(make_stage: MakeStage) -> Callable[[str], Stage]:
    """Build a stage and go to a place."""

    def go(where: str) -> Stage:
        stage = make_stage(settings=settings_for(where), rounds=10)
        REACH[where](stage)
        return stage

    return go


# ---- Tab


def stops(stage: Stage) -> list[Widget]:
    return [widget for widget in stage.scene.tree.walk() if widget.focusable and widget.enabled]


def test_tab_reaches_every_part_that_can_be_used(place: Stage) -> None:
    wanted, reached = stops(place), []
    place.scene.tree.focus_on(None)
    for _ in wanted:
        place.press("Tab")
        reached.append(place.scene.tree.focus)
    assert reached == wanted


CALLS = ("on_press", "on_choose", "on_change", "on_enter", "on_seek", "on_loop")


def operate(stage: Stage, widget: Widget) -> bool:
    """Press keys on a focused widget whose effects are caught; tell whether it did or showed anything."""
    seen: list[str] = []
    caught = {name: getattr(widget, name) for name in CALLS if getattr(widget, name, None) is not None}
    before = widget.value_text
    for name in caught:
        setattr(widget, name, lambda *_, name=name: seen.append(name))
    for key in ("Enter",) if isinstance(widget, Button) else ("Right", "Left", "Left"):
        stage.scene.tree.focus_on(widget, by_keyboard=True)
        stage.press(key)
        if widget.value_text != before:
            seen.append(widget.value_text)
    if isinstance(widget, TextEntry):
        stage.type("x")
        stage.press("Backspace")
    for name, call in caught.items():
        setattr(widget, name, call)
    return bool(seen)


def test_every_part_with_the_focus_does_something_by_key(place: Stage) -> None:
    idle = [f"{widget.role} {widget.label!r}" for widget in stops(place) if not operate(place, widget)]
    assert idle == []


def test_the_focused_part_is_named_and_has_a_role(place: Stage) -> None:
    for widget in stops(place):
        assert widget.label
        assert widget.role


def test_no_key_means_two_things_in_a_scene(place: Stage) -> None:
    hints = [hint for widget in place.scene.tree.walk() if widget.enabled for hint in widget.shortcuts()]
    names = [name for hint in hints for name in hint.keys.split()]
    assert sorted(names) == sorted(set(names))


def test_arrows_go_on_through_the_skills_while_the_choice_has_the_focus(stage: Stage) -> None:
    stage.tab_to("Skill")
    stage.press("Down", "Down")
    skill = stage.find("Skill")
    assert isinstance(skill, SkillMap)
    assert skill.chosen == 2


def test_digits_go_through_the_skills_of_a_family_and_round(stage: Stage) -> None:
    skill = stage.find("Skill")
    assert isinstance(skill, SkillMap)
    firsts = [name for name in SKILL_IDS if family_of(name) == family_of(SKILL_IDS[0])]
    seen = []
    for _ in firsts:
        stage.press("1")
        seen.append(stage.scene.skill_id)  # type: ignore[attr-defined]  # home
    assert seen == [*firsts[1:], firsts[0]]


@pytest.mark.parametrize("skill_id", SKILL_IDS)
def test_a_block_of_any_skill_is_begun_with_the_mouse(stage: Stage, skill_id: str) -> None:
    skills = stage.find("Skill")
    assert isinstance(skills, SkillMap)
    cell = skills.cell_rect(*skills.place(SKILL_IDS.index(skill_id)))
    stage.click((cell.cx, cell.cy))
    stage.click("Start")
    assert stage.arrive(RoundScene).run.block.skill_id == skill_id


def test_a_focused_button_that_changes_the_screen_does_so_once(stage: Stage) -> None:
    stage.reach_advice()
    stage.tab_to("Its number")
    stage.press("Enter")
    assert stage.has("Its answer")
    assert stage.name == "AdviceScene"


def test_the_size_of_a_block_is_kept_when_it_starts(stage: Stage) -> None:
    stage.press("Left", "Left")
    size = stage.find("Size of change")
    assert isinstance(size, Number)
    assert size.value == 11.0
    stage.press("Enter")
    assert stage.arrive(RoundScene).run.block.cue == 11.0


def test_a_block_all_alone_has_no_round_with_the_ai(stage: Stage) -> None:
    stage.tab_to("Company")
    stage.press("Right", "Enter")
    assert all(stage.arrive(RoundScene).run.solo)


def test_all_alone_stays_chosen_when_the_skill_changes(stage: Stage) -> None:
    stage.tab_to("Company")
    stage.press("Right", "1")
    company = stage.find("Company")
    assert isinstance(company, Choice)
    assert company.chosen == 1


# ---- the help


def test_f1_lists_every_key_of_the_scene(place: Stage) -> None:
    hints = place.scene.tree.hints()
    place.press("F1")
    listed = place.find("Keys here").value_text
    assert isinstance(place.scene, Help)
    assert [hint.keys for hint in hints if hint.keys not in listed] == []
    assert "Ctrl Q: end the game" in listed


def test_the_help_shows_every_key_that_it_lists(place: Stage) -> None:
    place.press("F1")
    shown = place.lines()
    for part in place.find("Keys here").value_text.split(", "):
        meaning = part.partition(": ")[2]
        assert {meaning, meaning[:1].lower() + meaning[1:]} & set(shown), part


def test_the_keys_of_the_foot_line_work_in_the_scene(place: Stage) -> None:
    tree = place.scene.tree
    works = {name for hint in tree.hints() for name in hint.keys.split()} | {"Tab", "F1", "Enter", "Left", "Right"}
    line = "".join(widget.value_text for widget in tree.walk() if widget.role == "hints")
    named = [part.partition(": ")[0] for part in line.split(", ")]
    assert {name for keys in named for name in keys.split()} - works == set()


def test_the_help_leaves_the_scene_as_it_was(stage: Stage) -> None:
    scene = stage.reach_round()
    stage.give(3)
    stage.press("F1", "Esc")
    assert stage.scene is scene
    assert scene.answer.value is not None
    assert scene.sure.chosen == 1


def test_what_was_heard_still_counts_after_the_help(stage: Stage) -> None:
    stage.reach_round()
    stage.hear("A", "B")
    stage.press("F1", "Esc")
    stage.hear("A", seconds=0.5)
    assert stage.find("Commit").why_not == "Answer first"


def test_the_help_does_not_break_the_replay(stage: Stage) -> None:
    stage.reach_reveal()
    stage.press("F1", "Esc", "A")
    assert stage.speaker.playing in ("dry", "dry_band")


def test_the_help_does_not_break_holding(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    stage.press("F1", "Esc")
    stage.down("Q")
    stage.up("Q")
    assert stage.name == "AdviceScene"


def test_help_while_a_key_is_held_leaves_nothing_sounding_for_good(stage: Stage) -> None:
    stage.reach_advice(stage="number")
    stage.down("Q")
    stage.press("F1")
    stage.up("Q")
    stage.press("Esc")
    stage.settle()
    assert stage.speaker.playing == ""


# ---- leaving


@pytest.mark.parametrize("where", IN_A_BLOCK)
def test_escape_leads_home_from_a_block(at: Callable[[str], Stage], where: str) -> None:
    stage = at(where)
    stage.press("Esc", *(["Esc"] if where.startswith("revise") else []))
    stage.gate.open()
    stage.arrive(PracticeScene)
    stage.settle()
    assert stage.name == "PracticeScene"
    assert stage.speaker.playing == ""


@pytest.mark.parametrize("where", UNCOMMITTED)
def test_leaving_before_a_commit_stores_nothing(at: Callable[[str], Stage], where: str) -> None:
    stage = at(where)
    stage.press("Esc")
    stage.gate.open()
    stage.arrive(PracticeScene)
    assert not stage.commits()
    assert stage.says("One block, about ten minutes.")


@pytest.mark.parametrize("where", ADVISED)
def test_leaving_after_a_commit_keeps_it_and_home_tells_of_it(at: Callable[[str], Stage], where: str) -> None:
    stage = at(where)
    stage.press("Esc", *(["Esc"] if where.startswith("revise") else []))
    stage.arrive(PracticeScene)
    assert (len(stage.commits()), len(stage.attempts())) == (1, 0)
    assert stage.says("Your last round ended after your guess, which counts.")


@pytest.mark.parametrize("where", TOLD)
def test_leaving_the_truth_keeps_the_attempt(at: Callable[[str], Stage], where: str) -> None:
    stage = at(where)
    stage.press("Esc")
    stage.arrive(PracticeScene)
    assert (len(stage.commits()), len(stage.attempts())) == (1, 1)
    assert stage.says("One block, about ten minutes.")


@pytest.mark.slow
def test_a_new_block_can_be_played_after_one_was_left(stage: Stage) -> None:
    stage.reach_advice()
    stage.press("Esc")
    stage.reach_reveal()
    assert (len(stage.commits()), len(stage.attempts())) == (2, 1)


def test_ctrl_q_ends_the_game(place: Stage) -> None:
    place.down("Q", ctrl=True)
    assert place.app.scene is None


@pytest.mark.slow
def test_ctrl_q_ends_the_game_from_the_help(place: Stage) -> None:
    place.press("F1")
    place.down("Q", ctrl=True)
    assert place.app.scene is None


# ---- keys that come within one frame, as after a hitch


def test_two_enters_in_one_frame_commit_once(stage: Stage) -> None:
    stage.reach_round()
    stage.hear_all()
    stage.give()
    stage.at_once("Enter", "Enter")
    assert len(stage.commits()) == 1


def test_two_enters_in_one_frame_go_on_by_one_round(stage: Stage) -> None:
    run = stage.reach_reveal().run
    stage.at_once("Enter", "Enter")
    assert (run.trial, len(run.attempts)) == (1, 1)


def test_enter_and_escape_in_one_frame_count_a_round_once(stage: Stage) -> None:
    run = stage.reach_reveal().run
    stage.at_once("Enter", "Esc")
    assert (run.trial, len(run.attempts)) == (1, 1)


@pytest.mark.slow
def test_two_enters_in_one_frame_keep_once(stage: Stage) -> None:
    stage.reach_advice()
    stage.at_once("Enter", "Enter")
    stage.arrive(RevealScene)
    assert len(stage.attempts()) == 1


def test_two_enters_in_one_frame_start_one_block(stage: Stage) -> None:
    stage.at_once("Enter", "Enter")
    stage.arrive(RoundScene)
    assert len([slot for slot in stage.jobs.started if slot.startswith("round 0 ")]) == 1


def test_enter_held_down_does_not_skip_the_advice(stage: Stage) -> None:
    stage.reach_advice()
    for _ in range(5):
        stage.down("Enter")
    stage.up("Enter")
    stage.arrive(RevealScene)
    stage.app.frame()
    assert stage.name == "RevealScene"
