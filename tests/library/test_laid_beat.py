"""Timing questions about the player's own music: a beat is laid over it on the beats that were tapped."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from game.core.errors import ContentError, UnfitError
from game.core.own import Grid
from game.core.skills import SKILLS
from game.drills.carrying import fair_share
from game.dsp.loudness import integrated_lufs
from game.library.catalogue import Library
from game.library.laid_beat import MUSIC
from game.library.own_music import RATE_HZ, OwnMusic
from game.library.whole import WholeLibrary
from game.session.practice import load_for, render_round


@pytest.fixture
def whole(library: Library, tmp_path: Path) -> WholeLibrary:
    """Return a library with one piece of own music whose beat was tapped a little off."""
    song = library.load("soul_120", rate_hz=RATE_HZ).audio
    soundfile.write(tmp_path / "song.wav", np.concatenate([song] * 4)[: 24 * RATE_HZ], RATE_HZ)
    own = OwnMusic(tmp_path / "music")
    own.set_grid(own.add(tmp_path / "song.wav").source_id, Grid(119.6, 0.02))
    return WholeLibrary(library, own)


def test_the_parts_are_drums_and_the_music_as_it_is(whole: WholeLibrary) -> None:
    source = whole.own.sources()[0]
    loaded = whole.load_parts(source.source_id, rate_hz=RATE_HZ)
    assert [part.name for part in loaded.parts] == ["kick", "snare", "hat", MUSIC]
    assert loaded.parts[-1].loop is loaded.audio
    assert source.rhythm is not None
    assert [len(part.struck) for part in loaded.parts[:-1]] == [len(part.strokes) for part in source.rhythm.parts[:-1]]


@pytest.mark.parametrize("skill_id", ["time.async", "time.displace"])
def test_a_moved_stroke_is_a_drums_and_the_music_stays(whole: WholeLibrary, skill_id: str) -> None:
    source = whole.own.sources()[0]
    spec = SKILLS[skill_id]
    loaded = load_for(whole, source, skill_id=skill_id, rate_hz=RATE_HZ)
    for seed in range(3):
        challenge, stimulus = render_round(loaded, skill_id=skill_id, cue=spec.cue_start, seed=seed)
        assert challenge.truth.params["part"] in ("kick", "snare", "hat")
        moved = {part.name for part in stimulus.parts if part.onsets_s["dry"] != part.onsets_s["wet"]}
        assert moved == {challenge.truth.params["part"]}
        levels = [integrated_lufs(clip, rate_hz=RATE_HZ) for _, clip in stimulus.clips]
        assert levels == pytest.approx([-23, -23], abs=0.02)


def test_what_is_asked_of_drums_alone_is_not_asked_of_it(whole: WholeLibrary) -> None:
    source = whole.own.sources()[0]
    shares = fair_share(source)
    assert min(shares["time.async"], shares["time.displace"]) > 0.9
    for skill_id in ("time.swing_detect", "time.swing_amount", "time.feel", "time.tempo"):
        assert shares[skill_id] == 0
        with pytest.raises(UnfitError, match="drums alone"):
            render_round(
                load_for(whole, source, skill_id=skill_id, rate_hz=RATE_HZ),
                skill_id=skill_id,
                cue=SKILLS[skill_id].cue_easiest,
                seed=1,
            )


def test_without_a_beat_there_are_no_parts(whole: WholeLibrary) -> None:
    source_id = whole.own.sources()[0].source_id
    whole.own.set_grid(source_id, None)
    with pytest.raises(ContentError, match="tap it under Music"):
        whole.load_parts(source_id, rate_hz=RATE_HZ)
    assert fair_share(whole.own.source(source_id))["time.async"] == 0
