"""Reads `content/scores/<id>.toml`: our compositions as text. The format is explained in `content/scores/README.md`."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from game.library.manifest import LOOP_UNIT_FRAMES, RATE_HZ

STEPS_PER_BEAT: Final = 4
"""Positions and lengths in a score are counted in sixteenths."""
STRAIGHT: Final = 0.5
"""A swing that moves nothing: the second of two falls half way."""
HELD: Final = "-"
"""In lyrics: the note belongs to the word before it."""
VELOCITY_PER_DIGIT: Final = 14
"""A drum pattern writes velocity as one digit: 9 is 126, 1 is 14."""
SEMITONES: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
PITCH: Final = re.compile(r"^([A-G])([#b]?)(-?\d)$")


@dataclass(frozen=True, slots=True)
class Humanise:
    """How a player strays from the grid: random spread, a constant lean (positive is late), uneven strength."""

    sd_ms: float = 3.0
    offset_ms: float = 0.0
    velocity_sd: float = 4.0


@dataclass(frozen=True, slots=True)
class Chord:
    """One or more notes written at one position. `step` and `length` count sixteenths from the start of the loop."""

    step: float
    keys: tuple[int, ...]
    length: float
    velocity: int
    upward: bool
    """Spread from the lowest note to the highest; False strums down from the highest."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One drum stroke; `step` counts sixteenths from the start of the loop."""

    step: float
    piece: str
    velocity: int


@dataclass(frozen=True, slots=True)
class Part:
    """A pitched part, rendered to one stem."""

    name: str
    role: str
    voice: str
    """`fluid:<program>` for a General MIDI program of the soundfont, `synth:<name>` for a voice of `voices.py`,
    `sung:<name>` for a speaker of flite, made to sing by `singing.py`."""
    channels: int
    level_lufs: float
    pan: float
    gate: float
    """Sounding share of the written length."""
    spread_ms: float
    """Time between neighbouring notes of a chord."""
    sharp: bool
    """Each note starts at once, so that silence before the attack in the sample is cut; False for bowed strings."""
    tail_s: float
    humanise: Humanise
    swell_db: tuple[tuple[float, float], ...]
    chain: tuple[tuple[str | float, ...], ...]
    bars: tuple[tuple[Chord, ...], ...]
    lyrics: tuple[tuple[str, ...], ...]
    """For a sung part, in each bar one token a note: a word, or HELD where the word before goes on. Else empty."""

    def chords(self) -> tuple[Chord, ...]:
        """Return all bars in one row."""
        return tuple(chord for bar in self.bars for chord in bar)


@dataclass(frozen=True, slots=True)
class DrumPart:
    """The drum part: hits for the pieces of a kit."""

    kit: str
    level_lufs: float
    drift_ms: float
    """Spread that all pieces share at one position, as one drummer plays them."""
    humanise: dict[str, Humanise]
    bars: tuple[tuple[Hit, ...], ...]

    def hits(self) -> tuple[Hit, ...]:
        """Return all bars in one row."""
        return tuple(hit for bar in self.bars for hit in bar)


@dataclass(frozen=True, slots=True)
class Score:
    """A composition that loops."""

    score_id: str
    title: str
    kind: str
    genre: str
    key: str
    tempo_bpm: float
    beats_per_bar: int
    bars: int
    swing_16th: float
    seed: int
    author: str
    licence: str
    parts: tuple[Part, ...]
    drums: DrumPart | None
    swing_8th: float = STRAIGHT
    held_out: bool = False
    """Kept for check-ups: practice never plays it."""

    @property
    def steps_per_bar(self) -> int:
        """Return sixteenths in a bar."""
        return self.beats_per_bar * STEPS_PER_BEAT

    @property
    def step_s(self) -> float:
        """Return the length of an unswung sixteenth."""
        return 60 / self.tempo_bpm / STEPS_PER_BEAT

    @property
    def loop_frames(self) -> int:
        """Return the length of the loop at 44.1 kHz, a whole number of LOOP_UNIT_FRAMES."""
        units = self.bars * self.steps_per_bar * self.step_s * RATE_HZ / LOOP_UNIT_FRAMES
        if abs(units - round(units)) > 1e-6:
            raise ValueError(
                f"{self.score_id}: the loop must be whole units of {LOOP_UNIT_FRAMES} frames, got {units:.3f}"
            )
        return round(units) * LOOP_UNIT_FRAMES


def key_of(pitch: str) -> int:
    """Return the MIDI number of a pitch name; C4 is 60.

    >>> key_of("A4"), key_of("Bb1")
    (69, 34)
    """
    match = PITCH.match(pitch)
    if match is None:
        raise ValueError(f"a pitch must read like E2, F#3 or Bb1, got {pitch!r}")
    letter, sign, octave = match.groups()
    return 12 * (int(octave) + 1) + SEMITONES[letter] + {"": 0, "#": 1, "b": -1}[sign]


