"""Three takes: one with a drummer's feel, one with the same offsets shuffled, one on the grid. Which has the feel?"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, Choice, Fact, Source, Verdict, number_of, numbers_of
from game.core.skills import SkillSpec
from game.drills import clips, performing, scoring, swinging, time_common
from game.drills.challenges import take_name
from game.drills.phrase import Phrase, phrase_of, phrases_of
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, Stimulus
from game.dsp.timing import permuted_twin

INTERVALS: Final = 3
FEWEST_PLACES: Final = 10
"""A structure needs so many places to show."""
LONGEST_S: Final = 6.0
"""Two bars: what comes again in the second one is structure."""


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw offsets with a standard deviation of cue ms, and which take has them in which order.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: the drums of the source are too dense for offsets of that size, or too sparse.
    """
    spec.check_cue(cue)
    rng = np.random.default_rng(seed)
    phrase, offsets_ms = _draw_performance(source, rng, cue=cue)
    twin_ms = permuted_twin(offsets_ms, rng=rng)
    order = rng.permutation(INTERVALS)
    performed, permuted, quantised = (int(np.flatnonzero(order == role)[0]) + 1 for role in range(INTERVALS))
    params: dict[str, Fact] = {
        "performed": performed,
        "permuted": permuted,
        "quantised": quantised,
        "offset_ms": cue,
        "performed_ms": tuple(round(float(offset), 3) for offset in offsets_ms),
        "permuted_ms": tuple(round(float(offset), 3) for offset in twin_ms),
        **time_common.phrase_params(phrase),
    }
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"offset_ms": cue, "intervals": INTERVALS},
        choice=performed,
        params=params,
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `interval_1` to `interval_3` and `dry`, which is on the grid."""
    phrase, params = phrase_of(challenge, source_audio.source), challenge.truth.params
    grid = performing.straight(phrase)
    takes = {take_name(number): grid for number in range(1, INTERVALS + 1)}
    for role in ("performed", "permuted"):
        offsets_ms = tuple(offset or 0.0 for offset in numbers_of(params, f"{role}_ms"))
        takes[take_name(number_of(params, role))] = performing.performed(phrase, offsets_ms)
    takes[DRY] = grid
    parts = time_common.place_parts(phrase, source_audio, takes, grid=grid)
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
    """Return clips `dry_hits` and `wet_hits`: the drums that moved, on the grid and performed."""
    names = tuple(part.name for part in stimulus.parts)
    return time_common.replay_parts(stimulus, names, wet=take_name(challenge.target))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    params = challenge.truth.params
    return (
        f"In take {number_of(params, 'performed'):g} the same places of each bar lean the same way, "
        f"{challenge.cue:.1f} ms from the grid on average (SD); take {number_of(params, 'permuted'):g} has the same "
        f"offsets in another order, and take {number_of(params, 'quantised'):g} has none."
    )


def _draw_performance(source: Source, rng: np.random.Generator, *, cue: float) -> tuple[Phrase, performing.Offsets]:
    for phrase in phrases_of(source, rng, longest_s=LONGEST_S):
        paced = phrase.at_tempo(swinging.draw_tempo_bpm(phrase, rng))
        steps = performing.places(paced)
        if len(steps) >= FEWEST_PLACES and performing.have_room(paced, sd_ms=cue):
            return paced, performing.draw_offsets_ms(paced, rng, sd_ms=cue)
    raise UnfitError(
        f"{source.source_id}: its drums need {FEWEST_PLACES} places or more, far enough apart for offsets of {cue:g} ms; "
        "choose a slower groove or a smaller cue"
    )
