"""A synthetic singer: flite speaks each word, the WORLD vocoder draws it out over the notes and gives it their pitch.

flite and pyworld are needed to build, never to play. flite's voices end at 8 kHz; the air above is our own noise.
"""

import importlib
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import soundfile

from content.build.effects import biquad, filtered, resampled, response
from content.build.placing import Sound, add_turning, faded_in, faded_out
from content.build.score import HELD, Part
from content.build.voices import hz_of
from game.library.manifest import RATE_HZ, NoteEvent

Curve = npt.NDArray[np.float64]
SPOKEN_RATE_HZ: Final = 16_000
FRAME_S: Final = 0.005
"""Spacing at which WORLD describes a voice."""
PITCH_HZ: Final = {"slt": (90.0, 400.0), "rms": (55.0, 250.0)}
"""Where the pitch of each speaker is looked for."""
SILENCE: Final = "pau"
VOWELS: Final = frozenset(
    ("aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw"),
)

SHORTEST_VOWEL_S: Final = 0.05
LONGEST_LEAD_S: Final = 0.16
"""Consonants come before the beat, so that the vowel falls on it; a longer cluster is hurried."""
CODA_INSIDE: Final = 0.7
"""Share of the closing consonants that sounds before the note ends."""

SCOOP_ST, SCOOP_S = -0.6, 0.035
"""A word begins a little under its first note and rises into it."""
GLIDE_S: Final = 0.022
"""Width of the step from one note of a word to the next."""
VIBRATO_HZ, VIBRATO_ST = 5.3, 0.28
VIBRATO_AFTER_S, VIBRATO_RISE_S = 0.18, 0.25
DRIFT_ST: Final = 0.05

