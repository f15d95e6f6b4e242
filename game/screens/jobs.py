"""Work off the UI thread: results come back by number, and those that came too late are dropped."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    number: int
    slot: str
    future: Future[T]
    then: Callable[[T], None]
    failed: Callable[[Exception], None] | None

    def finish(self) -> None:
        """Tell the result to who asked, or raise where nobody wants the failure."""
        error = self.future.exception()
        if error is None:
            self.then(self.future.result())
        elif self.failed is not None and isinstance(error, Exception):
            self.failed(error)
        else:
            raise error


class Jobs:
    """Runs functions in threads and hands back their results in `poll`, on the thread that draws.

    A job has a slot, such as "render"; a newer job in the same slot makes the older one late.
    """

    def __init__(self, *, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="job")
        self._jobs: list[_Job[object]] = []
        self._latest: dict[str, int] = {}
        self._number = 0

    def start(
        self,
        slot: str,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> int:
        """Begin `work` in a thread; `then` gets its result unless a newer job or `forget` made it late.

        Returns:
            The number of the job.
        """
        self._number += 1
        self._latest[slot] = self._number
        job = _Job(self._number, slot, self._pool.submit(work), then, failed)
        self._jobs.append(job)  # type: ignore[arg-type]  # a job keeps its own type of result together
        return self._number

    def forget(self, slot: str | None = None) -> None:
        """Make the jobs of a slot late, or all of them."""
        for name in list(self._latest) if slot is None else [slot]:
            self._latest.pop(name, None)

    @property
    def waiting(self) -> bool:
        """Tell whether a result that is still wanted has not come yet."""
        return any(self._latest.get(job.slot) == job.number for job in self._jobs)

    def poll(self) -> None:
        """Hand over the results that have come."""
        done = [job for job in self._jobs if job.future.done()]
        self._jobs = [job for job in self._jobs if not job.future.done()]
        for job in done:
            if self._latest.get(job.slot) == job.number:
                del self._latest[job.slot]
                job.finish()

    def close(self) -> None:
        """Drop what waits; what runs is not waited for."""
        self._latest.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)
