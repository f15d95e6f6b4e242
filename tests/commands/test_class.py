"""A class of thirty hands in, is given work, and is told about: nobody twice, and nobody named outside."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from game import wiring
from game.commands.assigned import give, open_block
from game.commands.class_book import check
from game.core.assignment import Assignment
from game.dsp.audio import SourceAudio
from game.review.words import say_keeping
from game.session.assigned import done_of
from game.simulate.ears import Ear
from game.simulate.student import Student, sit
from game.store.assignments import read_assignment, write_assignment
from game.store.hand_in import write_hand_in
from game.store.handed_in import HandedIn
from tests.commands.conftest import Run, is_one_sentence
from tests.session.test_round import NOW
from tests.store.history import History

RunJson = Callable[..., Any]
CLASS = 30
SKILL = "eq.boost_freq"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, pink: SourceAudio) -> list[Path]:
    """Return what thirty students hand in; the name of the last two is one that a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("class")
    school = History(folder / "school", pink)
    found = []
    for number in range(CLASS):
        name = f"=Student {number:02d}" if number >= CLASS - 2 else f"Student {number:02d}"
        school.play(2, name=name, player_id=f"id{number:02d}")
        found.append(folder / f"{number}.ears")
        write_hand_in(school.saves, name, found[-1])
    return found


@pytest.fixture(scope="module")
def taken(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a teacher's saves folder with all that was handed in."""
    folder = tmp_path_factory.mktemp("taken")
    inbox = HandedIn(folder, check=check)
    for path in files:
        inbox.take(path, now=NOW)
    return folder


@pytest.fixture
def school(taken: Path, saves: Path) -> Path:
    """Return the same for one test."""
    return shutil.copytree(taken, saves, dirs_exist_ok=True)


def test_thirty_saves_twice_in_any_order_are_the_same_review_bit_for_bit(
    files: list[Path], run: Run, saves: Path
) -> None:
    once = run("review", *files, "--json").stdout
    assert len(json.loads(once)["students"]) == CLASS
    twice = np.random.default_rng(7).permutation([str(path) for path in (*files, *files)])
    assert run("review", *twice, "--json").stdout == once
    inbox = HandedIn(saves, check=check)
    assert sum(inbox.take(Path(path), now=NOW).new for path in twice) == 2 * CLASS
    assert run("review", "--json").stdout == once


def test_names_of_the_roster_stand_in_the_review_and_find_the_marks(school: Path, run: Run, run_json: RunJson) -> None:
    (school / "roster.csv").write_text("student,name\nStudent 03,Ada Lovelace\n", encoding="utf-8")
    names = [one["student"] for one in run_json("review")["students"]]
    assert "Ada Lovelace" in names
    assert "Student 03" not in names
    grades = school / "grades.csv"
    grades.write_text('Student,ID,SIS User ID,SIS Login ID,Section\n"Lovelace, Ada",1,2,ada,Mix\n', encoding="utf-8")
    run_json("review", "--canvas", grades)
    assert "Own Ears" in grades.read_text(encoding="utf-8").splitlines()[0]
    (school / "roster.csv").write_text("who,name\nStudent 03,Ada\n", encoding="utf-8")
    done = run("review")
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)


def test_every_export_is_noted_with_who_and_when_and_names_no_student(
    school: Path, run: Run, run_json: RunJson
) -> None:
    run_json("review", "--csv", school / "a.csv", "--share", school / "b.html", "--xapi", school / "c.json")
    rows = run_json("review", "--exports")
    assert [(row["form"], row["where"], row["students"]) for row in rows] == [
        ("csv", "a.csv", CLASS), ("share", "b.html", CLASS), ("xapi", "c.json", CLASS),
    ]  # fmt: skip
    assert all(row["who"] == wiring.user_name() and row["at"] <= wiring.clock().isoformat() for row in rows)
    run_json("review", "--csv", school / "a.csv")
    assert run_json("review", "--exports")[:3] == rows
    assert "Student" not in (school / "exports.log").read_text(encoding="utf-8")


def test_a_page_for_others_names_nobody_and_hides_small_groups(school: Path, files: list[Path], run: Run) -> None:
    page = school / "others.html"
    assert run("review", "--share", page).returncode == 0
    text = page.read_text(encoding="utf-8")
    assert "30 students" in text
    assert "Student 0" not in text
    assert run("review", *files[:4], "--share", page).returncode == 0
    text = page.read_text(encoding="utf-8")
    assert "fewer than 5 students" in text
    assert "4 students" not in text


def test_every_round_is_an_xapi_statement_with_a_code_and_the_same_id_each_time(school: Path, run: Run) -> None:
    path = school / "rounds.json"
    assert run("review", "--xapi", path).returncode == 0
    first = path.read_bytes()
    told = json.loads(first)
    assert len(told) == len({one["id"] for one in told}) == 2 * CLASS
    assert len({one["actor"]["account"]["name"] for one in told}) == CLASS
    assert b"Student" not in first.replace(b"/students", b"")
    one = told[0]
    assert one["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
    assert -1 <= one["result"]["score"]["scaled"] <= 1
    extensions = {key.rsplit("/", 1)[1]: value for key, value in one["result"]["extensions"].items()}
    assert (extensions["first_guess"], extensions["switched"]) == (900.0, True)
    assert run("review", "--xapi", path).returncode == 0
    assert path.read_bytes() == first


RUN = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)", "-Ada", "+Ben", "@Cleo",
       "=Student"]  # fmt: skip


