"""Rendered EQ rounds over all sources, checked by code of the tests' own."""

import contextlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from game.commands.render import render_files
from game.core.errors import CueError, HeadroomError, UnfitError
from game.core.facts import number_of
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.drills.eq_common import bell_of
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs
from game.library.catalogue import Library
from game.session.practice import RATE_HZ, draw_round, fitting_sources, render_round
from tests.drills.bell_fit import fit_bell

SKILL_IDS = ("eq.boost_freq", "eq.cut_freq")
CENTRE_OCT = 1 / 24
"""Octaves within which the centre must be found."""


def rendered(library: Library, out: Path, *, skill_id: str, seed: int) -> tuple[dict[str, Any], Any, Any]:
    """Render a round to files, its cue drawn over the whole range and its source over all of them; read them back."""
    rng = np.random.default_rng(seed)
    spec = SKILLS[skill_id]
    cue = float(np.exp(rng.uniform(np.log(spec.cue_hardest), np.log(spec.cue_easiest))))
    sources = [source.source_id for source in library.sources()]
    facts = render_files(
        library,
        skill_id=skill_id,
        cue=cue,
        seed=seed,
        source_id=sources[seed % len(sources)],
        audio=None,
        rate_hz=RATE_HZ,
        out=out,
    )
    dry, wet = (soundfile.read(out / name, dtype="float64")[0] for name in ("dry.wav", "wet.wav"))
    return facts, dry, wet


def faults_of(facts: dict[str, Any], dry: Any, wet: Any) -> list[str]:
    """Return what is wrong with a rendered pair, as sentences."""
    true_hz, true_db = facts["params"]["freq_hz"], facts["params"]["gain_db"]
    faults = []
    if abs(true_db) >= 3:
        found_hz, found_db, _ = fit_bell(dry, wet, rate_hz=RATE_HZ)
        if abs(np.log2(found_hz / true_hz)) > CENTRE_OCT:
            faults.append(f"centre {found_hz:.1f} Hz instead of {true_hz:.1f}")
        if abs(found_db - true_db) > 0.3:
            faults.append(f"gain {found_db:.2f} dB instead of {true_db:.2f}")
    lufs = [integrated_lufs(clip.astype(np.float32), rate_hz=RATE_HZ) for clip in (dry, wet)]
    if abs(lufs[0] - lufs[1]) > 0.02:
        faults.append(f"loudness differs by {lufs[0] - lufs[1]:.3f} LU")
    if max(facts["true_peak_dbtp"].values()) > -1.0:
        faults.append(f"true peak {facts['true_peak_dbtp']}")
    dry_seam, wet_seam = (seam_db(clip.astype(np.float32), rate_hz=RATE_HZ) for clip in (dry, wet))
    if wet_seam > max(dry_seam, 0.0) + 0.5:
        faults.append(f"seam {wet_seam:.1f} dB, dry {dry_seam:.1f} dB")
    return faults


@pytest.mark.parametrize("skill_id", SKILL_IDS)
def test_some_rounds_hold_what_they_say(skill_id: str, library: Library, tmp_path: Path) -> None:
    rounds = [rendered(library, tmp_path, skill_id=skill_id, seed=seed) for seed in range(6)]
    assert [faults_of(*item) for item in rounds] == [[]] * 6


@pytest.mark.parametrize("skill_id", SKILL_IDS)
@pytest.mark.parametrize(
    "first", [pytest.param(0, marks=pytest.mark.slow), pytest.param(100, marks=pytest.mark.exhaustive)]
)
def test_a_hundred_rounds_hold_what_they_say(skill_id: str, first: int, library: Library, tmp_path: Path) -> None:
    found = {}
    for seed in range(first, first + 100):
        facts, dry, wet = rendered(library, tmp_path, skill_id=skill_id, seed=seed)
        faults = faults_of(facts, dry, wet)
        if faults:
            found[(seed, facts["source_id"], round(facts["cue"], 1))] = faults
    assert found == {}


