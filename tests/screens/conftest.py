"""A stage for every test that wants one, put away afterwards."""

from collections.abc import Callable, Iterator

import pygame
import pytest

from game.dsp.audio import SourceAudio
from game.listener.peak_reader import PeakReader
from game.screens.canvas import Canvas
from game.screens.sweep import sweep
from tests.conftest import RATE_HZ, FewSources, source_of
from tests.grooves import played
from tests.screens.oracle import Oracle
from tests.screens.places import ALIKE, PLACES, REACH, settings_for
from tests.screens.stage import Stage

MakeStage = Callable[..., Stage]


@pytest.fixture(scope="session")
def few(pink: SourceAudio, pulses: SourceAudio) -> FewSources:
    """A library of made-up sources, two of them with hits that a compressor can hold down."""
    grooves = [
        source_of(played(bars=4, rate_hz=RATE_HZ, rest=rest, seed=seed), source_id=f"test_groove_{seed}", bars=4)
        for seed, rest in enumerate((0.0008, 0.0002))
    ]
    return FewSources(pink, pulses, *grooves)


@pytest.fixture(scope="session")
def canvas(few: FewSources, peak_reader: PeakReader) -> Canvas:
    """A canvas that all stages share as long as they look alike, so that letters are painted once."""
    stage = Stage(few, peak_reader)
    stage.close()
    return stage.app.canvas


@pytest.fixture
def make_stage(few: FewSources, peak_reader: PeakReader, canvas: Canvas) -> Iterator[MakeStage]:
    """Build stages; their threads end with the test."""
    made: list[Stage] = []

    def make(**how: object) -> Stage:
        made.append(Stage(few, Oracle(peak_reader), canvas=canvas, **how))  # type: ignore[arg-type]  # hands on what it got
        return made[-1]

    yield make
    for stage in made:
        stage.close()
    made.clear()
    sweep()


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    """A game at home, with a player and a sound device."""
    return make_stage()


@pytest.fixture(
    scope="session",
    params=[pytest.param(where, marks=pytest.mark.slow) if where in ALIKE else where for where in PLACES],
)
def _place(request: pytest.FixtureRequest, few: FewSources, peak_reader: PeakReader, canvas: Canvas) -> Iterator[Stage]:
    stage = Stage(few, Oracle(peak_reader), settings=settings_for(request.param), canvas=canvas)
    REACH[request.param](stage)
    yield stage
    stage.close()


@pytest.fixture
def place(_place: Stage) -> Iterator[Stage]:
    """A game in each of PLACES, which many tests share: whoever leaves it comes back to it."""
    scene = _place.scene
    if pygame.display.get_surface() is not _place.app.canvas.surface or _place.app.canvas.scale != 1.0:
        _place.resize((1280, 720))
    yield _place
    scene.next_scene = _place.app.scene = scene
    scene.tree.focus_on(None)
    _place.app._touch_all()
