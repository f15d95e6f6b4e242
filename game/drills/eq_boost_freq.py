"""B has one band boosted. Where is its centre?"""

from collections.abc import Mapping

from game.core.facts import BOOST, Challenge, Choice, Source, Verdict
from game.core.skills import SkillSpec
from game.drills import eq_common, scoring
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import Stimulus


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw a bell of cue dB at a frequency where `source` has energy.

    Raises:
        ValueError: cue outside the skill's range.
        ContentError: the source has energy nowhere in the range.
    """
    _, freq_hz = eq_common.draw_question(spec, cue=cue, source=source, seed=seed)
    return eq_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"direction": BOOST, "gain_db": cue, "q": eq_common.Q},
        choice=freq_hz,
        params=eq_common.bell_params(freq_hz=freq_hz, gain_db=cue),
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `dry` and `wet`; HeadroomError where one would peak too high."""
    return eq_common.render_pair(challenge, source_audio)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge a frequency in Hz; the error is in octaves."""
    return scoring.judge_near(challenge, choice, error=eq_common.octaves_off(challenge, choice))


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the wet clip with the stated boost taken back at `choice` Hz."""
    scoring.check_choice(challenge, choice)
    return eq_common.undo_pair(challenge, stimulus, freq_hz=choice, gain_db=challenge.cue)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_band` and `wet_band`: only the octave in question, without and with the bell."""
    return eq_common.replay_band(challenge, stimulus)


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    return eq_common.why_bell(challenge, gains_db)
