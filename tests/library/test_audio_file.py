"""Any file as own music: sound where there is sound, a clear sentence where there is none, and never a crash."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from game.core.errors import ContentError
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs
from game.library.audio_file import load_excerpt, own_source, read_clip, usable_range_hz
from game.library.decoder import quiet_decoders

RATE_HZ = 48_000
Write = Callable[[Path], object]
Floats = npt.NDArray[np.float64]


def music(*, seconds: float = 3, rate_hz: int = RATE_HZ, channels: int = 2, seed: int = 0) -> Floats:
    """Return decaying chords over a little noise."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    chord = sum(np.sin(2 * np.pi * freq_hz * time_s) for freq_hz in (110, 220.3, 441, 1330))
    noise = np.random.default_rng(seed).standard_normal((len(time_s), channels))
    return 0.1 * (chord * np.exp(-4 * (time_s * 2 % 1)))[:, None] + 0.02 * noise


def write_music(
    path: Path, *, seconds: float = 3, rate_hz: int = RATE_HZ, channels: int = 2, subtype: str = ""
) -> None:
    soundfile.write(path, music(seconds=seconds, rate_hz=rate_hz, channels=channels), rate_hz, subtype=subtype or None)


def cut_off(share: float, *, subtype: str = "") -> Write:
    def write(path: Path) -> None:
        write_music(path, subtype=subtype)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return write


def first_bytes(count: int) -> Write:
    def write(path: Path) -> None:
        write_music(path)
        path.write_bytes(path.read_bytes()[:count])

    return write


def corrupt_in_the_middle(path: Path) -> None:
    write_music(path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 200] = np.random.default_rng(1).bytes(200)
    path.write_bytes(data)


def with_nan_and_infinity(path: Path) -> None:
    sound = music()
    sound[1000, 0], sound[2000, 1], sound[3000, 0], sound[4000, 1] = np.nan, np.inf, -np.inf, 1e30
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")


def random_floats(path: Path) -> None:
    """Write a float WAV whose samples are any bit patterns."""
    soundfile.write(path, np.zeros((100_000, 2), np.float32), RATE_HZ, subtype="FLOAT")
    data = bytearray(path.read_bytes())
    data[-800_000:] = np.random.default_rng(2).bytes(800_000)
    path.write_bytes(data)


def text(path: Path) -> None:
    path.write_text("hello world\n" * 1000, encoding="utf-8")


def random_bytes(path: Path) -> None:
    path.write_bytes(np.random.default_rng(3).bytes(200_000))


def plain(*, seconds: float = 3, rate_hz: int = RATE_HZ, channels: int = 2, subtype: str = "") -> Write:
    return lambda path: write_music(path, seconds=seconds, rate_hz=rate_hz, channels=channels, subtype=subtype)


def silence(frames: int, *, channels: int = 2, rate_hz: int = RATE_HZ) -> Write:
    return lambda path: soundfile.write(path, np.zeros((frames, channels)), rate_hz)


def as_format(file_format: str, subtype: str | None = None) -> Write:
    return lambda path: soundfile.write(path, music(), RATE_HZ, format=file_format, subtype=subtype)


def nothing(path: Path) -> None:
    pass


SOUND: dict[str, tuple[str, Write]] = {
    "flac": ("a.flac", plain()),
    "mono wav": ("a.wav", plain(channels=1)),
    "float wav": ("a.wav", plain(subtype="FLOAT")),
    "mp3": ("a.mp3", plain()),
    "vorbis": ("a.ogg", plain()),
    "opus": ("a.opus", as_format("OGG", "OPUS")),
    "aiff": ("a.aiff", plain()),
    "w64": ("a.w64", plain()),
    "adpcm": ("a.wav", plain(subtype="IMA_ADPCM")),
    "wav named flac": ("a.flac", as_format("WAV")),
    "umlauts in the name": ("Händel, für Elise ♪.wav", plain()),
    "24 channels": ("a.wav", plain(channels=24)),
    "8 kHz": ("a.wav", plain(rate_hz=8_000)),
    "192 kHz": ("a.flac", plain(rate_hz=192_000)),
    "384 kHz": ("a.flac", plain(rate_hz=384_000)),
    "corrupt flac": ("a.flac", corrupt_in_the_middle),
    "nan and infinity": ("a.wav", with_nan_and_infinity),
    "random floats": ("a.wav", random_floats),
    "half a flac": ("a.flac", cut_off(0.5)),
    "90 % of a flac": ("a.flac", cut_off(0.9)),
    "half a wav": ("a.wav", cut_off(0.5)),
    "half an mp3": ("a.mp3", cut_off(0.5)),
    "half an ogg": ("a.ogg", cut_off(0.5)),
    "half a float wav": ("a.wav", cut_off(0.5, subtype="FLOAT")),
}
CUT_OFF = ("half a flac", "90 % of a flac", "half a wav", "half an mp3", "half a float wav")
"""A cut off OGG says that it is shorter and nothing more, so it is a shorter file."""

