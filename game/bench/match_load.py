"""A match under load: a host in a process of its own, and many players on real sockets who answer within 2 s.

With 200 players it is played a second time while 20 of them stop reading: the others should not notice.
"""

import asyncio
import contextlib
import functools
import json
import os
import signal
import socket as sockets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from game.arena.server import allow_many_sockets
from game.bench.rows import Row, summarise
from game.core.errors import GameError
from game.store.database import open_database
from game.store.matches import Matches
from game.wiring import clock

ROUNDS: Final = 3
WINDOW_S: Final = 2.0
GUESS_S: Final = 20
ACK_LIMIT_MS: Final = 250.0
BOARD_LIMIT_MS: Final = 300.0
JOINED_AT_ONCE: Final = 25
LONGEST_S: Final = 240.0
SLOW: Final = 20
SLOW_S: Final = 10.0
SLOW_BUFFER: Final = 4096
"""So many of 200 do not read for so long, with as small a buffer as the system allows."""
SKILL: Final = "mix.level"
"""Its rounds are rendered in no time, so that nothing but the match is measured."""


@dataclass
class Seen:
    """What all players saw together."""

    ack_ms: list[float] = field(default_factory=list)
    board_ms: list[float] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    acked: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    skipped: int = 0
    """Frames that slow readers were not sent, and for which they got a whole state instead."""
    lost: int = 0
    double: int = 0


def measures(players: int) -> Mapping[str, Callable[[], Row]]:
    """Return the rows of a match with so many players; one match is played for all of them."""
    name = f"match_{players}"
    return {
        f"{name}_ack": lambda: _timed(players, f"{name}_ack", "ack_ms", ACK_LIMIT_MS),
        f"{name}_board": lambda: _timed(players, f"{name}_board", "board_ms", BOARD_LIMIT_MS),
        f"{name}_lost": lambda: _counted(players, f"{name}_lost", "lost"),
        f"{name}_double": lambda: _counted(players, f"{name}_double", "double"),
    }


def slow_measures(players: int) -> Mapping[str, Callable[[], Row]]:
    """Return the rows of those who read, in a match with slow readers, beside the same match without."""
    name = f"match_{players}"
    return {
        f"{name}_ack": lambda: _timed(players, f"{name}_ack", "ack_ms", ACK_LIMIT_MS),
        f"{name}_slow_ack": lambda: _timed(players, f"{name}_slow_ack", "ack_ms", ACK_LIMIT_MS, slow=SLOW),
        f"{name}_slow_lost": lambda: _counted(players, f"{name}_slow_lost", "lost", slow=SLOW),
    }


def _timed(players: int, name: str, what: str, limit_ms: float, *, slow: int = 0) -> Row:
    found = getattr(measured(players, slow=slow), what)
    return summarise(name, found, unit="ms", judged="p99", limit=limit_ms, note=_note(players, slow))


def _counted(players: int, name: str, what: str, *, slow: int = 0) -> Row:
    count = getattr(measured(players, slow=slow), what)
    return summarise(name, [float(count)], unit="count", judged="max", limit=0.0, note=_note(players, slow))


def _note(players: int, slow: int) -> str:
    seen = measured(players, slow=slow)
    slowly = f"{slow} of them stop reading for {SLOW_S:g} s and are sent {seen.skipped} frames less; " if slow else ""
    return slowly + (
        f"{players} players, {ROUNDS} rounds, answers within {WINDOW_S:g} s, host and players on one machine; "
        f"{len(seen.sent)} answers sent, {sum(seen.acked.values())} acknowledged"
    )


@functools.cache
def measured(players: int, *, slow: int = 0) -> Seen:
    """Play a match and look at what came of it.

    Raises:
        GameError: the host did not start, or the match did not end.
    """
    allow_many_sockets()
    with tempfile.TemporaryDirectory() as name:
        saves = Path(name) / "saves"
        with host(saves, players) as facts:
            seen = asyncio.run(_play(players, facts, slow=slow))
        _count(saves, seen)
    return seen


