"""The first start: headphones and level, a name, and what a round is; three screens to the first round."""

from dataclasses import replace
from typing import Final

from game.dsp.audio import PLAY_LUFS
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters, volume_db
from game.screens.scenes.home import HomeScene
from game.screens.scenes.wait import WaitScene
from game.screens.theme import XS, M
from game.screens.tree import Tree
from game.screens.type import true_minus
from game.screens.widgets.base import Card, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.entry import TextEntry
from game.screens.widgets.sliders import Slider
from game.session.practice import RATE_HZ

TEST_SOURCE: Final = "pink_noise"
COLUMN: Final = 320.0
"""The first run is a column of 640 in the middle: text needs no more, and there is nothing beside it."""
NARROW: Final = Rect(COLUMN, 152, 640, 336)
NEXT: Final = Rect(COLUMN + 448, 608, 192, 48)
STEPS: Final = (
    "You hear A, the original, and B, in which one band was turned up. Both are equally loud.",
    "You say where, and how sure you are. Your answer is written down before anybody else speaks.",
    "After six rounds alone an AI sits in. It heard only B. Check it by ear, then keep yours or change.",
    "Then comes the truth, how near everyone was, and why it sounds like that.",
)
LEVEL: Final = (
    "Play the noise and set the volume so that it is clear and comfortable. "
    f"Every sound of the game is equally loud, at {PLAY_LUFS:g} LUFS."
)


class LevelScene(Scene):
    """Headphones on, and noise at the level of the game to set the volume by."""

    title = "Welcome"
    listening = True

    def __init__(self, adapters: Adapters, *, rounds: int) -> None:
        super().__init__()
        self._to, self._rounds = adapters, rounds
        self._build()

    def _build(self) -> None:
        to = self._to
        volume = Slider(
            Rect(344, 296, 592, 32),
            "Volume",
            value=to.settings.volume,
            on_change=self._volume,
            text_of=lambda value: f"{value * 100:.0f} %",
        )
        trouble = () if to.speaker.audible else frame.no_sound(self._retry, at=(COLUMN + 76, 512))
        self.noise = Button(Rect(344, 352, 192, 40), "Play the noise", key="Space", on_press=self._noise)
        self.tree.replace(
            frame.group(
                _heading(1, "Put on your headphones", "Speakers in a laptop cannot play half of what this game asks."),
                trouble,
                Card(
                    NARROW,
                    children=(
                        Words(
                            Rect(344, 184, 592, 72),
                            true_minus(LEVEL),
                            size=M,
                            colour="ink",
                        ),
                        volume,
                        self.noise,
                    ),
                ),
                Button(NEXT, "Next", kind="primary", key="Enter", on_press=self._next),
                frame.foot(("Space", "noise on and off"), ("Left Right", "volume"), ("Enter", "next")),
            ),
            ambient=volume,
        )
        self._audible = to.speaker.audible

    def entered(self) -> None:
        """Load the noise at the playing loudness."""
        self._to.jobs.start("level", self._make_noise, then=self._take_noise)

    def _make_noise(self) -> object:
        from game.dsp import loudness

        audio = self._to.library.load(TEST_SOURCE, rate_hz=RATE_HZ).audio
        lufs = loudness.integrated_lufs(audio, rate_hz=RATE_HZ)
        return audio * type(audio.flat[0])(10 ** ((PLAY_LUFS - lufs) / 20))

    def _take_noise(self, audio: object) -> None:
        self._to.speaker.load([("noise", audio)], rate_hz=RATE_HZ)  # type: ignore[list-item]  # what _make_noise made

    def left(self) -> None:
        """Fall silent; noise that is not ready yet is not wanted any more."""
        self._to.jobs.forget("level")
        self._to.speaker.stop()

    def _noise(self) -> None:
        if self._to.speaker.playing:
            self._to.speaker.stop()
        elif self._to.speaker.length_s:
            self._to.speaker.play("noise")
        self.noise.on = bool(self._to.speaker.playing)

    def _volume(self, value: float) -> None:
        self._to.settings = replace(self._to.settings, volume=value)
        self._to.speaker.set_volume_db(volume_db(value))

    def _retry(self) -> None:
        if self._to.speaker.retry():
            self._build()

    def _next(self) -> None:
        self.next_scene = NameScene(self._to, rounds=self._rounds)

    def update(self, dt_s: float) -> Scene | None:
        """Show or take away the banner of a missing device."""
        if self._audible != self._to.speaker.audible:
            self._build()
        return self.next_scene


class NameScene(Scene):
    """Whose progress it is."""

    title = "Your name"

    def __init__(self, adapters: Adapters, *, rounds: int) -> None:
        super().__init__()
        self._to, self._rounds = adapters, rounds
        self.entry = TextEntry(Rect(344, 224, 400, 64), "Name", text="", placeholder="Your name",
                               on_change=self._typed, on_enter=lambda _: self._next())  # fmt: skip
        self.next_button = Button(
            NEXT, "Next", kind="primary", key="Enter", on_press=self._next, why_not="Type a name first"
        )
        self.tree = Tree(
            frame.group(
                _heading(2, "What shall we call you?", "It names your progress here and goes nowhere else."),
                Card(
                    Rect(COLUMN, 152, 640, 184),
                    children=(
                        Words(Rect(344, 184, 592, 24), "A first name or a nickname", size=M, colour="ink"),
                        self.entry,
                    ),
                ),
                self.next_button,
                frame.foot(("Enter", "next")),
            )
        )

    def entered(self) -> None:
        """Wait for the name straight away."""
        self.tree.focus_on(self.entry)

    def _typed(self, text: str) -> None:
        self.next_button.why_not = "" if text.strip() else "Type a name first"

    def _next(self) -> None:
        name = self.entry.text.strip()
        if name:
            self._to.change(replace(self._to.settings, player=name))
            self.next_scene = ReadyScene(self._to, rounds=self._rounds)


class ReadyScene(Scene):
    """What a round is, and the first one."""

    title = "Ready"

    def __init__(self, adapters: Adapters, *, rounds: int) -> None:
        super().__init__()
        self.home = HomeScene(adapters, rounds=rounds)
        self.home.entered()
        run = self.home.begin_block()
        lines = [
            Words(Rect(384, 184 + 72 * index, 552, 60), text, size=M, colour="ink") for index, text in enumerate(STEPS)
        ]
        numbers = [
            Words(Rect(344, 184 + 72 * index, 24, 24), str(index + 1), size=M, face="semibold")
            for index in range(len(STEPS))
        ]
        self.tree = Tree(
            frame.group(
                _heading(3, "A round", "Your own ears first, always."),
                Card(NARROW, children=(*numbers, *lines)),
                Button(NEXT, "Play", kind="primary", key="Enter", on_press=lambda: self._play(run)),
                frame.foot(("Enter", "play")),
            )
        )

    def _play(self, run: object) -> None:
        from game.screens.scenes.run import BlockRun

        if isinstance(run, BlockRun):
            self.next_scene = WaitScene(run, home=self.home)


def _heading(step: int, title: str, line: str) -> tuple[Words, ...]:
    count = Words(Rect(COLUMN, 44, 640, 18), f"{step} of 3", size=XS)
    return (count, *frame.heading(title, line, left=COLUMN, width=640))
