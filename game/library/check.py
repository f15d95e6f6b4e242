"""Checks all of content/ and reports every fault with its file and id."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from game.core.errors import ContentError
from game.core.facts import Source
from game.library.audio_file import write_wav
from game.library.catalogue import (
    NOISE_ID,
    Library,
    describe,
    noise_loop,
    noise_source,
    read_manifest,
)
from game.library.check_files import kit_faults, source_faults
from game.library.check_onsets import onset_faults
from game.library.check_sound import Figures, measure, mix_faults, stored_mix_faults, stored_stem_faults
from game.library.files import load_kit, load_note_events
from game.library.lessons import lesson_faults, lesson_files
from game.library.manifest import RATE_HZ, Kit, Manifest
from game.library.mixing import mix_loop, read_loop
from game.library.quizzes import load_quiz_file, quiz_faults, quiz_files

GAME_RATE_HZ: Final = 48_000
NOT_SHIPPED: Final = "build"

FairShare = Callable[[Source], Mapping[str, float]]
"""Tells for a source, by skill id, in how much of the asked range a question would be fair."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: in which file of content/, with which id, and what."""

    file: str
    id: str
    fault: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source that can be mixed, and what the meters read of it; None where it is silent."""

    source_id: str
    kind: str
    licence: str
    held_out: bool
    tempo_bpm: float | None
    bars: int | None
    beats_per_bar: int | None
    lufs: float | None
    true_peak_dbtp: float | None
    crest_db: float | None
    seam: float | None
    fair_share: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found."""

    faults: tuple[Fault, ...]
    sources: tuple[SourceReport, ...]
    lessons: int
    quiz_items: int
    size_mb: float

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def to_json(self) -> dict[str, object]:
        """Return plain values under the keys of the `check-content` contract."""
        return {
            "ok": self.ok,
            "faults": [asdict(fault) for fault in self.faults],
            "sources": [asdict(source) for source in self.sources],
            "lessons": self.lessons,
            "quiz_items": self.quiz_items,
            "size_mb": self.size_mb,
        }


def check_content(library: Library, *, fair_share: FairShare, mixes_dir: Path | None = None) -> Report:
    """Return every fault of a library's content, and the figures of its sources.

    Args:
        library: whose content is checked.
        fair_share: the rule by which questions are fair.
        mixes_dir: where to write each source as the game loops it, `<source_id>.wav`; None writes nothing.
    """
    content_dir = library.content_dir
    faults: list[Fault] = []
    kits = dict(_check_kits(library, faults))
    reports: list[SourceReport] = []
    for folder in library.source_dirs():
        report = _check_source(library, folder, kits=kits, faults=faults, fair_share=fair_share)
        if report is not None:
            reports.append(report)
    reports.append(_check_noise(faults, fair_share=fair_share))
    if mixes_dir is not None:
        _write_mixes(library, reports, mixes_dir=mixes_dir)
    quiz_items = _check_quizzes(content_dir, faults)
    lessons = _check_lessons(content_dir, faults, source_ids=frozenset(report.source_id for report in reports))
    return Report(
        faults=tuple(dict.fromkeys(faults)),  # stems that share a licence share its fault
        sources=tuple(reports),
        lessons=lessons,
        quiz_items=quiz_items,
        size_mb=_size_mb(content_dir),
    )


def _check_kits(library: Library, faults: list[Fault]) -> Iterator[tuple[str, Kit]]:
    if not library.kits_dir.is_dir():
        faults.append(Fault("kits", "", "the folder of the drum kits is missing"))
        return
    for kit_dir in sorted(place for place in library.kits_dir.iterdir() if place.is_dir()):
        file = _relative(kit_dir / "kit.json", library)
        try:
            kit = load_kit(library.kits_dir, kit_dir.name)
        except ContentError as error:
            faults.append(Fault(file, kit_dir.name, str(error)))
            continue
        found = kit_faults(kit, kit_dir=kit_dir, licences_dir=library.content_dir / "licences")
        faults.extend(Fault(file, kit_dir.name, fault) for fault in found)
        yield kit_dir.name, kit


