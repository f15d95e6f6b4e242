"""Finds the bell between a dry and a wet clip without any of the game's own code."""

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

Floats = npt.NDArray[np.float64]
_LO_HZ, _HI_HZ = 30.0, 20_000.0
_POINTS = 400


def analogue_bell_db(freqs_hz: Floats, *, freq_hz: float, gain_db: float, q: float) -> Floats:
    """Return the response of the textbook analogue bell, H(s) = (s^2 + s A/Q + 1) / (s^2 + s/(A Q) + 1)."""
    amplitude = 10 ** (gain_db / 40)
    s = 1j * freqs_hz / freq_hz
    return np.asarray(20 * np.log10(np.abs((s * s + s * amplitude / q + 1) / (s * s + s / (amplitude * q) + 1))))


def fit_bell(dry: Floats, wet: Floats, *, rate_hz: int) -> tuple[float, float, float]:
    """Return (freq_hz, gain_db, q) of one analogue bell fitted to wet over dry, with a free offset in dB.

    Both clips are loops, so their spectra divide exactly; every point weighs as much as the dry sound has energy there.
    """
    freqs_hz = np.fft.rfftfreq(len(dry), 1 / rate_hz)
    dry_power, wet_power = (np.sum(np.abs(np.fft.rfft(clip, axis=0)) ** 2, axis=1) for clip in (dry, wet))
    edges = np.geomspace(_LO_HZ, _HI_HZ, _POINTS + 1)
    starts = np.searchsorted(freqs_hz, edges)
    rows = [
        (np.sqrt(lo * hi), dry_power[a:b].sum(), wet_power[a:b].sum())
        for lo, hi, a, b in zip(edges[:-1], edges[1:], starts[:-1], starts[1:], strict=True)
        if b > a
    ]
    centres, dry_band, wet_band = (np.array(column) for column in zip(*rows, strict=True))
    change_db = 10 * np.log10(wet_band / dry_band)
    weight = np.sqrt(np.sqrt(dry_band / dry_band.max()))  # of levels some 60 dB apart none may vanish

    def residual(p: Floats) -> Floats:
        bell = analogue_bell_db(centres, freq_hz=float(np.exp(p[0])), gain_db=p[1], q=float(np.exp(p[2])))
        return np.asarray(weight * (bell + p[3] - change_db))

    offset = float(np.median(change_db))
    fits: list[Any] = []
    for place in (int(change_db.argmax()), int(change_db.argmin())):
        start = np.array([np.log(centres[place]), change_db[place] - offset, np.log(1.4), offset])
        fits.append(scipy.optimize.least_squares(residual, start))
    best = min(fits, key=lambda fit: fit.cost)
    return float(np.exp(best.x[0])), float(best.x[1]), float(np.exp(best.x[2]))
