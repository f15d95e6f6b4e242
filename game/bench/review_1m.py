"""A million rounds of three hundred students, reviewed: in a new process, again in it, and after some more."""

import functools
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from game.bench.fresh import fresh, surroundings
from game.bench.rows import Row, summarise
from game.review.gather import read_students
from game.review.kept import Kept
from game.store.crowd import multiply
from game.store.hand_in import read_logs
from game.store.review_cache import ReviewCache

STUDENTS: Final = 300
ROUNDS: Final = 111
TIMES: Final = 30
MORE: Final = 1000
REPEATS: Final = 3
COLD_S: Final = 2.0
WARM_S: Final = 0.2


@functools.cache
def _measured() -> Mapping[str, Row]:
    """Measure all rows on one crowd, which is some gigabytes and takes minutes to make."""
    with tempfile.TemporaryDirectory() as name:
        around = surroundings(Path(name))
        saves = Path(name) / "saves"
        fresh("game", "simulate", "--skill", "eq.boost_freq", "--theta", "2", "--trials", ROUNDS, "--sessions", 3,
              "--human-right", "0.72", "--json", around=around)  # fmt: skip
        rounds = multiply(saves, students=STUDENTS, times=TIMES)
        cache = ReviewCache(saves)
        first_s = _keep_all(saves, cache)
        cold_s = [_timed(lambda: fresh("game", "review", "--json", around=around)) for _ in range(REPEATS)]
        with read_logs((saves,)) as logs:
            kept = Kept(cache.read())
            read_students(logs, kept)
            warm_s = [_timed(lambda: read_students(logs, kept)) for _ in range(REPEATS)]
        multiply(saves, students=MORE // ROUNDS, times=1, name="New")
        after_s = _timed(lambda: _review(saves, cache))
    note = f"{rounds} rounds of {STUDENTS} students"
    return {
        "review_1m_cold": summarise("review_1m_cold", cold_s, unit="s", judged="max", limit=COLD_S,
                                    note=f"{note}; the command, in a new process"),
        "review_1m_warm": summarise("review_1m_warm", warm_s, unit="s", judged="max", limit=WARM_S,
                                    note=f"{note}; again in one process"),
        "review_1m_more": summarise("review_1m_more", [after_s], unit="s",
                                    note=f"after {MORE // ROUNDS * ROUNDS} rounds more, of new students; a student's "
                                    f"{ROUNDS * TIMES} rounds take {first_s:.1f} s to read"),
    }  # fmt: skip


def _review(saves: Path, cache: ReviewCache) -> None:
    with read_logs((saves,)) as logs:
        kept = Kept(cache.read())
        read_students(logs, kept)
    cache.write(kept.new)


def _keep_all(saves: Path, cache: ReviewCache) -> float:
    """Keep what there is to know of all, read from one student, as they played alike; return how long one takes."""
    with read_logs((saves,)) as logs:
        prints = {player_id: text for log in logs for player_id, text in log.find_fingerprints().items()}
        names = [player_id for player_id in prints if player_id.startswith("crowd-")]
        start_s = time.perf_counter()
        kept = Kept()
        read_students(logs, kept, only=names[:1])
        one_s = time.perf_counter() - start_s
    (fingerprint, facts) = kept.new[names[0]]
    head = fingerprint.split(" ", 1)[0]
    cache.write({one: (f"{head} {prints[one]}", facts.replace(names[0].encode(), one.encode())) for one in names})
    return one_s


def _timed(work: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    work()
    return time.perf_counter() - start_s


MEASURES: Final[Mapping[str, Callable[[], Row]]] = {
    name: functools.partial(lambda row: _measured()[row], name)
    for name in ("review_1m_cold", "review_1m_warm", "review_1m_more")
}
