"""One band of B was boosted or cut, and you are told where. By how many dB?"""

from collections.abc import Mapping
from typing import Final

from game.core.facts import Challenge, Choice, Source, Verdict, number_of
from game.core.skills import SkillSpec
from game.drills import eq_common, scoring
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import Stimulus

SMALLEST_DB: Final = 1.0
"""A smaller gain is near what can be told apart at all."""


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw a gain from -12 to 12 dB in steps of the slider, and a frequency; cue is the tolerance in dB.

    Raises:
        ValueError: cue outside the skill's range.
        ContentError: the source has energy nowhere in the range.
    """
    rng, freq_hz = eq_common.draw_question(spec, cue=cue, source=source, seed=seed)
    steps = round((spec.answer.hi - SMALLEST_DB) / spec.answer.step)
    size_db = SMALLEST_DB + int(rng.integers(steps + 1)) * spec.answer.step
    gain_db = size_db if rng.integers(2) else -size_db
    return eq_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"freq_hz": freq_hz, "q": eq_common.Q},
        choice=gain_db,
        params=eq_common.bell_params(freq_hz=freq_hz, gain_db=gain_db),
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `dry` and `wet`; HeadroomError where one would peak too high."""
    return eq_common.render_pair(challenge, source_audio)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge a gain in dB; the error is in dB."""
    return scoring.judge_near(challenge, choice, error=abs(choice - challenge.target))


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the wet clip with a gain of `choice` dB taken back at the stated frequency."""
    scoring.check_choice(challenge, choice)
    freq_hz = number_of(challenge.question.stated, "freq_hz")
    return eq_common.undo_pair(challenge, stimulus, freq_hz=freq_hz, gain_db=choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_band` and `wet_band`: only the octave in question, without and with the bell."""
    return eq_common.replay_band(challenge, stimulus)


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    return eq_common.why_bell(challenge, gains_db)
