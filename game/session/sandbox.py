"""A sandbox: two bars of music, an equaliser, a compressor or a groove over them, and what it sounds like now.

The processed sound is always as loud as the dry one, as in a round, so that only the change is heard.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.errors import HeadroomError, UnfitError
from game.core.lesson import CONTROLS, SandboxKind
from game.drills import clips, swinging, time_common
from game.drills.phrase import Phrase, phrases_of
from game.dsp import dynamics, eq, loops
from game.dsp.audio import PLAY_LUFS, Audio, SourceAudio
from game.dsp.parts import place_part
from game.dsp.stimulus import PlacedPart

LONGEST_S: Final = 4.5
"""Two bars where they fit, so that a change is made in a few hundredths of a second."""
HOP_S: Final = 0.005
"""Gain reduction is told this often."""
SANDBOX_LUFS: Final = -29.0
"""Quieter than a round, as here peaks may rise far."""
LOOSE_SEED: Final = 7
FLAT_DB: Final = 0.05
"""A gain below this is none."""

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bed:
    """The music that a sandbox works on, as a loop at SANDBOX_LUFS; a groove also has its parts."""

    kind: SandboxKind
    dry: Audio
    rate_hz: int
    source_audio: SourceAudio
    phrase: Phrase | None
    parts: tuple[PlacedPart, ...] = ()
    placed: dict[str, tuple[time_common.Onsets, Audio]] = field(default_factory=dict)
    """Each part as it was placed last."""

    @property
    def length_s(self) -> float:
        """Length of the loop."""
        return len(self.dry) / self.rate_hz


@dataclass(frozen=True, slots=True)
class Processed:
    """What a bed became: the sound, and where it was compressed by how many dB it is turned down, every 5 ms."""

    audio: Audio
    reduction_db: npt.NDArray[np.float32] | None = None

    def reduction_at(self, place_s: float) -> float:
        """Return the gain reduction in dB at a moment of the loop; 0 where nothing is compressed."""
        if self.reduction_db is None:
            return 0.0
        return float(self.reduction_db[min(len(self.reduction_db) - 1, int(place_s / HOP_S))])


def lay_bed(kind: SandboxKind, source_audio: SourceAudio) -> Bed:
    """Return the first bars of a source as a bed.

    Raises:
        UnfitError: a groove needs music whose parts are known.
    """
    source, rate_hz = source_audio.source, source_audio.rate_hz
    if kind == "groove":
        phrase = min(phrases_of(source, np.random.default_rng(0), longest_s=LONGEST_S), key=lambda one: one.first_bar)
        grid = time_common.written(phrase)
        parts = time_common.place_parts(phrase, source_audio, {}, grid=grid)
        bed = Bed(kind, np.zeros((1, 2), np.float32), rate_hz, source_audio, phrase, parts)
        return replace(bed, dry=_groove(bed, {}))
    audio = source_audio.audio
    bar_s = source.bar_s or 1.0
    length_s = min(source.loop_s, max(1, int(LONGEST_S / bar_s + 1e-6)) * bar_s)
    length = min(len(audio), round(length_s * rate_hz))
    cut = loops.cut_loop(audio, start=0, length=length, fade=round(clips.FADE_S * rate_hz))
    return Bed(kind, _levelled(cut, rate_hz=rate_hz), rate_hz, source_audio, None)


def process(bed: Bed, values: Values) -> Processed:
    """Return the bed with the controls at `values`; those that are not given stand where they begin.

    Raises:
        ValueError: a value lies outside its control, or there is no such control.
    """
    settings = checked(bed.kind, values)
    if bed.kind == "eq":
        return Processed(_equalised(bed, settings))
    if bed.kind == "comp":
        return _compressed(bed, settings)
    return Processed(_groove(bed, settings))


def checked(kind: SandboxKind, values: Values) -> dict[str, float]:
    """Return a value for every control; ValueError for one outside its range or a control that is not there."""
    settings = {control.name: control.start for control in CONTROLS[kind]}
    unknown = sorted(set(values) - set(settings))
    if unknown:
        raise ValueError(f"the {kind} sandbox has {', '.join(settings)}, not {', '.join(unknown)}")
    for control in CONTROLS[kind]:
        value = float(values.get(control.name, control.start))
        if not control.lo <= value <= control.hi:
            raise ValueError(f"{control.name} must lie between {control.lo:g} and {control.hi:g}, got {value:g}")
        settings[control.name] = value
    return settings


def bell(settings: Values, *, rate_hz: int) -> eq.Sos | None:
    """Return the equaliser's bell; None where it is flat."""
    if abs(settings["gain_db"]) < FLAT_DB:
        return None
    return eq.design("peak", freq_hz=settings["freq_hz"], q=settings["q"], gain_db=settings["gain_db"], rate_hz=rate_hz)


