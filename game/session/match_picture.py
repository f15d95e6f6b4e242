"""The picture of a truth as it is sent to pages: a bell, gain over time, the hits of a bar, or a bar a take."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from game.core.facts import Challenge, number_of, numbers_of
from game.drills.comp_trace import FRAME_S, trace
from game.drills.time_grid import TimeGrid, time_grid
from game.dsp.eq import analogue_response_db
from game.dsp.stimulus import DRY, WET, Stimulus

LO_HZ: Final = 40.0
HI_HZ: Final = 16_000.0
POINTS: Final = 160
GAIN_STEP: Final = 8
"""Every so many frames of the trace are sent: 40 ms, as fine as a projector shows."""
_BARS: Final = {"mix.level": ("level_db", "dB"), "time.tempo": ("tempo_bpm", "bpm")}


def clip_name(name: str) -> str:
    """Return what players call a clip: A, B, or the number of a take.

    >>> clip_name("wet"), clip_name("interval_2")
    ('B', '2')
    """
    return {DRY: "A", WET: "B"}.get(name, name.removeprefix("interval_"))


def played_clips(stimulus: Stimulus) -> tuple[str, ...]:
    """Return the clips that players hear: A and B, or the takes without what they were made of."""
    names = tuple(name for name, _ in stimulus.clips)
    takes = tuple(name for name in names if name not in (DRY, WET))
    return takes or (DRY, WET)


def picture_of(challenge: Challenge, stimulus: Stimulus) -> dict[str, Any] | None:
    """Return the picture of a truth; None where there is nothing to draw."""
    if challenge.skill_id in _BARS:
        key, unit = _BARS[challenge.skill_id]
        values = [value for value in numbers_of(challenge.truth.params, key) if value is not None]
        return {"kind": "bars", "unit": unit, "values": values}
    family = challenge.skill_id.partition(".")[0]
    if family == "eq":
        return _bell(challenge)
    if family == "comp":
        return _gain(challenge, stimulus)
    return grid_of(challenge, stimulus, told=True) if family == "time" else None


def grid_of(challenge: Challenge, stimulus: Stimulus, *, told: bool) -> dict[str, Any] | None:
    """Return the bar of a timing question; before the truth is out without any sound. None for other questions."""
    if not challenge.skill_id.startswith("time."):
        return None
    grid = time_grid(challenge, stimulus, told=told)
    heard = played_clips(stimulus)
    return {
        "kind": "grid",
        "lanes": [{"name": lane.name, "asked": lane.asked, "hits": _hits(lane.hits, heard)} for lane in grid.lanes],
        **_lines(grid),
    }


def _hits(hits: tuple[Any, ...], heard: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "grid_s": round(hit.grid_s, 5),
            "number": hit.number,
            "moved": hit.moved,
            "sounds_s": {clip_name(name): round(at, 5) for name, at in hit.sounds_s.items() if name in heard},
        }
        for hit in hits
    ]


def _lines(grid: TimeGrid) -> Mapping[str, Any]:
    return {
        "length_s": round(grid.length_s, 5),
        "bar_s": [round(at, 5) for at in grid.bar_s],
        "beat_s": [round(at, 5) for at in grid.beat_s],
    }


def _bell(challenge: Challenge) -> dict[str, Any]:
    params = challenge.truth.params
    freqs_hz = np.geomspace(LO_HZ, HI_HZ, POINTS)
    sizes_db = analogue_response_db(
        "peak",
        freqs_hz,
        freq_hz=number_of(params, "freq_hz"),
        q=number_of(params, "q"),
        gain_db=number_of(params, "gain_db"),
    )
    return {
        "kind": "curve",
        "freq_hz": [round(float(freq), 1) for freq in freqs_hz],
        "db": [round(float(size), 2) for size in sizes_db],
    }


def _gain(challenge: Challenge, stimulus: Stimulus) -> dict[str, Any]:
    takes = [[round(float(gain), 2) for gain in one.gain_db[::GAIN_STEP]] for one in trace(challenge, stimulus)]
    return {"kind": "gain", "step_s": FRAME_S * GAIN_STEP, "takes": takes}
