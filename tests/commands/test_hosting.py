"""The app's own host: a real process, led from its desk to the end of a short contest."""

import asyncio
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from game.commands.hosting import Hosting, OwnDesk
from game.core.errors import LinkError
from game.session.match_desk import DeskSeen
from game.session.ports import HostDesk
from game.simulate.players import robots

PATIENCE_S = 60.0


async def until(desk: HostDesk, fact: Callable[[DeskSeen], bool]) -> DeskSeen:
    for _ in range(round(PATIENCE_S / 0.05)):
        if fact(desk.seen()):
            return desk.seen()
        await asyncio.sleep(0.05)
    raise AssertionError(f"it never came true, the last was {desk.seen()}")


@pytest.fixture
def hosting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosting]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    hosting = Hosting(tmp_path, port=0, options=("--bind", "127.0.0.1"))
    yield hosting
    hosting.close()


@pytest.mark.slow
def test_a_contest_from_the_app(hosting: Hosting) -> None:
    desk = hosting.open()
    assert isinstance(desk, OwnDesk)
    assert hosting.open() is desk
    asyncio.run(_play(desk))
    desk.close()
    assert desk.seen().link == "over"
    assert desk._process.end() == 0
    again = hosting.open()
    assert again is not desk
    hosting.close()
    assert again.seen().link == "over"
    with pytest.raises(LinkError, match="being closed"):
        hosting.open()


async def _play(desk: HostDesk) -> None:
    seen = await until(desk, lambda seen: seen.link == "in" and seen.setup is not None)
    assert len(desk.music) == 25
    assert not seen.resumed
    desk.order("setup", setup={"rounds": 1, "guess_s": 2.0, "revise_s": 1.0})
    await until(desk, lambda seen: seen.setup is not None and seen.setup.rounds == 1)
    ids = itertools.count()
    ws = f"ws{seen.url.removeprefix('http')}/ws"
    [player] = robots(1, ws=ws, room=seen.room, seed=1, new_id=lambda: f"{next(ids):032x}", longest_s=1.0)
    task = asyncio.create_task(player.run())
    await until(desk, lambda seen: len(seen.people) == 1)
    desk.order("start")
    await until(desk, lambda seen: seen.phase == "REVEAL" and seen.told is not None)
    desk.order("end")
    over = await until(desk, lambda seen: seen.phase == "FINISHED" and bool(seen.board))
    assert [row.name for row in over.board] == [one.name for one in over.people]
    await player.client.close()
    task.cancel()


def test_why_the_host_does_not_come_up_is_told(tmp_path: Path) -> None:
    hosting = Hosting(tmp_path, port=0, options=("--bind", "192.0.2.1"))
    with pytest.raises(LinkError, match="must name an address of this machine"):
        hosting.open()
    hosting.close()


def test_another_program_on_the_port_is_gone_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Refused(RuntimeError):
        pass

    def start(_saves: Path, *, port: int, options: object) -> None:
        asked.append(port)
        raise Refused

    monkeypatch.setattr("game.commands.hosting.HostProcess", start)
    monkeypatch.setattr("game.commands.hosting.ASK_S", 0.2)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused):
            Hosting(tmp_path, port=port).open()
    with pytest.raises(Refused):
        Hosting(tmp_path, port=port).open()
    assert asked == [0, port]


def test_another_host_on_this_machine_is_told(tmp_path: Path) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<title>Host desk - Own Ears</title>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        with pytest.raises(LinkError, match=f"hosts a contest already.*{other.server_port}/host"):
            Hosting(tmp_path, port=other.server_port).open()
        other.shutdown()
