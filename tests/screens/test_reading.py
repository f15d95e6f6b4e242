"""What screen readers get: all parts of every scene, by name and place; and no word while something sounds."""

import sys
from collections.abc import Callable
from typing import Any

import accesskit
import pytest

from game.core.errors import WindowError
from game.screens import reader
from game.screens.reader import Reader
from game.screens.reading import ROOT, Numbers, Reading, read_scene
from game.screens.rect import Rect
from game.screens.scene import Help
from tests.screens.stage import Stage


def plain(rect: Rect) -> tuple[float, float, float, float]:
    return rect.x, rect.y, rect.right, rect.bottom


def reading_of(stage: Stage) -> Reading:
    return read_scene(stage.scene, numbers=Numbers(), place=plain)


def test_every_part_that_can_be_used_is_told_with_name_and_place(place: Stage) -> None:
    told = reading_of(place)
    used = {node.label: node for node in told.nodes if node.focusable}
    assert set(used) == {widget.label for widget in place.scene.tree.walk() if widget.focusable}
    assert "" not in used
    assert all(right > left and bottom > top for left, top, right, bottom in (node.bounds for node in used.values()))


def test_the_nodes_are_one_tree(place: Stage) -> None:
    nodes = reading_of(place).nodes
    numbers, children = [node.number for node in nodes], [child for node in nodes for child in node.children]
    assert len(set(numbers)) == len(numbers)
    assert sorted([ROOT, *children]) == sorted(numbers)


def test_the_focus_is_told(stage: Stage) -> None:
    numbers = Numbers()
    stage.tab_to("Start")
    told = read_scene(stage.scene, numbers=numbers, place=plain)
    assert next(node.label for node in told.nodes if node.number == told.focus) == "Start"
    assert numbers.find(told.focus) is stage.find("Start")


def test_a_part_keeps_its_number_when_the_scene_is_laid_out_again(stage: Stage) -> None:
    numbers = Numbers()
    stage.press("S")
    stage.app.frame()
    first = read_scene(stage.scene, numbers=numbers, place=plain)
    stage.scene._build()  # type: ignore[attr-defined]  # what it does itself when a device is pulled out
    assert read_scene(stage.scene, numbers=numbers, place=plain) == first


def test_what_stands_before_a_scene_is_a_dialog(stage: Stage) -> None:
    stage.press("F1")
    assert isinstance(stage.scene, Help)
    window = reading_of(stage).nodes[0]
    assert (window.part, window.label) == ("dialog", "Own Ears, Keys here")


def test_why_something_cannot_be_used_is_told_once(stage: Stage) -> None:
    stage.reach_round()
    commit = next(node for node in reading_of(stage).nodes if node.label == "Commit")
    assert commit.disabled
    assert commit.why_not.startswith("Hear A and B")
    assert commit.value == ""


# ---- handing it over


class Heard:
    """An adapter that notes every update."""

    def __init__(self) -> None:
        self.updates: list[Any] = []

    def update_if_active(self, make: Callable[[], Any]) -> None:
        self.updates.append(make())


@pytest.fixture
def served(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> tuple[Stage, Reader, Heard]:
    heard = Heard()
    monkeypatch.setattr(Reader, "_attach", lambda self: heard)
    attached = Reader(stage.app, sounding=lambda: bool(stage.speaker.playing))
    stage.app.on_frame = attached.after_frame
    return stage, attached, heard


Served = tuple[Stage, Reader, Heard]


def test_a_change_is_told_and_standing_still_is_not(served: Served) -> None:
    stage, _, heard = served
    stage.tab_to("Start")
    told = len(heard.updates)
    assert told > 0
    stage.wait(0.5)
    assert len(heard.updates) == told
    assert len(heard.updates[-1].nodes) > 20


def test_nothing_is_told_while_something_sounds_but_where_the_focus_goes(served: Served) -> None:
    stage, _, heard = served
    stage.reach_round()
    stage.press("A")
    told = len(heard.updates)
    stage.wait(1.0)
    stage.sound.pass_s(3.0)
    stage.wait(0.2)
    assert len(heard.updates) == told
    stage.press("Tab")
    assert len(heard.updates) > told


def test_a_reader_presses_a_button(served: Served) -> None:
    stage, attached, _ = served
    told = read_scene(stage.scene, numbers=attached._numbers, place=plain)
    number = next(node.number for node in told.nodes if node.label == "Settings")

    class Request:
        action, target = accesskit.Action.CLICK, number

    attached._asked.put(Request())
    stage.wait(0.1)
    assert stage.name == "SettingsScene"


def test_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "accesskit", None)
    with pytest.raises(WindowError, match=r"own-ears\[a11y\]"):
        reader.load_accesskit()
