"""How long the AI takes to hear: features and networks, on one thread, of clips as long as the game plays them."""

import time
from typing import Final

import numpy as np

from game import wiring
from game.bench.rows import Row, summarise
from game.core.facts import BOOST, Question
from game.core.skills import SKILLS
from game.dsp.audio import Heard
from game.dsp.noise import pink_noise

RATE_HZ: Final = 48_000
CLIP_S: Final = 8
ROUNDS: Final = 40
WARM_UP_ROUNDS: Final = 4
LIMIT_MS: Final = 30.0
SKILL_ID: Final = "eq.boost_freq"


def measure() -> Row:
    """Return the row: milliseconds to hear one clip of eight seconds in stereo, another one each time."""
    listener, spec = wiring.build_listener(), SKILLS[SKILL_ID]
    question = Question(
        skill_id=SKILL_ID, answer=spec.answer, unit=spec.answer_unit, stated={"direction": BOOST, "gain_db": 12.0}
    )
    times_ms = []
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        noise = pink_noise(CLIP_S * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=number)
        heard = Heard(clips=(np.ascontiguousarray(noise),), rate_hz=RATE_HZ)
        start_s = time.perf_counter()
        listener.listen(question, heard)
        times_ms.append(1000 * (time.perf_counter() - start_s))
    note = f"{CLIP_S} s stereo: features, networks for equalisers and the choice of odds"
    return summarise("listener", times_ms[WARM_UP_ROUNDS:], judged="p95", limit=LIMIT_MS, note=note)
