"""The content check finds every planted fault, names its file and id, and finds none where there is none."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from game.core.facts import Source
from game.dsp.audio import Audio
from game.dsp.noise import pink_noise
from game.library.audio_file import read_clip
from game.library.catalogue import Library
from game.library.check import Report, check_content
from game.library.check_files import licence_faults
from game.library.check_onsets import lateness_s, onset_faults
from game.library.check_sound import SONG_OCTAVES_DB, crest_db, measure, mix_faults, octave_levels_db
from game.library.manifest import NoteEvent, Stem

Manifest = dict[str, Any]
EditManifest = Callable[[str, Callable[[Manifest], object]], None]
RATE_HZ = 44_100


def share(source: Source) -> Mapping[str, float]:
    return {"eq.boost_freq": len(source.sparsest_bar_db) / 28}


def check(content_dir: Path) -> Report:
    return check_content(Library(content_dir), fair_share=share)


def faults_of(content_dir: Path) -> list[str]:
    return [f"{fault.file} {fault.id}: {fault.fault}" for fault in check(content_dir).faults]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def edit_json(path: Path, change: Callable[[Any], object]) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_clean_content_is_ok(clean_content: Path) -> None:
    report = check(clean_content)
    assert report.faults == ()
    assert report.ok


def test_the_report_has_the_keys_of_the_contract(clean_content: Path) -> None:
    report = json.loads(json.dumps(check(clean_content).to_json(), allow_nan=False))
    assert list(report) == ["ok", "faults", "sources", "lessons", "quiz_items", "size_mb"]
    assert list(report["sources"][0]) == [
        "source_id", "kind", "licence", "held_out", "tempo_bpm", "bars", "beats_per_bar", "lufs", "true_peak_dbtp",
        "crest_db", "seam", "fair_share",
    ]  # fmt: skip
    assert (report["ok"], report["lessons"], report["quiz_items"]) == (True, 1, 1)


def test_a_bad_lesson_and_a_bad_question_are_told_with_their_files(content: Path) -> None:
    lesson, quiz = content / "lessons/01_listen.toml", content / "quizzes/facts.toml"
    lesson.write_text(lesson.read_text().replace("little_beat", "nobody"))
    quiz.write_text(quiz.read_text().replace("right = 2", "right = 9"))
    faults = check(content).faults
    assert [fault.file for fault in faults] == ["quizzes/facts.toml", "lessons/01_listen.toml"]
    assert "must be a built-in source" in faults[1].fault


def test_every_source_is_reported_with_its_figures(clean_content: Path) -> None:
    sources = check(clean_content).sources
    assert [source.source_id for source in sources] == ["little_beat", "little_tune", "pink_noise"]
    for source in sources:
        assert source.lufs == pytest.approx(-18, abs=0.1)
        assert source.fair_share == {"eq.boost_freq": 1.0}


def test_the_build_folder_weighs_nothing(content: Path) -> None:
    before = check(content).size_mb
    (content / "build").mkdir()
    (content / "build/big.bin").write_bytes(bytes(3_000_000))
    assert check(content).size_mb == before


def test_a_fault_is_named_with_file_and_id(content: Path) -> None:
    (content / "sources/little_tune/stems/chord.flac").unlink()
    fault = check(content).faults[0]
    assert (fault.file, fault.id) == ("sources/little_tune/manifest.json", "little_tune")
    assert "chord.flac is missing" in fault.fault


def test_all_faults_are_listed_not_the_first_alone(content: Path) -> None:
    (content / "sources/little_tune/stems/chord.flac").unlink()
    (content / "sources/little_beat/events/drums.json").unlink()
    (content / "kits/little_kit/kick_60.flac").write_bytes(b"")
    found = "\n".join(faults_of(content))
    for name in ("chord.flac is missing", "drums.json is missing", "kick_60.flac is not the file"):
        assert name in found


MANIFEST_FAULTS: dict[str, tuple[Callable[[Manifest], object], str]] = {
    "tempo": (lambda m: m.update(tempo_bpm=121.0), r"loop_frames must be 174942\.1 \(8 beats at 121\.0 bpm\)"),
    "licence": (lambda m: m.update(licence="GPL-3.0"), "licence 'GPL-3.0' is not allowed"),
    "licence text": (lambda m: m.update(licence="MIT AND CC0-1.0"), "the text of licence 'MIT' is missing"),
    "loudness": (lambda m: m.update(gain_db=m["gain_db"] - 1), r"must be at -18\.0 LUFS .* is at -19\.0"),
    "true peak": (lambda m: m.update(gain_db=m["gain_db"] + 12), r"must not pass -1\.0 dBTP"),
    "stored loudness": (lambda m: m["mix"].update(lufs=-17.7), r"mix\.lufs is said to be -17\.70, measured -18\.0"),
    "stored peak": (lambda m: m["mix"].update(true_peak_dbtp=-30), r"mix\.true_peak_dbtp is said to be -30"),
    "stored crest": (lambda m: m["mix"].update(crest_db=3), r"mix\.crest_db is said to be 3"),
    "stored band": (
        lambda m: m["mix"]["band_db"].update({"1000": 5.0}),
        r"mix\.band_db at 1000 Hz is said to be 5\.00",
    ),
    "missing band": (
        lambda m: m["mix"]["sparsest_bar_db"].pop("80"),
        r"mix\.sparsest_bar_db must have the bands 31\.5",
    ),
    "stored sparsest": (
        lambda m: m["mix"]["sparsest_bar_db"].update({"80": 5.0}),
        r"mix\.sparsest_bar_db at 80 Hz is said to be 5\.00",
    ),
    "stem loudness": (lambda m: m["stems"][0].update(lufs=-3), r"stem chord: lufs is said to be -3\.00"),
    "stem range": (lambda m: m["stems"][0].update(usable_hz=[20, 30]), r"usable_hz is said to be \(20\.0, 30\.0\)"),
    "stem length": (lambda m: m.update(loop_frames=147), r"chord\.flac must hold 147 frames, holds 176400"),
    "kit": (lambda m: m["drums"].update(kit="litle_kit"), r"no kit 'litle_kit'; did you mean 'little_kit'\?"),
    "digest": (lambda m: m["stems"][0].update(sha256="0" * 64), r"chord\.flac is not the file .*sha256 differs"),
    "score": (lambda m: m["build"].update(score_sha256="0" * 64), r"little_tune\.toml has changed since"),
    "score name": (
        lambda m: m["build"].update(score="scores/none.toml"),
        r"build\.score scores/none\.toml is not there",
    ),
    "stem name": (lambda m: m["stems"][0].update(name="Chord"), "stem 'Chord' must be lower case"),
    "form": (lambda m: m.pop("key"), "does not have the expected form: key: Field required"),
    "id": (lambda m: m.update(source_id="else"), "source_id must be the folder's name 'little_tune', is 'else'"),
}


@pytest.mark.parametrize("name", MANIFEST_FAULTS)
def test_a_fault_in_a_manifest_is_found(content: Path, edit_manifest: EditManifest, name: str) -> None:
    change, sentence = MANIFEST_FAULTS[name]
    edit_manifest("little_tune", change)
    assert re.search(sentence, "\n".join(faults_of(content)))


EVENT_FAULTS: dict[str, tuple[Callable[[Any], object], str]] = {
    "before the loop": (lambda events: events[0].update(time_s=-0.001), r"event 0: time_s must lie between 0 and 4\.0"),
    "after the loop": (lambda events: events[7].update(grid_s=4.0), r"event 7: grid_s must lie between 0 and 4\.0"),
    "unknown piece": (lambda events: events[0].update(piece="kik"), r"no piece 'kik'; did you mean 'kick'\?"),
    "no events": (lambda events: events.clear(), "holds no events"),
    "velocity": (
        lambda events: events[3].update(velocity=0),
        r"drums\.json does not have the expected form: 3\.velocity",
    ),
}


@pytest.mark.parametrize("name", EVENT_FAULTS)
def test_a_fault_in_events_is_found(content: Path, edit_manifest: EditManifest, name: str) -> None:
    change, sentence = EVENT_FAULTS[name]
    path = content / "sources/little_beat/events/drums.json"
    edit_json(path, change)
    edit_manifest("little_beat", lambda manifest: manifest["drums"].update(events_sha256=digest(path)))
    assert re.search(sentence, "\n".join(faults_of(content)))


def test_a_bar_that_repeats_another_in_every_part_is_found(content: Path, edit_manifest: EditManifest) -> None:
    path = content / "sources/little_beat/events/drums.json"
    edit_json(path, repeat_the_first_bar)
    edit_manifest("little_beat", lambda manifest: manifest["drums"].update(events_sha256=digest(path)))
    assert any("bar 2 repeats bar 1 identically in every part" in fault for fault in faults_of(content))


def test_a_bar_that_repeats_in_one_part_alone_is_no_fault(content: Path, edit_manifest: EditManifest) -> None:
    path = content / "sources/little_tune/events/drums.json"
    edit_json(path, repeat_the_first_bar)
    edit_manifest("little_tune", lambda manifest: manifest["drums"].update(events_sha256=digest(path)))
    assert not any("repeats" in fault for fault in faults_of(content))


def repeat_the_first_bar(events: list[dict[str, Any]]) -> None:
    for first, second in zip(events[:4], events[4:], strict=True):
        second.update(piece=first["piece"], velocity=first["velocity"], time_s=first["time_s"] + 2.0)


KIT_FAULTS: dict[str, tuple[Callable[[Any], object], str]] = {
    "id": (lambda kit: kit.update(kit_id="other"), "kit_id must be the folder's name 'little_kit', is 'other'"),
    "licence": (lambda kit: kit.update(licence="CC-BY-SA-3.0"), "licence 'CC-BY-SA-3.0' is not allowed"),
    "preroll": (lambda kit: kit.update(preroll_frames=20), r"kick_110\.flac must sound from frame 20 .* from frame 8"),
    "piece": (
        lambda kit: kit["pieces"].update(Kick=kit["pieces"].pop("kick")),
        "piece 'Kick' must be lower case: letters",
    ),
    "file name": (
        lambda kit: kit["pieces"]["kick"]["layers"][0].update(file="Kick_60.flac"),
        r"file name 'Kick_60\.flac' must be lower case",
    ),
    "channels": (
        lambda kit: kit["pieces"]["kick"]["layers"][0].update(channels=2),
        r"kick_60\.flac must have 2 channels at 44100 Hz, has 1 at 44100 Hz",
    ),
    "form": (lambda kit: kit.update(size="big"), r"kit\.json does not have the expected form: size: Extra inputs"),
}


@pytest.mark.parametrize("name", KIT_FAULTS)
def test_a_fault_in_a_kit_is_found(content: Path, name: str) -> None:
    change, sentence = KIT_FAULTS[name]
    edit_json(content / "kits/little_kit/kit.json", change)
    assert re.search(sentence, "\n".join(faults_of(content)))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda sound: sound * 0.5, r"kick_60\.flac must peak at -1\.0 dBFS, peaks at -7\.0"),
        (lambda sound: sound * 0, r"kick_60\.flac is silent"),
        (lambda sound: np.roll(sound, 5, axis=0), r"kick_60\.flac must sound from frame 8 .* sounds from frame 13"),
    ],
    ids=["quiet", "silent", "late by 0.11 ms"],
)
def test_a_fault_in_a_one_shot_is_found(content: Path, spoil: Callable[[Audio], Audio], sentence: str) -> None:
    path = content / "kits/little_kit/kick_60.flac"
    sound, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    soundfile.write(path, spoil(sound), rate_hz, subtype="PCM_16")
    kit = content / "kits/little_kit/kit.json"
    edit_json(kit, lambda value: value["pieces"]["kick"]["layers"][0].update(sha256=digest(path)))
    assert re.search(sentence, "\n".join(faults_of(content)))


def test_a_fault_that_all_parts_share_is_listed_once(content: Path) -> None:
    (content / "licences/cc0-1.0.txt").unlink()
    found = [fault for fault in faults_of(content) if "licence" in fault]
    assert len(found) == 3


@pytest.mark.parametrize(
    "expression", ["MIT", "CC-BY-3.0", "MIT AND CC0-1.0", "MIT-CMU", "(MIT AND OFL-1.1)", "BSD-3-Clause"]
)
def test_a_licence_with_its_text_is_allowed(tmp_path: Path, expression: str) -> None:
    for name in ("mit-fluid", "cc-by-3.0", "cc0-1.0", "mit-cmu-flite", "ofl-1.1", "bsd-3-clause"):
        (tmp_path / f"{name}.txt").touch()
    assert list(licence_faults(expression, licences_dir=tmp_path)) == []


def test_the_text_of_one_licence_does_not_stand_for_another(tmp_path: Path) -> None:
    (tmp_path / "mit-cmu-flite.txt").touch()
    assert list(licence_faults("MIT-CMU", licences_dir=tmp_path)) == []
    assert any("'MIT' is missing" in fault for fault in licence_faults("MIT", licences_dir=tmp_path))


def test_octave_levels_of_pink_noise_are_equal_but_for_the_ends() -> None:
    levels = octave_levels_db(pink_noise(4 * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=1), rate_hz=RATE_HZ)
    assert list(levels) == list(SONG_OCTAVES_DB)
    assert [level for centre, level in levels.items() if centre < 16_000] == pytest.approx([0] * 10, abs=0.3)


def test_the_crest_of_a_sine_is_3_db() -> None:
    sine = np.sin(2 * np.pi * 100 * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32)[:, None]
    assert crest_db(sine) == pytest.approx(3.01, abs=0.01)


def test_noise_is_no_song() -> None:
    noise = pink_noise(4 * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=1)
    found = list(mix_faults(noise, measure(noise, rate_hz=RATE_HZ), kind="song", rate_hz=RATE_HZ))
    assert any("the octave around 8000 Hz must lie -27 to -7 dB" in fault for fault in found)


def test_a_sine_has_too_little_crest_for_a_solo() -> None:
    sine = np.sin(2 * np.pi * 100 * np.arange(2 * RATE_HZ) / RATE_HZ).astype(np.float32)[:, None]
    found = list(mix_faults(sine, measure(sine, rate_hz=RATE_HZ), kind="solo", rate_hz=RATE_HZ))
    assert any("the crest factor of a solo must lie between 8 and 21 dB, is 3.0" in fault for fault in found)


def test_a_loop_that_clicks_is_found() -> None:
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    clicking = np.sin(2 * np.pi * 100.125 * time_s).astype(np.float32)[:, None]
    found = list(mix_faults(clicking, measure(clicking, rate_hz=RATE_HZ), kind="noise", rate_hz=RATE_HZ))
    assert any("the seam must not stand out" in fault for fault in found)


def one_line() -> tuple[Audio, list[NoteEvent]]:
    """Return eight plucks, a third of a second apart, with silence between them."""
    moments_s = [0.25 + 0.3334567 * index for index in range(8)]
    events = [NoteEvent(time_s=at, grid_s=at, key=40, velocity=90, duration_s=0.1) for at in moments_s]
    time_s = np.arange(4 * RATE_HZ)[:, None] / RATE_HZ - np.asarray(moments_s)
    plucks = np.cos(2 * np.pi * 80 * time_s) * np.exp(-40 * np.maximum(time_s, 0)) * (time_s >= 0)
    return plucks.sum(axis=1, keepdims=True).astype(np.float32), events


def stem_of(content_dir: Path, *, role: str) -> Stem:
    manifest = Library(content_dir).manifests()["little_tune"]
    return manifest.stems[0].model_copy(update={"role": role})


def test_notes_that_sound_when_they_should_are_no_fault(clean_content: Path) -> None:
    audio, events = one_line()
    assert list(onset_faults(stem_of(clean_content, role="bass"), audio, events)) == []
    assert len(lateness_s(audio, events)) == len(events)


@pytest.mark.parametrize("frames", [8, -9, 100])
def test_a_bass_beside_its_events_is_found(clean_content: Path, frames: int) -> None:
    audio, events = one_line()
    shifted = np.roll(audio, frames, axis=0)
    found = list(onset_faults(stem_of(clean_content, role="bass"), shifted, events))
    late = re.search(
        r"must sound when events/chord\.json says \(within 0\.1 ms\), sounds (\S+) ms late", "\n".join(found)
    )
    assert late is not None
    assert float(late[1]) == pytest.approx(1000 * frames / RATE_HZ, abs=0.03)
    assert list(onset_faults(stem_of(clean_content, role="strings"), shifted, events)) == []


def test_a_late_bass_is_named_with_its_source(content: Path, edit_manifest: EditManifest) -> None:
    audio, events = one_line()
    folder = content / "sources/little_tune"
    soundfile.write(folder / "stems/chord.flac", np.roll(audio.repeat(2, axis=1) * 0.5, 50, axis=0), RATE_HZ)
    (folder / "events/chord.json").write_text(json.dumps([event.model_dump() for event in events]), encoding="utf-8")
    edit_manifest(
        "little_tune",
        lambda manifest: manifest["stems"][0].update(
            role="bass",
            sha256=digest(folder / "stems/chord.flac"),
            events_sha256=digest(folder / "events/chord.json"),
        ),
    )
    named = [fault for fault in check(content).faults if "chord.flac must sound when" in fault.fault]
    assert [(fault.file, fault.id) for fault in named] == [("sources/little_tune/manifest.json", "little_tune")]


def test_a_pack_that_is_broken_everywhere_lists_every_fault(content: Path, edit_manifest: EditManifest) -> None:
    """Loudness, peak, crest and spectrum, seam, tempo, licence, digest and repetition, each with its file."""
    tune, beat = content / "sources/little_tune", content / "sources/little_beat"
    time_s = np.arange(4 * RATE_HZ)[:, None] / RATE_HZ
    soundfile.write(tune / "stems/chord.flac", 0.5 * np.sin(2 * np.pi * 3000.06 * time_s).repeat(2, axis=1), RATE_HZ)
    edit_json(beat / "events/drums.json", repeat_the_first_bar)
    edit_manifest("little_beat", lambda m: m["drums"].update(events_sha256=digest(beat / "events/drums.json")))
    edit_manifest("little_beat", lambda m: m.update(tempo_bpm=119.0, licence="GPL-2.0"))
    edit_manifest("little_tune", lambda m: m["stems"][0].update(sha256=digest(tune / "stems/chord.flac"), gain_db=30.0))
    edit_manifest("little_tune", lambda m: m.update(kind="song", drums=None))
    (content / "kits/little_kit/hat_open_100.flac").write_bytes(b"no sound")
    found = "\n".join(faults_of(content))
    for place, sentence in (
        ("little_tune", "must be at -18.0 LUFS"),
        ("little_tune", "the true peak must not pass -1.0 dBTP"),
        ("little_tune", "the seam must not stand out"),
        ("little_tune", "the crest factor of a song must lie between"),
        ("little_tune", "the octave around 63 Hz must lie"),
        ("little_tune", "mix.crest_db is said to be"),
        ("little_beat", "loop_frames must be"),
        ("little_beat", "licence 'GPL-2.0' is not allowed"),
        ("little_beat", "bar 2 repeats bar 1"),
        ("kits/little_kit/kit.json", "hat_open_100.flac is not the file"),
    ):
        assert re.search(rf"{place}.*{re.escape(sentence)}", found), (sentence, found)


def test_mixes_are_written_as_the_game_loops_them(clean_content: Path, tmp_path: Path) -> None:
    library = Library(clean_content)
    check_content(library, fair_share=share, mixes_dir=tmp_path / "mixes")
    assert sorted(path.name for path in (tmp_path / "mixes").iterdir()) == [
        "little_beat.wav",
        "little_tune.wav",
        "pink_noise.wav",
    ]
    written = read_clip(tmp_path / "mixes/little_tune.wav")
    assert written.rate_hz == 48_000
    np.testing.assert_allclose(written.audio, library.load("little_tune", rate_hz=48_000).audio, atol=2**-22)


def test_mixes_are_written_even_if_another_source_is_damaged(content: Path, tmp_path: Path) -> None:
    (content / "sources/little_beat/manifest.json").write_text("{", encoding="utf-8")
    check_content(Library(content), fair_share=share, mixes_dir=tmp_path / "mixes")
    assert (tmp_path / "mixes/little_tune.wav").exists()
