"""What the timing drills ask: of whom, how far, and that no answer is likelier than another."""

import collections
import math
from dataclasses import replace

import numpy as np
import pytest

from game.core.errors import UnfitError
from game.core.facts import Challenge, Source, number_of, numbers_of
from game.core.rhythm import ASKED_PARTS
from game.core.skills import SKILLS
from game.drills import DRILLS, counting, time_displace
from game.drills.carrying import fair_share
from game.drills.phrase import phrases_of, sounds_of
from game.drills.scoring import chance_of, item_offset_oct
from game.dsp.audio import SourceAudio
from game.dsp.stimulus import DRY
from game.library.catalogue import NOISE_ID, Library
from game.session.practice import draw_round, fitting_sources, load_for, render_round
from tests.grooves import made_up_parts, made_up_rhythm

RATE_HZ = 48_000
TIME_SKILLS = [skill_id for skill_id in SKILLS if skill_id.startswith("time.")]


def drawn(library: Library, skill_id: str, *, seed: int, cue: float | None = None) -> tuple[Source, Challenge]:
    """Return the question that a seed draws, without its sound."""
    spec = SKILLS[skill_id]
    for source in fitting_sources(library.sources(), seed=seed):
        try:
            size = spec.cue_start if cue is None else cue
            made = DRILLS[skill_id].make_challenge(spec, cue=size, source=source, seed=seed, rate_hz=RATE_HZ)
        except UnfitError:
            continue
        return source, made
    raise AssertionError(f"nothing fits {skill_id}")


@pytest.mark.parametrize("cue", [3.0, 21.0, 60.0, 120.0])
def test_a_moved_part_never_carries_the_pulse_alone(cue: float, library: Library) -> None:
    for seed in range(60):
        source, challenge = drawn(library, "time.async", seed=seed, cue=cue)
        params = challenge.truth.params
        assert source.rhythm is not None
        assert source.beats_per_bar is not None
        first, bars = number_of(params, "first_bar"), number_of(params, "bars")
        beats = [4 * (first * source.beats_per_bar + beat) for beat in range(round(bars * source.beats_per_bar))]
        others = {stroke.step for part in source.rhythm.parts if part.name != params["part"] for stroke in part.strokes}
        assert sum(beat in others for beat in beats) >= 0.75 * len(beats)


@pytest.mark.parametrize("cue", [3.0, 60.0, 120.0])
def test_three_or_four_parts_are_offered_with_both_directions(cue: float, library: Library) -> None:
    for seed in range(40):
        _, challenge = drawn(library, "time.async", seed=seed, cue=cue)
        moves = challenge.question.answer.moves
        parts = [move.part for move in moves[::2]]
        assert len(set(parts)) in (3, 4)
        assert [(move.part, move.direction) for move in moves] == [(p, d) for p in parts for d in ("early", "late")]
        assert set(parts) <= set(ASKED_PARTS)
        assert chance_of(challenge) == 1 / len(moves)


def test_every_move_that_is_offered_is_equally_likely(library: Library) -> None:
    places: collections.Counter[float] = collections.Counter()
    for seed in range(1500):
        _, challenge = drawn(library, "time.async", seed=seed)
        if len(challenge.question.answer.moves) == 8:
            places[challenge.target] += 1
    expected = places.total() / 8
    assert max(abs(count - expected) for count in places.values()) < 4 * math.sqrt(expected)


def test_late_hats_never_seem_early(library: Library) -> None:
    for seed in range(80):
        source, challenge = drawn(library, "time.async", seed=seed, cue=60.0)
        params = challenge.truth.params
        assert source.rhythm is not None
        part = source.rhythm.part(str(params["part"]))
        step_s = 15 / number_of(params, "tempo_bpm")
        lo = 16 * number_of(params, "first_bar")
        places = sorted({source.rhythm.swung(s.step) for s in part.strokes if lo <= s.step < lo + 16 * 2})
        gaps_s = np.diff(places) * step_s
        assert np.mean(gaps_s > 2 * 0.06) >= 0.5


@pytest.mark.parametrize(("part", "offset_ms", "expected"), [
    ("kick", -60.0, 0.0), ("hat", 60.0, 0.28), ("bass", -60.0, 0.62), ("guitar", 60.0, 0.9), ("keys", 60.0, 0.9),
])  # fmt: skip
def test_items_are_as_hard_as_measured(part: str, offset_ms: float, expected: float, library: Library) -> None:
    for seed in range(400):
        _, challenge = drawn(library, "time.async", seed=seed)
        params = challenge.truth.params
        if (params["part"], number_of(params, "offset_ms")) == (part, offset_ms):
            assert item_offset_oct(challenge) == pytest.approx(expected)
            return
    raise AssertionError(f"no seed moves the {part} by {offset_ms}")


def test_other_skills_have_no_known_item_offsets(library: Library) -> None:
    assert item_offset_oct(drawn(library, "time.displace", seed=1)[1]) == 0.0


