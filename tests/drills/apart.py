"""A groove whose strokes can be heard one by one, and how late each is, measured without the game's own code.

Low drums play left and never together, the hat plays right, and every stroke has died away before the next: so around
any stroke one channel of a clip holds that stroke alone.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from game.core.facts import Challenge, Source
from game.core.rhythm import Part, Rhythm, Stroke
from game.core.skills import SKILLS
from game.dsp.audio import Audio, PartSound, SourceAudio, Struck
from game.dsp.stimulus import Stimulus
from game.library.audio_file import write_wav
from game.session.practice import render_round

RATE_HZ = 48_000
BARS = 2
STEPS_PER_BAR = 16
TEMPO_BPM = 96.0
STEP_S = 60 / TEMPO_BPM / 4
PREROLL_FRAMES = 9.5
PATTERNS = {"kick": (0, 8), "snare": (4, 12), "hat": tuple(range(0, 16, 2))}
LEFT = ("kick", "snare")
FREQ_HZ = {"kick": 180.0, "snare": 700.0, "hat": 6000.0}
DECAY_S = 0.02
BEFORE_S, AFTER_S = 0.003, 0.05
"""A stroke lies between these around its onset."""

Clip = npt.NDArray[np.float64]


def apart() -> SourceAudio:
    """Return the groove."""
    parts = tuple(PartSound(name, tuple(_struck(name, index) for index in range(BARS * len(steps))))
                  for name, steps in PATTERNS.items())  # fmt: skip
    rhythm = Rhythm(tuple(_part(name) for name in PATTERNS))
    loop_s = BARS * STEPS_PER_BAR * STEP_S
    source = Source(
        source_id="apart",
        title="Apart",
        kind="drums",
        tempo_bpm=TEMPO_BPM,
        bars=BARS,
        beats_per_bar=4,
        loop_s=loop_s,
        licence="CC0-1.0",
        held_out=False,
        sparsest_bar_db=(),
        sha256="0" * 64,
        rhythm=rhythm,
    )
    return SourceAudio(source, np.zeros((round(loop_s * RATE_HZ), 2), np.float32), RATE_HZ, parts)


def shot(name: str, index: int) -> Audio:
    """Return the stroke; no two of a bar are alike."""
    time_s = (np.arange(round(0.25 * RATE_HZ)) - PREROLL_FRAMES) / RATE_HZ
    rise = 1 - np.exp(-np.maximum(time_s, 0) / 0.0003)
    noise = np.random.default_rng([index % 5, len(name)]).standard_normal(len(time_s))
    sound = np.exp(-np.maximum(time_s, 0) / DECAY_S) * rise * (np.sin(2 * np.pi * FREQ_HZ[name] * time_s) + 0.4 * noise)
    return np.where(time_s >= 0, 0.3 * sound, 0).astype(np.float32)[:, None]


def played(skill_id: str, folder: Path, *, cue: float, seed: int) -> tuple[Challenge, Stimulus, dict[str, Clip]]:
    """Return a round of the groove, and its clips as they are in files, loudness matching undone."""
    challenge, stimulus = render_round(apart(), skill_id=skill_id, cue=cue, seed=seed)
    clips = {}
    for name, clip in stimulus.clips:
        write_wav(folder / f"{name}.wav", clip, rate_hz=RATE_HZ)
        read, _ = soundfile.read(folder / f"{name}.wav", dtype="float64")
        clips[name] = read / 10 ** (stimulus.gains_db[name] / 20)
    return challenge, stimulus, clips


def late_us(wet: Clip, dry: Clip, *, part: str, from_s: float, to_s: float) -> float:
    """Return by how many microseconds more than `to_s - from_s` a stroke lags in `wet`; both clips turn.

    The slope of the cross-spectrum's phase, weighted by its size.
    """
    channel = 0 if part in LEFT else 1
    shift = round((to_s - from_s) * RATE_HZ)
    first = round((from_s - BEFORE_S) * RATE_HZ)
    window = np.arange(first, first + round((BEFORE_S + AFTER_S) * RATE_HZ))
    known, heard = dry[window % len(dry), channel], wet[(window + shift) % len(wet), channel]
    size = 4 * len(window)
    spectrum = np.fft.rfft(known, size)
    cross = np.fft.rfft(heard, size) * np.conj(spectrum)
    omega = 2 * np.pi * np.arange(len(cross)) / size
    band = (omega < 0.7 * np.pi) & (np.abs(spectrum) > 0.01 * np.abs(spectrum).max())
    weight, phase, slope = np.abs(cross[band]), np.angle(cross[band]), omega[band]
    frames = -(weight * slope * phase).sum() / (weight * slope**2).sum()
    return float((frames + shift) / RATE_HZ - (to_s - from_s)) * 1e6


def start_cue(skill_id: str) -> float:
    """Return the cue with which a skill begins."""
    return SKILLS[skill_id].cue_start


def _part(name: str) -> Part:
    steps = [bar * STEPS_PER_BAR + step for bar in range(BARS) for step in PATTERNS[name]]
    return Part(name, single=True, strokes=tuple(Stroke(float(step), 90, 0.0) for step in steps))


def _struck(name: str, index: int) -> Struck:
    return Struck(shot(name, index), PREROLL_FRAMES, gain=1.0 - 0.1 * (index % 3), pan=-1.0 if name in LEFT else 1.0,
                  choke_group=None)  # fmt: skip
