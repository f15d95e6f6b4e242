"""Finds out what a compressor did, and does it again, without any of the game's own code."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
FRAMES_PER_S = 100
ACTIVE_DB = 40.0


def reduction_per_frame_db(dry: Floats, wet: Floats, *, rate_hz: int) -> Floats:
    """Return the gain from wet to dry in dB in every frame of 10 ms whose dry level is within 40 dB of the loudest."""
    length = rate_hz // FRAMES_PER_S
    powers = [
        np.array([np.sum(clip[start : start + length] ** 2) for start in range(0, len(clip) - length + 1, length)])
        for clip in (dry, wet)
    ]
    active = 10 * np.log10(powers[0] / powers[0].max() + 1e-30) > -ACTIVE_DB
    return np.asarray(10 * np.log10(powers[0][active] / powers[1][active]))


def range_db(reductions_db: Floats) -> float:
    """Return the 95th percentile less the 5th."""
    return float(np.quantile(reductions_db, 0.95) - np.quantile(reductions_db, 0.05))


def compress_turning(dry: Floats, settings: dict[str, Any], *, rate_hz: int, turns: int = 3) -> Floats:
    """Return a stereo loop compressed in its last turn, sample by sample (Giannoulis et al. 2012, smooth decoupled)."""
    threshold_db, ratio, knee_db = settings["threshold_db"], settings["ratio"], settings["knee_db"]
    attack, release = (math.exp(-1000 / (settings[name] * rate_hz)) for name in ("attack_ms", "release_ms"))
    levels_db = 20 * np.log10(np.maximum(np.abs(dry).max(axis=1), 1e-6))
    over_db = levels_db - threshold_db
    inside = (1 - 1 / ratio) * (over_db + knee_db / 2) ** 2 / (2 * knee_db) if knee_db else 0 * over_db
    above = (1 - 1 / ratio) * over_db
    wanted_db = np.where(2 * over_db < -knee_db, 0.0, np.where(2 * over_db > knee_db, above, inside)).tolist()
    held = down_db = 0.0
    reduction_db = np.zeros(len(dry))
    for _ in range(turns):
        for index, asked_db in enumerate(wanted_db):
            held = max(asked_db, release * held + (1 - release) * asked_db)
            down_db = attack * down_db + (1 - attack) * held
            reduction_db[index] = down_db
    return np.asarray(dry * 10 ** (-reduction_db / 20)[:, None])
