"""The card on which a round's sounds are played: A and B, or the takes, with waveform, loop and meter."""

import math
from collections.abc import Sequence
from typing import ClassVar, Final

from game.dsp.stimulus import DRY
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.run import Ready
from game.screens.theme import XS
from game.screens.type import Run
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.buttons import ABPair, Button, IntervalButtons
from game.screens.widgets.sound import Meter, Waveform
from game.session.recall import due, say_recall

CARD: Final = Rect(32, 152, 1216, 192)
HUES: Final = {"dry": "a", "wet": "b"}
CHANGED: Final = {"eq.boost_freq": "boosted", "eq.cut_freq": "cut", "eq.gain_amount": "changed"}
UNMETERED: Final = ("comp.", "mix.")
"""Skills in which a level meter would show what is to be heard."""
TAKE_KEYS: Final = ("Q", "W", "E")


class Clock(Widget):
    """Where the play-head is, and how long the sound."""

    role: ClassVar[str] = "time"
    bleed: ClassVar[float] = 1.0

    def __init__(self, rect: Rect, *, length_s: float) -> None:
        super().__init__(rect, label="Time")
        self.length_s, self.place_s = length_s, 0.0

    @property
    def value_text(self) -> str:
        """Say the place in seconds."""
        return f"{self.place_s:.1f} of {self.length_s:.1f} s"

    def draw(self, canvas: Canvas) -> None:
        """Write both."""
        runs = (
            Run(_minutes(self.place_s), "ink", "mono_medium"),
            Run(" of ", "muted"),
            Run(_minutes(self.length_s), "muted", "mono"),
        )
        canvas.runs(runs, (self.rect.x, self.rect.cy), size=XS, on="mid")


