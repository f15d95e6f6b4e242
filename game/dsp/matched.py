"""One second-order section that comes as near as it can to an analogue filter, up to 20 kHz."""

from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy

FilterKind = Literal["peak", "high_shelf", "low_shelf", "low_pass", "high_pass"]
Floats: TypeAlias = npt.NDArray[np.float64]

AUDIBLE_HZ: Final = (20.0, 20_000.0)
DEEP_DB: Final = -43.0
"""Below this a low-pass need not follow its model; tests ask for -40."""
CLOSE_DB: Final = 0.01
"""A closed form this near its model is left alone, so that what is simple stays exact."""
NEAR_DB: Final = 0.1
"""A polished filter this near its model needs no second start."""


def analogue_response_db(
    kind: FilterKind, freqs_hz: npt.ArrayLike, *, freq_hz: float, q: float, gain_db: float
) -> Floats:
    """Return what the analogue model of a filter does in dB at `freqs_hz` (Bristow-Johnson, Audio EQ Cookbook)."""
    s = 1j * np.asarray(freqs_hz, dtype=np.float64) / freq_hz
    a = 10 ** (gain_db / 40)  # the cookbook's A: root of the linear gain
    slope = np.sqrt(a) / q * s
    with np.errstate(divide="ignore"):  # a high-pass at 0 Hz is -inf dB
        match kind:
            case "peak":
                return decibels((s * s + s * a / q + 1) / (s * s + s / (a * q) + 1))
            case "high_shelf":
                return decibels(a * (a * s * s + slope + 1) / (s * s + slope + a))
            case "low_shelf":
                return decibels(a * (s * s + slope + a) / (a * s * s + slope + 1))
            case "low_pass":
                return decibels(1 / (s * s + s / q + 1))
            case "high_pass":
                return decibels(s * s / (s * s + s / q + 1))


def nearest_row(kind: FilterKind, *, freq_hz: float, q: float, gain_db: float, rate_hz: int) -> Floats:
    """Return b0 b1 b2 1 a1 a2, shape (6,), stable and of minimum phase.

    Args:
        kind: what shape.
        freq_hz: above 0 and below half of rate_hz.
        q: above 0.
        gain_db: above 0 for bells and shelves; pass filters take 0.
        rate_hz: sampling rate.
    """
    matched = matched_row(kind, freq_hz=freq_hz, q=q, gain_db=gain_db, rate_hz=rate_hz)
    if kind == "high_pass":
        return matched  # polishing tilts it: measured worse
    bilinear = bilinear_row(kind, freq_hz=freq_hz, q=q, gain_db=gain_db, rate_hz=rate_hz)
    return _Goal(kind, freq_hz, q, gain_db, rate_hz).nearest(matched, bilinear)


def decibels(ratio: npt.NDArray[np.complex128]) -> Floats:
    """Return 20 log10 of a magnitude."""
    levels: Floats = 20 * np.log10(np.abs(ratio))
    return levels


