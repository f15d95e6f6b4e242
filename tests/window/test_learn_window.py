"""Learn and Music in a real window: a lesson heard and turned by mouse, own music heard, a quiz question answered.

The pictures are saved to the folder that OWN_EARS_SHOTS names, where it is set.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile

from game.dsp.audio import Audio
from tests.commands.recording import FRAME_BYTES, RATE_HZ
from tests.commands.typist import PATIENCE_S, wait
from tests.library.test_audio_file import music
from tests.window.desktop import Desktop, Game, until, window_on
from tests.window.test_real_window import Hands

HEAR_S: Final = 2.6
"""A little more than the bed of the first lesson."""
GAIN_SLIDER: Final = ((1070, 512), (1000, 512), (900, 512), (700, 512))
"""From +9 dB to well below 0."""
BAND_HZ: Final = (80.0, 125.0)
REST_HZ: Final = (500.0, 4000.0)


def band_over_rest_db(heard: Audio) -> float:
    """Return how far the band that the lesson is about stands over the rest."""
    power = (np.abs(np.fft.rfft(heard.astype(np.float64), axis=0)) ** 2).sum(axis=1)
    freqs = np.fft.rfftfreq(len(heard), 1 / RATE_HZ)
    band, rest = (power[(freqs > low) & (freqs < high)].sum() for low, high in (BAND_HZ, REST_HZ))
    return float(10 * np.log10(band / rest))


class LearnHands(Hands):
    """Hears what sounds now."""

    def hear_now(self) -> Audio:
        """Return the next two and a half seconds of what is played."""
        wait(0.2)  # a switch has faded over
        first = self._size() // FRAME_BYTES
        self._hear(HEAR_S)
        return np.fromfile(self._recording, np.float32)[2 * first : 2 * (first + round(2.4 * RATE_HZ))].reshape(-1, 2)


@pytest.mark.slow
def test_a_lesson_own_music_and_the_quiz(tmp_path: Path) -> None:
    shots = Path(os.environ.get("OWN_EARS_SHOTS", tmp_path / "shots"))
    shots.mkdir(parents=True, exist_ok=True)
    soundfile.write(tmp_path / "My song.wav", music(seconds=12), RATE_HZ)
    with Desktop() as desktop:
        around = window_on(
            desktop, OWN_EARS_SAVES=str(tmp_path / "saves"), OWN_EARS_RECORD=str(tmp_path / "heard.raw"),
            SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILE=str(tmp_path / "mixer.raw"),
        )  # fmt: skip
        taken = [sys.executable, "-m", "game", "import", str(tmp_path / "My song.wav")]
        subprocess.run(taken, env=around, check=True, timeout=PATIENCE_S, capture_output=True)
        with Game("--player", "Ada", folder=tmp_path, around=around) as game:
            game.show(desktop)
            hands = LearnHands(desktop, tmp_path, shots)
            dry, wet, turned = lesson(desktop, hands)
            own = own_music(hands)
            quiz(desktop, hands)
            desktop.key("ctrl+q")
            assert game.process.wait(PATIENCE_S) == 0
        assert game.said == ("", "")
    assert band_over_rest_db(wet) - band_over_rest_db(dry) == pytest.approx(8.0, abs=2.0)  # a bell of +9 dB at 100 Hz
    assert band_over_rest_db(turned) < band_over_rest_db(dry) - 1.0
    assert np.sqrt((own**2).mean()) > 0.01
    with closing(sqlite3.connect(tmp_path / "saves" / "own-ears.db")) as db:
        assert db.execute("SELECT count(*) FROM lessons_done").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM quiz_answers").fetchone() == (1,)


def lesson(desktop: Desktop, hands: LearnHands) -> tuple[Audio, Audio, Audio]:
    """Go through the first lesson; return its first step dry, as it is set, and turned by hand."""
    hands.go("l")
    hands.shoot("learn")
    hands.go("Return")
    hands._start("a")
    dry = hands.hear_now()
    desktop.key("b")
    wet = hands.hear_now()
    hands.shoot("lesson")
    desktop.drag(*GAIN_SLIDER)
    turned = hands.hear_now()
    hands.shoot("lesson-turned")
    for _ in range(9):
        desktop.key("Return")
        wait(0.2)
    hands.go("Return")
    hands._wait_for_silence()
    return dry, wet, turned


def own_music(hands: LearnHands) -> Audio:
    """Hear the piece that was imported."""
    hands.go("o")
    hands._start("space")
    own = hands.hear_now()
    hands.shoot("music")
    hands.go("l")
    hands._wait_for_silence()
    return own


def quiz(desktop: Desktop, hands: LearnHands) -> None:
    """Answer one question."""
    before = desktop.look()
    desktop.key("q")
    desktop.settle(unlike=before)
    desktop.key("2", "8")
    hands.shoot("quiz")
    before = desktop.look()
    desktop.key("Return")
    desktop.settle(unlike=before)
    hands.shoot("quiz-told")
    until(lambda: hands._count("quiz_answers") == 1, "the answer is in the log")
