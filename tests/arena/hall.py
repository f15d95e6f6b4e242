"""A host in this process, on real sockets, with made-up music and a clock that runs as fast as a test likes."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from game.arena.about import About
from game.arena.app import build_app
from game.arena.guards import pin_of
from game.arena.handed import Ports
from game.arena.room import Contest
from game.arena.server import listen
from game.core.facts import Advice, Question
from game.dsp.audio import Heard
from game.library.encode import encode_clips
from game.library.files import find_content
from game.session.match_facts import Match, Rules
from game.session.match_records import Kept, Room
from game.session.ports import MatchStore
from game.simulate.players import Robot, robots
from tests.conftest import FewSources
from tests.session.contest import NOW
from tests.store.memory_matches import MemoryMatches

SECRET = b"only the host knows this".ljust(32, b".")
CODE = "KRVM"
RULES = Rules(
    skill_id="eq.boost_freq",
    cue_from=12.0,
    cue_to=12.0,
    rounds=2,
    guess_s=10.0,
    revise_s=5.0,
    reveal_s=2.0,
    start_with=1,
)
AI_HZ = 4321.0


class Parrot:
    """An AI that always says the same."""

    introduction = "I always say the same."

    def answers(self, skill_id: str) -> bool:
        return skill_id == "eq.boost_freq"

    def listen(self, question: Question, heard: Heard) -> Advice:
        del heard
        return Advice(
            question.skill_id, AI_HZ, "boost", 0.4, ((AI_HZ, 1.0),), (), in_domain=True, model_sha256="0" * 64
        )

    def picture(self, question: Question, heard: Heard) -> None:
        """It has none."""

    def say_region(self, question: Question, advice: Advice) -> str:
        return "parrot hears a region"

    def say_number(self, question: Question, advice: Advice) -> str:
        return f"parrot says {advice.choice}"

    def say_evidence(self, question: Question, advice: Advice) -> str:
        return "parrot shows its evidence"


def fast_clock(speed: float) -> Callable[[], datetime]:
    """Return a clock whose seconds are as short as the speed says."""
    began_s = time.monotonic()
    return lambda: NOW + timedelta(seconds=speed * (time.monotonic() - began_s))


def ids(room: str) -> Callable[[], str]:
    """Return a maker of ids, each once in all rooms, that look like those of the game."""
    numbers = itertools.count(int.from_bytes(room.encode(), "big"))
    return lambda: f"{next(numbers) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


@dataclass
class Hall:
    """A host that listens."""

    contest: Contest
    ws: str
    http: str
    said: list[str]
    speed: float
    new_id: Callable[[], str]

    @property
    def pin(self) -> str:
        return pin_of(SECRET, self.contest.room.host_id)

    def robots(self, count: int, *, seed: int = 1, longest_s: float = 2.0) -> list[Robot]:
        return list(
            robots(
                count,
                ws=self.ws,
                room=self.contest.room.code,
                seed=seed,
                new_id=self.new_id,
                longest_s=longest_s,
                speed=self.speed,
            )
        )

    @contextlib.asynccontextmanager
    async def talk(self) -> AsyncIterator["Talk"]:
        async with connect(self.ws, compression=None, ping_interval=None, max_queue=None) as socket:
            yield Talk(socket)

    @contextlib.asynccontextmanager
    async def playing(self, players: list[Robot]) -> AsyncIterator[list[asyncio.Task[None]]]:
        tasks = [asyncio.create_task(player.run()) for player in players]
        try:
            yield tasks
        finally:
            for player in players:
                await player.client.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@dataclass
class Talk:
    """One raw connection."""

    socket: ClientConnection
    heard: list[str] = field(default_factory=list)

    async def say(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def next(self) -> dict[str, Any]:
        text = await asyncio.wait_for(self.socket.recv(), 10)
        self.heard.append(str(text))
        frame: dict[str, Any] = json.loads(text)
        return frame

    async def until(self, t: str, **facts: object) -> dict[str, Any]:
        """Return the next frame of a kind with these facts; leave out what comes before."""
        while True:
            frame = await self.next()
            if frame["t"] == t and all(frame[key] == value for key, value in facts.items()):
                return frame

    async def join(self, room: str = CODE, **more: object) -> dict[str, Any]:
        await self.say(t="join", room=room, **more)
        return await self.until("joined")

    async def stay(self) -> None:
        """Show now and then that somebody is there."""
        with contextlib.suppress(Exception):
            while True:
                await asyncio.sleep(10.0)
                await self.say(t="ping", c=1)

    async def listen(self) -> None:
        """Hear all that comes, until the connection ends."""
        with contextlib.suppress(Exception):
            async for text in self.socket:
                self.heard.append(str(text))


@contextlib.asynccontextmanager
async def hall(
    library: FewSources,
    *,
    store: MatchStore | None = None,
    speed: float = 10.0,
    code: str = CODE,
    **rules: object,
) -> AsyncIterator[Hall]:
    """Open a host on a free port; closes it when the test is done with it."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    said = list[str]()
    new_id = ids(code)
    ports = Ports(
        store=MemoryMatches() if store is None else store,
        library=library,
        listener=Parrot(),
        open_speaker=lambda: None,
        encode=encode_clips,
        clock=fast_clock(speed),
        new_id=new_id,
        secret=SECRET,
        tell=said.append,
        keep_copy=lambda: None,
    )
    found = ports.store.find_open()
    fresh = Kept(Match(f"match {code}", replace(RULES, **rules)), Room(code, f"host {code}"))  # type: ignore[arg-type]
    about = About(url, code, f"{url}/projector", find_content() / "fonts")
    contest = Contest(found or fresh, ports, about)
    app = build_app(lambda: (contest, found is not None))
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, ws="websockets-sansio", ws_per_message_deflate=False,
        ws_max_size=16_384, timeout_graceful_shutdown=1, lifespan="on",
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]  # pytest keeps its own
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Hall(contest, f"ws://127.0.0.1:{port}/ws", url, said, speed, new_id)
    finally:
        server.should_exit = True
        await task
        listener.close()


async def until(fact: Callable[[], bool], *, within_s: float = 30.0) -> None:
    """Wait for a fact; fails where it never becomes one."""
    for _ in range(round(within_s / 0.02)):
        if fact():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")
