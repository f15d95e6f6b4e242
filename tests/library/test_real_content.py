"""The content that ships: every source is described, loads as a seamless loop, and has no fault."""

import pytest

from game.dsp.bands import THIRD_OCTAVES_HZ
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs
from game.library.catalogue import Library
from game.library.check import check_content


def test_every_source_is_listed_with_what_a_question_needs() -> None:
    for source in Library().sources():
        assert tuple(centre for centre, _ in source.sparsest_bar_db) == THIRD_OCTAVES_HZ
        assert source.loop_s >= 8
        assert len(source.sha256) == 64


def test_no_two_sources_sound_the_same() -> None:
    digests = [source.sha256 for source in Library().sources()]
    assert len(set(digests)) == len(digests)


def test_a_loop_has_whole_frames_at_48_khz_and_whole_beats() -> None:
    for source in Library().sources():
        assert source.loop_s * 48_000 == pytest.approx(round(source.loop_s * 48_000), abs=1e-6)
        if source.bars is not None and source.beats_per_bar is not None and source.tempo_bpm is not None:
            beats_s = source.bars * source.beats_per_bar * 60 / source.tempo_bpm
            assert source.loop_s == pytest.approx(beats_s, abs=1e-4)


@pytest.mark.slow
def test_every_source_turns_at_48_khz_without_a_seam_at_minus_18_lufs() -> None:
    library = Library()
    for source in library.sources():
        audio = library.load(source.source_id, rate_hz=48_000).audio
        assert seam_db(audio, rate_hz=48_000) <= 0, source.source_id
        assert integrated_lufs(audio, rate_hz=48_000) == pytest.approx(-18, abs=0.1), source.source_id


@pytest.mark.slow
def test_nothing_is_wrong_with_the_content() -> None:
    assert check_content(Library(), fair_share=lambda _: {}).faults == ()
