"""Rendered compression rounds over all sources, checked by code of the tests' own and by libebur128."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyebur128
import pytest
import soundfile

from game.commands.render import render_files
from game.core.errors import UnfitError
from game.core.skills import SKILLS
from game.dsp.dynamics import Compressor
from game.dsp.loops import seam_db
from game.library.catalogue import Library
from game.session.practice import RATE_HZ, draw_round
from tests.drills.plain_compressor import compress_turning, range_db, reduction_per_frame_db
from tests.dsp.test_dynamics import cascade_release_ms, steps_of

Floats = npt.NDArray[np.float64]
SKILL_IDS = ("comp.detect", "comp.more", "comp.amount", "comp.attack", "comp.release")
NAMES = ("threshold_db", "ratio", "attack_ms", "release_ms", "knee_db", "gr_range_db", "gr_mean_db")
CUES, ROUNDS_A_CUE = 5, 2
every_comp_drill = pytest.mark.parametrize("skill_id", SKILL_IDS)


def rendered(
    library: Library, out: Path, *, skill_id: str, seed: int, cue: float | None = None
) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Render a round to files, its cue drawn over the whole range if not given, its source by the game; read them."""
    if cue is None:
        span = np.log([SKILLS[skill_id].cue_hardest, SKILLS[skill_id].cue_easiest])
        cue = float(np.exp(np.random.default_rng(seed).uniform(*span)))
    facts = render_files(
        library, skill_id=skill_id, cue=cue, seed=seed, source_id=None, audio=None, rate_hz=RATE_HZ, out=out
    )
    return facts, {name[:-4]: soundfile.read(out / name, dtype="float64")[0] for name in facts["files"]}


