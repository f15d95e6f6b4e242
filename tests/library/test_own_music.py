"""Own music: taken in, trimmed, kept over restarts, and never lost to a damaged file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from game.core.errors import ContentError
from game.core.own import KEPT_S, LONGEST_LOOP_S, PROPOSED_LOOP_S, Grid, fit_loop, loop_on_grid
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs
from game.library.own_music import RATE_HZ, OwnMusic
from tests.library.test_audio_file import music

LOUD_AT_S = 40.0


@pytest.fixture
def own(tmp_path: Path) -> OwnMusic:
    return OwnMusic(tmp_path / "music")


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Return a minute of music that is loudest from 0:40 to 0:48."""
    sound = music(seconds=60)
    sound[: int(LOUD_AT_S * RATE_HZ)] *= 0.3
    sound[int((LOUD_AT_S + PROPOSED_LOOP_S) * RATE_HZ) :] *= 0.3
    path = tmp_path / "My song.flac"
    soundfile.write(path, sound, RATE_HZ)
    return path


def write(path: Path, sound: npt.NDArray[np.float64]) -> Path:
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    return path


def test_the_loudest_eight_seconds_are_proposed_with_room_to_trim(own: OwnMusic, song: Path) -> None:
    piece = own.add(song)
    assert piece.title == "My song"
    assert piece.kept_at_s + piece.start_s == pytest.approx(LOUD_AT_S, abs=0.5)
    assert piece.stop_s - piece.start_s == pytest.approx(PROPOSED_LOOP_S)
    assert piece.kept_s == KEPT_S
    assert piece.kept_at_s < LOUD_AT_S - 8


def test_it_loops_without_a_seam_at_the_loudness_of_sources(own: OwnMusic, song: Path) -> None:
    piece = own.add(song)
    loaded = own.load(piece.source_id, rate_hz=44_100)
    assert len(loaded.audio) == round(PROPOSED_LOOP_S * 44_100)
    assert integrated_lufs(loaded.audio, rate_hz=44_100) == pytest.approx(-18, abs=0.1)
    assert seam_db(loaded.audio, rate_hz=44_100) < 3
    assert (loaded.source.kind, loaded.source.held_out, loaded.source.rhythm) == ("own", False, None)
    assert not loaded.audio.flags.writeable


def test_what_is_kept_is_there_after_a_restart_as_it_was(own: OwnMusic, song: Path) -> None:
    piece = own.trim(own.add(song).source_id, 3.0, 6.5)
    again = OwnMusic(own.folder)
    assert again.pieces() == (piece,)
    assert again.sources() == own.sources()
    np.testing.assert_array_equal(
        again.load(piece.source_id, rate_hz=48_000).audio, own.load(piece.source_id, rate_hz=48_000).audio
    )


def test_the_same_music_is_taken_in_once_and_stays_as_it_was_trimmed(own: OwnMusic, song: Path, tmp_path: Path) -> None:
    piece = own.trim(own.add(song).source_id, 3.0, 6.5)
    copy = song.rename(tmp_path / "another name.flac")
    assert own.add(copy) == piece
    assert len(own.pieces()) == 1


def test_another_cut_is_another_sound_of_the_same_piece(own: OwnMusic, song: Path) -> None:
    piece = own.add(song)
    before = own.source(piece.source_id)
    own.trim(piece.source_id, 3.0, 6.5)
    after = own.source(piece.source_id)
    assert (after.source_id, after.loop_s) == (before.source_id, 3.5)
    assert after.sha256 != before.sha256


def test_with_a_grid_the_loop_is_whole_bars(own: OwnMusic, tmp_path: Path) -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal((RATE_HZ * 30, 2))  # in which no beat stands out
    piece = own.add(write(tmp_path / "noise.wav", noise))
    piece = own.set_grid(piece.source_id, Grid(tempo_bpm=96.0, downbeat_s=0.7))
    bar_s = 2.5
    assert piece.stop_s - piece.start_s == pytest.approx(3 * bar_s)
    assert (piece.start_s - 0.7) % bar_s == pytest.approx(0, abs=1e-3)
    source = own.source(piece.source_id)
    assert (source.tempo_bpm, source.bars, source.beats_per_bar) == (96.0, 3, 4)
    assert own.set_grid(piece.source_id, None).bars is None


