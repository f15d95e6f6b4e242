"""Two takes, compressed alike but for the attack. Which attack is faster?"""

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
FASTEST_MS: Final = 0.2
SLOWEST_MS: Final = 300.0
FAST_DB: Final = (3.0, 9.0)
"""Range of the gain in the take with the faster attack."""


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take has the faster attack; cue is the ratio of the two in octaves.

    Raises:
        ValueError: cue outside the skill's range.
    """
    return comp_common.ask_which(
        spec, cue=cue, source=source, seed=seed, rate_hz=rate_hz, cue_name="octaves", takes=INTERVALS
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1`, `interval_2` and `dry`: equal in loudness, mean gain reduction and peak.

    The faster attack holds the peaks down; the slower one, near the release, lets the gain stay down between hits,
    which holds them down too. So there is a pair at every ratio whose peaks tell nothing, and that pair is played.

    Raises:
        HeadroomError: a clip would peak too high.
        CueError: no such pair exists in this music.
    """
    times = 2**challenge.cue

    def draw(rng: np.random.Generator) -> Wish:
        range_db = float(rng.uniform(*FAST_DB))
        drawn = comp_common.draw_settings(rng, range_db=range_db)

        def pair_at(attack_ms: float) -> Pair:
            return replace(drawn, attack_ms=attack_ms), replace(drawn, attack_ms=attack_ms * times)

        def misses_db(effects: Effects) -> tuple[float, float]:
            fast, slow = effects
            return fast.range_db - range_db, slow.mean_db - fast.mean_db

        return Wish(pair_at, misses_db)

    loop, (fast, slow) = comp_fair.first_fit(
        challenge, source_audio, draw, range_db=FAST_DB[0], between_ms=(FASTEST_MS, SLOWEST_MS / times)
    )
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
    fast_ms, slow_ms = comp_common.asked_first(challenge, "attack_ms")
    return (
        f"Take {challenge.target:g} takes hold within {comp_common.say_ms(fast_ms)}, the other within "
        f"{comp_common.say_ms(slow_ms)}, so there more of every note gets through before the gain falls; the mean gain "
        "reduction is the same."
    )
