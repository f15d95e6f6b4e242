"""Meters of the build. Loudness and mixing are the game's own, so that build and game agree."""

import numpy as np
import numpy.typing as npt

from game.dsp.audio import Audio
from game.dsp.bands import THIRD_OCTAVES_HZ, band_levels_db, sparsest_levels_db
from game.dsp.loudness import integrated_lufs, true_peak_dbtp
from game.library import check_sound
from game.library.manifest import RATE_HZ, Mix


def crest_db(audio: Audio) -> float:
    """Return the largest sample over the root mean square of all channels, in dB."""
    return round(check_sound.crest_db(audio), 2)


def lufs(audio: Audio) -> float:
    """Return the integrated loudness."""
    return round(float(integrated_lufs(audio, rate_hz=RATE_HZ)), 2)


def true_peak(audio: Audio) -> float:
    """Return the true peak in dBTP."""
    return round(float(true_peak_dbtp(audio, rate_hz=RATE_HZ)), 2)


def by_name(levels_db: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return third-octave levels under the names that the manifest gives them."""
    return {f"{hz:g}": round(float(level), 1) for hz, level in zip(THIRD_OCTAVES_HZ, levels_db, strict=True)}


def band_db(audio: Audio) -> dict[str, float]:
    """Return third-octave levels relative to the loudest."""
    return by_name(band_levels_db(audio, rate_hz=RATE_HZ))


def mix_of(audio: Audio, *, bars: int) -> Mix:
    """Return the measurements of a mix."""
    return Mix(
        lufs=lufs(audio),
        true_peak_dbtp=true_peak(audio),
        crest_db=crest_db(audio),
        band_db=band_db(audio),
        sparsest_bar_db=by_name(sparsest_levels_db(audio, rate_hz=RATE_HZ, parts=bars)),
    )