def test_a_piece_out_of_play_is_asked_about_no_more_but_can_be_heard(own: OwnMusic, song: Path) -> None:
    piece = own.keep(replace(own.add(song), in_play=False))
    assert own.sources() == ()
    assert len(own.load(piece.source_id, rate_hz=48_000).audio)


def test_a_removed_piece_is_gone(own: OwnMusic, song: Path) -> None:
    own.remove(own.add(song).source_id)
    assert own.pieces() == OwnMusic(own.folder).pieces() == ()
    assert list(own.folder.iterdir()) == []


def test_silence_is_refused_and_leaves_nothing_behind(own: OwnMusic, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="a is silent: there is nothing to hear in it"):
        own.add(write(tmp_path / "a.wav", np.zeros((5 * RATE_HZ, 2))))
    assert not own.folder.exists()


def test_a_short_file_is_its_own_loop(own: OwnMusic, tmp_path: Path) -> None:
    piece = own.add(write(tmp_path / "a.wav", music(seconds=1.2)))
    assert piece.start_s == 0
    assert piece.stop_s == pytest.approx(1.2, abs=1e-3)


def test_what_is_over_full_scale_is_not_clipped(own: OwnMusic, tmp_path: Path) -> None:
    piece = own.add(write(tmp_path / "a.wav", 4 * music(seconds=9)))
    loud = own.kept(piece.source_id)
    assert abs(loud).max() == pytest.approx(1, abs=1e-3)
    assert np.mean(abs(loud) > 0.99) < 1e-3


@pytest.mark.parametrize("content", [b"", b"{", b'{"source_id": "own_1"}', b"\xff\xfe"])
def test_a_damaged_entry_is_left_out_and_told(own: OwnMusic, song: Path, content: bytes) -> None:
    piece = own.add(song)
    (own.folder / "own_00000000.json").write_bytes(content)
    again = OwnMusic(own.folder)
    assert again.pieces() == (piece,)
    (fault,) = again.faults
    assert "own_00000000.json is damaged" in fault


def test_sound_that_is_missing_is_told(own: OwnMusic, song: Path) -> None:
    piece = own.add(song)
    (own.folder / f"{piece.source_id}.flac").unlink()
    again = OwnMusic(own.folder)
    assert again.pieces() == ()
    assert "does not belong to the sound beside it" in again.faults[0]


def test_sound_that_is_damaged_is_a_sentence(own: OwnMusic, song: Path) -> None:
    piece = own.add(song)
    (own.folder / f"{piece.source_id}.flac").write_bytes(b"no sound at all")
    with pytest.raises(ContentError, match="import the file again"):
        OwnMusic(own.folder).load(piece.source_id, rate_hz=48_000)


def test_a_folder_that_cannot_be_written_is_a_sentence(song: Path, tmp_path: Path) -> None:
    (tmp_path / "music").write_text("in the way")
    with pytest.raises(ContentError, match="cannot be written"):
        OwnMusic(tmp_path / "music").add(song)


@given(st.floats(-5, 50), st.floats(-5, 50), st.floats(0.5, 30))
def test_a_loop_always_fits(start_s: float, stop_s: float, kept_s: float) -> None:
    start, stop = fit_loop(start_s, stop_s, kept_s=kept_s)
    assert 0 <= start < stop <= kept_s + 1e-9
    assert min(2.0, kept_s) - 1e-9 <= stop - start <= LONGEST_LOOP_S + 1e-9


@given(st.floats(40, 240), st.floats(0, 30), st.floats(-5, 40), st.floats(1, 14))
def test_a_loop_on_a_grid_fits_and_lies_on_it(bpm: float, downbeat_s: float, start_s: float, near_s: float) -> None:
    grid = Grid(bpm, downbeat_s)
    start, stop = loop_on_grid(grid, start_s, kept_s=30.0, near_s=near_s)
    assert 0 <= start < stop <= 30 + 1e-6
    assert stop - start <= LONGEST_LOOP_S + 1e-6
    bars = (stop - start) / grid.bar_s
    assert bars == pytest.approx(round(bars), abs=1e-6)
