"""How fast a round is rendered, beside C++ doing the same in the same run.

The task: from ten seconds of music, a dry and a wet clip (+6 dB at 3 kHz, Q 1.41), both float32 at -23 LUFS, neither
beyond -1 dBTP. Ours is the game's own path: the loop is filtered turning and the true peak is watched. The reference is
pedalboard (JUCE) for the file and the filter, libebur128 for both loudnesses, and numpy for the gain. It is spared the
run-in, and watches the sample peak only, as libebur128's true peak would cost it several times the rest.
Both run on one thread, turn by turn, and the ratio is the median of the rounds' own ratios: what else the machine
does falls on both alike.
"""

import importlib.util
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from game.bench.rows import Row, summarise
from game.dsp import eq, loops, loudness
from game.dsp.audio import CEILING_DBTP, PLAY_LUFS, Audio, room_for_clips
from game.dsp.noise import pink_noise

RATE_HZ: Final = 48_000
LASTS_S: Final = 10
FREQ_HZ: Final = 3000.0
GAIN_DB: Final = 6.0
Q: Final = 1.41
ROUNDS: Final = 41
WARM_UP_ROUNDS: Final = 3
FILE_LIMIT: Final = 1.0
CACHED_LIMIT: Final = 0.35
REFERENCES: Final = ("pedalboard", "pyebur128")

Pair = tuple[Audio, Audio]
Measure = Callable[[], Row]


def measure_file() -> Row:
    """Return the row for a source that is read from its FLAC."""
    return _compare("render_vs_cpp_file", limit=FILE_LIMIT, ours=lambda path: lambda: render_file(path))


def measure_cached() -> Row:
    """Return the row for a source whose audio and loudness are at hand, as in the second round with it."""

    def ours(path: Path) -> Callable[[], Pair]:
        source = loudness.filter_and_measure(_read(path), None, rate_hz=RATE_HZ)
        return lambda: render_measured(source)

    return _compare("render_vs_cpp_cached", limit=CACHED_LIMIT, ours=ours)


def render_file(path: Path) -> Pair:
    """Return the dry and the wet clip of a FLAC, our way."""
    return render_measured(loudness.filter_and_measure(_read(path), None, rate_hz=RATE_HZ))


def render_measured(dry: loudness.Measured) -> Pair:
    """Return the dry and the wet clip of a source whose loudness is known, our way."""
    sos = eq.design("peak", freq_hz=FREQ_HZ, q=Q, gain_db=GAIN_DB, rate_hz=RATE_HZ)
    dry_clip, wet_clip = room_for_clips(2, dry.audio)
    wet = loops.measure_turning(dry.audio, sos, rate_hz=RATE_HZ, out=wet_clip)
    gains_db = [loudness.match_gain_db(clip.lufs, target_lufs=PLAY_LUFS) for clip in (dry, wet)]
    while any(_is_too_high(clip, gain_db) for clip, gain_db in zip((dry, wet), gains_db, strict=True)):
        gains_db = [gain_db - 1 for gain_db in gains_db]  # both alike, so that level tells nothing
    np.multiply(dry.audio, _linear(gains_db[0]), out=dry_clip)
    wet_clip *= _linear(gains_db[1])
    return dry_clip, wet_clip


def render_reference(path: Path) -> Pair:
    """Return the dry and the wet clip of a FLAC as C++ libraries make them."""
    import pedalboard
    from pedalboard.io import AudioFile

    with AudioFile(str(path)) as file:
        planes = file.read(file.frames)
    bell = pedalboard.PeakFilter(cutoff_frequency_hz=FREQ_HZ, gain_db=GAIN_DB, q=Q)
    clips = [np.ascontiguousarray(clip.T) for clip in (planes, bell(planes, RATE_HZ))]
    for clip in clips:
        clip *= _linear(PLAY_LUFS - reference_lufs(clip))
    while any(loudness.sample_peak(clip) > _linear(CEILING_DBTP) for clip in clips):
        for clip in clips:
            clip *= _linear(-1)
    return clips[0], clips[1]


def write_music(path: Path) -> None:
    """Write ten seconds that are as hard to pack and to measure as music: a beat, a bass line, chords and hiss."""
    t = np.arange(LASTS_S * RATE_HZ) / RATE_HZ
    beat_s, step_s = t % 0.5, t % 0.25
    kick = np.sin(2 * np.pi * (50 * beat_s + 4.5 * (1 - np.exp(-beat_s / 0.03)))) * np.exp(-beat_s / 0.1)
    bass = 0.3 * np.sin(2 * np.pi * 55 * (1 + np.floor(t) % 4 / 4) * t) * np.exp(-step_s / 0.2)
    hiss = pink_noise(len(t), n_channels=2, rate_hz=RATE_HZ, seed=1) * np.exp(-step_s / 0.05)[:, None]
    hall = pink_noise(len(t), n_channels=2, rate_hz=RATE_HZ, seed=2)
    chords = sum(np.sin(2 * np.pi * freq_hz * t) for freq_hz in (220.0, 277.2, 329.6, 880.0, 1318.5))
    music = (0.8 * kick + bass + 0.04 * chords)[:, None] + hiss + 0.3 * hall
    soundfile.write(path, 0.5 * music / np.abs(music).max(), RATE_HZ, subtype="PCM_16")


def _compare(name: str, *, limit: float, ours: Callable[[Path], Callable[[], Pair]]) -> Row:
    """Return the row of one of our ways beside the reference, round by round."""
    missing = [reference for reference in REFERENCES if importlib.util.find_spec(reference) is None]
    if missing:
        return Row(name, limit=limit, note=f"not measured: pip install {' '.join(missing)}, then run it again")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "music.flac"
        write_music(path)
        render = ours(path)
        rounds = [_round(render, lambda: render_reference(path)) for _ in range(WARM_UP_ROUNDS + ROUNDS)]
    times_ms, reference_ms = np.array(rounds[WARM_UP_ROUNDS:]).T
    note = (
        f"{LASTS_S} s stereo; pedalboard + libebur128 take {np.median(reference_ms):.1f} ms (median) in the same rounds"
    )
    ratio = float(np.median(times_ms / reference_ms))
    return summarise(name, times_ms.tolist(), judged="ratio", limit=limit, ratio=ratio, note=note)


def _round(render: Callable[[], Pair], reference: Callable[[], Pair]) -> tuple[float, float]:
    """Return the milliseconds that both took, one right after the other."""
    return _time_ms(render), _time_ms(reference)


def _time_ms(render: Callable[[], Pair]) -> float:
    start_s = time.perf_counter()
    render()
    return (time.perf_counter() - start_s) * 1000


def _read(path: Path) -> Audio:
    audio: Audio = soundfile.read(path, dtype="float32", always_2d=True)[0]
    return audio


def _linear(gain_db: float) -> np.float32:
    return np.float32(10 ** (gain_db / 20))


def _is_too_high(clip: loudness.Measured, gain_db: float) -> bool:
    """Tell whether a clip with this gain passes the ceiling; in most cases its bound says no without a look."""
    if clip.peak_bound * _linear(gain_db) < _linear(CEILING_DBTP):
        return False
    return loudness.peak_exceeds(clip.audio, rate_hz=RATE_HZ, ceiling_dbtp=CEILING_DBTP - gain_db)


def reference_lufs(audio: Audio) -> float:
    """Return the loudness as libebur128 measures it."""
    import pyebur128

    meter = pyebur128.R128State(audio.shape[1], RATE_HZ, pyebur128.MeasurementMode.MODE_I)
    meter.add_frames(audio.ravel(), len(audio))
    return float(pyebur128.get_loudness_global(meter))
