"""The game in a real window: real keys, a real mouse, a whole block, and all that was heard, compared with its model.

The pictures of every screen are saved to the folder that OWN_EARS_SHOTS names, where it is set.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from game.drills import DRILLS
from game.dsp import loudness
from game.dsp.audio import PLAY_LUFS, Audio
from game.library.catalogue import Library
from game.listener.peak_reader import PeakReader
from game.session.block import Block
from game.session.practice import Prepared, mode_of, prepare_round
from tests.commands.recording import EXACT, FRAME_BYTES, RATE_HZ
from tests.commands.typist import wait
from tests.window.desktop import Desktop, Game, until, window_on
from tests.window.hearing import Scene, find_scenes, modelled, worst_click

SEED: Final = 3
ROUNDS: Final = 10
SKILL: Final = "eq.boost_freq"
HEAR_S: Final = (1.6, 1.6, 1.6, 1.6)
"""A, B, A, B: a little more than three seconds of each."""
LANE_Y: Final = 450
PLACES_X: Final = (200, 320, 440, 520, 600, 680, 760, 840, 920, 1000)
"""Where the answer of each round is put."""
REVISED_X: Final = 560
HEADING: Final = (slice(60, 150), slice(20, 680))
BANNER: Final = (slice(64, 144), slice(680, 1270))
SHOTS: Final = (
    *("first-run-level", "first-run-name", "first-run-ready", "round", "round-with-answer", "help", "reveal-solo"),
    *("advice-region", "advice-number", "advice-held", "revise", "reveal-with-ai", "summary", "home", "settings"),
)


@dataclass
class Played:
    """A block that was played in the window, as it ended."""

    status: int
    said: tuple[str, str]
    heard: Audio
    rows: Sequence[dict[str, Any]]
    shots: Path
    undone: dict[int, list[str]] = field(default_factory=dict)
    """For each round which undone answers were held: 'you' or 'ai'."""


class Hands:
    """Plays a block: waits for what is heard, for rows in the log and for pictures, and never for a clock alone."""

    def __init__(self, desktop: Desktop, folder: Path, shots: Path) -> None:
        self._desktop, self._shots = desktop, shots
        self._recording, self._log = folder / "heard.raw", folder / "saves" / "own-ears.db"
        self.undone: dict[int, list[str]] = {}

    def shoot(self, name: str) -> None:
        """Save what is on the screen; its heading stands still, even where something plays below."""
        self._desktop.settle(part=HEADING)
        self._desktop.save(self._shots / f"{name}.png")

    def go(self, key: str) -> None:
        """Press a key that leads to another screen, and wait for its heading."""
        before = self._desktop.look()
        self._desktop.key(key)
        self._desktop.settle(unlike=before, part=HEADING)

    def first_run(self, name: str) -> None:
        """Set the level by the noise, type the name, and go on to the first round."""
        self.shoot("first-run-level")
        self._start("space")
        self._hear(0.3)
        self._desktop.key("space")
        self._wait_for_silence()
        self.go("Return")
        self._desktop.type(name)
        self.shoot("first-run-name")
        self.go("Return")
        self.shoot("first-run-ready")
        self.go("Return")

    def play_round(self, trial: int) -> None:
        """Listen to both, answer, and commit."""
        if trial == 0:
            self.shoot("round")
        self._start("a")
        self._hear(HEAR_S[0])
        for seconds in HEAR_S[1:]:
            self._desktop.key("space")
            self._hear(seconds)
            self._answer(trial)
        if trial == 1:
            self.shoot("round-with-answer")
            self._help()
        before = self._desktop.look()
        self._desktop.key("Return")
        until(lambda: self._count("commits") == trial + 1, f"the guess of round {trial} is in the log", patience_s=15)
        self._wait_for_silence()
        self._desktop.settle(unlike=before, part=HEADING)

    def _answer(self, trial: int) -> None:
        x = PLACES_X[trial]
        if trial % 2:
            self._desktop.drag((x - 90, LANE_Y), (x - 60, LANE_Y), (x - 30, LANE_Y), (x, LANE_Y))
        else:
            self._desktop.click(x, LANE_Y)
        self._desktop.key("123"[trial % 3])

    def _help(self) -> None:
        """Open the help over the round, and close it."""
        self.go("F1")
        self.shoot("help")
        self.go("Escape")

    def weigh(self, trial: int) -> None:
        """Take the AI's advice: keep at its region, keep after an audition, revise, revise after an audition."""
        way = trial - 6
        self.undone[trial] = []
        if way == 0:
            self.shoot("advice-region")
        else:
            before = self._desktop.look()
            self._desktop.key("n")
            self._desktop.settle(unlike=before)
        if way == 1:
            self.shoot("advice-number")
        if way in (1, 3):
            self._hold("w", "ai", trial)
            self._hold("q", "you", trial)
        if way >= 2:
            self._revise(way)
        self.go("Return")

    def _hold(self, key: str, whose: str, trial: int) -> None:
        self._desktop.down(key)
        self._wait_for_sound()
        if trial == 7 and whose == "ai":
            self.shoot("advice-held")
        self._hear(1.0)  # longer than it takes for a held key to repeat
        self._desktop.up(key)
        self._wait_for_silence()
        self.undone[trial].append(whose)

    def _revise(self, way: int) -> None:
        self.go("v")
        self._desktop.click(REVISED_X, LANE_Y)
        self._desktop.key(*("Right" for _ in range(way)))
        if way == 2:
            self.shoot("revise")

    def see_truth(self, trial: int) -> None:
        """Wait until the attempt is in the log."""
        until(lambda: self._count("attempts") == trial + 1, f"round {trial} is in the log", patience_s=15)
        if trial in (0, 9):
            wait(0.5)  # the truth draws itself
            self.shoot("reveal-solo" if trial == 0 else "reveal-with-ai")

    # ---- what can be seen from outside

    def _start(self, key: str) -> None:
        """Press a key until there is sound: at first there may be nothing loaded yet."""
        for _ in range(20):
            self._desktop.key(key)
            give_up_at = time.monotonic() + 1.0
            while time.monotonic() < give_up_at:
                if self._sounds():
                    return
                wait(0.02)
        pytest.fail(f"nothing sounds after {key}")

    def _hear(self, seconds: float) -> None:
        enough = self._size() + round(seconds * RATE_HZ) * FRAME_BYTES
        until(lambda: self._size() >= enough, f"the sound goes on for {seconds:g} s")

    def _wait_for_sound(self) -> None:
        until(self._sounds, "something sounds", patience_s=10)

    def _wait_for_silence(self) -> None:
        until(lambda: not self._sounds(), "the sound ends", patience_s=10)

    def _sounds(self) -> bool:
        """Tell whether the last 50 ms of the recording are more than silence."""
        frames = round(0.05 * RATE_HZ)
        end = self._size() // FRAME_BYTES * FRAME_BYTES
        if end < frames * FRAME_BYTES:
            return False
        with self._recording.open("rb") as recording:
            recording.seek(end - frames * FRAME_BYTES)
            return any(recording.read(frames * FRAME_BYTES))

    def _size(self) -> int:
        return self._recording.stat().st_size if self._recording.exists() else 0

    def _count(self, table: str) -> int:
        with closing(sqlite3.connect(f"file:{self._log}?mode=ro", uri=True)) as db:
            return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def read_rows(log: Path) -> Sequence[dict[str, Any]]:
    """Return every commit with its attempt and the seed of its block, in order of play."""
    with closing(sqlite3.connect(log)) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute(
            "SELECT *, sessions.seed AS block_seed, commits.seed AS seed FROM commits JOIN attempts USING (commit_id) "
            "JOIN sessions USING (session_id) ORDER BY trial"
        )
        return [dict(row) for row in rows]


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    with Desktop() as display:
        yield display


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, desktop: Desktop) -> Played:
    """Play a block from the first run to the end of the game."""
    folder = tmp_path_factory.mktemp("window")
    shots = Path(os.environ.get("OWN_EARS_SHOTS") or folder / "shots").absolute()
    shots.mkdir(parents=True, exist_ok=True)
    (folder / "saves").mkdir()
    (folder / "saves" / "settings.json").write_text(json.dumps({"volume": 1.0}), encoding="utf-8")
    around = window_on(
        desktop,
        SDL_AUDIODRIVER="disk",
        SDL_DISKAUDIOFILE=str(folder / "mixer.raw"),
        OWN_EARS_RECORD=str(folder / "heard.raw"),
        OWN_EARS_SAVES=str(folder / "saves"),
    )
    hands = Hands(desktop, folder, shots)
    with Game("--rounds", ROUNDS, "--seed", SEED, folder=folder, around=around) as game:
        game.show(desktop)
        hands.first_run("Ada")
        for trial in range(ROUNDS):
            hands.play_round(trial)
            if trial >= 6:
                hands.weigh(trial)
            hands.see_truth(trial)
            hands.go("Return")
        hands.shoot("summary")
        hands.go("Return")
        hands.shoot("home")
        hands.go("s")
        hands.shoot("settings")
        desktop.key("ctrl+q")
        status = game.process.wait(30)
        heard = np.fromfile(folder / "heard.raw", np.float32).reshape(-1, 2)
        return Played(status, game.said, heard, read_rows(folder / "saves" / "own-ears.db"), shots, hands.undone)