class _Goal:
    """An analogue model's gain on a grid of frequencies, and how near a row of coefficients comes to it."""

    def __init__(self, kind: FilterKind, freq_hz: float, q: float, gain_db: float, rate_hz: int) -> None:
        low_hz, high_hz = AUDIBLE_HZ[0], min(AUDIBLE_HZ[1], 0.49 * rate_hz)
        around = np.clip(freq_hz * np.geomspace(0.5, 2, 24), low_hz, high_hz)
        grid_hz = np.unique(np.concatenate([np.geomspace(low_hz, high_hz, 64), around]))
        target_db = analogue_response_db(kind, grid_hz, freq_hz=freq_hz, q=q, gain_db=gain_db)
        shallow = target_db > DEEP_DB
        if not shallow.any():  # a low-pass below hearing: there is nothing to follow
            shallow[0] = True
        self.target_db = target_db[shallow]
        z = np.exp(-2j * np.pi * grid_hz[shallow] / rate_hz)
        self.powers = np.stack([np.ones_like(z), z, z * z])

    def nearest(self, *starts: Floats) -> Floats:
        """Return the best of the starts and what polishing makes of them; unstable or mixed-phase rows are out."""
        best, best_db = starts[-1], np.inf
        for start in starts:
            for row in (start, self.polish(start)):
                error_db = self.worst_db(row)
                if error_db < best_db:
                    best, best_db = row, error_db
                if best_db < CLOSE_DB:
                    return best
            if best_db < NEAR_DB:
                break
        return best

    def worst_db(self, row: Floats) -> float:
        """Return the largest error in dB; infinite where the row cannot be used."""
        if not (np.isfinite(row).all() and row[0] > 0 and _is_inside(row[3:]) and _is_inside(row[:3] / row[0])):
            return np.inf
        return float(np.abs(self.errors_db(row[[0, 1, 2, 4, 5]])).max())

    def errors_db(self, free: Floats) -> Floats:
        """Return the error on the grid in dB of the five free coefficients b0 b1 b2 a1 a2."""
        with np.errstate(all="ignore"):  # a wild step of the solver is judged by worst_db
            below = self.powers[0] + free[3:] @ self.powers[1:]
            return np.nan_to_num(
                decibels((free[:3] @ self.powers) / below) - self.target_db, nan=1e3, posinf=1e3, neginf=-1e3
            )

    def slopes_db(self, free: Floats) -> Floats:
        """Return the derivatives of `errors_db`, shape (n_grid, 5): d log|B| / d b_k = Re(z^-k / B)."""
        with np.errstate(all="ignore"):
            above = self.powers / (free[:3] @ self.powers)
            below = self.powers[1:] / (self.powers[0] + free[3:] @ self.powers[1:])
            slopes = np.concatenate([above.real, -below.real]) * (20 / np.log(10))
        return np.asarray(np.nan_to_num(slopes, posinf=0.0, neginf=0.0).T)

    def polish(self, start: Floats) -> Floats:
        """Return the row that least squares reaches from `start`; NaN where it cannot begin."""
        if not np.isfinite(start).all():
            return np.full(6, np.nan)
        solution = scipy.optimize.least_squares(
            self.errors_db, start[[0, 1, 2, 4, 5]], jac=self.slopes_db, method="lm", max_nfev=300
        )
        free = np.asarray(solution.x, dtype=np.float64)
        if not (np.isfinite(free).all() and free[0]):
            return np.full(6, np.nan)
        above, below = _minimum_phase(free[:3]), _minimum_phase(np.concatenate([[1.0], free[3:]]))
        return np.asarray(np.concatenate([above, below]) / below[0])


def _is_inside(polynomial: Floats) -> bool:
    """Tell whether both roots of 1 + c1/z + c2/z^2 lie inside the unit circle and a hair from it (Jury's triangle)."""
    return bool(abs(polynomial[2]) < 1 - 1e-9 and abs(polynomial[1]) < (1 + polynomial[2]) * (1 - 1e-12))


def _minimum_phase(polynomial: Floats) -> Floats:
    """Return the polynomial with the same magnitude and every root inside the unit circle: 1 / r sounds as r does."""
    if _is_inside(polynomial / polynomial[0]):
        return np.asarray(polynomial * np.sign(polynomial[0]))
    roots = np.roots(polynomial)
    outside = np.abs(roots) > 1
    size = abs(polynomial[0]) * np.prod(np.abs(roots[outside]))
    within = np.where(outside, 1 / np.where(outside, roots, 1).conj(), roots)
    inside = np.zeros(3)
    inside[: len(within) + 1] = np.poly(within).real
    return np.asarray(inside * size)


def inverse(row: Floats) -> Floats:
    """Return the filter that undoes `row`."""
    return np.asarray(np.concatenate([row[3:], row[:3]]) / row[0])


