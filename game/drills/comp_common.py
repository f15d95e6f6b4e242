"""What the compression drills share: challenges, settings as they are drawn, takes equally loud, words.

A threshold that moves the gain by so many dB depends on the music, so it is solved for when a round is rendered, and
the stimulus carries the truth with every number of it. Which take is which, and what is stated, is drawn before.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice, Fact, Source, Truth, numbers_of
from game.core.skills import SkillSpec
from game.drills import challenges, clips
from game.drills.comp_fair import Loop
from game.drills.comp_solve import Take
from game.dsp.dynamics import Compressor
from game.dsp.passage import Effect
from game.dsp.stimulus import DRY, WET, Stimulus

GENERATOR_VERSION: Final = 2
"""Raised whenever the same seed would give another sound."""

RATIOS: Final = (2.0, 20.0)
RELEASES_MS: Final = (30.0, 400.0)
"""Between these for a gain that moves little. For each SETTINGS_DB more, all four ends move by an octave: a gain moves
far only where the ratio is high and the release short."""
SETTINGS_DB: Final = 6.0
KNEES_DB: Final = (0.0, 3.0, 6.0, 12.0)
PARAMS: Final = ("threshold_db", "ratio", "attack_ms", "release_ms", "knee_db", "gr_range_db", "gr_mean_db")


def build_challenge(
    spec: SkillSpec,
    *,
    cue: float,
    source: Source,
    seed: int,
    rate_hz: int,
    stated: Mapping[str, Fact],
    choice: Choice,
    takes: int,
) -> Challenge:
    """Put a challenge together whose settings are not solved for yet: its parameters are None for every take."""
    spec.check_cue(cue)
    return challenges.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        generator_version=GENERATOR_VERSION,
        stated=stated,
        choice=choice,
        params=dict.fromkeys(PARAMS, (None,) * takes),
    )


def ask_which(
    spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int, cue_name: str, takes: int
) -> Challenge:
    """Put a challenge together that asks for one of `takes`, which the seed draws; the cue is stated as `cue_name`."""
    return build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={cue_name: cue, "intervals": takes},
        choice=int(np.random.default_rng(seed).integers(takes)) + 1,
        takes=takes,
    )


def draw_settings(rng: np.random.Generator, *, range_db: float) -> Compressor:
    """Draw a compressor whose gain can move by `range_db`; threshold and attack are to be solved for."""
    times = 2 ** (range_db / SETTINGS_DB)
    return Compressor(
        threshold_db=0.0,
        ratio=round(times * log_uniform(rng, *RATIOS), 1),
        attack_ms=10.0,
        release_ms=float(round(log_uniform(rng, *RELEASES_MS) / times)),
        knee_db=float(rng.choice(KNEES_DB)),
    )


def log_uniform(rng: np.random.Generator, lo: float, hi: float) -> float:
    """Draw a number whose logarithm is even between those of `lo` and `hi`."""
    return math.exp(rng.uniform(math.log(lo), math.log(hi)))


def render_takes(challenge: Challenge, loop: Loop, takes: Sequence[Take]) -> Stimulus:
    """Return clips `interval_1` ... in order and `dry`; HeadroomError where one would peak too high."""
    sounds = {take: loop.sound_of(take) for take in set(takes)}
    truth = replace(challenge.truth, params=params_of(loop, takes))
    return clips.interval_stimulus(
        challenge, [sounds[take] for take in takes], loop.dry, truth=truth, gain_db=loop.dry.gain_db
    )


def render_pair(challenge: Challenge, loop: Loop, settings: Compressor) -> Stimulus:
    """Return clips `dry` and `wet`, with the range that really sounds as truth."""
    wet = clips.level_audio(loop.passage.compressed(settings), rate_hz=challenge.rate_hz)
    choice = round(loop.passage.effect(settings).range_db, 2)
    return clips.stimulus_of(
        (DRY, loop.dry),
        (WET, replace(wet, gain_db=wet.gain_db + loop.dry.gain_db)),
        rate_hz=challenge.rate_hz,
        truth=Truth(choice=choice, params=params_of(loop, [settings])),
    )


def params_of(loop: Loop, takes: Sequence[Take]) -> dict[str, Fact]:
    """Return the parameters as they are stored and printed: a tuple each, None for a take that was left alone."""
    rows = [None if take is None else _row(take, loop.passage.effect(take)) for take in takes]
    return {name: tuple(None if row is None else row[name] for row in rows) for name in PARAMS}


def settings_of(params: Mapping[str, Fact]) -> tuple[Take, ...]:
    """Return the settings of each take; None for one that was left alone, or whose settings are not solved for yet."""
    rows = zip(*(numbers_of(params, name) for name in PARAMS[:5]), strict=True)
    return tuple(None if None in row else Compressor(*(float(value or 0) for value in row)) for row in rows)


def solved(challenge: Challenge, number: int) -> Compressor:
    """Return the settings of a take by its 1-based number.

    Raises:
        ValueError: it was left alone, or its settings are not solved for yet.
    """
    settings = settings_of(challenge.truth.params)[number - 1]
    if settings is None:
        raise ValueError(f"clip {number} must be one that was compressed, and rendered, to have settings")
    return settings


def in_order(challenge: Challenge, *, asked: Take, other: Take) -> tuple[Take, Take]:
    """Return two takes in order of play: the one that is asked for is where the truth says."""
    return (asked, other) if challenge.target == 1 else (other, asked)


def asked_first(challenge: Challenge, name: str) -> tuple[float, float]:
    """Return a parameter of two takes, that of the one that is asked for first."""
    first, second = amounts_of(challenge.truth.params, name)
    return (first, second) if challenge.target == 1 else (second, first)


def amounts_of(params: Mapping[str, Fact], name: str) -> tuple[float, ...]:
    """Return a parameter of each take, 0 for one that was left alone."""
    return tuple(value or 0.0 for value in numbers_of(params, name))


def made_up_db(gains_db: Mapping[str, float], name: str) -> float:
    """Return by how much equal loudness turned `name` up after it was compressed, in dB."""
    return gains_db[name] - gains_db[DRY]


def say_settings(settings: Compressor) -> str:
    """Return ratio, attack and release in words.

    >>> say_settings(Compressor(threshold_db=-20, ratio=4, attack_ms=12, release_ms=140, knee_db=6))
    '4:1 with 12 ms attack and 140 ms release'
    """
    attack, release = say_ms(settings.attack_ms), say_ms(settings.release_ms)
    return f"{settings.ratio:g}:1 with {attack} attack and {release} release"


def say_ms(time_ms: float) -> str:
    """Return a time as engineers say it.

    >>> say_ms(0.53), say_ms(12.3), say_ms(640.0), say_ms(1280.0)
    ('0.53 ms', '12 ms', '640 ms', '1.28 s')
    """
    if time_ms < 10:
        return f"{time_ms:.2g} ms"
    return f"{time_ms:.0f} ms" if time_ms < 1000 else f"{time_ms / 1000:.3g} s"


def _row(take: Compressor, effect: Effect) -> dict[str, float]:
    return {
        "threshold_db": take.threshold_db,
        "ratio": take.ratio,
        "attack_ms": take.attack_ms,
        "release_ms": take.release_ms,
        "knee_db": take.knee_db,
        "gr_range_db": round(effect.range_db, 4),
        "gr_mean_db": round(effect.mean_db, 4),
    }
