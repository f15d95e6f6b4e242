"""Three takes: performed-style offsets, the same offsets shuffled, and none. Which is performed-style?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, Choice, Fact, Source, Truth, Verdict, number_of
from game.core.skills import SkillSpec
from game.drills import balance, clips, performing, scoring, swinging, time_common
from game.drills.challenges import take_name
from game.drills.phrase import Phrase, phrases_of, refuse_laid
from game.drills.time_common import Onsets
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, Stimulus
from game.dsp.timing import Shifted

INTERVALS: Final = 3
FEWEST_PLACES: Final = 10
"""A structure needs so many places to show."""
LONGEST_S: Final = 5.7
"""Two bars: what comes again in the second one is structure."""
TRIES: Final = 20
PERFORMED: Final = "performed"
PERMUTED: Final = "permuted"
QUANTISED: Final = "quantised"
ROLES: Final = (PERFORMED, PERMUTED, QUANTISED)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to ask: the bars, each role's take, what is read of it and when its strokes sound, and the offsets."""

    phrase: Phrase
    mixes: Mapping[str, Audio]
    meters: tuple[balance.Meters, ...]
    onsets: Mapping[str, Mapping[str, Onsets]]
    params: Mapping[str, Fact]


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which take is which; the offsets, with a standard deviation of cue ms, are settled when it is rendered.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: the drums of the source are too dense for offsets of that size, or too sparse.
    """
    spec.check_cue(cue)
    phrase = _draw_phrase(source, balance.first_dice(seed), cue=cue)
    order = np.random.default_rng(seed).permutation(INTERVALS)
    roles = {role: int(np.flatnonzero(order == index)[0]) + 1 for index, role in enumerate(ROLES)}
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"offset_ms": cue, "intervals": INTERVALS},
        choice=roles[PERFORMED],
        params={**roles, "offset_ms": cue, **time_common.phrase_params(phrase)},
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1` to `interval_3` and `dry`, on the grid; the truth says bars, tempo and offsets."""
    params = challenge.truth.params
    copies: Shifted = {}
    ways = balance.ways_to_ask(challenge.seed, lambda rng: _way(challenge, source_audio, rng, copies), tries=TRIES)
    way = balance.fairest(challenge.seed, ways, by=(balance.PEAKS,))
    takes = {take_name(number_of(params, role)): role for role in ROLES}
    names = {**dict(sorted(takes.items())), DRY: QUANTISED}
    stimulus = time_common.level_takes(
        {name: way.mixes[role] for name, role in names.items()},
        rate_hz=challenge.rate_hz,
        rove_db=clips.draw_rove_db(challenge, INTERVALS),
    )
    onsets = {name: way.onsets[role] for name, role in names.items()}
    parts = time_common.place_parts(way.phrase, source_audio, onsets, grid=onsets[DRY])
    return replace(stimulus, parts=parts, truth=Truth(challenge.target, {**params, **way.params}))


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a take: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    return clips.take_again(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_hits` and `wet_hits`: the drums that moved, on the grid and performed."""
    names = tuple(part.name for part in stimulus.parts)
    return time_common.replay_parts(stimulus, names, wet=take_name(challenge.target))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    params = challenge.truth.params
    return (
        f"Take {number_of(params, 'performed'):g} leans the same way in every bar, {challenge.cue:.1f} ms off the grid "
        f"(SD); take {number_of(params, 'permuted'):g} has those offsets in another order, "
        f"take {number_of(params, 'quantised'):g} has none."
    )


def _draw_phrase(source: Source, rng: np.random.Generator, *, cue: float) -> Phrase:
    refuse_laid(source)
    for phrase in phrases_of(source, rng, longest_s=LONGEST_S):
        paced = time_common.turn_about(phrase.paced(swinging.draw_tempo_bpm(phrase, rng)), rng)
        dense_enough = paced.bars > 1 and len(performing.places(paced)) >= FEWEST_PLACES
        if dense_enough and performing.have_room(paced, sd_ms=cue):
            return paced
    raise UnfitError(
        f"{source.source_id}: its drums need {FEWEST_PLACES} places in two bars, far enough apart for offsets of "
        f"{cue:g} ms; choose another groove or a smaller cue"
    )


def _way(challenge: Challenge, source_audio: SourceAudio, rng: np.random.Generator, copies: Shifted) -> _Way:
    """Place the takes in bars, at a tempo and with offsets that the dice draw."""
    phrase = _draw_phrase(source_audio.source, rng, cue=challenge.cue)
    offsets_ms = performing.draw_offsets_ms(phrase, rng, sd_ms=challenge.cue)
    twin_ms = performing.shuffled(phrase, offsets_ms, rng)
    onsets = {
        PERFORMED: performing.performed(phrase, offsets_ms),
        PERMUTED: performing.performed(phrase, twin_ms),
        QUANTISED: performing.straight(phrase),
    }
    parts = time_common.place_parts(phrase, source_audio, onsets, grid=onsets[QUANTISED])
    mixes = time_common.mix_takes(parts, ROLES, length_s=phrase.length_s, rate_hz=challenge.rate_hz, shifted=copies)
    return _Way(
        phrase=phrase,
        mixes=dict(zip(ROLES, mixes, strict=True)),
        meters=tuple(balance.Meters(mix, challenge.rate_hz) for mix in mixes),
        onsets=onsets,
        params={
            **time_common.phrase_params(phrase),
            "performed_ms": tuple(float(offset) for offset in offsets_ms),
            "permuted_ms": tuple(float(offset) for offset in twin_ms),
        },
    )
