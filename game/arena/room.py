"""One room: gives what happens to the referee, has it written down, and only then tells what came of it."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from game.arena.about import About
from game.arena.crowd import Crowd
from game.arena.handed import Ports
from game.arena.herald import Herald
from game.arena.renders import Renders
from game.arena.writer import Writer
from game.core.errors import StoreError
from game.link import wire
from game.session import match_events as ev
from game.session.match import step
from game.session.match_facts import Finished, Lobby, Match
from game.session.match_records import (
    EndMatch,
    KeepAnswer,
    KeepMatch,
    KeepPlayer,
    KeepResults,
    Kept,
    Record,
    Room,
)

TICK_S: Final = 0.2
"""Five times a second, and no more, everybody is told who has answered."""
AGAIN_S: Final = 1.0
"""After so long what could not be written is tried again."""


@dataclass(slots=True)
class Job:
    """What is told once `written` is on disk, about the match as it was then."""

    match: Match
    tells: Sequence[ev.Effect]
    records: Sequence[Record]
    written: "asyncio.Future[StoreError | None] | None"
    then: Sequence[Callable[[Match], None]] = field(default_factory=tuple)


class Contest:
    """A room with its match, its people and its sound."""

    def __init__(self, kept: Kept, ports: Ports, about: About) -> None:
        self.match = kept.match
        self.room: Room = kept.room
        self.seats: dict[str, str] = dict(kept.seats)
        self.ports, self.about = ports, about
        self.crowd = Crowd()
        self.renders = Renders(self)
        self.herald = Herald(self)
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._ended = False
        self.writer: Writer

    # ---- life

    def start(self, *, resumed: bool) -> None:
        """Begin to work; a match that was cut off goes on."""
        self.writer = Writer(self.ports.store, asyncio.get_running_loop())
        self._keep_going(self._tell_in_turn)
        self._keep_going(self._tick)
        if resumed:
            if self.match.play is not None:
                self.renders.again(self.match)
            self.apply(ev.Resumed(self.now()))
        else:
            self.enqueue(self.match, [KeepMatch(self.match, self.room, self.now())], ())

    def _keep_going(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin a task, and begin it again where it fails: one message that cannot be told must not end a match."""

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.remove(task)
            if not task.cancelled() and not self._ended:
                self.ports.tell(f"The host made a mistake and goes on: {task.exception()!r}")
                self._keep_going(work)

        task = asyncio.get_running_loop().create_task(work())
        self._tasks.append(task)
        task.add_done_callback(ended)

    async def stop(self) -> None:
        """Say goodbye; a match that is not over goes on when the room is opened again, as after a crash."""
        self._ended = True
        for connection in tuple(self.crowd.everybody):
            connection.end(wire.Bye(why="closing"))
        if is_done_with(self.match):
            self.enqueue(self.match, [EndMatch(self.match.match_id, self.now())], ())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._jobs.join(), 3.0)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.renders.stop()
        self.herald.sound.close()
        await asyncio.to_thread(self.writer.close)

    def now(self) -> datetime:
        """Return now."""
        return self.ports.clock()

    # ---- the referee

    def apply(
        self,
        event: ev.Event,
        *,
        records: Sequence[Record] = (),
        then: Sequence[Callable[[Match], None]] = (),
    ) -> None:
        """Give an event to the referee; what is to be told waits until what is to be kept is on disk.

        Raises:
            Refused: an order that does not fit.
        """
        self.match, effects = step(self.match, event)
        kept = [*self._records(effects, event.at), *records]
        tells = [effect for effect in effects if not isinstance(effect, ev.SaveMatch | ev.SavePlayer | ev.SaveResults)]
        while tells.count(ev.Announce()) > 1:
            tells.remove(ev.Announce())
        if kept or tells or then:
            self.enqueue(self.match, kept, tells, then)

    def enqueue(
        self,
        match: Match,
        records: Sequence[Record],
        tells: Sequence[ev.Effect],
        then: Sequence[Callable[[Match], None]] = (),
    ) -> None:
        """Have records written, and then things told."""
        self._jobs.put_nowait(Job(match, tells, records, self.writer.write(records) if records else None, then))

    def _records(self, effects: Sequence[ev.Effect], at: datetime) -> list[Record]:
        records = list[Record]()
        for effect in effects:
            match effect:
                case ev.SaveMatch():
                    records.append(KeepMatch(self.match, self.room, at))
                case ev.SavePlayer():
                    records.append(KeepPlayer(self.match.match_id, self.match.players[effect.player_id], at))
                case ev.SaveResults():
                    records.append(KeepResults(effect.round_id, effect.results))
                case ev.SaveAnswer():
                    records.append(KeepAnswer(effect.player_id, effect.round_id, effect.phase, effect.given))
        return records

    async def _tell_in_turn(self) -> None:
        while True:
            job = await self._jobs.get()
            try:
                await self._finish(job)
            finally:
                self._jobs.task_done()

    async def _finish(self, job: Job) -> None:
        fault = None if job.written is None else await job.written
        answers = [effect for effect in job.tells if isinstance(effect, ev.SaveAnswer)]
        while fault is not None and not answers:
            self.herald.complain(str(fault))
            await asyncio.sleep(AGAIN_S)
            fault = await self.writer.write(job.records)
        self.herald.complain("" if fault is None else str(fault))
        for answer in answers:
            done = ev.Stored if fault is None else ev.NotStored
            self.apply(done(answer.player_id, answer.given.answer_id, self.now()))
        for tell in job.tells:
            if isinstance(tell, ev.Announce):
                await self.herald.announce(job.match, tell.player_id)
            elif isinstance(tell, ev.TellTruth):
                await self.herald.tell_truth(job.match)
            else:
                self.herald.tell(tell, job.match)
        for call in job.then:
            call(job.match)

    # ---- time

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.apply(ev.Tick(self.now()))
            await self.herald.tick()


def is_done_with(match: Match) -> bool:
    """Tell whether nobody would want a match back: it is over, or it never had anybody in it."""
    empty = not any(not player.kicked for player in match.players.values())
    return isinstance(match.state, Finished) or (isinstance(match.state, Lobby) and empty)
