"""Two takes, both compressed. Which one more?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice, Source, Verdict
from game.core.skills import SkillSpec
from game.drills import clips, comp_common, comp_fair, scoring
from game.drills.challenges import take_name
from game.drills.comp_replay import replay_part
from game.drills.comp_solve import Effects, Pair, Wish
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import Stimulus

INTERVALS: Final = 2
LESS_DB: Final = (2.0, 6.0)
"""Range of the gain in the take that is compressed less, for a small difference; half for each 6 dB of it more, as
little music lets a gain move far."""
LESS_PER_DB: Final = 6.0


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take is compressed more; cue is the difference between the ranges of the two gains in dB.

    Raises:
        ValueError: cue outside the skill's range.
    """
    return comp_common.ask_which(
        spec, cue=cue, source=source, seed=seed, rate_hz=rate_hz, cue_name="difference_db", takes=INTERVALS
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1`, `interval_2` and `dry`: one compressor at two thresholds, peaks alike.

    Raises:
        HeadroomError: a clip would peak too high.
        CueError: this music's gain cannot be moved that far.
    """
    times = 2 ** (challenge.cue / LESS_PER_DB)

    def draw(rng: np.random.Generator) -> Wish:
        less_db = float(rng.uniform(*LESS_DB)) / times
        more_db = less_db + challenge.cue
        drawn = comp_common.draw_settings(rng, range_db=more_db)

        def pair_at(attack_ms: float) -> Pair:
            settings = replace(drawn, attack_ms=attack_ms)
            return settings, settings

        def misses_db(effects: Effects) -> tuple[float, float]:
            more, less = effects
            return more.range_db - more_db, less.range_db - less_db

        return Wish(pair_at, misses_db)

    loop, (more, less) = comp_fair.first_fit(challenge, source_audio, draw, range_db=challenge.cue + LESS_DB[0] / times)
    takes = comp_common.in_order(challenge, asked=more, other=less)
    return comp_common.render_takes(challenge, loop, takes)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    return clips.take_again(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return `interval_1_part` and `interval_2_part`: the second in which the two gains part most."""
    return replay_part(stimulus, take_name(1), take_name(2))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    del gains_db
    more, less = comp_common.asked_first(challenge, "gr_range_db")
    lower_db = abs(float(np.subtract(*comp_common.asked_first(challenge, "threshold_db"))))
    return (
        f"Take {challenge.target:g}'s threshold lay {lower_db:.1f} dB lower, so its gain moves by {more:.1f} dB "
        f"and the other's by {less:.1f} dB, with the same ratio, attack and release."
    )
