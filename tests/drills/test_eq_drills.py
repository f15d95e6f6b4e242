"""What the EQ drills ask, and where."""

import dataclasses
import math

import numpy as np
import pytest

from game.core.errors import ContentError, HeadroomError
from game.core.facts import number_of
from game.core.skills import SKILLS
from game.drills import DRILLS, eq_boost_freq, eq_gain_amount
from game.drills.fairness import FAIR_DB, fair_ranges_hz, fair_share
from game.drills.scoring import score_of
from game.dsp.audio import SourceAudio
from game.library.catalogue import Library
from tests.drills.test_drill_law import challenge_of


def only_between(source: SourceAudio, lo_hz: float, hi_hz: float) -> SourceAudio:
    """Return `source` as if it had energy between two frequencies only."""
    levels = tuple(
        (centre, 0.0 if lo_hz <= centre <= hi_hz else FAIR_DB - 1) for centre, _ in source.source.sparsest_bar_db
    )
    return dataclasses.replace(source, source=dataclasses.replace(source.source, sparsest_bar_db=levels))


@pytest.mark.parametrize("skill_id", [skill_id for skill_id in DRILLS if skill_id.startswith("eq.")])
def test_a_question_is_asked_only_where_the_source_has_energy(skill_id: str, pink: SourceAudio) -> None:
    narrow = only_between(pink, 500, 2000)
    freqs = [number_of(challenge_of(skill_id, narrow, seed=seed).truth.params, "freq_hz") for seed in range(200)]
    assert min(freqs) >= 500 / 2 ** (1 / 6) - 0.1
    assert max(freqs) <= 2000 * 2 ** (1 / 6) + 0.1


def test_frequencies_are_even_over_the_octaves(pink: SourceAudio) -> None:
    freqs = np.array([challenge_of("eq.boost_freq", pink, seed=seed).target for seed in range(2000)])
    counts, _ = np.histogram(np.log2(freqs), bins=8, range=(math.log2(60), math.log2(14_000)))
    assert np.abs(counts - 250).max() < 4 * math.sqrt(250)


def test_a_source_with_no_energy_is_refused(pink: SourceAudio) -> None:
    with pytest.raises(ContentError, match="choose fuller music"):
        challenge_of("eq.boost_freq", only_between(pink, 1, 2), seed=1)


def test_neighbouring_bands_make_one_range(pink: SourceAudio) -> None:
    assert fair_ranges_hz(pink.source) == ((60.0, 14_000.0),)


def test_the_fair_share_is_that_of_the_octaves(pink: SourceAudio) -> None:
    share = fair_share(only_between(pink, 1000, 1000).source)["eq.boost_freq"]
    assert share == pytest.approx((1 / 3) / math.log2(14_000 / 60), abs=0.001)


def test_the_odd_take_is_each_of_the_three_equally_often(pink: SourceAudio) -> None:
    picks = [challenge_of("eq.detect", pink, seed=seed).target for seed in range(900)]
    assert all(abs(picks.count(take) - 300) < 4 * math.sqrt(200) for take in (1, 2, 3))


def test_only_the_odd_take_differs_from_the_dry_sound_in_more_than_its_level(pink: SourceAudio) -> None:
    challenge = challenge_of("eq.detect", pink, seed=9)
    stimulus = DRILLS["eq.detect"].render(challenge, pink)
    differing = [
        number
        for number in (1, 2, 3)
        if not np.allclose(stimulus.clip(f"interval_{number}"), stimulus.clip("dry"), rtol=0.002, atol=1e-7)
    ]
    assert differing == [challenge.target]


def test_gains_are_never_too_small_to_hear(pink: SourceAudio) -> None:
    gains = [challenge_of("eq.gain_amount", pink, seed=seed).target for seed in range(500)]
    assert min(map(abs, gains)) == eq_gain_amount.SMALLEST_DB
    assert 200 < sum(gain > 0 for gain in gains) < 300


@pytest.mark.parametrize("skill_id", ["eq.boost_freq", "eq.cut_freq", "eq.detect"])
def test_what_is_stated_is_the_same_whatever_the_truth(skill_id: str, pink: SourceAudio) -> None:
    stated = [dict(challenge_of(skill_id, pink, seed=seed).question.stated) for seed in range(20)]
    assert all(item == stated[0] for item in stated)


def test_the_gain_question_states_place_and_width_only(pink: SourceAudio) -> None:
    assert set(challenge_of("eq.gain_amount", pink, seed=4).question.stated) == {"freq_hz", "q"}


def test_music_that_would_peak_too_high_is_refused(pink: SourceAudio) -> None:
    spiky = pink.audio * np.float32(0.001)
    spiky[::96_000] = 0.9
    source = dataclasses.replace(pink, audio=spiky)
    with pytest.raises(HeadroomError, match="take another seed or another source"):
        eq_boost_freq.render(challenge_of("eq.boost_freq", pink, seed=1), source)


def test_audio_at_another_rate_than_asked_is_refused(pink: SourceAudio) -> None:
    with pytest.raises(ValueError, match="must be at 48000 Hz"):
        eq_boost_freq.render(challenge_of("eq.boost_freq", pink, seed=1), dataclasses.replace(pink, rate_hz=44_100))


@pytest.mark.parametrize(("error", "score"), [(0.0, 1.0), (0.25, 1.0), (0.625, 0.5), (1.0, 0.0), (3.0, 0.0)])
def test_the_score_is_full_inside_half_the_tolerance_and_nothing_beyond_twice(error: float, score: float) -> None:
    assert score_of(error, tol=0.5) == pytest.approx(score)


def test_clips_are_whole_bars(pulses: SourceAudio) -> None:
    slider = DRILLS["eq.boost_freq"].render(challenge_of("eq.boost_freq", pulses, seed=1), pulses)
    takes = DRILLS["eq.detect"].render(challenge_of("eq.detect", pulses, seed=1), pulses)
    assert len(slider.clip("dry")) == 4 * 96_000
    assert len(takes.clip("dry")) == 2 * 96_000


@pytest.mark.parametrize("skill_id", ["eq.boost_freq", "eq.cut_freq"])
def test_the_listener_is_judged_by_half_an_octave(skill_id: str) -> None:
    assert SKILLS[skill_id].tol == 0.5


def test_the_offset_of_the_source_stays_with_a_rendered_boost(library: Library) -> None:
    loaded = library.load("drums_96", rate_hz=48_000)
    challenge = DRILLS["eq.detect"].make_challenge(
        SKILLS["eq.detect"], cue=9.0, source=loaded.source, seed=3, rate_hz=48_000
    )
    truth = DRILLS["eq.detect"].render(challenge, loaded).truth
    assert truth is not None
    assert truth.params["source_oct"] == loaded.source.offset_oct > 0