class ListenCard(Card):
    """Plays the clips of a round. `names` are those that must be heard; one of them sounds or none."""

    place: ClassVar[Rect] = CARD

    def __init__(self, adapters: Adapters, ready: Ready) -> None:
        self._speaker = adapters.speaker
        setup = ready.prepared.setup
        self.names = setup.must_hear
        self._paused = ""
        length_s = len(ready.prepared.stimulus.clip(self.names[0])) / setup.challenge.rate_hz
        self._turns = ready.prepared.turns
        self._begun, self._due = False, ""
        self._recall = say_recall(setup.recall, pair=self.names[0] == DRY)
        self._metered = not setup.challenge.skill_id.startswith(UNMETERED)
        self._meter = self._make_meter()
        self._wave: Waveform | None = None
        self._looping = False
        if self.names[0] == DRY:
            parts = self._pair(ready, length_s, changed=CHANGED.get(setup.challenge.skill_id, "processed"))
        else:
            parts = self._takes(ready)
        self._caption = Words(self._caption_at(), "", size=XS)
        self._captions = adapters.settings.captions
        meter = (self._meter,) if self._metered else ()
        super().__init__(self.place, children=(*parts, *meter, self._caption))

    def _make_meter(self) -> Meter:
        return Meter(Rect(1152, 176, 84, 144), tooltip="Level, not loudness")

    def _caption_at(self) -> Rect:
        return Rect(232 if self.names[0] == DRY else 56, 322, 896, 18)

    def _pair(self, ready: Ready, length_s: float, *, changed: str) -> Sequence[Widget]:
        self._switch: ABPair | IntervalButtons = ABPair(
            (56, 176), names=("dry", changed), on_pick=lambda letter: self.play("dry" if letter == "A" else "wet")
        )
        self._wave = Waveform(
            Rect(232, 176, 896 if self._metered else 992, 144),
            envelope=ready.envelope,
            length_s=length_s,
            bars=bars_of(ready),
            on_loop=self._loop,
        )
        self._pause = Button(
            Rect(56, 264, 48, 32),
            "Play or pause",
            key="P",
            on_press=self.toggle,
            icon=lambda canvas, at: marks.play(canvas, at, playing=bool(self._speaker.playing)),
        )
        self._whole = Button(Rect(112, 264, 96, 32), "Loop", key="L", on_press=self._loop_or_all)
        self._clock = Clock(Rect(56, 304, 152, 16), length_s=length_s)
        return (self._switch, self._pause, self._whole, self._clock, self._wave)

    def _takes(self, ready: Ready) -> Sequence[Widget]:
        self._switch = IntervalButtons(
            Rect(56, 176, 1072 if self._metered else 1168, 144),
            envelopes=[ready.envelope] * len(self.names),
            on_play=lambda index: self.play(self.names[index]),
            keys=TAKE_KEYS[: len(self.names)],
        )
        return (self._switch,)

    @property
    def hints(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of the foot line that play."""
        if self.names[0] != DRY:
            return ((" ".join(TAKE_KEYS[: len(self.names)]), "play a take"),)
        return (("Space", "switch A/B"), ("L", "loop"), ("P", "pause"))

    @property
    def share(self) -> float | None:
        """Return where the play-head is, as a share of the length; None while nothing sounds."""
        return self._speaker.place_s / max(self._speaker.length_s, 1e-9) if self._speaker.playing else None

    # ---- what the player does

    def play(self, name: str) -> None:
        """Let a clip sound, at the place where the last one was; from memory, the one whose turn it is."""
        if self._turns:
            self._begun = True
            name = self._due = due(self._turns, self._speaker.heard_s())
        if name:
            self._speaker.play(name)
            self._paused = name

    def _go_on(self) -> None:
        """From memory, let the next clip sound when the turn of the last is over."""
        name = due(self._turns, self._speaker.heard_s()) if self._begun else ""
        if name != self._due:
            self._due = name
            (self.play(name) if name else self._speaker.stop())

    def toggle(self) -> None:
        """Fall silent, or go on with what sounded last."""
        if self._speaker.playing:
            self._speaker.stop()
        else:
            self.play(self._paused or self.names[0])

    def _loop(self, low: float, high: float) -> None:
        length_s = self._speaker.length_s
        if self._wave is not None and not self._turns and (high - low) * length_s >= 0.25:
            self._speaker.loop(low * length_s, high * length_s)
            self._looping = True

    def _loop_or_all(self) -> None:
        if self._wave is None or self._turns:
            return
        if self._looping:
            self._speaker.loop_all()
            self._wave.loop, self._looping = (0.0, 1.0), False
        else:  # the bar in which the play-head stands
            bars = max(self._wave.bars, 4)
            bar = math.floor(self._speaker.place_s / max(self._speaker.length_s, 1e-9) * bars) % bars
            self._wave.loop = (bar / bars, (bar + 1) / bars)
            self._loop(*self._wave.loop)

    # ---- what the player sees

    def _say(self, playing: str) -> str:
        if playing.startswith("gap"):
            return "Keep it in mind."
        return SAID.get(playing, f"Take {playing.removeprefix('interval_')} plays.")

    def follow(self) -> None:
        """Show what sounds now: switch, play-head, time and meter."""
        self._go_on()
        playing = self._speaker.playing
        hue = HUES.get(playing, "ink")
        if isinstance(self._switch, ABPair):
            self._switch.playing = {"dry": "A", "wet": "B"}.get(playing, "")
        else:
            self._switch.playing = self.names.index(playing) if playing in self.names else -1
        self._meter.hue = hue
        if self._captions or self._turns:
            self._caption.label = self._recall if self._turns and not self._begun else self._say(playing)
        if playing and self._metered:
            left, right = self._speaker.levels.peak
            self._meter.feed((_dbfs(left), _dbfs(right)))
        if self._wave is not None:
            self._wave.hue = hue
            self._wave.move_head(self._speaker.place_s / max(self._speaker.length_s, 1e-9))
            self._whole.on = self._looping
            self._clock.place_s = round(self._speaker.place_s, 1)
            self._pause.on = bool(playing)


SAID: Final = {"dry": "A, the original, plays.", "wet": "B, the processed sound, plays.", "": "Nothing plays."}


def bars_of(ready: Ready) -> int:
    """Return how many bars the clip has, 0 where the music has none."""
    return ready.prepared.bars


def _dbfs(peak: float) -> float:
    return 20 * math.log10(peak) if peak > 1e-5 else -100.0


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
