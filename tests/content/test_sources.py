"""What is committed in content/: it fits the manifests, and what they say of it is so."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from content.build.performing import drum_events, note_events
from content.build.recipes import MENEGASS
from content.build.score import load_score
from game.library.check_files import onset_frame
from game.library.manifest import RATE_HZ, Kit, Manifest, NoteEvent
from game.library.mixing import drum_audio, mix_loop

CONTENT = Path(__file__).parents[2] / "content"
MANIFESTS = sorted((CONTENT / "sources").glob("*/manifest.json"))
KITS = sorted((CONTENT / "kits").glob("*/kit.json"))
SIZE_LIMIT_BYTES = 36_000_000
SOFT_ATTACKS = ("china", "crash", "rim", "shaker")
"""Struck softly these swell for up to a millisecond, so that no meter can say where they begin."""
every_manifest = pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
every_kit = pytest.mark.parametrize("path", KITS, ids=lambda path: path.parent.name)


def read(path: Path) -> Manifest:
    return Manifest.model_validate_json(path.read_bytes())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_score_has_a_source() -> None:
    assert {path.parent.name for path in MANIFESTS} == {path.stem for path in (CONTENT / "scores").glob("*.toml")}


@every_manifest
def test_a_source_is_built_from_the_score_that_is_there(path: Path) -> None:
    manifest = read(path)
    assert manifest.build.score_sha256 == digest(CONTENT / manifest.build.score)


@every_manifest
def test_files_have_the_digests_of_their_manifest(path: Path) -> None:
    manifest = read(path)
    said = {stem.file: stem.sha256 for stem in manifest.stems}
    said |= {stem.events: stem.events_sha256 for stem in manifest.stems}
    if manifest.drums is not None:
        said[manifest.drums.events] = manifest.drums.events_sha256
    assert {name: digest(path.parent / name) for name in said} == said


@every_manifest
def test_no_file_lies_beside_the_manifest_unnamed(path: Path) -> None:
    manifest = read(path)
    named = {"manifest.json"} | {name for stem in manifest.stems for name in (stem.file, stem.events)}
    if manifest.drums is not None:
        named.add(manifest.drums.events)
    there = {str(file.relative_to(path.parent)) for file in path.parent.rglob("*") if file.is_file()}
    assert there == named


@every_manifest
def test_stems_are_exactly_as_long_as_the_loop(path: Path) -> None:
    manifest = read(path)
    for stem in manifest.stems:
        info = soundfile.info(path.parent / stem.file)
        assert (info.frames, info.samplerate, info.channels) == (manifest.loop_frames, RATE_HZ, stem.channels)


@every_manifest
def test_events_are_those_that_the_score_plays(path: Path) -> None:
    manifest = read(path)
    score = load_score(CONTENT / manifest.build.score)
    played = {part.name: [event.model_dump() for event in note_events(score, part)] for part in score.parts}
    if score.drums is not None:
        played["drums"] = [event.model_dump() for event in drum_events(score, score.drums)]
    for name, events in played.items():
        assert json.loads((path.parent / "events" / f"{name}.json").read_text(encoding="utf-8")) == events, name


@every_manifest
def test_stems_do_not_clip_and_are_not_silent(path: Path) -> None:
    for stem in read(path).stems:
        audio, _ = soundfile.read(path.parent / stem.file, dtype="float32", always_2d=True)
        assert 0.85 < np.abs(audio).max() < 0.95, stem.name
        assert abs(audio.mean()) < 1e-3, f"{stem.name} has an offset"


@every_manifest
def test_no_stem_drowns_the_others(path: Path) -> None:
    manifest = read(path)
    levels = [stem.lufs + stem.gain_db for stem in manifest.stems]
    assert not levels or max(levels) - min(levels) < 9


def stem_audio(source_id: str, name: str) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], list[NoteEvent]]:
    """Return a stem, mixed down to one channel, and its events."""
    folder = CONTENT / "sources" / source_id
    audio, _ = soundfile.read(folder / "stems" / f"{name}.flac", dtype="float64", always_2d=True)
    events = json.loads((folder / "events" / f"{name}.json").read_text(encoding="utf-8"))
    return audio.mean(axis=1), [NoteEvent.model_validate(event) for event in events]


def sung_key(sound: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the pitch of a stretch of voice, as a MIDI number; autocorrelation may miss the octave."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 4 * len(sound))) ** 2
    echo = np.fft.irfft(power)[: RATE_HZ // 130]
    lag = RATE_HZ // 700 + int(np.argmax(echo[RATE_HZ // 700 :]))
    return float(69 + 12 * np.log2(RATE_HZ / lag / 440))


def test_the_synth_vocal_sings_its_long_notes_in_tune() -> None:
    voice, notes = stem_audio("pop_96", "synth_vocal")
    long_notes = [note for note in notes if note.duration_s > 0.35]
    for note in long_notes:
        start = round((note.time_s + 0.1) * RATE_HZ)
        stretch = voice[start : start + round(0.12 * RATE_HZ)]
        error = (sung_key(stretch) - note.key + 6) % 12 - 6
        assert abs(error) < 0.4, note
    assert len(long_notes) >= 8


def test_the_synth_vocal_has_air_above_8_khz() -> None:
    stem = next(stem for stem in read(CONTENT / "sources" / "pop_96" / "manifest.json").stems if stem.role == "vocal")
    assert -35 < stem.band_db["12500"] < -10


def test_the_synth_vocal_is_named_for_what_it_is_and_credited() -> None:
    manifest = read(CONTENT / "sources" / "pop_96" / "manifest.json")
    stem = next(stem for stem in manifest.stems if stem.role == "vocal")
    assert "synth vocal" in manifest.title
    assert "synth vocal" in stem.source
    assert "Carnegie Mellon University" in stem.attribution
    assert (stem.licence, manifest.licence) == ("CMU AND CC0-1.0", "MIT AND CMU AND CC0-1.0")


@every_manifest
def test_a_source_has_the_licences_of_its_stems(path: Path) -> None:
    manifest = read(path)
    for stem in manifest.stems:
        assert set(stem.licence.split(" AND ")) <= set(manifest.licence.split(" AND ")), stem.name


@every_manifest
def test_a_source_that_owes_a_credit_is_in_the_list_of_licences(path: Path) -> None:
    manifest = read(path)
    text = (CONTENT / "LICENSES.md").read_text(encoding="utf-8")
    assert {stem.licence for stem in manifest.stems} <= {"CC0-1.0"} or f"`{manifest.source_id}`" in text


def test_the_jazz_ride_is_heard_above_12_khz_in_every_bar() -> None:
    path = CONTENT / "sources" / "jazz_160" / "manifest.json"
    manifest = read(path)
    assert manifest.drums is not None
    drums = drum_audio(manifest.drums, source_dir=path.parent, kits_dir=CONTENT / "kits", n_frames=manifest.loop_frames)
    for bar in np.array_split(drums["ride"].mean(axis=1), manifest.bars):
        power = np.abs(np.fft.rfft(bar)) ** 2
        high = np.fft.rfftfreq(len(bar), 1 / RATE_HZ) > 12_000
        assert power[high].sum() > 0.02 * power.sum()


@every_kit
def test_one_shots_begin_at_their_onset(path: Path) -> None:
    kit = Kit.model_validate_json(path.read_bytes())
    for name, piece in kit.pieces.items():
        for layer in piece.layers:
            audio, _ = soundfile.read(path.parent / layer.file, dtype="float32", always_2d=True)
            assert abs(onset_frame(audio) - kit.preroll_frames) <= 4, f"{name} {layer.velocity}"


@every_kit
def test_one_shots_end_in_silence(path: Path) -> None:
    kit = Kit.model_validate_json(path.read_bytes())
    for name, piece in kit.pieces.items():
        for layer in piece.layers:
            audio, _ = soundfile.read(path.parent / layer.file, dtype="float32", always_2d=True)
            assert np.abs(audio[-8:]).max() < 1e-3, f"{name} {layer.velocity}"


@every_kit
def test_no_one_shot_lies_in_a_kit_unnamed(path: Path) -> None:
    kit = Kit.model_validate_json(path.read_bytes())
    named = {layer.file for piece in kit.pieces.values() for layer in piece.layers}
    assert {file.name for file in path.parent.glob("*.flac")} == named


@pytest.mark.parametrize("path", [path for path in MANIFESTS if read(path).drums], ids=lambda path: path.parent.name)
def test_an_isolated_hit_sounds_when_its_event_says(path: Path) -> None:
    manifest = read(path)
    assert manifest.drums is not None
    parts = drum_audio(manifest.drums, source_dir=path.parent, kits_dir=CONTENT / "kits", n_frames=manifest.loop_frames)
    events = json.loads((path.parent / manifest.drums.events).read_text(encoding="utf-8"))
    measured = 0
    for piece, sound in parts.items():
        for time_s in [event["time_s"] for event in events if event["piece"] == piece and piece not in SOFT_ATTACKS]:
            before = round(time_s * RATE_HZ) - 20
            if before > 200 and np.abs(sound[before - 200 : before]).max() < 1e-3 * np.abs(sound[before:][:1323]).max():
                late_s = (before + onset_frame(sound[before:])) / RATE_HZ - time_s
                assert abs(late_s) < 1e-4 + 1 / RATE_HZ, (piece, time_s)
                measured += 1
    assert measured >= 5


@every_manifest
def test_a_manifest_swings_as_its_score(path: Path) -> None:
    manifest = read(path)
    score = load_score(CONTENT / manifest.build.score)
    assert (manifest.swing_16th, manifest.swing_8th) == (score.swing_16th, score.swing_8th)


def test_an_isolated_note_sounds_when_its_event_says() -> None:
    path = CONTENT / "sources" / "house_125" / "manifest.json"
    stem = next(stem for stem in read(path).stems if stem.name == "bass")
    audio, _ = soundfile.read(path.parent / stem.file, dtype="float64", always_2d=True)
    events = json.loads((path.parent / stem.events).read_text(encoding="utf-8"))
    measured = 0
    for event in events:
        at = round(event["time_s"] * RATE_HZ)
        if at > 3000 and np.abs(audio[at - 600 : at - 20]).max() < 2e-3:
            attack = np.abs(audio[at - 20 : at + 1300, 0])
            begin = int(np.argmax(attack > attack.max() * 10 ** (-24 / 20))) - 20
            assert abs((at + begin) / RATE_HZ - event["time_s"]) < 1e-4
            measured += 1
    assert measured >= 10


@every_manifest
def test_the_end_runs_on_into_the_beginning(path: Path) -> None:
    mix = mix_loop(read(path), source_dir=path.parent, kits_dir=CONTENT / "kits").mean(axis=1)
    bend = np.abs(np.diff(np.concatenate([mix[-2000:], mix[:2000]]), 2))
    assert bend[1990:2010].max() <= np.abs(np.diff(mix, 2)).max()


def test_content_stays_small() -> None:
    folders = [CONTENT / name for name in ("kits", "licences", "scores", "sources")]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= SIZE_LIMIT_BYTES


def test_every_cc0_sample_is_credited() -> None:
    credits_text = (CONTENT / "licences" / "cc0-1.0-credits.txt").read_text(encoding="utf-8")
    for piece in MENEGASS.pieces.values():
        for origin, _ in piece.layers:
            assert origin.removeprefix("sample:") in credits_text
