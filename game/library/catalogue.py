"""The catalogue: which sources there are, and a source as sound."""

import difflib
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from game.core.errors import ContentError
from game.core.facts import Source
from game.core.rhythm import Rhythm
from game.library.files import REMEDY, find_content, inside, load_kit, read_json
from game.library.manifest import Drums, Manifest
from game.library.rhythm import rhythm_of

if TYPE_CHECKING:  # numpy and scipy are loaded when a source is first heard, so that listing them stays quick
    from game.dsp.audio import Audio, SourceAudio

KEPT_LOOPS: Final = 16
"""Loops kept in memory, 3 to 8 MB each."""
KEPT_PARTS: Final = 2
"""Sources kept in memory part by part, 4 to 54 MB each: the one that is asked about, and the next."""

NOISE_ID: Final = "pink_noise"
NOISE_SEED: Final = 20_261_122
NOISE_S: Final = 8
NOISE_LUFS: Final = -18.0
NOISE_SPARSEST_DB: Final[tuple[tuple[float, float], ...]] = (
    (31.5, -42.1), (40, -36.2), (50, -32.0), (63, -28.6), (80, -24.6), (100, -20.7), (125, -18.1),
    (160, -14.9), (200, -12.3), (250, -10.1), (315, -8.2), (400, -6.2), (500, -4.6), (630, -3.2),
    (800, -2.2), (1000, -1.3), (1250, -0.7), (1600, -0.4), (2000, -0.3), (2500, -0.1), (3150, -0.1),
    (4000, -0.3), (5000, -0.8), (6300, -1.5), (8000, -2.4), (10_000, -3.8), (12_500, -5.6), (16_000, -8.0),
)  # fmt: skip
"""What `game.dsp.bands.sparsest_levels_db` measures in four parts of the noise; a test compares."""

MANIFEST_FORM: Final = TypeAdapter(Manifest)


