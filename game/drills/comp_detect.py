"""Three takes, one of them is compressed. Which?"""

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
from game.dsp.stimulus import DRY, Stimulus

INTERVALS: Final = 3


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take is compressed; cue is the range of its gain in dB.

    Raises:
        ValueError: cue outside the skill's range.
    """
    return comp_common.ask_which(
        spec, cue=cue, source=source, seed=seed, rate_hz=rate_hz, cue_name="range_db", takes=INTERVALS
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1` to `interval_3` and `dry`; the peak of the compressed one is that of the others.

    Raises:
        HeadroomError: a clip would peak too high.
        CueError: this music's gain cannot be moved that far.
    """

    def draw(rng: np.random.Generator) -> Wish:
        drawn = comp_common.draw_settings(rng, range_db=challenge.cue)

        def pair_at(attack_ms: float) -> Pair:
            return None, replace(drawn, attack_ms=attack_ms)

        def misses_db(effects: Effects) -> tuple[float, float]:
            return 0.0, effects[1].range_db - challenge.cue

        return Wish(pair_at, misses_db)

    loop, (untouched, compressed) = comp_fair.first_fit(challenge, source_audio, draw, range_db=challenge.cue)
    numbers = range(1, INTERVALS + 1)
    takes = [compressed if number == challenge.target else untouched for number in numbers]
    return comp_common.render_takes(challenge, loop, takes)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    return clips.take_again(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return `dry_part` and the compressed take's part: the second in which its gain moves most."""
    return replay_part(stimulus, DRY, take_name(challenge.target))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    number = int(challenge.target)
    settings = comp_common.solved(challenge, number)
    moved_db = comp_common.amounts_of(challenge.truth.params, "gr_range_db")[number - 1]
    up_db = comp_common.made_up_db(gains_db, take_name(number))
    return (
        f"Take {number} was compressed {comp_common.say_settings(settings)}: its gain moves by {moved_db:.1f} dB, "
        f"and at equal loudness all that is quiet came up by {up_db:.1f} dB."
    )
