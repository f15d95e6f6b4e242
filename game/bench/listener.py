"""How long the AI takes to hear: features and networks, on one thread, of clips as long as the game plays them."""

import time
from dataclasses import replace
from typing import Final

import numpy as np

from game import wiring
from game.bench.rows import Row, summarise
from game.core.facts import BOOST, Question
from game.core.skills import SKILLS
from game.dsp.audio import Heard
from game.dsp.noise import pink_noise

RATE_HZ: Final = 48_000
EQ_CLIP_S: Final = 8
PARTS_CLIP_S: Final = 5
ROUNDS: Final = 40
WARM_UP_ROUNDS: Final = 4
LIMIT_MS: Final = 30.0


def measure() -> Row:
    """Return the row: milliseconds to hear one clip in stereo, another one each time.

    By turns it is asked for an equaliser and for a part that moved, of clips as long as the game plays them.
    """
    listener = wiring.build_listener()
    asked = (
        (_question("eq.boost_freq", direction=BOOST, gain_db=12.0), EQ_CLIP_S),
        (_question("time.async", offset_ms=40.0), PARTS_CLIP_S),
    )
    times_ms = []
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        question, clip_s = asked[number % len(asked)]
        noise = pink_noise(clip_s * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=number)
        heard = Heard(clips=(np.ascontiguousarray(noise),), rate_hz=RATE_HZ)
        start_s = time.perf_counter()
        listener.listen(question, heard)
        times_ms.append(1000 * (time.perf_counter() - start_s))
    note = f"{EQ_CLIP_S} s for equalisers, {PARTS_CLIP_S} s for parts: features, networks and the choice of odds"
    return summarise("listener", times_ms[WARM_UP_ROUNDS:], judged="p95", limit=LIMIT_MS, note=note)


def _question(skill_id: str, **stated: str | float) -> Question:
    spec = SKILLS[skill_id]
    moves = spec.answer.moves[:8]
    answer = replace(spec.answer, hi=8, choices=tuple(range(1, 9)), moves=moves) if moves else spec.answer
    return Question(skill_id=skill_id, answer=answer, unit=spec.answer_unit, stated=stated)
