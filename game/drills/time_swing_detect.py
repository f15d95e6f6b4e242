"""Two takes, one is straight and one swings. Which swings?"""

from collections.abc import Mapping

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, Choice, Source, Verdict, numbers_of
from game.core.skills import SkillSpec
from game.drills import clips, scoring, swinging, time_common
from game.drills.challenges import take_name
from game.drills.phrase import phrase_of
from game.drills.swinging import STRAIGHT_PCT
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, Stimulus

INTERVALS = 2


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take has its off-beats cue ms late.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: the drums of the source have no off-beats, or none that can go so far.
    """
    spec.check_cue(cue)
    rng = np.random.default_rng(seed)
    phrase, pair_steps = swinging.draw_phrase(source, rng)
    pair_ms = swinging.pair_ms(phrase, pair_steps)
    swing_pct = STRAIGHT_PCT + 100 * cue / pair_ms
    if swing_pct > swinging.MOST_PCT:
        raise UnfitError(
            f"{source.source_id}: {cue:g} ms must be at most a quarter of the pair that swings, which lasts "
            f"{pair_ms:.0f} ms; choose slower music or a smaller cue"
        )
    odd = int(rng.integers(INTERVALS)) + 1
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"swings": swinging.NAMES[pair_steps], "pair_ms": pair_ms, "offset_ms": cue, "intervals": INTERVALS},
        choice=odd,
        params={
            "offset_ms": cue,
            "swing_pct": tuple(swing_pct if number == odd else STRAIGHT_PCT for number in range(1, INTERVALS + 1)),
            "pair_ms": pair_ms,
            **time_common.phrase_params(phrase),
        },
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1`, `interval_2` and `dry`, which is straight."""
    phrase = phrase_of(challenge, source_audio.source)
    amounts = numbers_of(challenge.truth.params, "swing_pct")
    takes = {
        take_name(number): swinging.swung(phrase, challenge, swing_pct=amount or STRAIGHT_PCT)
        for number, amount in enumerate(amounts, start=1)
    }
    takes[DRY] = swinging.swung(phrase, challenge, swing_pct=STRAIGHT_PCT)
    parts = time_common.place_parts(phrase, source_audio, takes, grid=takes[DRY])
    return time_common.render_takes(
        parts,
        tuple(takes),
        length_s=phrase.length_s,
        rate_hz=challenge.rate_hz,
        rove_db=clips.draw_rove_db(challenge, INTERVALS),
    )


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    scoring.check_choice(challenge, choice)
    return stimulus.clip(take_name(choice))


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_hits` and `wet_hits`: the part with the most off-beats alone, straight and swung."""
    wet = take_name(challenge.target)
    return time_common.replay_parts(stimulus, (swinging.busiest(challenge, stimulus),), wet=wet)


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    amounts = numbers_of(challenge.truth.params, "swing_pct")
    return swinging.why(challenge, swing_pct=amounts[int(challenge.target) - 1] or STRAIGHT_PCT)