def compressed_clips(facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the settings of every clip that was compressed, by its name."""
    takes = [name[:-4] for name in facts["files"] if name != "dry.wav"]
    rows = zip(*(facts["params"][name] for name in NAMES), strict=True)
    return {take: dict(zip(NAMES, row, strict=True)) for take, row in zip(takes, rows, strict=True) if None not in row}


def lufs_of(clip: Floats) -> float:
    meter = pyebur128.R128State(2, RATE_HZ, pyebur128.MeasurementMode.MODE_I)
    meter.add_frames(clip.astype(np.float32).ravel(), len(clip))
    return float(pyebur128.get_loudness_global(meter))


def faults_of(facts: dict[str, Any], clips: dict[str, Floats]) -> list[str]:
    """Return what is wrong with a rendered round, as sentences."""
    settings = compressed_clips(facts)
    measured = {name: reduction_per_frame_db(clips["dry"], clips[name], rate_hz=RATE_HZ) for name in settings}
    faults = [
        f"{name}: range {range_db(measured[name]):.2f} dB, said {row['gr_range_db']:.2f}"
        for name, row in settings.items()
        if abs(range_db(measured[name]) - row["gr_range_db"]) > 0.1
    ]
    faults += cue_faults(facts, [range_db(reductions_db) for reductions_db in measured.values()])
    if facts["skill_id"] in ("comp.attack", "comp.release"):
        means = [row["gr_mean_db"] for row in settings.values()]
        if abs(means[0] - means[1]) > 0.05:
            faults.append(f"mean gain reductions {means}")
    lufs = [lufs_of(clip) for clip in clips.values()]
    if max(lufs) - min(lufs) > 0.02:
        faults.append(f"loudness differs by {max(lufs) - min(lufs):.3f} LU")
    if max(facts["true_peak_dbtp"].values()) > -1.0:
        faults.append(f"true peak {facts['true_peak_dbtp']}")
    seams = {name: seam_db(clip.astype(np.float32), rate_hz=RATE_HZ) for name, clip in clips.items()}
    faults += [f"seam of {name} {seam:.1f} dB" for name, seam in seams.items() if seam > max(seams["dry"], 0.0) + 0.5]
    return faults


def cue_faults(facts: dict[str, Any], ranges_db: list[float]) -> list[str]:
    """Return where the cue is not what the sound holds."""
    cue, choice = facts["cue"], facts["truth"]["choice"]
    match facts["skill_id"]:
        case "comp.detect":
            return [] if abs(ranges_db[0] - cue) <= 0.3 else [f"cue {cue:.2f} dB, found {ranges_db[0]:.2f}"]
        case "comp.more":
            found = (ranges_db[0] - ranges_db[1]) * (1 if choice == 1 else -1)
            return [] if abs(found - cue) <= 0.3 else [f"cue {cue:.2f} dB, found {found:.2f}"]
        case "comp.amount":
            return [] if abs(ranges_db[0] - choice) <= 0.3 else [f"truth {choice:.2f} dB, found {ranges_db[0]:.2f}"]
    name = facts["skill_id"].replace("comp.", "") + "_ms"
    fast, slow = sorted(facts["params"][name])
    faults = [] if facts["params"][name][int(choice) - 1] == fast else ["the slower one is called the faster"]
    return faults if abs(np.log2(slow / fast) - cue) < 1e-6 else [*faults, f"cue {cue:.2f} octaves, {fast} and {slow}"]


@every_comp_drill
def test_some_rounds_hold_what_they_say(skill_id: str, library: Library, tmp_path: Path) -> None:
    rounds = [rendered(library, tmp_path, skill_id=skill_id, seed=seed) for seed in range(3)]
    assert [faults_of(*item) for item in rounds] == [[]] * 3


@pytest.mark.slow
@every_comp_drill
def test_rounds_of_every_cue_find_a_source_and_hold_what_they_say(
    skill_id: str, library: Library, tmp_path: Path
) -> None:
    spec, found = SKILLS[skill_id], {}
    for seed, cue in enumerate(np.geomspace(spec.cue_hardest, spec.cue_easiest, CUES).tolist() * ROUNDS_A_CUE):
        facts, clips = rendered(library, tmp_path, skill_id=skill_id, seed=seed, cue=cue)
        faults = faults_of(facts, clips)
        if faults:
            found[(seed, facts["source_id"], round(facts["cue"], 1))] = faults
    assert found == {}


@every_comp_drill
def test_a_plain_compressor_with_the_printed_settings_makes_the_same_sound(
    skill_id: str, library: Library, tmp_path: Path
) -> None:
    facts, clips = rendered(library, tmp_path, skill_id=skill_id, seed=5)
    for name, settings in compressed_clips(facts).items():
        longest_ms = settings["attack_ms"] + settings["release_ms"]
        turns = 2 + int(9 * longest_ms / 1000 / (len(clips["dry"]) / RATE_HZ))
        plain = compress_turning(clips["dry"], settings, rate_hz=RATE_HZ, turns=turns)
        made_up_db = facts["gains_db"][f"{name}.wav"] - facts["gains_db"]["dry.wav"]
        assert np.abs(plain * 10 ** (made_up_db / 20) - clips[name]).max() < 2e-5


@pytest.mark.parametrize("skill_id", ["comp.attack", "comp.release"])
@pytest.mark.parametrize("seed", range(4))
def test_the_settings_measure_what_they_say_by_the_step_test(skill_id: str, seed: int, library: Library) -> None:
    challenge, _, _ = draw_round(library, skill_id=skill_id, cue=[0.5, 2.0, 4.0, 6.0][seed], seed=seed)
    params: Any = challenge.truth.params
    for attack_ms, release_ms in zip(params["attack_ms"], params["release_ms"], strict=True):
        settings = Compressor(threshold_db=-30, ratio=4, attack_ms=attack_ms, release_ms=release_ms, knee_db=0)
        found_attack_ms, found_release_ms = steps_of(settings)
        assert abs(found_attack_ms - attack_ms) <= max(0.01 * attack_ms, 1000 / RATE_HZ)
        assert found_release_ms == pytest.approx(cascade_release_ms(attack_ms, release_ms), rel=0.005)


@pytest.mark.parametrize("cue", [0.5, 2.0, 6.0])
def test_one_of_two_releases_is_below_a_fifth_of_a_second(cue: float, library: Library) -> None:
    challenge, _, _ = draw_round(library, skill_id="comp.release", cue=cue, seed=1)
    params: Any = challenge.truth.params
    assert min(params["release_ms"]) < 200


@every_comp_drill
def test_the_same_seed_gives_the_same_bytes(skill_id: str, library: Library, tmp_path: Path) -> None:
    folders = (tmp_path / "first", tmp_path / "second")
    for folder in folders:
        rendered(library, folder, skill_id=skill_id, seed=21)
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second


def test_music_that_cannot_carry_a_cue_is_refused_with_a_remedy(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UnfitError, match="take another seed, another source or a smaller cue"):
        render_files(
            library,
            skill_id="comp.detect",
            cue=18.0,
            seed=1,
            source_id="pink_noise",
            audio=None,
            rate_hz=RATE_HZ,
            out=tmp_path,
        )
