"""Nobody who measures one number of every take, or nothing at all, answers an interval drill better than by luck."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pytest

from game.core.errors import UnfitError
from game.core.facts import Source
from game.core.skills import SKILLS
from game.dsp.audio import SourceAudio
from game.dsp.loops import resample_loop
from game.dsp.peaks import SMALLEST_STEP
from game.dsp.stimulus import DRY, Stimulus
from game.exam.libraries import Kept
from game.library.catalogue import Library
from game.session.ports import Sources
from game.session.practice import draw_round
from tests.beats import BARS, beat
from tests.conftest import RATE_HZ, FewSources, source_of
from tests.drills.allowed_cues import ALLOWED, LOUDNESS_IS_ASKED, NEVER
from tests.drills.cheaters import LIKELIHOOD, Cheater, Scalars, cheaters_for, count_hits, luck, measure

INTERVALS: Final = [skill_id for skill_id, spec in SKILLS.items() if spec.answer.kind == "interval"]
EVENED_OUT: Final = [skill_id for skill_id in INTERVALS if SKILLS[skill_id].family in ("eq", "comp")]
"""Their takes are alike in every peak; by dice it is decided in the others whose is higher."""
DICED: Final = [skill_id for skill_id in INTERVALS if skill_id not in EVENED_OUT]
SHORT_ROUNDS: Final = 300
EVEN_ROUNDS: Final = 100
"""A round that is evened out takes a sixth of a second even here, and what is so in each needs few. All short rounds
together take less than three minutes; what they do not find, the exhaustive ones do."""
SHORT_RATE_HZ: Final = 16_000
EQ_RATE_HZ: Final = 32_000
"""No boost lies beyond half of this."""
EXHAUSTIVE_ROUNDS: Final = int(os.environ.get("OWN_EARS_LEAK_ROUNDS", "2000"))
ROVED_DB: Final = 0.023
"""Levels are roved by 0.016 dB at most, and takes differ otherwise by less than half of that."""
SEAM_DB: Final = 0.1
SIGMAS: Final = 4.0
"""How far a hit rate that is measured again may lie from the one that was written down."""

Rounds = list[tuple[Scalars, int]]


def takes_of(stimulus: Stimulus) -> Scalars:
    return measure([clip for name, clip in stimulus.clips if name != DRY], rate_hz=stimulus.rate_hz)


def drawn(library: Sources, skill_id: str, cues: Iterable[float], *, rate_hz: int = RATE_HZ) -> Rounds:
    """Return what is measured of a round of each cue, and its answer; rounds that no source can carry are left out."""
    rounds = []
    for seed, cue in enumerate(cues):
        try:
            challenge, stimulus, _ = draw_round(library, skill_id=skill_id, cue=cue, seed=seed, rate_hz=rate_hz)
        except UnfitError:
            continue
        rounds.append((takes_of(stimulus), int(challenge.target)))
    return rounds


def cues_over_the_range(skill_id: str, *, rounds: int) -> list[float]:
    span = np.log([SKILLS[skill_id].cue_hardest, SKILLS[skill_id].cue_easiest])
    return [float(np.exp(np.random.default_rng(seed).uniform(*span))) for seed in range(rounds)]


class Grooves(Kept):
    """The drum grooves of a library, each taken apart once."""

    def sources(self) -> Sequence[Source]:
        return [source for source in super().sources() if source.kind == "drums"]


@pytest.fixture(scope="module")
def grooves(library: Library) -> Grooves:
    return Grooves(library)


class Beats(FewSources):
    """Two seconds of a beat each, at any rate: a round of them is quickly evened out."""

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        loaded = self._loaded[source_id]
        audio = resample_loop(loaded.audio, from_hz=loaded.rate_hz, to_hz=rate_hz)
        return replace(loaded, audio=audio, rate_hz=rate_hz)


@pytest.fixture(scope="module")
def beats() -> Beats:
    return Beats(*(source_of(beat(seed), source_id=f"test_beat_{seed}", bars=BARS) for seed in range(6)))


def measure_of(cheater: str) -> str:
    """Return what a cheater goes by.

    >>> measure_of("most true peak"), measure_of("always 2")
    ('true peak', '2')
    """
    return cheater.partition(" ")[2]


def forbidden(skill_id: str) -> dict[str, Cheater]:
    """Return the cheaters that must not get anywhere."""
    every = cheaters_for(SKILLS[skill_id].answer)
    return {name: pick for name, pick in every.items() if measure_of(name) not in ALLOWED.get(skill_id, {})}


def leaks(skill_id: str, rounds: Rounds) -> dict[str, float]:
    """Return the hit rates of those that beat guessing, all of them together at 1 % (Bonferroni)."""
    cheaters = forbidden(skill_id)
    hits, played = count_hits(rounds, cheaters)
    chance, bound = 1 / int(SKILLS[skill_id].answer.hi), LIKELIHOOD / len(cheaters)
    return {name: hits[name] / played for name in cheaters if luck(hits[name], rounds=played, chance=chance) < bound}


def best_by(skill_id: str, rounds: Rounds) -> Mapping[str, float]:
    """Return the hit rate of the best cheater by each measure, the best first."""
    hits, played = count_hits(rounds, cheaters_for(SKILLS[skill_id].answer))
    best: dict[str, float] = {}
    for name, count in hits.most_common():
        best.setdefault(measure_of(name), count / played)
    return best


def test_only_where_loudness_is_asked_may_length_loudness_or_peaks_tell() -> None:
    assert set(ALLOWED) <= set(INTERVALS)
    told = {(skill_id, name) for skill_id, cues in ALLOWED.items() for name in cues if name in NEVER}
    assert {skill_id for skill_id, _ in told} <= set(LOUDNESS_IS_ASKED)


def test_a_louder_take_would_be_caught() -> None:
    dice = np.random.default_rng(3)
    names = {measure_of(name) for name in cheaters_for(SKILLS["time.tempo"].answer)}
    rounds: Rounds = []
    for _ in range(60):
        lufs = dice.permutation([-23.0, -22.99])
        rounds.append(({name: lufs if name == "loudness" else np.zeros(2) for name in names}, 1 + int(lufs.argmax())))
    assert leaks("time.tempo", rounds) == {"most loudness": 1.0}


@pytest.mark.slow
@pytest.mark.parametrize("skill_id", DICED)
def test_no_cheater_beats_guessing_in_short_rounds(skill_id: str, grooves: Grooves) -> None:
    cues = [SKILLS[skill_id].cue_start] * SHORT_ROUNDS
    rounds = drawn(grooves, skill_id, cues, rate_hz=SHORT_RATE_HZ)
    assert len(rounds) > 0.9 * SHORT_ROUNDS
    assert leaks(skill_id, rounds) == {}


@pytest.mark.slow
@pytest.mark.parametrize("skill_id", EVENED_OUT)
def test_takes_are_alike_by_more_than_their_levels_are_roved(skill_id: str, beats: Beats) -> None:
    rate_hz = EQ_RATE_HZ if SKILLS[skill_id].family == "eq" else SHORT_RATE_HZ
    rounds = drawn(beats, skill_id, [SKILLS[skill_id].cue_start] * EVEN_ROUNDS, rate_hz=rate_hz)
    assert len(rounds) > 0.9 * EVEN_ROUNDS
    for scalars, _ in rounds:
        assert np.ptp(scalars["length"]) == 0
        assert max(np.ptp(scalars[name]) for name in ("loudness", "peak", "true peak")) < ROVED_DB
        assert np.ptp(20 * np.log10(scalars["seam step"] + SMALLEST_STEP)) < ROVED_DB
        assert np.ptp(scalars["seam"]) < SEAM_DB
    assert leaks(skill_id, rounds) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("skill_id", INTERVALS)
def test_no_cheater_beats_guessing_in_the_games_own_rounds(
    skill_id: str, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = drawn(library, skill_id, cues_over_the_range(skill_id, rounds=EXHAUSTIVE_ROUNDS))
    best = best_by(skill_id, rounds)
    with capsys.disabled():
        sys.stdout.write(f"\n{skill_id}, {len(rounds)} rounds: {best}\n")
    assert leaks(skill_id, rounds) == {}
    for name, allowed in ALLOWED.get(skill_id, {}).items():
        spread = SIGMAS * np.sqrt(allowed.hit_rate * (1 - allowed.hit_rate) * (1 / len(rounds) + 1 / allowed.rounds))
        assert best[name] == pytest.approx(allowed.hit_rate, abs=max(0.01, float(spread))), name
