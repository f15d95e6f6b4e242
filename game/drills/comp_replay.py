"""Plays nothing but what was in question: the second in which the gains of two clips differ most."""

from typing import Final

import numpy as np

from game.drills.clips import FADE_S
from game.dsp import loops, loudness
from game.dsp.audio import CEILING_DBTP, PLAY_LUFS, Audio
from game.dsp.passage import FRAME_S, frame_powers, frame_reduction_db
from game.dsp.stimulus import Stimulus

PART_S: Final = 1.0


def replay_part(stimulus: Stimulus, first: str, second: str) -> tuple[tuple[str, Audio], ...]:
    """Return clips called `first` and `second` with `_part` added: one second of each, the same, looped.

    It is the second in which the gain from one clip to the other moves most. Both parts are equally loud.
    """
    rate_hz = stimulus.rate_hz
    clips = [stimulus.clip(name) for name in (first, second)]
    length = min(round(PART_S * rate_hz), len(clips[0]))
    start = _liveliest(*clips, length=length, rate_hz=rate_hz)
    parts = [
        loops.cut_loop(clip, start=start, length=length, fade=min(round(FADE_S * rate_hz), length)) for clip in clips
    ]
    gains_db = [_to_play_lufs(part, rate_hz=rate_hz) for part in parts]
    peaks_db = [loudness.true_peak_dbtp(part, rate_hz=rate_hz) for part in parts]
    over_db = max(peak_db + gain_db - CEILING_DBTP for peak_db, gain_db in zip(peaks_db, gains_db, strict=True))
    return tuple(
        (f"{name}_part", part * np.float32(10 ** ((gain_db - max(over_db, 0.0)) / 20)))
        for name, part, gain_db in zip((first, second), parts, gains_db, strict=True)
    )


def _liveliest(first: Audio, second: Audio, *, length: int, rate_hz: int) -> int:
    """Return the sample from which on the gain from one clip to the other spreads most; the start of a frame."""
    gains_db = frame_reduction_db(*(frame_powers(clip, rate_hz=rate_hz) for clip in (first, second)))
    frames = max(1, min(round(length / (FRAME_S * rate_hz)), len(gains_db)))
    turning = np.concatenate([gains_db, gains_db[: frames - 1]])
    spreads = np.lib.stride_tricks.sliding_window_view(turning, frames).std(axis=1)
    return int(spreads.argmax()) * round(FRAME_S * rate_hz)


def _to_play_lufs(part: Audio, *, rate_hz: int) -> float:
    """Return the gain in dB to the playing loudness, 0 where the part is silent or too short to have one."""
    lufs = loudness.integrated_lufs(part, rate_hz=rate_hz)
    return PLAY_LUFS - lufs if np.isfinite(lufs) else 0.0
