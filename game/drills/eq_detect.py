"""Three takes, one of them has a band boosted. Which?"""

from collections.abc import Mapping
from dataclasses import replace

from game.core.facts import BOOST, Challenge, Choice, Source, Verdict
from game.core.skills import SkillSpec
from game.drills import clips, eq_common, eq_fair, scoring
from game.drills.challenges import take_name
from game.dsp import loops
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import Stimulus

INTERVALS = 3


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take gets a boost of cue dB, and near what frequency.

    Raises:
        ValueError: cue outside the skill's range.
        ContentError: the source has energy nowhere in the range.
    """
    rng, freq_hz = eq_common.draw_question(spec, cue=cue, source=source, seed=seed)
    odd = int(rng.integers(INTERVALS)) + 1
    return eq_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"direction": BOOST, "gain_db": cue, "q": eq_common.Q, "intervals": INTERVALS},
        choice=odd,
        params=eq_common.bell_params(freq_hz=freq_hz, gain_db=cue),
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1` to `interval_3` and `dry`; the peak of the boosted one is that of the others.

    The boost lies where it moves no peak, near the frequency that was drawn.

    Raises:
        HeadroomError: a clip would peak too high.
        CueError: no boost leaves the peak where it was.
    """
    rate_hz = challenge.rate_hz
    excerpt, freq_hz = eq_fair.fair_boost(challenge, source_audio)
    bell = eq_common.bell_params(freq_hz=freq_hz, gain_db=challenge.cue)
    truth = replace(challenge.truth, params={**challenge.truth.params, **bell})
    boosted = loops.filter_turning(excerpt, eq_common.bell_of(replace(challenge, truth=truth)), rate_hz=rate_hz)
    takes = [boosted if number == challenge.target else excerpt for number in range(1, INTERVALS + 1)]
    return clips.interval_stimulus(challenge, takes, clips.level_audio(excerpt, rate_hz=rate_hz), truth=truth)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    return clips.take_again(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_band` and `wet_band`: only the octave in question, without and with the bell."""
    return eq_common.replay_band(challenge, stimulus, wet=take_name(challenge.target))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    return eq_common.why_bell(challenge, gains_db, wet=take_name(challenge.target))
