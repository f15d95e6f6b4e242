"""A sealed window takes what its queue hands out, and finds out everything else."""

from collections.abc import Iterator

import pygame
import pytest

from game.screens.events import Key, code_of
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.sealed import Hands, InjectedError, SealedApp, sealed
from game.screens.tree import Tree
from game.screens.widgets import Button
from tests.screens.pilot import FONTS


@pytest.fixture
def pressed() -> list[str]:
    return []


@pytest.fixture
def app(pressed: list[str]) -> Iterator[SealedApp]:
    scene = Scene()
    scene.tree = Tree((Button(Rect(40, 40, 120, 40), "Go", key="G", on_press=lambda: pressed.append("go")),))
    app = SealedApp(scene, fonts_dir=FONTS)
    pygame.event.clear()
    with sealed(app):
        yield app
    app.jobs.close()


def test_what_is_posted_arrives_and_is_counted(app: SealedApp, pressed: list[str]) -> None:
    hands = Hands(app)
    hands.press("G")
    hands.click("Go")
    app.frame(pygame.event.get())
    assert pressed == ["go", "go"]
    assert app.taken == hands.posted == 5


def test_an_event_that_the_queue_did_not_hand_out_is_found(app: SealedApp) -> None:
    with pytest.raises(InjectedError, match="must come from the window's queue"):
        app.frame([pygame.event.Event(pygame.KEYDOWN, key=pygame.K_g, mod=0, unicode="g")])


def test_whoever_reaches_below_the_window_is_found(app: SealedApp, pressed: list[str]) -> None:
    scene, key = app.scene, Key(code_of("G"))
    assert scene is not None
    button = scene.tree.find("Go")
    assert isinstance(button, Button)
    for reach in (lambda: scene.tree.handle(key), lambda: scene.handle(key), button.press):
        with pytest.raises(InjectedError, match="through the window's queue"):
            reach()
    assert pressed == []


def test_after_it_everything_is_as_before(pressed: list[str]) -> None:
    plain = (Tree.handle, Scene.handle, Button.press, pygame.event.get)
    app = SealedApp(Scene(), fonts_dir=FONTS)
    with sealed(app):
        assert Tree.handle is not plain[0]
    app.jobs.close()
    assert (Tree.handle, Scene.handle, Button.press, pygame.event.get) == plain
