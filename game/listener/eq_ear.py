"""Hears equalisers with trained networks: which place was boosted or cut, and which take has a boost.

It was trained on sounds that are in no game. It never met the original, so it weighs what it hears against what it has
learnt to expect. Several networks are asked and their beliefs averaged.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from game.core.facts import BOOST, CUT, Fact, HeardCurve, Question
from game.core.skills import FREQ_TOL_OCT
from game.dsp.audio import Audio, Heard
from game.listener.eq_network import GAINS_DB, PLACES_HZ, Believed, Weights, believe
from game.listener.features import BANDS_HZ, LEAST_S, Bands, frames_of, mono_of, network_input, statistics_of
from game.listener.weighing import PLACES_PER_OCTAVE, Vector, Weighing, octave_around

NAMED: Final = ("eq.boost_freq", "eq.cut_freq")
PICKED: Final = ("eq.detect",)
_REACH: Final = round(FREQ_TOL_OCT * PLACES_PER_OCTAVE)
"""An answer so many places off still counts as right."""
_GAIN_WIDTH_DB: Final = 2.0
"""As wide as a gain was in training."""
_SILENT: Final = 1e-10
"""Mean power of a sound in which there is nothing to hear, -100 dBFS."""
_FILLED_DB: Final = -60.0
_LEAST_BANDS: Final = 14
"""A sound that fills fewer bands than this (a sine, a hum) is nothing to judge an equaliser by."""

_REMEMBERED: Final = 3
"""As many as a round has takes."""

Load = Callable[[], Sequence[Weights]]


class SoundReader:
    """Reads clips, and remembers the last ones: one round asks for the same more than once."""

    def __init__(self) -> None:
        self._last: tuple[tuple[Audio, int, Bands | None], ...] = ()

    def __call__(self, audio: Audio, *, rate_hz: int) -> Bands | None:
        """Return what `read_sound` does."""
        for known, known_hz, sound in self._last:
            if known is audio and known_hz == rate_hz:
                return sound
        sound = read_sound(audio, rate_hz=rate_hz)
        self._last = ((audio, rate_hz, sound), *self._last[: _REMEMBERED - 1])
        return sound


class EqEar:
    """The networks for equalisers; they are loaded when they are first asked."""

    def __init__(self, load: Load, read: SoundReader | None = None) -> None:
        """Take a function that returns the weights of each network, and what reads the clips."""
        self._load = load
        self._read = read or SoundReader()

    def weighs(self, skill_id: str) -> bool:
        """Tell whether it can say anything about this skill: it names places, never sizes."""
        return skill_id in (*NAMED, *PICKED)

    def weigh(self, question: Question, heard: Heard) -> Weighing | None:
        """Weigh the places, or each take alone; None where there is nothing to go by."""
        sounds = [self._read(clip, rate_hz=heard.rate_hz) for clip in heard.clips]
        believed = [self.believe(sound) for sound in sounds if sound is not None]
        if len(believed) < len(sounds):
            return None
        if question.skill_id in PICKED:
            return _weigh_takes(question, believed)
        return _weigh_places(question, believed[0])

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return what it heard, and that less the curve it believes in: what it expected."""
        sounds = [self._read(clip, rate_hz=heard.rate_hz) for clip in heard.clips]
        usable = [(sound, self.believe(sound)) for sound in sounds if sound is not None]
        if len(usable) < len(sounds):
            return None
        sound, believed = max(usable, key=lambda one: float(one[1].curve_db.max()))
        heard_db = np.maximum(sound[0] - sound[0].max(), _FILLED_DB)
        return HeardCurve(
            freqs_hz=BANDS_HZ,
            heard_db=tuple(float(level) for level in heard_db),
            expected_db=tuple(float(level) for level in heard_db - believed.curve_db),
        )

    def believe(self, statistics: Bands) -> Believed:
        """Return log probabilities of place and gain, and the curve, averaged over the networks."""
        inputs = network_input(statistics)
        each = [believe(weights, inputs) for weights in self._networks]
        scores = np.mean([_log_softmax(one.scores) for one in each], axis=0)
        return Believed(_log_softmax(scores), np.mean([one.curve_db for one in each], axis=0))

    @cached_property
    def _networks(self) -> Sequence[Weights]:
        return self._load()


