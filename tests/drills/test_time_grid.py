"""The bar grid of a timing round: before the truth it shows the beat alone, after it what sounds in every clip."""

import pytest

from game.core.facts import number_of
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.drills.time_grid import TimeGrid, time_grid
from game.dsp.audio import SourceAudio
from tests.drills.test_drill_law import challenge_of

TIME_SKILLS = [skill_id for skill_id in SKILLS if skill_id.startswith("time.")]


def grid_of(skill_id: str, source: SourceAudio, *, told: bool, seed: int = 4) -> TimeGrid:
    challenge = challenge_of(skill_id, source, seed=seed)
    return time_grid(challenge, DRILLS[skill_id].render(challenge, source), told=told)


@pytest.mark.parametrize("skill_id", TIME_SKILLS)
def test_before_the_truth_the_grid_tells_nothing(skill_id: str, pink: SourceAudio) -> None:
    grid = grid_of(skill_id, pink, told=False)
    assert grid.swing_pct == {}
    assert all(hit.sounds_s == {} and not hit.moved for lane in grid.lanes for hit in lane.hits)


@pytest.mark.parametrize("skill_id", TIME_SKILLS)
def test_after_the_truth_something_moved(skill_id: str, pink: SourceAudio) -> None:
    grid = grid_of(skill_id, pink, told=True)
    assert any(hit.moved for lane in grid.lanes for hit in lane.hits)
    assert set(grid.clips) >= {name for lane in grid.lanes for hit in lane.hits for name in hit.sounds_s}


def test_lines_lie_where_bars_beats_and_sixteenths_begin(pink: SourceAudio) -> None:
    grid = grid_of("time.async", pink, told=False)
    assert (grid.tempo_bpm, grid.length_s) == (120.0, 4.0)
    assert grid.bar_s == pytest.approx((0.0, 2.0))
    assert grid.beat_s == pytest.approx([0.5 * beat for beat in range(8)])
    assert grid.step_s == pytest.approx([0.125 * step for step in range(32)])


def test_only_the_moved_part_is_marked(pink: SourceAudio) -> None:
    challenge = challenge_of("time.async", pink, seed=4)
    grid = time_grid(challenge, DRILLS["time.async"].render(challenge, pink), told=True)
    params = challenge.truth.params
    moved = {lane.name for lane in grid.lanes if any(hit.moved for hit in lane.hits)}
    assert moved == {params["part"]}
    lane = next(lane for lane in grid.lanes if lane.name == params["part"])
    late_ms = [1000 * (hit.sounds_s["wet"] - hit.sounds_s["dry"]) for hit in lane.hits]
    assert late_ms == pytest.approx([number_of(params, "offset_ms")] * len(late_ms))


def test_lanes_that_can_be_the_answer_are_asked(pink: SourceAudio) -> None:
    challenge = challenge_of("time.async", pink, seed=4)
    grid = time_grid(challenge, DRILLS["time.async"].render(challenge, pink), told=False)
    offered = {move.part for move in challenge.question.answer.moves}
    assert {lane.name for lane in grid.lanes if lane.asked} == offered
