"""A connection to a match that lives in a thread of its own, for a window that draws sixty times a second."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from game.link.client import Client
from game.session.match_seat import Link

CLOSE_S: Final = 2.0


class InThread:
    """Runs a client until it is over or closed; `make` builds it inside the thread's event loop."""

    def __init__(self, make: Callable[[], Client], *, name: str) -> None:
        self._make = make
        self._client: Client | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._ends_s: float | None = None

    def now(self, link: Link) -> tuple[Link, float | None]:
        """Return how the connection is, `link` being what was told last, and the seconds left; None without an end."""
        client, ends_s = self._client, self._ends_s
        if client is not None and client.over:
            return "over", None
        away = link == "in" and client is not None and not client.connected
        return "away" if away else link, None if ends_s is None else max(0.0, ends_s - time.monotonic())

    def run_until(self, closes_at: str | None, *, now: str) -> None:
        """Let the time run from `now` on the host's clock to `closes_at`; None where there is no end."""
        self._ends_s = None if closes_at is None else time.monotonic() + seconds(now, closes_at)

    def close(self) -> None:
        """Leave the match."""
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._leave)
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._live())
        finally:
            self._loop.close()

    async def _live(self) -> None:
        self._client = self._make()
        await self._client.run()

    def _leave(self) -> None:
        if self._client is not None:
            self._tasks.add(self._loop.create_task(self._client.close()))


def seconds(start: str, stop: str) -> float:
    """Return the seconds from one moment of the wire to another."""
    return (datetime.fromisoformat(stop) - datetime.fromisoformat(start)).total_seconds()
