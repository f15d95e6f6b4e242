"""One client's connection: a short queue, so that whoever does not read slows nobody down."""

import asyncio
from collections import deque
from typing import Final, Literal, Protocol

from pydantic import BaseModel

from game.arena.guards import Flood
from game.link.wire import body_of, numbered

QUEUE: Final = 64
STUCK_TICKS: Final = 150
"""A client that takes nothing for so many ticks, half a minute, is let go."""
Role = Literal["", "player", "projector", "desk"]


class Socket(Protocol):
    """What carries text to one client."""

    async def send_text(self, data: str) -> None:
        """Send a frame; waits while the client does not read."""

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Close the connection."""


class Connection:
    """Sends in order, each frame with its number. Where the queue is full it is emptied, and `behind` is set."""

    def __init__(self, socket: Socket, address: str) -> None:
        self._socket = socket
        self.address = address
        self.role: Role = ""
        self.player_id = ""
        self.flood = Flood()
        self.warned_at_s = -1.0
        self.behind = False
        self.seq = 0
        self.dropped = 0
        self._queue: deque[str] = deque()
        self._wake = asyncio.Event()
        self._last_words: str | None = None
        self._sending = False
        self._stuck_ticks = 0
        self._sender: asyncio.Task[None] | None = None
        self.abandoned = False

    def look_after(self) -> None:
        """Let go of a client that has taken nothing for half a minute; to be called at each tick."""
        self._stuck_ticks = self._stuck_ticks + 1 if self._sending else 0
        if self._stuck_ticks > STUCK_TICKS and self._sender is not None:
            self.abandoned = True
            self._sender.cancel()

    def send(self, message: BaseModel) -> None:
        """Send a message to this client alone."""
        self.send_body(body_of(message))

    def send_body(self, body: str) -> None:
        """Send what was made into text once for all."""
        if self._last_words is not None:
            return
        if len(self._queue) >= QUEUE:
            self.seq += len(self._queue)  # a gap, so that the client knows
            self.dropped += len(self._queue)
            self._queue.clear()
            self.behind = True
        self._queue.append(body)
        self._wake.set()

    def end(self, message: BaseModel) -> None:
        """Say a last thing and close."""
        self._last_words = body_of(message)
        self._wake.set()

    @property
    def ending(self) -> bool:
        """Whether its last words are said."""
        return self._last_words is not None

    @property
    def waiting(self) -> int:
        """How many frames wait."""
        return len(self._queue)

    async def run(self) -> None:
        """Send until the end is said; ends by being cancelled where the client goes."""
        self._sender = asyncio.current_task()
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue and self._last_words is None:
                await self._deliver(self._queue.popleft())
            if self._last_words is not None:
                self._queue.clear()
                await self._deliver(self._last_words)
                await self._socket.close()
                return

    async def _deliver(self, body: str) -> None:
        self.seq += 1
        self._sending = True
        await self._socket.send_text(numbered(body, self.seq))
        self._sending = False
