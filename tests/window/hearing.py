"""Compares all that was recorded of a session with what should have been heard, sample by sample.

The script of what was done says which clips sounded in which order. When each began is found in the recording: a
switch begins with one of the device's chunks, the first in which the sound leaves the clip that was playing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from game.dsp.audio import Audio
from tests.commands.recording import EXACT
from tests.speaker.model import FADE, Switch, bend, expected

CHUNK: Final = 1024
EARLIER: Final = 3
"""A switch may have begun this many chunks before it can be told, where both clips are alike."""


@dataclass(frozen=True)
class Scene:
    """What sounded on one screen: its clips, all of one length, and their names in order; None is silence."""

    clips: Mapping[str, Audio]
    order: Sequence[str | None]

    @property
    def length(self) -> int:
        return len(next(iter(self.clips.values())))


@dataclass
class Found:
    """One scene in the recording: it begins at `first`; its switches are counted from there."""

    scene: Scene
    first: int
    stop: int = 0
    switches: list[Switch] = field(default_factory=list)


def find_scenes(heard: Audio, scenes: Sequence[Scene]) -> list[Found]:
    """Return where each scene is, with its switches; fails where the sound is not what it should be."""
    found: list[Found] = []
    cursor = 0
    for scene in scenes:
        here = Found(scene, first=cursor)
        if found:
            found[-1].stop = cursor
        for name in scene.order:
            at = _next_switch(heard, here)
            here.switches.append(Switch(at - here.first, name, 0, scene.length))
        found.append(here)
        assert scene.order[-1] is None, "a scene ends in silence"
        cursor = here.first + here.switches[-1].at + FADE
    found[-1].stop = len(heard)
    return found


def modelled(found: Sequence[Found]) -> Audio:
    """Return all that should have been heard."""
    parts = [
        expected(here.scene.clips, here.switches, length=here.scene.length, frames=here.stop - here.first)
        for here in found
    ]
    return np.concatenate(parts)


def worst_click(heard: Audio, found: Sequence[Found]) -> float:
    """Return the sharpest bend in any fade, over the sharpest of what plays before and after, in this scene."""
    worst = 0.0
    for here in found:
        usual = max(bend(clip) for clip in here.scene.clips.values())
        for switch in here.switches:
            at = here.first + switch.at
            worst = max(worst, bend(heard[at - 2 : at + FADE + 2]) / usual)
    return worst


def _next_switch(heard: Audio, here: Found) -> int:
    """Return the frame at which the sound leaves what has been playing."""
    played = here.first + here.switches[-1].at + FADE if here.switches else here.first
    size = 20 * CHUNK
    while True:
        assert played < len(heard), f"the sound of {here.switches[-1:]} goes on to the end of the recording"
        stop = min(len(heard), played + size)
        model = expected(here.scene.clips, here.switches, length=here.scene.length, frames=stop - here.first)
        wrong = np.flatnonzero((np.abs(heard[played:stop] - model[played - here.first :]) > EXACT).any(axis=1))
        if len(wrong):
            return _chunk_of(heard, here, played + int(wrong[0]))
        played = stop


def _chunk_of(heard: Audio, here: Found, changed: int) -> int:
    """Return where the chunk begins in which a switch began that shows at `changed`, by what fits best after it."""
    name = here.scene.order[len(here.switches)]
    latest = changed // CHUNK * CHUNK
    earliest = here.first + (here.switches[-1].at + CHUNK if here.switches else 0)
    misfits: dict[int, float] = {}
    for at in range(latest, max(earliest, latest - EARLIER * CHUNK) - 1, -CHUNK):
        tried = [*here.switches, Switch(at - here.first, name, 0, here.scene.length)]
        frames = min(len(heard), latest + 2 * CHUNK) - here.first
        model = expected(here.scene.clips, tried, length=here.scene.length, frames=frames)
        after = heard[here.first : here.first + frames][-EARLIER * CHUNK :]
        misfits[at] = float(np.abs(after - model[-EARLIER * CHUNK :]).max())
    assert misfits, f"frame {changed} is not what {here.switches[-1:]} should sound like"
    return min(misfits, key=lambda at: (misfits[at], -at))
