"""Hosts a contest from the app: the host is a process of its own, which ends with the app or at the desk's word."""

import contextlib
import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

from game import wiring
from game.core.errors import LinkError
from game.session.match_desk import DeskOrder, DeskSeen
from game.session.ports import HostDesk

PORT: Final = 8000
UP_WITHIN_S: Final = 60.0
DOWN_WITHIN_S: Final = 10.0
ASK_S: Final = 2.0
OURS: Final = b"Own Ears"
GONE: Final = "The host has ended. What was answered is on disk: host again, and the contest goes on where it was."


class HostProcess:
    """`own-ears host` with these saves. Raises LinkError where it does not come up, with its own sentence."""

    def __init__(self, saves: Path, *, port: int, options: Sequence[str] = ()) -> None:
        line = [sys.executable, "-m", "game", "host", "--json", "--end-with-input", "--port", str(port)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen([*line, "--saves", str(saves), *options], text=True, **pipes)
        self._said: deque[str] = deque(maxlen=20)
        self._listening = threading.Thread(target=self._listen, name="host's words", daemon=True)
        self._listening.start()
        self.facts = self._facts()

    def _listen(self) -> None:
        for line in _open(self._process.stderr):
            self._said.append(line.strip())

    def _facts(self) -> dict[str, str]:
        late = threading.Timer(UP_WITHIN_S, self._process.kill)
        late.start()
        line = _open(self._process.stdout).readline()
        late.cancel()
        if line:
            facts: dict[str, str] = json.loads(line)
            return facts
        self.end()
        said = next((one for one in reversed(self._said) if one), "it said nothing")
        raise LinkError(
            f"the host must come up within {UP_WITHIN_S:g} s, it did not: {said.removeprefix('own-ears: ')}"
        )

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def end(self) -> int:
        """Let it end in its own time, and by force where that is too long; return its exit status."""
        with contextlib.suppress(OSError):
            _open(self._process.stdin).close()
        try:
            status = self._process.wait(DOWN_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._listening.join(1.0)
        for pipe in (self._process.stdout, self._process.stderr):
            _open(pipe).close()
        return status


def _open(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise RuntimeError("the process was started without its pipes")
    return pipe


class OwnDesk:
    """The desk of a host process, over the same wire as the desk's page."""

    def __init__(self, process: HostProcess, *, music: Sequence[tuple[str, str]]) -> None:
        from game.link.desk import ThreadDesk  # nobody who plays alone waits for what this needs

        self._process, self.music = process, music
        self.pin = process.facts["pin"]
        port = process.facts["ws"].removesuffix("/ws").rsplit(":", 1)[1]
        self._desk = ThreadDesk(f"ws://127.0.0.1:{port}/ws", pin=self.pin, new_id=wiring.new_id, seed=wiring.new_seed())

    @property
    def running(self) -> bool:
        """Whether the host has not ended."""
        return self._process.running

    def seen(self) -> DeskSeen:
        """Return what is known now."""
        seen = self._desk.seen()
        return seen if self.running else replace(seen, link="over", says=GONE, left_s=None)

    def order(self, op: DeskOrder, **what: Any) -> None:
        """Give an order."""
        self._desk.order(op, **what)

    def close(self) -> None:
        """End the host, and wait until it has ended."""
        self._desk.close()
        self._process.end()


class Hosting:
    """Opens the desk of this app's one host; the one that is open is found again."""

    def __init__(self, saves: Path, *, port: int = PORT, options: Sequence[str] = ()) -> None:
        self._saves, self._port, self._options = saves, port, options
        self._one_at_a_time = threading.Lock()
        self._desk: OwnDesk | None = None
        self._over = False

    def open(self) -> HostDesk:
        """Start the host and log in; takes seconds.

        Raises:
            LinkError: it did not come up, or another one is there already.
        """
        with self._one_at_a_time:
            if self._over:
                raise LinkError("the game is being closed")
            if self._desk is None or not self._desk.running:
                self._leave()
                music = [(source.source_id, source.title) for source in wiring.build_library().sources()]
                port = 0 if self._port and _taken(self._port) else self._port
                self._desk = OwnDesk(HostProcess(self._saves, port=port, options=self._options), music=music)
            return self._desk

    def close(self) -> None:
        """End the host where it runs, and open no other."""
        with self._one_at_a_time:
            self._over = True
            self._leave()

    def _leave(self) -> None:
        if self._desk is not None:
            self._desk.close()
        self._desk = None


def _taken(port: int) -> bool:
    """Tell whether another program has this port; LinkError where it is another host of a contest."""
    import urllib.error  # the first frame does not wait for it
    import urllib.request

    address = f"http://127.0.0.1:{port}/host"
    asker = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever proxy there is for the internet
    try:
        with asker.open(address, timeout=ASK_S) as answer:
            ours = OURS in answer.read(65_536)
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError) as error:
        return not isinstance(getattr(error, "reason", error), ConnectionRefusedError)
    if ours:
        raise LinkError(
            f"this machine hosts a contest already, started by another window or in a terminal: end that one, "
            f"or go on at its desk, {address}"
        )
    return True