def compressor(settings: Values) -> dynamics.Compressor:
    """Return the compressor that the controls mean; thresholds count from the loudest moment that music reaches."""
    return dynamics.Compressor(
        threshold_db=settings["threshold_db"],
        ratio=settings["ratio"],
        attack_ms=settings["attack_ms"],
        release_ms=settings["release_ms"],
        knee_db=0.0,
    )


def _equalised(bed: Bed, settings: Values) -> Audio:
    sos = bell(settings, rate_hz=bed.rate_hz)
    if sos is None:
        return bed.dry
    return _levelled(loops.filter_turning(bed.dry, sos, rate_hz=bed.rate_hz), rate_hz=bed.rate_hz)


def _compressed(bed: Bed, settings: Values) -> Processed:
    level = dynamics.level_db(dynamics.linked_size(bed.dry))
    level -= level.max()
    reduction = dynamics.turning_reduction_db(level, compressor(settings), rate_hz=bed.rate_hz)
    if reduction.max() < FLAT_DB:
        return Processed(bed.dry, np.zeros(1, np.float32))
    audio = _levelled(bed.dry * dynamics.gain_of(reduction)[:, None], rate_hz=bed.rate_hz)
    return Processed(audio, reduction[:: round(HOP_S * bed.rate_hz)])


def _groove(bed: Bed, values: Values) -> Audio:
    phrase, settings = bed.phrase, checked("groove", values)
    if phrase is None:
        raise UnfitError("a groove needs music whose parts are known, choose a song or a drum groove")
    onsets = moved(phrase, settings)
    n_frames = round(phrase.length_s * bed.rate_hz)
    mix = np.zeros((n_frames, 2), dtype=np.float32)
    for part in bed.parts:
        known = bed.placed.get(part.name)
        if known is None or known[0] != onsets[part.name]:  # only what was turned is placed anew
            audio = place_part(part, onsets[part.name], n_frames=n_frames, rate_hz=bed.rate_hz)
            known = bed.placed[part.name] = (onsets[part.name], audio)
        mix += known[1]
    return _levelled(mix, rate_hz=bed.rate_hz)


def _levelled(audio: Audio, *, rate_hz: int) -> Audio:
    """Return a clip at SANDBOX_LUFS; nothing but its peaks, at the most extreme settings, turns it down further."""
    try:
        return clips.level_audio(audio, rate_hz=rate_hz, target_lufs=SANDBOX_LUFS).audio
    except HeadroomError:
        down = np.float32(10 ** ((SANDBOX_LUFS - PLAY_LUFS) / 20))
        return clips.level_alone(audio, rate_hz=rate_hz) * down


def pair_steps(phrase: Phrase) -> int:
    """Return the length in sixteenths of the pairs that swing: of eighths where no sixteenth is played."""
    return swinging.SIXTEENTHS if swinging.offbeats(phrase, swinging.SIXTEENTHS) else swinging.EIGHTHS


def moved(phrase: Phrase, settings: Values) -> dict[str, time_common.Onsets]:
    """Return when every part's strokes sound: drums swing, are shifted and strayed; what is rendered stays."""
    onsets = time_common.on_grid(phrase, seed=0, sd_s=0.0)
    swung = swinging.swung(phrase, pair_steps(phrase), swing_pct=settings["swing_pct"])
    dice = np.random.default_rng(LOOSE_SEED)
    for part in phrase.rhythm.parts:
        if not part.single:
            continue
        late_s = settings.get(f"{part.name}_ms", 0.0) / 1000
        stray_s = dice.standard_normal(len(swung[part.name])) * settings["loose_ms"] / 1000
        onsets[part.name] = tuple(
            at + late_s + float(stray) for at, stray in zip(swung[part.name], stray_s, strict=True)
        )
    return onsets
