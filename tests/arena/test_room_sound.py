"""What a class hears from the room's speakers: recorded by SDL's disk driver and compared with its model."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.sync.client import ClientConnection, connect

from game.dsp.audio import PLAY_LUFS, Audio
from game.dsp.loudness import integrated_lufs
from game.dsp.stimulus import Stimulus
from game.library.catalogue import Library
from game.session.match_round import prepare_match_round
from game.store.faults import FILE_NAME
from game.store.match_rows import read_rules
from tests.arena.hall import Parrot
from tests.arena.real_host import Host
from tests.commands.recording import EXACT, FRAME_BYTES, RATE_HZ
from tests.speaker.model import FADE
from tests.window.desktop import until
from tests.window.hearing import Found, Scene, find_scenes, modelled, worst_click

LOOP_S = 7.2
SOURCE = "bass_100"
QUICK_MS = "2"
"""The disk driver takes a chunk of 21 ms so often: the sound goes faster than the world, and is the same."""


class Room:
    """A host, its desk and one player."""

    def __init__(self, folder: Path) -> None:
        self.saves, self.file = folder / "saves", folder / "heard.raw"
        self.host = Host(self.saves, players=0, rounds=1, rules=("--guess-s", "300", "--no-ai"), SDL_AUDIODRIVER="disk",
                         SDL_DISKAUDIOFILE=str(folder / "mixer.raw"), SDL_DISKAUDIODELAY=QUICK_MS,
                         OWN_EARS_RECORD=str(self.file))  # fmt: skip
        self.token = ""

    def seconds(self) -> float:
        return self.file.stat().st_size / FRAME_BYTES / RATE_HZ if self.file.exists() else 0.0

    def hear(self, seconds: float) -> None:
        enough = self.seconds() + seconds
        until(lambda: self.seconds() >= enough, "the sound goes on")

    @contextmanager
    def player(self) -> Iterator[ClientConnection]:
        with connect(self.host.facts["ws"], compression=None) as socket:
            say(socket, t="resume", token=self.token) if self.token else say(
                socket, t="join", room=self.host.facts["room"]
            )
            self.token = heard(socket, "joined")["token"]
            yield socket

    def order(self, socket: ClientConnection, op: str, **more: Any) -> None:
        say(socket, t="host", op=op, pin_session=self.host.facts["pin"], **more)


def say(socket: ClientConnection, **frame: Any) -> None:
    socket.send(json.dumps(frame))


def heard(socket: ClientConnection, t: str, **facts: object) -> Any:
    while True:
        frame = json.loads(socket.recv(timeout=20))
        if frame["t"] == t and all(frame[key] == value for key, value in facts.items()):
            return frame


def stimulus_of(saves: Path, library: Library) -> Stimulus:
    """Make the round once more from the host's secret."""
    with closing(sqlite3.connect(saves / FILE_NAME)) as db:
        match_id, rules = db.execute("SELECT match_id, rules FROM matches").fetchone()
        (round_id,) = db.execute("SELECT round_id FROM match_rounds").fetchone()
    secret = (saves / "host.key").read_bytes()
    return prepare_match_round(read_rules(rules), match_id=match_id, idx=1, round_id=round_id, secret=secret,
                               library=library, listener=Parrot()).stimulus  # fmt: skip


def loudness_of(recorded: Audio, found: Found, index: int) -> float:
    """Return the LUFS of one whole turn of the clip that began with a switch."""
    start = found.first + found.switches[index].at + FADE
    turn = recorded[start : start + found.scene.length]
    assert start + len(turn) <= found.first + found.switches[index + 1].at
    return integrated_lufs(turn, rate_hz=RATE_HZ)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    one = Room(tmp_path)
    yield one
    one.host.close()


@pytest.mark.slow
def test_the_room_hears_every_clip_as_loud_as_it_should_be_without_a_click(room: Room, library: Library) -> None:
    with room.player() as player:
        room.order(player, "setup", setup={"sources": [SOURCE]})
        room.order(player, "start")
        heard(player, "state", phase="GUESS", playing="A")
        room.order(player, "sound", clip="A")  # and stays, over the seam of its loop
        room.hear(1.2 * LOOP_S)
        room.order(player, "sound", clip="B")
        heard(player, "playing", clip="B")
        room.hear(1.2 * LOOP_S)
        for clip in ("A", "B", None):
            room.order(player, "sound", clip=clip)
            heard(player, "playing", clip=clip)
            room.hear(0.5)
    room.host.kill()
    stimulus = stimulus_of(room.saves, library)
    recorded = np.fromfile(room.file, np.float32)
    recorded = recorded[: len(recorded) // 2 * 2].reshape(-1, 2)
    (found,) = find_scenes(recorded, [Scene(dict(stimulus.clips), ("dry", "wet", "dry", "wet", None))])
    assert found.scene.length == round(LOOP_S * RATE_HZ)
    assert np.abs(modelled([found]) - recorded).max() < EXACT
    assert worst_click(recorded, [found]) <= 1.0
    for index in (0, 1):
        assert loudness_of(recorded, found, index) == pytest.approx(
            PLAY_LUFS, abs=0.2
        )  # a turn that begins elsewhere has other blocks
    room.host.start()  # after a crash the room hears the round again
    with room.player() as player:
        until(lambda: heard(player, "state")["playing"] == "A", "the room sounds again")
