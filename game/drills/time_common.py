"""What the timing drills share: the parts of a phrase, placed to the microsecond, and placed again."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from game.core.facts import AnswerDomain, Challenge, Choice, Fact, Source
from game.core.rhythm import STEPS_PER_BEAT, Part
from game.core.skills import SkillSpec
from game.drills import challenges, clips
from game.drills.phrase import Phrase, sounds_of
from game.dsp.audio import PLAY_LUFS, Audio, SourceAudio
from game.dsp.parts import place_part, rings_s
from game.dsp.stimulus import DRY, WET, PlacedPart, Stimulus
from game.dsp.timing import Shifted, humanise

GENERATOR_VERSION: Final = 3
"""Raised whenever the same seed would give another sound."""
SAME_S: Final = 2e-6
"""Places closer than this are one: they are told to the microsecond."""
LONGEST_S: Final = 5.0
"""Two bars are played where they fit into this."""
HUMAN_SD_S: Final = 0.002
"""How far from the grid a drummer strays in a take that sits on it: half of what would begin to hide an answer."""
MOST_COPIES: Final = 256
"""Copies of strokes that are kept, 40 MB or so."""
_HUMAN_STREAM: Final = 4
"""Separates the dice of the drummer's hand from those of the question."""

Onsets = tuple[float, ...]


def build_challenge(
    spec: SkillSpec,
    *,
    cue: float,
    source: Source,
    seed: int,
    rate_hz: int,
    stated: Mapping[str, Fact],
    choice: Choice,
    params: Mapping[str, Fact],
    answer: AnswerDomain | None = None,
) -> Challenge:
    """Put a timing challenge together."""
    return challenges.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        generator_version=GENERATOR_VERSION,
        stated=stated,
        choice=choice,
        params=params,
        answer=answer,
    )


def phrase_params(phrase: Phrase) -> dict[str, Fact]:
    """Return which bars are played, as they are stored and printed."""
    return {
        "tempo_bpm": phrase.tempo_bpm,
        "first_bar": phrase.first_bar,
        "bars": phrase.bars,
        "start_s": phrase.start_s,
    }


def turn_about(phrase: Phrase, rng: np.random.Generator) -> Phrase:
    """Return a phrase whose clip begins on any of its beats that is struck.

    Loudness meters weigh the first and last 0.3 s of a clip less. Bars end busier than they begin, so what comes late
    would mostly lose by that; from any beat on, it loses as often as it wins.
    """
    parts = [part for part in phrase.rhythm.parts if part.single]
    struck = [beat for beat in range(phrase.beats) if _strikes(parts, phrase, beat)]
    beat = struck[int(rng.integers(len(struck)))] if struck else 0
    return phrase.turned((phrase.beats - beat) % phrase.beats)


def _strikes(parts: Sequence[Part], phrase: Phrase, beat: int) -> bool:
    return any(abs(step - beat * STEPS_PER_BEAT) < SAME_S for part in parts for step in phrase.steps(part))


def lean_s(part: Part) -> float:
    """Return how late a part is played on the whole."""
    return math.fsum(stroke.late_s for stroke in part.strokes) / len(part.strokes) if part.strokes else 0.0


def stray_s(part: Part) -> float:
    """Return the standard deviation of a rendered part's strokes from their places."""
    lean = lean_s(part)
    return math.sqrt(math.fsum((stroke.late_s - lean) ** 2 for stroke in part.strokes) / max(1, len(part.strokes)))


def written(phrase: Phrase) -> dict[str, Onsets]:
    """Return the places of every part, the score's own swing included."""
    return {part.name: phrase.written_s(part) for part in phrase.rhythm.parts}


def on_grid(phrase: Phrase, *, seed: int, sd_s: float) -> dict[str, Onsets]:
    """Return when the strokes of each part sound in a take that sits on the grid.

    Drums stray by `sd_s`, drawn from the seed; rendered parts stray as they were played, without their lean.
    """
    rng = np.random.default_rng([seed, _HUMAN_STREAM])
    onsets = {}
    for part in phrase.rhythm.parts:
        places, strokes = phrase.written_s(part), phrase.strokes(part)
        stray = humanise(len(places), sd_s=sd_s, rng=rng) if part.single else [s.late_s - lean_s(part) for s in strokes]
        onsets[part.name] = tuple(place + float(late) for place, late in zip(places, stray, strict=True))
    return onsets


def place_parts(
    phrase: Phrase,
    source_audio: SourceAudio,
    takes: Mapping[str, Mapping[str, Onsets]],
    *,
    grid: Mapping[str, Onsets],
) -> tuple[PlacedPart, ...]:
    """Return the parts of a phrase with their onsets in every take.

    Args:
        phrase: what is played.
        source_audio: with the sound of its parts.
        takes: by name of the clip, the onsets of every part by name.
        grid: the places of every part that plays, by name; the others are left out.
    """
    placed = []
    for part, sound in zip(phrase.rhythm.parts, sounds_of(phrase, source_audio), strict=True):
        strokes = phrase.strokes(part)
        if part.name not in grid or (part.single and not strokes):
            continue
        placed.append(
            PlacedPart(
                sound=sound,
                grid_s=grid[part.name],
                velocities=tuple(stroke.velocity for stroke in strokes),
                onsets_s={name: onsets[part.name] for name, onsets in takes.items()},
                rings_s=rings_s(sound.struck, grid[part.name], loop_s=phrase.length_s),
                loop_onset_s=phrase.written_s(part)[0] + strokes[0].late_s if strokes else 0.0,
            )
        )
    return tuple(placed)


