"""The host as an ASGI app: pages, clips and one socket address, with the same guards on all of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from game.arena.connection import Connection
from game.arena.guards import SOCKETS, SOCKETS_OF_ADDRESS, fits_host, fits_origin, is_loopback
from game.arena.pages import page_routes
from game.arena.review_pages import ClassBook, ReviewPages
from game.arena.room import Contest
from game.arena.service import Service
from game.link.wire import Bye

IDLE_S: Final = 45.0
REFUSED: Final = 1008
"""WebSocket close code "policy violation" (RFC 6455, 7.4.1)."""
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; media-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MakeContest = Callable[[], tuple[Contest, bool]]
"""Makes the room and says whether its match goes on after a crash."""


def build_app(make: MakeContest, book: ClassBook | None = None) -> Starlette:
    """Return the app; the room begins when the app starts, and says goodbye when it ends.

    With a `book` it also serves the review, behind the PIN, and takes in what students hand in.
    """

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        contest, resumed = make()
        app.state.about, app.state.service = contest.about, Service(contest)
        if book is not None:  # before the room's own routes, which take any four letters
            app.router.routes[:0] = ReviewPages(book, contest).routes()
        contest.start(resumed=resumed)
        yield
        await contest.stop()

    routes = [WebSocketRoute("/ws", _socket), Route("/clip/{name}", _clip), *page_routes()]
    app = Starlette(routes=routes, lifespan=life)
    app.add_middleware(Guard)
    return app


class Guard:
    """Refuses what comes by a foreign name, and puts the same headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if not fits_host(Headers(scope=scope).get("host", "")):
            await PlainTextResponse("Open this page by the address that the projector shows.", status_code=421)(
                scope, receive, send_guarded
            )
            return
        await self._app(scope, receive, send_guarded)


def _service(app: Starlette) -> Service:
    service = app.state.service
    if not isinstance(service, Service):
        raise TypeError("the app must have been started")
    return service


def _clip(request: Request) -> Response:
    found = _service(request.app).contest.renders.find(f"/clip/{request.path_params['name'].lower()}")
    if found is None:
        return PlainTextResponse("No such clip.", status_code=404)
    content, media_type = found
    return Response(content, media_type=media_type)


async def _socket(socket: WebSocket) -> None:
    service = _service(socket.app)
    address = socket.client.host if socket.client is not None else ""
    if not _may_enter(service, socket, address):
        await socket.close(REFUSED)
        return
    await socket.accept()
    connection = Connection(socket, address)
    service.contest.crowd.enter(connection)
    sender = asyncio.get_running_loop().create_task(_send(connection))
    try:
        await _hear(service, socket, connection)
    finally:
        service.left(connection)
        if not connection.ending:
            sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)


def _may_enter(service: Service, socket: WebSocket, address: str) -> bool:
    host = socket.headers.get("host", "")
    if not fits_host(host) or not fits_origin(socket.headers.get("origin"), host):
        return False
    crowd = service.contest.crowd
    return len(crowd.everybody) < SOCKETS and (is_loopback(address) or crowd.count_from(address) < SOCKETS_OF_ADDRESS)


async def _send(connection: Connection) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
        await connection.run()


async def _hear(service: Service, socket: WebSocket, connection: Connection) -> None:
    while True:
        try:
            message = await asyncio.wait_for(socket.receive(), IDLE_S)
        except TimeoutError:
            connection.end(Bye(why="idle"))
            return
        except (WebSocketDisconnect, RuntimeError):
            return
        if message["type"] == "websocket.disconnect" or connection.abandoned:
            return
        service.hear(connection, message.get("text") or message.get("bytes") or b"")
