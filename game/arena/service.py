"""What a client may ask for, and what becomes of it."""

from functools import singledispatchmethod
from typing import Any, Final

from game.arena.connection import Connection
from game.arena.desk import Desk
from game.arena.frames import moment
from game.arena.guards import WRONG_CODES, Wrong, digest
from game.arena.room import Contest
from game.core.facts import CONFIDENCES, Confidence
from game.link import pieces, wire
from game.link.translate import choice_of
from game.session import match_events as ev
from game.session.match_facts import Match, Player
from game.session.match_phases import Refused
from game.session.match_records import KeepSeat
from game.session.pseudonyms import clean_name, pseudonym, skeleton

FULL: Final = 1200
WARN_EVERY_S: Final = 1.0


class Service:
    """Serves the clients of one room."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.desk = Desk(contest)
        self._wrong_codes = Wrong(WRONG_CODES)

    def now_s(self) -> float:
        """Return the time as a number of seconds."""
        return self.contest.now().timestamp()

    def hear(self, connection: Connection, text: str | bytes) -> None:
        """Take one frame of a client; what is wrong with it is said, and nothing else happens."""
        now_s = self.now_s()
        if not connection.flood.lets(now_s):
            if now_s - connection.warned_at_s >= WARN_EVERY_S:
                connection.warned_at_s = now_s
                connection.send(wire.Err(why="too_fast", says="At most 20 messages a second are heard."))
            return
        try:
            frame = wire.read_client(text)
        except wire.BadFrame as error:
            connection.send(wire.Err(why="bad_frame", says=str(error)[:200]))
            return
        self._serve(frame, connection)

    def left(self, connection: Connection) -> None:
        """Forget a client that went away."""
        player_id = self.contest.crowd.leave(connection)
        if player_id:
            self.contest.apply(ev.Left(player_id, self.contest.now()))

    @singledispatchmethod
    def _serve(self, frame: Any, connection: Connection) -> None:
        raise TypeError(f"no service for {type(frame).__name__}")

    @_serve.register
    def _(self, frame: wire.Hello, connection: Connection) -> None:
        if frame.v != wire.VERSION:
            connection.end(wire.Bye(why="version"))
            return
        names = self.contest.match.rules.names
        connection.send(wire.Welcome(now=moment(self.contest.now()), names=names))

    @_serve.register
    def _(self, frame: wire.Ping, connection: Connection) -> None:
        connection.send(wire.Pong(c=frame.c, now=moment(self.contest.now())))

    @_serve.register
    def _(self, frame: wire.Join, connection: Connection) -> None:
        now_s = self.now_s()
        if self._wrong_codes.locked(connection.address, now_s):
            connection.send(wire.Err(why="wrong_room", says="Too many wrong codes. Wait a minute."))
            return
        if frame.room.strip().upper() != self.contest.room.code:
            self._wrong_codes.count(connection.address, now_s)
            connection.send(wire.Err(why="wrong_room", says="This code belongs to no room here."))
            return
        if frame.role == "projector":
            self.contest.crowd.look_on(connection, desk=False)
            connection.send(wire.Joined(token=None, player=None, name=""))
            self.contest.herald.greet(connection)
            connection.send(self.contest.herald.people())
            return
        self._join(frame, connection)

    def _join(self, frame: wire.Join, connection: Connection) -> None:
        contest = self.contest
        match = contest.match
        if match.locked:
            connection.send(wire.Err(why="locked", says="The room is locked. Ask for it to be opened."))
            return
        if len(match.players) >= FULL:
            connection.send(wire.Err(why="full", says="The room is full."))
            return
        try:
            wish = clean_name(frame.name) if frame.name and match.rules.names == "own" else None
        except ValueError as error:
            connection.send(wire.Err(why="name_bad", says=str(error)))
            return
        if wish is not None and skeleton(wish) in self._taken(match):
            connection.send(wire.Err(why="name_taken", says="Somebody is called that, or nearly that."))
            return
        self._seat(connection, wish)

    def _taken(self, match: Match) -> set[str]:
        names = [name for player in match.players.values() for name in (player.name, player.wish) if name]
        return {skeleton(name) for name in names}

    def _seat(self, connection: Connection, wish: str | None) -> None:
        contest = self.contest
        token, player_id = contest.ports.new_id(), contest.ports.new_id()[:16]
        name = self._free_name()
        contest.seats[digest(token)] = player_id
        seat = KeepSeat(player_id, digest(token), contest.now())

        def welcome(match: Match) -> None:
            connection.send(wire.Joined(token=token, player=player_id, name=match.players[player_id].name))
            contest.herald.greet(connection)

        contest.crowd.seat(connection, player_id)
        event = ev.Joined(Player(player_id, name, wish=wish), contest.now())
        contest.apply(event, records=[seat], then=[welcome])

    @_serve.register
    def _(self, frame: wire.Reroll, connection: Connection) -> None:
        del frame
        if not self._is_player(connection):
            return
        contest = self.contest
        try:
            contest.apply(ev.Rerolled(connection.player_id, self._free_name(), contest.now()))
        except Refused as error:
            connection.send(wire.Err(why="refused", says=f"{str(error).capitalize()}."))

    def _free_name(self) -> str:
        names = {player.name for player in self.contest.match.players.values()}
        return pseudonym(int(self.contest.ports.new_id(), 16), names)

    @_serve.register
    def _(self, frame: wire.Resume, connection: Connection) -> None:
        contest = self.contest
        player_id = contest.seats.get(digest(frame.token), "")
        player = contest.match.players.get(player_id)
        if player is None:
            connection.send(wire.Err(why="bad_token", says="This place is not known here. Join again."))
            return
        if player.kicked:
            connection.end(wire.Bye(why="kicked"))
            return
        if contest.crowd.seat(connection, player_id):
            contest.apply(ev.Arrived(player_id, contest.now()))
        connection.send(wire.Joined(token=frame.token, player=player_id, name=player.name))
        contest.herald.greet(connection)

    @_serve.register
    def _(self, frame: wire.Ready, connection: Connection) -> None:
        if self._is_player(connection):
            self.contest.apply(ev.Readied(connection.player_id, frame.round, self.contest.now()))

    @_serve.register
    def _(self, frame: wire.Answer, connection: Connection) -> None:
        if not self._is_player(connection):
            return
        play = self.contest.match.play
        choice = -1.0 if play is None else choice_of(play.question.answer, frame.v)
        self.contest.apply(
            ev.Answered(
                player_id=connection.player_id,
                answer_id=frame.id,
                round_id=frame.round,
                phase=frame.phase,
                choice=choice,
                confidence=_sure(frame.conf),
                think_ms=frame.think_ms,
                at=self.contest.now(),
            )
        )

    @_serve.register
    def _(self, frame: wire.Host, connection: Connection) -> None:
        self.desk.serve(frame, connection)

    def _is_player(self, connection: Connection) -> bool:
        if connection.role != "player":
            connection.send(wire.Err(why="not_joined", says="Join or come back first."))
        return connection.role == "player"


def _sure(conf: pieces.Sure | int | None) -> Confidence | None:
    return CONFIDENCES[conf - 1] if isinstance(conf, int) else conf
