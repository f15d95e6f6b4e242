"""What all tests share: no sound device, no screen, and some sources to ask about."""

import os
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
import pytest
from hypothesis import settings

from game.core.facts import Source
from game.dsp.audio import Audio, SourceAudio
from game.dsp.bands import THIRD_OCTAVES_HZ, sparsest_levels_db
from game.dsp.noise import pink_noise
from game.library.catalogue import Library
from game.library.files import find_content
from game.listener.card import load_card
from game.listener.peak_reader import PeakReader
from tests.beats import BARS, beat
from tests.grooves import made_up_parts, made_up_rhythm

settings.register_profile("no deadline", deadline=None)  # a busy machine is not a wrong answer
settings.load_profile("no deadline")

RATE_HZ = 48_000
LONG = (
    "drills/test_no_leak", "window/test_real_window", "exam/test_calibration", "window/test_feel_window",
    "drills/test_rendered_eq", "training/test_synthesis", "demo/test_demo", "commands/test_killed",
    "screens/test_matrix", "window/test_learn_window", "commands/test_heard", "library/test_long_file",
    "screens/test_play_window", "arena/test_killed_host", "arena/test_endurance", "arena/pages/test_real_host",
    "simulate/test_habits", "bench/test_match_load",
)  # fmt: skip
"""What takes longest, the longest first. Each file is one worker's: what begins last must be short."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and leave out what takes hours, but where it is asked for."""
    places = {f"tests/{name}.py": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(LONG)))
    if "exhaustive" in config.option.markexpr:
        return
    kept = [item for item in items if "exhaustive" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if "exhaustive" in item.keywords])
    items[:] = kept


def source_of(audio: Audio, *, source_id: str, bars: int | None = None) -> SourceAudio:
    """Return a source made of `audio`, with the levels that its sound really has; with bars it has made-up parts."""
    levels = sparsest_levels_db(audio, rate_hz=RATE_HZ, parts=bars or 4)
    loop_s = len(audio) / RATE_HZ
    source = Source(
        source_id=source_id,
        title=source_id,
        kind="noise",
        tempo_bpm=None if bars is None else 240 * bars / loop_s,
        bars=bars,
        beats_per_bar=None if bars is None else 4,
        loop_s=loop_s,
        licence="CC0-1.0",
        held_out=False,
        sparsest_bar_db=tuple(zip(THIRD_OCTAVES_HZ, (float(level) for level in levels), strict=True)),
        sha256="0" * 64,
        rhythm=None if bars is None else made_up_rhythm(bars=bars),
    )
    parts = () if bars is None else made_up_parts(bars=bars, rate_hz=RATE_HZ)
    return SourceAudio(source=source, audio=audio, rate_hz=RATE_HZ, parts=parts)


class FewSources:
    """A library of sources that a test made itself."""

    def __init__(self, *loaded: SourceAudio) -> None:
        self._loaded = {item.source.source_id: item for item in loaded}

    def sources(self) -> tuple[Source, ...]:
        return tuple(item.source for item in self._loaded.values())

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        assert rate_hz == RATE_HZ
        return self._loaded[source_id]

    load_parts = load


@pytest.fixture(scope="session")
def pink() -> SourceAudio:
    """Pink noise, eight seconds, four bars of two seconds."""
    audio = pink_noise(8 * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=5)
    return source_of(audio, source_id="test_pink", bars=4)


@pytest.fixture(scope="session")
def pulses() -> SourceAudio:
    """Pink noise that pulses twice a second: full of transients, as drums are."""
    noise = pink_noise(8 * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=6)
    beat = np.arange(len(noise)) % (RATE_HZ // 2) / RATE_HZ
    envelope = (0.02 + np.exp(-beat / 0.08) * np.minimum(1, beat / 0.002))[:, None]
    return source_of((noise * envelope).astype(np.float32), source_id="test_pulses", bars=4)


@pytest.fixture(scope="session")
def lively() -> SourceAudio:
    """Two seconds of drums and chords, each hit of another strength."""
    return source_of(beat(3), source_id="test_lively", bars=BARS)


@pytest.fixture(scope="session")
def few(pink: SourceAudio, pulses: SourceAudio) -> FewSources:
    """A library of two made-up sources."""
    return FewSources(pink, pulses)


@pytest.fixture(scope="session")
def library() -> Library:
    """The sources that come with the game; none is mixed twice."""
    return Library(find_content(), kept_loops=64)


@pytest.fixture(scope="session")
def peak_reader() -> PeakReader:
    """The listener with the card that comes with the game, but for odds that it would not speak: here it speaks all."""
    return PeakReader(replace(load_card(find_content() / "models" / "peak_reader.json"), off=frozenset()))


@pytest.fixture
def saves(tmp_path: Path) -> Path:
    """A folder for a player's data."""
    return tmp_path / "saves"
