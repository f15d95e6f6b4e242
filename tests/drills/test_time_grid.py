"""The bar grid of a timing round: before the truth it shows the beat alone, after it what sounds in every clip."""

import pytest

from game.core.facts import number_of
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.drills.time_grid import TimeGrid, time_grid
from game.dsp.audio import SourceAudio
from game.session.practice import render_round
from tests.drills.test_drill_law import challenge_of

TIME_SKILLS = [skill_id for skill_id in SKILLS if skill_id.startswith("time.")]


def grid_of(skill_id: str, source: SourceAudio, *, told: bool, seed: int = 4) -> TimeGrid:
    challenge, stimulus = render_round(source, skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=seed)
    return time_grid(challenge, stimulus, told=told)


@pytest.mark.parametrize("skill_id", TIME_SKILLS)
def test_before_the_truth_the_grid_tells_nothing(skill_id: str, pink: SourceAudio) -> None:
    grid = grid_of(skill_id, pink, told=False)
    assert grid.swing_pct == {}
    assert all(hit.sounds_s == {} and not hit.moved for lane in grid.lanes for hit in lane.hits)


@pytest.mark.parametrize("skill_id", [skill_id for skill_id in TIME_SKILLS if skill_id != "time.tempo"])
def test_after_the_truth_something_moved(skill_id: str, pink: SourceAudio) -> None:
    grid = grid_of(skill_id, pink, told=True)
    assert any(hit.moved for lane in grid.lanes for hit in lane.hits)
    assert set(grid.clips) >= {name for lane in grid.lanes for hit in lane.hits for name in hit.sounds_s}


def test_the_places_of_a_count_are_hidden_until_the_truth(pink: SourceAudio) -> None:
    assert grid_of("time.tempo", pink, told=False).lanes == ()
    takes = grid_of("time.tempo", pink, told=True).lanes
    assert [set(hit.sounds_s) for lane in takes for hit in lane.hits[:1]] == [{"interval_1"}, {"interval_2"}]


def test_the_four_hits_of_a_question_are_numbered_in_order(pink: SourceAudio) -> None:
    for told in (False, True):
        lanes = grid_of("time.displace", pink, told=told).lanes
        numbered = [(hit.number, lane.asked) for lane in lanes for hit in lane.hits if hit.number]
        assert numbered == [(1, True), (2, True), (3, True), (4, True)]


def test_only_the_moved_hit_is_marked(pink: SourceAudio) -> None:
    challenge, stimulus = render_round(pink, skill_id="time.displace", cue=6.0, seed=9)
    grid = time_grid(challenge, stimulus, told=True)
    assert [hit.number for lane in grid.lanes for hit in lane.hits if hit.moved] == [challenge.target]


def test_a_catch_trial_has_a_grid_in_which_nothing_moved(pink: SourceAudio) -> None:
    rounds = (
        render_round(pink, skill_id="time.swing_amount", cue=4.0, seed=seed, no_change=True) for seed in range(99)
    )
    challenge, stimulus = next(made for made in rounds if made[0].truth.choice is None)
    grid = time_grid(challenge, stimulus, told=True)
    assert grid.lanes
    assert not any(hit.moved for lane in grid.lanes for hit in lane.hits)


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
