"""A host that does what a test tells it: it serves the real pages and says only frames that `link.wire` knows."""

import asyncio
import io
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import soundfile
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from game.arena.about import About
from game.arena.app import HEADERS
from game.arena.pages import page_routes
from game.library.files import find_content
from game.link.wire import read_client, read_host
from tests.arena.pages.browser import HOST

ROOM = "KRVM"


def moment(seconds: float = 0.0) -> str:
    """Return a moment from now, as frames say it."""
    at = datetime.now(UTC) + timedelta(seconds=seconds)  # noqa: TID251 - the pages compare it with their own clock
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Scripted:
    """Answers greetings with what the test put into `state`, `more` and `desk`; everything else is pushed."""

    def __init__(self) -> None:
        self.port = 0
        self.got: queue.Queue[dict[str, Any]] = queue.Queue()
        self._sockets: dict[WebSocket, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.reset()
        routes = [WebSocketRoute("/ws", self._socket), Route("/clip/{name}", self._clip), *page_routes()]
        self.app = Starlette(routes=routes)
        self.app.state.about = About(
            url="http://192.168.4.20:8000", room=ROOM, projector_url="http://192.168.4.20:8000/projector",
            fonts=find_content() / "fonts", sources=(("night_bus", "Night Bus"), ("pink_noise", "Pink noise")),
        )  # fmt: skip

    def reset(self) -> None:
        """Forget what was said."""
        self.got = queue.Queue()
        self.state: dict[str, Any] = {}
        self.more: list[dict[str, Any]] = []
        self.names = "list"
        self.mute = self.bars = False

    def url(self, path: str = "/") -> str:
        """Return an address of a page, under a name that is no secure origin."""
        return f"http://{HOST}:{self.port}{path}"

    def push(self, *frames: dict[str, Any]) -> None:
        """Say frames to everybody; each must be one that the wire knows."""
        for frame in frames:
            self._on_loop(self._say_all(frame))

    def show(self, state: dict[str, Any], *more: dict[str, Any]) -> None:
        """Let a state hold from now on, for those who are here and those who come."""
        self.state, self.more = state, list(more)
        self.push(state, *more)

    def cut(self) -> None:
        """Close all connections, as a lost Wi-Fi does."""
        self._on_loop(self._close_all())

    def next(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a kind that a page sent."""
        while True:
            frame = self.got.get(timeout=10)
            if frame["t"] == kind:
                return frame

    def _on_loop(self, what: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(what, self._loop).result(timeout=10)

    async def _say_all(self, frame: dict[str, Any]) -> None:
        for socket in list(self._sockets):
            await self._say(socket, frame)

    async def _close_all(self) -> None:
        for socket in list(self._sockets):
            await socket.close()

    async def _say(self, socket: WebSocket, frame: dict[str, Any]) -> None:
        read_host(json.dumps(frame))
        self._sockets[socket] += 1
        await socket.send_text(json.dumps({"seq": self._sockets[socket], **frame}))

    async def _socket(self, socket: WebSocket) -> None:
        self._loop = asyncio.get_running_loop()
        await socket.accept()
        self._sockets[socket] = 0
        try:
            while True:
                text = await socket.receive_text()
                read_client(text)
                await self._answer(socket, json.loads(text))
        except WebSocketDisconnect:
            pass
        finally:
            del self._sockets[socket]

    async def _answer(self, socket: WebSocket, frame: dict[str, Any]) -> None:
        if frame["t"] != "ping":
            self.got.put(frame)
        for reply in self._replies(frame):
            await self._say(socket, reply)

    def _replies(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        match frame["t"]:
            case "hello":
                return [{"t": "welcome", "v": 1, "now": moment(), "names": self.names}]
            case "ping":
                return [{"t": "pong", "c": frame["c"], "now": moment()}]
            case "join" if frame["room"] != ROOM:
                return [
                    {"t": "err", "why": "wrong_room", "says": "No room has this code. Look at the screen once more."}
                ]
            case "resume" if self.bars:
                return [{"t": "bye", "why": "kicked"}]
            case "join" | "resume":
                seen = frame.get("role") == "projector"
                place = {
                    "token": None if seen else "tok",
                    "player": None if seen else "p1",
                    "name": "" if seen else "Blue Otter",
                }
                return [{"t": "joined", **place}, self.state, *self.more]
            case "answer" if not self.mute:
                return [{"t": "ack", "id": frame["id"], "res": "ok"}]
            case "host":
                return self._desk(frame)
        return []

    def _desk(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        if frame["op"] != "login":
            return []
        if frame["pin_session"] not in ("482113", "kept"):
            return [{"t": "err", "why": "wrong_pin", "says": "That is not the PIN."}]
        return [{"t": "hosted", "pin_session": "kept"}, self.state, *self.more]

    async def _clip(self, request: Any) -> Response:
        """Return a second of a tone that loops."""
        name = request.path_params["name"]
        times = np.arange(48_000) / 48_000
        tone = 0.2 * np.sin(2 * np.pi * (440 if name.startswith("a") else 660) * times)
        held = io.BytesIO()
        soundfile.write(held, tone, 48_000, format="FLAC" if name.endswith("flac") else "WAV", subtype="PCM_16")
        return Response(held.getvalue(), media_type="audio/flac" if name.endswith("flac") else "audio/wav")


class _Policy:
    """Adds to every answer what the real host adds."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_policy if scope["type"] == "http" else send)


@contextmanager
def scripted_host() -> Iterator[Scripted]:
    """Serve a scripted host on a free port."""
    host = Scripted()
    config = uvicorn.Config(
        _Policy(host.app), host="127.0.0.1", port=0, log_level="error", ws="websockets-sansio", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    started = threading.Event()
    startup = server.startup

    async def tell(sockets: Any = None) -> None:
        await startup(sockets)
        host.port = server.servers[0].sockets[0].getsockname()[1]
        host._loop = asyncio.get_running_loop()
        started.set()

    server.startup = tell  # type: ignore[method-assign]  # uvicorn tells its port in no other way
    thread.start()
    assert started.wait(10), "the scripted host did not start"
    try:
        yield host
    finally:
        server.should_exit = True
        thread.join(10)
