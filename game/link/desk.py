"""The host desk's side of a match, in a thread of its own: logs in with the PIN, gives orders, keeps what is told."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from game.link import pieces, wire
from game.link.client import Client, Place
from game.link.in_thread import InThread, seconds
from game.session.match_desk import TIMED, DeskOrder, DeskPerson, DeskRules, DeskSeen, Row, Told

TURNED_AWAY: Final = ("wrong_pin", "pin_locked", "not_host")
FROM_SPEAKERS: Final = "speakers"


class ThreadDesk(InThread):
    """Keeps what is known as one value; whoever reads it gets the newest."""

    def __init__(self, ws: str, *, pin: str, new_id: Callable[[], str], seed: int) -> None:
        """Log in at once."""
        self._session = pin
        self._seen = DeskSeen()

        def make() -> Client:
            place = Place(ws, "")
            return Client(place, heard=self.hear, new_id=new_id, seed=seed, client="desk", greet=self._login)

        super().__init__(make, name="class desk")
        self._thread.start()

    # ---- for the window

    def seen(self) -> DeskSeen:
        """Return what is known now."""
        seen = self._seen
        link, left_s = self.now(seen.link)
        return replace(seen, link=link, left_s=left_s)

    def order(self, op: DeskOrder, **what: Any) -> None:
        """Give an order, with the keys that it reads; `setup` is given what is to change."""
        if "setup" in what:
            what["setup"] = pieces.Setup.model_validate(what["setup"])
        frame = wire.Host(op=op, pin_session=self._session, **what)
        with contextlib.suppress(RuntimeError):  # the thread has ended
            self._loop.call_soon_threadsafe(self._tell, frame)

    # ---- in the thread

    def _login(self) -> wire.Host:
        return wire.Host(op="login", pin_session=self._session)

    def _tell(self, frame: wire.Host) -> None:
        self._seen = replace(self._seen, says="")
        if self._client is not None:
            self._client.tell(frame)

    def hear(self, message: wire.FromHost) -> None:
        """Take in what the host says."""
        match message:
            case wire.State():
                self._look(message)
            case wire.Hosted():
                self._session = message.pin_session
            case wire.Err():
                self._refused(message)
            case _:
                self._seen = replace(self._seen, **_news(self._seen, message))

    def _refused(self, message: wire.Err) -> None:
        self._seen = replace(self._seen, says=message.says or message.why)
        if message.why in TURNED_AWAY and self._client is not None:
            self._client.over = message.why
            self._leave()

    def _look(self, state: wire.State) -> None:
        before, asked = self._seen, state.question
        timed = state.phase in TIMED and state.closes_at is not None
        self.run_until(state.closes_at if timed else None, now=state.now)
        span_s: float | None = None
        if timed and state.closes_at is not None:
            span_s = seconds(state.opens_at or state.now, state.closes_at)
        told = before.told if state.round == before.round_id and state.phase in ("REVEAL", "PAUSED") else None
        lobby = state.phase == "LOBBY"
        self._seen = replace(
            before,
            link="in",
            resumed=not lobby if before.link == "joining" else before.resumed and not lobby,
            phase=state.phase,
            paused_in=state.paused_in,
            round_id=state.round or "",
            idx=state.idx,
            of=state.of,
            span_s=span_s,
            held_s=state.left_s,
            answered=state.n,
            playing_n=state.people,
            playing=state.playing,
            title="" if asked is None else asked.title,
            task="" if asked is None else asked.task,
            assisted=before.assisted if asked is None else asked.assisted,
            told=told,
            board=() if lobby else before.board,
            teams=() if lobby else before.teams,
            says="" if state.phase != before.phase else before.says,
        )


def _news(before: DeskSeen, message: wire.FromHost) -> dict[str, Any]:
    """Return what a message changes."""
    match message:
        case wire.Desk():
            return _desk(message)
        case wire.People():
            here = {one.player: one for one in message.players}
            return {"people": tuple(_moved(one, here[one.player]) for one in before.people if one.player in here)}
        case wire.Progress():
            return {"answered": message.n, "playing_n": message.of}
        case wire.Playing():
            return {"playing": message.clip}
        case wire.Reveal():
            return {"told": _told(message)}
        case wire.Board():
            rows = tuple(Row(row.rank, row.name, row.points, row.gained, row.team) for row in message.rows)
            return {"board": rows, "teams": tuple((row.rank, row.team, row.points) for row in message.team or ())}
        case wire.Bye():
            return {"says": "The host closed the room."}
    return {}


def _desk(desk: wire.Desk) -> dict[str, Any]:
    people = tuple(
        DeskPerson(one.player, one.name, one.here, one.answered, one.team, one.wish, one.extra_time, one.points)
        for one in desk.players
    )
    held = desk.setup.model_dump()
    return {
        "room": desk.room,
        "url": desk.url,
        "locked": desk.locked,
        "setup": DeskRules(**{**held, "sources": tuple(held["sources"])}),
        "people": people,
        "clips": tuple(desk.clips) if desk.setup.mode == FROM_SPEAKERS else (),
        "playing": desk.playing,
        "sound": desk.sound,
        "trouble": desk.trouble,
    }


def _moved(one: DeskPerson, now: pieces.Person) -> DeskPerson:
    return replace(one, name=now.name, here=now.here, answered=now.answered, team=now.team)


def _told(reveal: wire.Reveal) -> Told:
    whole = reveal.whole
    return Told(
        truth=reveal.truth.says,
        right=0 if whole is None else whole.right,
        n=0 if whole is None else whole.n,
        middle="" if whole is None else whole.middle_says,
        ai="" if reveal.ai is None else reveal.ai.says,
        explain=reveal.explain,
    )
