"""One thread that writes: whatever waits goes into one commit, and nobody is answered before it is on disk."""

import asyncio
import queue
import threading
from collections.abc import Sequence
from typing import Final

from game.core.errors import StoreError
from game.session.match_records import Record
from game.session.ports import MatchStore

MOST_AT_ONCE: Final = 500
Group = Sequence[Record]
Waiting = tuple[Group, "asyncio.Future[StoreError | None]"]


class Writer:
    """Writes groups of records in the order in which they were given."""

    def __init__(self, store: MatchStore, loop: asyncio.AbstractEventLoop) -> None:
        self._store, self._loop = store, loop
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="match writer", daemon=True)
        self.commits = 0
        self._thread.start()

    def write(self, group: Group) -> "asyncio.Future[StoreError | None]":
        """Return what becomes None when the group is on disk, or the error that kept it off."""
        future: asyncio.Future[StoreError | None] = self._loop.create_future()
        self._queue.put((group, future))
        return future

    def close(self) -> None:
        """Write what still waits, and end."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            batch, ends = self._next_batch()
            if batch:
                faults = self._store.write([group for group, _ in batch])
                self.commits += 1
                self._tell([(future, fault) for (_, future), fault in zip(batch, faults, strict=True)])
            if ends:
                return

    def _next_batch(self) -> tuple[list[Waiting], bool]:
        batch = list[Waiting]()
        item = self._queue.get()
        while item is not None:
            batch.append(item)
            if len(batch) >= MOST_AT_ONCE:
                return batch, False
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _tell(self, results: Sequence[tuple["asyncio.Future[StoreError | None]", StoreError | None]]) -> None:
        def resolve() -> None:
            for future, fault in results:
                if not future.done():
                    future.set_result(fault)

        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(resolve)