ODD_BUT_DECODABLE: dict[str, tuple[str, Write, str]] = {
    "1024 channels": ("a.wav", silence(48_000, channels=1024), "must have 1 to 32 channels, has 1024; export it"),
    "655350 Hz": ("a.flac", plain(rate_hz=655_350, seconds=0.5), "rate must lie between 8000 and 384000 Hz, is 655350"),
    "1 Hz": ("a.wav", plain(rate_hz=1, seconds=1000), "rate must lie between 8000 and 384000 Hz, is 1;"),
    "no samples": ("a.wav", silence(0), "must be at least 0.4 s long, is 0.000 s"),
    "one sample": ("a.wav", silence(1), "must be at least 0.4 s long"),
    "two samples": ("a.flac", silence(2), "must be at least 0.4 s long"),
    "0.39 s": ("a.wav", plain(seconds=0.39), r"must be at least 0.4 s long, is 0.390 s"),
    "43 bytes of wav": ("a.wav", first_bytes(43), "must be at least 0.4 s long"),
}

NO_SOUND: dict[str, tuple[str, Write, str]] = {
    "missing": ("a.wav", nothing, "does not exist; check the name and the folder"),
    "in a missing folder": ("no/where/a.wav", nothing, "does not exist"),
    "a folder": ("a.wav", Path.mkdir, "is a folder; expected an audio file"),
    "a pipe": ("a.wav", os.mkfifo, "is not a regular file"),
    "empty": ("a.wav", Path.touch, "is empty"),
    "text named wav": ("a.wav", text, "is not audio that Own Ears can read .* of no known form"),
    "text named flac": ("a.flac", text, "of no known form, whatever its name says; export it as WAV or FLAC"),
    "text named mp3": ("a.mp3", text, "of no known form"),
    "random wav": ("a.wav", random_bytes, "of no known form"),
    "random flac": ("a.flac", random_bytes, "of no known form"),
    "random mp3": ("a.mp3", random_bytes, "is not audio that Own Ears can read"),
    "raw": ("a.raw", random_bytes, "it says neither rate nor channels"),
    "flac without samples": ("a.flac", silence(0), "is empty"),  # libsndfile writes nothing at all
    "20 bytes of flac": ("a.flac", first_bytes(20), "is not audio that Own Ears can read"),
    "60 bytes of flac": ("a.flac", first_bytes(60), "is not audio that Own Ears can read"),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_is_loaded_in_stereo_and_finite(tmp_path: Path, name: str) -> None:
    file_name, write = SOUND[name]
    write(tmp_path / file_name)
    excerpt = load_excerpt(tmp_path / file_name, rate_hz=RATE_HZ)
    assert excerpt.audio.shape[1] == 2
    assert excerpt.audio.dtype == np.float32
    assert excerpt.audio.flags.c_contiguous
    assert len(excerpt.audio) >= 0.4 * RATE_HZ
    assert np.isfinite(excerpt.audio).all()
    assert excerpt.audio.any()


@pytest.mark.parametrize("name", SOUND)
def test_sound_becomes_a_seamless_source_at_minus_18_lufs(tmp_path: Path, name: str) -> None:
    file_name, write = SOUND[name]
    write(tmp_path / file_name)
    own = own_source(tmp_path / file_name, rate_hz=RATE_HZ)
    assert integrated_lufs(np.concatenate([own.audio, own.audio]), rate_hz=RATE_HZ) == pytest.approx(-18, abs=0.1)
    assert seam_db(own.audio, rate_hz=RATE_HZ) <= 1
    assert own.source.kind == "own"


@pytest.mark.parametrize("name", SOUND)
def test_a_cut_off_file_says_so(tmp_path: Path, name: str) -> None:
    file_name, write = SOUND[name]
    write(tmp_path / file_name)
    excerpt = load_excerpt(tmp_path / file_name, rate_hz=RATE_HZ)
    damaged = name in CUT_OFF or name == "corrupt flac"
    assert excerpt.truncated == damaged
    assert ("cut off or damaged after" in excerpt.says) == damaged


@pytest.mark.parametrize("name", [*ODD_BUT_DECODABLE, *NO_SOUND])
@pytest.mark.parametrize("load", [load_excerpt, own_source])
def test_what_cannot_be_used_gets_a_clear_sentence(tmp_path: Path, name: str, load: Callable[..., object]) -> None:
    file_name, write, sentence = (ODD_BUT_DECODABLE | NO_SOUND)[name]
    write(tmp_path / file_name)
    with pytest.raises(ContentError, match=sentence) as refusal:
        load(tmp_path / file_name, rate_hz=RATE_HZ)
    assert str(refusal.value).startswith(str(tmp_path / file_name))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", [*SOUND, *ODD_BUT_DECODABLE])
@pytest.mark.parametrize("rate_hz", [None, RATE_HZ])
def test_anything_decodable_is_a_clip(tmp_path: Path, name: str, rate_hz: int | None) -> None:
    file_name, write = SOUND[name] if name in SOUND else ODD_BUT_DECODABLE[name][:2]
    write(tmp_path / file_name)
    clip = read_clip(tmp_path / file_name, rate_hz=rate_hz)
    assert clip.rate_hz == (rate_hz or clip.file_rate_hz)
    assert clip.audio.shape[1] == min(clip.channels, 2)
    assert np.isfinite(clip.audio).all()


@pytest.mark.parametrize("name", NO_SOUND)
def test_only_what_cannot_be_decoded_is_no_clip(tmp_path: Path, name: str) -> None:
    file_name, write, sentence = NO_SOUND[name]
    write(tmp_path / file_name)
    with pytest.raises(ContentError, match=sentence):
        read_clip(tmp_path / file_name)


@pytest.mark.parametrize("name", ["random mp3", "text named mp3", "half an mp3"])
def test_decoders_print_nothing_on_standard_error(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    file_name, write = SOUND[name] if name in SOUND else NO_SOUND[name][:2]
    write(tmp_path / file_name)
    for load in (load_excerpt, read_clip):
        try:
            load(tmp_path / file_name, rate_hz=RATE_HZ)
        except ContentError:
            assert name != "half an mp3"
    assert capfd.readouterr().err == ""


def test_standard_error_is_back_after_a_refusal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    random_bytes(tmp_path / "a.mp3")
    with pytest.raises(ContentError):
        load_excerpt(tmp_path / "a.mp3", rate_hz=RATE_HZ)
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_standard_error_is_back_after_nested_guards_and_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        os.write(2, b"away")
        raise RuntimeError

    with pytest.raises(RuntimeError), quiet_decoders(), quiet_decoders():
        fail()
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_a_process_without_standard_error_can_read(tmp_path: Path) -> None:
    write_music(tmp_path / "a.mp3")
    code = (
        "import os; os.close(2); from pathlib import Path; from game.library.audio_file import read_clip; "
        f"print(len(read_clip(Path({str(tmp_path / 'a.mp3')!r})).audio))"
    )
    heard = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(heard.stdout) == pytest.approx(3 * RATE_HZ, abs=2000)


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_music(tmp_path / "a.wav")

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")  # chmod does not stop root, as whom tests may run

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ContentError, match=r"may not be read \(Permission denied\); check its permissions"):
        load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ)


