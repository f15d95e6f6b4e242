"""The form of `content/sources/<id>/manifest.json` and `content/kits/<id>/kit.json`, checked as they are read."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
BandLevels = dict[str, float]
"""Third-octave centre in Hz (text, as in `game.dsp.bands`) to level in dB relative to the loudest band."""

RATE_HZ = 44_100
LOOP_UNIT_FRAMES = 147
"""A loop is a whole number of these, so that it is a whole number of frames at 48 kHz too (147 : 160 = 44.1 : 48)."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Stem(_Part):
    """One rendered part of a song: `file` holds the loop with the tail of its end folded into its beginning.

    `gain_db` and `pan` (-1 left to 1 right, constant power, mono stems only) place it in the mix. `usable_hz` is the
    stretch in which its third-octave levels stay within 35 dB of its loudest band.
    """

    name: str
    role: str
    file: str
    sha256: Sha256
    channels: Literal[1, 2]
    gain_db: float
    pan: Annotated[float, Field(ge=-1, le=1)]
    lufs: float
    true_peak_dbtp: float
    crest_db: float
    band_db: BandLevels
    usable_hz: tuple[float, float]
    events: str
    events_sha256: Sha256
    source: str
    licence: str
    attribution: str


class Drums(_Part):
    """The drum part: one-shots of `kit` placed at `events`; `gain_db` sets it in the mix."""

    kit: str
    events: str
    events_sha256: Sha256
    gain_db: float


class Mix(_Part):
    """Measurements of the mix as the game loops it, at -18 LUFS."""

    lufs: float
    true_peak_dbtp: float
    crest_db: float
    band_db: BandLevels
    sparsest_bar_db: BandLevels


class Build(_Part):
    """Where the render came from, so that it can be made again."""

    score: str
    score_sha256: Sha256
    renderer: str
    soundfonts: dict[str, Sha256]


class Manifest(_Part):
    """A built-in source."""

    format: Literal[1]
    source_id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    title: str
    kind: Literal["song", "drums", "solo"]
    genre: str
    key: str
    tempo_bpm: Annotated[float, Field(ge=40, le=240)]
    bars: Annotated[int, Field(ge=1, le=64)]
    beats_per_bar: Annotated[int, Field(ge=2, le=7)]
    swing_16th: Annotated[float, Field(ge=0.5, le=0.75)]
    swing_8th: Annotated[float, Field(ge=0.5, le=0.75)] = 0.5
    rate_hz: Literal[44_100]
    loop_frames: Annotated[int, Field(gt=0, multiple_of=LOOP_UNIT_FRAMES)]
    author: str
    licence: str
    held_out: bool
    offset_oct: Annotated[float, Field(ge=0, le=1.5)] = 0.0
    """By how many octaves of cue a change of tone is thought harder to hear here than in pink noise."""
    gain_db: float
    """Brings the sum of stems and drums to -18 LUFS."""
    mix: Mix
    stems: tuple[Stem, ...]
    drums: Drums | None
    build: Build


class DrumEvent(_Part):
    """A hit: `time_s` of its onset in the loop, humanised; `grid_s` where the score put it (swing included)."""

    piece: str
    time_s: float
    grid_s: float
    velocity: Annotated[int, Field(ge=1, le=127)]


class NoteEvent(_Part):
    """A note of a rendered stem: `key` is the MIDI number."""

    time_s: float
    grid_s: float
    key: Annotated[int, Field(ge=0, le=127)]
    velocity: Annotated[int, Field(ge=1, le=127)]
    duration_s: float


class Layer(_Part):
    """One recorded strength of a piece. The onset lies `preroll_frames` after the first frame of the file."""

    file: str
    sha256: Sha256
    velocity: Annotated[int, Field(ge=1, le=127)]
    channels: Literal[1, 2]


class Piece(_Part):
    """A drum. Hits of one `choke_group` cut each other off, as a closed hi-hat does an open one."""

    layers: Annotated[tuple[Layer, ...], Field(min_length=1)]
    gain_db: float
    pan: Annotated[float, Field(ge=-1, le=1)]
    choke_group: str | None


class Kit(_Part):
    """A drum kit of one-shots at 44.1 kHz, each peak-normalised to -1 dBFS; `gain_db` of a piece sets its level."""

    format: Literal[1]
    kit_id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    title: str
    rate_hz: Literal[44_100]
    preroll_frames: Annotated[int, Field(ge=0, le=64)]
    licence: str
    attribution: str
    source: str
    pieces: dict[str, Piece]
