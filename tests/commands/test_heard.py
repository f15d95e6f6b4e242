"""What a player hears, recorded by SDL's disk driver, and what a player sees on a real terminal."""

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from game.dsp.loudness import integrated_lufs
from game.dsp.stimulus import Stimulus
from game.library.catalogue import Library
from game.session.block import Block
from game.session.practice import draw_round, round_seed
from game.session.round import HEAR_EACH_S
from game.speaker.engine import FADE_S
from tests.commands.conftest import Run
from tests.commands.recording import EXACT, FRAME_BYTES, RATE_HZ, Recording, Stretch, read_recording
from tests.commands.teletype import CTRL_C, CTRL_D, Teletype
from tests.commands.typist import PATIENCE_S, PLAY, Typist, environment, wait

SEED: Final = 14
"""Its first round is drawn from a source that never pauses: A and B differ by .05 of full scale in every 10 ms."""
FADE: Final = round(FADE_S * RATE_HZ)
ASKED, SURE, AGAIN = (
    "Listen or answer:",
    "How sure? 1 guessing, 2 fairly sure, 3 certain. c changes the answer.",
    "Again or on:",
)
FAREWELL: Final = "You ended the block. Every answer you gave is kept."


def with_disk(folder: Path) -> Mapping[str, str]:
    """Return the surroundings of a session whose sound goes to heard.raw in `folder`."""
    return environment(
        folder / "saves",
        SDL_AUDIODRIVER="disk",
        SDL_DISKAUDIOFILE=str(folder / "mixer.raw"),
        OWN_EARS_RECORD=str(folder / "heard.raw"),
    )


