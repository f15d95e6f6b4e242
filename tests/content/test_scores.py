from collections.abc import Hashable, Sequence
from pathlib import Path

import pytest

from content.build.score import Chord, DrumPart, Hit, Score, chord_of, hits_of, key_of, load_score

SCORES = sorted((Path(__file__).parents[2] / "content" / "scores").glob("*.toml"))
SONGS = {
    "ballad_72", "bossa_144", "dnb_180", "folk_120", "funk_100", "hiphop_90", "house_125", "metal_150", "pop_96",
    "reggae_75", "soul_120", "techno_128", "trap_144",
}  # fmt: skip
TRIOS = {"jazz_160"}
SOLOS = {"bass_100", "guitar_96", "piano_90", "vocal_80"}
DRUMMED = [path for path in SCORES if "[drums]" in path.read_text(encoding="utf-8")]
every_score = pytest.mark.parametrize("path", SCORES, ids=lambda path: path.stem)
every_drummer = pytest.mark.parametrize("path", DRUMMED, ids=lambda path: path.stem)


def written(bar: Sequence[Chord] | Sequence[Hit], *, start: float) -> Hashable:
    """Return what a bar says, velocities left out, so that a mere accent does not pass for variation."""
    return frozenset(
        (item.step - start, item.keys, item.length) if isinstance(item, Chord) else (item.step - start, item.piece)
        for item in bar
    )


def parts_of(score: Score) -> dict[str, Sequence[Sequence[Chord] | Sequence[Hit]]]:
    parts: dict[str, Sequence[Sequence[Chord] | Sequence[Hit]]] = {part.name: part.bars for part in score.parts}
    if score.drums is not None:
        parts["drums"] = score.drums.bars
    return parts


def drums_of(path: Path) -> DrumPart:
    drums = load_score(path).drums
    assert drums is not None
    return drums


def test_the_pack_has_its_songs_solos_and_grooves() -> None:
    grooves = {"boombap_90", "break_160", "drums_96", "rock_120", "shuffle_125", "train_100"}
    assert {path.stem for path in SCORES} == SONGS | TRIOS | SOLOS | grooves


@every_score
def test_a_score_is_whole_frames_at_both_rates(path: Path) -> None:
    frames = load_score(path).loop_frames
    assert frames * 48_000 % 44_100 == 0


@every_score
def test_no_bar_of_a_part_repeats_another(path: Path) -> None:
    score = load_score(path)
    for name, bars in parts_of(score).items():
        said = [written(bar, start=index * score.steps_per_bar) for index, bar in enumerate(bars)]
        assert len(set(said)) == len(said), f"{name} repeats a bar"


@every_score
def test_every_part_plays_in_every_bar(path: Path) -> None:
    for name, bars in parts_of(load_score(path)).items():
        assert all(bars), f"{name} rests for a whole bar"


@every_score
def test_every_note_begins_in_its_bar(path: Path) -> None:
    score = load_score(path)
    for name, bars in parts_of(score).items():
        for index, bar in enumerate(bars):
            steps = [item.step - index * score.steps_per_bar for item in bar]
            assert all(0 <= step < score.steps_per_bar for step in steps), f"{name}, bar {index + 1}"


@every_score
def test_a_bass_plays_one_note_at_a_time(path: Path) -> None:
    for part in load_score(path).parts:
        if part.role == "bass":
            chords = part.chords()
            ends = [chord.step + chord.length * part.gate for chord in chords]
            assert all(len(chord.keys) == 1 for chord in chords)
            assert all(end <= chord.step for end, chord in zip(ends, chords[1:], strict=False))


@every_score
def test_strengths_vary_within_each_part(path: Path) -> None:
    for name, bars in parts_of(load_score(path)).items():
        velocities = [item.velocity for bar in bars for item in bar]
        assert max(velocities) - min(velocities) >= 15, name


@every_drummer
def test_drums_have_ghost_notes(path: Path) -> None:
    assert min(hit.velocity for hit in drums_of(path).hits()) <= 42


@every_drummer
def test_the_last_beat_of_a_loop_is_a_fill(path: Path) -> None:
    drums = drums_of(path)
    hits = [hit for hit in drums.bars[-1] if "hat" not in hit.piece]
    last_beat = [hit for hit in hits if hit.step % 16 >= 12]
    assert len(last_beat) > (len(hits) - len(last_beat)) / 3, "it should be fuller than the beats before it"


@pytest.mark.parametrize("score_id", sorted(SOLOS))
def test_a_solo_has_one_part(score_id: str) -> None:
    score = load_score(next(path for path in SCORES if path.stem == score_id))
    assert (len(score.parts), score.drums, score.kind) == (1, None, "solo")


@pytest.mark.parametrize("score_id", sorted(SONGS))
def test_a_song_has_four_parts_or_more(score_id: str) -> None:
    score = load_score(next(path for path in SCORES if path.stem == score_id))
    assert len(score.parts) + 1 >= 4


@pytest.mark.parametrize("score_id", sorted(TRIOS))
def test_a_trio_has_three_parts(score_id: str) -> None:
    score = load_score(next(path for path in SCORES if path.stem == score_id))
    assert len(score.parts) + 1 == 3


def test_a_sung_note_without_a_word_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pop.toml"
    text = next(path for path in SCORES if path.stem == "pop_96").read_text(encoding="utf-8")
    path.write_text(text.replace("find its colour -", "find its colour"), encoding="utf-8")
    with pytest.raises(ValueError, match="synth_vocal, bar 1 has 8 notes and 7 words"):
        load_score(path)


def test_a_bar_without_lyrics_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pop.toml"
    text = next(path for path in SCORES if path.stem == "pop_96").read_text(encoding="utf-8")
    path.write_text(text.replace('  "hear the morning - find its colour -",\n', ""), encoding="utf-8")
    with pytest.raises(ValueError, match="synth_vocal has 4 bars and lyrics for 3"):
        load_score(path)


def test_a_chord_reads_step_pitches_length_velocity() -> None:
    chord = chord_of("2.5:C4+Eb4:1:90:d", bar_step=16)
    assert chord == Chord(step=18.5, keys=(60, 63), length=1.0, velocity=90, upward=False)


def test_a_digit_is_fourteen_velocities() -> None:
    assert hits_of("snare", "2..9", bar_step=0, bar_steps=16) == [Hit(0.0, "snare", 28), Hit(12.0, "snare", 126)]


def test_a_misspelt_pitch_is_named() -> None:
    with pytest.raises(ValueError, match="got 'H2'"):
        key_of("H2")


def test_a_misspelt_note_is_named() -> None:
    with pytest.raises(ValueError, match="got '0:E2:90'"):
        chord_of("0:E2:90", bar_step=0)


def test_a_missing_bar_is_named(tmp_path: Path) -> None:
    path = tmp_path / "short.toml"
    text = next(path for path in SCORES if path.stem == "drums_96").read_text(encoding="utf-8")
    path.write_text(text.replace("bars = 8", "bars = 9"), encoding="utf-8")
    with pytest.raises(ValueError, match="drums has 8"):
        load_score(path)


def test_lines_of_a_score_are_short_enough_to_diff() -> None:
    for path in SCORES:
        assert max(len(line) for line in path.read_text(encoding="utf-8").splitlines()) < 260
