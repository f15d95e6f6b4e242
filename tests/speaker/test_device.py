"""The sound device, recorded by SDL's disk driver in another process: what is heard is what the model says.

Each process ends itself, with a trace, where a call hangs.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game.core.errors import SoundError
from game.speaker.backends import CHUNKS, Output
from game.speaker.device import DeviceBackend, DeviceSpeaker, device_names
from game.speaker.speaker import NO_DEVICE, Speaker
from tests.speaker.model import FADE, Switch, bend, bend_of_sine, expected, noise, sine

BEGIN = """
import faulthandler, gc, json, os, sys, time
faulthandler.dump_traceback_later(40, exit=True)
import numpy as np
from game.speaker.backends import CHUNKS, Output
from game.speaker.device import DeviceBackend, DeviceSpeaker, device_names
from game.speaker.speaker import Speaker
recorded, chunk_frames, tone = sys.argv[1], int(sys.argv[2]), sys.argv[3]
from tests.speaker.model import noise, sine
clips = {
    "noise": {name: noise(seed, n=20_000 + 700 * (name == "longer")) for seed, name in enumerate(NAMES)},
    "sine": {name: sine(220, 0.5 - 0.1 * i, n=24_000 - 2400 * (name == "longer")) for i, name in enumerate(NAMES)},
}[tone]
"""
NAMES = ["a", "b", "undone", "longer"]

SWITCHES = """
speaker = Speaker(lambda output: DeviceBackend(output, record_to=recorded), output=Output(None, chunk_frames))
engine = speaker._engine
speaker.load([("a", clips["a"]), ("b", clips["b"])], rate_hz=48_000)
for name in ("undone", "longer"):
    speaker.add(name, clips[name], rate_hz=48_000)
log = []
def step(wish, *values):
    time.sleep(0.02 + 0.013 * (len(log) % 3))
    before = engine.fade_began_at
    wish(*values)
    while engine.fade_began_at == before:
        time.sleep(0.001)
    log.append([engine.fade_began_at, engine.target, *engine.region])
steps = [
    (speaker.play, "a"), (speaker.play, "b"), (speaker.play, "a"),
    (speaker.hold, "undone"), (speaker.release, "undone"), (speaker.play, "b"),
    (speaker.hold, "longer"), (speaker.release, "longer"),
    (speaker.loop, 0.2, 0.25), (speaker.play, "a"), (speaker.hold, "undone"), (speaker.release, "undone"),
    (speaker.play, "b"), (speaker.hold, "longer"), (speaker.release, "longer"), (speaker.play, "a"),
    (speaker.loop_all,), (speaker.play, "b"), (speaker.stop,), (speaker.play, "a"),
    (speaker.hold, "longer"), (speaker.hold, "undone"), (speaker.stop,),
]
for wish, *values in steps:
    step(wish, *values)
speaker.close()
print(json.dumps({"log": log, "frames": engine.frames, "late": speaker.late_chunks, "heard_s": speaker.heard_s()}))
"""

REOPENS = """
def busy(ms):
    end = time.perf_counter() + ms / 1000
    while time.perf_counter() < end:
        pass
speaker = Speaker(lambda output: DeviceBackend(output, record_to=recorded))
speaker.load([("a", clips["a"])], rate_hz=48_000)
speaker.play("a")
for turn in range(20):
    before = speaker._engine.frames
    busy(4 + turn % 5)
    if turn % 3 == 2:
        speaker.close()
        speaker = DeviceSpeaker(record_to=recorded)
        speaker.load([("a", clips["a"])], rate_hz=48_000)
        speaker.play("a")
        before = speaker._engine.frames
    elif turn % 3 == 1:
        assert speaker.device_removed(speaker._backend._device.deviceid)
        assert not speaker.audible
        assert speaker.retry()
    else:
        assert speaker.use(Output(None, CHUNKS[turn % 3]))
    gc.collect()
    while speaker._engine.frames < before + 4096:
        busy(1)
