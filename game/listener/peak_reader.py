"""Peak Reader: a simple rule, not a trained network. It looks for what sticks out of a smoothed spectrum.

It hears only the processed sound. A boost shows as a bump over the clip's own smoothed spectrum, a cut as a dip; but
music has bumps and dips of its own, which it cannot tell from an equaliser's. Its confidence was fitted on examined
sounds and says how often it is right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import BOOST, CUT, Advice, Choice, Evidence, HeardCurve, Question
from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ, FREQ_TOL_OCT
from game.dsp.audio import Heard
from game.listener.card import Card, Fit
from game.listener.spectrum import BANDS_HZ, Reading, Vector, asked_bands, read_spectrum
from game.listener.wording import say_evidence, say_number, say_region

Mask = npt.NDArray[np.bool_]

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
_LEAST_MASS: Final = 1e-6
"""No candidate is ever ruled out."""
_UNFITTED: Final = Fit(sharpness=1.0, slope=1.0, offset=0.0)


class PeakReader:
    """Answers which frequency was boosted or cut, and which of several takes has a boost."""

    def __init__(self, card: Card) -> None:
        self._card = card

    @property
    def introduction(self) -> str:
        """Say in the first person what it is and what it cannot do."""
        return INTRODUCTION

    def answers(self, skill_id: str) -> bool:
        """Tell whether it answers this skill: it names places, never sizes."""
        return skill_id in (*_NAMED, *_PICKED)

    def listen(self, question: Question, heard: Heard) -> Advice:
        """Answer blind: one wet clip for a frequency, each take alone for a pick.

        A frequency question that states no direction is answered with the larger deviation, up or down.
        """
        weighing = weigh(question, heard) if self.answers(question.skill_id) else None
        if weighing is None:
            return self._cannot_tell(question)
        fit = self._card.fits.get(question.skill_id, _UNFITTED)
        probabilities = weighing.probabilities(fit)
        return Advice(
            skill_id=question.skill_id,
            choice=weighing.values[weighing.best],
            direction=weighing.direction,
            p_right=float(probabilities[weighing.near].sum()),
            distribution=_pairs(weighing.values, probabilities),
            evidence=(_octave_around(weighing.centre_hz, weighing.deviation_db),),
            in_domain=True,
            model_sha256=self._card.sha256,
        )

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return the spectrum it heard and the smoothed one it expected, of the one clip or of the most uneven take."""
        readings = [read_spectrum(clip, rate_hz=heard.rate_hz) for clip in heard.clips]
        if not self.answers(question.skill_id) or not all(reading.usable for reading in readings):
            return None
        reading = max(readings, key=lambda one: float(np.abs(one.deviation_db[one.heard]).mean()))
        return HeardCurve(
            freqs_hz=BANDS_HZ,
            heard_db=tuple(float(level) for level in reading.heard_db),
            expected_db=tuple(float(level) for level in reading.expected_db),
        )

    def say_region(self, question: Question, advice: Advice) -> str:
        """Say where it hears something, without a number."""
        return say_region(question, advice)

    def say_number(self, question: Question, advice: Advice) -> str:
        """Say its answer and how often it is right on sounds like this."""
        return say_number(question, advice)

    def say_evidence(self, question: Question, advice: Advice) -> str:
        """Say what it looked at."""
        return say_evidence(advice)

    def _cannot_tell(self, question: Question) -> Advice:
        values = _candidates(question)
        return Advice(
            skill_id=question.skill_id,
            choice=None,
            direction=None,
            p_right=None,
            distribution=_pairs(values, np.full(len(values), 1 / len(values))),
            evidence=(),
            in_domain=False,
            model_sha256=self._card.sha256,
        )


@dataclass(frozen=True, slots=True)
class Weighing:
    """What speaks for each candidate answer, before any of it becomes a probability.

    Attributes:
        values: the candidates.
        evidence: what speaks for each, in multiples of how rough the sound is elsewhere, shape (len(values),).
        near: which of them would count as right if the best one were the truth.
        direction: "boost" or "cut", whichever deviation is the larger.
        centre_hz: the middle of what is pointed at, deviating by `deviation_db` from its surroundings.
    """

    values: tuple[Choice, ...]
    evidence: Vector
    near: Mask
    direction: str
    centre_hz: float
    deviation_db: float

    @property
    def best(self) -> int:
        """Return the place of the candidate that most speaks for."""
        return int(self.evidence.argmax())

    def odds(self, sharpness: float) -> Vector:
        """Return probabilities in proportion to exp(sharpness * evidence), uncalibrated."""
        return softmax_of(sharpness * self.evidence)

    def probabilities(self, fit: Fit) -> Vector:
        """Return calibrated probabilities: the mass on `near` is set by `fit`, the rest scaled so that all sum to 1."""
        raw = self.odds(fit.sharpness) + _LEAST_MASS
        mass, rest = float(raw[self.near].sum()), float(raw[~self.near].sum())
        wanted = 1 / (1 + math.exp(-(fit.slope * math.log(mass / rest) + fit.offset)))
        return np.where(self.near, raw * (wanted / mass), raw * ((1 - wanted) / rest))


def softmax_of(evidence: Vector) -> Vector:
    """Return probabilities in proportion to exp(evidence)."""
    weights = np.exp(evidence - evidence.max())
    probabilities: Vector = weights / weights.sum()
    return probabilities


def weigh(question: Question, heard: Heard) -> Weighing | None:
    """Weigh the candidates of a question, or return None where there is too little sound to say anything."""
    readings = [read_spectrum(clip, rate_hz=heard.rate_hz) for clip in heard.clips]
    if not all(reading.usable for reading in readings):
        return None
    return _weigh_takes(readings) if question.skill_id in _PICKED else _weigh_places(question, readings[0])


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
        direction=direction,
        centre_hz=float(centres[best]),
        deviation_db=float(up[best]),
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
    unevenness_db = np.array([np.abs(up).mean() for up in ups])
    best = int(unevenness_db.argmax())
    chosen = np.arange(len(unevenness_db)) == best
    return Weighing(
        values=tuple(range(1, len(unevenness_db) + 1)),
        evidence=np.where(chosen, np.ptp(unevenness_db) / unevenness_db.mean(), 0.0),
        near=chosen,
        direction=BOOST,
        centre_hz=float(_asked_centres()[ups[best].argmax()]),
        deviation_db=float(ups[best].max()),
    )


def _asked_centres() -> Vector:
    centres: Vector = np.clip(np.asarray(BANDS_HZ)[asked_bands()], FREQ_LO_HZ, FREQ_HI_HZ)
    return centres


def _candidates(question: Question) -> list[Choice]:
    answer = question.answer
    if answer.choices is not None:
        return list(answer.choices)
    if answer.kind == "freq":
        return [float(round(centre)) for centre in _asked_centres()]
    return [float(value) for value in np.arange(answer.lo, answer.hi + answer.step / 2, answer.step)]


def _octave_around(centre_hz: float, amount_db: float) -> Evidence:
    return Evidence(
        start=float(round(centre_hz / math.sqrt(2))),
        stop=float(round(centre_hz * math.sqrt(2))),
        unit="Hz",
        amount=round(amount_db, 1),
        amount_unit="dB",
    )


def _pairs(values: Sequence[Choice], probabilities: Vector) -> tuple[tuple[Choice, float], ...]:
    return tuple(zip(values, (float(p) for p in probabilities), strict=True))
