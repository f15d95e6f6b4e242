"""The score card as it is printed: complete, read from the file, or measured anew through the listener itself."""

from pathlib import Path

import pytest

from game.core.errors import ContentError
from game.core.skills import SKILLS
from game.exam.questions import draw_cues, played
from game.exam.report import PRINTED, measure, read_report, say_row
from game.library.files import find_content
from game.listener.card import load_card
from game.listener.peak_reader import PeakReader
from game.listener.trained import CARD
from tests.conftest import FewSources

PATH = find_content() / "models" / CARD
ANSWERED = [skill_id for skill_id, spec in SKILLS.items() if spec.ai]


def test_the_card_has_a_row_for_every_skill_that_is_answered() -> None:
    rows = read_report(PATH, skill_id=None, model_sha256="x")["skills"]
    assert {row["skill_id"] for row in rows} == set(ANSWERED)
    assert all(set(PRINTED) <= set(row) for row in rows)


@pytest.mark.parametrize("skill_id", ANSWERED)
def test_every_head_that_speaks_is_honest_and_better_than_an_honest_baseline(skill_id: str) -> None:
    baseline_is_silent = (skill_id, "built_in") in load_card(PATH.with_name("peak_reader.json")).off
    rows = read_report(PATH, skill_id=skill_id, model_sha256="x")["skills"]
    assert not next(row for row in rows if row["domain"] == "built_in")["off"]
    for row in rows:
        assert row["off"] == (row["calibration_l2"] > 0.05), row["domain"]
        to_beat = SKILLS[skill_id].chance if baseline_is_silent else row["baseline_hit_rate"]
        assert row["off"] or row["hit_rate"] > to_beat, row["domain"]
        assert sum(part["n"] for part in row["reliability"]) == row["n"]


def test_a_skill_that_is_the_players_has_no_row() -> None:
    with pytest.raises(ValueError, match="that one is yours"):
        read_report(PATH, skill_id="comp.attack", model_sha256="x")


def test_a_card_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="the listener's card"):
        read_report(tmp_path / CARD, skill_id=None, model_sha256="x")


def test_measuring_again_asks_the_listener_itself(few: FewSources, peak_reader: PeakReader) -> None:
    first, second = (measure(played(few), peak_reader, skill_id="eq.detect", items=12) for _ in range(2))
    row = first["skills"][0]
    assert first == second
    assert row["n"] + round(row["abstain_rate"] * 12) == 12
    assert row["median_error"] is None
    assert "right" in say_row(row)


def test_half_of_the_questions_are_at_the_start_cue() -> None:
    cues = [cue for cue, _ in draw_cues("eq.boost_freq", 400, seed=1)]
    spec = SKILLS["eq.boost_freq"]
    assert 0.4 < cues.count(spec.cue_start) / len(cues) < 0.6
    assert all(spec.cue_hardest <= cue <= spec.cue_easiest for cue in cues)