def render_takes(
    parts: Sequence[PlacedPart],
    names: Sequence[str],
    *,
    length_s: float,
    rate_hz: int,
    rove_db: Sequence[float] = (),
) -> Stimulus:
    """Return the clips called `names`, each the sum of all parts at its onsets, as `level_takes` sets them.

    Raises:
        HeadroomError: a clip would be silent, or pass the ceiling at that loudness.
    """
    mixes = mix_takes(parts, names, length_s=length_s, rate_hz=rate_hz)
    stimulus = level_takes(dict(zip(names, mixes, strict=True)), rate_hz=rate_hz, rove_db=rove_db)
    return replace(stimulus, parts=tuple(parts))


def mix_takes(
    parts: Sequence[PlacedPart],
    names: Sequence[str],
    *,
    length_s: float,
    rate_hz: int,
    shifted: Shifted | None = None,
) -> list[Audio]:
    """Return the clips called `names` as the parts add up; a part that does not move is placed once.

    `shifted` keeps copies of strokes from one call to the next, as long as they are few.
    """
    n_frames = round(length_s * rate_hz)
    shifted = {} if shifted is None or len(shifted) > MOST_COPIES else shifted
    done: dict[tuple[int, Onsets], Audio] = {}

    def take(name: str) -> Audio:
        mix = np.zeros((n_frames, 2), dtype=np.float32)
        for index, part in enumerate(parts):
            key = (index, part.onsets_s[name])
            if key not in done:
                done[key] = place_part(part, key[1], n_frames=n_frames, rate_hz=rate_hz, shifted=shifted)
            mix += done[key]
        return mix

    return [take(name) for name in names]


def level_takes(mixes: Mapping[str, Audio], *, rate_hz: int, rove_db: Sequence[float] = ()) -> Stimulus:
    """Return mixes under their names, each at PLAY_LUFS by one gain.

    `rove_db` moves the level of each take by less than can be heard; the dry clip, which comes last, has none.

    Raises:
        HeadroomError: a clip would be silent, or pass the ceiling at that loudness.
    """
    roved = (*rove_db, *[0.0] * (len(mixes) - len(rove_db)))
    levelled = [
        (name, clips.level_audio(mix, rate_hz=rate_hz, target_lufs=PLAY_LUFS + by_db))
        for (name, mix), by_db in zip(mixes.items(), roved, strict=True)
    ]
    return clips.stimulus_of(*levelled, rate_hz=rate_hz)


def place_again(stimulus: Stimulus, onsets_s: Mapping[str, Onsets]) -> Audio:
    """Return the sound of a round's parts at other onsets, by part; it is placed anew, at the playing loudness."""
    n_frames = len(stimulus.clips[0][1])
    mix = np.zeros((n_frames, 2), dtype=np.float32)
    for part in stimulus.parts:
        mix += place_part(part, onsets_s[part.name], n_frames=n_frames, rate_hz=stimulus.rate_hz)
    return clips.level_alone(mix, rate_hz=stimulus.rate_hz)


def replay_parts(stimulus: Stimulus, names: Sequence[str], *, wet: str = WET) -> tuple[tuple[str, Audio], ...]:
    """Return `dry_hits` and `wet_hits`: the parts called `names` alone, both by the same gain, turning."""
    n_frames, rate_hz = len(stimulus.clips[0][1]), stimulus.rate_hz
    alone = []
    for clip in (DRY, wet):
        mix = np.zeros((n_frames, 2), dtype=np.float32)
        for part in stimulus.parts:
            if part.name in names:
                mix += place_part(part, part.onsets_s[clip], n_frames=n_frames, rate_hz=rate_hz)
        alone.append(mix)
    dry_hits, wet_hits = clips.level_together(alone, rate_hz=rate_hz)
    return (("dry_hits", dry_hits), ("wet_hits", wet_hits))


def companion(stimulus: Stimulus, name: str) -> str:
    """Return the part whose dry strokes most often share a place with those of `name`, to hear it against."""
    places = {part.name: {round(place, 4) for place in part.grid_s} for part in stimulus.parts if part.grid_s}
    mine = places.pop(name)
    return max(places, key=lambda other: (len(places[other] & mine), len(places[other])))


def say_ms(offset_ms: float) -> str:
    """Return an offset with its side.

    >>> say_ms(-24.0), say_ms(8.25)
    ('24 ms early', '8.2 ms late')
    """
    size, side = abs(offset_ms), "late" if offset_ms > 0 else "early"
    return f"{size:.0f} ms {side}" if size >= 10 else f"{size:.1f} ms {side}"
