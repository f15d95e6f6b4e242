"""Finds, for a compression question, a stretch of music and two takes of it that only listening can tell apart."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from game.core.errors import CueError
from game.core.facts import Challenge
from game.drills import clips
from game.drills.comp_solve import LOWEST_DB, Even, Pair, Take, Wish, effects_of, even_near, nearly_even
from game.drills.evening import even_out
from game.dsp.audio import PLAY_LUFS, Audio, SourceAudio
from game.dsp.dynamics import Compressor
from game.dsp.passage import Passage

ATTACKS_MS: Final = (0.2, 100.0)
"""Attacks are looked for between these."""
DEEPEST: Final = Compressor(threshold_db=LOWEST_DB, ratio=100.0, attack_ms=0.5, release_ms=10.0, knee_db=0.0)
"""No compressor's gain moves much farther."""
ASKED_DB: Final = 0.1
"""Amounts are met this closely in the end: frames of 10 ms fall elsewhere in a loop that begins a little elsewhere."""
STRETCHES: Final = 6
TRIES: Final = 12
COSTLY_TRIES: Final = 10
"""How many stretches of music are drawn before a source is given up, how many settings for each at most, and how many
settings at most are looked at closely."""
_SETTINGS_STREAM: Final = 4
"""Separates the dice that draw settings from those that choose the question."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A round's stretch of music at the playing loudness, and made ready to be compressed."""

    dry: clips.Levelled
    passage: Passage
    rate_hz: int

    def sound_of(self, take: Take) -> Audio:
        """Return what a take sounds like before its level is set."""
        return self.dry.audio if take is None else self.passage.compressed(take)

    def at_play_lufs(self, take: Take) -> Audio:
        """Return what a take sounds like at the playing loudness."""
        gain_db = PLAY_LUFS - self.passage.lufs(take)
        return self.sound_of(take) * np.float32(10 ** (gain_db / 20))

    def like(self, audio: Audio) -> "Loop":
        """Return `audio`, the same loop sampled or begun elsewhere, made ready in its place."""
        dry = clips.level_audio(audio, rate_hz=self.rate_hz)
        return _made_ready(replace(dry, gain_db=dry.gain_db + self.dry.gain_db), rate_hz=self.rate_hz)


def open_loop(challenge: Challenge, source_audio: SourceAudio, *, longest_s: float, draw: int = 0) -> Loop:
    """Cut a loop for the round and make it ready; HeadroomError where it would peak too high."""
    excerpt = clips.cut_excerpt(challenge, source_audio, longest_s=longest_s, draw=draw)
    return _made_ready(clips.level_audio(excerpt, rate_hz=challenge.rate_hz), rate_hz=challenge.rate_hz)


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
    drafts = (
        _Draft(loop, wish, nearly)
        for loop, wish in _tries(challenge, source_audio, draw, range_db=range_db)
        for nearly in nearly_even(loop.passage, wish, between_ms=between_ms)
    )
    for draft in itertools.islice(drafts, COSTLY_TRIES):
        try:
            done = even_out(draft)
        except CueError:
            continue
        return done.made, done.even.pair
    raise CueError(
        f"{challenge.skill_id} at {challenge.cue:g} must be reached with settings as engineers use them; "
        f"{challenge.source_id} does not allow it here: take another seed, another source or a smaller cue"
    )


@dataclass(frozen=True)
class _Draft:
    """Two takes of a loop that are as wished."""

    made: Loop
    wish: Wish
    even: Even

    @property
    def loop(self) -> Audio:
        return self.made.dry.audio

    @property
    def rate_hz(self) -> int:
        return self.made.rate_hz

    @cached_property
    def sounds(self) -> tuple[Audio, Audio]:
        first, second = map(self.made.at_play_lufs, self.even.pair)
        return first, second

    def moved(self, loop: Audio) -> "_Draft":
        return replace(self, made=self.made.like(loop))

    def settled(self) -> "_Draft":
        return replace(self, even=even_near(self.made.passage, self.wish, self.even))

    def still_asked(self) -> bool:
        effects = effects_of(self.made.passage, self.even.pair)
        return bool(np.abs(self.wish.misses_db(effects)).max() <= ASKED_DB)


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


def _made_ready(dry: clips.Levelled, *, rate_hz: int) -> Loop:
    return Loop(dry=dry, passage=Passage.of(dry.audio, rate_hz=rate_hz), rate_hz=rate_hz)
