import numpy as np
import pytest

from content.build.singing import (
    AIR_FROM_HZ,
    FRAME_S,
    SPOKEN_RATE_HZ,
    Phone,
    Voice,
    Word,
    drawn_out,
    knots,
    melody,
    phones_of,
    sustained,
    upsampled,
    with_air,
    words_of,
)
from game.library.manifest import RATE_HZ, NoteEvent

SAID = "pau:0.22 m:0.29 ao:0.39 r:0.45 n:0.53 ih:0.66 ng:0.79 pau:1.00 "
"""What flite prints for "morning": its phones and when each ends."""


def note(time_s: float, key: int, *, duration_s: float = 0.5, velocity: int = 90) -> NoteEvent:
    return NoteEvent(time_s=time_s, grid_s=time_s, key=key, velocity=velocity, duration_s=duration_s)


def morning(*notes: NoteEvent) -> Word:
    return Word("morning", notes)


def heard_at(moment_s: float, *, word: Word) -> float:
    """Return which moment of the recording is sung at a moment of the loop."""
    sung_s, spoken_s = knots(phones_of(SAID), word)
    return float(np.interp(moment_s, sung_s, spoken_s))


def share_above(sound: np.ndarray[tuple[int, ...], np.dtype[np.float64]], *, freq_hz: float) -> float:
    """Return the share of the energy above a frequency."""
    power = np.abs(np.fft.rfft(sound[:, 0])) ** 2
    return float(power[np.fft.rfftfreq(len(sound), 1 / RATE_HZ) > freq_hz].sum() / power.sum())


def test_a_dash_gives_the_note_to_the_word_before() -> None:
    notes = [note(0.0, 60), note(0.5, 62), note(1.0, 64)]
    assert words_of(["new", "-", "day"], notes) == [Word("new", (notes[0], notes[1])), Word("day", (notes[2],))]


def test_a_song_cannot_begin_with_a_dash() -> None:
    with pytest.raises(ValueError, match="got '-'"):
        words_of(["-"], [note(0.0, 60)])


def test_phones_are_read_without_the_silence_around_them() -> None:
    phones = phones_of(SAID)
    assert [phone.name for phone in phones] == ["m", "ao", "r", "n", "ih", "ng"]
    assert phones[0] == Phone("m", 0.22, 0.29)


def test_each_vowel_falls_on_its_note() -> None:
    word = morning(note(2.0, 60), note(2.4, 62))
    assert heard_at(2.0, word=word) == pytest.approx(0.29)
    assert heard_at(2.4, word=word) == pytest.approx(0.53)


def test_a_word_begins_before_its_note_with_its_consonant() -> None:
    sung_s, spoken_s = knots(phones_of(SAID), morning(note(2.0, 60), note(2.4, 62)))
    assert sung_s[0] == pytest.approx(2.0 - 0.07)
    assert spoken_s[0] == pytest.approx(0.22)


def test_the_last_vowel_lasts_for_the_notes_that_are_left() -> None:
    word = morning(note(2.0, 60), note(2.4, 62), note(3.0, 64, duration_s=1.0))
    assert 0.53 < heard_at(3.5, word=word) < 0.66


@pytest.mark.parametrize("pause_s", [0.04, 0.1, 0.3, 1.2])
def test_a_word_is_never_sung_backwards(pause_s: float) -> None:
    word = morning(note(2.0, 60, duration_s=pause_s), note(2.0 + pause_s, 62, duration_s=pause_s))
    sung_s, spoken_s = knots(phones_of(SAID), word)
    assert (np.diff(sung_s) > 0).all()
    assert (np.diff(spoken_s) >= 0).all()


def test_a_word_with_more_syllables_than_notes_is_named() -> None:
    with pytest.raises(ValueError, match="'morning' must have 1 to 1 syllables"):
        knots(phones_of(SAID), morning(note(2.0, 60)))


def test_the_melody_settles_on_its_notes() -> None:
    times_s = np.arange(0, 2, FRAME_S)
    pitch = melody(times_s, [note(0.0, 60, duration_s=1.0), note(1.0, 64, duration_s=1.0)], np.random.default_rng(1))
    for centre_s, key in ((0.7, 60), (1.7, 64)):
        steady = pitch[(times_s > centre_s - 0.2) & (times_s < centre_s + 0.2)]
        assert steady.mean() == pytest.approx(key, abs=0.15)
        assert np.abs(steady - key).max() < 0.6


def test_vowels_that_fall_away_are_kept_up() -> None:
    phones = [Phone("m", 0.0, 0.1), Phone("ao", 0.1, 0.5)]
    fading = 10 ** (-np.linspace(0, 2, 100))[:, None] * np.ones((100, 5))
    kept = sustained(Voice(np.ones(100, dtype=bool), fading, fading), phones).envelope.sum(axis=1)
    fallen_db = 10 * np.log10(kept[30] / kept[90])
    assert 0 < fallen_db < 5, "12 dB before"
    np.testing.assert_allclose(kept[:15], fading.sum(axis=1)[:15])


def test_a_voice_is_read_between_its_rows() -> None:
    rows = np.exp(np.arange(4.0))[:, None] * np.ones((4, 3))
    voice = Voice(np.array([True, True, False, False]), rows, rows)
    read = drawn_out(voice, np.array([0.0, 1.5 * FRAME_S]))
    np.testing.assert_allclose(read.envelope[:, 0], np.exp([0.0, 1.5]))
    assert read.voiced.tolist() == [True, False]


def test_a_tone_keeps_its_pitch_and_level_when_the_rate_is_raised() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(16_000) / SPOKEN_RATE_HZ)[:, None]
    raised = upsampled(tone)
    expected = np.sin(2 * np.pi * 1000 * np.arange(44_100) / RATE_HZ)
    np.testing.assert_allclose(raised[2000:40_000, 0], expected[2000:40_000], atol=0.01)


def test_an_s_has_more_air_than_a_vowel() -> None:
    rng = np.random.default_rng(2)
    hiss = upsampled(rng.standard_normal((16_000, 1)))
    shares = [
        share_above(with_air(hiss, np.full(len(hiss), voiced), np.random.default_rng(3)), freq_hz=AIR_FROM_HZ + 1000)
        for voiced in (0.0, 1.0)
    ]
    assert shares[0] > 0.1 > 4 * shares[1] > 0


def test_silence_stays_silent_when_air_is_added() -> None:
    assert not with_air(np.zeros((4000, 1)), np.zeros(4000), np.random.default_rng(4)).any()
