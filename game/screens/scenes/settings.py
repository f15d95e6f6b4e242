"""Everything that can be set, each with its effect at once."""

from dataclasses import replace
from typing import Any, Final

from game.core.settings import CHUNKS, RECALLS, THEMES, Settings
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.data import DataScene
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.sliders import Slider
from game.screens.widgets.status import TopBar

SCALES: Final = (0.75, 1.0, 1.25, 1.5, 2.0)
RECALL_WORDS: Final = {"free": "Freely", "silence": "Once, silence between", "sweep": "Once, a tone between"}
THEME_WORDS: Final = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}
DEFAULT_DEVICE: Final = "System default"
MOST_DEVICES: Final = 3
ROW_H: Final = 56.0


class SettingsScene(Scene):
    """The settings. A change holds at once and is written down."""

    title = "Settings"

    def __init__(self, adapters: Adapters, *, back: Scene) -> None:
        super().__init__()
        self._to, self.back = adapters, back
        self._build()

    def _build(self) -> None:
        bar = TopBar("Settings", on_back=self._leave)
        self.tree.replace(
            frame.group(
                bar,
                frame.heading(
                    "Settings",
                    "Each change holds at once. The AI stays out of no-change rounds and of listening from memory.",
                ),
                Card(Rect(32, 152, 592, 328), children=self._sound()),
                Card(Rect(656, 152, 592, 328), children=self._look()),
                Card(Rect(32, 496, 1216, 88), children=self._practice()),
                Button(Rect(32, 612, 160, 40), "Your data", key="D", on_press=self._data),
                Words(Rect(208, 622, 800, 21), "Backups, everything to take along, being forgotten"),
                Button(frame.PRIMARY, "Done", kind="primary", key="Enter", on_press=self._leave),
                frame.foot(("Tab", "next"), ("Left Right", "change"), ("Enter", "done")),
            )
        )

    def _sound(self) -> tuple[Widget, ...]:
        now = self._to.settings
        names = ("", *self._to.device_names()[:MOST_DEVICES])
        volume = Slider(
            Rect(56, 212, 544, 32),
            "Volume",
            value=now.volume,
            on_change=lambda value: self._set(volume=value),
            text_of=lambda value: f"{value * 100:.0f} %",
            label_w=144,
        )
        return (
            Words(Rect(56, 176, 544, 24), "Sound", size=16, colour="ink", face="semibold"),
            volume,
            *self._row(1, "Device", [_short(name) or DEFAULT_DEVICE for name in names],
                       names.index(now.device) if now.device in names else 0,
                       lambda index: self._set(device=names[index])),
            *self._row(2, "Buffer", [f"{chunk}" for chunk in CHUNKS], CHUNKS.index(now.chunk),
                       lambda index: self._set(chunk=CHUNKS[index])),
            Words(Rect(200, 372, 400, 21), "Frames at a time. Smaller switches sooner, larger is safer."),
            Words(Rect(56, 427, 136, 21), "Interface"),
            Choice(Rect(200, 416, 400, 40), "Sounds of the interface",
                   options=["Silent", "Soft, not in rounds"], chosen=int(now.clicks),
                   on_choose=lambda index: self._set(clicks=index == 1), keys=()),
        )  # fmt: skip

    def _look(self) -> tuple[Widget, ...]:
        now = self._to.settings
        scale = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - now.ui_scale))
        return (
            Words(Rect(680, 176, 544, 24), "Look", size=16, colour="ink", face="semibold"),
            *self._row(0, "Size", [f"{share * 100:.0f} %" for share in SCALES], scale,
                       lambda index: self._set(ui_scale=SCALES[index]), left=680),
            *self._row(1, "Theme", [THEME_WORDS[theme] for theme in THEMES], THEMES.index(now.theme),
                       lambda index: self._set(theme=THEMES[index]), left=680),
            *self._row(2, "Motion", ["Full", "Reduced"], int(now.reduced_motion),
                       lambda index: self._set(reduced_motion=index == 1), left=680),
            *self._row(3, "Captions", ["Off", "On"], int(now.captions),
                       lambda index: self._set(captions=index == 1), left=680),
            Words(Rect(824, 440, 400, 40), "Captions say in words what sounds."),
        )  # fmt: skip

    def _practice(self) -> tuple[Widget, ...]:
        now = self._to.settings
        left, right = Rect(56, 520, 0, 0), Rect(488, 520, 0, 0)
        return (
            Words(Rect(left.x, left.y + 11, 136, 21), "No-change rounds"),
            Choice(Rect(left.x + 144, left.y, 240, 40), "No-change rounds", options=("Never", "1 in 10"),
                   chosen=int(now.no_change), on_choose=lambda index: self._set(no_change=index == 1), keys=()),
            Words(Rect(right.x, right.y + 11, 96, 21), "Listening"),
            Choice(Rect(right.x + 112, right.y, 624, 40), "Listening", options=tuple(RECALL_WORDS.values()),
                   chosen=RECALLS.index(now.recall), on_choose=lambda index: self._set(recall=RECALLS[index]), keys=()),
        )  # fmt: skip

    def _row(
        self, row: int, label: str, options: list[str], chosen: int, choose: Any, *, left: float = 56
    ) -> tuple[Widget, ...]:
        y = 208 + ROW_H * row
        picked = Choice(Rect(left + 144, y, 400, 40), label, options=options, chosen=chosen, on_choose=choose, keys=())
        return Words(Rect(left, y + 11, 136, 21), label), picked

    def _set(self, **changes: Any) -> None:
        now: Settings = replace(self._to.settings, **changes)
        self._to.change(now)

    def _data(self) -> None:
        self.next_scene = DataScene(self._to, back=self)

    def entered(self) -> None:
        """Come back, perhaps from a page of its own."""
        self.next_scene = self

    def _leave(self) -> None:
        self.next_scene = self.back


def _short(name: str, *, longest: int = 18) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
