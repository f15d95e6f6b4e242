"""`own-ears simulate` and `rebuild`: rounds that are added like real ones, and words for bad input."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from game import wiring
from game.store.database import open_database
from game.store.log import AttemptLog
from tests.commands.conftest import Run, is_one_sentence
from tests.session.test_round import NOW

RunJson = Callable[..., Any]
ADA = ("simulate", "--skill", "eq.detect", "--theta", 1.3, "--trials", 24, "--seed", 3)
KEYS = {
    "player", "theta_true", "theta_mean", "theta_sd", "ci90", "level_75", "unit", "sigma", "hit_rate", "points_mean",
    "g_own", "g_ai", "flags", "improved",
}  # fmt: skip


def test_one_student_is_one_object(run_json: RunJson) -> None:
    row = run_json(*ADA, "--player", "Ada")
    assert set(row) >= KEYS
    assert (row["player"], row["theta_true"], row["unit"], row["sigma"]) == ("Ada", 1.3, "dB", None)
    assert row["ci90"][0] < row["theta_mean"] < row["ci90"][1]


def test_several_students_are_a_list(run_json: RunJson) -> None:
    rows = run_json(*ADA, "--players", 2, "--sessions", 2)
    assert [row["player"] for row in rows] == ["Simulated 1", "Simulated 2"]
    assert rows[0]["hit_rate"] != rows[1]["hit_rate"] or rows[0]["theta_mean"] != rows[1]["theta_mean"]


def test_the_same_seed_makes_the_same_student(run_json: RunJson) -> None:
    assert run_json(*ADA, "--player", "One") | {"player": ""} == run_json(*ADA, "--player", "Two") | {"player": ""}


def test_the_rounds_are_in_the_saves_like_real_ones(run_json: RunJson, saves: Path) -> None:
    row = run_json(*ADA, "--player", "Ada")
    log = AttemptLog(open_database(saves, now=NOW, tell=pytest.fail))
    ((player_id, name),) = log.find_players()
    skills = log.find_skills(player_id)
    assert (name, len(log.find_attempts(player_id))) == ("Ada", 24)
    assert skills["eq.detect"].theta_mean == row["theta_mean"]
    log.close()


def test_rebuild_makes_the_same_numbers_again(run_json: RunJson, saves: Path) -> None:
    row = run_json(*ADA, "--player", "Ada")
    assert run_json("rebuild") == [{"player": "Ada", "skills": 1}]
    log = AttemptLog(open_database(saves, now=NOW, tell=pytest.fail))
    ((player_id, _),) = log.find_players()
    assert log.find_skills(player_id)["eq.detect"].theta_mean == row["theta_mean"]
    log.close()


def test_a_line_of_text_says_who_and_how_well(run: Run) -> None:
    done = run(*ADA, "--player", "Ada")
    assert done.returncode == 0
    assert done.stdout.startswith("Ada: 75 % right at ")


def test_weeks_of_a_player_follow_the_plan_up_to_yesterday(run_json: RunJson, saves: Path) -> None:
    rows = run_json("simulate", "--weeks", 1, "--days-a-week", 2, "--player", "Ada", "--seed", 1)
    log = AttemptLog(open_database(saves, now=NOW, tell=pytest.fail))
    ((player_id, _),) = log.find_players()
    sittings = log.find_sittings(player_id)
    assert [sitting.rounds for sitting in sittings] == [20] * 4
    assert len({sitting.began_at.date() for sitting in sittings}) == 2
    assert {row["skill_id"] for row in rows} == {sitting.skill_id for sitting in sittings}
    assert max(sitting.began_at for sitting in sittings) < wiring.clock()
    log.close()


def test_text_says_progress_and_the_mirror_of_such_a_player(run: Run, run_json: RunJson) -> None:
    run_json("simulate", "--weeks", 1, "--skill", "eq.detect", "--player", "Ada", "--seed", 1)
    done = run("play", "--text", "--files", "--player", "Ada", stdin="p\nm\nq\n")
    assert done.returncode == 0
    assert "Spot the boost: You hear a boost of" in done.stdout
    assert "You disagreed with it in" in done.stdout
    assert "One thing to try:" in done.stdout


def test_text_of_a_new_player_says_what_comes(run: Run) -> None:
    done = run("play", "--text", "--files", stdin="p\nm\nq\n")
    assert "No rounds yet." in done.stdout
    assert "The AI sat in on no round." in done.stdout
    assert "Next: Find the boost. You have not tried this one yet." in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--skill", "eq.detect"),
        ("--theta", 1),
        ("--weeks", 0),
        ("--skill", "eq.detekt", "--weeks", 1),
        ("--skill", "eq.detekt", "--theta", 1),
        ("--skill", "eq.detect", "--theta", 1, "--trials", 0),
        ("--skill", "eq.detect", "--theta", 1, "--trials", 3, "--sessions", 4),
        ("--skill", "eq.detect", "--theta", 1, "--policy", "parrot"),
        ("--skill", "eq.detect", "--theta", "sharp"),
    ],
)
def test_bad_input_is_one_sentence(run: Run, arguments: tuple[object, ...]) -> None:
    done = run("simulate", *arguments)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr), done.stderr