def test_no_file_descriptor_is_left_open(tmp_path: Path) -> None:
    write_music(tmp_path / "good.mp3")
    random_bytes(tmp_path / "bad.mp3")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        load_excerpt(tmp_path / "good.mp3", rate_hz=RATE_HZ)
        with pytest.raises(ContentError):
            load_excerpt(tmp_path / "bad.mp3", rate_hz=RATE_HZ)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_is_no_sound_is_silenced_and_counted(tmp_path: Path) -> None:
    with_nan_and_infinity(tmp_path / "a.wav")
    excerpt = load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ)
    assert not excerpt.audio[[1000, 3000], 0].any()
    assert not excerpt.audio[[2000, 4000], 1].any()
    assert "4 of its values are no sound" in excerpt.says


def test_all_before_the_cut_of_a_flac_is_kept(tmp_path: Path) -> None:
    cut_off(0.5)(tmp_path / "a.flac")
    excerpt = load_excerpt(tmp_path / "a.flac", rate_hz=RATE_HZ)
    np.testing.assert_allclose(excerpt.audio, music()[: len(excerpt.audio)], atol=1e-4)
    assert excerpt.seconds == pytest.approx(1.5, abs=0.2)


def test_of_many_channels_the_first_two_are_used(tmp_path: Path) -> None:
    write_music(tmp_path / "a.wav", channels=24)
    excerpt = load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ)
    np.testing.assert_allclose(excerpt.audio, music(channels=24)[:, :2], atol=1e-4)
    assert excerpt.channels == 24
    assert "24 channels; the first two are used" in excerpt.says


