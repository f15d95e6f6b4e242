"""A class is reviewed: nobody counted twice, habits named rightly, and what a teacher takes away is readable."""

import csv
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from game.commands.simulate import simulate
from game.learn.reliance import Share
from game.review.overview import AI_PASSED, OWN_AWAY, named, usual_goal
from game.review.tables import COLUMNS, guarded
from game.simulate.policies import Policy
from tests.commands.conftest import Run

SKILL = "eq.boost_freq"


STUDENTS: tuple[tuple[str, str, Policy, float], ...] = (
    ("calm", "Calm", "calibrated", 1.2),
    ("copy", "Copy", "copier", 1.2),
    ("firm", "=Firm", "stubborn", 1.2),
    ("weak", "Weak <b>Ear</b>", "calibrated", 3.9),
)


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of saves: who weighs both, who copies, who never listens to advice, and a weak ear."""
    folder = tmp_path_factory.mktemp("class")
    for saves, player, policy, theta in STUDENTS:
        simulate(
            saves=folder / saves, skill=SKILL, theta=theta, trials=180, seed=3, policy=policy, human_right=0.72,
            ai_right=0.8, students=1, player=player, sessions=6, gain=0.0, sigma=0.3, check_ups=False, weeks=None,
            days_a_week=4,
        )  # fmt: skip
    return folder


def review(run: Run, *arguments: object) -> dict[str, list[dict[str, object]]]:
    done = run("review", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    value: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return value


def saves_of(classroom: Path) -> list[Path]:
    return sorted(path for path in classroom.iterdir() if path.is_dir())


def test_habits_are_named_of_those_who_have_them(classroom: Path, run: Run) -> None:
    students = {one["student"]: one for one in review(run, *saves_of(classroom))["students"]}
    flags = {name: one["flags"] for name, one in students.items()}
    assert OWN_AWAY in flags["Copy"]  # type: ignore[operator]
    assert AI_PASSED in flags["=Firm"]  # type: ignore[operator]
    assert not {OWN_AWAY, AI_PASSED} & {*flags["Calm"]}  # type: ignore[misc]


def test_a_save_twice_or_in_another_order_is_the_same_review(classroom: Path, run: Run, tmp_path: Path) -> None:
    saves = saves_of(classroom)
    copy = shutil.copytree(saves[0], tmp_path / "handed in again")
    assert review(run, *saves) == review(run, *reversed(saves), copy, saves[1])


def test_every_number_of_the_table_is_its_charts_last_point(classroom: Path, run: Run, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    assert run("review", *saves_of(classroom), "--html", page).returncode == 0
    text = page.read_text(encoding="utf-8")
    cells, charts = (
        {
            match[1]: match[2]
            for match in re.finditer(rf'<{tag}[^>]* data-student="([^"]*)"[^>]* data-value="([^"]*)"', text)
        }
        for tag in ("td", "svg")
    )
    assert cells == charts
    assert len(cells) == 4
    assert "Weak <b>" not in text
    assert "Weak &lt;b&gt;Ear" in text
    assert not re.search(r'(src|href)="(https?:)?//|@import|url\((?!data:)', text), (
        "the page asks for something outside"
    )


def test_csv_has_its_columns_a_codebook_and_no_formula(classroom: Path, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "r.csv"
    assert run("review", *saves_of(classroom), "--csv", table).returncode == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
    assert {row["student"] for row in rows} == {"Calm", "Copy", "'=Firm", "Weak <b>Ear</b>"}
    with (tmp_path / "r_codebook.csv").open(encoding="utf-8", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == ["column", *COLUMNS]


def test_the_workbook_is_read_again_and_runs_nothing(classroom: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    assert run("review", *saves_of(classroom), "--xlsx", path).returncode == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Class", "All skills", "Codebook"]
    names = [row[0].value for row in book["Class"].iter_rows(min_row=2)]
    assert sorted(map(str, names)) == ["'=Firm", "Calm", "Copy", "Weak <b>Ear</b>"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_report_for_paper_has_a_page_for_the_class_and_for_each(classroom: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    assert run("review", *saves_of(classroom), "--pdf", path).returncode == 0
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", data)) == 5


MOODLE = """First name,Last name,ID number,Email address,Last downloaded
Calm,,7,calm@school.example,1
Nobody,Here,8,n@school.example,1
"""
CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Own Ears
    Points Possible,,,,,100
"Calm",1,7,calm,Mix,
Copy,2,8,copy,Mix,3
"""


@pytest.mark.parametrize(("option", "text"), [("--moodle", MOODLE), ("--canvas", CANVAS)])
def test_one_column_of_a_platforms_own_file_is_filled(
    classroom: Path, run: Run, tmp_path: Path, option: str, text: str
) -> None:
    path = tmp_path / "grades.csv"
    path.write_text(text, encoding="utf-8")
    done = run("review", *saves_of(classroom), option, path)
    assert done.returncode == 0, done.stderr
    before = list(csv.reader(text.splitlines()))
    after = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    at = after[0].index("Own Ears")
    assert [row[:5] for row in after] == [row[:5] for row in before]
    marks = {row[0]: row[at] for row in after[1:]}
    assert 0 < float(marks["Calm"]) <= 100
    assert marks.get("Nobody", "") == ""
    assert "not in the file: " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--goal", "eq.boost_freq=much"], "SKILL=VALUE"),
        (["--goal", "eq.bost_freq=4"], "eq.boost_freq"),
        (["--moodle", "no such file.csv"], "exported from Moodle"),
        (["--html", "no/such/folder/r.html"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(classroom: Path, run: Run, arguments: list[str], said: str) -> None:
    done = run("review", classroom / "calm", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_without_a_log_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("review", tmp_path)
    assert done.returncode == 2
    assert "own-ears.db" in done.stderr


def test_a_goal_is_the_teachers(classroom: Path, run: Run) -> None:
    told = review(run, classroom / "calm", "--goal", f"{SKILL}=2")
    skills = told["students"][0]["skills"]
    assert isinstance(skills, list)
    assert skills[0]["goal"] == 2
    assert usual_goal(SKILL) != 2


def test_a_habit_is_named_only_where_its_whole_range_lies_past_half() -> None:
    assert named(Share(value=0.7, lo=0.51, hi=0.9, stake=2.0, enough=True))
    assert not named(Share(value=0.7, lo=0.49, hi=0.9, stake=2.0, enough=True))
    assert not named(Share(value=0.9, lo=0.8, hi=0.95, stake=0.5, enough=False))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cells_that_a_spreadsheet_would_run_are_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
