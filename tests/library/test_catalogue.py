"""The catalogue lists sources quickly, loads them as seamless loops, and names what is damaged."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game.core.errors import ContentError
from game.dsp.audio import SourceAudio
from game.dsp.bands import THIRD_OCTAVES_HZ, sparsest_levels_db
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs
from game.library.catalogue import KEPT_LOOPS, NOISE_SPARSEST_DB, Library, noise_loop

EditManifest = Callable[[str, Callable[[dict[str, Any]], object]], None]


def test_sources_are_listed_by_id_and_the_noise_comes_last(clean_content: Path) -> None:
    ids = [source.source_id for source in Library(clean_content).sources()]
    assert ids == ["little_beat", "little_tune", "pink_noise"]


def test_a_source_is_described_without_being_heard(clean_content: Path) -> None:
    source = Library(clean_content).find("little_tune")
    assert (source.kind, source.tempo_bpm, source.bars, source.loop_s, source.bar_s) == ("solo", 120.0, 2, 4.0, 2.0)


def test_the_sparsest_levels_come_in_order_of_frequency(clean_content: Path) -> None:
    source = Library(clean_content).find("little_beat")
    assert tuple(centre for centre, _ in source.sparsest_bar_db) == THIRD_OCTAVES_HZ


def test_listing_sources_loads_neither_numpy_nor_scipy(clean_content: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from game.library.catalogue import KEPT_LOOPS, Library; "
        f"Library(Path({str(clean_content)!r})).sources(); "
        "print([name for name in ('numpy', 'scipy', 'soundfile', 'soxr') if name in sys.modules])"
    )
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert listed.stdout.strip() == "[]"


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("source_id", ["little_beat", "little_tune", "pink_noise"])
def test_a_loaded_source_is_a_seamless_stereo_loop_at_minus_18_lufs(
    clean_content: Path, source_id: str, rate_hz: int
) -> None:
    library = Library(clean_content)
    loaded = library.load(source_id, rate_hz=rate_hz)
    assert loaded.audio.shape == (round(loaded.source.loop_s * rate_hz), 2)
    assert loaded.audio.dtype == np.float32
    assert integrated_lufs(loaded.audio, rate_hz=rate_hz) == pytest.approx(-18, abs=0.1)
    assert seam_db(loaded.audio, rate_hz=rate_hz) <= 0


def test_a_loop_is_made_once_and_kept(clean_content: Path) -> None:
    library = Library(clean_content)
    first = library.load("little_beat", rate_hz=48_000)
    assert library.load("little_beat", rate_hz=48_000) is first


def test_what_was_given_up_is_made_again(clean_content: Path) -> None:
    library = Library(clean_content)
    first = library.load("little_beat", rate_hz=48_000)
    library.give_up()
    again = library.load("little_beat", rate_hz=48_000)
    assert again is not first
    assert np.array_equal(again.audio, first.audio)


def test_kept_audio_cannot_be_written_to(clean_content: Path) -> None:
    audio = Library(clean_content).load("little_beat", rate_hz=48_000).audio
    with pytest.raises(ValueError, match="read-only"):
        audio *= 2


def test_the_memory_for_loops_is_bounded(clean_content: Path) -> None:
    library = Library(clean_content)
    first = library.load("pink_noise", rate_hz=8_000)
    for rate_hz in range(8_001, 8_001 + KEPT_LOOPS):
        library.load("pink_noise", rate_hz=rate_hz)
    assert library.load("pink_noise", rate_hz=8_000) is not first


def test_threads_that_want_the_same_loop_share_one(clean_content: Path) -> None:
    library = Library(clean_content)
    loaded: list[SourceAudio] = []
    threads = [
        threading.Thread(target=lambda: loaded.append(library.load("little_tune", rate_hz=48_000))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 6
    assert len({id(audio) for audio in loaded}) == 1


def test_two_libraries_load_the_same_samples(clean_content: Path) -> None:
    first, second = (Library(clean_content).load("little_tune", rate_hz=48_000) for _ in range(2))
    np.testing.assert_array_equal(first.audio, second.audio)
    assert first.source.sha256 == second.source.sha256


def test_an_unknown_id_gets_a_suggestion_and_the_list(clean_content: Path) -> None:
    with pytest.raises(ContentError, match=r"no source 'litle_beat'; did you mean 'little_beat'\?.*pink_noise"):
        Library(clean_content).find("litle_beat")


def test_an_id_that_resembles_none_gets_the_list_alone(clean_content: Path) -> None:
    with pytest.raises(ContentError, match=r"no source 'xyz'\. There are: little_beat, little_tune, pink_noise"):
        Library(clean_content).find("xyz")


def test_a_missing_manifest_is_named(content: Path) -> None:
    (content / "sources/little_beat/manifest.json").unlink()
    with pytest.raises(ContentError, match=r"little_beat.manifest\.json is missing; install Own Ears again"):
        Library(content).sources()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', "\x00\xff", "null"])
def test_a_damaged_manifest_is_named(content: Path, text: str) -> None:
    (content / "sources/little_beat/manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(ContentError, match=r"manifest\.json does not have the expected form"):
        Library(content).sources()


def test_a_field_out_of_range_is_named(content: Path, edit_manifest: EditManifest) -> None:
    edit_manifest("little_beat", lambda manifest: manifest.update(tempo_bpm=1000))
    with pytest.raises(ContentError, match="tempo_bpm: Input should be less than or equal to 240"):
        Library(content).sources()


def test_a_manifest_must_lie_in_the_folder_of_its_id(content: Path, edit_manifest: EditManifest) -> None:
    edit_manifest("little_beat", lambda manifest: manifest.update(source_id="other"))
    with pytest.raises(ContentError, match=r"source_id must be the folder's name 'little_beat', is 'other'"):
        Library(content).sources()


@pytest.mark.parametrize(
    "name",
    [
        "sources/little_tune/stems/chord.flac",
        "sources/little_tune/events/drums.json",
        "kits/little_kit/kick_110.flac",
    ],
)
def test_a_file_with_other_bytes_is_named(content: Path, name: str) -> None:
    path = content / name
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ContentError, match=rf"{path.name} is not the file .*sha256 differs"):
        Library(content).load("little_tune", rate_hz=48_000)


def test_a_missing_stem_is_named(content: Path) -> None:
    (content / "sources/little_tune/stems/chord.flac").unlink()
    with pytest.raises(ContentError, match=r"chord\.flac is missing"):
        Library(content).load("little_tune", rate_hz=48_000)


def test_what_failed_can_be_loaded_once_it_is_mended(content: Path) -> None:
    library = Library(content)
    stem = content / "sources/little_tune/stems/chord.flac"
    sound = stem.read_bytes()
    stem.unlink()
    with pytest.raises(ContentError):
        library.load("little_tune", rate_hz=48_000)
    stem.write_bytes(sound)
    assert library.load("little_tune", rate_hz=48_000).source.source_id == "little_tune"


def test_a_file_name_cannot_lead_out_of_its_folder(content: Path, edit_manifest: EditManifest) -> None:
    edit_manifest("little_tune", lambda manifest: manifest["stems"][0].update(file="../../../secret.flac"))
    with pytest.raises(ContentError, match="must stay inside the folder"):
        Library(content).load("little_tune", rate_hz=48_000)


def test_an_unknown_piece_is_named(content: Path, edit_manifest: EditManifest) -> None:
    path = content / "kits/little_kit/kit.json"
    kit = json.loads(path.read_text(encoding="utf-8"))
    del kit["pieces"]["kick"]
    path.write_text(json.dumps(kit), encoding="utf-8")
    with pytest.raises(ContentError, match="kit little_kit has no piece 'kick'; it has hat_closed, hat_open"):
        Library(content).load("little_beat", rate_hz=48_000)


def test_another_gain_makes_another_digest(content: Path, edit_manifest: EditManifest) -> None:
    before = Library(content).find("little_beat").sha256
    edit_manifest("little_beat", lambda manifest: manifest.update(gain_db=manifest["gain_db"] + 1))
    assert Library(content).find("little_beat").sha256 != before


def test_another_title_keeps_the_digest(content: Path, edit_manifest: EditManifest) -> None:
    before = Library(content).find("little_beat").sha256
    edit_manifest("little_beat", lambda manifest: manifest.update(title="Renamed"))
    assert Library(content).find("little_beat").sha256 == before


def test_the_noise_is_known_before_it_is_heard() -> None:
    measured = sparsest_levels_db(noise_loop(rate_hz=48_000), rate_hz=48_000, parts=4)
    assert tuple(centre for centre, _ in NOISE_SPARSEST_DB) == THIRD_OCTAVES_HZ
    np.testing.assert_allclose(measured, [level for _, level in NOISE_SPARSEST_DB], atol=1.0)