class Library:
    """The sources that come with the game.

    Manifests are read when first asked for, loops mixed when first heard and kept. Several threads may share it.
    """

    def __init__(self, content_dir: Path | None = None, *, kept_loops: int = KEPT_LOOPS) -> None:
        self.content_dir = find_content() if content_dir is None else content_dir
        self._kept_loops = kept_loops
        self._lock = threading.Lock()
        self._manifests: Mapping[str, Manifest] | None = None
        self._sources: tuple[Source, ...] | None = None
        self._loops: OrderedDict[tuple[str, int], Future[SourceAudio]] = OrderedDict()
        self._parts: OrderedDict[tuple[str, int], Future[SourceAudio]] = OrderedDict()

    @property
    def kits_dir(self) -> Path:
        """Folder of the drum kits."""
        return self.content_dir / "kits"

    def source_dir(self, source_id: str) -> Path:
        """Return the folder of a source."""
        return inside(self.content_dir / "sources", source_id)

    def source_dirs(self) -> tuple[Path, ...]:
        """Return the folders of the sources in order of their names."""
        try:
            return tuple(sorted(place for place in (self.content_dir / "sources").iterdir() if place.is_dir()))
        except OSError as error:
            raise ContentError(
                f"{self.content_dir / 'sources'} cannot be listed ({error.strerror}); {REMEDY}"
            ) from error

    def manifests(self) -> Mapping[str, Manifest]:
        """Return the manifest of every built-in source but the noise, by id."""
        if self._manifests is None:
            self._manifests = {folder.name: read_manifest(folder) for folder in self.source_dirs()}
        return self._manifests

    def sources(self) -> tuple[Source, ...]:
        """Return every source in a fixed order; the pink noise comes last."""
        if self._sources is None:
            built_in = (
                describe(manifest, source_dir=self.source_dir(source_id), kits_dir=self.kits_dir)
                for source_id, manifest in self.manifests().items()
            )
            self._sources = (*built_in, noise_source())
        return self._sources

    def find(self, source_id: str) -> Source:
        """Return the source called `source_id`; a ContentError that names the nearest id where there is none."""
        for source in self.sources():
            if source.source_id == source_id:
                return source
        raise ContentError(unknown_id("source", source_id, known=[source.source_id for source in self.sources()]))

    def load(self, source_id: str, *, rate_hz: int) -> "SourceAudio":
        """Return a source as a stereo loop at `rate_hz`; its audio is shared and cannot be written to."""
        source = self.find(source_id)
        return self._kept(self._loops, source, self._kept_loops, rate_hz=rate_hz, make=self._mixed)

    def load_parts(self, source_id: str, *, rate_hz: int) -> "SourceAudio":
        """Return a source with the sound of its parts beside the loop; ContentError where its parts are not known."""
        source = self.find(source_id)
        if source.rhythm is None:
            raise ContentError(f"{source_id} has no parts that could be moved: choose a song or a drum groove")
        return self._kept(self._parts, source, KEPT_PARTS, rate_hz=rate_hz, make=self._taken_apart)

    def give_up(self) -> None:
        """Keep no sound any longer; what is asked for again is made again."""
        with self._lock:
            self._loops.clear()
            self._parts.clear()

    def _kept(
        self,
        kept: "OrderedDict[tuple[str, int], Future[SourceAudio]]",
        source: Source,
        most: int,
        *,
        rate_hz: int,
        make: "Callable[[Source, int], SourceAudio]",
    ) -> "SourceAudio":
        """Return what is kept of a source, or make and keep it; what was asked for longest ago is given up."""
        key = (source.source_id, rate_hz)
        with self._lock:
            loaded = kept.get(key)
            mine = loaded is None
            loaded = loaded or Future()
            kept[key] = loaded
            kept.move_to_end(key)
            while len(kept) > most:
                kept.popitem(last=False)
        if mine:
            try:
                loaded.set_result(make(source, rate_hz))
            except BaseException as error:  # noqa: BLE001  # it is handed to every thread that waits
                with self._lock:
                    kept.pop(key, None)  # so that it can be tried again
                loaded.set_exception(error)
        return loaded.result()

    def _mixed(self, source: Source, rate_hz: int) -> "SourceAudio":
        from game.dsp.audio import SourceAudio

        audio = self.mix(source.source_id, rate_hz=rate_hz)
        audio.setflags(write=False)
        return SourceAudio(source=source, audio=audio, rate_hz=rate_hz)

    def _taken_apart(self, source: Source, rate_hz: int) -> "SourceAudio":
        from game.library.parts import part_sounds

        folder = self.source_dir(source.source_id)
        parts = part_sounds(read_manifest(folder), source_dir=folder, kits_dir=self.kits_dir, rate_hz=rate_hz)
        return replace(self.load(source.source_id, rate_hz=rate_hz), parts=parts)

    def mix(self, source_id: str, *, rate_hz: int) -> "Audio":
        """Return a new loop of a source at `rate_hz`, shape (n_samples, 2)."""
        if source_id == NOISE_ID:
            return noise_loop(rate_hz=rate_hz)
        from game.dsp.loops import resample_loop
        from game.library.manifest import RATE_HZ
        from game.library.mixing import mix_loop

        folder = self.source_dir(source_id)
        mix = mix_loop(read_manifest(folder), source_dir=folder, kits_dir=self.kits_dir)
        return resample_loop(mix, from_hz=RATE_HZ, to_hz=rate_hz)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in a source's folder, whose name must be the source's id."""
    manifest = read_json(folder / "manifest.json", MANIFEST_FORM)
    if manifest.source_id != folder.name:
        raise ContentError(
            f"{folder / 'manifest.json'}: source_id must be the folder's name {folder.name!r}, "
            f"is {manifest.source_id!r}; {REMEDY}"
        )
    return manifest


def describe(manifest: Manifest, *, source_dir: Path, kits_dir: Path) -> Source:
    """Return what is known of a source without hearing it."""
    sparsest = sorted((float(freq_hz), level) for freq_hz, level in manifest.mix.sparsest_bar_db.items())
    return Source(
        source_id=manifest.source_id,
        title=manifest.title,
        kind=manifest.kind,
        tempo_bpm=manifest.tempo_bpm,
        bars=manifest.bars,
        beats_per_bar=manifest.beats_per_bar,
        loop_s=manifest.loop_frames / manifest.rate_hz,
        licence=manifest.licence,
        held_out=manifest.held_out,
        sparsest_bar_db=tuple(sparsest),
        sha256=sound_digest(manifest, kits_dir=kits_dir),
        rhythm=_rhythm(manifest, source_dir=source_dir),
        offset_oct=manifest.offset_oct,
    )


def _rhythm(manifest: Manifest, *, source_dir: Path) -> Rhythm | None:
    """Return what the parts play; None where the events are damaged, so that the others can still be listed."""
    try:
        return rhythm_of(manifest, source_dir=source_dir)
    except ContentError:
        return None


def sound_digest(manifest: Manifest, *, kits_dir: Path) -> str:
    """Return the sha256 of all that shapes the sound: digests of files in the manifest's order, gains and places."""
    parts: list[object] = [manifest.rate_hz, manifest.loop_frames, manifest.gain_db]
    for stem in manifest.stems:
        parts += [stem.sha256, stem.events_sha256, stem.gain_db, stem.pan]
    if manifest.drums is not None:
        parts += [manifest.drums.events_sha256, manifest.drums.gain_db, *_kit_parts(manifest.drums, kits_dir)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _kit_parts(drums: Drums, kits_dir: Path) -> Iterable[object]:
    kit = load_kit(kits_dir, drums.kit)
    yield kit.preroll_frames
    for name, piece in sorted(kit.pieces.items()):
        yield from (name, piece.gain_db, piece.pan, piece.choke_group)
        yield from ((layer.sha256, layer.velocity) for layer in piece.layers)


def noise_source() -> Source:
    """Return what is known of the pink noise, which no file holds."""
    recipe = f"{NOISE_ID} seed {NOISE_SEED}, {NOISE_S} s at {NOISE_LUFS} LUFS"
    return Source(
        source_id=NOISE_ID,
        title="Pink noise",
        kind="noise",
        tempo_bpm=None,
        bars=None,
        beats_per_bar=None,
        loop_s=float(NOISE_S),
        licence="CC0-1.0",
        held_out=False,
        sparsest_bar_db=NOISE_SPARSEST_DB,
        sha256=hashlib.sha256(recipe.encode()).hexdigest(),
    )


def noise_loop(*, rate_hz: int) -> "Audio":
    """Return the pink noise as a stereo loop at -18 LUFS."""
    import numpy as np

    from game.dsp.loudness import integrated_lufs
    from game.dsp.noise import pink_noise

    noise = pink_noise(NOISE_S * rate_hz, n_channels=2, rate_hz=rate_hz, seed=NOISE_SEED)
    return noise * np.float32(10 ** ((NOISE_LUFS - integrated_lufs(noise, rate_hz=rate_hz)) / 20))


def unknown_id(kind: str, name: str, *, known: Iterable[str]) -> str:
    """Return a sentence that says which id is not known, which one may have been meant, and which there are."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return f"There is no {kind} {name!r}{hint} There are: {', '.join(names)}"
