"""A manifest becomes a mix: the drummer strikes, chokes and varies; parts stand at their level and place."""

from pathlib import Path

import numpy as np
import pytest

from game.core.errors import ContentError
from game.dsp.audio import Audio
from game.dsp.drums import velocity_gain_db
from game.library.catalogue import read_manifest
from game.library.manifest import DrumEvent, Kit, Manifest
from game.library.mixing import choose_layer, drum_audio, load_kit, load_layer, mix_loop, stem_audio, strokes

LOOP_S = 4.0


@pytest.fixture
def kits_dir(clean_content: Path) -> Path:
    return clean_content / "kits"


@pytest.fixture
def kit(kits_dir: Path) -> Kit:
    return load_kit(kits_dir, "little_kit")


@pytest.fixture
def source_dir(clean_content: Path) -> Path:
    return clean_content / "sources/little_tune"


@pytest.fixture
def manifest(source_dir: Path) -> Manifest:
    return read_manifest(source_dir)


def event(piece: str, time_s: float, velocity: int = 100) -> DrumEvent:
    return DrumEvent(piece=piece, time_s=time_s, grid_s=time_s, velocity=velocity)


def level_db(audio: Audio) -> float:
    return float(10 * np.log10(np.mean(np.square(audio, dtype=np.float64))))


def test_a_mix_is_the_sum_of_its_parts_at_its_gain(manifest: Manifest, source_dir: Path, kits_dir: Path) -> None:
    assert manifest.drums is not None
    frames = manifest.loop_frames
    parts = [stem_audio(stem, source_dir=source_dir, n_frames=frames) for stem in manifest.stems]
    parts += drum_audio(manifest.drums, source_dir=source_dir, kits_dir=kits_dir, n_frames=frames).values()
    mix = mix_loop(manifest, source_dir=source_dir, kits_dir=kits_dir)
    np.testing.assert_allclose(mix, sum(parts) * 10 ** (manifest.gain_db / 20), atol=1e-6)


def test_a_mix_is_float32_stereo_and_exactly_as_long_as_its_loop(
    manifest: Manifest, source_dir: Path, kits_dir: Path
) -> None:
    mix = mix_loop(manifest, source_dir=source_dir, kits_dir=kits_dir)
    assert mix.shape == (manifest.loop_frames, 2)
    assert mix.dtype == np.float32


def test_a_stem_stands_at_its_gain(manifest: Manifest, source_dir: Path) -> None:
    stem = manifest.stems[0]
    loud, soft = (
        stem_audio(stem.model_copy(update={"gain_db": gain_db}), source_dir=source_dir, n_frames=manifest.loop_frames)
        for gain_db in (0.0, -6.0)
    )
    assert level_db(loud) - level_db(soft) == pytest.approx(6.0, abs=1e-3)


def test_the_gain_of_the_drums_sets_every_piece(manifest: Manifest, source_dir: Path, kits_dir: Path) -> None:
    assert manifest.drums is not None
    loud = manifest.drums.model_copy(update={"gain_db": manifest.drums.gain_db + 6})
    before, after = (
        drum_audio(drums, source_dir=source_dir, kits_dir=kits_dir, n_frames=manifest.loop_frames)
        for drums in (manifest.drums, loud)
    )
    assert list(before) == ["hat_closed", "hat_open", "kick"]
    for name in before:
        assert level_db(after[name]) - level_db(before[name]) == pytest.approx(6.0, abs=1e-3)


