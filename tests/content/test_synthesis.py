import numpy as np
import pytest

from content.build.machine import MACHINE
from content.build.voices import HIGHEST_HZ, VOICES, hz_of
from game.library.manifest import RATE_HZ


def played(
    name: str, *, key: int, velocity: int = 100, seed: int = 1
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return VOICES[name](key, velocity, 0.4, np.random.default_rng(seed))


def share_above(sound: np.ndarray[tuple[int, ...], np.dtype[np.float64]], *, freq_hz: float) -> float:
    """Return the share of the energy above a frequency."""
    power = (np.abs(np.fft.rfft(sound * np.hanning(len(sound))[:, None], axis=0)) ** 2).sum(axis=1)
    above = np.fft.rfftfreq(len(sound), 1 / RATE_HZ) > freq_hz
    return float(power[above].sum() / power.sum())


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_plays_the_pitch_it_is_given(name: str) -> None:
    sound = played(name, key=57)[:, 0]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
    freqs_hz = np.fft.rfftfreq(1 << 18, 1 / RATE_HZ)
    near = (freqs_hz > 180) & (freqs_hz < 270)
    peak_hz = freqs_hz[near][np.argmax(spectrum[near])]
    assert abs(12 * np.log2(peak_hz / hz_of(57))) < 0.15


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_plays_the_same_for_the_same_seed(name: str) -> None:
    np.testing.assert_array_equal(played(name, key=60), played(name, key=60))


@pytest.mark.parametrize("name", ["pad", "stab"])
def test_a_high_note_does_not_fold_back(name: str) -> None:
    assert share_above(played(name, key=96), freq_hz=HIGHEST_HZ + 500) < 1e-6


@pytest.mark.parametrize("name", VOICES)
def test_a_harder_note_is_louder(name: str) -> None:
    assert np.abs(played(name, key=60, velocity=110)).max() > 1.2 * np.abs(played(name, key=60, velocity=60)).max()


@pytest.mark.parametrize("piece", MACHINE)
def test_a_drum_of_the_machine_dies_away(piece: str) -> None:
    sound = np.abs(MACHINE[piece]()[:, 0])
    assert sound[-200:].max() < 0.12 * sound.max()


@pytest.mark.parametrize("piece", MACHINE)
def test_a_drum_of_the_machine_is_the_same_each_time(piece: str) -> None:
    np.testing.assert_array_equal(MACHINE[piece](), MACHINE[piece]())
