"""How long it takes to make a round whose source is at hand: clips, loudness match and, blind, the AI's answer.

The source is ten seconds of stereo in one bar, so that a round takes all of it; the game's own rounds are at most
eight seconds. Both kinds of round in which the AI names a frequency are made in turn, each from another seed. The
picture of what the AI heard, which is shown with the truth, is made after it and is counted in the note only.
"""

import hashlib
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from game import wiring
from game.bench.render_vs_cpp import LASTS_S, RATE_HZ, write_music
from game.bench.rows import Row, summarise
from game.core.facts import Source
from game.core.skills import SKILLS
from game.dsp.audio import SourceAudio
from game.dsp.bands import THIRD_OCTAVES_HZ, sparsest_levels_db
from game.session.block import Block
from game.session.ports import Listener
from game.session.practice import SOLO_FIRST, Prepared, prepare_round

SKILL_IDS: Final = ("eq.boost_freq", "eq.cut_freq")
ROUNDS: Final = 60
WARM_UP_ROUNDS: Final = 4
LIMIT_MS: Final = 60.0


class OneSource:
    """A library of one source that is always at hand."""

    def __init__(self, loaded: SourceAudio) -> None:
        self._loaded = loaded

    def sources(self) -> Sequence[Source]:
        """Return the source."""
        return (self._loaded.source,)

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return its sound."""
        del source_id, rate_hz
        return self._loaded

    load_parts = load


def measure() -> Row:
    """Return the row: milliseconds to make a round."""
    library, listener = OneSource(make_source()), wiring.build_listener()
    times_ms, pictures_ms = [], []
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        start_s = time.perf_counter()
        prepared = make_round(library, listener, number=number)
        ready_s = time.perf_counter()
        listener.picture(prepared.setup.challenge.question, prepared.stimulus.heard())
        times_ms.append(1000 * (ready_s - start_s))
        pictures_ms.append(1000 * (time.perf_counter() - ready_s))
    note = (
        f"{LASTS_S} s stereo, source cached: clips, loudness match, AI answer; "
        f"the picture of what it heard takes {np.median(pictures_ms[WARM_UP_ROUNDS:]):.1f} ms (median) more"
    )
    return summarise("round_ready", times_ms[WARM_UP_ROUNDS:], judged="p95", limit=LIMIT_MS, note=note)


def make_source() -> SourceAudio:
    """Return ten seconds of music in one bar, with what must be known of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "music.flac"
        write_music(path)
        audio = soundfile.read(path, dtype="float32", always_2d=True)[0]
    levels = sparsest_levels_db(audio, rate_hz=RATE_HZ, parts=1)
    source = Source(
        source_id="bench",
        title="Bench",
        kind="song",
        tempo_bpm=60.0 * 4 / LASTS_S,
        bars=1,
        beats_per_bar=4,
        loop_s=float(LASTS_S),
        licence="CC0-1.0",
        held_out=False,
        sparsest_bar_db=tuple(zip(THIRD_OCTAVES_HZ, map(float, levels), strict=True)),
        sha256=hashlib.sha256(audio.tobytes()).hexdigest(),
    )
    return SourceAudio(source=source, audio=audio, rate_hz=RATE_HZ)


def make_round(library: OneSource, listener: Listener, *, number: int) -> Prepared:
    """Make an assisted round, as a block does."""
    skill_id = SKILL_IDS[number % len(SKILL_IDS)]
    block = Block(
        session_id="s",
        player_id="p",
        skill_id=skill_id,
        cue=SKILLS[skill_id].cue_start,
        seed=number,
        rounds=2 * SOLO_FIRST,
        assisted=True,
        app_version="",
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return prepare_round(block, trial=SOLO_FIRST, library=library, listener=listener)
