"""A is straight, B swings. By how much?"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice, Source, Verdict, number_of
from game.core.skills import SkillSpec
from game.drills import scoring, swinging, time_common
from game.drills.phrase import phrase_of
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, WET, Stimulus

LEAST_PCT: Final = 50.5
"""B always swings, if by one step of the slider."""


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw a swing from 50.5 to 75 percent in steps of the slider; cue is the tolerance in percentage points.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: the drums of the source have no off-beats that could swing.
    """
    spec.check_cue(cue)
    rng = np.random.default_rng(seed)
    phrase, pair_steps = swinging.draw_phrase(source, rng)
    steps = round((spec.answer.hi - LEAST_PCT) / spec.answer.step)
    swing_pct = LEAST_PCT + int(rng.integers(steps + 1)) * spec.answer.step
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"swings": swinging.NAMES[pair_steps], "pair_ms": swinging.pair_ms(phrase, pair_steps)},
        choice=swing_pct,
        params={
            "swing_pct": swing_pct,
            "pair_ms": swinging.pair_ms(phrase, pair_steps),
            **time_common.phrase_params(phrase),
        },
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `dry`, straight, and `wet`, which swings; HeadroomError where one would peak too high."""
    phrase = phrase_of(challenge, source_audio.source)
    swing_pct = number_of(challenge.truth.params, "swing_pct")
    pair_steps = swinging.pair_steps_of(challenge)
    takes = {
        DRY: swinging.swung(phrase, pair_steps, swing_pct=swinging.STRAIGHT_PCT),
        WET: swinging.swung(phrase, pair_steps, swing_pct=swing_pct),
    }
    parts = time_common.place_parts(phrase, source_audio, takes, grid=takes[DRY])
    return time_common.render_takes(parts, (DRY, WET), length_s=phrase.length_s, rate_hz=challenge.rate_hz)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge a swing in percent; the error is in percentage points."""
    return scoring.judge_near(challenge, choice, error=abs(choice - challenge.target))


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return B placed again as if it swung by `choice` percent and were straightened by as much."""
    scoring.check_choice(challenge, choice)
    straightened = {
        part.name: swinging.straightened(part.onsets_s[WET], challenge, swing_pct=choice) for part in stimulus.parts
    }
    return time_common.place_again(stimulus, straightened)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_hits` and `wet_hits`: the part with the most off-beats alone, straight and swung."""
    return time_common.replay_parts(stimulus, (swinging.busiest(challenge, stimulus),))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    return swinging.why(challenge, swing_pct=number_of(challenge.truth.params, "swing_pct"))
