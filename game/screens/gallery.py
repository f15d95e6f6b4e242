"""Every part in every state, on pages to look at and to test: `Gallery(page)`."""

from collections.abc import Callable
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt
import pygame

from game.screens import gallery_feel, marks
from game.screens.canvas import Canvas
from game.screens.events import Event, Key
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.theme import XL, S
from game.screens.type import rich
from game.screens.widgets import (
    ABPair,
    Banner,
    BlockProgress,
    Button,
    Card,
    Choice,
    Dial,
    FreqLane,
    GainSlider,
    Hint,
    IntervalButtons,
    KeyHints,
    Knob,
    ListBox,
    Meter,
    PartGrid,
    Picture,
    Slider,
    TenDots,
    TextEntry,
    TopBar,
    WaitBar,
    Waveform,
    Widget,
    Words,
)

SURE: Final = ("Guessing", "Fairly sure", "Certain")
SOLO: Final = (True,) * 6 + (False,) * 18


def sample_envelope(points: int = 600, *, seed: int = 3) -> npt.NDArray[np.float64]:
    """Return something that looks like four bars of drums, 0 to 1."""
    rng = np.random.default_rng(seed)
    beat = np.linspace(0, 16, points, endpoint=False)
    strength = np.asarray([0.95, 0.35, 0.6, 0.3] * 8)[(beat * 2).astype(int) % 32]
    decay = np.exp(-4.5 * ((beat * 2) % 1))
    return np.asarray(
        np.clip(strength * decay + 0.12 + 0.05 * rng.standard_normal(points), 0.04, 1.0), dtype=np.float64
    )


def heading(title: str, line: str) -> tuple[Widget, ...]:
    """Return a page's heading and the line under it."""
    return (
        Words(Rect(32, 76, 640, 36), title, size=XL, colour="ink", bold=True),
        Words(Rect(32, 116, 640, 18), line),
    )


