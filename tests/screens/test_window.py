import subprocess
import sys
import threading
import weakref
from collections.abc import Callable

import numpy as np
import pygame
import pytest

from game.screens.events import Event, Key
from game.screens.jobs import Jobs
from game.screens.rect import Rect
from game.screens.scene import Help, Overlay, Scene
from game.screens.sweep import sweep
from game.screens.theme import LIGHT
from game.screens.tree import Tree
from game.screens.widgets import Button, Hint, Meter, Waveform
from game.screens.window import App, Settings, merged
from tests.screens.pilot import FONTS, Pilot


class Two(Scene):
    """Two buttons, one of which opens another scene."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Event] = []
        self.calls: list[str] = []
        self.tree = Tree(
            (Button(Rect(32, 600, 168, 40), "One", key="1"), Button(Rect(300, 600, 168, 40), "Two", key="2"))
        )

    def keys(self) -> tuple[Hint, ...]:
        return (Hint("X", "scene key"),)

    def handle(self, event: Event) -> bool:
        self.heard.append(event)
        return False

    def entered(self) -> None:
        self.calls.append("entered")

    def left(self) -> None:
        self.calls.append("left")


@pytest.fixture
def pilot() -> Pilot:
    return Pilot(Two())


def test_nothing_is_painted_while_nothing_changes(pilot: Pilot) -> None:
    drawn = pilot.app.frames_drawn
    pilot.wait(0.5)
    assert pilot.app.frames_drawn == drawn
    assert pilot.app.painted == []


def test_a_change_paints_only_its_own_place(pilot: Pilot) -> None:
    button = pilot.find("One")
    assert isinstance(button, Button)
    button.on = True
    pilot.wait()
    assert len(pilot.app.painted) == 1
    assert pilot.app.painted[0].w < 200
    assert pilot.app.painted[0].h < 70


def test_a_moving_play_head_paints_two_strips() -> None:
    wave = Waveform(Rect(100, 100, 800, 144), envelope=np.ones(500), length_s=8.0)
    scene = Scene()
    scene.tree = Tree((wave,))
    pilot = Pilot(scene)
    wave.move_head(0.1)
    pilot.wait()
    wave.move_head(0.5)
    pilot.wait()
    assert len(pilot.app.painted) == 2
    assert sum(rect.w for rect in pilot.app.painted) < 80


@pytest.mark.parametrize("place", [(60.0, 620.0), (400.0, 620.0)])
def test_painting_parts_gives_what_painting_all_gives(pilot: Pilot, place: tuple[float, float]) -> None:
    pilot.click(place)
    pilot.press("Tab", "Tab", "1")
    pilot.wait(0.3)
    parts = pygame.image.tobytes(pilot.app.canvas.surface, "RGB")
    pilot.texts()
    assert pygame.image.tobytes(pilot.app.canvas.surface, "RGB") == parts


def test_a_still_meter_comes_to_rest() -> None:
    meter = Meter(Rect(100, 100, 84, 144))
    scene = Scene()
    scene.tree = Tree((meter,))
    pilot = Pilot(scene)
    meter.feed((-3.0, -3.0))
    pilot.wait(4.5)
    drawn = pilot.app.frames_drawn
    pilot.wait(0.2)
    assert pilot.app.frames_drawn == drawn


@pytest.mark.parametrize("overlay", [False, True])
def test_ctrl_q_ends_from_everywhere(pilot: Pilot, *, overlay: bool) -> None:
    if overlay:
        pilot.press("F1")
        pilot.wait()
    pilot.down("Q", ctrl=True)
    assert pilot.app.scene is None


def test_ending_gives_exit_status_0(pilot: Pilot) -> None:
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert pilot.app.run() == 0


def test_f1_lists_the_keys_of_the_scene_and_of_its_widgets(pilot: Pilot) -> None:
    below = pilot.scene
    pilot.press("F1")
    pilot.wait()
    texts = [line.text for line in pilot.texts()]
    assert isinstance(pilot.scene, Help)
    assert {"one", "two", "scene key", "end the game"} <= set(texts)
    pilot.press("Esc")
    pilot.wait()
    assert pilot.scene is below


def test_an_overlay_keeps_events_from_the_scene_below(pilot: Pilot) -> None:
    below = pilot.scene
    assert isinstance(below, Two)
    below.next_scene = Overlay(below, rect=Rect(400, 200, 480, 240), heading="Leave?")
    pilot.wait()
    below.heard.clear()
    pilot.press("X")
    assert below.heard == []


def test_an_overlay_does_not_leave_the_scene_below(pilot: Pilot) -> None:
    below = pilot.scene
    assert isinstance(below, Two)
    pilot.press("F1")
    pilot.wait()
    assert below.calls == ["entered"]


def test_leaving_from_an_overlay_leaves_the_scene_below(pilot: Pilot) -> None:
    below = pilot.scene
    assert isinstance(below, Two)
    pilot.press("F1")
    pilot.wait()
    pilot.scene.next_scene = Two()
    pilot.wait()
    assert below.calls == ["entered", "left"]


def test_a_key_is_let_go_when_the_window_loses_the_keyboard() -> None:
    log: list[str] = []
    scene = Scene()
    held = Button(Rect(0, 0, 168, 40), "Undo", key="Q", on_press=lambda: log.append("down"),
                  on_release=lambda: log.append("up"))  # fmt: skip
    scene.tree = Tree((held,))
    pilot = Pilot(scene)
    pilot.down("Q")
    pilot.app.frame([pygame.event.Event(pygame.WINDOWFOCUSLOST)])
    assert log == ["down", "up"]


def test_a_scene_that_gives_way_is_left(pilot: Pilot) -> None:
    first, second = pilot.scene, Two()
    assert isinstance(first, Two)
    first.next_scene = second
    pilot.wait()
    assert pilot.scene is second
    assert (first.calls, second.calls) == (["entered", "left"], ["entered"])


def test_keys_that_no_widget_takes_reach_the_scene(pilot: Pilot) -> None:
    pilot.down("X")
    scene = pilot.scene
    assert isinstance(scene, Two)
    assert [event.code for event in scene.heard if isinstance(event, Key)] == [pygame.K_x]


@pytest.mark.parametrize(
    ("size", "scale"), [((1280, 720), 1), ((1920, 1080), 1.5), ((2560, 1440), 2), ((1600, 720), 1)]
)
def test_the_page_fills_the_window_and_stands_in_its_middle(size: tuple[int, int], scale: float) -> None:
    canvas = Pilot(Two(), size_px=size).app.canvas
    assert canvas.scale == scale
    assert canvas.origin_px == (round((size[0] - 1280 * scale) / 2), round((size[1] - 720 * scale) / 2))


def test_a_page_larger_than_the_window_follows_the_focus() -> None:
    pilot = Pilot(Two(), settings=Settings(factor=2.0))
    pilot.tab_to("Two")
    assert pilot.app.canvas.view.contains(pilot.find("Two").rect)


def test_the_theme_changes_while_running(pilot: Pilot) -> None:
    pilot.app.change(Settings(theme=LIGHT))
    pilot.wait()
    assert pilot.app.canvas.surface.get_at((2, 2))[:3] == LIGHT.rgb("bg")


def test_a_resized_window_is_painted_anew(pilot: Pilot) -> None:
    pygame.display.set_mode((1920, 1080), pygame.RESIZABLE)
    pilot.app.frame([pygame.event.Event(pygame.WINDOWSIZECHANGED, x=1920, y=1080)])
    assert pilot.app.canvas.scale == 1.5
    assert pilot.app.painted == [pygame.Rect(0, 0, 1920, 1080)]


def test_rectangles_that_touch_are_painted_as_one() -> None:
    rects = [pygame.Rect(0, 0, 10, 10), pygame.Rect(5, 5, 10, 10), pygame.Rect(50, 50, 5, 5)]
    out = merged(rects, within=pygame.Rect(0, 0, 100, 100))
    assert sorted(tuple(rect) for rect in out) == [(0, 0, 15, 15), (50, 50, 5, 5)]


# --- jobs ---------------------------------------------------------------------------------------------------------
def finish(jobs: Jobs, done: Callable[[], bool]) -> None:
    waited = threading.Event()
    for _ in range(500):
        jobs.poll()
        if done():
            return
        waited.wait(0.005)
    raise AssertionError("the job never came back")


def test_a_job_comes_back_on_the_thread_that_polls() -> None:
    jobs, got = Jobs(), list[tuple[int, bool]]()
    jobs.start(
        "render", lambda: 6 * 7, then=lambda n: got.append((n, threading.current_thread() is threading.main_thread()))
    )
    finish(jobs, lambda: bool(got))
    assert got == [(42, True)]
    jobs.close()


def test_a_late_result_is_dropped() -> None:
    jobs, got, gate = Jobs(), list[str](), threading.Event()
    jobs.start("render", lambda: (gate.wait(2), "old")[1], then=got.append)
    jobs.start("render", lambda: "new", then=got.append)
    finish(jobs, lambda: bool(got))
    gate.set()
    finish(jobs, lambda: not jobs._jobs)
    assert got == ["new"]
    jobs.close()


def test_a_failed_job_tells_why() -> None:
    jobs, got = Jobs(), list[Exception]()
    jobs.start("render", lambda: 1 // 0, then=lambda _: None, failed=got.append)
    finish(jobs, lambda: bool(got))
    assert isinstance(got[0], ZeroDivisionError)
    jobs.close()


def test_a_failure_nobody_wants_is_raised() -> None:
    jobs = Jobs()
    jobs.start("render", lambda: 1 // 0, then=lambda _: None)
    with pytest.raises(ZeroDivisionError):
        finish(jobs, lambda: not jobs._jobs)
    jobs.close()


# --- what is left behind ------------------------------------------------------------------------------------------
def test_a_scene_that_was_left_is_freed() -> None:
    scene, following = Scene(), Scene()
    scene.tree = Tree([Button(Rect(0, 0, 80, 40), "On", on_press=scene.left)])  # a circle, as every screen has
    app = App(scene, fonts_dir=FONTS, sweep=sweep)
    gone = weakref.ref(scene)
    scene.next_scene = following
    del scene
    app.frame()
    assert gone() is None


# --- start --------------------------------------------------------------------------------------------------------
def test_the_window_loads_nothing_slow() -> None:
    code = """
import sys, game.screens.window, game.screens.gallery
sys.exit(", ".join(m for m in ("scipy.signal", "soundfile", "sqlite_utils", "pydantic") if m in sys.modules) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_app_opens_no_sound() -> None:
    App(Scene(), fonts_dir=FONTS).frame()
    assert pygame.mixer.get_init() is None
