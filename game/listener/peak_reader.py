"""Peak Reader: a simple rule, not a trained network. It looks for what sticks out of a smoothed spectrum.

It hears only the processed sound. A boost shows as a bump over the clip's own smoothed spectrum, a cut as a dip; but
music has bumps and dips of its own, which it cannot tell from an equaliser's. Its confidence was fitted on examined
sounds and says how often it is right.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from game.core.facts import BOOST, CUT, Advice, HeardCurve, Question
from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ, FREQ_TOL_OCT
from game.dsp.audio import Heard
from game.listener.adviser import Adviser
from game.listener.card import Card
from game.listener.spectrum import BANDS_HZ, Reading, Vector, asked_bands, read_spectrum
from game.listener.weighing import Weighing, octave_around
from game.listener.wording import say_measured

INTRODUCTION: Final = (
    "I am Peak Reader, a simple rule and not a trained model: I look for what sticks out of the spectrum. "
    "You heard the original; I hear only the processed sound, and I know how often that goes wrong."
)
_NAMED: Final = ("eq.boost_freq", "eq.cut_freq")
_PICKED: Final = ("eq.detect",)
_UNHEARD_DB: Final = -12.0
"""What speaks for a band in which hardly anything sounds."""
_LEAST_ROUGHNESS_DB: Final = 0.25
"""Even noise strays by about this much."""


class PeakEar:
    """Finds what was boosted or cut, and which of several takes has a boost: it names places, never sizes."""

    def weighs(self, skill_id: str) -> bool:
        """Tell whether it can say anything about this skill."""
        return skill_id in (*_NAMED, *_PICKED)

    def weigh(self, question: Question, heard: Heard) -> Weighing | None:
        """Weigh the candidates, or return None where there is too little sound to say anything.

        A frequency question that states no direction is answered with the larger deviation, up or down.
        """
        readings = [read_spectrum(clip, rate_hz=heard.rate_hz) for clip in heard.clips]
        if not all(reading.usable for reading in readings):
            return None
        return _weigh_takes(readings) if question.skill_id in _PICKED else _weigh_places(question, readings[0])

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return the spectrum it heard and the smoothed one it expected, of the one clip or of the most uneven take."""
        readings = [read_spectrum(clip, rate_hz=heard.rate_hz) for clip in heard.clips]
        if not all(reading.usable for reading in readings):
            return None
        reading = max(readings, key=lambda one: float(np.abs(one.deviation_db[one.heard]).mean()))
        return HeardCurve(
            freqs_hz=BANDS_HZ,
            heard_db=tuple(float(level) for level in reading.heard_db),
            expected_db=tuple(float(level) for level in reading.expected_db),
        )


class PeakReader(Adviser):
    """The rule as a listener of its own."""

    def __init__(self, card: Card) -> None:
        super().__init__((PeakEar(),), card, introduction=INTRODUCTION)

    def say_evidence(self, question: Question, advice: Advice) -> str:
        """Say what it looked at and measured."""
        del question
        return say_measured(advice)


def _weigh_places(question: Question, reading: Reading) -> Weighing:
    centres, asked = _asked_centres(), asked_bands()
    up, heard = reading.deviation_db[asked], reading.heard[asked]
    direction = BOOST if up[heard].max(initial=0) >= -up[heard].min(initial=0) else CUT
    sought = np.where(heard, up if question.stated.get("direction", direction) == BOOST else -up, _UNHEARD_DB)
    best = int(sought.argmax())
    near = np.abs(np.log2(centres / centres[best])) <= FREQ_TOL_OCT + 1e-9
    return Weighing(
        values=tuple(float(round(centre)) for centre in centres),
        evidence=sought / _roughness_db(sought[heard & ~near]),
        near=near,
        best=best,
        direction=direction,
        pointed=(octave_around(float(centres[best]), float(up[best])),),
    )


def _roughness_db(elsewhere_db: Vector) -> float:
    """Return how far a spectrum strays of itself, in dB: the middle between its spread and its next largest bump."""
    if not len(elsewhere_db):
        return _LEAST_ROUGHNESS_DB
    return _LEAST_ROUGHNESS_DB + (float(elsewhere_db.std()) + max(float(elsewhere_db.max()), 0.0)) / 2


def _weigh_takes(readings: Sequence[Reading]) -> Weighing:
    """Weigh each take by how uneven its spectrum is: a boost makes most spectra less smooth.

    All that speaks for the most uneven take is its distance from the most even one. That two takes are the same sound
    is not used: whoever noticed that would need no ears.
    """
    ups = [np.where(reading.heard, reading.deviation_db, 0.0)[asked_bands()] for reading in readings]
    unevenness_db = np.array([reading.unevenness_db for reading in readings])
    best = int(unevenness_db.argmax())
    chosen = np.arange(len(unevenness_db)) == best
    return Weighing(
        values=tuple(range(1, len(unevenness_db) + 1)),
        evidence=np.where(chosen, np.ptp(unevenness_db) / unevenness_db.mean(), 0.0),
        near=chosen,
        best=best,
        direction=BOOST,
        pointed=(octave_around(float(_asked_centres()[ups[best].argmax()]), float(ups[best].max())),),
    )


def _asked_centres() -> Vector:
    centres: Vector = np.clip(np.asarray(BANDS_HZ)[asked_bands()], FREQ_LO_HZ, FREQ_HI_HZ)
    return centres