def first_round(library: Library) -> Stimulus:
    """Render the clips of the first round of `PLAY` with `SEED`, as the session should have."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    block = Block("s", "p", "eq.boost_freq", 12.0, SEED, 1, assisted=True, app_version="", started_at=now)
    return draw_round(library, skill_id="eq.boost_freq", cue=12.0, seed=round_seed(block, trial=0))[1]


@dataclass(frozen=True)
class Heard:
    """A round that was played with sound: what was said, what was recorded, and how the process ended."""

    lines: Sequence[str]
    recording: Recording
    status: int
    errors: str

    def stretches(self) -> Sequence[Stretch]:
        return self.recording.stretches()


def play_with_sound(folder: Path, library: Library, *, hear_each_s: float) -> Heard:
    """Play one round: A and B for `hear_each_s` seconds each, the answer at once, and on."""
    recorded = folder / "heard.raw"

    def hear(session: Typist, key: str) -> None:
        session.wait_for(ASKED)
        session.type(key)
        session.wait_for("Playing")
        enough = recorded.stat().st_size + round(hear_each_s * RATE_HZ) * FRAME_BYTES
        give_up_at = time.monotonic() + PATIENCE_S
        while recorded.stat().st_size < enough:
            assert time.monotonic() < give_up_at, f"the sound of {key} stopped"
            wait(0.02)

    with Typist(*PLAY, "--rounds", 1, "--seed", SEED, folder=folder, around=with_disk(folder)) as session:
        for key in "ab":
            hear(session, key)
        session.wait_for(ASKED)
        session.type("900 2")
        session.wait_for(AGAIN)
        session.type("")
        status = session.end()
        clips = first_round(library)
        recording = read_recording(recorded, dry=clips.clip("dry"), wet=clips.clip("wet"))
        return Heard(tuple(session.lines), recording, status, session.errors)


# ---- an answer that comes early


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Heard:
    return play_with_sound(tmp_path_factory.mktemp("early"), library, hear_each_s=1.3)


@pytest.mark.slow
def test_a_session_with_sound_ends_well(early: Heard) -> None:
    assert (early.status, early.errors) == (0, "")
    assert any(line.startswith("1 rounds") for line in early.lines[-4:])


@pytest.mark.slow
def test_both_clips_are_heard_sample_by_sample(early: Heard) -> None:
    assert {stretch.name for stretch in early.stretches()} == {"dry", "wet"}
    assert max(early.recording.residual(stretch) for stretch in early.stretches()) < EXACT


@pytest.mark.slow
def test_an_early_answer_is_followed_by_the_rest_of_both(early: Heard) -> None:
    assert any(line.startswith("First the rest: A for ") for line in early.lines)
    assert [stretch.name for stretch in early.stretches()] == ["dry", "wet", "dry", "wet"]
    for name in ("dry", "wet"):
        seconds = sum(stretch.seconds for stretch in early.stretches() if stretch.name == name)
        assert seconds + 2 * FADE_S >= HEAR_EACH_S


@pytest.mark.slow
def test_before_the_first_clip_and_after_the_last_there_is_silence(early: Heard) -> None:
    heard, (first, *_, last) = early.recording.heard, early.stretches()
    assert not heard[: first.start - FADE].any()
    assert not heard[last.stop + FADE :].any()


@pytest.mark.slow
def test_every_turn_is_a_fade_of_8_ms(early: Heard) -> None:
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE) + 0.5) / FADE))[:, None]
    misfits = [early.recording.misfit(before, after, ramp=ramp) for before, after in early.recording.turns()]
    assert len(misfits) == 5
    assert max(misfits) < EXACT


@pytest.mark.slow
def test_no_turn_clicks(early: Heard) -> None:
    for before, after in early.recording.turns():
        shares = early.recording.shares(before, after)
        assert (shares[0], shares[-1]) == pytest.approx((0, 1), abs=1e-4)
        assert np.diff(shares).min() > -0.01
        assert np.diff(shares).max() < 0.25  # a raised cosine of 8 ms moves by 0.2 in its steepest millisecond


# ---- a player who hears each clip all through


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Heard:
    loop_s = len(first_round(library).clip("dry")) / RATE_HZ
    return play_with_sound(tmp_path_factory.mktemp("patient"), library, hear_each_s=loop_s + 0.2)


@pytest.mark.slow
def test_who_heard_enough_is_not_made_to_listen(patient: Heard) -> None:
    assert not any(line.startswith("First the rest") for line in patient.lines)
    assert [stretch.name for stretch in patient.stretches()] == ["dry", "wet"]


@pytest.mark.slow
def test_the_loop_goes_round_without_a_seam(patient: Heard, library: Library) -> None:
    loop = len(first_round(library).clip("dry"))
    assert all(stretch.stop - stretch.start > loop for stretch in patient.stretches())
    assert max(patient.recording.residual(stretch) for stretch in patient.stretches()) < EXACT


@pytest.mark.slow
def test_a_loop_of_a_is_as_loud_as_a_loop_of_b(patient: Heard, library: Library) -> None:
    loop = len(first_round(library).clip("dry"))
    rounds = [patient.recording.heard[stretch.start : stretch.start + loop] for stretch in patient.stretches()]
    dry, wet = (integrated_lufs(np.concatenate([part] * 3), rate_hz=RATE_HZ) for part in rounds)
    assert wet == pytest.approx(dry, abs=0.1)
    assert dry == pytest.approx(-23, abs=0.1)


# ---- no sound device


def test_without_a_sound_device_the_clips_are_files(
    run_process: Run, saves: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    done = run_process(*PLAY, "--rounds", 1, "--seed", SEED, stdin="a\nb\n900 2\n\n")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    (told,) = (line for line in lines if "sound device" in line)
    assert told.startswith("No sound: ")
    assert str(saves / "clips") in told
    assert f"A: {saves / 'clips' / 'dry.wav'}" in lines
    assert lines[-3].startswith("1 rounds")


# ---- a real terminal


def count_rows(saves: Path) -> tuple[int, int]:
    """Count commits and attempts in the log."""
    with closing(sqlite3.connect(saves / "own-ears.db")) as db:
        commits, attempts = (
            db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("commits", "attempts")
        )
    return int(commits), int(attempts)


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["Ctrl-C", "Ctrl-D"])
def test_ctrl_c_and_ctrl_d_end_a_session_well_and_nothing_is_lost(key: str, saves: Path) -> None:
    with Teletype(*PLAY, "--files", "--seed", SEED, around=environment(saves)) as terminal:
        for prompt, line in ((ASKED, "900"), (SURE, "2"), (AGAIN, "")):
            terminal.wait_for(f"\n{prompt}")
            terminal.type(f"{line}\n")
        terminal.wait_for(f"\n{ASKED}")
        if key == CTRL_C:
            terminal.interrupt()
        else:
            terminal.type(key)
        status = terminal.end()
    assert status == 0, terminal.shown
    assert FAREWELL in terminal.shown
    assert "\n1 rounds, " in terminal.shown
    assert count_rows(saves) == (1, 1)


def test_what_is_typed_stands_behind_its_prompt(saves: Path) -> None:
    with Teletype(*PLAY, "--files", "--rounds", 1, "--seed", SEED, around=environment(saves)) as terminal:
        for prompt, line in ((ASKED, "a"), (ASKED, "900"), (SURE, "2"), (AGAIN, "")):
            terminal.wait_for(f"\n{prompt}")
            terminal.type(f"{line}\n")
        assert terminal.end() == 0
    lines = terminal.shown.splitlines()
    typed = [line for line in lines if line.startswith((ASKED, SURE, AGAIN))]
    assert typed == [f"{ASKED} a", f"{ASKED} 900", f"{SURE} 2", f"{AGAIN} "]


def test_the_farewell_stands_on_a_line_of_its_own(saves: Path) -> None:
    with Teletype(*PLAY, "--files", "--seed", SEED, around=environment(saves)) as terminal:
        terminal.wait_for(f"\n{ASKED}")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    assert FAREWELL in terminal.shown.splitlines()


def test_json_that_is_led_into_a_file_is_one_value_though_a_person_types(saves: Path, tmp_path: Path) -> None:
    path, line = tmp_path / "summary.json", [*PLAY, "--files", "--rounds", 1, "--seed", SEED, "--json"]
    with path.open("wb") as output, Teletype(*line, around=environment(saves), output=output) as terminal:
        terminal.type("900 2\n\n")
        assert terminal.end() == 0
    assert json.loads(path.read_text(encoding="utf-8"))["rounds"] == 1


def test_ctrl_c_while_a_clip_plays_ends_the_session_as_at_a_prompt(tmp_path: Path) -> None:
    with Teletype(*PLAY, "--seed", SEED, around=with_disk(tmp_path)) as terminal:
        terminal.wait_for(f"\n{ASKED}")
        terminal.type("900 2\n")
        terminal.wait_for("\nPlaying A.\n")
        terminal.interrupt()
        status = terminal.end()
    assert FAREWELL in terminal.shown
    assert status == 0
    assert count_rows(tmp_path / "saves") == (0, 0)


@pytest.mark.parametrize("last", ["q\n", ""])
def test_a_round_that_came_to_its_truth_counts_though_the_player_ends_there(last: str, run: Run) -> None:
    done = run(*PLAY, "--files", "--seed", SEED, stdin=f"900 2\n{last}")
    assert "It was " in done.stdout
    assert "1 rounds, " in done.stdout