@contextlib.contextmanager
def host(saves: Path, players: int) -> Iterator[Mapping[str, Any]]:
    """Start the real command; end it when done."""
    line = [
        sys.executable, "-m", "game", "host", "--json", "--headless", "--bind", "127.0.0.1", "--port", "0",
        "--saves", str(saves), "--skill", SKILL, "--no-ai", "--rounds", str(ROUNDS), "--guess-s", str(GUESS_S),
        "--reveal-s", "1", "--start-with", str(players),
    ]  # fmt: skip
    env = {**os.environ, "SDL_AUDIODRIVER": "dummy"}
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env)
    try:
        said = process.stdout.readline() if process.stdout is not None else ""
        if not said:
            raise GameError("the host must say where it listens, it said nothing")
        yield json.loads(said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


async def _play(players: int, facts: Mapping[str, Any], *, slow: int) -> Seen:
    seen, gate = Seen(), asyncio.Semaphore(JOINED_AT_ONCE)
    quick = [asyncio.create_task(_player(number, facts, seen, gate)) for number in range(players - slow)]
    tasks = [*quick, *(asyncio.create_task(_slow_player(facts, seen)) for _ in range(slow))]
    try:
        await asyncio.wait_for(asyncio.gather(*tasks), LONGEST_S)
    except TimeoutError as error:
        raise GameError(f"a match must end within {LONGEST_S:g} s, {seen.finished} of {players} saw its end") from error
    return seen


async def _player(number: int, facts: Mapping[str, Any], seen: Seen, gate: asyncio.Semaphore) -> None:
    dice = np.random.default_rng(number)
    async with gate:
        socket = await connect(facts["ws"], compression=None, ping_interval=None, max_queue=None, open_timeout=60)
        await socket.send(json.dumps({"t": "join", "room": facts["room"]}))
    answering = set[asyncio.Task[None]]()
    sent_s: dict[str, float] = {}
    answered = set[str]()
    async with socket:
        async for text in socket:
            kind = str(text).split('"t":"', 1)[1].split('"', 1)[0]
            if kind in ("progress", "board"):
                seen.board_ms.append(_since_ms(str(text)))
            elif kind == "ack":
                frame = json.loads(text)
                seen.ack_ms.append((time.monotonic() - sent_s[frame["id"]]) * 1000)
                seen.verdicts[frame["res"]] += 1
                seen.acked[frame["id"]] += 1
            elif kind == "state" and '"phase":"FINISHED"' in text:
                seen.finished += 1
                return
            elif kind == "state" and '"phase":"GUESS"' in text:
                frame = json.loads(text)
                if frame["round"] not in answered:
                    answered.add(frame["round"])
                    task = asyncio.create_task(_answer(socket, frame, dice, sent_s, seen))
                    answering.add(task)
                    task.add_done_callback(answering.discard)


async def _slow_player(facts: Mapping[str, Any], seen: Seen) -> None:
    """Join, read nothing for a while in each round, and look on to the end."""
    place = urlsplit(facts["ws"])
    narrow = sockets.socket()
    narrow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, SLOW_BUFFER)
    narrow.setblocking(False)  # noqa: FBT003  # its own signature
    await asyncio.get_running_loop().sock_connect(narrow, (place.hostname, place.port))
    last, rested = 0, set[int]()
    async with connect(facts["ws"], sock=narrow, compression=None, ping_interval=None, max_queue=1) as socket:
        await socket.send(json.dumps({"t": "join", "room": facts["room"]}))
        async for text in socket:
            frame = json.loads(text)
            seen.skipped += frame["seq"] - last - 1
            last = frame["seq"]
            phase = frame.get("phase", "")
            if phase == "FINISHED":
                seen.finished += 1
                return
            if phase == "GUESS" and frame["idx"] not in rested:
                rested.add(frame["idx"])
                await asyncio.sleep(SLOW_S)
                await socket.send('{"t":"ping","c":0}')  # still there


def _since_ms(text: str) -> float:
    said = text.rsplit('"now":"', 1)[1][:24]
    return time.time() * 1000 - datetime.fromisoformat(said).timestamp() * 1000


async def _answer(
    socket: ClientConnection, state: Mapping[str, Any], dice: np.random.Generator, sent_s: dict[str, float], seen: Seen
) -> None:
    opens_s = datetime.fromisoformat(state["opens_at"]).timestamp() - time.time()
    await asyncio.sleep(max(0.0, opens_s) + dice.uniform(0.0, WINDOW_S))
    answer_id = f"{state['me']['player']}-{state['idx']}"
    seen.sent[answer_id] = state["me"]["player"]
    sent_s[answer_id] = time.monotonic()
    frame = {"t": "answer", "id": answer_id, "round": state["round"], "phase": "guess", "v": int(dice.integers(1, 3))}
    await socket.send(json.dumps({**frame, "conf": "certain"}))


def _count(saves: Path, seen: Seen) -> None:
    """Count what was acknowledged and is not there, never acknowledged, or counted twice."""
    store = Matches(open_database(saves, now=clock(), tell=lambda said: None))
    try:
        missing = [one for one, player in seen.sent.items() if not store.has_answer(player, one)]
        results = store.find_results(store.latest_match_id())
    finally:
        store.close()
    unacked = [one for one in seen.sent if one not in seen.acked]
    seen.lost = len(set(missing) | set(unacked))
    places = Counter((result.player_id, result.idx) for result in results)
    twice = sum(count - 1 for count in seen.acked.values())
    seen.double = twice + sum(count - 1 for count in places.values()) + abs(len(places) - len(seen.sent))


MEASURES: Final[Mapping[str, Callable[[], Row]]] = {**slow_measures(200), **measures(500), **measures(1000)}
