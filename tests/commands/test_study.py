"""`own-ears study` and `play --text --check-up`: two sittings, the table with its codebook, words for bad input."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from game.learn.study import COLUMNS
from tests.commands.conftest import Run, is_one_sentence

RunJson = Callable[..., Any]
CLASS = (
    *("simulate", "--skill", "eq.detect", "--theta", 1.5, "--trials", 20, "--sessions", 2, "--gain", 1),
    *("--players", 6, "--check-ups", "--seed", 4),
)


def test_a_class_that_sat_twice_has_an_effect(run_json: RunJson, tmp_path: Path) -> None:
    run_json(*CLASS)
    result = run_json("study", "--csv", tmp_path / "study.csv")
    (effect,) = result["effects"]
    assert (result["players"], result["pairs"], effect["skill_id"], effect["players"]) == (6, 6, "eq.detect", 6)
    assert effect["gain_lo"] < effect["gain_oct"] < effect["gain_hi"]
    assert result["files"] == [str(tmp_path / name) for name in ("study.csv", "study_codebook.csv")]
    with (tmp_path / "study.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "study_codebook.csv").open(encoding="utf-8", newline="") as file:
        assert {row["column"] for row in csv.DictReader(file)} == set(rows[0]) == set(COLUMNS)
    assert [row["practised"] for row in rows] == ["0", "20"] * 6
    assert {(row["rounds"], row["sitting"]) for row in rows} == {("20", "before"), ("20", "after")}
    assert {row["form"] for row in rows[:2]} == {"a", "b"}
    assert not any("Simulated" in cell for row in rows for cell in row.values())


def test_names_only_when_asked_for(run_json: RunJson, run: Run, tmp_path: Path) -> None:
    run_json(*CLASS[:-5], "--players", 1, "--player", "Ada", "--check-ups")
    assert run("study", "--names", "--csv", tmp_path / "t.csv").returncode == 0
    assert "Ada" in (tmp_path / "t.csv").read_text(encoding="utf-8")


def test_several_folders_are_read_together(run: Run, run_json: RunJson, saves: Path, tmp_path: Path) -> None:
    run_json(*CLASS)
    other = tmp_path / "other"
    run_json(*CLASS, "--saves", other)
    assert run_json("study", saves, other)["pairs"] == 12


def test_nobody_yet(run: Run, run_json: RunJson) -> None:
    run_json("simulate", "--skill", "eq.detect", "--theta", 1.5, "--trials", 8)
    done = run("study")
    assert done.returncode == 0
    assert done.stdout.startswith("Nobody has sat two check-ups of a skill yet")


def test_a_folder_without_a_log(run: Run, tmp_path: Path) -> None:
    done = run("study", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert is_one_sentence(done.stderr)
    assert "choose another folder" in done.stderr


def test_a_table_that_cannot_be_written(run: Run, run_json: RunJson, tmp_path: Path) -> None:
    run_json(*CLASS)
    done = run("study", "--csv", tmp_path / "no" / "study.csv")
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)


@pytest.mark.slow
def test_a_check_up_in_the_terminal_takes_the_other_form_next(run: Run, saves: Path) -> None:
    from game.store.database import open_database
    from game.store.log import AttemptLog
    from tests.session.test_round import NOW

    for _ in range(2):
        done = run(
            *("play", "--text", "--check-up", "--skill", "eq.detect", "--files", "--player", "Ada"), stdin="1 2\n\nq\n"
        )
        assert done.returncode == 0, done.stderr
    log = AttemptLog(open_database(saves, now=NOW, tell=pytest.fail))
    ((player_id, _),) = log.find_players()
    sat = log.find_sittings(player_id)
    commits = log.find_commits(player_id)
    log.close()
    assert sorted(one.form or "" for one in sat) == ["a", "b"]
    assert {one.skill_id for one in sat} == {"eq.detect"}
    assert [commit.mode for commit in commits] == ["solo", "solo"]
    assert commits[0].challenge.challenge_id != commits[1].challenge.challenge_id
