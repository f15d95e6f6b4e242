"""Who is connected: players by id, the projector, the host desk."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Final

from pydantic import BaseModel

from game.arena.connection import Connection
from game.arena.guards import SOCKETS_OF_TOKEN
from game.link.wire import Bye, body_of

AT_ONCE: Final = 40


class Crowd:
    """Connections by what they are for. A player may have a few, on several pages."""

    def __init__(self) -> None:
        self._players: dict[str, list[Connection]] = {}
        self._onlookers: dict[Connection, None] = {}
        self.everybody: dict[Connection, None] = {}

    def enter(self, connection: Connection) -> None:
        """Count a connection that has not said what it is for."""
        self.everybody[connection] = None

    def seat(self, connection: Connection, player_id: str) -> bool:
        """Make a connection a player's; return whether it is the player's first."""
        self.unseat(connection)
        mine = self._players.setdefault(player_id, [])
        if len(mine) >= SOCKETS_OF_TOKEN:
            mine.pop(0).end(Bye(why="too_many"))
        mine.append(connection)
        connection.role, connection.player_id = "player", player_id
        return len(mine) == 1

    def look_on(self, connection: Connection, *, desk: bool) -> None:
        """Make a connection the projector's or the desk's."""
        self.unseat(connection)
        self._onlookers[connection] = None
        connection.role, connection.player_id = "desk" if desk else "projector", ""

    def unseat(self, connection: Connection) -> str:
        """Take a connection's part away; return whose last one it was, or ''."""
        self._onlookers.pop(connection, None)
        mine = self._players.get(connection.player_id, [])
        if connection not in mine:
            return ""
        mine.remove(connection)
        if mine:
            return ""
        del self._players[connection.player_id]
        return connection.player_id

    def leave(self, connection: Connection) -> str:
        """Forget a connection; return whose last one it was, or ''."""
        self.everybody.pop(connection, None)
        return self.unseat(connection)

    def of(self, player_id: str) -> tuple[Connection, ...]:
        """Return a player's connections."""
        return tuple(self._players.get(player_id, ()))

    @property
    def seated(self) -> Iterator[tuple[str, Connection]]:
        """Every player's connections with the player's id."""
        for player_id, mine in list(self._players.items()):
            for connection in list(mine):
                yield player_id, connection

    @property
    def onlookers(self) -> tuple[Connection, ...]:
        """Projectors and host desks."""
        return tuple(self._onlookers)

    @property
    def desks(self) -> tuple[Connection, ...]:
        """Host desks."""
        return tuple(one for one in self._onlookers if one.role == "desk")

    async def tell_all(self, message: BaseModel) -> None:
        """Tell everybody who has a part; the text is made once."""
        body = body_of(message)
        async for _, connection in self.in_turns():
            connection.send_body(body)
        for connection in self.onlookers:
            connection.send_body(body)

    async def in_turns(self) -> AsyncIterator[tuple[str, Connection]]:
        """Go through all players' connections, and let others have their turn between: answers do not wait for all."""
        for number, (player_id, connection) in enumerate(tuple(self.seated), start=1):
            yield player_id, connection
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def count_from(self, address: str) -> int:
        """Return how many connections come from an address."""
        return sum(one.address == address for one in self.everybody)
