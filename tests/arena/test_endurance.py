"""What wears a host down: readers who do not read, long sessions, damage, clocks that jump, a writer that dies."""

import asyncio
import gc
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game import wiring, wiring_match
from game.session import match_events as ev
from game.session.match_facts import Guessing, Rules
from game.store.database import open_database
from game.store.faults import FILE_NAME
from game.store.matches import Matches
from tests.arena.hall import hall, until
from tests.conftest import FewSources
from tests.session.contest import NOW, contest

WARM_UP = 3
"""So many matches fill what is kept for the next."""
SOAK_S = float(os.environ.get("ARENA_SOAK_S", "3600"))
SOAK_SPEED = float(os.environ.get("ARENA_SOAK_SPEED", "1"))
WRITER_KILLS = int(os.environ.get("ARENA_WRITER_KILLS", "30"))


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# ---- readers who do not read


def test_whoever_does_not_read_slows_nobody_down_and_is_told_the_rest_later(few: FewSources) -> None:
    slow, quick = 4, 12

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(hall(few, start_with=slow + quick, speed=5.0))
            talks = [await stack.enter_async_context(house.talk()) for _ in range(slow)]
            for talk in talks:
                await talk.join()
            stuck = [one for _, one in house.contest.crowd.seated]
            for one in stuck:
                one._sending = True  # nothing gets through
                assert one._sender is not None
            gates = [_block(one) for one in stuck]
            players = house.robots(quick)
            await stack.enter_async_context(house.playing(players))
            await until(lambda: house.contest.match.idx == 1 and isinstance(house.contest.match.state, Guessing))
            body = '{"t":"progress"}'
            for one in stuck:
                for _ in range(200):
                    one.send_body(body)
            await until(lambda: all(len(player.truths) == 2 for player in players))
            assert {ack.res for player in players for ack in player.client.acks} == {"ok"}
            assert all(one.dropped >= 128 and one.waiting <= 64 for one in stuck)
            for gate in gates:
                gate.set()
            for talk in talks:
                state = await talk.until("state", phase="FINISHED")
                assert state["seq"] > 128

    asyncio.run(scenario())


def _block(connection: Any) -> asyncio.Event:
    """Make a connection's socket wait, as one does whose client reads nothing."""
    gate, send = asyncio.Event(), connection._socket.send_text

    async def wait(text: str) -> None:
        await gate.wait()
        await send(text)

    connection._socket.send_text = wait
    return gate


def test_no_more_than_six_boards_a_second(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=30, rounds=1, speed=1.0, guess_s=5.0, ai=False) as house:
            players = house.robots(30, longest_s=3.0)
            players[0].keeps = True
            async with house.playing(players):
                await until(lambda: bool(players[0].truths))
            told = [message.t for message in players[0].told if message.t in ("progress", "board")]
            assert 2 <= len(told) <= 6 * 5

    asyncio.run(scenario())


# ---- long sessions


@dataclass(frozen=True)
class Soaked:
    """What a long session left behind: growth in MB, in tasks and in open files after a few matches, and losses.

    Answers are those that were acknowledged as written down; `late` ones were refused, which is no loss. Lost is what
    was sent and never heard of again, or acknowledged and is not on disk.
    """

    growth_mb: float
    tasks: int
    files: int
    matches: int
    answers: int
    late: int
    lost: int


