"""A round of a match, drawn and rendered; the AI answers blind before anybody hears it."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.core.errors import ContentError, UnfitError
from game.core.facts import Advice, Challenge, Choice, Question, Source, Truth
from game.core.skills import SKILLS
from game.drills import any_drill
from game.dsp.audio import SourceAudio
from game.dsp.stimulus import Stimulus
from game.session.match_facts import Play, Rules
from game.session.match_picture import clip_name, grid_of, picture_of, played_clips
from game.session.match_records import Hidden
from game.session.ports import Listener, Sources
from game.session.practice import draw_round

_CUE_STREAM: Final = 7
"""Separates the dice that place the cue from those that draw the question."""
TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class MatchRound:
    """A round as it may be seen, what is hidden in it, and its sound."""

    play: Play
    hidden: Hidden
    stimulus: Stimulus


class Chosen:
    """The sources that a match may ask about."""

    def __init__(self, library: Sources, wanted: Sequence[str]) -> None:
        self._library, self._wanted = library, frozenset(wanted)

    def sources(self) -> Sequence[Source]:
        """List them; all where none is named."""
        return [source for source in self._library.sources() if not self._wanted or source.source_id in self._wanted]

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return the sound of a source."""
        return self._library.load(source_id, rate_hz=rate_hz)

    def load_parts(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return the sound of a source and of its parts."""
        return self._library.load_parts(source_id, rate_hz=rate_hz)


def seed_of(secret: bytes, match_id: str, idx: int, attempt: int) -> int:
    """Return the seed of a round, 32 bits; without the host's secret nobody can work it out."""
    digest = hmac.new(secret, f"{match_id}:{idx}:{attempt}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:4], "big")


def cue_of(rules: Rules, seed: int) -> float:
    """Return the cue of a round: between the rules' two, even on a log scale, to two figures."""
    low, high = sorted((rules.cue_from, rules.cue_to))
    drawn = low * (high / low) ** np.random.default_rng([seed, _CUE_STREAM]).random()
    return min(high, max(low, float(f"{drawn:.2g}")))


def prepare_match_round(
    rules: Rules, *, match_id: str, idx: int, round_id: str, secret: bytes, library: Sources, listener: Listener
) -> MatchRound:
    """Draw and render a round; where no music can carry it, draw another.

    Raises:
        ContentError: none can be drawn at all.
    """
    chosen = Chosen(library, rules.sources)
    for attempt in range(TRIES):
        seed = seed_of(secret, match_id, idx, attempt)
        try:
            challenge, stimulus, _ = draw_round(chosen, skill_id=rules.skill_id, cue=cue_of(rules, seed), seed=seed)
        except UnfitError:
            continue
        return _round(rules, challenge, stimulus, idx=idx, round_id=round_id, listener=listener)
    raise ContentError(
        f"{rules.skill_id} between {rules.cue_from:g} and {rules.cue_to:g} needs music that can carry it, "
        "none that was chosen can: choose other music or smaller changes"
    )


def _round(
    rules: Rules, challenge: Challenge, stimulus: Stimulus, *, idx: int, round_id: str, listener: Listener
) -> MatchRound:
    assisted = rules.ai and listener.answers(challenge.skill_id)
    question = challenge.question
    advice = listener.listen(question, stimulus.heard()) if assisted else None
    hidden = Hidden(
        challenge=challenge,
        advice=advice,
        region="" if advice is None else listener.say_region(question, advice),
        why=""
        if advice is None
        else f"{listener.say_number(question, advice)} {listener.say_evidence(question, advice)}",
        explain=any_drill.why(challenge, stimulus.gains_db),
        picture=picture_of(challenge, stimulus),
    )
    play = Play(
        round_id=round_id,
        idx=idx,
        question=question,
        clips=tuple(map(clip_name, played_clips(stimulus))),
        assisted=assisted,
        grid=grid_of(challenge, stimulus, told=False),
    )
    return MatchRound(play=play, hidden=hidden, stimulus=stimulus)


def _why(listener: Listener, question: Question, advice: Advice) -> str:
    return f"{listener.say_number(question, advice)} {listener.say_evidence(question, advice)}".strip()


def blind(question: Question) -> Challenge:
    """Return a challenge that asks this and hides nothing, for the words of a question whose truth is not known."""
    return Challenge(
        challenge_id="",
        skill_id=question.skill_id,
        cue=SKILLS[question.skill_id].cue_start,
        source_id="",
        seed=0,
        rate_hz=0,
        generator_version=0,
        question=question,
        truth=Truth(choice=None, params={}),
    )


def right_range(challenge: Challenge) -> tuple[float, float] | None:
    """Return from where to where an answer on a slider counts as right; None where there is no slider."""
    choice: Choice | None = challenge.truth.choice
    answer = challenge.question.answer
    if choice is None or answer.choices is not None:
        return None
    tol = SKILLS[challenge.skill_id].tol_at(challenge.cue)
    low, high = (choice / 2**tol, choice * 2**tol) if answer.kind == "freq" else (choice - tol, choice + tol)
    return max(answer.lo, low), min(answer.hi, high)
