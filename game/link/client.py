"""Joins a match over the LAN: comes back when the connection is lost, and sends an answer until it is acknowledged."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import numpy as np
from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from game.link import pieces, wire

RESEND_S: Final = (0.6, 2.0)
"""An answer that is not acknowledged is sent again after the first, and then after each of the second."""
BACK_FIRST_S: Final = 0.1
BACK_GROWTH: Final = 1.7
BACK_LONGEST_S: Final = 1.0
PING_S: Final = 15.0
OPEN_WITHIN_S: Final = 5.0
ROOM_LETTERS: Final = 4
FINAL_BYES: Final = frozenset({"kicked", "version", "ended", "too_many"})
"""After these nobody comes back."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to join: the address of the socket, the room, and a token where one had a place already."""

    ws: str
    room: str
    name: str | None = None
    token: str | None = None


def place_of(url: str, *, room: str | None, name: str | None) -> Place:
    """Return where a player joins.

    >>> place_of("http://192.168.4.20:8000/KRVM", room=None, name=None)
    Place(ws='ws://192.168.4.20:8000/ws', room='KRVM', name=None, token=None)

    Raises:
        ValueError: the address is none, or no room is known.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme.lower() not in ("http", "https", "ws", "wss") or not parts.netloc:
        raise ValueError(f"URL must be the address on the projector such as http://192.168.4.20:8000, got {url!r}")
    path = parts.path.strip("/")
    code = room or (path if len(path) == ROOM_LETTERS else "")
    if not code:
        raise ValueError("--room must be the four letters on the projector: give them, or put them behind the address")
    scheme = "wss" if parts.scheme.lower() in ("https", "wss") else "ws"
    return Place(f"{scheme}://{parts.netloc}/ws", code.upper(), name)


class Client:
    """One player's connection. `heard` is given every message; everything runs in one event loop."""

    def __init__(
        self, place: Place, *, heard: Callable[[wire.FromHost], None], new_id: Callable[[], str], seed: int,
        client: str = "own-ears", greet: Callable[[], BaseModel] | None = None,
    ) -> None:  # fmt: skip
        """Take a place; `seed` spreads the times at which many clients come back, `greet` stands for `join`."""
        self._greet = self._ask_in if greet is None else greet
        self._place, self._heard, self._new_id, self._name = place, heard, new_id, client
        self._dice = np.random.default_rng(seed)
        self._socket: ClientConnection | None = None
        self._seated = False
        self._pending: dict[str, wire.Answer] = {}
        self._resends: dict[str, asyncio.Task[None]] = {}
        self.token = place.token
        self.player: str | None = None
        self.over = ""
        self.acks: list[wire.Ack] = []

    @property
    def connected(self) -> bool:
        """Whether the host knows that this player is here."""
        return self._seated

    @property
    def pending(self) -> int:
        """How many answers are not acknowledged yet."""
        return len(self._pending)

    async def run(self) -> None:
        """Stay connected until the host says goodbye for good; ends by being cancelled, too."""
        back_s = BACK_FIRST_S
        while not self.over:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                async with connect(
                    self._place.ws,
                    compression=None,
                    open_timeout=OPEN_WITHIN_S,
                    ping_interval=None,
                    max_queue=None,
                    proxy=None,
                ) as socket:
                    self._socket = socket
                    back_s = BACK_FIRST_S
                    await self._talk(socket)
            self._socket, self._seated = None, False
            if not self.over:
                await asyncio.sleep(back_s * self._dice.uniform(0.5, 1.5))
                back_s = min(BACK_LONGEST_S, back_s * BACK_GROWTH)

    async def _talk(self, socket: ClientConnection) -> None:
        await self._send(wire.Hello(v=wire.VERSION, client=self._name))
        await self._send(self._greet())
        pings = asyncio.get_running_loop().create_task(self._ping())
        try:
            async for text in socket:
                self._take(text)
        finally:
            pings.cancel()

    def _ask_in(self) -> BaseModel:
        if self.token is None:
            return wire.Join(room=self._place.room, name=self._place.name)
        return wire.Resume(token=self.token)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_S)
            await self._send(wire.Ping(c=0))

    def _take(self, text: str | bytes) -> None:
        try:
            message = wire.read_host(text)
        except wire.BadFrame:  # of a newer host
            return
        if isinstance(message, wire.Joined):
            self.token, self.player, self._seated = message.token, message.player, True
            for answer in self._pending.values():
                self._later(answer)
        elif isinstance(message, wire.Hosted):
            self._seated = True
        elif isinstance(message, wire.Ack):
            self._acked(message)
        elif isinstance(message, wire.Bye) and message.why in FINAL_BYES:
            self.over = message.why
        elif isinstance(message, wire.Err) and message.why == "bad_token":
            self.token = None
            self._soon(wire.Join(room=self._place.room, name=self._place.name))
        self._heard(message)

    def _acked(self, ack: wire.Ack) -> None:
        self.acks.append(ack)
        self._pending.pop(ack.id, None)
        task = self._resends.pop(ack.id, None)
        if task is not None:
            task.cancel()

    # ---- sending

    def answer(
        self,
        round_id: str,
        phase: wire.AnswerPhase,
        value: pieces.Value | None,
        *,
        sure: pieces.Sure | None,
        think_ms: float | None = None,
    ) -> str:
        """Send an answer until it is acknowledged; return its id."""
        message = wire.Answer(id=self._new_id(), round=round_id, phase=phase, v=value, conf=sure, think_ms=think_ms)
        self._pending[message.id] = message
        self._later(message)
        return message.id

    def ready(self, round_id: str, *, audio_ok: bool) -> None:
        """Say that the sound of a round is loaded."""
        self._soon(wire.Ready(round=round_id, audio_ok=audio_ok))

    def tell(self, message: BaseModel) -> None:
        """Send anything else once."""
        self._soon(message)

    def _later(self, answer: wire.Answer) -> None:
        old = self._resends.pop(answer.id, None)
        if old is not None:
            old.cancel()
        self._resends[answer.id] = asyncio.get_running_loop().create_task(self._resend(answer))

    async def _resend(self, answer: wire.Answer) -> None:
        wait_s, then_s = RESEND_S
        while answer.id in self._pending:
            if self._seated:
                await self._send(answer)
            await asyncio.sleep(wait_s)
            wait_s = then_s

    def _soon(self, message: BaseModel) -> None:
        task = asyncio.get_running_loop().create_task(self._send(message))
        self._resends[f"once {id(task)}"] = task
        task.add_done_callback(lambda done: self._resends.pop(f"once {id(done)}", None))

    async def _send(self, message: BaseModel) -> None:
        if self._socket is not None:
            with contextlib.suppress(WebSocketException, OSError):
                await self._socket.send(message.model_dump_json())

    async def close(self) -> None:
        """Leave."""
        self.over = self.over or "left"
        for task in list(self._resends.values()):
            task.cancel()
        if self._socket is not None:
            await self._socket.close()
