"""How the time of `rebuild` grows with the log: a scripted student of N rounds, and one of four times as many."""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from game import wiring
from game.bench.fresh import fresh, surroundings
from game.bench.rows import Row, summarise

ROUNDS: Final = 400
TIMES: Final = 4
REPEATS: Final = 3
LIMIT: Final = 1.5
"""Time for each round in the long log over that in the short one: linear is 1."""


def measure() -> Row:
    """Return the row: growth of the time for one round."""
    with tempfile.TemporaryDirectory() as name:
        short_ms, long_ms = (_times_ms(Path(name) / str(rounds), rounds) for rounds in (ROUNDS, TIMES * ROUNDS))
    ratio = min(long_ms) / (TIMES * min(short_ms))
    note = (
        f"ms for {TIMES * ROUNDS} rounds; ratio: time for each round there over that in a log of {ROUNDS}, linear is 1"
    )
    return replace(
        summarise("rebuild_growth", long_ms, judged="ratio", limit=LIMIT, ratio=ratio, note=note), n=TIMES * ROUNDS
    )


def _times_ms(folder: Path, rounds: int) -> list[float]:
    around: Mapping[str, str] = surroundings(folder)
    options = ("--skill", "eq.boost_freq", "--theta", "2", "--trials", rounds, "--sessions", 20, "--json")
    fresh("game", "simulate", *options, around=around)
    log = wiring.open_log(folder / "saves", tell=_ignore)
    ((player_id, _),) = log.find_players()
    times_ms = []
    for _ in range(REPEATS):
        start_s = time.perf_counter()
        log.rebuild(player_id)
        times_ms.append(1000 * (time.perf_counter() - start_s))
    log.close()
    return times_ms


def _ignore(_: object) -> None:
    """Do nothing with it."""
