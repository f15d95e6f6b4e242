"""The parts of a source: hit by hit they make the mix again, and their places are those that the score wrote."""

import json
from pathlib import Path

import numpy as np
import pytest

from game.core.errors import ContentError
from game.core.facts import Source
from game.core.rhythm import STEPS_PER_BEAT
from game.dsp.audio import Audio, SourceAudio
from game.dsp.parts import place_part, rings_s
from game.dsp.stimulus import PlacedPart
from game.library.catalogue import Library
from game.library.files import find_content

REAL = Library()
SOURCES = [source for source in REAL.sources() if source.rhythm is not None]
DRUMMED = [source for source in SOURCES if source.rhythm and any(part.single for part in source.rhythm.parts)]
every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.source_id)


def written_s(source: Source, step: float) -> float:
    """Return where a step falls with the score's swing."""
    assert source.rhythm is not None
    assert source.tempo_bpm is not None
    return source.rhythm.swung(step) * 60 / source.tempo_bpm / STEPS_PER_BEAT


def as_played(loaded: SourceAudio) -> Audio:
    """Return all parts placed at the times at which the events say that they were played."""
    rhythm = loaded.source.rhythm
    assert rhythm is not None
    n_frames = len(loaded.audio)
    mix = np.zeros((n_frames, 2), np.float32)
    for part, sound in zip(rhythm.parts, loaded.parts, strict=True):
        onsets = tuple(written_s(loaded.source, stroke.step) + stroke.late_s for stroke in part.strokes)
        rings = rings_s(sound.struck, onsets, loop_s=n_frames / loaded.rate_hz)
        placed = PlacedPart(sound, onsets, (), {}, rings_s=rings, loop_onset_s=onsets[0])
        mix += place_part(placed, onsets, n_frames=n_frames, rate_hz=loaded.rate_hz)
    return mix


@pytest.mark.parametrize("source_id", ["drums_96", "shuffle_125", "train_100", "funk_100"])
def test_parts_at_their_played_times_are_the_mix(source_id: str) -> None:
    loaded = REAL.load_parts(source_id, rate_hz=44_100)
    residual = as_played(loaded) - loaded.audio
    assert 20 * np.log10(residual.std() / loaded.audio.std()) < -50


def test_parts_are_the_same_music_at_another_rate() -> None:
    loaded = REAL.load_parts("boombap_90", rate_hz=48_000)
    residual = as_played(loaded) - loaded.audio
    assert 20 * np.log10(residual.std() / loaded.audio.std()) < -40


@every_source
def test_every_part_has_a_sound_for_each_stroke(source: Source) -> None:
    loaded = REAL.load_parts(source.source_id, rate_hz=48_000)
    assert source.rhythm is not None
    assert [part.name for part in source.rhythm.parts] == [sound.name for sound in loaded.parts]
    for part, sound in zip(source.rhythm.parts, loaded.parts, strict=True):
        assert part.single == (sound.loop is None)
        assert len(sound.struck) == (len(part.strokes) if part.single else 0)


@every_source
def test_drums_are_written_on_whole_steps_before_swing(source: Source) -> None:
    assert source.rhythm is not None
    steps = np.array([stroke.step for part in source.rhythm.parts if part.single for stroke in part.strokes])
    assert np.abs(steps - np.round(steps)).max(initial=0) < 1e-3


@pytest.mark.parametrize("source", DRUMMED, ids=lambda source: source.source_id)
def test_a_step_swings_to_where_the_events_say(source: Source) -> None:
    assert source.rhythm is not None
    events = json.loads((find_content() / "sources" / source.source_id / "events" / "drums.json").read_text("utf-8"))
    strokes = [stroke for part in source.rhythm.parts if part.single for stroke in part.strokes]
    said = sorted(event["grid_s"] for event in events)
    assert sorted(written_s(source, stroke.step) for stroke in strokes) == pytest.approx(said, abs=2e-6)


def test_a_source_is_listed_even_where_its_events_are_damaged(content: Path) -> None:
    for path in (content / "sources" / "little_beat" / "events").glob("*.json"):
        path.write_text("[", encoding="utf-8")
    library = Library(content)
    damaged = library.find("little_beat")
    assert damaged.rhythm is None
    with pytest.raises(ContentError, match="no parts that could be moved"):
        library.load_parts("little_beat", rate_hz=48_000)


def test_noise_has_no_parts() -> None:
    with pytest.raises(ContentError, match="choose a song or a drum groove"):
        REAL.load_parts("pink_noise", rate_hz=48_000)


def test_parts_are_kept_and_cannot_be_written_to() -> None:
    first = REAL.load_parts("funk_100", rate_hz=48_000)
    assert REAL.load_parts("funk_100", rate_hz=48_000) is first
    for sound in first.parts:
        for audio in [stroke.sample for stroke in sound.struck] + ([] if sound.loop is None else [sound.loop]):
            assert not audio.flags.writeable


def test_the_drummer_of_a_groove_is_asked_for_at_least_three_parts() -> None:
    grooves = [source for source in SOURCES if source.kind == "drums"]
    assert len(grooves) >= 6
    for source in grooves:
        assert source.rhythm is not None
        assert len([part for part in source.rhythm.parts if part.single]) >= 3
