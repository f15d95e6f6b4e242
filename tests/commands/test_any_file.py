"""Any file given to `ask` and `render --audio`: an answer in finite numbers or one clear sentence, and nothing else."""

import json
import math
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import soundfile

from tests.commands.conftest import Run, is_one_sentence
from tests.library.test_audio_file import (
    NO_SOUND,
    ODD_BUT_DECODABLE,
    RATE_HZ,
    SOUND,
    Write,
    as_format,
    cut_off,
    first_bytes,
    music,
    nothing,
    plain,
    silence,
    write_music,
)

MP4_HEAD: Final = b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00M4A isomiso2mp41\x00\x00\x00\x08free"


def an_m4a(path: Path) -> None:
    path.write_bytes(MP4_HEAD + np.random.default_rng(4).bytes(100_000))


def louder_than_full_scale(path: Path) -> None:
    soundfile.write(path, 20 * music(), RATE_HZ, subtype="PCM_16")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def half_an_opus_file(path: Path) -> None:
    as_format("OGG", "OPUS")(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def under_a_plain_name_first(path: Path) -> None:
    """Write music where soundfile itself could not, as it spells names in UTF-8."""
    write_music(path.with_name("plain.wav"))
    path.with_name("plain.wav").rename(path)


MORE: dict[str, tuple[str, Write]] = {
    "10 % of a flac": ("a.flac", cut_off(0.1)),
    "10 % of an mp3": ("a.mp3", cut_off(0.1)),
    "half an opus file": ("a.opus", half_an_opus_file),
    "half an aiff": ("a.aiff", cut_off(0.5)),
    "1000 bytes of mp3": ("a.mp3", first_bytes(1000)),
    "too loud": ("a.wav", louder_than_full_scale),
    "silent": ("a.wav", silence(3 * RATE_HZ)),
    "mono for a millisecond": ("a.wav", silence(48, channels=1)),
    "m4a": ("a.m4a", an_m4a),
    "a link to itself": ("a.wav", a_link_to_itself),
    "a line break in the name": ("a\nb.wav", plain()),
    "a line break in the name of text": ("a\nb.txt", lambda path: path.write_text("hello", encoding="utf-8")),
    "a per cent sign and braces in the name": ("%s {0} %.wav", plain()),
    "a name that is not UTF-8": (os.fsdecode(b"a\xff.wav"), under_a_plain_name_first),
    "a missing name that is not UTF-8": (os.fsdecode(b"b\xff.wav"), nothing),
    "a name of 300 letters": ("a" * 300 + ".wav", nothing),
}
TABLE: dict[str, tuple[str, Write]] = {
    **SOUND,
    **{name: (file, write) for name, (file, write, _) in (ODD_BUT_DECODABLE | NO_SOUND).items()},
    **MORE,
}
WITH_SOUND: Final = {*SOUND, "too loud", "a name that is not UTF-8"}
"""None of these may be refused."""
MP3: Final = ("random mp3", "text named mp3", "half an mp3", "10 % of an mp3", "1000 bytes of mp3")
"""mpg123 prints on file descriptor 2 of all of these."""


def make(name: str, folder: Path) -> Path:
    file, write = TABLE[name]
    write(folder / file)
    return folder / file


def numbers_in(value: Any) -> Iterator[float]:
    """Yield every number in a JSON value."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers_in(item)
    elif isinstance(value, int | float):
        yield value


def is_refused(done: subprocess.CompletedProcess[str]) -> bool:
    """Tell whether a command refused; it then says one sentence and nothing else. Else it says only JSON."""
    if done.returncode == 0:
        assert done.stderr == ""
        return False
    assert (done.returncode, done.stdout) == (2, "")
    assert is_one_sentence(done.stderr), done.stderr
    return True


def assert_advice(text: str) -> None:
    advice = json.loads(text)
    assert all(math.isfinite(number) for number in numbers_in(advice))
    assert sum(probability for _, probability in advice["distribution"]) == pytest.approx(1)
    assert (advice["choice"] is None) == (advice["p_right"] is None) == (not advice["in_domain"])


def assert_rendered(text: str, folder: Path) -> None:
    described = json.loads(text)
    assert all(math.isfinite(number) for number in numbers_in(described))
    assert described == json.loads((folder / "challenge.json").read_text(encoding="utf-8"))
    for file in described["files"]:
        audio, rate_hz = soundfile.read(folder / file)
        assert rate_hz == described["rate_hz"]
        assert len(audio) > 0
        assert np.isfinite(audio).all()
        assert described["lufs"][file] == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("name", TABLE)
def test_the_ai_answers_any_file_or_refuses_in_one_sentence(name: str, run: Run, tmp_path: Path) -> None:
    done = run("ask", make(name, tmp_path), "--skill", "eq.boost_freq", "--json")
    if is_refused(done):
        assert name not in WITH_SOUND
    else:
        assert_advice(done.stdout)


@pytest.mark.parametrize("name", TABLE)
def test_any_file_becomes_a_round_or_is_refused_in_one_sentence(name: str, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("render", "eq.boost_freq", "--audio", make(name, tmp_path), "--out", out, "--json")
    if is_refused(done):
        assert name not in WITH_SOUND
        assert not out.exists()
    else:
        assert_rendered(done.stdout, out)


@pytest.mark.parametrize("name", [*NO_SOUND, "m4a", "a link to itself", "a name of 300 letters"])
def test_a_file_without_sound_is_refused_by_name(name: str, run: Run, tmp_path: Path) -> None:
    path = make(name, tmp_path)
    for command in (
        ["ask", path, "--skill", "eq.boost_freq"],
        ["render", "eq.boost_freq", "--audio", path, "--out", "x"],
    ):
        done = run(*command, "--json")
        assert is_refused(done)
        assert done.stderr.startswith(f"own-ears: {path}")


def test_of_silence_the_ai_cannot_tell_and_no_round_is_made(run: Run, tmp_path: Path) -> None:
    path = make("silent", tmp_path)
    assert json.loads(run("ask", path, "--skill", "eq.boost_freq", "--json").stdout)["in_domain"] is False
    assert is_refused(run("render", "eq.boost_freq", "--audio", path, "--out", tmp_path / "out"))


@pytest.mark.parametrize("name", MP3)
def test_nothing_of_the_decoders_noise_leaves_a_process(name: str, run_process: Run, tmp_path: Path) -> None:
    done = run_process("ask", make(name, tmp_path), "--skill", "eq.boost_freq", "--json")
    if not is_refused(done):
        assert_advice(done.stdout)


def test_a_damaged_mp3_is_rendered_quietly_in_a_process(run_process: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_process("render", "eq.boost_freq", "--audio", make("half an mp3", tmp_path), "--out", out, "--json")
    assert not is_refused(done)
    assert_rendered(done.stdout, out)


@pytest.fixture
def two_hours(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a maker of a file that nobody should read whole; it is removed afterwards, as pytest keeps folders."""
    made: list[Path] = []

    def make_long(file: str) -> Path:
        made.append(tmp_path / file)
        part = music(seconds=10)
        with soundfile.SoundFile(made[0], "w", RATE_HZ, 2, "PCM_16") as long:
            for _ in range(720):
                long.write(part)
        return made[0]

    yield make_long
    for path in made:
        path.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("file", ["long.flac", "long.wav"])
def test_two_hours_are_answered_and_rendered(
    file: str, run: Run, two_hours: Callable[[str], Path], tmp_path: Path
) -> None:
    path, out = two_hours(file), tmp_path / "out"
    assert_advice(run("ask", path, "--skill", "eq.boost_freq", "--json").stdout)
    assert_rendered(run("render", "eq.boost_freq", "--audio", path, "--out", out, "--json").stdout, out)
