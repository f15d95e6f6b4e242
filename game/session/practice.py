"""A block of practice: one skill, one cue, several sources; which round comes next, and what it came to.

A block holds 20 rounds or 12 minutes, opens with six solo rounds, and lets the AI sit in on at most 70 % of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import numpy as np

from game.core.canonical import sha256_of
from game.core.errors import UnfitError
from game.core.facts import Advice, Attempt, Challenge, Form, Mode, Skill, Source
from game.core.skills import SKILLS
from game.drills import DRILLS, any_drill
from game.drills.fairness import fair_ranges_hz
from game.drills.scoring import item_offset_oct
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, Stimulus
from game.learn.belief import prior_of
from game.learn.tracker import belief_of, place
from game.session import check_up
from game.session.block import Block
from game.session.ports import Listener, Sources
from game.session.recall import Turn, gap_clips, turns_of
from game.session.round import Setup
from game.session.trials import predicted

BLOCK_ROUNDS: Final = 20
BLOCK_LENGTH: Final = timedelta(minutes=12)
SOLO_FIRST: Final = 6
RATE_HZ: Final = 48_000
_SOURCE_STREAM: Final = 2
"""Separates the dice that choose the source from those that choose question and excerpt."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A round ready to be played; `bars` is how many bars its clips have, 0 where the music has none.

    `turns` are how it is heard from memory, and `gaps` the clips that this needs; both empty where it is heard freely.
    """

    setup: Setup
    stimulus: Stimulus
    bars: int
    turns: tuple[Turn, ...] = ()
    gaps: tuple[tuple[str, Audio], ...] = ()


def is_over(block: Block, *, trial: int, now: datetime) -> bool:
    """Tell whether no round numbered `trial` (from 0) begins any more."""
    return trial >= block.rounds or now - block.started_at >= BLOCK_LENGTH


def mode_of(block: Block, *, trial: int) -> Mode:
    """Return whether round `trial` (from 0) is solo or assisted.

    The first six are solo. After them the AI sits in as long as it had no more than its share of the rounds so far.
    """
    more = _most_assisted(trial + 1, share=block.ai_share) > _most_assisted(trial, share=block.ai_share)
    return "assisted" if more and not block.alone else "solo"


def _most_assisted(rounds: int, *, share: float) -> int:
    return min(max(0, rounds - SOLO_FIRST), int(share * rounds + 1e-9))


def round_seed(block: Block, *, trial: int) -> int:
    """Return the seed of round `trial`, 32 bits."""
    return int(np.random.default_rng([block.seed, trial]).integers(2**32))


def fitting_sources(sources: Sequence[Source], *, seed: int, form: Form | None = None) -> tuple[Source, ...]:
    """Return the sources that an EQ question fits, in the order in which this seed tries them.

    Practice leaves out those that are kept for check-ups; a check-up begins with those of its form.
    """
    fair = [source for source in sources if fair_ranges_hz(source)]
    rng = np.random.default_rng([seed, _SOURCE_STREAM])
    if form is None:
        return _shuffled([source for source in fair if not source.held_out], rng)
    first, second = check_up.halves(fair, form)
    return _shuffled(first, rng) + _shuffled(second, rng)


def _shuffled(sources: Sequence[Source], rng: np.random.Generator) -> tuple[Source, ...]:
    return tuple(sources[index] for index in rng.permutation(len(sources)))


CueAt = Callable[[float], float]
"""The cue of a question whose item is harder than its skill by so many octaves of cue."""


def draw_round(
    library: Sources,
    *,
    skill_id: str,
    cue: float | CueAt,
    seed: int,
    rate_hz: int = RATE_HZ,
    no_change: bool = False,
    form: Form | None = None,
) -> tuple[Challenge, Stimulus, SourceAudio]:
    """Draw a question from the seed and render it from the first fitting source that can carry it.

    Raises:
        ValueError: unknown skill, or cue outside its range.
        UnfitError: no source can.
    """
    for source in fitting_sources(library.sources(), seed=seed, form=form):
        try:
            loaded = load_for(library, source, skill_id=skill_id, rate_hz=rate_hz)
            challenge, stimulus = render_round(loaded, skill_id=skill_id, cue=cue, seed=seed, no_change=no_change)
        except UnfitError:
            continue
        return challenge, stimulus, loaded
    size = cue(0.0) if callable(cue) else cue
    raise UnfitError(f"{skill_id} at {size:g} needs a source that can carry it, none can: choose a smaller cue")


def load_for(library: Sources, source: Source, *, skill_id: str, rate_hz: int) -> SourceAudio:
    """Return a source with what a skill needs of it: timing needs the parts one by one.

    Raises:
        UnfitError: the parts of the source are not known.
    """
    if SKILLS[skill_id].family != "time":
        return library.load(source.source_id, rate_hz=rate_hz)
    if source.rhythm is None:
        raise UnfitError(
            f"{source.source_id}: a timing question needs music whose parts are known hit by hit, "
            "which noise is not, nor an own file whose beat is not tapped; choose a song or a drum groove"
        )
    return library.load_parts(source.source_id, rate_hz=rate_hz)


def render_round(
    loaded: SourceAudio, *, skill_id: str, cue: float | CueAt, seed: int, no_change: bool = False
) -> tuple[Challenge, Stimulus]:
    """Draw a question about one source from the seed and render it; the same arguments give the same sound.

    With `no_change` a question on a slider may hide none.

    Raises:
        ValueError: unknown skill, or cue outside its range.
        UnfitError: a clip would peak too high, or the music does not let the change be as large as `cue`.
    """
    challenge = draw_challenge(skill_id, cue=cue, source=loaded.source, seed=seed, rate_hz=loaded.rate_hz)
    if no_change:
        challenge = any_drill.offer_no_change(challenge)
    stimulus = any_drill.render(challenge, loaded)
    return challenge if stimulus.truth is None else replace(challenge, truth=stimulus.truth), stimulus


def draw_challenge(skill_id: str, *, cue: float | CueAt, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw a question about one source from the seed.

    Where the cue is open, it is the one that suits the item which is drawn: known to be harder, it is drawn again with
    a cue that much larger, unless the music does not carry that.

    Raises:
        ValueError: unknown skill, or cue outside its range.
        UnfitError: the music does not let the change be as large as the cue.
    """
    make = partial(DRILLS[skill_id].make_challenge, SKILLS[skill_id], source=source, seed=seed, rate_hz=rate_hz)
    if not callable(cue):
        return make(cue=cue)
    challenge = make(cue=cue(0.0))
    o_item = item_offset_oct(challenge)
    try:
        return make(cue=cue(o_item)) if o_item else challenge
    except UnfitError:
        return challenge