def _check_source(
    library: Library, folder: Path, *, kits: Mapping[str, Kit], faults: list[Fault], fair_share: FairShare
) -> SourceReport | None:
    file = _relative(folder / "manifest.json", library)

    def note(found: Iterator[str]) -> None:
        faults.extend(Fault(file, folder.name, fault) for fault in found)

    known = len(faults)
    try:
        manifest = read_manifest(folder)
    except ContentError as error:
        faults.append(Fault(file, folder.name, str(error)))
        return None
    note(source_faults(manifest, source_dir=folder, content_dir=library.content_dir, kits=kits))
    try:
        source = describe(manifest, source_dir=folder, kits_dir=library.kits_dir)
        mix = mix_loop(manifest, source_dir=folder, kits_dir=library.kits_dir)
    except ContentError as error:
        if len(faults) == known:
            faults.append(Fault(file, folder.name, f"it cannot be mixed: {error}"))
        return None
    figures = measure(mix, rate_hz=RATE_HZ)
    note(mix_faults(mix, figures, kind=manifest.kind, rate_hz=RATE_HZ))
    note(stored_mix_faults(manifest, mix, figures))
    note(_stem_figures(manifest, folder))
    return _report(source, figures, fair_share=fair_share)


def _stem_figures(manifest: Manifest, folder: Path) -> Iterator[str]:
    for stem in manifest.stems:
        audio = read_loop(folder / stem.file, sha256=stem.sha256, n_channels=stem.channels)
        yield from stored_stem_faults(stem, audio)
        with suppress(ContentError):  # events that cannot be read are named already
            yield from onset_faults(stem, audio, load_note_events(stem, source_dir=folder))


def _check_noise(faults: list[Fault], *, fair_share: FairShare) -> SourceReport:
    loop = noise_loop(rate_hz=GAME_RATE_HZ)
    figures = measure(loop, rate_hz=GAME_RATE_HZ)
    found = mix_faults(loop, figures, kind="noise", rate_hz=GAME_RATE_HZ)
    faults.extend(Fault("", NOISE_ID, fault) for fault in found)
    return _report(noise_source(), figures, fair_share=fair_share)


def _report(source: Source, figures: Figures, *, fair_share: FairShare) -> SourceReport:
    return SourceReport(
        source_id=source.source_id,
        kind=source.kind,
        licence=source.licence,
        held_out=source.held_out,
        tempo_bpm=source.tempo_bpm,
        bars=source.bars,
        beats_per_bar=source.beats_per_bar,
        lufs=_figure(figures.lufs),
        true_peak_dbtp=_figure(figures.true_peak_dbtp),
        crest_db=_figure(figures.crest_db),
        seam=_figure(figures.seam),
        fair_share=dict(fair_share(source)),
    )


def _figure(value: float) -> float | None:
    """Return a figure as JSON can hold it."""
    return round(value, 2) if math.isfinite(value) else None


def _check_lessons(content_dir: Path, faults: list[Fault], *, source_ids: frozenset[str]) -> int:
    """Note what is wrong with the lessons, and return how many there are."""
    found = lesson_faults(content_dir, source_ids=source_ids)
    faults.extend(Fault(file, lesson_id, fault) for file, lesson_id, fault in found)
    return len(lesson_files(content_dir))


def _check_quizzes(content_dir: Path, faults: list[Fault]) -> int:
    """Note what is wrong with the quiz, and return how many questions it has."""
    found = [Fault(file, item_id, fault) for file, item_id, fault in quiz_faults(content_dir)]
    faults.extend(found)
    whole = [path for path in quiz_files(content_dir) if not any(fault.file.endswith(path.name) for fault in found)]
    return sum(len(load_quiz_file(path)) for path in whole)


def _write_mixes(library: Library, reports: list[SourceReport], *, mixes_dir: Path) -> None:
    try:
        mixes_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ContentError(f"{mixes_dir} cannot be made ({error.strerror}); choose another folder") from error
    for report in reports:
        audio = library.mix(report.source_id, rate_hz=GAME_RATE_HZ)
        write_wav(mixes_dir / f"{report.source_id}.wav", audio, rate_hz=GAME_RATE_HZ)


def _relative(path: Path, library: Library) -> str:
    return path.relative_to(library.content_dir).as_posix()


def _size_mb(content_dir: Path) -> float:
    """Return what the content weighs in the wheel, in megabytes."""
    files = (path for path in content_dir.rglob("*") if path.is_file())
    shipped = (path for path in files if path.relative_to(content_dir).parts[0] != NOT_SHIPPED)
    return round(sum(path.stat().st_size for path in shipped) / 1e6, 2)
