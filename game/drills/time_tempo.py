"""Two takes, one is faster. Which?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice, Source, Verdict, numbers_of
from game.core.skills import SkillSpec
from game.drills import clips, counting, scoring, time_common
from game.drills.challenges import take_name
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, Stimulus

INTERVALS: Final = 2


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take is faster by cue percent, at what tempo, and how many beats each has.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: the source has no drums that could count.
    """
    spec.check_cue(cue)
    counting.pulse_of(source)
    rng = np.random.default_rng(seed)
    faster = int(rng.integers(INTERVALS)) + 1
    centre_bpm, ratio = rng.uniform(*counting.TEMPO_BPM), 1 + cue / 100
    tempi = {True: round(centre_bpm * ratio**0.5, 3), False: round(centre_bpm * ratio**-0.5, 3)}
    beats = dict(zip((True, False), counting.draw_beats(rng, ratio=ratio), strict=True))
    takes = [number == faster for number in range(1, INTERVALS + 1)]
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"faster_pct": cue, "intervals": INTERVALS},
        choice=faster,
        params={
            "tempo_bpm": tuple(tempi[is_faster] for is_faster in takes),
            "beats": tuple(float(beats[is_faster]) for is_faster in takes),
            "start_s": counting.START_S,
        },
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1`, `interval_2` and `dry`, which has the slower tempo; all equally long."""
    params = challenge.truth.params
    counts = [
        counting.Count(tempo_bpm=tempo or 0.0, beats=int(beats or 0))
        for tempo, beats in zip(numbers_of(params, "tempo_bpm"), numbers_of(params, "beats"), strict=True)
    ]
    faster = int(challenge.target) - 1
    length_s = counting.length_s(counts)
    asked, other = counting.accented(
        counts[faster], counts[1 - faster], source_audio, seed=challenge.seed, length_s=length_s
    )
    takes = {take_name(faster + 1): asked, take_name(2 - faster): other}
    names = [take_name(number) for number in range(1, INTERVALS + 1)]
    parts = tuple(counting.placed(takes[name], name=name, names=(*names, DRY)) for name in names)
    stimulus = time_common.level_takes(
        {**{name: takes[name].mix for name in names}, DRY: other.mix},
        rate_hz=challenge.rate_hz,
        rove_db=clips.draw_rove_db(challenge, INTERVALS),
    )
    return replace(stimulus, parts=parts)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    return clips.take_again(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_hits` and `wet_hits`: the slower and the faster count."""
    faster = int(challenge.target)
    return (
        ("dry_hits", stimulus.clip(take_name(INTERVALS + 1 - faster))),
        ("wet_hits", stimulus.clip(take_name(faster))),
    )


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    tempi = [tempo or 0.0 for tempo in numbers_of(challenge.truth.params, "tempo_bpm")]
    fast, slow = max(tempi), min(tempi)
    return (
        f"Take {challenge.target:g} ran at {fast:.1f} bpm against {slow:.1f}: "
        f"a beat lasted {60_000 / fast:.0f} ms instead of {60_000 / slow:.0f} ms."
    )