speaker.close()
print(json.dumps({"turns": 20, "names": device_names()}))
"""

PLUGGED_IN_LATER = """
os.environ["SDL_AUDIODRIVER"] = "no-such-driver"
speaker = Speaker(lambda output: DeviceBackend(output, record_to=recorded))
speaker.load([("a", clips["a"])], rate_hz=48_000)
speaker.play("a")
said = [speaker.trouble, speaker.reason, speaker.retry(), speaker.audible]
os.environ["SDL_AUDIODRIVER"] = "disk"
said += [speaker.retry(), speaker.trouble, speaker.audible]
frames = speaker._engine.frames
while speaker._engine.frames < frames + 4096:
    time.sleep(0.001)
speaker.close()
print(json.dumps(said))
"""


def run(script: str, folder: Path, *, chunk_frames: int = 1024, tone: str = "noise") -> Any:
    begin = BEGIN.replace("NAMES", repr(NAMES))
    done = subprocess.run(
        [sys.executable, "-c", begin + script, str(folder / "heard.raw"), str(chunk_frames), tone],
        env={**os.environ, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(folder / "mixer.raw")},
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def check_recording(folder: Path, *, chunk_frames: int, tone: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    said = run(SWITCHES, folder, chunk_frames=chunk_frames, tone=tone)
    if tone == "noise":
        clips = {name: noise(seed, n=20_000 + 700 * (name == "longer")) for seed, name in enumerate(NAMES)}
    else:
        clips = {
            name: sine(220, 0.5 - 0.1 * turn, n=24_000 - 2400 * (name == "longer")) for turn, name in enumerate(NAMES)
        }
    switches = [Switch(*entry) for entry in said["log"]]
    model = expected(clips, switches, length=len(clips["a"]), frames=said["frames"])
    recorded = np.fromfile(folder / "heard.raw", np.float32).reshape(-1, 2)
    led_in = int(np.flatnonzero(recorded.any(axis=1))[0]) - int(np.flatnonzero(model.any(axis=1))[0])
    assert led_in % chunk_frames == 0  # SDL's own silence
    recorded = recorded[led_in:][: len(model)]
    assert len(switches) == 23
    assert all(switch.at % chunk_frames == 0 for switch in switches)
    assert len(recorded) >= switches[-1].at + FADE
    assert np.array_equal(recorded, model[: len(recorded)])
    return recorded


def test_what_is_recorded_is_what_the_model_says_to_the_last_bit(tmp_path: Path) -> None:
    check_recording(tmp_path, chunk_frames=1024, tone="noise")


def test_what_is_recorded_has_no_click(tmp_path: Path) -> None:
    recorded = check_recording(tmp_path, chunk_frames=512, tone="sine")
    assert bend(recorded) < 1.5 * bend_of_sine(220, 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("chunk_frames", CHUNKS)
@pytest.mark.parametrize("tone", ["noise", "sine"])
def test_so_it_is_with_every_chunk(tmp_path: Path, chunk_frames: int, tone: str) -> None:
    check_recording(tmp_path, chunk_frames=chunk_frames, tone=tone)


@pytest.mark.slow
def test_twenty_times_lost_changed_or_closed_and_opened_again_it_never_hangs(tmp_path: Path) -> None:
    assert run(REOPENS, tmp_path)["turns"] == 20


def test_a_device_that_is_plugged_in_later_is_found(tmp_path: Path) -> None:
    trouble, reason, *rest = run(PLUGGED_IN_LATER, tmp_path)
    assert trouble == NO_DEVICE
    assert "no sound device could be opened" in reason
    assert rest == [False, False, True, "", True]


def test_without_a_device_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    with pytest.raises(SoundError, match="no sound device could be opened"):
        DeviceSpeaker()


def test_without_a_device_there_are_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    assert device_names() == ()


def test_the_dummy_driver_has_one_device_and_the_mixer_took_it() -> None:
    speaker = Speaker(DeviceBackend)
    assert (speaker.trouble, speaker.output) == (NO_DEVICE, Output())
    speaker.close()
