"""Own music in the window: dropped, heard, trimmed, tapped and removed; by key and by mouse."""

from pathlib import Path

import numpy as np
import pygame
import pytest
import soundfile

from game.core.settings import Settings
from game.library.own_music import OwnMusic
from game.screens.scenes.home import HomeScene
from game.screens.scenes.music import MusicScene
from tests.library.test_audio_file import RATE_HZ, music
from tests.screens.conftest import MakeStage
from tests.screens.stage import HEAR_S, Stage
from tests.screens.test_scene_layout import LONG_NAME, faults


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "My song.wav"
    soundfile.write(path, music(seconds=40), RATE_HZ)
    return path


@pytest.fixture
def own(tmp_path: Path) -> OwnMusic:
    return OwnMusic(tmp_path / "music")


@pytest.fixture
def stage(make_stage: MakeStage, own: OwnMusic) -> Stage:
    return make_stage(at_home=True, own=own)


def drop(stage: Stage, path: Path) -> None:
    stage.app.frame([pygame.event.Event(pygame.DROPFILE, file=str(path))])


def with_song(stage: Stage, song: Path) -> MusicScene:
    drop(stage, song)
    stage.jobs.settle()
    stage.wait(0.1)
    return stage.arrive(MusicScene)


def test_without_music_it_says_how(stage: Stage) -> None:
    stage.press("O")
    stage.arrive(MusicScene)
    assert stage.says("No music of yours yet")
    assert stage.says("Drop a WAV, FLAC, OGG or MP3 file on this window")


def test_a_dropped_file_is_taken_in_and_shown(stage: Stage, song: Path, own: OwnMusic) -> None:
    drop(stage, song)
    stage.arrive(MusicScene)
    stage.jobs.settle()
    stage.wait(0.1)
    assert stage.says("My song")
    assert stage.says("0:40 long, 48 kHz, stereo.")
    assert stage.says("To the AI it is foreign")
    assert [piece.title for piece in own.pieces()] == ["My song"]


def test_a_bad_file_is_a_sentence_and_the_others_stay(stage: Stage, song: Path, tmp_path: Path) -> None:
    with_song(stage, song)
    bad = tmp_path / "bad.mp3"
    bad.write_text("no music")
    drop(stage, bad)
    stage.jobs.settle()
    stage.wait(0.1)
    assert stage.says("bad.mp3 is not audio that Own Ears can read")
    assert not stage.says(str(tmp_path))
    assert stage.says("My song")


def test_several_files_are_all_taken_in(stage: Stage, song: Path, tmp_path: Path, own: OwnMusic) -> None:
    other = tmp_path / "other.flac"
    soundfile.write(other, music(seconds=5, seed=9), RATE_HZ)
    drop(stage, song)
    drop(stage, other)
    stage.jobs.settle()
    assert {piece.title for piece in own.pieces()} == {"My song", "other"}


def test_a_file_is_not_taken_in_the_middle_of_a_round(make_stage: MakeStage, song: Path, own: OwnMusic) -> None:
    stage = make_stage(own=own)
    stage.reach_round()
    drop(stage, song)
    stage.jobs.settle()
    assert own.pieces() == ()
    assert stage.name == "RoundScene"


def test_what_sounds_is_the_loop(stage: Stage, song: Path) -> None:
    scene = with_song(stage, song)
    stage.press("Space")
    assert stage.speaker.playing == "kept"
    piece = scene.piece
    assert piece is not None
    stage.sound.pass_s(HEAR_S + piece.stop_s - piece.start_s)
    assert piece.start_s <= stage.speaker.place_s < piece.stop_s
    stage.press("Space")
    assert stage.speaker.playing == ""


def test_keys_move_the_loop_and_its_end(stage: Stage, song: Path, own: OwnMusic) -> None:
    with_song(stage, song)
    before = own.pieces()[0]
    stage.press("Right", "Right")
    moved = own.pieces()[0]
    assert moved.start_s == pytest.approx(before.start_s + 0.2, abs=1e-3)
    stage.press("Left", shift=True)
    trimmed = own.pieces()[0]
    assert trimmed.start_s == pytest.approx(moved.start_s, abs=1e-3)
    assert trimmed.stop_s == pytest.approx(moved.stop_s - 0.1, abs=1e-3)


