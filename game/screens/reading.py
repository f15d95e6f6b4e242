"""What a screen reader is told of a scene: every visible widget with its role, name, value and place; pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from weakref import WeakValueDictionary

from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.widgets.base import Widget

Part: TypeAlias = Literal[
    "window", "group", "text", "heading", "button", "tab", "radio_group", "slider", "spin_button", "text_input",
    "list_box", "progress", "meter", "image", "alert", "grid", "dialog",
]  # fmt: skip
ROOT: Final = 0
BIG: Final = 20
"""Text of this size or more is a heading."""
PARTS: Final[Mapping[str, Part]] = {
    "alert": "alert", "bar": "group", "button": "button", "card": "group", "chance": "meter", "chart": "image",
    "choice": "radio_group", "dial": "slider", "entry": "text_input", "grid": "grid", "group": "group",
    "hints": "text", "image": "image", "list": "list_box", "meter": "meter", "number": "spin_button",
    "progress": "progress", "slider": "slider", "switch": "radio_group", "tab": "tab", "text": "text", "time": "text",
}  # fmt: skip
"""What the roles of our widgets are called elsewhere."""
LOUD: Final = ("alert",)
"""Roles that are read out when they appear, but never while something sounds."""
Place: TypeAlias = Callable[[Rect], tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Node:
    """One part: its number, what it is, and its place in the window in pixels: left, top, right, bottom."""

    number: int
    part: Part
    label: str
    value: str = ""
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    children: tuple[int, ...] = ()
    focusable: bool = False
    disabled: bool = False
    why_not: str = ""
    key: str = ""
    on: bool = False
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A scene as nodes, the window first, and which of them has the focus."""

    nodes: tuple[Node, ...]
    focus: int


class Numbers:
    """Numbers the parts of scenes by place and name, so that one which is laid out again keeps its number."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, str, int], int] = {}
        self._widgets: WeakValueDictionary[int, Widget] = WeakValueDictionary()

    def begin(self) -> None:
        """Forget which widgets stand for the numbers."""
        self._widgets = WeakValueDictionary()

    def of(self, widget: Widget, *, parent: int, nth: int) -> int:
        """Return the number of the `nth` widget of that role and label below `parent`."""
        number = self._known.setdefault((parent, widget.role, widget.label, nth), len(self._known) + 1)
        self._widgets[number] = widget
        return number

    def find(self, number: int) -> Widget | None:
        """Return the widget that had the number when it was read last."""
        return self._widgets.get(number)


def read_scene(scene: Scene, *, numbers: Numbers, place: Place) -> Reading:
    """Return a scene as a screen reader gets it; `place` turns a rectangle of the page into pixels of the window."""
    numbers.begin()
    title = getattr(scene, "heading", "") or scene.title
    numbered = _numbered([widget for widget in scene.tree.widgets if widget.visible], numbers, parent=ROOT)
    nodes = [node for number, widget in numbered for node in _nodes(number, widget, numbers, place)]
    window = Node(ROOT, "dialog" if scene.modal else "window", f"Own Ears, {title}" if title else "Own Ears",
                  children=tuple(number for number, _ in numbered))  # fmt: skip
    focus = scene.tree.focus
    focused = (node.number for node in nodes if focus is not None and numbers.find(node.number) is focus)
    return Reading((window, *nodes), next(focused, ROOT))


def _numbered(widgets: Sequence[Widget], numbers: Numbers, *, parent: int) -> list[tuple[int, Widget]]:
    seen: Counter[tuple[str, str]] = Counter()
    out = []
    for widget in widgets:
        out.append((numbers.of(widget, parent=parent, nth=seen[widget.role, widget.label]), widget))
        seen[widget.role, widget.label] += 1
    return out


def _nodes(number: int, widget: Widget, numbers: Numbers, place: Place) -> Iterator[Node]:
    children = _numbered([child for child in widget.children if child.visible], numbers, parent=number)
    part = PARTS.get(widget.role, "group")
    if part == "text" and getattr(widget, "size", 0) >= BIG:
        part = "heading"
    value = widget.value_text
    yield Node(
        number=number,
        part=part,
        label=widget.label,
        value="" if value == widget.why_not else value,
        bounds=place(widget.rect),
        children=tuple(child for child, _ in children),
        focusable=widget.focusable,
        disabled=not widget.enabled,
        why_not=widget.why_not,
        key=" ".join(hint.keys for hint in widget.shortcuts()),
        on=part in ("button", "tab") and bool(getattr(widget, "on", False)),
        loud=widget.role in LOUD,
    )
    for child, inner in children:
        yield from _nodes(child, inner, numbers, place)