class Gallery(Scene):
    """The gallery at one of its pages; PgUp and PgDn turn them."""

    title: ClassVar[str] = "Gallery"

    def __init__(self, page: int = 0) -> None:
        super().__init__()
        self.page = page
        self.pressed: list[str] = []
        self._build()

    def _build(self) -> None:
        pages: tuple[Callable[[], tuple[Widget, ...]], ...] = (
            *(self._parts, self._round, self._controls, self._lists),
            *(gallery_feel.parts_page, gallery_feel.hits_page, gallery_feel.amounts_page),
        )
        self.page %= len(pages)
        self.tree.replace(pages[self.page]())
        ambient = (FreqLane, PartGrid, Dial)
        self.tree.ambient = next((w for w in self.tree.walk() if isinstance(w, ambient)), None)

    def handle(self, event: Event) -> bool:
        """Turn pages."""
        turns = {pygame.K_PAGEUP: -1, pygame.K_PAGEDOWN: 1}
        if not isinstance(event, Key) or not event.down or event.code not in turns:
            return False
        self.page += turns[event.code]
        self._build()
        return True

    def _press(self, what: str) -> Callable[[], None]:
        return lambda: self.pressed.append(what)

    def _held(self, rect: Rect, label: str, *, key: str, mark: Callable[..., None]) -> Button:
        return Button(
            rect,
            label,
            key=key,
            on_press=self._press(f"{key} down"),
            on_release=self._press(f"{key} up"),
            mark=lambda canvas, at: mark(canvas, at, ground="raised", r=6),
        )

    def _leave(self) -> None:
        self.next_scene = None

    # --- pages ------------------------------------------------------------------------------------------------------
    def _parts(self) -> tuple[Widget, ...]:
        hover = Button(Rect(472, 280, 168, 40), "Pointer over it", on_press=self._press("hover"))
        hover.hovered, hover._glow = True, 1.0
        buttons = (
            Button(Rect(472, 168, 168, 40), "Commit", kind="primary", key="Enter", on_press=self._press("Commit")),
            Button(Rect(656, 168, 168, 40), "Keyboard focus", on_press=self._press("focus")),
            Button(Rect(472, 224, 168, 40), "Plain", key="V", on_press=self._press("Plain")),
            Button(Rect(656, 224, 168, 40), "On", on=True, on_press=self._press("On")),
            hover,
            Button(Rect(656, 280, 168, 40), "Play", why_not="Listen once first", on_press=self._press("Play")),
            Words(Rect(472, 345, 352, 14), "A button that cannot be pressed says why.", size=12),
        )
        self.sure = Choice(Rect(896, 168, 328, 48), "How sure are you?", options=SURE, chosen=1, keys=())
        self.ab = ABPair((896, 240), names=("dry", "boosted"), on_pick=lambda side: setattr(self.ab, "playing", side))
        self.ab.playing = "A"
        self.meter = Meter(Rect(1072, 240, 84, 72), hue="a", tooltip="Level, not loudness")
        self.meter.feed((-12.5, -14.0))
        wait = WaitBar(Rect(472, 536, 352, 4), "Rendering the next round", share=0.61)
        wait._waited_s = 1.0
        return (
            Words(Rect(32, 36, 400, 36), "Parts", size=XL, colour="ink", bold=True),
            Words(Rect(32, 76, 400, 18), "One shape, one colour, one meaning."),
            Card(
                Rect(32, 112, 392, 264),
                label="Marks and lines",
                children=(Picture(Rect(56, 168, 344, 200), draw_marks, label="Marks", value="What each mark means"),),
            ),
            Card(Rect(448, 112, 400, 264), label="Buttons", children=buttons),
            Card(
                Rect(872, 112, 376, 264),
                label="Choice, A/B, tooltip",
                children=(
                    self.sure,
                    self.ab,
                    self.meter,
                    Words(Rect(896, 336, 168, 14), "A sounds: the meter is blue.", size=12),
                ),
            ),
            Card(
                Rect(32, 400, 392, 240),
                label="Empty",
                children=(
                    Words(
                        Rect(56, 458, 260, 40),
                        "No rounds in this skill yet. Twelve are enough for a first number.",
                        colour="ink",
                    ),
                    Button(Rect(56, 576, 168, 40), "Start with six", on_press=self._press("Start")),
                ),
            ),
            Card(
                Rect(448, 400, 400, 240),
                label="Waiting",
                children=(
                    Words(
                        Rect(472, 458, 260, 40),
                        "Rendering the next round. You can keep listening to this one.",
                        colour="ink",
                    ),
                    wait,
                    Words(Rect(472, 556, 352, 14), "Shown only after 300 ms. No spinner, no shimmer.", size=12),
                ),
            ),
            Card(
                Rect(872, 400, 376, 240),
                label="Something is missing",
                children=(
                    Banner(Rect(896, 452, 328, 64), what="No sound device", to_do="Plug one in and press F5."),
                    Words(Rect(896, 526, 300, 40), "Nothing is scored until it is back. Your block waits where it is."),
                    Button(Rect(896, 576, 168, 40), "Try again", key="F5", on_press=self._press("Try")),
                ),
            ),
            KeyHints((Hint("Tab", "next"), Hint("Shift Tab", "back"), Hint("F1", "help"), Hint("Esc", "leave"))),
        )

    def _round(self) -> tuple[Widget, ...]:
        self.ab = ABPair((56, 176), names=("dry", "boosted"), on_pick=lambda side: setattr(self.ab, "playing", side))
        self.ab.playing = "B"
        self.wave = Waveform(Rect(232, 176, 896, 144), envelope=sample_envelope(), length_s=16.0, bars=4, hue="b",
                             loop=(0.25, 0.75), on_seek=lambda share: self.wave.move_head(share),
                             on_loop=lambda _low, _high: None)  # fmt: skip
        self.wave.move_head(7.4 / 16)
        self.meter = Meter(Rect(1152, 176, 84, 144), hue="b", tooltip="Level, not loudness")
        self.meter.feed((-12.5, -14.0))
        self.lane = FreqLane(Rect(56, 384, 1168, 184), "Where was it boosted?", value=2400.0,
                             band_note="half an octave either way is right")  # fmt: skip
        self.sure = Choice(Rect(176, 608, 456, 48), "How sure are you?", options=SURE, chosen=1, meaning="how sure")
        width = BlockProgress.width_of(24)
        return (
            TopBar(
                "Find the boost",
                on_back=self._leave,
                children=(BlockProgress(Rect(640 - width / 2, 16, width, 24), solo=SOLO, now=8),),
            ),
            *heading("Where was it boosted?", "B has one band turned up. A is untouched. Both are equally loud."),
            Card(
                Rect(32, 152, 1216, 192),
                children=(
                    self.ab,
                    Button(Rect(56, 264, 72, 32), "Pause", on_press=self._press("Pause"), key="P",
                           icon=lambda canvas, at: marks.play(canvas, at, playing=True)),
                    Button(Rect(136, 264, 72, 32), "Loop", on=True, on_press=self._press("Loop")),
                    self.wave,
                    self.meter,
                ),
            ),
            Card(Rect(32, 360, 1216, 224), children=(self.lane,)),
            Words(Rect(32, 623, 140, 18), "How sure are you?", face="medium"),
            Words(Rect(924, 624, 124, 14), "Locks your answer", size=12),
            self.sure,
            Button(Rect(1056, 608, 192, 48), "Commit", kind="primary", key="Enter", on_press=self._press("Commit")),
            KeyHints((Hint("Space", "switch A/B"), Hint("Left Right", "move"), Hint("1 2 3", "how sure"))),
        )  # fmt: skip

    def _controls(self) -> tuple[Widget, ...]:
        self.gain = GainSlider(Rect(56, 176, 544, 112), "Gain", value=3.5, tolerance_db=1.5)
        self.empty_gain = GainSlider(Rect(56, 304, 544, 112), "Gain, not chosen")
        self.volume = Slider(Rect(680, 184, 544, 32), "Volume", value=0.7)
        self.cut = FreqLane(Rect(56, 492, 544, 168), "Where was it cut?", value=380.0, gain_db=-6.0, q=2.0,
                            tolerance_octaves=0.25)  # fmt: skip
        self.empty_lane = FreqLane(Rect(680, 492, 544, 168), "Where?")
        knobs = (
            Knob(Rect(680, 256, 88, 112), "Threshold", value=-18.0, lo=-40, hi=0, step=0.5, unit="dB"),
            Knob(Rect(792, 256, 88, 112), "Ratio", value=4.0, lo=1, hi=20, step=0.5, unit=": 1"),
            Knob(Rect(904, 256, 88, 112), "Attack", value=12.0, lo=0.1, hi=100, step=1, unit="ms"),
        )
        return (
            TopBar("Controls", on_back=self._leave),
            *heading("Numbers", "Drag, arrows, wheel, or type."),
            Card(Rect(32, 152, 592, 292), children=(self.gain, self.empty_gain)),
            Card(
                Rect(656, 152, 592, 292),
                children=(
                    self.volume,
                    *knobs,
                    Slider(Rect(680, 384, 544, 32), "Cue", value=0.5, why_not="no device", label_w=96, value_w=80),
                ),
            ),
            Card(Rect(32, 468, 592, 204), children=(self.cut,)),
            Card(Rect(656, 468, 592, 204), children=(self.empty_lane,)),
            KeyHints((Hint("Left Right", "move"), Hint("Shift Left", "wider"), Hint("=", "type"))),
        )

    def _lists(self) -> tuple[Widget, ...]:
        self.takes = IntervalButtons(
            Rect(56, 176, 544, 112), envelopes=[sample_envelope(120, seed=i) for i in range(3)], keys="123",
            on_play=lambda index: setattr(self.takes, "playing", index),
        )  # fmt: skip
        self.takes.playing = 1
        self.entry = TextEntry(Rect(680, 176, 264, 64), "Name in class", placeholder="A pseudonym")
        self.list = ListBox(
            Rect(680, 264, 544, 208),
            "Lessons",
            rows=[(f"Lesson {n}", f"{3 + n} minutes") for n in range(1, 9)],
            chosen=1,
        )
        yours = self._held(Rect(56, 424, 176, 56), "Yours undone", key="Q", mark=marks.guess)
        the_ai = self._held(Rect(248, 424, 192, 56), "The AI's undone", key="W", mark=marks.ai)
        return (
            TopBar("Lists", on_back=self._leave),
            *heading("Takes, text, lists", "And what the AI says."),
            Card(
                Rect(32, 152, 592, 352),
                children=(
                    self.takes,
                    TenDots(Rect(56, 320, 230, 14), filled=7),
                    Picture(Rect(56, 352, 400, 20), draw_sentence, label="Sentence", value="You hear +3.2 dB"),
                    yours,
                    the_ai,
                ),
            ),
            Card(
                Rect(656, 152, 592, 352),
                children=(
                    self.entry,
                    TextEntry(Rect(960, 176, 264, 64), "Class code", why_not="No class is open"),
                    self.list,
                ),
            ),
            Card(
                Rect(32, 528, 1216, 136),
                label="Sizes",
                children=(
                    Button(Rect(56, 592, 96, 32), "32 high", on_press=self._press("32")),
                    Button(Rect(168, 588, 112, 40), "40 high", key="4", on_press=self._press("40")),
                    Button(Rect(296, 584, 128, 48), "48 high", on_press=self._press("48")),
                    Button(Rect(440, 584, 128, 48), "Quiet", kind="quiet", on_press=self._press("quiet")),
                    Button(Rect(584, 584, 168, 48), "Commit", kind="primary", why_not="Place it first"),
                    Button(Rect(768, 588, 40, 40), "Settings", icon=marks.sliders, tooltip="Settings (F2)"),
                    Choice(Rect(840, 584, 384, 48), "Nothing chosen", options=("Higher", "Lower"), keys=("H", "J")),
                ),
            ),
            KeyHints((Hint("Up Down", "choose"), Hint("PgUp PgDn", "turn the page"))),
        )


