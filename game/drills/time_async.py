"""B has one part early or late. Which part, and which way?"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import EARLY, LATE, AnswerDomain, Challenge, Choice, PartMove, Source, Verdict, number_of
from game.core.rhythm import ASKED_PARTS, Part
from game.core.skills import SkillSpec
from game.drills import scoring, time_common
from game.drills.phrase import Phrase, phrase_of, phrases_of
from game.drills.time_common import Onsets
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, WET, Stimulus

FEWEST_PARTS: Final = 3
MOST_PARTS: Final = 4
"""Twice as many answers are offered as parts; eight is as many as can be kept apart."""
FEWEST_STROKES: Final = 2
"""A part that sounds less often in a turn of the loop is soon forgotten."""
PULSE_SHARE: Final = 0.75
"""So many of the beats must be struck by other parts, so that a moved part never carries the pulse alone."""
CLEAR_SHARE: Final = 0.75
"""So many strokes of a moved part must stay nearest to where they came from: late hats must not seem early."""
MOST_STRAY_S: Final = 0.0042
"""A rendered part that strays further from its places is not asked about."""


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which of three or four parts leaves its place by cue ms, and which way.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: nowhere in the source can three parts move so far.
    """
    spec.check_cue(cue)
    rng = np.random.default_rng(seed)
    phrase, names = _draw_phrase(source, rng, offset_s=cue / 1000)
    offered = [names[index] for index in sorted(rng.permutation(len(names))[:MOST_PARTS])]
    moves = tuple(PartMove(name, direction) for name in offered for direction in (EARLY, LATE))
    choice = int(rng.integers(len(moves))) + 1
    answer = AnswerDomain(
        kind="part_direction",
        lo=1,
        hi=len(moves),
        step=1,
        choices=tuple(range(1, len(moves) + 1)),
        moves=moves,
    )
    move = answer.move(choice)
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"offset_ms": cue, "parts": len(offered)},
        choice=choice,
        params={"part": move.part, "offset_ms": _signed(move, cue), **time_common.phrase_params(phrase)},
        answer=answer,
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `dry` and `wet`; HeadroomError where one would peak too high."""
    phrase = phrase_of(challenge, source_audio.source)
    dry = time_common.on_grid(phrase, seed=challenge.seed, sd_s=time_common.HUMAN_SD_S)
    params = challenge.truth.params
    wet = _moved(dry, str(params["part"]), offset_ms=number_of(params, "offset_ms"))
    parts = time_common.place_parts(phrase, source_audio, {DRY: dry, WET: wet}, grid=time_common.written(phrase))
    return time_common.render_takes(parts, (DRY, WET), length_s=phrase.length_s, rate_hz=challenge.rate_hz)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge a part and a direction: both right, or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return B placed again with the part that `choice` names moved back by the stated offset."""
    scoring.check_choice(challenge, choice)
    move = challenge.question.answer.move(choice)
    back_ms = -_signed(move, number_of(challenge.question.stated, "offset_ms"))
    wet = {part.name: part.onsets_s[WET] for part in stimulus.parts}
    return time_common.place_again(stimulus, _moved(wet, move.part, offset_ms=back_ms))


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_hits` and `wet_hits`: the moved part and the one part that shares most places with it."""
    moved = str(challenge.truth.params["part"])
    return time_common.replay_parts(stimulus, (moved, time_common.companion(stimulus, moved)))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    params = challenge.truth.params
    offset_ms, tempo_bpm = number_of(params, "offset_ms"), number_of(params, "tempo_bpm")
    share = abs(offset_ms) / (60_000 / tempo_bpm / 4)
    return (
        f"Every {params['part']} stroke came {time_common.say_ms(offset_ms)}, "
        f"{share:.0%} of a sixteenth at {tempo_bpm:g} bpm; nothing else moved."
    )


def _draw_phrase(source: Source, rng: np.random.Generator, *, offset_s: float) -> tuple[Phrase, tuple[str, ...]]:
    """Return a phrase and the names of all parts in it that may move by `offset_s`."""
    for phrase in phrases_of(source, rng, longest_s=time_common.LONGEST_S):
        names = tuple(part.name for part in phrase.rhythm.parts if may_move(part, phrase, offset_s=offset_s))
        if len(names) >= FEWEST_PARTS:
            return phrase, names
    raise UnfitError(
        f"{source.source_id}: {FEWEST_PARTS} parts must be able to move by {offset_s * 1000:g} ms and leave the pulse "
        "to others; choose other music or a smaller cue"
    )


def may_move(part: Part, phrase: Phrase, *, offset_s: float) -> bool:
    """Tell whether a part can leave its place by `offset_s` so that the answer is fair and has one meaning."""
    if part.name not in ASKED_PARTS or len(phrase.strokes(part)) < FEWEST_STROKES:
        return False
    if not part.single and time_common.stray_s(part) > MOST_STRAY_S:
        return False
    others = [other for other in phrase.rhythm.parts if other is not part]
    return phrase.beats_struck(others) >= PULSE_SHARE * phrase.beats and _is_clear(part, phrase, offset_s=offset_s)


def _is_clear(part: Part, phrase: Phrase, *, offset_s: float) -> bool:
    """Tell whether most strokes moved either way are still nearest to the place that they left."""
    places = np.unique(np.array(phrase.written_s(part)))
    gaps = np.diff(np.append(places, places[0] + phrase.length_s))
    near = [(gaps <= 2 * offset_s).mean(), (np.roll(gaps, 1) <= 2 * offset_s).mean()]
    return bool(max(near) <= 1 - CLEAR_SHARE)


def _signed(move: PartMove, size_ms: float) -> float:
    return size_ms if move.direction == LATE else -size_ms


def _moved(onsets_s: Mapping[str, Onsets], name: str, *, offset_ms: float) -> dict[str, Onsets]:
    """Return the onsets of all parts with those of one moved."""
    return {
        part: tuple(onset + offset_ms / 1000 for onset in onsets) if part == name else onsets
        for part, onsets in onsets_s.items()
    }
