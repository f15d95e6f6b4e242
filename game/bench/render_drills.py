"""How long each drill takes to make a round from music that is at hand, beside C++ doing the same to the same music.

The rounds are the game's own, at the cue that a skill begins with, from two of its pieces in turn; a round that a piece
cannot carry is left out, as the game would go on to another piece. The reference is pedalboard (JUCE) for the bell, the
compressor or the gain of every take, libebur128 for the loudness of all clips, and numpy for the gain that evens it.
It is handed the settings that ours had to find: in compression, and where one take of three has a boost, nearly all of
our time goes into looking for takes that nothing but listening tells apart. Nothing in pedalboard moves hits in time.
"""

import importlib.util
import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from game import wiring
from game.bench.render_vs_cpp import REFERENCES, reference_lufs
from game.bench.rows import Row, summarise
from game.core.errors import UnfitError
from game.core.facts import Challenge, number_of, numbers_of
from game.core.skills import SKILLS
from game.dsp.audio import PLAY_LUFS, Audio, SourceAudio
from game.dsp.stimulus import DRY, Stimulus
from game.session.practice import RATE_HZ, load_for, render_round

SOURCES: Final = ("funk_100", "drums_96")
ROUNDS: Final = 16
MOST_TRIES: Final = 4 * ROUNDS
COMPRESSOR: Final = ("threshold_db", "ratio", "attack_ms", "release_ms")

Timed = tuple[float, float | None]
"""Milliseconds of ours and of the reference; None where there is none."""


def row_name(skill_id: str) -> str:
    """Return what a skill's row is called.

    >>> row_name("comp.detect")
    'render_comp_detect'
    """
    return f"render_{skill_id.replace('.', '_')}"


def measure(skill_id: str) -> Row:
    """Return the row of a skill: milliseconds to render a round, and their ratio to the reference."""
    loaded = load_sources(skill_id)
    timed = list(itertools.islice(rounds_of(skill_id, loaded), 1 + ROUNDS))[1:]  # the first one warms up
    ratios = [ours_ms / reference_ms for ours_ms, reference_ms in timed if reference_ms is not None]
    ratio = float(np.median(ratios)) if ratios else None
    return summarise(row_name(skill_id), [ours_ms for ours_ms, _ in timed], ratio=ratio, note=_note(skill_id, timed))


MEASURES: Final[Mapping[str, Callable[[], Row]]] = MappingProxyType(
    {row_name(skill_id): partial(measure, skill_id) for skill_id in SKILLS}
)
"""A row for each skill."""


def load_sources(skill_id: str) -> list[SourceAudio]:
    """Return the music of the rounds."""
    library = wiring.build_library()
    return [load_for(library, library.find(name), skill_id=skill_id, rate_hz=RATE_HZ) for name in SOURCES]


def rounds_of(skill_id: str, loaded: Sequence[SourceAudio]) -> Iterator[Timed]:
    """Yield how long a round took, each of another seed."""
    for seed in range(MOST_TRIES):
        start_s = time.perf_counter()
        try:
            challenge, stimulus = render_round(
                loaded[seed % len(loaded)], skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=seed
            )
        except UnfitError:
            continue
        ours_ms = (time.perf_counter() - start_s) * 1000
        reference = None if _missing() else reference_of(challenge, stimulus)
        yield ours_ms, None if reference is None else _time_ms(reference)


def reference_of(challenge: Challenge, stimulus: Stimulus) -> Callable[[], list[Audio]] | None:
    """Return what makes a round's clips with pedalboard, the dry one first; None where it has no such effect."""
    effects = effects_of(challenge)
    if not effects:
        return None
    dry = np.ascontiguousarray(stimulus.clip(DRY).T)
    evened = challenge.skill_id != "mix.level"

    def render() -> list[Audio]:
        clips = [np.ascontiguousarray(planes.T) for planes in (dry, *(effect(dry, RATE_HZ) for effect in effects))]
        levels_lufs = [reference_lufs(clip) for clip in clips]
        for clip, level_lufs in zip(clips, levels_lufs, strict=True):
            clip *= np.float32(10 ** ((PLAY_LUFS - level_lufs) / 20)) if evened else 1
        return clips

    return render


def effects_of(challenge: Challenge) -> list[Any]:
    """Return pedalboard's effect for each take that is not left alone."""
    import pedalboard

    params = challenge.truth.params
    family = SKILLS[challenge.skill_id].family
    if family == "eq":
        freq_hz, gain_db, q = (number_of(params, name) for name in ("freq_hz", "gain_db", "q"))
        return [pedalboard.PeakFilter(cutoff_frequency_hz=freq_hz, gain_db=gain_db, q=q)]
    if family == "comp":
        rows = zip(*(numbers_of(params, name) for name in COMPRESSOR), strict=True)
        return [pedalboard.Compressor(*row) for row in rows if None not in row]
    if family == "mix":
        return [pedalboard.Gain(level_db or 0.0) for level_db in numbers_of(params, "level_db")]
    return []


def _note(skill_id: str, timed: Sequence[Timed]) -> str:
    music = f"{' and '.join(SOURCES)}, source cached"
    if SKILLS[skill_id].family == "time":
        return f"{music}; pedalboard moves no hits"
    if _missing():
        return f"{music}; no reference: pip install {' '.join(_missing())}, then run it again"
    reference_ms = float(np.median([ms for _, ms in timed if ms is not None]))
    return f"{music}; pedalboard + libebur128, handed the settings, take {reference_ms:.1f} ms (median)"


def _missing() -> list[str]:
    return [name for name in REFERENCES if importlib.util.find_spec(name) is None]


def _time_ms(render: Callable[[], list[Audio]]) -> float:
    start_s = time.perf_counter()
    render()
    return (time.perf_counter() - start_s) * 1000
