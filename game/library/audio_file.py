"""Audio files of the player: an excerpt for the game, a clip for the listener, and clips written as WAV."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

from game.core.errors import ContentError
from game.core.facts import Source
from game.dsp.audio import Audio, SourceAudio
from game.dsp.bands import THIRD_OCTAVES_HZ, band_levels_db, sparsest_levels_db
from game.dsp.loops import cut_loop, resample, resample_loop
from game.dsp.loudness import integrated_lufs
from game.library.decoder import REMEDY, Decoder, open_audio

LOWEST_RATE_HZ: Final = 8_000
HIGHEST_RATE_HZ: Final = 384_000
MOST_CHANNELS: Final = 32
SHORTEST_S: Final = 0.4
"""Loudness is measured over blocks of this length, so nothing shorter can be matched."""
EXCERPT_S: Final = 12.0
CLIP_S: Final = 30.0

OWN_LOOP_S: Final = 10.0
OWN_FADE_S: Final = 0.1
"""The end of the player's music fades into what comes before its beginning."""
OWN_PART_S: Final = 2.0
"""Music without known bars is judged in parts of about this length."""
SOURCE_LUFS: Final = -18.0
USABLE_DB: Final = -35.0
"""A third octave this far below the loudest is no place to ask about."""

PROBES: Final = 512
PROBE_S: Final = 0.5
"""The loudest stretch is found from at most this many probes, so that two hours are not decoded for twelve seconds."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of an audio file.

    Attributes:
        audio: finite float32, shape (n_samples, n_channels).
        rate_hz: of `audio`.
        file_rate_hz: of the file.
        channels: of the file.
        seconds: length of the file, as far as it is known.
        start_s: where in the file the stretch begins.
        truncated: the file is cut off or damaged; what could be read is here.
        sha256: of the samples as decoded, before a change of rate: the same music has the same digest.
        says: what the player should know about it; empty if all is well.
    """

    audio: Audio
    rate_hz: int
    file_rate_hz: int
    channels: int
    seconds: float
    start_s: float
    truncated: bool
    sha256: str
    says: str


def load_excerpt(path: Path, *, rate_hz: int, start_s: float | None = None, length_s: float = EXCERPT_S) -> Excerpt:
    """Return a stretch of an audio file in stereo.

    Args:
        path: of the file.
        rate_hz: of the result.
        start_s: where the stretch begins; None chooses the loudest.
        length_s: how long it may be; a shorter file is returned whole.

    Raises:
        ContentError: there is no such file, it is no audio, or its rate, channels or length are out of range.
    """
    with open_audio(path) as decoder:
        _refuse_unusable(path, decoder)
        start = _loudest_start(decoder, length_s=length_s) if start_s is None else round(start_s * decoder.rate_hz)
        survey = decoder
    with open_audio(path) as decoder:  # afresh, as a failed seek leaves a decoder in no certain state
        audio = decoder.read(round(length_s * decoder.rate_hz) if decoder.seek(start) else 0)
        if len(audio) < SHORTEST_S * decoder.rate_hz:
            raise ContentError(
                f"{path} must hold at least {SHORTEST_S} s from {start / decoder.rate_hz:.1f} s on, "
                f"{len(audio) / decoder.rate_hz:.3f} s could be read; choose an earlier start or {REMEDY}"
            )
        return _excerpt(decoder, audio, start=start, rate_hz=rate_hz, survey=survey)


def own_source(path: Path, *, rate_hz: int) -> SourceAudio:
    """Return the loudest ten seconds of the player's own music as a seamless stereo loop at -18 LUFS.

    Its id is made from its samples, so the same music has the same id at any rate and under any name.

    Raises:
        ContentError: the file cannot be used, or there is nothing to hear in it.
    """
    return loop_of(load_excerpt(path, rate_hz=rate_hz, length_s=OWN_LOOP_S + OWN_FADE_S), path=path)


