"""Two takes of the same sound. Which one is louder? The one drill in which loudness is the answer."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice, Source, Verdict, numbers_of
from game.core.skills import SkillSpec
from game.drills import challenges, clips, scoring
from game.drills.challenges import take_name
from game.dsp import loops
from game.dsp.audio import PLAY_LUFS, Audio, SourceAudio
from game.dsp.stimulus import DRY, Stimulus

GENERATOR_VERSION: Final = 1
"""Raised whenever the same seed would give another sound."""
INTERVALS: Final = 2


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take is louder; cue is the difference in dB.

    Raises:
        ValueError: cue outside the skill's range.
    """
    spec.check_cue(cue)
    louder = int(np.random.default_rng(seed).integers(INTERVALS)) + 1
    levels_db = tuple(cue / 2 if number == louder else -cue / 2 for number in range(1, INTERVALS + 1))
    return challenges.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        generator_version=GENERATOR_VERSION,
        stated={"difference_db": cue, "intervals": INTERVALS},
        choice=louder,
        params={"level_db": levels_db},
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1`, `interval_2` and `dry`: one sound at two levels, half the difference to either side.

    Raises:
        HeadroomError: the louder clip would peak too high.
    """
    excerpt = clips.cut_excerpt(challenge, source_audio, longest_s=clips.INTERVAL_S)
    rate_hz = challenge.rate_hz
    takes = [
        (take_name(number), clips.level_audio(excerpt, rate_hz=rate_hz, target_lufs=PLAY_LUFS + (level_db or 0.0)))
        for number, level_db in enumerate(numbers_of(challenge.truth.params, "level_db"), 1)
    ]
    return clips.stimulus_of(*takes, (DRY, clips.level_audio(excerpt, rate_hz=rate_hz)), rate_hz=rate_hz)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    return clips.take_again(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return `interval_1_part` and `interval_2_part`: their first second, at the levels that were asked about."""
    length = min(challenge.rate_hz, len(stimulus.clip(DRY)))
    fade = min(round(clips.FADE_S * challenge.rate_hz), length)
    names = [take_name(number) for number in range(1, INTERVALS + 1)]
    return tuple(
        (f"{name}_part", loops.cut_loop(stimulus.clip(name), start=0, length=length, fade=fade)) for name in names
    )


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    first_db, second_db = (gains_db[take_name(number)] for number in range(1, INTERVALS + 1))
    return (
        f"Take {challenge.target:g} was {abs(first_db - second_db):.2g} dB louder; nothing else differed, and "
        "both lay as far from the usual level."
    )
