"""Cuts a round's loop out of a source and makes its clips equally loud."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.core.errors import HeadroomError
from game.core.facts import Challenge, Choice, Truth
from game.drills import scoring
from game.drills.challenges import take_name
from game.dsp import eq, loops, loudness
from game.dsp.audio import CEILING_DBTP, PLAY_LUFS, Audio, SourceAudio, room_for_clips
from game.dsp.stimulus import DRY, Stimulus

SLIDER_S: Final = 8.0
"""Longest clip of a round that is answered on a slider."""
INTERVAL_S: Final = 4.0
"""Longest clip of a round in which one of several intervals is picked."""
FADE_S: Final = 0.03
ROVE_DB: Final = 0.008
"""Takes differ in level by up to twice this, a twentieth of what can be heard."""
_EXCERPT_STREAM: Final = 1
"""Separates the dice that choose the excerpt from those that choose the question."""
_ROVE_STREAM: Final = 3


def cut_excerpt(challenge: Challenge, source_audio: SourceAudio, *, longest_s: float, draw: int = 0) -> Audio:
    """Return a seamless loop of whole bars, at most `longest_s` long (one bar at least), chosen by the seed.

    Without bars it is `longest_s` of the source, or all of a shorter one. Where the stretch that was drawn first does
    not fit the question, `draw` 1, 2 ... are further ones.
    """
    if source_audio.rate_hz != challenge.rate_hz:
        raise ValueError(f"source audio must be at {challenge.rate_hz} Hz as asked, got {source_audio.rate_hz} Hz")
    audio, source = source_audio.audio, source_audio.source
    rng = np.random.default_rng([challenge.seed, _EXCERPT_STREAM, *([draw] if draw else [])])
    if source.bars is None or source.bar_s is None:
        length = min(len(audio), round(longest_s * challenge.rate_hz))
        start = int(rng.integers(len(audio)))
    else:
        bars = min(source.bars, max(1, int(longest_s / source.bar_s + 1e-6)))
        length = round(bars * len(audio) / source.bars)
        start = round(int(rng.integers(source.bars)) * len(audio) / source.bars)
    return loops.cut_loop(audio, start=start, length=length, fade=round(FADE_S * challenge.rate_hz))


@dataclass(frozen=True, slots=True)
class Levelled:
    """A clip at the playing loudness, and the gain in dB that took it there."""

    audio: Audio
    gain_db: float


def level_clips(excerpt: Audio, *filters: eq.Sos | None, rate_hz: int) -> tuple[Levelled, ...]:
    """Return `excerpt` run turning through each filter (None leaves it dry), each clip at PLAY_LUFS.

    Raises:
        HeadroomError: a clip would be silent, or pass CEILING_DBTP at that loudness.
    """
    return tuple(
        _set_level(loops.measure_turning(excerpt, sos, rate_hz=rate_hz, out=out), out=out, rate_hz=rate_hz)
        for sos, out in zip(filters, room_for_clips(len(filters), excerpt), strict=True)
    )


def level_audio(audio: Audio, *, rate_hz: int, target_lufs: float = PLAY_LUFS) -> Levelled:
    """Return a new clip at `target_lufs`.

    Raises:
        HeadroomError: the clip would be silent, or pass CEILING_DBTP at that loudness.
    """
    measured = loudness.filter_and_measure(audio, None, rate_hz=rate_hz)
    return _set_level(measured, out=np.empty_like(audio), rate_hz=rate_hz, target_lufs=target_lufs)


def draw_rove_db(challenge: Challenge, takes: int) -> tuple[float, ...]:
    """Draw for each take a change of level far too small to hear, so that no meter can tell which one was processed.

    Two takes that were left alone would otherwise agree to the last digit, and the odd one would stand out.
    """
    rng = np.random.default_rng([challenge.seed, _ROVE_STREAM])
    return tuple(float(rove_db) for rove_db in rng.uniform(-ROVE_DB, ROVE_DB, takes))


def level_alone(audio: Audio, *, rate_hz: int) -> Audio:
    """Return what was undone at PLAY_LUFS; where it would then pass CEILING_DBTP it is turned down, never limited."""
    return _level_down(loudness.filter_and_measure(audio, None, rate_hz=rate_hz), rate_hz=rate_hz)


def level_together(takes: Sequence[Audio], *, rate_hz: int) -> tuple[Audio, ...]:
    """Return clips turned up or down by one gain: the louder one at PLAY_LUFS where no peak is in the way."""
    louder_lufs = max(loudness.integrated_lufs(take, rate_hz=rate_hz) for take in takes)
    headroom_db = min(CEILING_DBTP - loudness.true_peak_dbtp(take, rate_hz=rate_hz) for take in takes)
    gain_db = min(PLAY_LUFS - louder_lufs, headroom_db) if np.isfinite(louder_lufs) else 0.0
    gain = np.float32(10 ** (gain_db / 20))
    return tuple(take * gain for take in takes)


def interval_stimulus(
    challenge: Challenge, takes: Sequence[Audio], dry: Levelled, *, truth: Truth | None = None, gain_db: float = 0.0
) -> Stimulus:
    """Return clips `interval_1` ... in order and `dry`, all at PLAY_LUFS but for the rove.

    Args:
        challenge: whose seed roves the takes.
        takes: in order of play.
        dry: the clip that nobody hears.
        truth: what is known only now.
        gain_db: what the takes were turned up by before they came here; their gains are counted from there.

    Raises:
        HeadroomError: a clip would be silent, or pass CEILING_DBTP.
    """
    named = []
    for number, (take, rove_db) in enumerate(zip(takes, draw_rove_db(challenge, len(takes)), strict=True), 1):
        levelled = level_audio(take, rate_hz=challenge.rate_hz, target_lufs=PLAY_LUFS + rove_db)
        named.append((take_name(number), Levelled(levelled.audio, levelled.gain_db + gain_db)))
    return stimulus_of(*named, (DRY, dry), rate_hz=challenge.rate_hz, truth=truth)


def stimulus_of(*named: tuple[str, Levelled], rate_hz: int, truth: Truth | None = None) -> Stimulus:
    """Return the clips of a round under their names, in order of play, with what is known only now."""
    return Stimulus(
        clips=tuple((name, clip.audio) for name, clip in named),
        gains_db={name: clip.gain_db for name, clip in named},
        rate_hz=rate_hz,
        truth=truth,
    )


def _set_level(measured: loudness.Measured, *, out: Audio, rate_hz: int, target_lufs: float = PLAY_LUFS) -> Levelled:
    if not np.isfinite(measured.lufs):
        raise HeadroomError("a clip must be loud enough to measure (above -70 LUFS), this stretch is silent")
    gain_db = loudness.match_gain_db(measured.lufs, target_lufs=target_lufs)
    gain = np.float32(10 ** (gain_db / 20))
    np.multiply(measured.audio, gain, out=out)
    near = measured.peak_bound * gain >= 10 ** (CEILING_DBTP / 20)
    if near and loudness.peak_exceeds(out, rate_hz=rate_hz, ceiling_dbtp=CEILING_DBTP):
        raise HeadroomError(
            f"a clip at {PLAY_LUFS:g} LUFS must stay below {CEILING_DBTP:g} dBTP, this one does not: "
            "take another seed or another source"
        )
    return Levelled(audio=out, gain_db=gain_db)


def _level_down(measured: loudness.Measured, *, rate_hz: int) -> Audio:
    gain_db = loudness.match_gain_db(measured.lufs, target_lufs=PLAY_LUFS)
    audio = measured.audio * np.float32(10 ** (gain_db / 20))
    over_db = loudness.true_peak_dbtp(audio, rate_hz=rate_hz) - CEILING_DBTP
    return audio * np.float32(10 ** (-max(over_db, 0.0) / 20))


def undo_bell(clip: Audio, *, rate_hz: int, freq_hz: float, gain_db: float, q: float) -> Audio:
    """Return `clip` with a bell of `gain_db` taken back, turning, at PLAY_LUFS again.

    An undone clip may come out with higher peaks than a round may have; it is then turned down, never limited.
    """
    sos = eq.design("peak", freq_hz=freq_hz, q=q, gain_db=-gain_db, rate_hz=rate_hz)
    return _level_down(loops.measure_turning(clip, sos, rate_hz=rate_hz), rate_hz=rate_hz)


def fell_db(gains_db: Mapping[str, float], name: str, *, dry: str = "dry") -> float:
    """Return by how much equal loudness turned `name` down against the dry clip, in dB; negative where it went up."""
    return gains_db[dry] - gains_db[name]


def take_again(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    scoring.check_choice(challenge, choice)
    return stimulus.clip(take_name(choice))