def soak(few: FewSources, saves: Path, *, seconds: float, clients: int, speed: float, rest_s: float) -> Soaked:
    """Play matches for so long."""

    async def scenario() -> Soaked:
        answers = late = lost = 0
        store = Matches(open_database(saves, now=NOW, tell=pytest.fail))
        rules: dict[str, Any] = {"start_with": 0, "rounds": 2, "guess_s": 20.0, "revise_s": 20.0}
        async with hall(few, store=store, speed=speed, **rules) as house, house.talk() as desk:
            await desk.say(t="host", op="login", pin_session=house.pin)
            pin = (await desk.until("hosted"))["pin_session"]
            listening, staying = asyncio.create_task(desk.listen()), asyncio.create_task(desk.stay())
            players = house.robots(clients)
            async with house.playing(players):
                await until(lambda: len(house.contest.match.players) == clients)
                loop, found = asyncio.get_running_loop(), list[tuple[float, int, int]]()
                began = loop.time()
                while loop.time() - began < seconds or len(found) < WARM_UP + 2:
                    await desk.say(t="host", op="start", pin_session=pin)
                    await until(lambda: type(house.contest.match.state).__name__ == "Finished", within_s=120)
                    await desk.say(t="host", op="open_lobby", pin_session=pin)
                    await until(lambda: type(house.contest.match.state).__name__ == "Lobby")
                    await until(lambda: all(player.client.pending == 0 for player in players))
                    for player in players:
                        told = {ack.id: ack.res for ack in player.client.acks}
                        ok = sum(res in ("ok", "dup") for res in told.values())
                        answers, late = answers + ok, late + len(told) - ok
                        lost += len(set(player.answers.values()) - set(told) - {""})
                        player.truths.clear()
                        player.answers.clear()
                        player.client.acks.clear()
                    desk.heard.clear()
                    gc.collect()
                    files = len(list(Path("/proc/self/fd").iterdir()))
                    found.append((resident_mb(), len(asyncio.all_tasks()), files))
                    await asyncio.sleep(rest_s)
            listening.cancel()
            staying.cancel()
        kept = store._query("SELECT count(*) AS n FROM match_answers", [])[0]["n"]
        store.close()
        (mb, tasks, files), (mb_last, tasks_last, files_last) = found[WARM_UP], found[-1]
        lost += abs(answers - kept)
        return Soaked(mb_last - mb, tasks_last - tasks, files_last - files, len(found), answers, late, lost)

    return asyncio.run(scenario())


def left_nothing(soaked: Soaked) -> bool:
    print(soaked)  # noqa: T201  # the figures are what a run by hand is for
    return soaked.growth_mb < 10 and soaked.tasks <= 2 and soaked.files <= 1 and soaked.lost == 0


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell how much memory is in use")
def test_matches_leave_nothing_behind(few: FewSources, saves: Path) -> None:
    assert left_nothing(soak(few, saves, seconds=8.0, clients=5, speed=20.0, rest_s=0.0))


@pytest.mark.exhaustive
def test_an_hour_leaves_nothing_behind(few: FewSources, saves: Path) -> None:
    assert left_nothing(soak(few, saves, seconds=SOAK_S, clients=30, speed=SOAK_SPEED, rest_s=2.0 / SOAK_SPEED))


# ---- clocks


def test_the_hosts_clock_does_not_jump_when_somebody_sets_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = wiring.steady_clock()
    before = now()
    for hours in (1, -1, 24, -24):
        monkeypatch.setattr(wiring, "clock", lambda hours=hours: before + timedelta(hours=hours))
        assert timedelta() <= now() - before < timedelta(seconds=5)


@pytest.mark.parametrize("hours", [-1, 1])
def test_after_a_crash_a_clock_that_was_set_gives_everybody_time_and_no_more(hours: int) -> None:
    game = contest("ana", guess_s=20)
    game.open()
    game.at += timedelta(hours=hours)
    game.do(ev.Resumed(game.at))
    state = game.match.state
    assert isinstance(state, Guessing)
    assert timedelta(seconds=4) <= state.closes_at - game.at <= timedelta(seconds=20)
    game.do(ev.Arrived("ana", game.at))
    assert game.answer("ana") == "ok"


def test_a_clients_clock_decides_nothing(few: FewSources) -> None:
    async def scenario() -> None:
        async with (
            hall(few, start_with=20, rounds=1, speed=1.0, guess_s=3.0, ai=False) as house,
            AsyncExitStack() as stack,
        ):
            talks = [await stack.enter_async_context(house.talk()) for _ in range(20)]
            for talk in talks:
                await talk.join()
            for number, talk in enumerate(talks):
                state = await talk.until("state", phase="GUESS")
                await asyncio.sleep(1.0 if number == 0 else 0.0)
                frame = {
                    "id": "a",
                    "round": state["round"],
                    "phase": "guess",
                    "v": 900.0,
                    "think_ms": 600_000 * (number % 2),
                }
                await talk.say(t="answer", **frame)
                assert (await talk.until("ack"))["res"] == "ok"
            play = house.contest.match.play
            assert play is not None
            assert all(entry.guess is not None and entry.guess.elapsed_ms < 3500 for entry in play.entries.values())

    asyncio.run(scenario())


