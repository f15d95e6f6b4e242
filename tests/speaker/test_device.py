"""The sound device, recorded by SDL's disk driver: what is heard is what the engine makes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from game.core.errors import SoundError
from game.speaker.device import DeviceSpeaker

PLAYS = """
import json, sys
import numpy as np
from game.speaker.device import DeviceSpeaker
rate = 48_000
time_s = np.arange(rate) / rate
a, b = (np.repeat((0.5 * np.sin(2 * np.pi * f * time_s)).astype(np.float32)[:, None], 2, axis=1) for f in (220, 330))
speaker = DeviceSpeaker(record_to=sys.argv[1])
speaker.load([("a", a), ("b", b)], rate_hz=rate)
for turn in range(6):
    speaker.play("ab"[turn % 2])
    speaker.finish_hearing(["ab"[turn % 2]], at_least_s=0.1 * (turn // 2 + 1))
heard = speaker.heard_s()
speaker.close()
print(json.dumps(dict(heard)))
"""


def test_what_is_recorded_is_what_the_engine_makes(tmp_path: Path) -> None:
    recorded = tmp_path / "heard.raw"
    environment = {
        **os.environ, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(tmp_path / "mixer.raw")
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PLAYS, str(recorded)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    heard_s = json.loads(done.stdout.splitlines()[-1])
    assert min(heard_s.values()) >= 0.3
    sound = np.fromfile(recorded, np.float32).reshape(-1, 2)[:, 0].astype(np.float64)
    sound = sound[int(np.flatnonzero(sound)[0]) - 1 :]  # the sine and the fade both begin at nothing
    time_s = np.arange(len(sound)) / 48_000
    pure = [np.abs(sound - 0.5 * np.sin(2 * np.pi * f * time_s)) < 1e-4 for f in (220, 330)]
    assert min(float(part.mean()) for part in pure) > 0.25
    assert np.abs(np.diff(sound, n=2)).max() < 0.01


def test_without_a_device_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    with pytest.raises(SoundError, match="no sound device could be opened"):
        DeviceSpeaker()
