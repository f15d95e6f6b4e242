"""Work from a teacher on Today: one key begins its next block, with the questions that follow from it."""

from dataclasses import replace
from datetime import timedelta

from game.core.assignment import Assignment
from game.screens.scenes.home import HomeScene
from game.screens.scenes.round import RoundScene
from game.session.assigned import Task
from tests.screens.pilot import layout_faults
from tests.screens.props import NOW
from tests.screens.stage import Stage
from tests.screens.test_places import lived, two_weeks
from tests.screens.test_scene_layout import cut_words

__all__ = ["lived", "two_weeks"]  # fixtures
GIVEN = Assignment("boosts-1a2b3c", "Boosts", "eq.boost_freq", 4.0, 25, NOW + timedelta(days=3), ai=False, key="0" * 32)


def test_one_key_begins_the_next_block_of_what_a_teacher_gave(two_weeks: Stage) -> None:
    stage = two_weeks
    for title in ("Everything below two hundred hertz, twice", "Boosts"):
        task = Task(replace(GIVEN, title=title), done=20, seed=77, rounds=5)
        stage.adapters.assigned = lambda player_id, task=task: task  # type: ignore[misc]  # the task of this turn
        stage.arrive(HomeScene).entered()
        stage.settle()
        assert stage.says("20 of 25")
        assert layout_faults(stage) + cut_words(stage) == []
    stage.press("G")
    block = stage.arrive(RoundScene).run.block
    assert (block.skill_id, block.seed, block.rounds, block.alone, block.form) == ("eq.boost_freq", 77, 5, True, None)


def test_nothing_is_offered_where_nothing_was_given(two_weeks: Stage) -> None:
    stage = two_weeks
    assert not stage.says(" of 25")
    stage.press("G")
    stage.settle()
    assert isinstance(stage.scene, HomeScene)
