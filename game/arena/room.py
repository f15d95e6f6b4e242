"""One room: gives what happens to the referee, has it written down, and only then tells what came of it."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from typing import Any, Final

from pydantic import BaseModel

from game.arena import frames
from game.arena.about import About
from game.arena.connection import Connection
from game.arena.crowd import Crowd
from game.arena.handed import Ports
from game.arena.renders import Renders
from game.arena.sound import RoomSound
from game.arena.truths import Truths, board_frame
from game.arena.writer import Writer
from game.core.errors import StoreError
from game.link import wire
from game.session import match_events as ev
from game.session.match import step
from game.session.match_answers import is_done, playing
from game.session.match_facts import Finished, Match, Paused, Preparing, Revealing
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
        self.trouble = ""
        self.renders = Renders(self)
        self.sound = RoomSound(ports.open_speaker)
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._answered: dict[str, None] = {}
        self._moved = self._chosen = False
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
        """Say goodbye; this match is not resumed."""
        self._ended = True
        for connection in tuple(self.crowd.everybody):
            connection.end(wire.Bye(why="closing"))
        self.enqueue(self.match, [EndMatch(self.match.match_id, self.now())], ())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._jobs.join(), 3.0)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.renders.stop()
        self.sound.close()
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
            self._complain(str(fault))
            await asyncio.sleep(AGAIN_S)
            fault = await self.writer.write(job.records)
        self._complain("" if fault is None else str(fault))
        for answer in answers:
            done = ev.Stored if fault is None else ev.NotStored
            self.apply(done(answer.player_id, answer.given.answer_id, self.now()))
        for tell in job.tells:
            if isinstance(tell, ev.Announce):
                await self._announce(job.match, tell.player_id)
            elif isinstance(tell, ev.TellTruth):
                await self._tell_truth(job.match)
            else:
                self._tell(tell, job.match)
        for call in job.then:
            call(job.match)

    def _complain(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble, self._moved = trouble, True
            if trouble:
                self.ports.tell(trouble)

    # ---- telling

    @singledispatchmethod
    def _tell(self, effect: ev.Effect, match: Match) -> None:
        """Tell what came of an event to whoever it is for; answers to be written were told of when they were."""

    @_tell.register
    def _(self, effect: ev.AckTo, match: Match) -> None:
        del match
        known = effect.old and self.ports.store.has_answer(effect.player_id, effect.answer_id)
        self.tell_player(effect.player_id, wire.Ack(id=effect.answer_id, res="dup" if known else effect.res))

    @_tell.register
    def _(self, effect: ev.Lost, match: Match) -> None:
        del match
        says = "Your answer could not be written down. It is sent again by itself."
        self.tell_player(effect.player_id, wire.Err(why="not_saved", says=says))

    @_tell.register
    def _(self, effect: ev.TellAi, match: Match) -> None:
        hidden = self.renders.hidden_of(match.play)
        if match.play is None or hidden is None or hidden.advice is None:
            return
        message = frames.ai_frame(match.play, hidden)
        for player_id in effect.player_ids:
            self.tell_player(player_id, message)

    @_tell.register
    def _(self, effect: ev.TellProgress, match: Match) -> None:
        del match
        self._answered[effect.player_id] = None

    @_tell.register
    def _(self, effect: ev.TellPeople, match: Match) -> None:
        del effect, match
        self._moved = True

    @_tell.register
    def _(self, effect: ev.Dismiss, match: Match) -> None:
        del match
        for connection in self.crowd.of(effect.player_id):
            connection.end(wire.Bye(why="kicked"))
            self.crowd.unseat(connection)
            connection.role = ""

    @_tell.register
    def _(self, effect: ev.Render | ev.Unveil, match: Match) -> None:
        self.renders.work(match, effect)

    def tell_player(self, player_id: str, message: BaseModel) -> None:
        """Tell a player, wherever they are connected."""
        body = wire.body_of(message)
        for connection in self.crowd.of(player_id):
            connection.send_body(body)

    def states(self, match: Match) -> frames.States:
        """Return the states of this moment."""
        hidden = self.renders.hidden_of(match.play)
        files = self.renders.files_of(match.play)
        return frames.States(match, now=self.now(), files=files, hidden=hidden, sounds=self.sound.playing)

    async def _announce(self, match: Match, player_id: str | None) -> None:
        self._follow_with_sound(match)
        states = self.states(match)
        if player_id is not None:
            for connection in self.crowd.of(player_id):
                connection.send_body(states.of_player(player_id))
            return
        async for player, connection in self.crowd.in_turns():
            connection.send_body(states.of_player(player))
        for connection in self.crowd.onlookers:
            connection.send_body(states.of_onlooker())
        self._answered.clear()
        self._moved = True

    async def _tell_truth(self, match: Match) -> None:
        truths = self._truths(match)
        board = wire.body_of(board_frame(match, now=self.now(), whole=False)) if match.rules.board else ""
        whole = wire.body_of(board_frame(match, now=self.now(), whole=True))
        async for player, connection in self.crowd.in_turns():
            self._tell_truth_to(connection, "" if truths is None else truths.of_player(player), board)
        for connection in self.crowd.onlookers:
            text = whole if connection.role == "desk" else board
            self._tell_truth_to(connection, "" if truths is None else truths.of_onlooker(), text)
        self.renders.ahead(match)
        self.renders.copy()

    def _tell_truth_to(self, connection: Connection, truth: str, board: str) -> None:
        for body in (truth, board):
            if body:
                connection.send_body(body)

    def _truths(self, match: Match) -> Truths | None:
        state = match.state.inner if isinstance(match.state, Paused) else match.state
        hidden = self.renders.hidden_of(match.play)
        if not isinstance(state, Revealing) or hidden is None:
            return None
        return Truths(match if state is match.state else _unpaused(match, state), hidden)

    def greet(self, connection: Connection) -> None:
        """Tell a connection all that holds now; after it came, came back, or fell behind."""
        match, states = self.match, self.states(self.match)
        truths = self._truths(match)
        shows_board = truths is not None or isinstance(match.state, Finished)
        if connection.role == "player":
            connection.send_body(states.of_player(connection.player_id))
            truth = truths.of_player(connection.player_id) if truths is not None else ""
        else:
            connection.send_body(states.of_onlooker())
            truth = truths.of_onlooker() if truths is not None else ""
        desk = connection.role == "desk"
        board = ""
        if shows_board and (desk or match.rules.board):
            board = wire.body_of(board_frame(match, now=self.now(), whole=desk))
        self._tell_truth_to(connection, truth, board)
        if desk:
            connection.send(self.desk())

    def people(self) -> wire.People:
        """Return who is in."""
        return wire.People(players=frames.people(self.match))

    def desk(self) -> wire.Desk:
        """Return what the host desk shows."""
        play = self.match.play
        return wire.Desk(
            room=self.room.code,
            url=self.about.url,
            projector_url=self.about.projector_url,
            locked=self.match.locked,
            setup=frames.desk_setup(self.match),
            players=frames.desk_players(self.match),
            clips=[] if play is None else list(play.clips),
            playing=self.sound.playing,
            sound=self.sound.trouble if self.match.rules.mode == "speakers" else "",
            trouble=self.trouble or self.renders.trouble,
        )

    # ---- time

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.apply(ev.Tick(self.now()))
            await self._tell_what_moved()
            if self.sound.turn(self.now()) or self._chosen:
                self._chosen, self._moved = False, True
                await self.crowd.tell_all(wire.Playing(clip=self.sound.playing))

    async def _tell_what_moved(self) -> None:
        for connection in tuple(self.crowd.everybody):
            connection.look_after()
            if connection.behind and connection.waiting < 2 and connection.role:
                connection.behind = False
                self.greet(connection)
        if self._answered:
            there = playing(self.match, self.now())
            done = sum(is_done(self.match, player) for player in there)
            new, self._answered = list(self._answered), {}
            await self.crowd.tell_all(wire.Progress(n=done, of=len(there), new=new, now=frames.moment(self.now())))
            self._moved = True
        if self._moved:
            self._moved = False
            self._tell_onlookers()

    def _tell_onlookers(self) -> None:
        if not self.crowd.onlookers:
            return
        body = wire.body_of(self.people())
        desk = wire.body_of(self.desk()) if self.crowd.desks else ""
        for connection in self.crowd.onlookers:
            connection.send_body(body)
            if connection.role == "desk":
                connection.send_body(desk)

    def _follow_with_sound(self, match: Match) -> None:
        """Let the room hear a round while it is open; silence at all other times."""
        if match.rules.mode != "speakers":
            return
        stimulus = self.renders.stimulus_of(match.play)
        open_ = not isinstance(match.state, Paused | Preparing) and match.play is not None and stimulus is not None
        if open_ and stimulus is not None and match.play is not None:
            self.sound.take(match.play, stimulus, self.now())
        else:
            self.sound.hush()

    def play_clip(self, clip: str | None) -> None:
        """Let the room hear one clip, or nothing, because the host says so."""
        self.sound.choose(clip, self.now())
        self._chosen = True


def _unpaused(match: Match, state: Revealing) -> Match:
    return Match(match.match_id, match.rules, state, match.players, match.locked)
