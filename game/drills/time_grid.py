"""The bar grid of a timing round as a picture needs it: parts in lanes, what the beat says and what sounds."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.core.facts import Challenge, number_of
from game.core.rhythm import STEPS_PER_BEAT
from game.drills.swinging import STRAIGHT_PCT
from game.drills.time_common import SAME_S
from game.dsp.stimulus import DRY, WET, PlacedPart, Stimulus


@dataclass(frozen=True, slots=True)
class GridHit:
    """One stroke in a lane; moments are seconds from the start of the clip, before 0 where it came early.

    Attributes:
        grid_s: its place on the beat.
        sounds_s: by name of the clip, when it sounds there; a clip in which it does not sound is left out.
        velocity: 1 to 127.
        moved: it sounds at another time in one clip than in another.
        number: its number where the answer is one of several hits, else 0.
    """

    grid_s: float
    sounds_s: Mapping[str, float]
    velocity: int
    moved: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class GridLane:
    """The strokes of one part; `asked` lanes can be the answer."""

    name: str
    asked: bool
    hits: tuple[GridHit, ...]


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """All lanes over one clip, which loops.

    Attributes:
        clips: names of the clips that a hit's `sounds_s` may hold, in order of play.
        length_s: of every clip.
        bar_s: where bars begin; the first at 0, or later where the clip begins on another beat.
        beat_s: where beats begin, bars included.
        step_s: where sixteenths begin before swing, beats included.
        tempo_bpm: of the dry clip.
        swing_pct: by name of the clip, where the second of two falls in its pair; empty where swing is not asked.
        pair_ms: length of the pair that swings; None where swing is not asked.
    """

    lanes: tuple[GridLane, ...]
    clips: tuple[str, ...]
    length_s: float
    bar_s: tuple[float, ...]
    beat_s: tuple[float, ...]
    step_s: tuple[float, ...]
    tempo_bpm: float
    swing_pct: Mapping[str, float]
    pair_ms: float | None


def time_grid(challenge: Challenge, stimulus: Stimulus, *, told: bool) -> TimeGrid:
    """Return the grid of a round.

    Args:
        challenge: a timing challenge.
        stimulus: its clips, with the parts that they were placed from.
        told: False before the truth is out: then every hit has its place on the beat and none its sound.
    """
    names = tuple(name for name, _ in stimulus.clips)
    length_s = len(stimulus.clips[0][1]) / stimulus.rate_hz
    params, stated = challenge.truth.params, challenge.question.stated
    tells = not told and isinstance(params["tempo_bpm"], tuple)  # where a count strikes tells its tempo
    beat_s = 60 / dry_tempo_bpm(challenge)
    asked = {move.part for move in challenge.question.answer.moves} | {stated.get("part")}
    start_s = number_of(params, "start_s")
    return TimeGrid(
        lanes=tuple(
            GridLane(part.name, part.name in asked, _hits(part, names, _numbered(challenge, part.name), told=told))
            for part in stimulus.parts
            if part.grid_s and not tells
        ),
        clips=names,
        length_s=length_s,
        bar_s=_every(length_s / number_of(params, "bars"), start_s, length_s) if "bars" in params else (start_s,),
        beat_s=_every(beat_s, start_s, length_s),
        step_s=_every(beat_s / STEPS_PER_BEAT, start_s, length_s),
        tempo_bpm=60 / beat_s,
        swing_pct=_swing_pct(challenge, names) if told else {},
        pair_ms=number_of(params, "pair_ms") if "pair_ms" in params else None,
    )


def dry_tempo_bpm(challenge: Challenge) -> float:
    """Return the tempo of the dry clip: the slowest where the intervals differ in tempo."""
    tempo = challenge.truth.params["tempo_bpm"]
    if isinstance(tempo, tuple):
        return min(value for value in tempo if value is not None)
    return number_of(challenge.truth.params, "tempo_bpm")


def _hits(part: PlacedPart, names: tuple[str, ...], numbered: tuple[float, ...], *, told: bool) -> tuple[GridHit, ...]:
    hits = []
    for index, (place_s, velocity) in enumerate(zip(part.grid_s, part.velocities, strict=True)):
        sounds_s = {name: part.onsets_s[name][index] for name in names if index < len(part.onsets_s[name])}
        moved = max(sounds_s.values()) - min(sounds_s.values()) > SAME_S
        number = next((at for at, hit_s in enumerate(numbered, start=1) if abs(hit_s - place_s) < SAME_S), 0)
        hits.append(GridHit(place_s, sounds_s if told else {}, velocity, moved and told, number))
    return tuple(sorted(hits, key=lambda hit: hit.grid_s))


def _numbered(challenge: Challenge, part: str) -> tuple[float, ...]:
    """Return the places of the hits that are asked about in a part."""
    stated = challenge.question.stated
    places = stated.get("hits_s")
    if part != stated.get("part") or not isinstance(places, tuple):
        return ()
    return tuple(place for place in places if place is not None)


def _swing_pct(challenge: Challenge, names: tuple[str, ...]) -> dict[str, float]:
    swing_pct = challenge.truth.params.get("swing_pct")
    if isinstance(swing_pct, tuple):
        takes = (name for name in names if name != DRY)
        return {name: pct for name, pct in zip(takes, swing_pct, strict=True) if pct is not None} | {DRY: STRAIGHT_PCT}
    return {} if swing_pct is None else {DRY: STRAIGHT_PCT, WET: number_of(challenge.truth.params, "swing_pct")}


def _every(step_s: float, start_s: float, length_s: float) -> tuple[float, ...]:
    """Return start_s and every `step_s` after it for one turn of the loop."""
    count = round(length_s / step_s)
    return tuple(sorted((start_s + index * step_s + SAME_S) % length_s - SAME_S for index in range(count)))
