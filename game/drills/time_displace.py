"""One of four hits of a part was moved. Which?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, Choice, Source, Verdict, number_of
from game.core.rhythm import ASKED_PARTS, Part
from game.core.skills import SkillSpec
from game.drills import scoring, time_common
from game.drills.phrase import Phrase, phrase_of, phrases_of
from game.drills.time_common import Onsets
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, WET, Stimulus

HITS: Final = 4
FIRST_STEP: Final = 1
"""No hit on the very first step is asked about: moved early it would sound at the other end of the loop."""
MOST_OF_GAP: Final = 0.42
"""A hit moves by less than half of the gap to its neighbours, so that it stays itself."""
LONGEST_GAP_S: Final = 1.0
"""Beyond this nobody has measured what is just noticed."""
JND_MS: Final = 6.0
JND_SHARE: Final = 0.025


@dataclass(frozen=True, slots=True)
class Four:
    """Four hits of one part, evenly spread over the phrase, and the shortest gap beside any of them."""

    part: str
    steps: tuple[float, ...]
    gap_s: float


def jnd_ms(gap_s: float) -> float:
    """Return the displacement of one sound in a row that most people just notice: 6 ms, or 2.5 % of a longer gap.

    Friberg & Sundberg 1995, Time discrimination in a monotonic, isochronous sequence.

    >>> jnd_ms(0.2), round(jnd_ms(0.4), 6)
    (6.0, 10.0)
    """
    return max(JND_MS, JND_SHARE * gap_s * 1000)


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw which of four hits is moved by cue times what is just noticed there; part and way are told.

    Raises:
        ValueError: cue outside the skill's range.
        UnfitError: no part of the source has four even hits with room to move.
    """
    spec.check_cue(cue)
    rng = np.random.default_rng(seed)
    phrase, four = _draw_four(source, rng, cue=cue)
    number = int(rng.integers(HITS)) + 1
    size_ms = round(cue * jnd_ms(four.gap_s), 3)
    offset_ms = size_ms if rng.integers(2) else -size_ms
    places_s = tuple(round(phrase.moment_s(phrase.rhythm.swung(step)), 6) for step in four.steps)
    return time_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={"part": four.part, "offset_ms": offset_ms, "hits_s": places_s},
        choice=number,
        params={
            "part": four.part,
            "hit_s": places_s[number - 1],
            "offset_ms": offset_ms,
            "gap_ms": round(four.gap_s * 1000, 3),
            **time_common.phrase_params(phrase),
        },
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `dry` and `wet`; HeadroomError where one would peak too high."""
    phrase, params = phrase_of(challenge, source_audio.source), challenge.truth.params
    dry = time_common.on_grid(phrase, seed=challenge.seed, sd_s=0.0)
    part = str(params["part"])
    wet = dict(dry)
    places = phrase.written_s(phrase.rhythm.part(part))
    wet[part] = _moved(dry[part], places, place_s=number_of(params, "hit_s"), offset_ms=number_of(params, "offset_ms"))
    parts = time_common.place_parts(phrase, source_audio, {DRY: dry, WET: wet}, grid=time_common.written(phrase))
    return time_common.render_takes(parts, (DRY, WET), length_s=phrase.length_s, rate_hz=challenge.rate_hz)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge the number of a hit: right or wrong."""
    return scoring.judge_one_of(challenge, choice)


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return B placed again with the hit that `choice` numbers moved back by the stated offset."""
    scoring.check_choice(challenge, choice)
    stated = challenge.question.stated
    places_s = stated["hits_s"]
    place_s = places_s[int(choice) - 1] if isinstance(places_s, tuple) else None
    back_ms = -number_of(stated, "offset_ms")
    onsets = {part.name: part.onsets_s[WET] for part in stimulus.parts}
    for part in stimulus.parts:
        if part.name == stated["part"] and place_s is not None:
            onsets[part.name] = _moved(part.onsets_s[WET], part.grid_s, place_s=place_s, offset_ms=back_ms)
    return time_common.place_again(stimulus, onsets)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips `dry_hits` and `wet_hits`: the row of hits in which one was moved, alone."""
    return time_common.replay_parts(stimulus, (str(challenge.truth.params["part"]),))


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    params = challenge.truth.params
    offset_ms, gap_ms = number_of(params, "offset_ms"), number_of(params, "gap_ms")
    return (
        f"The {params['part']} hit {challenge.target:g} of {HITS} came {time_common.say_ms(offset_ms)}; with "
        f"{gap_ms:.0f} ms to the next one, most people just notice {jnd_ms(gap_ms / 1000):.1f} ms."
    )


def _draw_four(source: Source, rng: np.random.Generator, *, cue: float) -> tuple[Phrase, Four]:
    for phrase in phrases_of(source, rng, longest_s=time_common.LONGEST_S):
        found = [four for part in phrase.rhythm.parts for four in _fours(part, phrase) if _has_room(four, cue=cue)]
        if found:
            return phrase, found[int(rng.integers(len(found)))]
    raise UnfitError(
        f"{source.source_id}: a part must have {HITS} evenly spread hits with room to move by {cue:g} times what is "
        "just noticed, none has; choose a groove or a smaller cue"
    )


def _fours(part: Part, phrase: Phrase) -> Iterator[Four]:
    """Yield every four hits of a part that lie evenly spread over the phrase."""
    if not part.single or part.name not in ASKED_PARTS:
        return
    steps = sorted(set(phrase.steps(part)))
    length = phrase.bars * phrase.steps_per_bar
    for first in (step for step in steps if FIRST_STEP <= step < length / HITS):
        four = tuple(first + length / HITS * index for index in range(HITS))
        if set(four) <= set(steps):
            gap_s = min(_gap_s(step, steps, phrase) for step in four)
            if gap_s <= LONGEST_GAP_S:
                yield Four(part.name, four, gap_s)


def _gap_s(step: float, steps: list[float], phrase: Phrase) -> float:
    """Return the shorter of the gaps beside a hit, turning, in seconds with the swing of the score."""
    at, length = steps.index(step), phrase.bars * phrase.steps_per_bar
    before, after = steps[at - 1] - (length if at == 0 else 0), steps[(at + 1) % len(steps)]
    after += length if at + 1 == len(steps) else 0
    swung = phrase.rhythm.swung
    return min(swung(step) - swung(before), swung(after) - swung(step)) * phrase.step_s


def _has_room(four: Four, *, cue: float) -> bool:
    return cue * jnd_ms(four.gap_s) / 1000 <= MOST_OF_GAP * four.gap_s


def _moved(onsets_s: Onsets, places_s: Onsets, *, place_s: float, offset_ms: float) -> Onsets:
    """Return the onsets of a part with every stroke whose place is `place_s` moved."""
    return tuple(
        onset + offset_ms / 1000 if abs(place - place_s) < time_common.SAME_S else onset
        for onset, place in zip(onsets_s, places_s, strict=True)
    )