def loop_of(excerpt: Excerpt, *, path: Path) -> SourceAudio:
    """Return an excerpt as a source; `path` names it."""
    rate_hz, seconds = excerpt.rate_hz, len(excerpt.audio) / excerpt.rate_hz
    try:
        loop = loud_loop(
            excerpt.audio, start_s=min(OWN_FADE_S, seconds / 4), stop_s=seconds, from_hz=rate_hz, rate_hz=rate_hz
        )
    except ContentError as error:
        raise ContentError(f"{path} {error}") from error
    parts = max(1, round(len(loop) / rate_hz / OWN_PART_S))
    sparsest = sparsest_levels_db(loop, rate_hz=rate_hz, parts=parts)
    source = Source(
        source_id=f"own_{excerpt.sha256[:8]}",
        title=path.stem,
        kind="own",
        tempo_bpm=None,
        bars=None,
        beats_per_bar=None,
        loop_s=len(loop) / rate_hz,
        licence="own",
        held_out=False,
        sparsest_bar_db=tuple(zip(THIRD_OCTAVES_HZ, sparsest.tolist(), strict=True)),
        sha256=excerpt.sha256,
    )
    return SourceAudio(source=source, audio=loop, rate_hz=rate_hz)


def loud_loop(audio: Audio, *, start_s: float, stop_s: float, from_hz: int, rate_hz: int) -> Audio:
    """Return a stretch of stereo `audio` as a seamless loop at -18 LUFS; its end fades into what leads to its start.

    Raises:
        ContentError: there is nothing to hear in it; its words follow the name of the music.
    """
    start, stop = round(start_s * from_hz), min(round(stop_s * from_hz), len(audio))
    length = stop - start
    fade = min(round(OWN_FADE_S * from_hz), length // 4)
    loop = cut_loop(audio, start=start, length=length, fade=fade)
    loop = resample_loop(loop, from_hz=from_hz, to_hz=rate_hz)
    lufs = integrated_lufs(np.concatenate([loop, loop]), rate_hz=rate_hz)  # twice, as a short loop may be under 0.4 s
    if not np.isfinite(lufs):
        raise ContentError("is silent: there is nothing to hear in it; choose a file with music")
    loop *= np.float32(10 ** ((SOURCE_LUFS - lufs) / 20))
    return loop


def usable_range_hz(audio: Audio, *, rate_hz: int) -> tuple[float, float]:
    """Return the stretch around the loudest third octave in which no third octave lies 35 dB below it."""
    levels = band_levels_db(audio, rate_hz=rate_hz)
    loudest = int(np.argmax(levels))
    weak = np.flatnonzero(levels < USABLE_DB)
    first = max((int(band) + 1 for band in weak if band < loudest), default=0)
    last = min((int(band) - 1 for band in weak if band > loudest), default=len(levels) - 1)
    half_band = 2 ** (1 / 6)
    return round(THIRD_OCTAVES_HZ[first] / half_band, 1), round(THIRD_OCTAVES_HZ[last] * half_band, 1)


def read_clip(path: Path, *, rate_hz: int | None = None) -> Excerpt:
    """Return the first 30 s of an audio file, mono or stereo as it is; anything that can be decoded is returned.

    Args:
        path: of the file.
        rate_hz: of the result; None keeps the file's.

    Raises:
        ContentError: there is no such file, or it is no audio.
    """
    with open_audio(path) as decoder:
        audio = decoder.read(round(CLIP_S * decoder.rate_hz))
        return _excerpt(decoder, audio, start=0, rate_hz=rate_hz or decoder.rate_hz, stereo=False)


def write_wav(path: Path, audio: Audio, *, rate_hz: int) -> None:
    """Write 24-bit PCM; equal samples make equal bytes.

    Args:
        path: of the file, in a folder that exists; what is there is replaced.
        audio: finite float32, shape (n_samples, n_channels); values beyond full scale are clipped.
        rate_hz: sampling rate.

    Raises:
        ContentError: the file cannot be written.
    """
    if not np.isfinite(audio).all():
        raise ValueError("audio must be finite, got NaN or infinite values")
    written = io.BytesIO()
    soundfile.write(written, audio, rate_hz, format="WAV", subtype="PCM_24")
    try:
        path.write_bytes(written.getvalue())  # by Python, as libsndfile says "System error" to everything
    except OSError as error:
        raise ContentError(
            f"{path} cannot be written ({error.strerror}); choose a folder that exists, is yours and has room"
        ) from error


def _refuse_unusable(path: Path, decoder: Decoder) -> None:
    if not LOWEST_RATE_HZ <= decoder.rate_hz <= HIGHEST_RATE_HZ:
        raise ContentError(
            f"{path}: the sampling rate must lie between {LOWEST_RATE_HZ} and {HIGHEST_RATE_HZ} Hz, "
            f"is {decoder.rate_hz}; {REMEDY} at 44100 or 48000 Hz"
        )
    if decoder.channels > MOST_CHANNELS:
        raise ContentError(
            f"{path} must have 1 to {MOST_CHANNELS} channels, has {decoder.channels}; {REMEDY} in stereo"
        )
    if decoder.frames is not None and decoder.frames < SHORTEST_S * decoder.rate_hz:
        raise ContentError(
            f"{path} must be at least {SHORTEST_S} s long, is {decoder.frames / decoder.rate_hz:.3f} s; "
            "choose a longer file"
        )


def _loudest_start(decoder: Decoder, *, length_s: float) -> int:
    """Return the frame at which the loudest stretch of `length_s` begins; the first of equally loud ones."""
    hop = _hop_frames(decoder)
    energy = np.fromiter(_probe(decoder, hop=hop), dtype=np.float64)
    window = max(1, min(len(energy), int(length_s * decoder.rate_hz / hop)))
    sums = np.convolve(energy, np.ones(window), "valid") if len(energy) else np.zeros(1)
    loudest = int(np.argmax(sums)) * hop
    end = decoder.position if decoder.damaged or decoder.frames is None else decoder.frames
    return max(0, min(loudest, end - round(length_s * decoder.rate_hz)))


def _hop_frames(decoder: Decoder) -> int:
    """Return the distance of probes: they touch in a short file and are spread evenly over a long one."""
    shortest = round(PROBE_S * decoder.rate_hz)
    return shortest if decoder.frames is None else max(shortest, -(-decoder.frames // PROBES))


def _probe(decoder: Decoder, *, hop: int) -> Iterator[float]:
    """Yield the energy of up to PROBES short stretches, `hop` frames apart, until the file ends or breaks."""
    length = min(hop, round(PROBE_S * decoder.rate_hz))
    for index in range(PROBES):
        if (decoder.frames is not None and index * hop >= decoder.frames) or not decoder.seek(index * hop):
            return
        block = decoder.read(length)
        if len(block) == 0:
            return
        yield float(np.einsum("nc,nc->", block, block, dtype=np.float64))


def _excerpt(
    decoder: Decoder, audio: Audio, *, start: int, rate_hz: int, survey: Decoder | None = None, stereo: bool = True
) -> Excerpt:
    """Return `audio` with all that is known; `survey` has been over the whole file before and may have met damage."""
    resampled = resample(audio, from_hz=decoder.rate_hz, to_hz=rate_hz)
    damaged = decoder.damaged or (survey is not None and survey.damaged)
    readable = max(decoder.position, survey.position if survey is not None else 0)
    end = readable if damaged or decoder.frames is None else decoder.frames
    return Excerpt(
        audio=np.repeat(resampled, 2, axis=1) if stereo and resampled.shape[1] == 1 else resampled,
        rate_hz=rate_hz,
        file_rate_hz=decoder.rate_hz,
        channels=decoder.channels,
        seconds=end / decoder.rate_hz,
        start_s=start / decoder.rate_hz,
        truncated=damaged,
        sha256=_digest(audio, rate_hz=decoder.rate_hz),
        says=_says(decoder, damaged=damaged, end_s=end / decoder.rate_hz),
    )


def _says(decoder: Decoder, *, damaged: bool, end_s: float) -> str:
    """Return what the player should know, in sentences."""
    sentences = []
    if decoder.channels > 2:
        sentences.append(f"It has {decoder.channels} channels; the first two are used.")
    if damaged:
        sentences.append(f"It is cut off or damaged after {end_s:.1f} s.")
    if decoder.silenced:
        sentences.append(
            f"{decoder.silenced} of its values are no sound (not a number, or far too loud) and are silenced."
        )
    return " ".join(sentences)


def _digest(audio: npt.NDArray[np.float32], *, rate_hz: int) -> str:
    digest = hashlib.sha256(f"{rate_hz} {audio.shape[1]} ".encode())
    digest.update(np.ascontiguousarray(audio, dtype="<f4").tobytes())
    return digest.hexdigest()


def read_wav(content: bytes) -> tuple[Audio, int]:
    """Return the sound of a WAV file in memory and its rate in Hz; ValueError where it is none."""
    try:
        audio, rate_hz = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise ValueError(f"a clip must be a WAV file, got something else ({error})") from error
    return np.ascontiguousarray(audio), int(rate_hz)