@pytest.mark.parametrize(
    ("pan", "left", "right"), [(-1, 1, 0), (0, 0.5**0.5, 0.5**0.5), (0.5, 0.3827, 0.9239), (1, 0, 1)]
)
def test_a_mono_piece_is_panned_at_constant_power(content: Path, pan: float, left: float, right: float) -> None:
    path = content / "kits/little_kit/kit.json"
    kit = load_kit(content / "kits", "little_kit")
    manifest = read_manifest(content / "sources/little_beat")
    assert manifest.drums is not None
    pieces = {name: piece.model_copy(update={"pan": pan, "gain_db": 0.0}) for name, piece in kit.pieces.items()}
    path.write_text(kit.model_copy(update={"pieces": pieces}).model_dump_json(), encoding="utf-8")
    drums = manifest.drums.model_copy(update={"gain_db": 0.0})
    kick = drum_audio(
        drums, source_dir=content / "sources/little_beat", kits_dir=content / "kits", n_frames=manifest.loop_frames
    )["kick"]
    power = np.sqrt(np.mean(np.square(kick, dtype=np.float64), axis=0))
    assert power / np.hypot(*power) == pytest.approx([left, right], abs=1e-3)


def test_closed_hats_cut_off_the_open_one_and_the_kick_rings_on(kit: Kit, kits_dir: Path) -> None:
    events = [event("hat_open", 0.5), event("kick", 0.75), event("hat_closed", 1.0)]
    hits = strokes(events, kit=kit, kit_dir=kits_dir / "little_kit", loop_s=LOOP_S)
    assert hits["hat_open"][0].stop_s == pytest.approx(1.0)
    assert hits["hat_closed"][0].stop_s == pytest.approx(LOOP_S + 0.5)
    assert hits["kick"][0].stop_s is None


def test_every_stroke_of_a_round_robin_differs_and_the_fifth_is_the_first(kit: Kit, kits_dir: Path) -> None:
    events = [event("kick", 0.25 * index) for index in range(5)]
    hits = strokes(events, kit=kit, kit_dir=kits_dir / "little_kit", loop_s=LOOP_S)["kick"]
    assert len({id(hit.sample) for hit in hits[:4]}) == 4
    assert hits[4].sample is hits[0].sample


def test_the_round_robin_follows_the_file_so_that_moving_a_hit_changes_no_sample(kit: Kit, kits_dir: Path) -> None:
    straight = [event("kick", 0.5), event("kick", 1.0), event("kick", 1.5)]
    moved = [event("kick", 1.1), event("kick", 1.0), event("kick", 1.5)]
    for hit, other in zip(
        strokes(straight, kit=kit, kit_dir=kits_dir / "little_kit", loop_s=LOOP_S)["kick"],
        strokes(moved, kit=kit, kit_dir=kits_dir / "little_kit", loop_s=LOOP_S)["kick"],
        strict=True,
    ):
        np.testing.assert_array_equal(hit.sample, other.sample)


@pytest.mark.parametrize("velocity", [1, 2, 61, 62, 63, 98, 99, 127])
def test_a_stroke_is_as_loud_as_its_velocity_says_to_a_fraction_of_a_db(
    kit: Kit, kits_dir: Path, velocity: int
) -> None:
    kit_dir = kits_dir / "little_kit"
    hit = strokes([event("kick", 0.5, velocity)], kit=kit, kit_dir=kit_dir, loop_s=LOOP_S)["kick"][0]
    layer = load_layer(choose_layer(kit.pieces["kick"], velocity=velocity), kit_dir=kit_dir)
    low = np.abs(np.fft.rfft(np.stack([hit.sample[:, 0] * hit.gain, layer[:, 0]]))[:, 20:40]).mean(axis=1)
    assert 20 * np.log10(low[0] / low[1]) == pytest.approx(velocity_gain_db(velocity), abs=0.1)


@pytest.mark.parametrize(("velocity", "layer"), [(1, 60), (60, 60), (84, 60), (85, 110), (86, 110), (127, 110)])
def test_the_layer_recorded_nearest_is_struck(kit: Kit, velocity: int, layer: int) -> None:
    assert choose_layer(kit.pieces["kick"], velocity=velocity).velocity == layer


def test_a_stem_of_another_length_is_refused(manifest: Manifest, source_dir: Path) -> None:
    with pytest.raises(ContentError, match=r"chord\.flac must hold 147 frames, holds 176400"):
        stem_audio(manifest.stems[0], source_dir=source_dir, n_frames=147)