# ---- what the block left behind


@pytest.mark.slow
def test_ctrl_q_ends_the_game_with_status_0_and_not_a_word(played: Played) -> None:
    assert (played.status, played.said) == (0, ("", ""))


@pytest.mark.slow
def test_every_round_is_in_the_log_as_it_was_played(played: Played) -> None:
    assert [row["trial"] for row in played.rows] == list(range(ROUNDS))
    assert [row["mode"] for row in played.rows] == ["solo"] * 6 + ["assisted"] * 4
    assert {row["skill_id"] for row in played.rows} == {SKILL}
    assert {row["block_seed"] for row in played.rows} == {SEED}
    sure = ("guessing", "fairly sure", "certain")
    assert [row["guess_confidence"] for row in played.rows] == [sure[trial % 3] for trial in range(ROUNDS)]


@pytest.mark.slow
def test_answers_are_where_the_mouse_put_them(played: Played) -> None:
    guesses = [row["guess_choice"] for row in played.rows]
    octaves = np.log2(guesses[1:] / np.array(guesses[:-1]))
    assert octaves == pytest.approx(np.diff(PLACES_X) * octaves[0] / (PLACES_X[1] - PLACES_X[0]), abs=0.02)


@pytest.mark.slow
def test_advice_was_kept_auditioned_and_revised(played: Played) -> None:
    rows = played.rows[6:]
    assert [row["final_choice"] != row["guess_choice"] for row in rows] == [False, False, True, True]
    assert [(row["audition_you"], row["audition_ai"]) for row in rows] == [(0, 0), (1, 1), (0, 0), (1, 1)]
    assert [row["number_shown"] for row in rows] == [0, 1, 1, 1]