AIR_FROM_HZ, AIR_TO_HZ = 7200.0, 14_500.0
SIBILANCE_HZ: Final = 4500.0
"""The air follows the level of what the voice has above this."""
AIR_UNVOICED, AIR_VOICED = 1.0, 0.2
"""Level of the air against that, in an s and in a vowel."""
AIR_SMOOTH_FRAMES: Final = 353
LOUDER_DB: Final = 15.0
"""What lies between velocity 1 and 127."""
EVENNESS: Final = 0.75
"""A speaker's vowels fall away; sung, they lose this share of what they fall in dB."""
MOST_LIFT_DB: Final = 14.0
BEGIN_FADE_FRAMES, END_FADE_FRAMES = 48, 400
"""At SPOKEN_RATE_HZ: a word ends in the middle of a vowel if its note does."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A speech sound, in seconds of the recording."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the notes it is sung on."""

    text: str
    notes: tuple[NoteEvent, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """What WORLD knows of a voice, a row every FRAME_S: whether it is voiced, its envelope, its breathiness."""

    voiced: npt.NDArray[np.bool_]
    envelope: Curve
    aperiodicity: Curve


def words_of(lyrics: Sequence[str], notes: Sequence[NoteEvent]) -> list[Word]:
    """Return the words with their notes.

    Args:
        lyrics: a word or HELD for each note.
        notes: in order of time, one at a time.
    """
    words: list[Word] = []
    for text, note in zip(lyrics, notes, strict=True):
        if text != HELD:
            words.append(Word(text, (note,)))
        elif words:
            words[-1] = Word(words[-1].text, (*words[-1].notes, note))
        else:
            raise ValueError(f"the first sung note must have a word, got {HELD!r}")
    return words


def phones_of(said: str) -> list[Phone]:
    """Read what `flite -psdur` prints; the silence around the word is left out.

    >>> [phone.name for phone in phones_of("pau:0.2 m:0.3 iy:0.5 pau:0.7 ")]
    ['m', 'iy']
    """
    names, ends = zip(*(token.split(":") for token in said.split()), strict=True)
    ends_s = [float(end) for end in ends]
    phones = [Phone(*values) for values in zip(names, [0.0, *ends_s[:-1]], ends_s, strict=True)]
    return [phone for phone in phones if phone.name != SILENCE]


def spoken(text: str, *, speaker: str) -> tuple[Curve, list[Phone]]:
    """Return a word said by flite, at SPOKEN_RATE_HZ, and its phones."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "word.wav"
        command = ["flite", "-voice", speaker, "-psdur", "-t", text, "-o", str(path)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        audio, rate_hz = soundfile.read(path, dtype="float64")
    if rate_hz != SPOKEN_RATE_HZ:
        raise ValueError(f"flite's voice {speaker} should speak at {SPOKEN_RATE_HZ} Hz, speaks at {rate_hz} Hz")
    return np.asarray(audio, dtype=np.float64), phones_of(said)


def _world() -> Any:
    """Return the vocoder; imported here, as only a build that sings needs it."""
    return importlib.import_module("pyworld")


def analysed(audio: Curve, *, speaker: str) -> Voice:
    """Return WORLD's description of a spoken word."""
    world = _world()
    lowest_hz, highest_hz = PITCH_HZ[speaker]
    options = {"f0_floor": lowest_hz, "f0_ceil": highest_hz, "frame_period": 1000 * FRAME_S}
    pitch_hz, times_s = world.harvest(audio, SPOKEN_RATE_HZ, **options)
    return Voice(
        voiced=pitch_hz > 0,
        envelope=world.cheaptrick(audio, pitch_hz, times_s, SPOKEN_RATE_HZ),
        aperiodicity=world.d4c(audio, pitch_hz, times_s, SPOKEN_RATE_HZ),
    )


def sustained(voice: Voice, phones: Sequence[Phone]) -> Voice:
    """Return a spoken word whose vowels keep up their loudness, as a singer's do; how they begin stays."""
    times_s = np.arange(len(voice.voiced)) * FRAME_S
    level_db = 10 * np.log10(voice.envelope.sum(axis=1))
    vowels = [np.flatnonzero((times_s >= one.start_s) & (times_s < one.end_s)) for one in phones if one.name in VOWELS]
    loudest_db = max(level_db[rows].max() for rows in vowels)
    missing_db = np.zeros(len(times_s))
    for rows in vowels:
        falling_db = np.minimum.accumulate(level_db[rows][np.argmax(level_db[rows]) :])
        missing_db[rows] = loudest_db - level_db[rows].max()
        missing_db[rows[-len(falling_db) :]] = loudest_db - falling_db
    window = np.hanning(7) / np.hanning(7).sum()
    lift_db = np.convolve(np.minimum(EVENNESS * missing_db, MOST_LIFT_DB), window, "same")
    return Voice(voice.voiced, voice.envelope * 10 ** (lift_db[:, None] / 10), voice.aperiodicity)


def knots(phones: Sequence[Phone], word: Word) -> tuple[Curve, Curve]:
    """Return when which moment of the spoken word is sung: seconds of the loop, seconds of the recording.

    Each vowel begins with its note, the last one lasts for all notes that are left, consonants keep their length.
    """
    vowels = [phone for phone in phones if phone.name in VOWELS]
    if not 0 < len(vowels) <= len(word.notes):
        raise ValueError(f"{word.text!r} must have 1 to {len(word.notes)} syllables (its notes), has {len(vowels)}")
    first_s, last = word.notes[0].time_s, word.notes[-1]
    lead_s = min(vowels[0].start_s - phones[0].start_s, LONGEST_LEAD_S)
    points = [(first_s - lead_s, phones[0].start_s), (first_s, vowels[0].start_s)]
    for before, after, note in zip(vowels, vowels[1:], word.notes[1:], strict=False):
        closed_s = max(points[-1][0] + SHORTEST_VOWEL_S, note.time_s - (after.start_s - before.end_s))
        points += [(closed_s, before.end_s), (max(note.time_s, closed_s + 0.001), after.start_s)]
    coda_s = phones[-1].end_s - vowels[-1].end_s
    closed_s = max(points[-1][0] + SHORTEST_VOWEL_S, last.time_s + last.duration_s - CODA_INSIDE * coda_s)
    points += [(closed_s, vowels[-1].end_s), (closed_s + coda_s + FRAME_S, phones[-1].end_s)]
    sung_s, spoken_s = np.asarray(points).T
    return sung_s, spoken_s


def drawn_out(voice: Voice, spoken_s: Curve) -> Voice:
    """Return the voice read at the given moments of the recording, straight between its rows."""
    place = np.clip(spoken_s / FRAME_S, 0, len(voice.voiced) - 1.001)
    row, part = place.astype(int), (place % 1)[:, None]
    level = np.log(voice.envelope)
    return Voice(
        voiced=voice.voiced[np.round(place).astype(int)],
        envelope=np.exp((1 - part) * level[row] + part * level[row + 1]),
        aperiodicity=(1 - part) * voice.aperiodicity[row] + part * voice.aperiodicity[row + 1],
    )


def melody(times_s: Curve, notes: Sequence[NoteEvent], rng: np.random.Generator) -> Curve:
    """Return the sung pitch in MIDI keys: a scoop into the word, glides between its notes, vibrato on what lasts."""
    pitch = np.full(len(times_s), float(notes[0].key))
    depth = np.zeros(len(times_s))
    for before, note in zip([notes[0], *notes], notes, strict=False):
        since_s = times_s - note.time_s
        pitch += (note.key - before.key) / (1 + np.exp(-since_s / GLIDE_S))
        reached = np.clip((since_s - VIBRATO_AFTER_S) / VIBRATO_RISE_S, 0, 1)
        depth = np.where(since_s >= 0, reached, depth)
    pitch += SCOOP_ST * np.exp(-np.maximum(times_s - notes[0].time_s, 0) / SCOOP_S)
    wave = np.sin(2 * np.pi * (VIBRATO_HZ * times_s + rng.uniform()))
    drift = np.convolve(rng.standard_normal(len(times_s) + 40), np.hanning(41) / np.hanning(41).sum(), "valid")
    curve: Curve = pitch + VIBRATO_ST * depth * wave + DRIFT_ST * drift / max(drift.std(), 1e-9)
    return curve


def _filter(sound: Sound, *kinds: tuple[str, float]) -> Sound:
    padded = np.pad(sound, ((0, 2048), (0, 0)))
    shape = np.prod([response(biquad(kind, freq_hz=hz, q=0.7), frames=len(padded)) for kind, hz in kinds], axis=0)
    return filtered(padded, shape)[: len(sound)]


def with_air(sound: Sound, voiced: Curve, rng: np.random.Generator) -> Sound:
    """Return a word with noise of 8 to 14 kHz that follows its sibilants, and a breath of it in its vowels.

    Args:
        sound: shape (n_samples, 1) at RATE_HZ, nothing above 8 kHz.
        voiced: for each frame of `sound`, 1 in a voiced sound and 0 elsewhere; values between fade.
        rng: of the noise.
    """
    window = np.hanning(AIR_SMOOTH_FRAMES) / np.hanning(AIR_SMOOTH_FRAMES).sum()
    bright = _filter(sound, ("hp", SIBILANCE_HZ), ("hp", SIBILANCE_HZ))[:, 0]
    level = np.sqrt(np.convolve(bright**2, window, "same"))
    noise = _filter(
        rng.standard_normal((len(sound), 1)),
        ("hp", AIR_FROM_HZ),
        ("hp", AIR_FROM_HZ),
        ("lp", AIR_TO_HZ),
    )
    noise /= np.sqrt(np.mean(noise**2))
    share = AIR_UNVOICED + (AIR_VOICED - AIR_UNVOICED) * voiced
    return sound + noise * (level * share)[:, None]


def upsampled(sound: Sound) -> Sound:
    """Return what is at SPOKEN_RATE_HZ at RATE_HZ."""
    unit = 160  # 160 : 441 = 16 : 44.1
    padded = np.pad(sound, ((0, unit - len(sound) % unit), (0, 0)))
    return resampled(padded, frames=len(padded) * 441 // unit)


def sung_word(word: Word, *, speaker: str, rng: np.random.Generator) -> tuple[Sound, float]:
    """Return a sung word, mono at RATE_HZ, and the moment in the loop at which it begins; this may be before 0."""
    audio, phones = spoken(word.text, speaker=speaker)
    sung_s, spoken_s = knots(phones, word)
    times_s = np.arange(sung_s[0], sung_s[-1], FRAME_S)
    voice = drawn_out(sustained(analysed(audio, speaker=speaker), phones), np.interp(times_s, sung_s, spoken_s))
    pitch_hz = np.array([hz_of(key) for key in melody(times_s, word.notes, rng)])
    raw = _world().synthesize(
        np.where(voice.voiced, pitch_hz, 0.0),
        np.ascontiguousarray(voice.envelope),
        np.ascontiguousarray(voice.aperiodicity),
        SPOKEN_RATE_HZ,
        1000 * FRAME_S,
    )
    faded = faded_out(faded_in(raw[:, None], frames=BEGIN_FADE_FRAMES), frames=END_FADE_FRAMES)
    sound = upsampled(faded)
    at_frame = np.arange(len(sound)) / RATE_HZ / FRAME_S
    voiced = np.interp(at_frame, np.arange(len(voice.voiced)), voice.voiced.astype(float))
    loudness = np.sqrt(np.mean(sound[voiced > 0.5] ** 2))
    strengths_db = [(note.velocity - 127) / 126 * LOUDER_DB for note in word.notes]
    gain_db = np.interp(at_frame * FRAME_S + sung_s[0], [note.time_s for note in word.notes], strengths_db)
    loud = with_air(sound, voiced, rng) / loudness * 10 ** (gain_db[:, None] / 20)
    return loud, float(sung_s[0])


def sung(part: Part, events: Sequence[NoteEvent], *, frames: int, rng: np.random.Generator) -> Sound:
    """Return the dry loop of a sung part, shape (frames, 1); each note's event is the moment of its vowel."""
    loop = np.zeros((frames, 1))
    lyrics = [text for bar in part.lyrics for text in bar]
    for word in words_of(lyrics, events):
        sound, start_s = sung_word(word, speaker=part.voice.removeprefix("sung:"), rng=rng)
        add_turning(loop, sound, at_frame=start_s * RATE_HZ)
    return loop
