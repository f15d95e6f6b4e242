"""What the EQ drills share: one bell of fixed width, asked where the source has energy."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice, Fact, Source, number_of
from game.core.skills import SkillSpec
from game.drills import challenges, clips, scoring
from game.drills.fairness import draw_freq_hz
from game.dsp import eq, loops
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, WET, Stimulus

GENERATOR_VERSION: Final = 3
"""Raised whenever the same seed would give another sound."""
Q: Final = 1.4
"""Width of every bell: about one octave."""

_CHARACTER: Final = (
    (120.0, "the weight of kick and bass"),
    (250.0, "warmth and boom"),
    (500.0, "body and mud"),
    (1000.0, "the boxy, hollow middle"),
    (2000.0, "the nasal, honking middle"),
    (4000.0, "presence and bite"),
    (8000.0, "edge and sibilance"),
    (math.inf, "air and shimmer"),
)


def draw_question(spec: SkillSpec, *, cue: float, source: Source, seed: int) -> tuple[np.random.Generator, float]:
    """Check the cue and draw the frequency; return the dice for what is drawn after it, and the frequency in Hz."""
    spec.check_cue(cue)
    rng = np.random.default_rng(seed)
    return rng, draw_freq_hz(source, rng)


def build_challenge(
    spec: SkillSpec,
    *,
    cue: float,
    source: Source,
    seed: int,
    rate_hz: int,
    stated: Mapping[str, Fact],
    choice: Choice,
    params: Mapping[str, Fact],
) -> Challenge:
    """Put an EQ challenge together."""
    return challenges.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        generator_version=GENERATOR_VERSION,
        stated=stated,
        choice=choice,
        params={**params, **_known_offset(spec, source)},
    )


def _known_offset(spec: SkillSpec, source: Source) -> dict[str, Fact]:
    """Return the offset of the source, where the size of the change is what makes the question hard."""
    asks_for_size = spec.tol is None and spec.answer.choices is None
    return {} if asks_for_size or not source.offset_oct else {scoring.SOURCE_OCT: source.offset_oct}


def bell_params(*, freq_hz: float, gain_db: float) -> dict[str, Fact]:
    """Return the parameters of a bell as they are stored and printed."""
    return {"freq_hz": freq_hz, "gain_db": gain_db, "q": Q}


def bell_of(challenge: Challenge) -> eq.Sos:
    """Design the bell that this challenge hides."""
    params = challenge.truth.params
    return eq.design(
        "peak",
        freq_hz=number_of(params, "freq_hz"),
        q=number_of(params, "q"),
        gain_db=number_of(params, "gain_db"),
        rate_hz=challenge.rate_hz,
    )


def render_pair(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return the dry and the wet clip of a slider round."""
    excerpt = clips.cut_excerpt(challenge, source_audio, longest_s=clips.SLIDER_S)
    dry, wet = clips.level_clips(excerpt, None, bell_of(challenge), rate_hz=challenge.rate_hz)
    return clips.stimulus_of((DRY, dry), (WET, wet), rate_hz=challenge.rate_hz)


def undo_pair(challenge: Challenge, stimulus: Stimulus, *, freq_hz: float, gain_db: float) -> Audio:
    """Return the wet clip with the bell that an answer supposes taken back."""
    return clips.undo_bell(stimulus.clip(WET), rate_hz=challenge.rate_hz, freq_hz=freq_hz, gain_db=gain_db, q=Q)


def replay_band(challenge: Challenge, stimulus: Stimulus, *, wet: str = WET) -> tuple[tuple[str, Audio], ...]:
    """Return `dry_band` and `wet_band`: the octave in question alone, both turned up by the same gain, turning."""
    params, rate_hz = challenge.truth.params, challenge.rate_hz
    bands = [
        loops.turn(
            stimulus.clip(name),
            lambda audio: eq.isolate_band(audio, rate_hz=rate_hz, freq_hz=number_of(params, "freq_hz"), octaves=1.0),
            run_in=rate_hz,
        )
        for name in (DRY, wet)
    ]
    dry_band, wet_band = clips.level_together(bands, rate_hz=rate_hz)
    return (("dry_band", dry_band), ("wet_band", wet_band))


def octaves_off(challenge: Challenge, choice: Choice) -> float:
    """Return the distance of a named frequency from the truth in octaves; infinite at 0 Hz or below."""
    return abs(math.log2(choice / challenge.target)) if choice > 0 else math.inf


def why_bell(challenge: Challenge, gains_db: Mapping[str, float], *, wet: str = WET) -> str:
    """Say in one sentence what the bell did to the sound."""
    params = challenge.truth.params
    freq_hz, gain_db = number_of(params, "freq_hz"), number_of(params, "gain_db")
    character = next(words for top_hz, words in _CHARACTER if freq_hz < top_hz)
    moved_db = clips.fell_db(gains_db, wet, dry=DRY)
    verb, rest = ("lifts", "down") if gain_db > 0 else ("takes out", "up")
    matched = (
        f"; at equal loudness everything else went {rest} by {abs(moved_db):.1f} dB" if abs(moved_db) >= 0.05 else ""
    )
    return f"A bell of {gain_db:+g} dB at {say_hz(freq_hz)} {verb} {character}{matched}."


def say_hz(freq_hz: float) -> str:
    """Return a frequency as engineers say it.

    >>> say_hz(82.4), say_hz(1234.0), say_hz(12000.0)
    ('82 Hz', '1.23 kHz', '12 kHz')
    """
    return f"{freq_hz:.0f} Hz" if freq_hz < 1000 else f"{freq_hz / 1000:.3g} kHz"