def chord_of(token: str, *, bar_step: float) -> Chord:
    """Read one token of a bar: `step:pitch+pitch:length:velocity`, with `:d` after it for a strum downwards in pitch.

    >>> chord_of("4:E2+B2:1.5:90", bar_step=16)
    Chord(step=20.0, keys=(40, 47), length=1.5, velocity=90, upward=True)
    """
    fields = token.split(":")
    if len(fields) not in (4, 5) or fields[4:] not in ([], ["d"]):
        raise ValueError(f"a note must read step:pitch:length:velocity or end in :d, got {token!r}")
    step, pitches, length, velocity = fields[:4]
    keys = tuple(key_of(pitch) for pitch in pitches.split("+"))
    return Chord(bar_step + float(step), keys, float(length), int(velocity), upward=len(fields) == 4)


def hits_of(piece: str, pattern: str, *, bar_step: float, bar_steps: int) -> list[Hit]:
    """Read one drum pattern: equal slots over the bar, a digit is a stroke, a dot is none, blanks are ignored.

    >>> [hit.step for hit in hits_of("kick", "9... ..5.", bar_step=0, bar_steps=16)]
    [0.0, 12.0]
    """
    slots = pattern.replace(" ", "")
    width = bar_steps / len(slots)
    strokes = [(index, slot) for index, slot in enumerate(slots) if slot != "."]
    return [Hit(bar_step + index * width, piece, int(slot) * VELOCITY_PER_DIGIT) for index, slot in strokes]


def _part(table: dict[str, Any], *, bar_steps: int) -> Part:
    bars = tuple(
        tuple(chord_of(token, bar_step=index * bar_steps) for token in bar.split())
        for index, bar in enumerate(table["bars"])
    )
    return Part(
        name=table["name"],
        role=table["role"],
        voice=table["voice"],
        channels=table.get("channels", 2),
        level_lufs=table["level_lufs"],
        pan=table.get("pan", 0.0),
        gate=table.get("gate", 0.92),
        spread_ms=table.get("spread_ms", 0.0),
        sharp=table.get("sharp", True),
        tail_s=table.get("tail_s", 1.5),
        humanise=Humanise(**table.get("humanise", {})),
        swell_db=tuple((float(step), float(db)) for step, db in table.get("swell_db", [])),
        chain=tuple(tuple(effect) for effect in table.get("chain", [])),
        bars=bars,
        lyrics=tuple(tuple(bar.split()) for bar in table.get("lyrics", [])),
    )


def _drum_bar(table: dict[str, str], *, bar_step: float, bar_steps: int) -> tuple[Hit, ...]:
    hits = [
        hit
        for piece, pattern in table.items()
        for hit in hits_of(piece, pattern, bar_step=bar_step, bar_steps=bar_steps)
    ]
    return tuple(sorted(hits, key=lambda hit: (hit.step, hit.piece)))


def _drums(table: dict[str, Any], *, bar_steps: int) -> DrumPart:
    bars = [_drum_bar(bar, bar_step=index * bar_steps, bar_steps=bar_steps) for index, bar in enumerate(table["bars"])]
    return DrumPart(
        kit=table["kit"],
        level_lufs=table["level_lufs"],
        drift_ms=table.get("drift_ms", 1.5),
        humanise={piece: Humanise(**values) for piece, values in table.get("humanise", {}).items()},
        bars=tuple(bars),
    )


def load_score(path: Path) -> Score:
    """Read a score.

    Args:
        path: a TOML file; its stem is the id.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    head = table["song"]
    bar_steps = head["beats_per_bar"] * STEPS_PER_BEAT
    score = Score(
        score_id=path.stem,
        parts=tuple(_part(part, bar_steps=bar_steps) for part in table.get("part", [])),
        drums=_drums(table["drums"], bar_steps=bar_steps) if "drums" in table else None,
        **head,
    )
    check_score(score)
    return score


def _lyric_faults(part: Part) -> list[str]:
    """Return each bar of a sung part in which words and notes do not match one to one."""
    if not part.voice.startswith("sung:"):
        return []
    if len(part.lyrics) != len(part.bars):
        return [f"{part.name} has {len(part.bars)} bars and lyrics for {len(part.lyrics)}"]
    pairs = enumerate(zip(part.bars, part.lyrics, strict=True), start=1)
    return [
        f"{part.name}, bar {number} has {len(bar)} notes and {len(words)} words"
        for number, (bar, words) in pairs
        if len(bar) != len(words)
    ]


def check_score(score: Score) -> None:
    """Raise a ValueError that lists every part that has not the bars of the song, or not a word for each note."""
    lengths = {part.name: len(part.bars) for part in score.parts}
    if score.drums is not None:
        lengths["drums"] = len(score.drums.bars)
    wrong = [f"{name} has {bars}" for name, bars in lengths.items() if bars != score.bars]
    if wrong:
        raise ValueError(f"{score.score_id} must have {score.bars} bars in each part: {', '.join(wrong)}")
    wrong = [fault for part in score.parts for fault in _lyric_faults(part)]
    if wrong:
        raise ValueError(f"{score.score_id} must have one word or {HELD!r} for each sung note: {', '.join(wrong)}")
    assert score.loop_frames > 0