def bilinear_row(kind: FilterKind, *, freq_hz: float, q: float, gain_db: float, rate_hz: int) -> Floats:
    """Return the Audio EQ Cookbook's filter (Bristow-Johnson): exact at freq_hz, cramped above."""
    w0 = 2 * np.pi * freq_hz / rate_hz
    a, cos, alpha = 10 ** (gain_db / 40), np.cos(w0), np.sin(w0) / (2 * q)
    if kind == "peak":
        row = [1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a]
    elif kind == "low_pass":
        row = [(1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha]
    else:
        tilt = 1.0 if kind == "low_shelf" else -1.0  # a high shelf is the low shelf with cos of the other sign
        up, down, root = a + 1, (a - 1) * tilt * cos, 2 * np.sqrt(a) * alpha
        row = [
            a * (up - down + root),
            2 * a * tilt * (a - 1 - up * tilt * cos),
            a * (up - down - root),
            up + down + root,
            -2 * tilt * (a - 1 + up * tilt * cos),
            up + down - root,
        ]
    return np.asarray(np.array(row) / row[3])


def matched_row(kind: FilterKind, *, freq_hz: float, q: float, gain_db: float, rate_hz: int) -> Floats:
    """Return the filter with the model's own poles and a numerator fitted to its gain.

    M. Vicanek, "Matched Second Order Digital Filters" (2016): poles by impulse invariance, then the numerator's power
    from a few points of the model. Shelves take DC, freq_hz and half of rate_hz.
    """
    w0 = 2 * np.pi * freq_hz / rate_hz
    a = 10 ** (gain_db / 40)
    if (
        kind == "high_shelf"
    ):  # its poles may lie beyond half of rate_hz, its zeros never do: fit the cut and turn it over
        return inverse(_fitted(_poles(w0 / np.sqrt(a), 1 / (2 * q)), w0, _model_power(kind, -gain_db, q, np.pi / w0)))
    if kind == "low_shelf":
        return _fitted(_poles(w0 / np.sqrt(a), 1 / (2 * q)), w0, _model_power(kind, gain_db, q, np.pi / w0))
    damping = 1 / (2 * a * q) if kind == "peak" else 1 / (2 * q)
    poles = _poles(w0, damping)
    p1 = np.sin(w0 / 2) ** 2  # Vicanek's phi_1; phi_0 = 1 - phi_1, phi_2 = 4 phi_0 phi_1
    p0, p2 = 1 - p1, 4 * p1 * (1 - p1)
    big = _power(poles)
    at_w0 = big @ np.array([p0, p1, p2])
    if kind == "high_pass":
        b0 = np.sqrt(at_w0) * q / (4 * p1)
        return np.concatenate([[b0, -2 * b0, b0], poles])
    if kind == "low_pass":
        root0, root1 = np.sqrt(big[0]), np.sqrt(max((at_w0 * q * q - big[0] * p0) / p1, 0))
        return np.concatenate([[(root0 + root1) / 2, (root0 - root1) / 2, 0], poles])
    r1 = at_w0 * a**4  # a**4: the gain's power
    r2 = (-big[0] + big[1] + 4 * (p0 - p1) * big[2]) * a**4
    b2 = (r1 - r2 * p1 - big[0]) / (4 * p1 * p1)
    return np.concatenate([_from_power(big[0], r2 + big[0] + 4 * (p1 - p0) * b2, b2), poles])


def _poles(w: float, damping: float) -> Floats:
    """Return 1 a1 a2 of the poles of s^2 + 2 damping w s + w^2 under z = exp(s)."""
    turn = np.sqrt(abs(1 - damping * damping)) * w
    radius = np.exp(-damping * w)
    # cosh alone would overflow where the radius is 0: take both into one exponent
    cos = radius * np.cos(turn) if damping <= 1 else (np.exp(turn - damping * w) + np.exp(-turn - damping * w)) / 2
    return np.array([1, -2 * cos, radius * radius])


def _power(c: Floats) -> Floats:
    """Return the coefficients of |C|^2 over Vicanek's phi_0, phi_1, phi_2."""
    return np.array([(c[0] + c[1] + c[2]) ** 2, (c[0] - c[1] + c[2]) ** 2, -4 * c[0] * c[2]])


def _from_power(b0: float, b1: float, b2: float) -> Floats:
    """Return the minimum-phase polynomial with that power; negative powers count as 0."""
    root0, root1 = np.sqrt(max(b0, 0)), np.sqrt(max(b1, 0))
    w = (root0 + root1) / 2
    first = (w + np.sqrt(max(w * w + b2, 0))) / 2
    return np.array([first, (root0 - root1) / 2, -b2 / (4 * first)])


def _model_power(kind: FilterKind, gain_db: float, q: float, half_rate: float) -> Floats:
    """Return the model's power at DC, freq_hz and half of rate_hz (`half_rate` times freq_hz)."""
    levels_db = analogue_response_db(kind, np.array([0, 1, half_rate]), freq_hz=1.0, q=q, gain_db=gain_db)
    return 10 ** (levels_db / 10)


def _fitted(poles: Floats, w0: float, power: Floats) -> Floats:
    """Return the row with these poles whose power at DC, w0 and pi is `power`."""
    p1 = np.sin(w0 / 2) ** 2
    phi = np.array([1 - p1, p1, 4 * p1 * (1 - p1)])
    big = _power(poles)
    b0, b1 = big[0] * power[0], big[1] * power[2]
    b2 = (big @ phi * power[1] - b0 * phi[0] - b1 * phi[1]) / phi[2]
    return np.concatenate([_from_power(b0, b1, b2), poles])