# ---- a writer that dies

WRITER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from game.store.database import open_database
from game.store.matches import Matches
from tests.store.test_matches import ROUND, SAVED, answer
from tests.session.contest import NOW
store = Matches(open_database(Path(sys.argv[1]), now=NOW, tell=print))
if store.find_open() is None:
    store.write([[SAVED, ROUND]])
number = int(sys.argv[2])
while True:
    names = [f"{number}-{one}" for one in range(3)]
    groups = [[answer(name, who=name), answer(name + "r", who=name, phase="revise")] for name in names]
    assert store.write(groups) == [None] * 3
    print("\\n".join(names), flush=True)
    number += 1
"""


def kill_writer(saves: Path, kills: int) -> None:
    dice, acked = np.random.default_rng(3), set[str]()
    for kill in range(kills):
        line = [sys.executable, "-c", WRITER, str(saves), str(kill * 1_000_000)]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        acked.add(process.stdout.readline().strip())
        try:
            out, _ = process.communicate(timeout=float(dice.uniform(0.02, 0.3)))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            out, _ = process.communicate()
        acked |= set(out.split("\n")[1:-1])  # the first and the last line may be cut off
    with closing(sqlite3.connect(saves / FILE_NAME)) as db:
        assert db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        rows = [row[0] for row in db.execute("SELECT answer_id FROM match_answers")]
    assert acked <= set(rows)
    assert len(acked) > 3 * kills
    assert len(rows) == len(set(rows))
    assert {f"{row}r" for row in rows if not row.endswith("r")} == {row for row in rows if row.endswith("r")}


def test_what_a_killed_writer_acknowledged_is_there(tmp_path: Path) -> None:
    kill_writer(tmp_path / "saves", 2)


@pytest.mark.exhaustive
def test_what_a_writer_acknowledged_before_thirty_kills_is_there(tmp_path: Path) -> None:
    kill_writer(tmp_path / "saves", WRITER_KILLS)


# ---- damaged files


def keep_a_match(saves: Path) -> None:
    """Leave a match and a copy of it, as a host does that is killed."""
    from tests.store.test_matches import ANA, ROUND, SAVED

    store = Matches(open_database(saves, now=NOW, tell=pytest.fail))
    store.write([[SAVED, ANA, ROUND]])
    wiring_match.RoundCopies(saves, now=wiring.clock).keep()
    store.close()


def break_header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:100] = b"?" * 100
    path.write_bytes(data)


def break_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:40_960] = b"\x5a" * (40_960 - 4096)
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10_000])


def empty(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 500)


@pytest.mark.parametrize("damage", [break_header, break_page, truncate, empty])
def test_a_damaged_file_is_kept_and_the_newest_good_copy_takes_its_place(tmp_path: Path, damage: Any) -> None:
    saves = tmp_path / "saves"
    keep_a_match(saves)
    damage(saves / FILE_NAME)
    broken = (saves / FILE_NAME).read_bytes()
    said: list[str] = []
    contest_, resumed = wiring_match.build_contest(
        saves, Rules("mix.level", 4.0, 4.0, mode="headphones"), url="http://x", tell=said.append
    )
    assert resumed
    assert contest_.match.players["ana"].name == "Kelp Seal"
    assert len(said) == 1
    assert "restored from the backup" in said[0]
    assert broken in [path.read_bytes() for path in saves.glob("*.damaged-*.db")]
    contest_.ports.store.close()


@pytest.mark.parametrize("what", ["missing", "foreign"])
def test_a_side_file_that_is_missing_or_another_ones_is_no_harm(tmp_path: Path, what: str) -> None:
    saves = tmp_path / "saves"
    keep_a_match(saves)
    side = saves / f"{FILE_NAME}-wal"
    side.unlink(missing_ok=True)
    if what == "foreign":
        side.write_bytes(os.urandom(8192))
    store = Matches(open_database(saves, now=NOW, tell=pytest.fail))
    assert store.find_open() is not None
    store.close()
