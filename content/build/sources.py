"""From a score to `content/sources/<id>/`: stems, events, and a manifest that the game's own mixer has measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import soundfile

from content.build import measuring
from content.build.files import digest, write_events, write_flac, write_json
from content.build.fluid import SOUNDFONT, SOUNDFONT_SHA256
from content.build.performing import drum_events, note_events
from content.build.score import DrumPart, Part, Score, load_score
from content.build.stems import render_part
from game.library.audio_file import usable_range_hz
from game.library.manifest import RATE_HZ, Build, Drums, Manifest, Mix, NoteEvent, Stem
from game.library.mixing import load_kit, mix_loop

TARGET_LUFS: Final = -18.0
RENDERER: Final = "content/build with libfluidsynth, note by note"
SINGER: Final = "; sung by flite 2.2 and the WORLD vocoder (pyworld)"
OUR_LICENCE: Final = "CC0-1.0"
OFFSET_OCT: Final = {"song": 0.2, "solo": 0.5, "drums": 0.7}
"""First guesses at how much larger an EQ change must be than in pink noise, in octaves: a flat, dense spectrum is easy,
one voice is harder, and drums, which leave gaps, are hardest. Nobody's ears have been measured on these pieces yet."""
LICENCE_ORDER: Final = ("MIT", "CMU", OUR_LICENCE)
"""How the licences of one source are listed; our score is in all of them."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the sound of a stem comes from, and whom to thank."""

    source: str
    licence: str
    attribution: str


UNMEASURED: Final = Mix(lufs=0, true_peak_dbtp=0, crest_db=0, band_db={}, sparsest_bar_db={})


def listed(licences: Iterable[str]) -> str:
    """Return one expression for all of `licences`, which may be expressions themselves.

    >>> listed({"CC0-1.0", "MIT AND CC0-1.0"})
    'MIT AND CC0-1.0'
    """
    used = {licence for expression in licences for licence in expression.split(" AND ")}
    return " AND ".join(sorted(used, key=LICENCE_ORDER.index))


def origin_of(part: Part) -> Origin:
    """Return where the sound of a part comes from."""
    kind, _, name = part.voice.partition(":")
    if kind == "fluid":
        return Origin(
            f"{SOUNDFONT.name}, program {name}",
            listed({"MIT", OUR_LICENCE}),
            "Fluid R3 GM by Frank Wen and Toby Smithe, MIT; score by Own Ears, CC0",
        )
    if kind == "sung":
        return Origin(
            f"synth vocal: flite, voice {name}, sung by the WORLD vocoder",
            listed({"CMU", OUR_LICENCE}),
            "Synth vocal: words by flite (Carnegie Mellon University), modified: sung by a vocoder; "
            "score and lyrics by Own Ears, CC0",
        )
    return Origin(f"own synthesis, {part.voice}", OUR_LICENCE, "Score and synthesis by Own Ears, CC0")


def write_stem(score: Score, part: Part, *, folder: Path) -> Stem:
    """Render a part, write its files and return its description."""
    events = note_events(score, part)
    events_path = folder / "events" / f"{part.name}.json"
    audio_path = folder / "stems" / f"{part.name}.flac"
    write_events(events_path, events)
    write_flac(audio_path, render_part(score, part, events))
    return describe_stem(part, events, folder=folder)


def describe_stem(part: Part, events: Sequence[NoteEvent], *, folder: Path) -> Stem:
    """Measure a stem as it is stored. Its gain brings it to the loudness that the score asks for."""
    assert events, f"{part.name} has no notes"
    events_path = folder / "events" / f"{part.name}.json"
    audio_path = folder / "stems" / f"{part.name}.flac"
    audio, _ = soundfile.read(audio_path, dtype="float32", always_2d=True)
    origin = origin_of(part)
    level_lufs = measuring.lufs(audio)
    return Stem(
        name=part.name,
        role=part.role,
        file=f"stems/{audio_path.name}",
        sha256=digest(audio_path),
        channels=2 if part.channels == 2 else 1,
        gain_db=round(part.level_lufs - level_lufs, 2),
        pan=part.pan,
        lufs=level_lufs,
        true_peak_dbtp=measuring.true_peak(audio),
        crest_db=measuring.crest_db(audio),
        band_db=measuring.band_db(audio),
        usable_hz=usable_range_hz(audio, rate_hz=RATE_HZ),
        events=f"events/{events_path.name}",
        events_sha256=digest(events_path),
        source=origin.source,
        licence=origin.licence,
        attribution=origin.attribution,
    )


