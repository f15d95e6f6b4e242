"""The rounds of a match as sound: rendered ahead in a thread, and what is hidden in them, kept apart from the match."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from game.arena.clips import Shelf, shelf_of
from game.core.errors import GameError, StoreError
from game.dsp.stimulus import Stimulus
from game.link.pieces import File
from game.session import match_events as ev
from game.session.match_facts import Match, Play
from game.session.match_records import Hidden, KeepRound
from game.session.match_round import MatchRound, prepare_match_round

if TYPE_CHECKING:
    from game.arena.room import Contest

KEPT: Final = 2
"""So many rounds' clips can be fetched: those of this one, and of the one before for whoever is slow."""


class Renders:
    """Renders rounds, and knows of those that are on."""

    def __init__(self, contest: "Contest") -> None:
        self._contest = contest
        self._hidden: dict[str, Hidden] = {}
        self._stimuli: dict[str, Stimulus] = {}
        self._shelves: dict[str, Shelf] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ahead: tuple[tuple[object, ...], asyncio.Task[MatchRound]] | None = None
        self.trouble = ""

    # ---- what is known

    def hidden_of(self, play: Play | None) -> Hidden | None:
        """Return what is hidden in the round that is on; from disk after a crash."""
        if play is None:
            return None
        if play.round_id not in self._hidden:
            self._hidden[play.round_id] = self._contest.ports.store.find_hidden(play.round_id)
        return self._hidden[play.round_id]

    def stimulus_of(self, play: Play | None) -> Stimulus | None:
        """Return the sound of the round that is on, if it is rendered."""
        return None if play is None else self._stimuli.get(play.round_id)

    def files_of(self, play: Play | None) -> tuple[File, ...]:
        """Return the addresses of the clips."""
        shelf = None if play is None else self._shelves.get(play.round_id)
        return () if shelf is None else shelf.files

    def find(self, path: str) -> tuple[bytes, str] | None:
        """Return the bytes and the media type of a clip, if its name is one."""
        for shelf in self._shelves.values():
            if path in shelf.contents:
                return shelf.contents[path]
        return None

    # ---- work

    def work(self, match: Match, effect: ev.Effect) -> None:
        """Render a round, or fetch its truth."""
        if isinstance(effect, ev.Render):
            self._begin(self._render(match, effect.idx))
        elif isinstance(effect, ev.Unveil):
            hidden = self.hidden_of(match.play)
            if hidden is not None:
                now = self._contest.now()
                self._contest.apply(ev.Unveiled(effect.round_id, hidden.challenge, now))

    def ahead(self, match: Match) -> None:
        """Begin with the next round while the truth of this one is shown."""
        if 0 < match.idx < match.rules.rounds:
            self._ahead = (self._key(match, match.idx + 1), self._task(match, match.idx + 1))

    def again(self, match: Match) -> None:
        """Render a round that was on when the host was cut off: the same sound under the same names."""
        self._begin(self._render_again(match))

    def copy(self) -> None:
        """Have everything copied in a thread, now that a round is done."""
        self._begin(self._copy())

    async def _copy(self) -> None:
        ports = self._contest.ports
        try:
            await asyncio.to_thread(ports.keep_copy)
        except StoreError as error:
            ports.tell(str(error))

    def stop(self) -> None:
        """Leave off."""
        for task in self._tasks:
            task.cancel()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _key(self, match: Match, idx: int) -> tuple[object, ...]:
        return (match.match_id, match.rules, idx)

    def _task(self, match: Match, idx: int, round_id: str = "") -> asyncio.Task[MatchRound]:
        ports = self._contest.ports

        def prepare() -> MatchRound:
            return prepare_match_round(
                match.rules,
                match_id=match.match_id,
                idx=idx,
                round_id=round_id or f"r{ports.new_id()}",
                secret=ports.secret,
                library=ports.library,
                listener=ports.listener,
            )

        return asyncio.get_running_loop().create_task(asyncio.to_thread(prepare))

    async def _render(self, match: Match, idx: int) -> None:
        contest = self._contest
        known, self._ahead = self._ahead, None
        task = known[1] if known is not None and known[0] == self._key(match, idx) else self._task(match, idx)
        try:
            made = await task
        except GameError as error:
            self.trouble = str(error)
            contest.ports.tell(self.trouble)
            contest.apply(ev.NotPrepared(idx, contest.now()))
            return
        self.trouble = ""
        await self._keep(match, made)
        now = contest.now()
        record = KeepRound(match.match_id, made.play, made.hidden, now)
        contest.enqueue(contest.match, [record], (), [lambda _: contest.apply(ev.Prepared(made.play, contest.now()))])

    async def _render_again(self, match: Match) -> None:
        play = match.play
        if play is None:
            return
        made = await self._task(match, play.idx, play.round_id)
        await self._keep(match, made)
        self._contest.enqueue(self._contest.match, (), [ev.Announce()])

    async def _keep(self, match: Match, made: MatchRound) -> None:
        ports, round_id = self._contest.ports, made.play.round_id
        self._hidden[round_id], self._stimuli[round_id] = made.hidden, made.stimulus
        if match.rules.mode == "headphones":
            self._shelves[round_id] = await asyncio.to_thread(
                shelf_of, made.stimulus, round_id=round_id, secret=ports.secret, encode=ports.encode
            )
        for known in (self._hidden, self._stimuli, self._shelves):
            while len(known) > KEPT:
                known.pop(next(iter(known)))
