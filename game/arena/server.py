"""Listens on a port, says when it does, and ends cleanly when it is told to."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

import uvicorn
from starlette.applications import Starlette

from game.core.errors import LinkError

SWITCH_INTERVAL_S: Final = 0.0005
"""How long the thread that writes may have to wait for the one that tells: it asks for its turn at every row."""
_QUIET_SHUTDOWN_S = 3
_MOST_FRAME_BYTES = 16_384
"""Larger frames end the connection; those over 4 kB are refused with a word."""


class _Server(uvicorn.Server):
    """Ends by a signal without passing the signal on, and says when it is up."""

    def __init__(self, config: uvicorn.Config, on_up: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_up = on_up

    def _stop(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_up()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()

        def end(number: int, frame: FrameType | None) -> None:
            del number, frame
            loop.call_soon_threadsafe(self._stop)

        before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def allow_many_sockets() -> None:
    """Let this process open as many files as the system allows; a thousand players are a thousand of them."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def listen(bind: str, port: int) -> socket.socket:
    """Return a socket that is bound; port 0 takes any that is free.

    Raises:
        LinkError: the address is not this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((bind, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise LinkError(
            f"--bind and --port must name an address of this machine and a free port, {bind}:{port} is not "
            f"({error}): end the other host, or choose another --port"
        ) from error
    return listener


def serve(app: Starlette, listener: socket.socket, *, on_up: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; `on_up` is called once connections are answered."""
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=_MOST_FRAME_BYTES,
        lifespan="on",
        timeout_graceful_shutdown=_QUIET_SHUTDOWN_S,
        server_header=False,
    )
    allow_many_sockets()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    server = _Server(config, on_up)
    asyncio.run(server.serve(sockets=[listener]))
