"""A small content folder, made up on the spot, in which nothing is wrong."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from game.dsp.audio import Audio
from game.dsp.bands import THIRD_OCTAVES_HZ, band_levels_db, sparsest_levels_db
from game.library.audio_file import usable_range_hz
from game.library.catalogue import MANIFEST_FORM
from game.library.check_sound import measure
from game.library.mixing import mix_loop

RATE_HZ = 44_100
LOOP_FRAMES = 2 * 4 * RATE_HZ // 2
"""Two bars of four beats at 120 bpm."""

Manifest = dict[str, Any]

LESSON = """title = "Listen"
idea = "Sound first."
sandbox = "eq"
source_id = "little_beat"
further = "A book."

[[step]]
do = "Listen."
say = "It was weight."
values = { gain_db = 6 }

[[step]]
do = "Again."
say = "Air."
"""
QUIZ = """topic = "facts"

[[item]]
item_id = "one"
ask = "One and one?"
options = ["1", "2", "3", "4"]
right = 2
why = "They add up."
source = "Arithmetic"
"""


def one_shot(*, freq_hz: float, seed: int, seconds: float) -> Audio:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(seed).standard_normal(len(time_s))
    sound = (
        (np.cos(2 * np.pi * freq_hz * time_s) + 0.3 * noise) * np.exp(-2 * time_s / seconds) * (1 - time_s / seconds)
    )
    sound *= 10 ** (-1 / 20) / np.abs(sound).max()
    return np.concatenate([np.zeros(8), sound]).astype(np.float32)[:, None]


def stem_sound() -> Audio:
    """Return a turning chord that swells and fades with every beat."""
    time_s = np.arange(LOOP_FRAMES) / RATE_HZ
    partials = [np.sin(2 * np.pi * 110 * k * time_s + k) / k for k in range(1, 100)]
    swell = 0.55 + 0.45 * np.cos(2 * np.pi * 2 * time_s)
    wave = np.sum(partials, axis=0) * swell * 0.2
    return np.stack([wave, np.roll(wave, 400)], axis=1).astype(np.float32)


def write_flac(path: Path, audio: Audio) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, audio, RATE_HZ, subtype="PCM_16")
    return digest(path)


def write_json(path: Path, value: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return digest(path)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def by_name(levels: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    return {f"{centre:g}": round(float(level), 1) for centre, level in zip(THIRD_OCTAVES_HZ, levels, strict=True)}


def write_kit(kits_dir: Path) -> None:
    folder = kits_dir / "little_kit"
    pieces = {}
    for name, velocities, freq_hz, choke in (
        ("kick", (60, 110), 60, None),
        ("hat_closed", (100,), 9000, "hats"),
        ("hat_open", (100,), 8000, "hats"),
    ):
        seconds = 0.8 if name == "hat_open" else 0.45
        layers = []
        for velocity in velocities:
            file = f"{name}_{velocity}.flac"
            sha256 = write_flac(folder / file, one_shot(freq_hz=freq_hz, seed=velocity, seconds=seconds))
            layers.append({"file": file, "sha256": sha256, "velocity": velocity, "channels": 1})
        pieces[name] = {"layers": layers, "gain_db": -6.0, "pan": 0.0, "choke_group": choke}
    words = {"title": "Little kit", "licence": "CC0-1.0", "attribution": "Own Ears", "source": "made up"}
    kit = {"format": 1, "kit_id": "little_kit", "rate_hz": RATE_HZ, "preroll_frames": 8, "pieces": pieces, **words}
    write_json(folder / "kit.json", kit)


def drum_events() -> list[dict[str, object]]:
    events: list[dict[str, object]] = []
    for beat in range(8):
        piece = "kick" if beat % 2 == 0 else "hat_open" if beat == 5 else "hat_closed"
        grid_s = beat * 0.5
        events.append({"piece": piece, "time_s": grid_s + 0.00123, "grid_s": grid_s, "velocity": 70 + 6 * beat})
    return events


def write_stem(folder: Path) -> dict[str, object]:
    audio = stem_sound()
    sha256 = write_flac(folder / "stems/chord.flac", audio)
    audio, _ = soundfile.read(folder / "stems/chord.flac", dtype="float32", always_2d=True)
    notes = [
        {"time_s": beat * 0.5, "grid_s": beat * 0.5, "key": 45 + beat, "velocity": 90, "duration_s": 0.4}
        for beat in range(8)
    ]
    figures = measure(audio, rate_hz=RATE_HZ)
    return {
        "name": "chord",
        "role": "chords",
        "file": "stems/chord.flac",
        "sha256": sha256,
        "channels": 2,
        "gain_db": -3.0,
        "pan": 0.0,
        "lufs": figures.lufs,
        "true_peak_dbtp": figures.true_peak_dbtp,
        "crest_db": figures.crest_db,
        "band_db": by_name(band_levels_db(audio, rate_hz=RATE_HZ)),
        "usable_hz": usable_range_hz(audio, rate_hz=RATE_HZ),
        "events": "events/chord.json",
        "events_sha256": write_json(folder / "events/chord.json", notes),
        "source": "made up",
        "licence": "CC0-1.0",
        "attribution": "Own Ears",
    }


def write_source(content_dir: Path, source_id: str, *, with_stem: bool) -> None:
    folder = content_dir / "sources" / source_id
    score = content_dir / "scores" / f"{source_id}.toml"
    score.parent.mkdir(exist_ok=True)
    score.write_text(f'title = "{source_id}"\n', encoding="utf-8")
    drums = {
        "kit": "little_kit",
        "events": "events/drums.json",
        "events_sha256": write_json(folder / "events/drums.json", drum_events()),
        "gain_db": -6.0,
    }
    manifest: Manifest = {
        "format": 1,
        "source_id": source_id,
        "title": source_id.replace("_", " ").title(),
        "kind": "solo" if with_stem else "drums",
        "genre": "test",
        "key": "A",
        "tempo_bpm": 120.0,
        "bars": 2,
        "beats_per_bar": 4,
        "swing_16th": 0.5,
        "rate_hz": RATE_HZ,
        "loop_frames": LOOP_FRAMES,
        "author": "Own Ears",
        "licence": "CC0-1.0",
        "held_out": False,
        "gain_db": 0.0,
        "mix": {"lufs": 0, "true_peak_dbtp": 0, "crest_db": 0, "band_db": {}, "sparsest_bar_db": {}},
        "stems": [write_stem(folder)] if with_stem else [],
        "drums": drums,
        "build": {"score": f"scores/{source_id}.toml", "score_sha256": digest(score), "renderer": "", "soundfonts": {}},
    }
    write_json(folder / "manifest.json", measured(manifest, content_dir=content_dir))


def measured(manifest: Manifest, *, content_dir: Path) -> Manifest:
    """Return a manifest with the gain that brings its mix to -18 LUFS, and with what its mix measures then."""

    def mix() -> Audio:
        form = MANIFEST_FORM.validate_python({**manifest, "stems": tuple(manifest["stems"])})
        source_dir = content_dir / "sources" / form.source_id
        return mix_loop(form, source_dir=source_dir, kits_dir=content_dir / "kits")

    manifest["gain_db"] = round(-18 - measure(mix(), rate_hz=RATE_HZ).lufs, 2)
    audio = mix()
    figures = measure(audio, rate_hz=RATE_HZ)
    manifest["mix"] = {
        "lufs": round(figures.lufs, 2),
        "true_peak_dbtp": round(figures.true_peak_dbtp, 2),
        "crest_db": round(figures.crest_db, 2),
        "band_db": by_name(band_levels_db(audio, rate_hz=RATE_HZ)),
        "sparsest_bar_db": by_name(sparsest_levels_db(audio, rate_hz=RATE_HZ, parts=2)),
    }
    return manifest


@pytest.fixture(scope="session")
def clean_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a content folder to read from: a kit, a drum source and a source with a stem."""
    content_dir = tmp_path_factory.mktemp("content")
    (content_dir / "licences").mkdir()
    (content_dir / "licences/cc0-1.0.txt").write_text("No rights reserved.\n", encoding="utf-8")
    (content_dir / "lessons").mkdir()
    (content_dir / "lessons/01_listen.toml").write_text(LESSON, encoding="utf-8")
    (content_dir / "quizzes").mkdir()
    (content_dir / "quizzes/facts.toml").write_text(QUIZ, encoding="utf-8")
    write_kit(content_dir / "kits")
    write_source(content_dir, "little_beat", with_stem=False)
    write_source(content_dir, "little_tune", with_stem=True)
    return content_dir


@pytest.fixture
def content(clean_content: Path, tmp_path: Path) -> Path:
    """Return a copy of the small content folder, to be spoilt."""
    return Path(shutil.copytree(clean_content, tmp_path / "content"))


EditManifest = Callable[[str, Callable[[Manifest], object]], None]


@pytest.fixture
def edit_manifest(content: Path) -> EditManifest:
    """Return a function that changes the manifest of a source of `content` in place."""

    def edit(source_id: str, change: Callable[[Manifest], object]) -> None:
        path = content / "sources" / source_id / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        change(manifest)
        path.write_text(json.dumps(manifest), encoding="utf-8")

    return edit