def test_a_dragged_edge_is_kept_and_heard(stage: Stage, song: Path, own: OwnMusic) -> None:
    scene = with_song(stage, song)
    wave, before = scene.wave, own.pieces()[0]
    assert wave is not None
    x, y = wave.axis.at(wave.loop[1]), wave.rect.cy
    stage.drag((x, y), (wave.axis.at(wave.loop[1] - 3 / before.kept_s), y))
    after = own.pieces()[0]
    assert after.stop_s == pytest.approx(before.stop_s - 3, abs=0.1)
    assert after.start_s == pytest.approx(before.start_s, abs=0.01)


def test_four_taps_set_the_beat_and_the_loop_becomes_whole_bars(stage: Stage, song: Path, own: OwnMusic) -> None:
    with_song(stage, song)
    stage.press("B", "B", "B")  # each look at the clock of this stage takes a second
    assert own.pieces()[0].grid is None
    stage.press("B")
    assert stage.says("60 bpm ...")
    stage.wait(2.0)
    stage.jobs.settle()
    stage.wait(0.1)
    piece = own.pieces()[0]
    assert piece.grid is not None
    assert piece.grid.tempo_bpm == pytest.approx(60, rel=0.03)
    assert stage.says("bpm, 2 bars")
    assert piece.stop_s - piece.start_s == pytest.approx(8, abs=0.3)
    assert any(source.rhythm is not None and source.rhythm.laid for source in own.sources())
    stage.press("N")
    stage.jobs.settle()
    assert own.pieces()[0].grid is None


def test_a_one_is_where_the_play_head_stands(stage: Stage, song: Path, own: OwnMusic) -> None:
    with_song(stage, song)
    stage.press("B", "B", "B", "B")
    stage.wait(2.0)
    stage.jobs.settle()
    stage.press("Space")
    stage.sound.pass_s(1.3)
    stage.wait(0.1)
    place_s = stage.speaker.place_s
    stage.press("D")
    stage.jobs.settle()
    grid = own.pieces()[0].grid
    assert grid is not None
    assert grid.downbeat_s == pytest.approx(place_s, abs=0.1)


def test_a_piece_that_is_left_out_is_asked_about_no_more(stage: Stage, song: Path, own: OwnMusic) -> None:
    scene = with_song(stage, song)
    choice = stage.find("Ask or leave out")
    stage.click((choice.rect.right - 40, choice.rect.cy))
    assert own.sources() == ()
    assert scene.piece is not None


def test_removing_asks_once_more(stage: Stage, song: Path, own: OwnMusic) -> None:
    with_song(stage, song)
    stage.press("Delete")
    assert len(own.pieces()) == 1
    assert stage.has("Really remove it")
    stage.press("Delete")
    assert own.pieces() == ()
    assert stage.says("No music of yours yet")


def test_escape_leads_home_and_silences(stage: Stage, song: Path) -> None:
    with_song(stage, song)
    stage.press("Space", "Esc")
    stage.arrive(HomeScene)
    assert stage.speaker.playing == ""


@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0])
@pytest.mark.parametrize("pieces", [1, 13])
def test_nothing_overlaps_or_is_cut(
    make_stage: MakeStage, own: OwnMusic, tmp_path: Path, factor: float, pieces: int
) -> None:
    dice = np.random.default_rng(1)
    for number in range(pieces):
        path = tmp_path / f"{LONG_NAME if number == 0 else 'song'} {number}.wav"
        soundfile.write(path, 0.1 * dice.standard_normal((2 * RATE_HZ, 24 if number == 0 else 2)), RATE_HZ)
        own.add(path)
    stage = make_stage(at_home=True, own=own, settings=Settings(player="Ada", ui_scale=factor))
    stage.press("O")
    stage.jobs.settle()
    found = []
    for keys in ((), ("Down",), ("B", "B"), ("B", "B"), ("Delete",)):
        stage.press(*keys)
        stage.jobs.settle()
        stage.wait(0.1)
        found += faults(stage)
    assert found == []