@pytest.mark.slow
def test_every_screen_was_seen(played: Played) -> None:
    assert {path.stem for path in played.shots.glob("*.png")} >= set(SHOTS)


# ---- what was heard


def prepare_rounds(rows: Sequence[dict[str, Any]], library: Library, listener: PeakReader) -> list[Prepared]:
    """Make the rounds of the block once more from its seed, and from the sizes at which the changes were placed."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    block = Block("s", "p", SKILL, None, SEED, ROUNDS, assisted=True, app_version="", started_at=now)
    assert mode_of(block, trial=6) == "assisted"
    return [
        prepare_round(replace(block, cue=row["cue"]), trial=row["trial"], library=library, listener=listener)
        for row in rows
    ]


def noise_of(library: Library) -> Audio:
    """Return the noise by which the level is set."""
    audio = library.load("pink_noise", rate_hz=RATE_HZ).audio
    lufs = loudness.integrated_lufs(audio, rate_hz=RATE_HZ)
    return audio * np.float32(10 ** ((PLAY_LUFS - lufs) / 20))


def scenes_of(played: Played, library: Library, listener: PeakReader) -> list[Scene]:
    """Return what should have been heard, screen by screen."""
    scenes = [Scene({"noise": noise_of(library)}, ("noise", None))]
    for row, prepared in zip(played.rows, prepare_rounds(played.rows, library, listener), strict=True):
        challenge, stimulus = prepared.setup.challenge, prepared.stimulus
        assert (row["seed"], row["target"]) == (challenge.seed, challenge.truth.choice)
        scenes.append(Scene(dict(stimulus.clips), ("dry", "wet", "dry", "wet", None)))
        held = played.undone.get(row["trial"], [])
        if held:
            choices = {"you": row["guess_choice"], "ai": row["ai_choice"]}
            undo = DRILLS[SKILL].undo
            clips = {whose: undo(challenge, stimulus, choices[whose]) for whose in held}
            scenes.append(Scene(clips, [name for whose in held for name in (whose, None)]))
    return scenes


@pytest.mark.slow
def test_all_that_was_heard_is_what_should_have_been_to_the_sample(
    played: Played, library: Library, peak_reader: PeakReader
) -> None:
    scenes = scenes_of(played, library, peak_reader)
    found = find_scenes(played.heard, scenes)
    switches = sum(name is not None for scene in scenes for name in scene.order[1:] if len(scene.order) > 2)
    assert switches >= 20
    assert np.abs(modelled(found) - played.heard).max() < EXACT
    assert worst_click(played.heard, found) <= 1.0


# ---- a machine that lacks something


@pytest.mark.slow
def test_without_a_display_one_sentence_leads_to_the_terminal(saves: Path) -> None:
    around = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    around |= {"OWN_EARS_SAVES": str(saves), "SDL_AUDIODRIVER": "no-such"}
    around.pop("SDL_VIDEODRIVER", None)
    done = subprocess.run(
        [sys.executable, "-m", "game", "play"], env=around, capture_output=True, text=True, timeout=20, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("own-ears: ")
    assert done.stderr.count("\n") == 1
    assert "own-ears play --text" in done.stderr


@pytest.mark.slow
def test_without_a_sound_card_the_window_opens_and_says_so(desktop: Desktop, tmp_path: Path) -> None:
    around = window_on(desktop, SDL_AUDIODRIVER="no-such", OWN_EARS_SAVES=str(tmp_path / "saves"))
    (tmp_path / "saves").mkdir()
    (tmp_path / "saves" / "settings.json").write_text(json.dumps({"player": "Ada"}), encoding="utf-8")
    with Game(folder=tmp_path, around=around) as game:
        game.show(desktop)
        banner = desktop.look()[BANNER].reshape(-1, 3)
        assert len(np.unique(banner, axis=0)) > 20, "no banner: the place beside the heading is empty"
        desktop.key("F5")
        desktop.settle()
        desktop.save(Path(os.environ.get("OWN_EARS_SHOTS") or tmp_path).absolute() / "no-sound.png")
        desktop.key("ctrl+q")
        status = game.process.wait(30)
    assert (status, game.said) == (0, ("", ""))
