"""Runs the evening: the real app on SDL's dummy display, its sound into a file, and what is left of it in a folder."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from game import wiring
from game.commands.window import open_game
from game.core.errors import GameError
from game.library.audio_file import write_wav

CLASS: Final = "class"
ROUNDS: Final = 8
"""In a block: six alone, two with the AI."""
LONGEST_WAIT_S: Final = 90.0
LONGEST_EVENING_S: Final = 600.0
CHUNK_DELAY_MS: Final = 4
"""Between two chunks of sound; at 21 ms the evening would be as long as what is heard."""
RATE_HZ: Final = 48_000


def play_evening(out: Path, *, seed: int, students: int, weeks: int) -> dict[str, Any]:
    """Play the evening and leave pictures, the sound that was heard and the database in `out`; return what there is.

    With `students` a class of so many is made beside it, with so many weeks of practice, and its review.

    Raises:
        GameError: `out` is not empty, or the evening could not be played to its end, or something reached the game on
            another way than through its window.
    """
    _make_empty(out)
    raw, mixer = out / "heard.raw", out / "mixer.raw"
    os.environ.update(
        SDL_VIDEODRIVER="dummy",
        SDL_AUDIODRIVER="disk",
        SDL_DISKAUDIOFILE=str(mixer),
        SDL_DISKAUDIODELAY=str(CHUNK_DELAY_MS),
        OWN_EARS_RECORD=str(raw),
        PYGAME_HIDE_SUPPORT_PROMPT="1",
    )
    from game.demo.player import Player
    from game.screens.sealed import SealedApp, sealed

    saves = out / "saves"
    with open_game(saves=saves, player=None, rounds=ROUNDS, seed=seed, member="network", window=SealedApp) as game:
        app = game.app
        if not isinstance(app, SealedApp):
            raise TypeError(f"the window must be sealed, it is a {type(app).__name__}")
        player = Player(app, seed=seed, pictures_dir=out, playing=lambda: game.speaker.playing)
        app.each_frame = _follow(player.evening())
        with sealed(app):
            app.run()
    if app.taken != player.hands.posted:
        raise GameError(f"the window must take all {player.hands.posted} events that were posted, it took {app.taken}")
    wiring.build_care(saves).back_up_to(out / "own-ears.db")
    school = None
    if students:
        from game.demo.class_book import make_class

        school = make_class(out / CLASS, students=students, weeks=weeks, seed=seed, now=wiring.clock())
    heard_s = _make_wav(raw, out / "heard.wav")
    for path in (raw, mixer):
        path.unlink(missing_ok=True)
    return {
        "out": out.as_posix(), "seed": seed, "rounds": player.rounds, "pictures": player.pictures, "heard": "heard.wav",
        "heard_s": round(heard_s, 2), "database": "own-ears.db", "events": app.taken, "below_the_window": 0,
        "class": school,
    }  # fmt: skip


def _make_empty(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        taken = any(out.iterdir())
    except OSError as error:
        raise GameError(f"--out must name a folder that can be written, got {out} ({error.strerror})") from error
    if taken:
        raise GameError(f"--out must name an empty or a new folder, {out} has files in it: choose another")


def _follow(script: Any) -> Callable[[], None]:
    """Return what goes on with a script after each frame, as far as what it waits for has come.

    Raises:
        GameError: it waits too long.
    """
    begun_s = waits_since_s = time.monotonic()
    waits_for = next(script)

    def after_frame() -> None:
        nonlocal waits_for, waits_since_s
        now_s = time.monotonic()
        if waits_for is not None and waits_for():
            waits_for, waits_since_s = next(script, None), now_s
        elif waits_for is not None and (now_s - waits_since_s > LONGEST_WAIT_S or now_s - begun_s > LONGEST_EVENING_S):
            where = script.gi_yieldfrom or script
            raise GameError(f"the evening must go on within {LONGEST_WAIT_S:g} s, it stopped in {where.__name__}")

    return after_frame


def _make_wav(raw: Path, wav: Path) -> float:
    """Write what SDL's disk driver recorded, float32 stereo, as 24-bit WAV; return its length in seconds."""
    audio = np.fromfile(raw, np.float32)
    audio = audio[: len(audio) // 2 * 2].reshape(-1, 2)
    write_wav(wav, audio, rate_hz=RATE_HZ)
    return len(audio) / RATE_HZ
