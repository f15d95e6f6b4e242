"""Fitting a confidence, and measuring how honest it is."""

from dataclasses import replace

import numpy as np
import pytest

from game.exam.calibration import (
    Item,
    debiased_l2,
    expected_error,
    fit_confidence,
    left_out_confidence,
    near_mass,
    reliability,
)
from game.exam.libraries import Kept
from game.exam.peak_reader import EXAMINED, examine
from game.exam.questions import draw_items, played
from game.library.catalogue import Library
from game.library.files import find_content
from game.listener.card import BUILT_IN, load_card
from game.listener.peak_reader import PeakEar
from game.listener.weighing import Weighing, softmax_of
from tests.conftest import FewSources


def guesser(*, trusted: float, n: int, seed: int = 1) -> list[Item]:
    """Return what a listener did whose evidence deserves to be sharpened by `trusted`: the truth follows its odds."""
    rng = np.random.default_rng(seed)
    values = tuple(float(2**place) for place in range(8))
    items = []
    for number in range(n):
        evidence = rng.normal(0, 3, len(values))
        truth = int(rng.choice(len(values), p=softmax_of(evidence * trusted)))
        best = int(evidence.argmax())
        weighing = Weighing(
            values=values,
            evidence=evidence,
            near=np.arange(len(values)) == best,
            best=best,
            direction="boost",
            pointed=(),
        )
        items.append(
            Item(f"source {number % 4}", 6.0, weighing, values[truth], truth == best, float(abs(truth - best)))
        )
    return items


@pytest.mark.parametrize("trusted", [0.1, 0.3, 1.0])
def test_the_fit_finds_how_far_the_evidence_can_be_trusted(trusted: float) -> None:
    fit = fit_confidence(guesser(trusted=trusted, n=3000))
    assert fit.sharpness == pytest.approx(trusted, rel=0.15)
    assert fit.slope == pytest.approx(1.0, abs=0.25)


def test_answers_that_go_wrong_however_clear_the_evidence_are_a_lapse() -> None:
    rng = np.random.default_rng(5)
    honest = guesser(trusted=1.0, n=3000)
    lapsing = [replace(item, correct=False) if rng.random() < 0.15 else item for item in honest]
    assert fit_confidence(honest).lapse == 0
    fit = fit_confidence(lapsing)
    assert fit.lapse == pytest.approx(0.15, abs=0.06)
    assert max(near_mass(item, fit) for item in lapsing) <= 1 - fit.lapse + 1e-9
    right = np.array([float(item.correct) for item in lapsing])
    assert debiased_l2(reliability(left_out_confidence(lapsing), right)) <= 0.03


def test_a_fitted_confidence_is_calibrated_on_sources_it_never_met() -> None:
    items = guesser(trusted=0.3, n=3000)
    table = reliability(left_out_confidence(items), np.array([float(item.correct) for item in items]))
    assert debiased_l2(table) <= 0.03


def test_an_overconfident_listener_is_found_out() -> None:
    items = guesser(trusted=0.1, n=3000)
    proud = fit_confidence(guesser(trusted=1.0, n=3000))
    table = reliability(
        np.array([near_mass(item, proud) for item in items]), np.array([float(item.correct) for item in items])
    )
    assert debiased_l2(table) > 0.2
    assert expected_error(table) > 0.2


def test_a_perfect_confidence_has_no_debiased_error() -> None:
    rng = np.random.default_rng(3)
    confidence = rng.uniform(0.1, 0.9, 20_000)
    table = reliability(confidence, (rng.random(20_000) < confidence).astype(float))
    assert debiased_l2(table) < 0.01


def test_bins_hold_equally_many() -> None:
    table = reliability(np.linspace(0, 1, 1000), np.ones(1000))
    assert [row["n"] for row in table] == [100] * 10
    assert [row["p"] for row in table] == sorted(row["p"] for row in table)


def test_the_same_exam_gives_the_same_card(few: FewSources) -> None:
    first, second = (examine(few, items_per_skill=24) for _ in range(2))
    assert first == second
    assert set(first["skills"]) == {"eq.boost_freq", "eq.cut_freq", "eq.detect"}


@pytest.mark.slow
@pytest.mark.parametrize("skill_id", EXAMINED)
def test_the_confidence_that_ships_holds_on_questions_of_another_seed(skill_id: str, library: Library) -> None:
    count = 120 if skill_id == "eq.detect" else 500  # its rounds take long
    items = draw_items(played(Kept(library)), PeakEar(), skill_id, count, seed=7)
    fit = load_card(find_content() / "models" / "peak_reader.json").fit_of(skill_id, BUILT_IN)
    confidence = np.array([near_mass(item, fit) for item in items])
    right = np.array([float(item.correct) for item in items])
    three_errors = 3 * np.sqrt((confidence * (1 - confidence)).sum()) / len(items)
    assert confidence.mean() == pytest.approx(right.mean(), abs=three_errors)
    table = reliability(confidence, right)
    chance = sum((row["n"] / len(items) * row["p"] * (1 - row["p"]) / row["n"]) ** 2 for row in table)
    assert debiased_l2(table) ** 2 <= 0.05**2 + 3 * np.sqrt(2 * chance)