def test_no_cell_of_any_table_is_one_that_a_spreadsheet_runs(
    files: list[Path], run: Run, tmp_path: Path, pink: SourceAudio
) -> None:
    table, book, grades = tmp_path / "t.csv", tmp_path / "t.xlsx", tmp_path / "g.csv"
    lines = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"], *([one, "1", "2", "3", "4"] for one in RUN)]
    with grades.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    assert run("review", *files, "--csv", table, "--xlsx", book, "--canvas", grades).returncode == 0
    for path in (table, tmp_path / "t_codebook.csv", grades):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _number(cell)]
    with grades.open(encoding="utf-8", newline="") as file:
        assert [row[0].removeprefix("'") for row in csv.reader(file)][1:] == RUN
    assert all(cell.data_type != "f" for sheet in openpyxl.load_workbook(book) for row in sheet for cell in row)


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_old_data_are_reminded_of() -> None:
    now = NOW + timedelta(days=401)
    assert say_keeping(NOW, now=now, keep_days=401) == ""
    assert "401 days old, and 400 was the limit" in say_keeping(NOW, now=now, keep_days=400)
    assert say_keeping(None, now=now, keep_days=1) == ""


# ---- assignments


def work(saves: Path, **changes: Any) -> Assignment:
    """Give out twenty-five rounds, due in a week."""
    due = (wiring.clock() + timedelta(days=7)).replace(tzinfo=None)
    return give(saves, None, **{"skill": SKILL, "goal": 4.0, "rounds": 25, "due": due, "ai": False, "title": "",
                                **changes})  # fmt: skip


def test_an_assignment_is_a_file_that_comes_back_as_it_was(run_json: RunJson, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "work.json"
    told = run_json(
        "assign", path, "--skill", SKILL, "--rounds", 12, "--due", "2999-12-01", "--title", "Boosts, week 3"
    )
    made = read_assignment(path)
    assert (made.assignment_id, made.rounds, made.key) == (told["assignment_id"], 12, told["key"])
    assert made.assignment_id.startswith("boosts-week-3-")
    assert run("assign", path, "--skill", SKILL, "--due", "2001-01-01").returncode == 2
    path.write_text(path.read_text(encoding="utf-8").replace('"rounds": 12', '"rounds": 100000'), encoding="utf-8")
    done = run("play", "--text", "--assignment", path)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)


def test_every_student_and_every_sitting_has_other_questions(saves: Path) -> None:
    one, other = work(saves), work(saves)
    seeds = [a.seed_for(who, sitting) for a in (one, other) for who in ("ada", "ben") for sitting in (0, 1)]
    assert len(set(seeds)) == len(seeds)


def play(saves: Path, given: Assignment) -> None:
    """Let Ada play the next block of an assignment, and a short one of her own."""
    log = wiring.open_log(saves, tell=lambda said: None)
    player_id = log.find_or_add_player("Ada", player_id="ada", now=wiring.clock())
    opened = open_block(log, [given], player_id)
    assert opened is not None
    own = replace(opened[1], session_id=wiring.new_id(), seed=5, rounds=3)
    for block in (opened[1], own):
        sit(block, Student(player_id, SKILL, Ear(theta=1.0)), sources=wiring.build_library().sources(), log=log,
            adviser=None, skill=None, played=0, rng=np.random.default_rng(1), new_id=wiring.new_id)  # fmt: skip
    log.close()


def test_work_is_done_in_parts_handed_in_alone_and_told_in_the_review(
    saves: Path, tmp_path: Path, run: Run, run_json: RunJson
) -> None:
    teacher, path = tmp_path / "teacher", tmp_path / "work.json"
    given = work(teacher)
    write_assignment(path, given)
    states = []
    for part in range(2):
        play(saves, given)
        file = tmp_path / f"{part}.ears"
        assert run("hand-in", "Ada", file, "--assignment", path).returncode == 0
        HandedIn(teacher, check=check).take(file, now=wiring.clock())
        (told,) = run_json("review", "--saves", teacher)["assignments"]
        states += [(one["rounds"], one["state"], one["reached"]) for one in told["students"]]
    assert [state[:2] for state in states] == [(20, "not done"), (25, "done")]
    (student,) = run_json("review", "--saves", teacher)["students"]
    assert [skill["n"] for skill in student["skills"]] == [25]  # and nothing of her own practice
    assert "Nothing is left to do" in run("play", "--text", "--assignment", path, "--player", "Ada").stdout


@pytest.mark.parametrize(
    ("hours", "state"),
    [([-1], "not done"), ([-1, -1], "done"), ([1, -1, -1], "done"), ([1, -1], "late")],
    ids=["begun", "in time", "more than asked", "after"],
)
def test_late_is_what_was_finished_after_the_day(hours: list[int], state: str) -> None:
    given = Assignment("work", "Work", SKILL, None, 2, NOW, ai=False, key="0" * 32)
    assert done_of(given, [NOW + timedelta(hours=hour) for hour in hours]).state == state
