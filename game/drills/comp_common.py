"""What the compression drills share: loops made ready, settings drawn and solved for, takes equally loud.

A threshold that moves the gain by so many dB depends on the music, so it is solved for when a round is rendered, and
the stimulus carries the truth with every number of it. Which take is which, and what is stated, is drawn before.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.core.errors import CueError
from game.core.facts import Challenge, Choice, Fact, Source, Truth, numbers_of
from game.core.skills import SkillSpec
from game.drills import challenges, clips, scoring
from game.drills.challenges import take_name
from game.drills.comp_solve import LOWEST_DB, Even, Pair, Take, Wish, even_near, nearly_even
from game.dsp import loudness
from game.dsp.audio import PLAY_LUFS, Audio, SourceAudio
from game.dsp.dynamics import Compressor
from game.dsp.passage import Effect, Passage
from game.dsp.peaks import SMALLEST_STEP, evenest_start, fairest_shift, shift_loop
from game.dsp.stimulus import DRY, WET, Stimulus

GENERATOR_VERSION: Final = 1
"""Raised whenever the same seed would give another sound."""

ATTACKS_MS: Final = (0.2, 100.0)
"""Attacks are looked for between these."""
RATIOS: Final = (2.0, 20.0)
RELEASES_MS: Final = (30.0, 400.0)
"""Between these for a gain that moves little. For each SETTINGS_DB more, all four ends move by an octave: a gain moves
far only where the ratio is high and the release short."""
SETTINGS_DB: Final = 6.0
KNEES_DB: Final = (0.0, 3.0, 6.0, 12.0)
DEEPEST: Final = Compressor(threshold_db=LOWEST_DB, ratio=100.0, attack_ms=0.5, release_ms=10.0, knee_db=0.0)
"""No compressor's gain moves much farther."""
FAIR_DB: Final = 0.005
"""Less than levels are roved by, so that what differs by no more tells nothing."""
SHIFTS: Final = 3
"""How often a loop is sampled anew for that."""
EARLIER_S: Final = 1.0
"""A loop may begin this much before its bar line."""
AROUND_S: Final = 0.001
SETTLED_S: Final = 0.01
"""And this much more once everything else is settled, too little to unsettle it."""
STRETCHES: Final = 6
TRIES: Final = 12
COSTLY_TRIES: Final = 10
"""How many stretches of music are drawn before a source is given up, how many settings for each at most, and how many
settings at most are looked at closely."""
_SETTINGS_STREAM: Final = 4
"""Separates the dice that draw settings from those that choose the question."""
PARAMS: Final = ("threshold_db", "ratio", "attack_ms", "release_ms", "knee_db", "gr_range_db", "gr_mean_db")


@dataclass(frozen=True, slots=True)
class Loop:
    """A round's stretch of music at the playing loudness, and made ready to be compressed."""

    dry: clips.Levelled
    passage: Passage
    rate_hz: int

    def sound_of(self, take: Take) -> Audio:
        """Return what a take sounds like before its level is set."""
        return self.dry.audio if take is None else self.passage.compressed(take)

    def sounds_of(self, pair: Pair) -> tuple[Audio, Audio]:
        """Return what two takes sound like, equally loud."""
        sounds = [self.sound_of(take) for take in pair]
        first, second = (_as_loud(sound, rate_hz=self.rate_hz) for sound in sounds)
        return first, second

    def like(self, audio: Audio) -> "Loop":
        """Return `audio`, the same loop sampled or begun elsewhere, made ready in its place."""
        dry = clips.level_audio(audio, rate_hz=self.rate_hz)
        return _loop_of(replace(dry, gain_db=dry.gain_db + self.dry.gain_db), rate_hz=self.rate_hz)


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


def open_loop(challenge: Challenge, source_audio: SourceAudio, *, longest_s: float, draw: int = 0) -> Loop:
    """Cut a loop for the round and make it ready; HeadroomError where it would peak too high."""
    excerpt = clips.cut_excerpt(challenge, source_audio, longest_s=longest_s, draw=draw)
    return _loop_of(clips.level_audio(excerpt, rate_hz=challenge.rate_hz), rate_hz=challenge.rate_hz)


def _as_loud(sound: Audio, *, rate_hz: int) -> Audio:
    gain_db = PLAY_LUFS - loudness.integrated_lufs(sound, rate_hz=rate_hz)
    return sound * np.float32(10 ** (gain_db / 20))


def _loop_of(dry: clips.Levelled, *, rate_hz: int) -> Loop:
    return Loop(dry=dry, passage=Passage.of(dry.audio, rate_hz=rate_hz), rate_hz=rate_hz)


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


def first_fit(
    challenge: Challenge,
    source_audio: SourceAudio,
    draw: Callable[[np.random.Generator], Wish],
    *,
    range_db: float,
    between_ms: tuple[float, float] = ATTACKS_MS,
) -> tuple[Loop, Pair]:
    """Return a loop and two takes of it that are equal in everything but what is asked.

    Settings and the stretch of music are drawn again as long as nothing fits.

    Args:
        challenge: whose seed throws the dice.
        source_audio: the music.
        draw: draws settings and returns what is wished of them.
        range_db: how far the gain must move at least; music that does not allow it is passed over.
        between_ms: where attacks are looked for.

    Raises:
        CueError: nothing fitted.
        HeadroomError: a loop would peak too high.
    """
    nearly = (
        (loop, wish, even)
        for loop, wish in _tries(challenge, source_audio, draw, range_db=range_db)
        for even in nearly_even(loop.passage, wish, between_ms=between_ms)
    )
    for loop, wish, even in itertools.islice(nearly, COSTLY_TRIES):
        try:
            return _even_out(loop, wish, even)
        except CueError:
            continue
    raise CueError(
        f"{challenge.skill_id} at {challenge.cue:g} must be reached with settings as engineers use them; "
        f"{challenge.source_id} does not allow it here: take another seed, another source or a smaller cue"
    )


