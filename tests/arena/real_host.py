"""The real command, as a process that can be killed and started again, and what it left on disk."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from game.simulate.players import Robot
from game.store.faults import FILE_NAME

RULES: Final = ("--headless", "--guess-s", "4", "--revise-s", "3", "--reveal-s", "1")


class Host:
    """The real command, killed and started again on one port with one folder."""

    def __init__(self, saves: Path, *, players: int, rounds: int, rules: Sequence[str] = RULES, **around: str) -> None:
        self._line = [
            sys.executable, "-m", "game", "host", "--json", "--bind", "127.0.0.1", "--saves", str(saves),
            "--start-with", str(players), "--rounds", str(rounds), *rules,
        ]  # fmt: skip
        self._port, self._around = 0, {"OMP_NUM_THREADS": "1", "SDL_AUDIODRIVER": "dummy", **around}
        self.facts: dict[str, Any] = {}
        self.start()

    def start(self) -> None:
        line = [*self._line, "--port", str(self._port)]
        self._process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                         env={**os.environ, **self._around})  # fmt: skip
        assert self._process.stdout is not None
        self.facts = json.loads(self._process.stdout.readline())
        self._port = int(self.facts["url"].rsplit(":", 1)[1])

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._end()

    def close(self) -> None:
        """Kill it where it still runs, as after a test that failed."""
        if self._process.poll() is None:
            self.kill()

    def end(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._end()

    def _end(self) -> int:
        code = self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code


def acked(players: Sequence[Robot]) -> set[str]:
    return {ack.id for player in players for ack in player.client.acks if ack.res in ("ok", "dup")}


def stored(saves: Path) -> list[tuple[str, str, str, str]]:
    with closing(sqlite3.connect(saves / FILE_NAME)) as db:
        assert db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        return db.execute("SELECT answer_id, round_id, player_id, phase FROM match_answers").fetchall()