def write_drums(score: Score, drums: DrumPart, *, folder: Path) -> Drums:
    """Write the drum events and return their description, its gain not yet set."""
    path = folder / "events" / "drums.json"
    write_events(path, drum_events(score, drums))
    return Drums(kit=drums.kit, events=f"events/{path.name}", events_sha256=digest(path), gain_db=0.0)


def _licence(stems: Sequence[Stem], drums: Drums | None, *, kits_dir: Path) -> str:
    used = {stem.licence for stem in stems}
    if drums is not None:
        used.add(load_kit(kits_dir, drums.kit).licence)
    return listed(used | {OUR_LICENCE})


def first_manifest(
    score: Score, stems: tuple[Stem, ...], drums: Drums | None, *, score_path: Path, kits_dir: Path
) -> Manifest:
    """Return a manifest whose gain and mix are not yet measured."""
    return Manifest(
        format=1,
        source_id=score.score_id,
        title=score.title,
        kind=score.kind,  # type: ignore[arg-type]  # pydantic checks it
        genre=score.genre,
        key=score.key,
        tempo_bpm=score.tempo_bpm,
        bars=score.bars,
        beats_per_bar=score.beats_per_bar,
        swing_16th=score.swing_16th,
        swing_8th=score.swing_8th,
        rate_hz=44_100,
        loop_frames=score.loop_frames,
        author=score.author,
        licence=_licence(stems, drums, kits_dir=kits_dir),
        held_out=score.held_out,
        offset_oct=OFFSET_OCT[score.kind],
        gain_db=0.0,
        mix=UNMEASURED,
        stems=stems,
        drums=drums,
        build=Build(
            score=f"scores/{score_path.name}",
            score_sha256=digest(score_path),
            renderer=RENDERER + (SINGER if any(part.voice.startswith("sung:") for part in score.parts) else ""),
            soundfonts={SOUNDFONT.name: SOUNDFONT_SHA256},
        ),
    )


def balanced(manifest: Manifest, *, drums_lufs: float, source_dir: Path, kits_dir: Path) -> Manifest:
    """Return the manifest with the drum part at the loudness that the score asks for."""
    if manifest.drums is None:
        return manifest
    alone = mix_loop(manifest.model_copy(update={"stems": ()}), source_dir=source_dir, kits_dir=kits_dir)
    gain_db = round(drums_lufs - measuring.lufs(alone), 2)
    return manifest.model_copy(update={"drums": manifest.drums.model_copy(update={"gain_db": gain_db})})


def measured(manifest: Manifest, *, source_dir: Path, kits_dir: Path) -> Manifest:
    """Return the manifest with the gain that brings its mix to TARGET_LUFS, and the measurements there."""
    mix = mix_loop(manifest, source_dir=source_dir, kits_dir=kits_dir)
    gain_db = round(TARGET_LUFS - measuring.lufs(mix), 2)
    loud = manifest.model_copy(update={"gain_db": gain_db})
    mix = mix_loop(loud, source_dir=source_dir, kits_dir=kits_dir)
    return loud.model_copy(update={"mix": measuring.mix_of(mix, bars=loud.bars)})


def build_source(
    score_path: Path, *, sources_dir: Path, kits_dir: Path, only: frozenset[str] | None = None
) -> Manifest:
    """Write a source's folder and return its manifest.

    Args:
        score_path: the composition.
        sources_dir: folder that holds a folder for each source.
        kits_dir: folder of the drum kits, already built.
        only: parts to render anew; the others keep the audio they have. None renders all, an empty set only measures.
    """
    score = load_score(score_path)
    folder = sources_dir / score.score_id
    for name in ("stems", "events"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    stems = []
    for part in score.parts:
        if only is None or part.name in only:
            stems.append(write_stem(score, part, folder=folder))
        else:
            stems.append(describe_stem(part, note_events(score, part), folder=folder))
    drums = write_drums(score, score.drums, folder=folder) if score.drums else None
    manifest = first_manifest(score, tuple(stems), drums, score_path=score_path, kits_dir=kits_dir)
    drums_lufs = score.drums.level_lufs if score.drums else 0.0
    manifest = balanced(manifest, drums_lufs=drums_lufs, source_dir=folder, kits_dir=kits_dir)
    manifest = measured(manifest, source_dir=folder, kits_dir=kits_dir)
    write_json(folder / "manifest.json", manifest.model_dump(mode="json"))
    return manifest
