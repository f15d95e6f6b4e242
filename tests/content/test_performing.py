from pathlib import Path

import numpy as np
import pytest

from content.build.performing import drum_events, note_events, swung
from content.build.score import DrumPart, Score, load_score
from game.library.manifest import RATE_HZ, DrumEvent, NoteEvent

SCORES_DIR = Path(__file__).parents[2] / "content" / "scores"


@pytest.fixture
def funk() -> Score:
    return load_score(SCORES_DIR / "funk_100.toml")


def drums_of(score: Score) -> DrumPart:
    assert score.drums is not None
    return score.drums


def every_event(score: Score) -> list[DrumEvent | NoteEvent]:
    notes: list[DrumEvent | NoteEvent] = [event for part in score.parts for event in note_events(score, part)]
    return notes + list(drum_events(score, drums_of(score)))


def test_swing_moves_every_second_sixteenth() -> None:
    assert [swung(step, swing_16th=0.6) for step in range(5)] == [0, 1.2, 2, 3.2, 4]


def test_swing_bends_what_lies_between_evenly() -> None:
    assert swung(0.5, swing_16th=0.6) == pytest.approx(0.6)
    assert swung(1.5, swing_16th=0.6) == pytest.approx(1.6)


def test_straight_swing_moves_nothing() -> None:
    steps = [0.0, 0.3, 1.0, 2.5, 14.67, 63.99]
    assert [swung(step) for step in steps] == steps


def test_swing_of_eighths_moves_the_second_half_of_each_beat() -> None:
    assert [swung(step, swing_8th=0.64) for step in (0, 2, 4, 6, 8)] == [0, 2.56, 4, 6.56, 8]


def test_sixteenths_of_a_beat_that_swings_in_eighths_are_nearly_triplets() -> None:
    assert [swung(step, swing_8th=0.64) for step in (1, 2)] == pytest.approx([4 / 3, 8 / 3], abs=0.12)


def test_both_swings_work_together() -> None:
    assert swung(1, swing_16th=0.6, swing_8th=0.64) == pytest.approx(1.2 * 1.28)


def test_jazz_rides_its_offbeats_at_64_percent_of_the_beat() -> None:
    score = load_score(SCORES_DIR / "jazz_160.toml")
    beat_s = 60 / score.tempo_bpm
    places = [event.grid_s / beat_s % 1 for event in drum_events(score, drums_of(score)) if event.piece == "ride"]
    assert {round(place, 3) % 1 for place in places} == {0.0, 0.64}


def test_the_hip_hop_snare_drags() -> None:
    score = load_score(SCORES_DIR / "hiphop_90.toml")
    late_ms = [1000 * (hit.time_s - hit.grid_s) for hit in drum_events(score, drums_of(score)) if hit.piece == "snare"]
    assert 4 <= np.mean(late_ms) <= 10


def test_the_same_seed_plays_the_same(funk: Score) -> None:
    assert every_event(funk) == every_event(load_score(SCORES_DIR / "funk_100.toml"))


def test_events_lie_in_the_loop(funk: Score) -> None:
    loop_s = funk.loop_frames / RATE_HZ
    assert all(0 <= event.time_s < loop_s and 0 <= event.grid_s < loop_s for event in every_event(funk))


def test_players_stray_by_two_to_five_milliseconds(funk: Score) -> None:
    hits = [event for event in drum_events(funk, drums_of(funk)) if event.grid_s > 0]
    strays_ms = [1000 * (hit.time_s - hit.grid_s) for hit in hits if hit.piece == "hat_closed"]
    assert 2 <= np.std(strays_ms) <= 5


def test_the_snare_leans_behind_the_hat(funk: Score) -> None:
    events = drum_events(funk, drums_of(funk))
    lean_ms = {
        piece: np.mean([1000 * (event.time_s - event.grid_s) for event in events if event.piece == piece])
        for piece in ("snare", "hat_closed")
    }
    assert 2 <= lean_ms["snare"] - lean_ms["hat_closed"] <= 9


def test_a_strum_spreads_its_chord(funk: Score) -> None:
    guitar = next(part for part in funk.parts if part.name == "guitar")
    events = note_events(funk, guitar)
    first = [event.time_s for event in events if event.grid_s == events[0].grid_s]
    assert 0.004 < max(first) - min(first) < 0.03


def test_events_are_kept_to_the_microsecond(funk: Score) -> None:
    assert all(event.time_s == round(event.time_s, 6) for event in every_event(funk))
