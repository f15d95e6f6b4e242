"""Two takes, compressed alike but for the release. Which release is faster?"""

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
FAST_MS: Final = (20.0, 180.0)
"""The faster release; below 200 ms, beyond which releases are hard to tell apart."""
SLOWEST_MS: Final = 2000.0
FAST_DB: Final = (3.0, 9.0)
"""Range of the gain in the take with the faster release."""


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take has the faster release; cue is the ratio of the two in octaves.

    Raises:
        ValueError: cue outside the skill's range.
    """
    return comp_common.ask_which(
        spec, cue=cue, source=source, seed=seed, rate_hz=rate_hz, cue_name="octaves", takes=INTERVALS
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1`, `interval_2` and `dry`: equal in loudness, mean gain reduction and peak.

    Raises:
        HeadroomError: a clip would peak too high.
        CueError: no such pair exists in this music.
    """
    times = 2**challenge.cue

    def draw(rng: np.random.Generator) -> Wish:
        range_db = float(rng.uniform(*FAST_DB))
        fast_ms = float(round(comp_common.log_uniform(rng, FAST_MS[0], min(FAST_MS[1], SLOWEST_MS / times))))
        drawn = replace(comp_common.draw_settings(rng, range_db=range_db), release_ms=fast_ms)

        def pair_at(attack_ms: float) -> Pair:
            fast = replace(drawn, attack_ms=attack_ms)
            return fast, replace(fast, release_ms=fast_ms * times)

        def misses_db(effects: Effects) -> tuple[float, float]:
            fast, slow = effects
            return fast.range_db - range_db, slow.mean_db - fast.mean_db

        return Wish(pair_at, misses_db)

    loop, (fast, slow) = comp_fair.first_fit(challenge, source_audio, draw, range_db=FAST_DB[0])
    takes = comp_common.in_order(challenge, asked=fast, other=slow)
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
    fast_ms, slow_ms = comp_common.asked_first(challenge, "release_ms")
    return (
        f"Take {challenge.target:g} lets go within {comp_common.say_ms(fast_ms)}, the other within "
        f"{comp_common.say_ms(slow_ms)}, so there the gain comes back later after each hit; the mean gain reduction "
        "is the same."
    )
