"""A lesson: one idea in a few steps, each heard first and said after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

SandboxKind = Literal["eq", "comp", "groove"]


@dataclass(frozen=True, slots=True)
class Control:
    """Something that can be turned in a sandbox, from `lo` to `hi`; `log` ones move by ratios."""

    name: str
    label: str
    unit: str
    lo: float
    hi: float
    start: float
    log: bool = False


CONTROLS: Final[Mapping[SandboxKind, tuple[Control, ...]]] = {
    "eq": (
        Control("freq_hz", "Frequency", "Hz", 40.0, 16_000.0, 1000.0, log=True),
        Control("gain_db", "Gain", "dB", -18.0, 18.0, 0.0),
        Control("q", "Q", "", 0.3, 10.0, 1.4, log=True),
    ),
    "comp": (
        Control("threshold_db", "Threshold", "dB", -50.0, 0.0, 0.0),
        Control("ratio", "Ratio", ": 1", 1.0, 20.0, 4.0, log=True),
        Control("attack_ms", "Attack", "ms", 0.1, 100.0, 10.0, log=True),
        Control("release_ms", "Release", "ms", 10.0, 1000.0, 100.0, log=True),
    ),
    "groove": (
        Control("swing_pct", "Swing", "%", 50.0, 75.0, 50.0),
        Control("kick_ms", "Kick", "ms", -40.0, 40.0, 0.0),
        Control("snare_ms", "Snare", "ms", -40.0, 40.0, 0.0),
        Control("hat_ms", "Hi-hat", "ms", -40.0, 40.0, 0.0),
        Control("loose_ms", "Looseness", "ms", 0.0, 15.0, 0.0),
    ),
}
"""Of each kind of sandbox, from top to bottom. A positive shift is late."""


def start_values(kind: SandboxKind) -> dict[str, float]:
    """Return where the controls of a sandbox stand at first."""
    return {control.name: control.start for control in CONTROLS[kind]}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to hear: what to do, what it is once it was heard, and where the controls stand for it."""

    do: str
    say: str
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson and the sandbox beside it; `further` names where its facts stand."""

    lesson_id: str
    title: str
    idea: str
    sandbox: SandboxKind
    source_id: str
    steps: tuple[Step, ...]
    further: str