def draw_sentence(canvas: Canvas, rect: Rect) -> None:
    """Write a sentence with values in it."""
    runs = rich("You hear **+3.2 dB** and place it within **±0.3 octave**")
    canvas.runs(runs, (rect.x, rect.cy), size=S, on="mid")


def draw_marks(canvas: Canvas, rect: Rect) -> None:
    """Paint every mark beside its line and name."""
    x, y = rect.x, rect.y + 16
    marks.truth(canvas, (x + 12, y), r=9)
    marks.guess(canvas, (x + 12, y + 32))
    marks.final(canvas, (x + 12, y + 64))
    marks.ai(canvas, (x + 12, y + 96))
    lines: tuple[tuple[str, str, float, tuple[float, float] | None], ...] = (
        ("Truth", "truth", marks.TRUTH_WIDTH, None),
        ("Your first guess", "ink", marks.GUESS_WIDTH, marks.GUESS_DASH),
        ("Your final answer", "ink", marks.FINAL_WIDTH, None),
        ("The AI", "ai", marks.AI_WIDTH, marks.AI_DASH),
    )
    for row, (name, colour, width, dash) in enumerate(lines):
        at = y + 32 * row
        canvas.stroke([(x + 40, at), (x + 112, at)], colour=colour, lw=width, dash=dash)
        canvas.text(name, (x + 136, at), size=S, on="mid")
    marks.tick(canvas, (x + 12, y + 136))
    canvas.text("right", (x + 40, y + 136), size=S, on="mid")
    marks.cross(canvas, (x + 104, y + 136))
    canvas.text("off", (x + 132, y + 136), size=S, on="mid")
    levels: tuple[marks.Sureness, ...] = ("good", "rough", "measuring")
    for column, how in enumerate(levels):
        marks.sureness(canvas, (x + 6 + 96 * column, y + 168), how=how)