def prepare_round(
    block: Block, *, trial: int, library: Sources, listener: Listener, skill: Skill | None = None
) -> Prepared:
    """Draw, render and, in an assisted round, have the AI answer blind before the player guesses.

    `skill` is what is known of the player; where the block leaves the cue open, it places it.
    """
    seed = round_seed(block, trial=trial)
    challenge, stimulus, loaded = draw_round(
        library,
        skill_id=block.skill_id,
        cue=cue_of(block, trial=trial, skill=skill),
        seed=seed,
        no_change=block.no_change,
        form=block.form,
    )
    mode = mode_of(block, trial=trial) if listener.answers(block.skill_id) else "solo"
    advice = listener.listen(challenge.question, stimulus.heard()) if mode == "assisted" else None
    names = tuple(name for name, _ in stimulus.clips)
    takes = tuple(name for name in names if name.startswith("interval_"))
    setup = set_up(
        block,
        trial=trial,
        challenge=challenge,
        advice=advice,
        must_hear=takes or (DRY, *(name for name in names if name != DRY)),
        source_sha256=loaded.source.sha256,
        skill=skill,
    )
    bar_s = loaded.source.bar_s
    like, rate_hz = stimulus.clips[0][1], stimulus.rate_hz
    length_s = len(like) / rate_hz
    turns = turns_of(setup, length_s=length_s)
    return Prepared(
        setup=setup,
        stimulus=stimulus,
        bars=0 if bar_s is None else round(length_s / bar_s),
        turns=turns,
        gaps=gap_clips(turns, block.recall, like=like, rate_hz=rate_hz),
    )


def cue_of(block: Block, *, trial: int, skill: Skill | None) -> float | CueAt:
    """Return the cue of a round: the block's, or where it leaves that open, those that suit the player."""
    if block.cue is not None:
        return block.cue
    if block.form is not None:
        return check_up.cue_at(SKILLS[block.skill_id], block.form, trial=trial)
    seed = round_seed(block, trial=trial)
    return lambda o_item: place(skill, SKILLS[block.skill_id], seed=seed, o_item=o_item)


def set_up(
    block: Block,
    *,
    trial: int,
    challenge: Challenge,
    advice: Advice | None,
    must_hear: tuple[str, ...],
    source_sha256: str,
    skill: Skill | None,
) -> Setup:
    """Return what is fixed when a round opens; it is assisted where there is advice."""
    known = prior_of(SKILLS[block.skill_id]) if skill is None else belief_of(skill)
    return Setup(
        challenge=challenge,
        mode="solo" if advice is None else "assisted",
        advice=advice,
        advice_sha256=None if advice is None else sha256_of(advice),
        recall=block.recall,
        must_hear=must_hear,
        source_sha256=source_sha256,
        player_id=block.player_id,
        session_id=block.session_id,
        trial=trial,
        app_version=block.app_version,
        p_track=predicted(challenge, skill=skill),
        theta_mean=known.theta_mean,
        theta_sd=known.theta_sd,
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """What a block came to. Shares are None where there was nothing to count."""

    rounds: int
    solo: int
    points_mean: float | None
    guess_hits: int
    final_hits: int
    ai_rounds: int
    ai_hits: int
    changed: int
    error_median: float | None
    error_unit: str


def summarise(attempts: Sequence[Attempt]) -> Summary:
    """Count a block's attempts; errors and hits are those of the unaided first guesses unless named otherwise."""
    verdicts = [attempt.guess_verdict for attempt in attempts]
    errors = [attempt.guess_verdict.error for attempt in attempts if attempt.commit.challenge.truth.choice is not None]
    judged = [attempt.advice_verdict for attempt in attempts if attempt.advice_verdict is not None]
    return Summary(
        rounds=len(attempts),
        solo=sum(attempt.commit.mode == "solo" for attempt in attempts),
        points_mean=float(np.mean([attempt.points for attempt in attempts])) if attempts else None,
        guess_hits=sum(verdict.correct for verdict in verdicts),
        final_hits=sum(attempt.final_verdict.correct for attempt in attempts),
        ai_rounds=len(judged),
        ai_hits=sum(verdict.correct for verdict in judged),
        changed=sum(attempt.final.choice != attempt.commit.guess.choice for attempt in attempts),
        error_median=float(np.median(errors)) if errors else None,
        error_unit=verdicts[0].error_unit if verdicts else "",
    )