def read_sound(audio: Audio, *, rate_hz: int) -> Bands | None:
    """Return the six statistics of a clip, or None where there is too little in it to say anything."""
    if len(audio) < LEAST_S * rate_hz or not np.isfinite(audio).all():
        return None
    mono = mono_of(audio, rate_hz=rate_hz)
    if float(np.square(mono - mono.mean(), dtype=np.float64).mean()) < _SILENT:
        return None
    statistics = statistics_of(*frames_of(mono))
    power = statistics[0]
    return statistics if (power > power.max() + _FILLED_DB).sum() >= _LEAST_BANDS else None


def _weigh_places(question: Question, believed: Believed) -> Weighing:
    direction = _direction(believed)
    asked = question.stated.get("direction", direction)
    by_place = by_place_of(believed, direction=str(asked), gain_db=question.stated.get("gain_db"))
    best = int(_windowed(by_place).argmax())
    near = np.abs(np.arange(len(PLACES_HZ)) - best) <= _REACH
    return Weighing(
        values=tuple(float(round(place_hz)) for place_hz in PLACES_HZ),
        evidence=np.log(by_place),
        near=near,
        best=best,
        direction=direction,
        pointed=(octave_around(PLACES_HZ[best], _curve_at(believed, best)),),
    )


def _weigh_takes(question: Question, believed: Sequence[Believed]) -> Weighing:
    """Weigh each take by how far the curve that it alone makes the networks believe in strays from a level one.

    That two takes are the same sound is not used: whoever noticed that would need no ears.
    """
    strays_db = np.array([float(one.curve_db.std()) for one in believed], dtype=np.float64)
    best = int(strays_db.argmax())
    by_place = by_place_of(believed[best], direction=BOOST, gain_db=question.stated.get("gain_db"))
    place = int(_windowed(by_place).argmax())
    return Weighing(
        values=tuple(range(1, len(strays_db) + 1)),
        evidence=strays_db,
        near=np.arange(len(strays_db)) == best,
        best=best,
        direction=BOOST,
        pointed=(octave_around(PLACES_HZ[place], _curve_at(believed[best], place)),),
    )


def by_place_of(believed: Believed, *, direction: str, gain_db: Fact) -> Vector:
    """Return how likely an equaliser of that direction, and size if it is stated, lies at each place; shape (48,)."""
    gains = np.asarray(GAINS_DB)
    counts = (gains > 0 if direction == BOOST else gains < 0).astype(np.float64)
    if isinstance(gain_db, int | float):
        size_db = min(abs(float(gain_db)), float(gains.max()))
        counts = counts * np.exp(-0.5 * ((np.abs(gains) - size_db) / _GAIN_WIDTH_DB) ** 2)
    chances: Vector = np.exp(believed.scores.astype(np.float64)) @ (counts / counts.max()) + 1e-12
    return chances


def _direction(believed: Believed) -> str:
    return BOOST if np.exp(believed.scores)[:, np.asarray(GAINS_DB) > 0].sum() >= 0.5 else CUT


def _windowed(by_place: Vector) -> Vector:
    """Return the mass within the tolerance of each place."""
    return np.convolve(by_place, np.ones(2 * _REACH + 1), "same")


def _curve_at(believed: Believed, place: int) -> float:
    return float(np.interp(np.log(PLACES_HZ[place]), np.log(BANDS_HZ), believed.curve_db))


def _log_softmax(scores: Bands) -> Bands:
    lifted = scores.astype(np.float64) - scores.max()
    return np.asarray(lifted - np.log(np.exp(lifted).sum()), dtype=np.float32)
