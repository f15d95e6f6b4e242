"""Content checks by meter: a mix against what music is like, and what a manifest says against what is measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.core.facts import SourceKind
from game.dsp.audio import Audio
from game.dsp.bands import THIRD_OCTAVES_HZ, band_levels_db, level_db, sparsest_levels_db
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs, true_peak_dbtp
from game.library.audio_file import usable_range_hz
from game.library.manifest import RATE_HZ, BandLevels, Manifest, Stem

MIX_LUFS: Final = -18.0
MIX_TOLERANCE_LU: Final = 0.1
CEILING_DBTP: Final = -1.0
CREST_DB: Final[Mapping[SourceKind, tuple[float, float]]] = {"song": (11, 18), "solo": (8, 21), "drums": (8, 21)}
SONG_OCTAVES_DB: Final[Mapping[float, tuple[float, float]]] = {
    31.5: (-30, -5),
    63: (-4, 0),
    125: (-3, 0),
    250: (-8, 0),
    500: (-10, 0),
    1000: (-12, -2),
    2000: (-17, -2),
    4000: (-23, -2),
    8000: (-27, -7),
    12_500: (-30, -10),
    16_000: (-34, -12),
}
"""Octave levels of a mix relative to its loudest octave, around those of the records in reference/content.md 2."""
STORED_TOLERANCE_DB: Final = 0.2
STORED_TOLERANCE_HZ: Final = 0.2


@dataclass(frozen=True, slots=True)
class Figures:
    """What the meters read of a loop."""

    lufs: float
    true_peak_dbtp: float
    crest_db: float
    seam: float


def measure(loop: Audio, *, rate_hz: int) -> Figures:
    """Return the figures of a loop; `seam` up to 0 dB is clean."""
    return Figures(
        lufs=integrated_lufs(loop, rate_hz=rate_hz),
        true_peak_dbtp=true_peak_dbtp(loop, rate_hz=rate_hz),
        crest_db=crest_db(loop),
        seam=seam_db(loop, rate_hz=rate_hz),
    )


def crest_db(audio: Audio) -> float:
    """Return the largest sample over the root mean square of all channels, in dB; 0 for silence."""
    power = float(np.mean(np.square(audio, dtype=np.float64)))
    return float(20 * np.log10(np.abs(audio).max() / np.sqrt(power))) if power > 0 else 0.0


def octave_levels_db(audio: Audio, *, rate_hz: int) -> dict[float, float]:
    """Return the level of the octaves around the centres of SONG_OCTAVES_DB, in dB relative to the loudest."""
    power = (np.abs(np.fft.rfft(audio, axis=0)) ** 2).mean(axis=1)
    freqs_hz = np.fft.rfftfreq(len(audio), 1 / rate_hz)
    sums = [
        power[(freqs_hz >= centre / np.sqrt(2)) & (freqs_hz < centre * np.sqrt(2))].sum() for centre in SONG_OCTAVES_DB
    ]
    levels = level_db(np.asarray(sums))
    return dict(zip(SONG_OCTAVES_DB, (levels - levels.max()).tolist(), strict=True))


def mix_faults(mix: Audio, figures: Figures, *, kind: SourceKind, rate_hz: int) -> Iterator[str]:
    """Yield what a mix has that music, as the game wants it, has not."""
    if not abs(figures.lufs - MIX_LUFS) <= MIX_TOLERANCE_LU:
        yield f"the mix must be at {MIX_LUFS} LUFS (+-{MIX_TOLERANCE_LU}), is at {figures.lufs:.2f}"
    if figures.true_peak_dbtp > CEILING_DBTP:
        yield f"the true peak must not pass {CEILING_DBTP} dBTP, is {figures.true_peak_dbtp:.2f}"
    if figures.seam > 0:
        yield f"the seam must not stand out (0 dB at most), stands out by {figures.seam:.1f} dB"
    lowest, highest = CREST_DB.get(kind, (-np.inf, np.inf))
    if not lowest <= figures.crest_db <= highest:
        yield f"the crest factor of a {kind} must lie between {lowest} and {highest} dB, is {figures.crest_db:.1f}"
    if kind == "song":
        yield from _octave_faults(mix, rate_hz=rate_hz)


def _octave_faults(mix: Audio, *, rate_hz: int) -> Iterator[str]:
    levels = octave_levels_db(mix, rate_hz=rate_hz)
    for centre, (lowest, highest) in SONG_OCTAVES_DB.items():
        if not lowest <= levels[centre] <= highest:
            yield (
                f"the octave around {centre:g} Hz must lie {lowest} to {highest} dB from the loudest octave, "
                f"is at {levels[centre]:.1f}"
            )


def stored_mix_faults(manifest: Manifest, mix: Audio, figures: Figures) -> Iterator[str]:
    """Yield where a manifest says of its mix what the meters do not read."""
    said = manifest.mix
    yield from _differs("mix.lufs", said.lufs, figures.lufs)
    yield from _differs("mix.true_peak_dbtp", said.true_peak_dbtp, figures.true_peak_dbtp)
    yield from _differs("mix.crest_db", said.crest_db, figures.crest_db)
    yield from _bands_differ("mix.band_db", said.band_db, band_levels_db(mix, rate_hz=RATE_HZ).tolist())
    sparsest = sparsest_levels_db(mix, rate_hz=RATE_HZ, parts=manifest.bars)
    yield from _bands_differ("mix.sparsest_bar_db", said.sparsest_bar_db, sparsest.tolist())


def stored_stem_faults(stem: Stem, audio: Audio) -> Iterator[str]:
    """Yield where a manifest says of a stem, as it is stored, what the meters do not read."""
    name = f"stem {stem.name}:"
    yield from _differs(f"{name} lufs", stem.lufs, integrated_lufs(audio, rate_hz=RATE_HZ))
    yield from _differs(f"{name} true_peak_dbtp", stem.true_peak_dbtp, true_peak_dbtp(audio, rate_hz=RATE_HZ))
    yield from _differs(f"{name} crest_db", stem.crest_db, crest_db(audio))
    yield from _bands_differ(f"{name} band_db", stem.band_db, band_levels_db(audio, rate_hz=RATE_HZ).tolist())
    measured_hz = usable_range_hz(audio, rate_hz=RATE_HZ)
    if any(abs(said - read) > STORED_TOLERANCE_HZ for said, read in zip(stem.usable_hz, measured_hz, strict=True)):
        yield f"{name} usable_hz is said to be {stem.usable_hz}, measured {measured_hz}"


def _differs(what: str, said: float, measured: float) -> Iterator[str]:
    if not abs(said - measured) <= STORED_TOLERANCE_DB:
        yield f"{what} is said to be {said:.2f}, measured {measured:.2f}"


def _bands_differ(what: str, said: BandLevels, measured: list[float]) -> Iterator[str]:
    """Yield that the bands are not those of the game, or the one band that differs most."""
    expected = dict(zip((f"{centre:g}" for centre in THIRD_OCTAVES_HZ), measured, strict=True))
    if set(said) != set(expected):
        yield f"{what} must have the bands {', '.join(expected)}"
        return
    worst = max(expected, key=lambda centre: abs(said[centre] - expected[centre]))
    yield from _differs(f"{what} at {worst} Hz", said[worst], expected[worst])
