"""Rendered timing rounds hold what they say, measured on the files by cross-correlation, not by the game's own code."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from game.core.facts import Fact, number_of, numbers_of
from game.core.skills import SKILLS
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs, true_peak_dbtp
from game.dsp.stimulus import DRY, WET
from game.library.catalogue import Library
from game.session.practice import draw_round, render_round
from tests.drills.apart import RATE_HZ, Clip, apart, late_us, played, start_cue

TIME_SKILLS = [skill_id for skill_id in SKILLS if skill_id.startswith("time.")]
INTERVALS = ("time.swing_detect", "time.feel", "time.tempo")
MOST_US = 20.0
SILENT = 10 ** (-90 / 20)
"""What is left of a stroke after a beat."""


def listed(params: Mapping[str, Fact], key: str) -> list[float]:
    """Return the numbers that params hold under a key."""
    return [float(value) for value in numbers_of(params, key) if value is not None]


@pytest.mark.parametrize(("cue", "seed"), [(3.0, 1), (25.0, 2), (110.0, 5)])
def test_async_moves_every_stroke_of_one_part_and_no_other(cue: float, seed: int, tmp_path: Path) -> None:
    challenge, stimulus, clips = played("time.async", tmp_path, cue=cue, seed=seed)
    params = challenge.truth.params
    for part in stimulus.parts:
        offset_s = number_of(params, "offset_ms") / 1000 if part.name == params["part"] else 0.0
        for onset_s in part.onsets_s[DRY]:
            error_us = late_us(clips[WET], clips[DRY], part=part.name, from_s=onset_s, to_s=onset_s + offset_s)
            assert abs(error_us) < MOST_US


@pytest.mark.parametrize("seed", range(6))
def test_async_names_the_way_the_part_moved(seed: int) -> None:
    challenge, _ = render_round(apart(), skill_id="time.async", cue=60.0, seed=seed)
    move = challenge.question.answer.move(challenge.target)
    assert move.part == challenge.truth.params["part"]
    assert (number_of(challenge.truth.params, "offset_ms") > 0) == (move.direction == "late")


@pytest.mark.parametrize("seed", range(4))
def test_the_drums_of_async_stray_from_the_grid_by_less_than_4_ms(seed: int) -> None:
    _, stimulus = render_round(apart(), skill_id="time.async", cue=60.0, seed=seed)
    stray_s = np.concatenate([np.subtract(part.onsets_s[DRY], part.grid_s) for part in stimulus.parts])
    assert 0.0005 < stray_s.std() < 0.004
    assert np.abs(stray_s).max() <= 0.004


@pytest.mark.parametrize(("cue", "seed"), [(0.5, 1), (2.0, 2), (16.0, 5)])
def test_displace_moves_one_hit_and_no_other(cue: float, seed: int, tmp_path: Path) -> None:
    challenge, stimulus, clips = played("time.displace", tmp_path, cue=cue, seed=seed)
    params = challenge.truth.params
    moved = []
    for part in stimulus.parts:
        for onset_s in part.onsets_s[DRY]:
            is_it = part.name == params["part"] and abs(onset_s - number_of(params, "hit_s")) < 1e-5
            offset_s = number_of(params, "offset_ms") / 1000 if is_it else 0.0
            error_us = late_us(clips[WET], clips[DRY], part=part.name, from_s=onset_s, to_s=onset_s + offset_s)
            assert abs(error_us) < MOST_US
            moved += [onset_s] if is_it else []
    places = listed(challenge.question.stated, "hits_s")
    assert moved == pytest.approx([places[int(challenge.target) - 1]], abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_the_wet_clip_swings_by_what_it_says(seed: int, tmp_path: Path) -> None:
    challenge, _, clips = played("time.swing_amount", tmp_path, cue=4.0, seed=seed)
    assert swing_pct_of(clips[WET], clips[DRY], challenge.truth.params) == pytest.approx(challenge.target, abs=0.1)


@pytest.mark.parametrize(("cue", "seed"), [(3.0, 1), (20.0, 2), (100.0, 4)])
def test_one_take_swings_by_what_it_says_and_the_other_not_at_all(cue: float, seed: int, tmp_path: Path) -> None:
    challenge, _, clips = played("time.swing_detect", tmp_path, cue=cue, seed=seed)
    params = challenge.truth.params
    for number, said in enumerate(listed(params, "swing_pct"), start=1):
        measured = swing_pct_of(clips[f"interval_{number}"], clips[DRY], params)
        assert measured == pytest.approx(said, abs=0.1)
        late_ms = (measured - 50) / 100 * number_of(params, "pair_ms")
        assert late_ms == pytest.approx(cue if number == challenge.target else 0.0, abs=0.05)


def swing_pct_of(clip: Clip, dry: Clip, params: Mapping[str, Fact]) -> float:
    """Return where the off-beat hats fall in their pair, in percent, from how late they are against the dry clip."""
    pair_s = number_of(params, "pair_ms") / 1000
    start_s, length_s = number_of(params, "start_s"), len(dry) / RATE_HZ
    late_s = []
    for pair in range(round(length_s / pair_s)):
        straight_s = (start_s + (pair + 0.5) * pair_s) % length_s
        near_s = nearest_s(clip, dry, from_s=straight_s, farthest_s=0.25 * pair_s)
        more_us = late_us(clip, dry, part="hat", from_s=straight_s, to_s=straight_s + near_s)
        late_s.append(near_s + more_us / 1e6)
    assert np.ptp(late_s) < 2 * MOST_US / 1e6
    return float(50 + 100 * np.mean(late_s) / pair_s)


def nearest_s(clip: Clip, dry: Clip, *, from_s: float, farthest_s: float) -> float:
    """Return by how much later than in the dry clip a hat sounds, to a frame: the peak of the cross-correlation."""
    first, length = round(from_s * RATE_HZ), round(0.02 * RATE_HZ)
    known = dry[(first + np.arange(length)) % len(dry), 1]
    heard = clip[(first + np.arange(length + round(farthest_s * RATE_HZ) + 2)) % len(clip), 1]
    return int(np.argmax(np.correlate(heard, known, "valid"))) / RATE_HZ


@pytest.mark.parametrize(("cue", "seed"), [(3.0, 1), (30.0, 4)])
def test_performed_and_shuffled_takes_have_the_offsets_they_say(cue: float, seed: int, tmp_path: Path) -> None:
    challenge, stimulus, clips = played("time.feel", tmp_path, cue=cue, seed=seed)
    params = challenge.truth.params
    for role in ("performed", "permuted", "quantised"):
        name = f"interval_{number_of(params, role):g}"
        for part in stimulus.parts:
            for place_s, onset_s in zip(part.grid_s, part.onsets_s[name], strict=True):
                error_us = late_us(clips[name], clips[DRY], part=part.name, from_s=place_s, to_s=onset_s)
                assert abs(error_us) < MOST_US
    performed, permuted = (np.array(listed(params, f"{role}_ms")) for role in ("performed", "permuted"))
    assert sorted(performed) == pytest.approx(sorted(permuted))
    assert np.sum(performed == 0) >= 2, "a take begins and ends on the grid"
    moved = np.argsort(np.abs(performed))[2:]
    assert (performed[moved].std(), performed[moved].mean()) == pytest.approx((cue, 0.0), abs=0.02)
    assert abs(np.corrcoef(performed[moved], permuted[moved])[0, 1]) < 0.2


def test_performed_offsets_return_in_every_bar_and_shuffled_ones_do_not() -> None:
    alike: dict[str, list[float]] = {"performed": [], "permuted": []}
    for seed in range(12):
        challenge, _ = render_round(apart(), skill_id="time.feel", cue=18.0, seed=seed)
        for role, found in alike.items():
            first, second = np.array_split(np.array(listed(challenge.truth.params, f"{role}_ms")), 2)
            found.append(float(np.corrcoef(first, second)[0, 1]))
    assert np.mean(alike["performed"]) > 0.6
    assert abs(np.mean(alike["permuted"])) < 0.35


@pytest.mark.parametrize(("cue", "seed"), [(0.5, 1), (8.0, 2), (20.0, 4)])
def test_a_count_keeps_the_tempo_it_says(cue: float, seed: int, tmp_path: Path) -> None:
    challenge, _, clips = played("time.tempo", tmp_path, cue=cue, seed=seed)
    params = challenge.truth.params
    tempi = listed(params, "tempo_bpm")
    assert max(tempi) / min(tempi) == pytest.approx(1 + cue / 100, abs=1e-4)
    assert tempi.index(max(tempi)) + 1 == challenge.target
    for number, (tempo_bpm, beats) in enumerate(zip(tempi, listed(params, "beats"), strict=True), start=1):
        clip = clips[f"interval_{number}"]
        onsets_s = number_of(params, "start_s") + 60 / tempo_bpm * np.arange(beats)
        for onset_s in onsets_s[2:]:
            error_us = late_us(clip, clip, part="kick", from_s=onsets_s[1], to_s=float(onset_s))
            assert abs(error_us) < MOST_US
        after = clip[round((onsets_s[-1] + 60 / tempo_bpm) * RATE_HZ) :]
        assert np.abs(after).max() < SILENT


@pytest.mark.parametrize("skill_id", TIME_SKILLS)
def test_rounds_of_the_real_music_are_equally_loud_long_and_seamless(skill_id: str, library: Library) -> None:
    for seed in range(2):
        challenge, stimulus, _ = draw_round(library, skill_id=skill_id, cue=start_cue(skill_id), seed=seed)
        clips = [clip for _, clip in stimulus.clips]
        lufs = [integrated_lufs(clip, rate_hz=RATE_HZ) for clip in clips]
        assert np.ptp(lufs) < 0.02
        assert len({clip.shape for clip in clips}) == 1
        assert max(true_peak_dbtp(clip, rate_hz=RATE_HZ) for clip in clips) <= -1.0
        seams_db = [seam_db(clip, rate_hz=RATE_HZ) for clip in clips]
        assert max(seams_db) <= max(seams_db[-1 if skill_id in INTERVALS else 0], 0.0) + 0.5, challenge.source_id


@pytest.mark.parametrize("seed", range(4))
def test_in_real_music_nothing_sounds_before_the_moved_hit_that_was_not_there(seed: int, library: Library) -> None:
    challenge, stimulus, _ = draw_round(library, skill_id="time.displace", cue=6.0, seed=seed)
    dry, wet = (stimulus.clip(name) / np.float32(10 ** (stimulus.gains_db[name] / 20)) for name in (DRY, WET))
    changed = np.abs(wet - dry).max(axis=1)
    params = challenge.truth.params
    begins_s = number_of(params, "hit_s") + min(0.0, number_of(params, "offset_ms") / 1000)
    at = round(begins_s * RATE_HZ)
    assert changed[max(0, at - round(0.1 * RATE_HZ)) : at - 40].max() < 1e-4 * changed.max()
    assert changed[at - 40 : at + round(0.02 * RATE_HZ)].max() > 0.02 * changed.max()