@pytest.mark.parametrize("skill_id", SKILL_IDS)
def test_a_small_bell_is_exact_by_its_impulse_response(skill_id: str, library: Library) -> None:
    spec = SKILLS[skill_id]
    challenge, _, _ = draw_round(library, skill_id=skill_id, cue=spec.cue_hardest, seed=3)
    row = bell_of(challenge)[0]
    impulse = np.zeros(RATE_HZ)
    state = [0.0, 0.0]
    for index in range(RATE_HZ):  # a plain direct form II transposed, sample by sample
        x = 1.0 if index == 0 else 0.0
        y = row[0] * x + state[0]
        state = [row[1] * x - row[4] * y + state[1], row[2] * x - row[5] * y]
        impulse[index] = y
    freqs_hz = np.fft.rfftfreq(RATE_HZ, 1 / RATE_HZ)
    response_db = 20 * np.log10(np.abs(np.fft.rfft(impulse)))
    extreme = int(np.abs(response_db[20:20_000]).argmax()) + 20
    true = challenge.truth.params
    assert abs(np.log2(freqs_hz[extreme] / number_of(true, "freq_hz"))) < CENTRE_OCT
    assert abs(response_db[extreme] - number_of(true, "gain_db")) < 0.1


def test_the_same_seed_gives_the_same_bytes(library: Library, tmp_path: Path) -> None:
    folders = (tmp_path / "first", tmp_path / "second")
    for folder in folders:
        rendered(library, folder, skill_id="eq.boost_freq", seed=21)
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second


def test_challenge_json_is_what_was_printed(library: Library, tmp_path: Path) -> None:
    facts, _, _ = rendered(library, tmp_path, skill_id="eq.boost_freq", seed=2)
    assert json.loads((tmp_path / "challenge.json").read_text(encoding="utf-8")) == facts


def test_a_drawn_source_asked_for_by_name_gives_the_same_sound(library: Library) -> None:
    challenge, stimulus, loaded = draw_round(library, skill_id="eq.cut_freq", cue=15.0, seed=77)
    again, same = render_round(loaded, skill_id="eq.cut_freq", cue=15.0, seed=77)
    assert again == challenge
    assert np.array_equal(stimulus.clip("wet"), same.clip("wet"))


@pytest.mark.slow
@pytest.mark.parametrize("skill_id", SKILLS)
def test_the_stated_hit_rate_of_the_best_constant_answer_is_the_measured_one(skill_id: str, library: Library) -> None:
    spec = SKILLS[skill_id]
    truths = []
    for seed in range(4000):
        truths.append(truth_for(skill_id, library, seed=seed))
    assert best_constant_hit_rate(skill_id, np.array(truths)) == pytest.approx(spec.constant_hit_rate, abs=0.02)


def truth_for(skill_id: str, library: Library, *, seed: int) -> float:
    """Return the right answer of the question that a seed draws; of a move its number among all of the skill's."""
    spec = SKILLS[skill_id]
    for source in fitting_sources(library.sources(), seed=seed):
        with contextlib.suppress(UnfitError):
            challenge = DRILLS[skill_id].make_challenge(
                spec, cue=spec.cue_start, source=source, seed=seed, rate_hz=RATE_HZ
            )
            answer = challenge.question.answer
            return 1 + spec.answer.moves.index(answer.move(challenge.target)) if answer.moves else challenge.target
    raise AssertionError(f"no source fits {skill_id} with seed {seed}")


def best_constant_hit_rate(skill_id: str, truths: Any) -> float:
    """Return how often the best answer that never changes is right, among all answers the slider allows."""
    spec = SKILLS[skill_id]
    if spec.answer.choices is not None:
        return max(float((truths == choice).mean()) for choice in spec.answer.choices)
    if spec.answer.kind == "freq":
        truths = np.log2(truths)
        grid = np.linspace(np.log2(spec.answer.lo), np.log2(spec.answer.hi), 400)
    else:
        grid = np.arange(spec.answer.lo, spec.answer.hi + 0.01, spec.answer.step)
    return max(float((np.abs(truths - answer) <= spec.tol_at(spec.cue_start)).mean()) for answer in grid)


def test_every_source_leaves_headroom_at_every_cue(library: Library) -> None:
    tight = []
    for source in library.sources():
        loaded = library.load(source.source_id, rate_hz=RATE_HZ)
        for skill_id, spec in SKILLS.items():
            if spec.family != "eq":
                continue
            try:
                render_round(loaded, skill_id=skill_id, cue=spec.cue_easiest, seed=1)
            except HeadroomError:
                tight.append((source.source_id, skill_id))
            except CueError:
                assert skill_id == "eq.detect", "elsewhere any boost may be asked"
    assert tight == []
