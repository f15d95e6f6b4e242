"""The twelve lessons: well-formed, and what a step tells of can be heard in its sandbox."""

from typing import Final

import numpy as np
import pytest

from game.core.lesson import Lesson
from game.library.catalogue import Library
from game.library.files import find_content
from game.library.lessons import lesson_faults, load_lessons
from game.session.sandbox import lay_bed, process

RATE_HZ: Final = 48_000
LESSONS: Final = load_lessons(find_content())
AT_REST: Final = {"masking": {3}, "loudness": {2}, "swing": {3}, "push_and_pull": {3}, "your_own_sound": {3}}
"""Steps, from 0, in which both sounds are meant to be the same: the player is to turn something, or to notice."""


def test_there_are_twelve() -> None:
    assert len(LESSONS) == len({lesson.lesson_id for lesson in LESSONS}) == 12


def test_they_are_well_formed_and_their_music_is_there_and_not_kept_for_check_ups() -> None:
    sources = Library().sources()
    open_ids = frozenset(source.source_id for source in sources if not source.held_out)
    assert list(lesson_faults(find_content(), source_ids=open_ids)) == []


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.lesson_id)
def test_each_step_changes_the_sound_unless_it_is_meant_not_to(lesson: Lesson) -> None:
    load = Library().load_parts if lesson.sandbox == "groove" else Library().load
    bed = lay_bed(lesson.sandbox, load(lesson.source_id, rate_hz=RATE_HZ))
    still = set()
    for number, step in enumerate(lesson.steps):
        change = process(bed, step.values).audio - bed.dry
        if np.sqrt((change**2).mean()) < 0.03 * np.sqrt((bed.dry**2).mean()):
            still.add(number)
    assert still == AT_REST.get(lesson.lesson_id, set())