def test_a_good_file_has_nothing_to_say(tmp_path: Path) -> None:
    write_music(tmp_path / "a.wav")
    excerpt = load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ)
    assert (excerpt.says, excerpt.truncated, excerpt.seconds, excerpt.channels) == ("", False, 3.0, 2)


def test_mono_becomes_the_same_on_both_sides(tmp_path: Path) -> None:
    write_music(tmp_path / "a.wav", channels=1)
    audio = load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ).audio
    np.testing.assert_array_equal(audio[:, 0], audio[:, 1])


def test_a_mono_clip_stays_mono(tmp_path: Path) -> None:
    write_music(tmp_path / "a.wav", channels=1)
    assert read_clip(tmp_path / "a.wav").audio.shape == (3 * RATE_HZ, 1)


def test_another_rate_keeps_pitch_and_length(tmp_path: Path) -> None:
    time_s = np.arange(2 * 44_100) / 44_100
    soundfile.write(tmp_path / "a.wav", 0.5 * np.sin(2 * np.pi * 1000 * time_s), 44_100)
    excerpt = load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ)
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(2 * RATE_HZ) / RATE_HZ)
    assert (excerpt.file_rate_hz, excerpt.rate_hz) == (44_100, RATE_HZ)
    np.testing.assert_allclose(excerpt.audio[2000:-2000, 0], expected[2000:-2000], atol=1e-3)


def test_the_loudest_stretch_is_chosen(tmp_path: Path) -> None:
    sound = music(seconds=40) * 0.01
    sound[25 * RATE_HZ : 30 * RATE_HZ] *= 50
    soundfile.write(tmp_path / "a.wav", sound, RATE_HZ)
    assert load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ, length_s=5).start_s == pytest.approx(25, abs=0.5)


def test_a_stretch_can_be_asked_for(tmp_path: Path) -> None:
    write_music(tmp_path / "a.wav")
    excerpt = load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ, start_s=1.5, length_s=1)
    np.testing.assert_allclose(excerpt.audio, music()[72_000:120_000], atol=1e-4)


@pytest.mark.parametrize("start_s", [2.9, 5.0, -1.0])
def test_a_start_without_enough_sound_after_it_is_refused(tmp_path: Path, start_s: float) -> None:
    write_music(tmp_path / "a.wav")
    with pytest.raises(ContentError, match=r"a\.wav must hold at least 0.4 s from"):
        load_excerpt(tmp_path / "a.wav", rate_hz=RATE_HZ, start_s=start_s)


def test_a_silent_file_has_nothing_to_hear(tmp_path: Path) -> None:
    silence(96_000)(tmp_path / "a.wav")
    with pytest.raises(ContentError, match="is silent: there is nothing to hear in it"):
        own_source(tmp_path / "a.wav", rate_hz=RATE_HZ)


def test_the_same_music_has_the_same_id_under_any_name_and_at_any_rate(tmp_path: Path) -> None:
    write_music(tmp_path / "a.wav")
    shutil.copy(tmp_path / "a.wav", tmp_path / "b.flac")
    ids = {
        own_source(tmp_path / name, rate_hz=rate_hz).source.source_id
        for name in ("a.wav", "b.flac")
        for rate_hz in (44_100, 48_000)
    }
    assert len(ids) == 1


def test_other_music_has_another_id(tmp_path: Path) -> None:
    for seed in (1, 2):
        soundfile.write(tmp_path / f"{seed}.wav", music(seed=seed), RATE_HZ)
    first, second = (own_source(tmp_path / f"{seed}.wav", rate_hz=RATE_HZ).source.source_id for seed in (1, 2))
    assert first.startswith("own_")
    assert first != second


def test_own_music_has_no_beat_and_a_level_for_every_band(tmp_path: Path) -> None:
    write_music(tmp_path / "My song.wav")
    source = own_source(tmp_path / "My song.wav", rate_hz=RATE_HZ).source
    assert (source.title, source.licence, source.tempo_bpm, source.bars) == ("My song", "own", None, None)
    assert len(source.sparsest_bar_db) == 28


def test_the_usable_range_ends_where_the_sound_ends() -> None:
    spectrum = np.zeros(2 * RATE_HZ, dtype=complex)
    spectrum[2 * 100 : 2 * 4000] = np.exp(2j * np.pi * np.random.default_rng(0).random(2 * 3900))
    sound = np.fft.irfft(spectrum[: RATE_HZ + 1], 2 * RATE_HZ).astype(np.float32)[:, None]
    assert usable_range_hz(sound, rate_hz=RATE_HZ) == pytest.approx((89, 4490), rel=0.02)
