"""Two takes, one is straight and one swings. Which swings?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice, Fact, Source, Truth, Verdict, numbers_of
from game.core.skills import SkillSpec
from game.drills import balance, clips, scoring, swinging, time_common
from game.drills.challenges import take_name
from game.drills.phrase import Phrase
from game.drills.swinging import STRAIGHT_PCT
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, PlacedPart, Stimulus
from game.dsp.timing import Shifted

INTERVALS: Final = 2
NAMES: Final = (*(take_name(number) for number in range(1, INTERVALS + 1)), DRY)
TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to ask: the swung and the straight take, what is read and what they are placed from, the parameters."""

    mixes: tuple[Audio, ...]
    meters: tuple[balance.Meters, ...]
    parts: tuple[PlacedPart, ...]
    params: Mapping[str, Fact]


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take has its off-beats cue ms late; bars and tempo are settled when it is rendered.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: the drums of the source have no off-beats, or none that can go so far.
    """
    spec.check_cue(cue)
    odd = int(np.random.default_rng(seed).integers(INTERVALS)) + 1
    phrase, pair_steps = _draw_phrase(source, balance.first_dice(seed), cue=cue)
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"offset_ms": cue, "intervals": INTERVALS},
        choice=odd,
        params=_params(phrase, pair_steps, odd=odd, cue=cue),
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1`, `interval_2` and `dry`, which is straight; the truth says at what tempo."""
    copies: Shifted = {}
    ways = balance.ways_to_ask(challenge.seed, lambda rng: _way(challenge, source_audio, rng, copies), tries=TRIES)
    way = balance.fairest(challenge.seed, ways, by=(balance.PEAKS, balance.POWER, balance.SEAM))
    odd = take_name(challenge.target)
    stimulus = time_common.level_takes(
        {name: way.mixes[0] if name == odd else way.mixes[1] for name in NAMES},
        rate_hz=challenge.rate_hz,
        rove_db=clips.draw_rove_db(challenge, INTERVALS),
    )
    return replace(stimulus, parts=way.parts, truth=Truth(challenge.target, way.params))


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    return clips.take_again(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_hits` and `wet_hits`: the part with the most off-beats alone, straight and swung."""
    wet = take_name(challenge.target)
    return time_common.replay_parts(stimulus, (swinging.busiest(challenge, stimulus),), wet=wet)


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    amounts = numbers_of(challenge.truth.params, "swing_pct")
    return swinging.why(challenge, swing_pct=amounts[int(challenge.target) - 1] or STRAIGHT_PCT)


def _draw_phrase(source: Source, rng: np.random.Generator, *, cue: float) -> tuple[Phrase, int]:
    phrase, pair_steps = swinging.draw_phrase(source, rng, farthest_ms=cue)
    return time_common.turn_about(phrase, rng), pair_steps


def _way(challenge: Challenge, source_audio: SourceAudio, rng: np.random.Generator, copies: Shifted) -> _Way:
    """Place the round in bars and at a tempo that the dice draw."""
    phrase, pair_steps = _draw_phrase(source_audio.source, rng, cue=challenge.cue)
    odd = int(challenge.target)
    straight = swinging.swung(phrase, pair_steps, swing_pct=STRAIGHT_PCT)
    swung = swinging.swung(phrase, pair_steps, swing_pct=_swing_pct(phrase, pair_steps, cue=challenge.cue))
    takes = {name: swung if name == take_name(odd) else straight for name in NAMES}
    parts = time_common.place_parts(phrase, source_audio, takes, grid=straight)
    mixes = time_common.mix_takes(
        parts, (take_name(odd), DRY), length_s=phrase.length_s, rate_hz=challenge.rate_hz, shifted=copies
    )
    meters = tuple(balance.Meters(mix, challenge.rate_hz) for mix in mixes)
    return _Way(tuple(mixes), meters, parts, _params(phrase, pair_steps, odd=odd, cue=challenge.cue))


def _swing_pct(phrase: Phrase, pair_steps: int, *, cue: float) -> float:
    return STRAIGHT_PCT + 100 * cue / swinging.pair_ms(phrase, pair_steps)


def _params(phrase: Phrase, pair_steps: int, *, odd: int, cue: float) -> dict[str, Fact]:
    swing_pct = _swing_pct(phrase, pair_steps, cue=cue)
    return {
        "offset_ms": cue,
        "swing_pct": tuple(swing_pct if number == odd else STRAIGHT_PCT for number in range(1, INTERVALS + 1)),
        "pair_ms": swinging.pair_ms(phrase, pair_steps),
        **time_common.phrase_params(phrase),
    }