@pytest.mark.parametrize("cue", [0.5, 6.0, 16.0])
def test_four_hits_are_evenly_spread_and_one_moves_by_less_than_half_its_gap(cue: float, library: Library) -> None:
    for seed in range(40):
        _, challenge = drawn(library, "time.displace", seed=seed, cue=cue)
        params = challenge.truth.params
        places = [place for place in numbers_of(challenge.question.stated, "hits_s") if place is not None]
        assert np.ptp(np.diff(places)) < 0.02 + 0.25 * np.diff(places).mean(), "swing may lean them a little"
        gap_s, offset_ms = number_of(params, "gap_ms") / 1000, number_of(params, "offset_ms")
        assert abs(offset_ms) == pytest.approx(cue * max(6.0, 25.0 * gap_s), abs=0.01)
        assert abs(offset_ms) / 1000 < gap_s / 2
        assert places[0] > 0


@pytest.mark.parametrize(("gap_s", "expected_ms"), [(0.1, 6.0), (0.24, 6.0), (0.48, 12.0), (1.0, 25.0)])
def test_what_is_just_noticed_is_that_of_the_literature(gap_s: float, expected_ms: float) -> None:
    assert time_displace.jnd_ms(gap_s) == pytest.approx(expected_ms)


@pytest.mark.parametrize("skill_id", [skill_id for skill_id in TIME_SKILLS if SKILLS[skill_id].answer.kind != "amount"])
def test_no_answer_is_likelier_than_another(skill_id: str, library: Library) -> None:
    found = collections.Counter(drawn(library, skill_id, seed=seed)[1].target for seed in range(900))
    if skill_id == "time.async":
        return  # questions offer different parts: tried above
    expected = 900 / len(found)
    assert max(abs(count - expected) for count in found.values()) < 4 * math.sqrt(expected)


def test_swing_lies_on_the_steps_of_the_slider_and_above_straight(library: Library) -> None:
    truths = np.array([drawn(library, "time.swing_amount", seed=seed)[1].target for seed in range(300)])
    assert (truths.min(), truths.max()) == (50.5, 75.0)
    assert np.abs(truths * 2 - np.round(truths * 2)).max() == 0


@pytest.mark.parametrize("cue", [0.5, 2.0, 8.0, 20.0])
def test_neither_length_nor_the_number_of_beats_tells_the_tempo(cue: float) -> None:
    longer, more = [], []
    for seed in range(400):
        fast, slow = counting.draw_beats(np.random.default_rng(seed), ratio=1 + cue / 100)
        assert {fast, slow} <= {6, 7, 8}
        longer.append(fast / (1 + cue / 100) > slow)
        more.append(fast > slow)
    assert abs(np.mean(longer) - 0.5) < 0.1
    assert abs(np.mean(more) - 0.5) < 0.1


@pytest.mark.parametrize("skill_id", TIME_SKILLS)
def test_noise_cannot_carry_timing(skill_id: str, library: Library) -> None:
    with pytest.raises(UnfitError, match="choose a song or a drum groove"):
        load_for(library, library.find(NOISE_ID), skill_id=skill_id, rate_hz=RATE_HZ)
    assert fair_share(library.find(NOISE_ID))[skill_id] == 0.0


@pytest.mark.parametrize("skill_id", TIME_SKILLS)
def test_songs_and_grooves_carry_every_size(skill_id: str, library: Library) -> None:
    spec = SKILLS[skill_id]
    for cue in (spec.cue_hardest, spec.cue_start, spec.cue_easiest):
        sources = {drawn(library, skill_id, seed=seed, cue=cue)[0] for seed in range(60)}
        assert len(sources) >= 3
        kinds = {source.kind for source in sources}
        assert "drums" in kinds
        assert "song" in kinds or cue == spec.cue_easiest


@pytest.mark.parametrize("skill_id", ["time.async", "time.displace", "time.swing_amount"])
def test_undoing_a_wrong_answer_does_not_give_the_dry_sound_back(skill_id: str, library: Library) -> None:
    challenge, stimulus, _ = draw_round(library, skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=4)
    answer = challenge.question.answer
    wrong = answer.hi if challenge.target != answer.hi else answer.lo
    dry, undone = stimulus.clip(DRY), DRILLS[skill_id].undo(challenge, stimulus, wrong)
    assert 20 * np.log10((undone - dry).std() / dry.std()) > -40, "a single soft hat in a song lies at -31 dB"


@pytest.mark.parametrize("skill_id", TIME_SKILLS)
def test_what_is_stored_makes_the_same_sound_again(skill_id: str, library: Library) -> None:
    challenge, stimulus, loaded = draw_round(library, skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=11)
    again = DRILLS[skill_id].render(challenge, loaded)
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(stimulus.clips, again.clips, strict=True))
    assert again.truth in (None, challenge.truth)
    made, _ = render_round(loaded, skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=11)
    assert made == challenge


@pytest.mark.parametrize("tempo_share", [0.94, 1.0, 1.06])
def test_bars_that_are_played_slower_than_all_there_is_keep_their_rendered_parts_whole(
    pink: SourceAudio, tempo_share: float
) -> None:
    source = replace(pink.source, bars=2, loop_s=pink.source.loop_s / 2, rhythm=made_up_rhythm(bars=2))
    loaded = replace(pink, source=source, parts=made_up_parts(bars=2, rate_hz=RATE_HZ))
    (phrase,) = phrases_of(source, np.random.default_rng(1), longest_s=4.5)
    loops = [sound.loop for sound in sounds_of(phrase.paced(phrase.tempo_bpm * tempo_share), loaded)]
    (rendered,) = [loop for loop in loops if loop is not None]
    assert len(rendered) == round(min(1.0, 1 / tempo_share) * 4 * RATE_HZ)
