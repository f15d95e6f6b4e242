"""Today, practice, progress and mirror: for a new player, after two weeks, without a device; by key and by mouse."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from game.core.skills import SKILLS
from game.dsp.audio import SourceAudio
from game.listener.peak_reader import PeakReader
from game.screens.canvas import Canvas
from game.screens.scenes.ability_map import STRIP_X
from game.screens.scenes.home import HomeScene
from game.screens.scenes.mirror import MirrorScene
from game.screens.scenes.places import PlaceScene
from game.screens.scenes.practice import SKILL_IDS, PracticeScene
from game.screens.scenes.progress import ProgressScene
from game.screens.scenes.round import RoundScene
from game.session.wording_skills import SENTENCES, say_size
from game.simulate.ears import Ear
from game.simulate.student import Student
from game.simulate.weeks import live
from game.store.database import open_memory
from game.store.log import AttemptLog
from tests.conftest import FewSources
from tests.screens.conftest import MakeStage
from tests.screens.oracle import Oracle
from tests.screens.pilot import layout_faults
from tests.screens.props import NOW
from tests.screens.stage import Stage
from tests.screens.test_scene_layout import cut_words

SKILL = "eq.boost_freq"
KEYS: dict[str, type[PlaceScene]] = {"F": PracticeScene, "P": ProgressScene, "M": MirrorScene}


@pytest.fixture(scope="module")
def lived(few: FewSources) -> Iterator[AttemptLog]:
    """A log of two weeks in which Ada practised two skills, and gave in to the AI each time."""
    log = AttemptLog(open_memory())
    player_id = log.find_or_add_player("Ada", player_id="p", now=NOW)
    student = Student(player_id, "", Ear(theta=0.5), policy="copier")
    ids = iter(range(10**6))
    live(student, weeks=2, days_a_week=3, favourites=[SKILL, "eq.gain_amount"], sources=few.sources(), log=log, seed=3,
         until=NOW - timedelta(days=1), new_id=lambda: f"lived{next(ids)}")  # fmt: skip
    yield log
    log.close()


@pytest.fixture
def new(make_stage: MakeStage) -> Stage:
    return make_stage(at_home=True, rounds=20)


@pytest.fixture
def two_weeks(make_stage: MakeStage, lived: AttemptLog) -> Stage:
    return make_stage(at_home=True, rounds=20, log=lived)


def go(stage: Stage, key: str) -> PlaceScene:
    stage.press(key)
    stage.settle()
    stage.settle()
    scene = stage.scene
    assert isinstance(scene, PlaceScene)
    return scene


# ---- today


def test_one_key_starts_the_next_block_of_the_plan(new: Stage) -> None:
    home = new.arrive(HomeScene)
    planned = home.where.plan.blocks[0].skill_id
    new.press("Enter")
    setup = new.arrive(RoundScene).run.block
    assert (setup.skill_id, setup.cue) == (planned, None)


def test_2_starts_the_block_after_it(new: Stage) -> None:
    planned = new.arrive(HomeScene).where.plan.blocks[1].skill_id
    new.press("2")
    assert new.arrive(RoundScene).run.block.skill_id == planned


def test_an_empty_home_says_what_comes(new: Stage) -> None:
    assert new.says("Two short blocks to begin with")
    assert new.says("No numbers yet. Twelve rounds of a skill are enough for its first one.")


def test_after_two_weeks_home_tells_what_the_ears_can_do(two_weeks: Stage) -> None:
    home = two_weeks.arrive(HomeScene)
    told = {one.skill_id: one for one in home.where.abilities}
    assert told["eq.gain_amount"].now is not None
    assert two_weeks.says("You set a gain within")
    assert two_weeks.says("where you began")


def test_a_skill_of_the_map_opens_its_progress(two_weeks: Stage) -> None:
    home = two_weeks.arrive(HomeScene)
    index = [one.skill_id for one in home.where.abilities].index("eq.gain_amount")
    two_weeks.click((home.abilities.row_rect(index).cx, home.abilities.row_rect(index).cy))
    scene = two_weeks.scene
    assert isinstance(scene, ProgressScene)
    assert scene.skill_id == "eq.gain_amount"


def test_the_map_is_walked_with_arrows_and_opened_with_enter(two_weeks: Stage) -> None:
    home = two_weeks.arrive(HomeScene)
    two_weeks.tab_to("What your ears can do")
    two_weeks.press("Down", "Right", "Left", "Up", "Down")
    assert home.abilities.chosen == 1
    two_weeks.press("Enter")
    scene = two_weeks.scene
    assert isinstance(scene, ProgressScene)
    assert scene.skill_id == home.where.abilities[1].skill_id


@pytest.mark.parametrize("key", KEYS)
def test_each_place_is_a_key_away_and_escape_leads_back(two_weeks: Stage, key: str) -> None:
    assert isinstance(go(two_weeks, key), KEYS[key])
    assert isinstance(go(two_weeks, "Esc"), HomeScene)


def test_each_place_is_a_press_away(two_weeks: Stage) -> None:
    for place, kind in (("Practice", PracticeScene), ("Progress", ProgressScene), ("Mirror", MirrorScene)):
        two_weeks.click(place)
        assert isinstance(two_weeks.scene, kind)
    two_weeks.click("Today")
    assert isinstance(two_weeks.scene, HomeScene)


@pytest.fixture
def with_kept_music(
    pink: SourceAudio, pulses: SourceAudio, peak_reader: PeakReader, canvas: Canvas, lived: AttemptLog
) -> Iterator[Stage]:
    kept = dataclasses.replace(pulses, source=dataclasses.replace(pulses.source, held_out=True))
    stage = Stage(FewSources(pink, kept), Oracle(peak_reader), canvas=canvas, at_home=True, log=lived)
    yield stage
    stage.close()


def test_a_check_up_is_twenty_rounds_alone_on_music_that_is_never_practised(with_kept_music: Stage) -> None:
    stage = with_kept_music
    assert layout_faults(stage) + cut_words(stage) == []
    stage.press("K")
    run = stage.arrive(RoundScene).run
    assert (run.block.form is None, run.block.rounds, set(run.solo)) == (False, 20, {True})
    ready = run.take()
    assert ready is not None
    assert ready.prepared.setup.challenge.source_id == "test_pulses"


def test_a_check_up_is_offered_where_no_music_is_kept_for_it_too(two_weeks: Stage) -> None:
    assert two_weeks.has("Weekly check-up, 20 alone")


# ---- progress


def progress(stage: Stage, skill_id: str = SKILL) -> ProgressScene:
    scene = go(stage, "P")
    assert isinstance(scene, ProgressScene)
    while scene.skill_id != skill_id:
        stage.press("Up" if SKILL_IDS.index(scene.skill_id) > SKILL_IDS.index(skill_id) else "Down")
    stage.settle()
    stage.settle()
    return scene


def test_progress_draws_the_threshold_alone_and_beside_the_ai(two_weeks: Stage) -> None:
    scene = progress(two_weeks)
    assert scene.chart is not None
    assert {dot.alone for dot in scene.chart.dots} == {True, False}
    assert two_weeks.says("You and the AI")
    assert two_weeks.says("What it says")


def test_the_points_of_the_chart_are_told_one_by_one(two_weeks: Stage) -> None:
    scene = progress(two_weeks)
    chart = two_weeks.tab_to("Threshold over weeks")
    two_weeks.press("Left")
    assert two_weeks.says("between")
    last = chart.value_text
    two_weeks.press("Left")
    assert chart.value_text != last
    assert scene.chart is chart


def test_a_point_is_told_when_it_is_pressed(two_weeks: Stage) -> None:
    scene = progress(two_weeks)
    assert scene.chart is not None
    dot = scene.chart.dots[0]
    two_weeks.click((scene.chart.rect.x + dot.x, scene.chart.rect.y + dot.y))
    assert scene.chart.chosen == 0


def test_the_chart_is_drawn_again_for_another_theme_off_the_ui_thread(two_weeks: Stage) -> None:
    progress(two_weeks)
    two_weeks.jobs.started.clear()
    two_weeks.app.change(type(two_weeks.app.settings)(theme=two_weeks.app.settings.theme, factor=0.75))
    two_weeks.app.frame()
    two_weeks.app.frame()
    assert two_weeks.jobs.started == ["chart"]


def test_a_skill_that_was_never_tried_is_empty_and_can_be_practised(two_weeks: Stage) -> None:
    progress(two_weeks, "time.tempo")
    assert two_weeks.says("No rounds in this skill yet. Twelve are enough for a first number.")
    two_weeks.press("Enter")
    scene = two_weeks.scene
    assert isinstance(scene, PracticeScene)
    assert scene.skill_id == "time.tempo"


def test_a_skill_without_the_ai_is_yours(two_weeks: Stage) -> None:
    assert not two_weeks.adapters.listener.answers("eq.gain_amount")
    progress(two_weeks, "eq.gain_amount")
    assert two_weeks.says("The AI stays out of this skill: it is yours.")
    assert not two_weeks.has("You and the AI")


def test_what_was_read_is_not_read_again(two_weeks: Stage) -> None:
    progress(two_weeks)
    go(two_weeks, "T")
    two_weeks.jobs.started.clear()
    go(two_weeks, "P")
    assert "progress" not in two_weeks.jobs.started


# ---- mirror


def test_the_mirror_shows_both_ways_at_equal_size(two_weeks: Stage) -> None:
    go(two_weeks, "M")
    kept, took = two_weeks.find("When you kept yours"), two_weeks.find("When you took the AI's")
    assert (kept.rect.w, kept.rect.h, kept.rect.y) == (took.rect.w, took.rect.h, took.rect.y)
    assert two_weeks.says("Only you see this card.")


def test_d_shows_how_it_counts_and_arrows_turn_weeks(two_weeks: Stage) -> None:
    scene = go(two_weeks, "M")
    assert isinstance(scene, MirrorScene)
    two_weeks.press("D")
    assert two_weeks.says("Own-ear bets given away")
    now = scene.card
    two_weeks.press("Left")
    assert scene.weeks_ago == 1
    assert scene.card != now
    two_weeks.press("Right", "Right", "D")
    assert (scene.weeks_ago, scene.detailed) == (0, False)


def test_a_mirror_without_the_ai_says_when_it_comes(new: Stage) -> None:
    go(new, "M")
    assert new.says("It comes in after six rounds alone.")
    new.press("Enter")
    assert isinstance(new.scene, HomeScene)


def mirror_in_detail(stage: Stage) -> None:
    go(stage, "M")
    stage.press("D")


# ---- nothing overlaps, leaves its place or is cut

STATES: dict[str, Callable[[Stage], object]] = {
    "today": Stage.settle,
    "practice": lambda stage: go(stage, "F"),
    "progress": lambda stage: progress(stage),
    "progress alone": lambda stage: progress(stage, "eq.gain_amount"),
    "progress never tried": lambda stage: progress(stage, "time.tempo"),
    "mirror": lambda stage: go(stage, "M"),
    "mirror in detail": mirror_in_detail,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["new", "two_weeks"])
def test_nothing_overlaps_or_is_cut(who: str, state: str, request: pytest.FixtureRequest) -> None:
    stage: Stage = request.getfixturevalue(who)
    STATES[state](stage)
    assert layout_faults(stage) + cut_words(stage) == []


def test_home_fits_without_a_device_and_on_a_day_that_is_done(two_weeks: Stage) -> None:
    two_weeks.unplug()
    two_weeks.app.frame()
    assert layout_faults(two_weeks) + cut_words(two_weeks) == []


def test_every_sentence_of_the_map_has_room_before_its_strip(new: Stage) -> None:
    widths = {}
    for skill_id, spec in SKILLS.items():
        sentence = SENTENCES[skill_id].replace("**", "").format(say_size(skill_id, spec.cue_easiest * 0.99), "0.9")
        widths[sentence] = new.app.canvas.type.width(sentence)
    assert {sentence: width for sentence, width in widths.items() if width > STRIP_X - 8} == {}
