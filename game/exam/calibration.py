"""Fits a confidence to what was right, and measures how honest it then is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy

from game.core.facts import Choice
from game.listener.card import Fit
from game.listener.weighing import Weighing
from game.session.score_card import GATE_L2 as GATE_L2

BINS: Final = 10
_SHARPNESS: Final = (0.02, 30.0)
_LEAST: Final = 1e-6
LAPSES: Final = (0.0, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3)
LAPSE_COST: Final = 3.0
"""A lapse must gain so much log likelihood over none."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Item:
    """One examined question: what was weighed, where the truth lay, and whether the answer was right.

    `kind` is that of the music, `region` what part of the spectrum or of the band it was about; empty where unknown.
    """

    source_id: str
    cue: float
    weighing: Weighing
    truth: Choice
    correct: bool
    error: float
    kind: str = ""
    region: str = ""


def fit_confidence(items: Sequence[Item]) -> Fit:
    """Fit sharpness by the likelihood of the truth, then slope, offset and lapse by the likelihood of being right.

    The second step is Platt scaling (Platt 1999), on the log odds of the mass near the answer, with a lapse where
    answers go wrong however clear the evidence.
    """
    found: Any = scipy.optimize.minimize_scalar(
        lambda sharpness: -np.mean([_log_p_truth(item, sharpness) for item in items]), bounds=_SHARPNESS
    )
    sharpness = float(found.x)
    raw = _log_odds(np.array([near_mass(item, Fit(sharpness=sharpness, slope=1.0, offset=0.0)) for item in items]))
    right = np.array([item.correct for item in items], dtype=np.float64)

    fitted = {lapse: _fit_line(raw, right, lapse) for lapse in LAPSES}
    best = min(LAPSES, key=lambda lapse: fitted[lapse][1] * len(items) + LAPSE_COST * (lapse > 0))
    (slope, offset), _ = fitted[best]
    return Fit(sharpness=sharpness, slope=slope, offset=offset, lapse=best)


def _fit_line(raw: Floats, right: Floats, lapse: float) -> tuple[tuple[float, float], float]:
    """Return slope and offset under a lapse, and the mean of minus the log likelihood."""

    def loss(parameters: Floats) -> float:
        chance = (1 - lapse) * scipy.special.expit(parameters[0] * raw + parameters[1])
        likelihood = np.where(right > 0, chance, 1 - chance)
        return float(-np.log(likelihood + _LEAST).mean() + 1e-4 * np.sum((parameters - [1, 0]) ** 2))

    fitted: Any = scipy.optimize.minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    return (float(fitted.x[0]), float(fitted.x[1])), float(fitted.fun)


def near_mass(item: Item, fit: Fit) -> float:
    """Return the probability, under `fit`, that the answer is right."""
    return float(item.weighing.probabilities(fit)[item.weighing.near].sum())


def left_out_confidence(items: Sequence[Item]) -> Floats:
    """Return each item's confidence under a fit that never met its source."""
    confidence = np.empty(len(items))
    for source_id in {item.source_id for item in items}:
        fit = fit_confidence([item for item in items if item.source_id != source_id])
        for index, item in enumerate(items):
            if item.source_id == source_id:
                confidence[index] = near_mass(item, fit)
    return confidence


def reliability(confidence: Floats, right: Floats) -> list[dict[str, float]]:
    """Return mean confidence, hit rate and count in bins of equal size."""
    order = np.argsort(confidence, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    return [
        {"p": round(float(confidence[part].mean()), 3), "hit": round(float(right[part].mean()), 3), "n": len(part)}
        for part in bins
    ]


def debiased_l2(table: Sequence[dict[str, float]]) -> float:
    """Return the root mean square gap between confidence and hit rate, less what chance alone makes of it."""
    total = sum(row["n"] for row in table)
    squares = [
        row["n"] / total * ((row["p"] - row["hit"]) ** 2 - row["p"] * (1 - row["p"]) / max(row["n"] - 1, 1))
        for row in table
    ]
    return float(np.sqrt(max(0.0, sum(squares))))


def expected_error(table: Sequence[dict[str, float]]) -> float:
    """Return the mean gap between confidence and hit rate (ECE)."""
    total = sum(row["n"] for row in table)
    return float(sum(row["n"] / total * abs(row["p"] - row["hit"]) for row in table))


def _log_p_truth(item: Item, sharpness: float) -> float:
    values = np.asarray(item.weighing.values)
    distance = np.abs(np.log(values / item.truth))
    return float(np.log(item.weighing.odds(sharpness)[int(distance.argmin())] + _LEAST))


def _log_odds(probability: Floats) -> Floats:
    clipped = np.clip(probability, _LEAST, 1 - _LEAST)
    return np.log(clipped / (1 - clipped))