def _tries(
    challenge: Challenge,
    source_audio: SourceAudio,
    draw: Callable[[np.random.Generator], Wish],
    *,
    range_db: float,
) -> Iterator[tuple[Loop, Wish]]:
    """Yield stretches of music whose gain can be moved by `range_db`, in turns, each time with other settings."""
    rng = np.random.default_rng([challenge.seed, _SETTINGS_STREAM])
    loops: list[Loop] = []
    for number in range(STRETCHES):
        loop = open_loop(challenge, source_audio, longest_s=clips.INTERVAL_S, draw=number)
        if loop.passage.coarse.effect(DEEPEST).range_db >= range_db:
            loops.append(loop)
            yield loop, draw(rng)
    for number in range(TRIES * len(loops)):
        yield loops[number % len(loops)], draw(rng)


def _even_out(loop: Loop, wish: Wish, nearly: Even) -> tuple[Loop, Pair]:
    """Return the loop, and two takes whose peaks tell nothing, neither on the samples nor between them.

    Where the takes peak at different moments, the loop is sampled a part of a sample later, so that both show as much
    of their peaks; and it begins a little earlier, where both step alike from their end to their start.

    Raises:
        CueError: there are no such takes.
    """
    even = even_near(loop.passage, wish, nearly)
    for _ in range(SHIFTS):
        if _true_peaks_agree(loop, even.pair):
            break
        shift = fairest_shift(*loop.sounds_of(even.pair))
        loop = loop.like(shift_loop(loop.dry.audio, frames=shift))
        even = even_near(loop.passage, wish, even)
    loop = _begun_evenly(loop, even.pair, within_s=EARLIER_S, around_s=AROUND_S)
    even = even_near(loop.passage, wish, even)
    loop = _begun_evenly(loop, even.pair, within_s=SETTLED_S, around_s=0.0)
    if _true_peaks_agree(loop, even.pair) and _seams_agree(loop, even.pair):
        return loop, even.pair
    raise CueError(f"true peaks and seams must agree within {FAIR_DB:g} dB, they do not")


def _begun_evenly(loop: Loop, pair: Pair, *, within_s: float, around_s: float) -> Loop:
    """Return the loop begun a little earlier, where both takes step alike from their end to their start."""
    within = min(round(within_s * loop.rate_hz), len(loop.dry.audio) - 1)
    around = max(1, round(around_s * loop.rate_hz))
    back = evenest_start(*loop.sounds_of(pair), within=within, around=around)
    return loop.like(np.roll(loop.dry.audio, back, axis=0))


def _true_peaks_agree(loop: Loop, pair: Pair) -> bool:
    first_db, second_db = (loudness.true_peak_dbtp(sound, rate_hz=loop.rate_hz) for sound in loop.sounds_of(pair))
    return abs(first_db - second_db) <= FAIR_DB


def _seams_agree(loop: Loop, pair: Pair) -> bool:
    first, second = (float(np.abs(sound[0] - sound[-1]).max()) + SMALLEST_STEP for sound in loop.sounds_of(pair))
    return abs(20 * math.log10(first / second)) <= FAIR_DB


def render_takes(challenge: Challenge, loop: Loop, takes: Sequence[Take]) -> Stimulus:
    """Return clips `interval_1` ... in order and `dry`; HeadroomError where one would peak too high."""
    rate_hz = challenge.rate_hz
    sounds = {take: loop.sound_of(take) for take in set(takes)}
    named = []
    for number, (take, rove_db) in enumerate(zip(takes, clips.draw_rove_db(challenge, len(takes)), strict=True), 1):
        levelled = clips.level_audio(sounds[take], rate_hz=rate_hz, target_lufs=PLAY_LUFS + rove_db)
        named.append((take_name(number), _from_source(levelled, loop)))
    truth = replace(challenge.truth, params=params_of(loop, takes))
    return clips.stimulus_of(*named, (DRY, loop.dry), rate_hz=rate_hz, truth=truth)


def render_pair(challenge: Challenge, loop: Loop, settings: Compressor) -> Stimulus:
    """Return clips `dry` and `wet`, with the range that really sounds as truth."""
    wet = clips.level_audio(loop.passage.compressed(settings), rate_hz=challenge.rate_hz)
    choice = round(loop.passage.effect(settings).range_db, 2)
    return clips.stimulus_of(
        (DRY, loop.dry),
        (WET, _from_source(wet, loop)),
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


def take_again(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return the take that was picked, to be heard again."""
    scoring.check_choice(challenge, choice)
    return stimulus.clip(take_name(choice))


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


def _from_source(levelled: clips.Levelled, loop: Loop) -> clips.Levelled:
    """Return a clip with its gain counted from the source, as the dry clip's is."""
    return replace(levelled, gain_db=levelled.gain_db + loop.dry.gain_db)
