"""What students hand in: taken once, kept as rows of our own, and nothing that could spoil a review."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from game.commands.class_book import check
from game.core.errors import StoreError
from game.dsp.audio import SourceAudio
from game.store.care import Care
from game.store.faults import FILE_NAME
from game.store.hand_in import write_hand_in
from game.store.handed_in import HandedIn, Receipt, handed_in
from game.store.roster import FILE_NAME as ROSTER
from tests.session.test_round import NOW
from tests.store.history import History, files_with


@pytest.fixture
def student(tmp_path: Path, pink: SourceAudio) -> History:
    return History(tmp_path / "student", pink)


@pytest.fixture
def inbox(tmp_path: Path) -> HandedIn:
    return HandedIn(tmp_path / "host", check=check)


def handed(student: History, name: str = "Ada") -> Path:
    """Return a new file with a student's rounds."""
    path = student.saves.parent / f"{name}-{len(list(student.saves.parent.glob('*.ears')))}.ears"
    write_hand_in(student.saves, name, path)
    return path


def test_a_file_twice_counts_once(student: History, inbox: HandedIn) -> None:
    student.play(4)
    first, again = handed(student), handed(student)
    assert inbox.take(first, now=NOW) == Receipt("Ada", 4, 4)
    assert inbox.take(again, now=NOW) == Receipt("Ada", 4, 0)
    assert len(list(inbox.folder.iterdir())) == 1


def test_a_later_file_takes_the_place_of_an_earlier_one_and_never_the_other_way(
    student: History, inbox: HandedIn
) -> None:
    student.play(3)
    early = handed(student)
    student.play(2)
    late = handed(student)
    assert [inbox.take(path, now=NOW).new for path in (early, late, early)] == [3, 2, 0]
    assert len(list(inbox.folder.iterdir())) == 1


def test_rounds_of_two_machines_are_both_kept(student: History, inbox: HandedIn, tmp_path: Path) -> None:
    student.play(3)
    home = handed(student)
    shutil.rmtree(student.saves)
    student.play(2)
    assert [inbox.take(path, now=NOW).new for path in (home, handed(student))] == [3, 2]
    assert len(list(inbox.folder.iterdir())) == 2


def run(sql: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(sql)

    return change


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def overwrite(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[5000:9000] = bytes(4000)
    path.write_bytes(data)


SPOILT: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"PK\x03\x04 a workbook"),
    "cut": cut,
    "overwritten": overwrite,
    "two players": run("INSERT INTO players VALUES ('q', 'Ben', '2026')"),
    "no player": run("DELETE FROM players"),
    "trigger": run("CREATE TRIGGER t AFTER INSERT ON players BEGIN DELETE FROM commits; END"),
    "view": run("CREATE VIEW v AS SELECT * FROM commits"),
    "view in place of a table": run("ALTER TABLE commits RENAME TO c; CREATE VIEW commits AS SELECT * FROM c"),
    "unknown skill": run("UPDATE commits SET skill_id = 'eq.nothing'"),
    "no question": run("UPDATE commits SET question = '{}'"),
    "no number": run("UPDATE commits SET guess_choice = 'loud'"),
    "beyond numbers": run("UPDATE commits SET guess_choice = 9e999"),
    "no size": run("UPDATE commits SET cue = -1"),
    "in the future": run("UPDATE commits SET committed_at = '2999-01-01T00:00:00.000000+00:00'"),
    "no moment": run("UPDATE commits SET committed_at = 'yesterday'"),
    "no advice": run("UPDATE attempts SET advice = '[]'"),
    "no name": run("UPDATE players SET name = ''"),
    "long name": run("UPDATE players SET name = printf('%.*c', 100, 'x')"),
    "two lines": run("UPDATE players SET name = 'A' || char(10) || 'B'"),
    "no attempts": run("DROP TABLE attempts"),
    "newer": run("UPDATE _sqlite_migrations SET name = 'm998' WHERE name LIKE 'm007%'"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_no_student_has_written_is_refused_in_a_sentence_and_leaves_nothing(
    student: History, inbox: HandedIn, spoil: Callable[[Path], object]
) -> None:
    student.play(3)
    path = handed(student)
    spoil(path)
    with pytest.raises(StoreError) as refused:
        inbox.take(path, now=NOW)
    assert "\n" not in str(refused.value).strip()
    assert not inbox.folder.exists() or not list(inbox.folder.iterdir())


def test_a_file_that_is_too_large_is_refused(inbox: HandedIn, tmp_path: Path) -> None:
    path = tmp_path / "large.ears"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(StoreError, match="64 MB"):
        inbox.take(path, now=NOW)


def test_a_file_that_cannot_be_kept_is_said_to_be_so_and_nothing_half_is_left(
    student: History, inbox: HandedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    student.play(2)
    path = handed(student)

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("game.store.handed_in.sync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        inbox.take(path, now=NOW)
    assert handed_in(inbox.folder.parent) == []
    monkeypatch.undo()
    assert inbox.take(path, now=NOW).new == 2


def test_nobody_else_is_in_the_file_not_even_from_a_contest_that_was_hosted_here(student: History) -> None:
    student.play(3)
    student.play(2, name="Somebody Else", player_id="someone")
    at = NOW.isoformat()
    with closing(sqlite3.connect(student.saves / FILE_NAME)) as db, db:
        db.execute("INSERT INTO matches VALUES ('m1', 'KRVM', 'h', '{}', '{}', 0, ?, NULL)", [at])
        db.execute("INSERT INTO match_players VALUES ('m1', 's', 'Blue Otter', NULL, NULL, 1.0, 0, ?)", [at])
    data = handed(student).read_bytes()
    assert not [word for word in (b"Somebody Else", b"someone", b"Blue Otter", b"KRVM") if word in data]


def test_only_the_blocks_that_were_asked_for_are_handed_in(student: History, tmp_path: Path) -> None:
    student.play(3)
    student.play(2)
    path = tmp_path / "work.ears"
    assert write_hand_in(student.saves, "Ada", path, sessions=["session3"]) == 2
    with closing(sqlite3.connect(path)) as db:
        counts = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                  for table in ("sessions", "commits", "attempts", "quiz_answers", "lessons_done")]  # fmt: skip
    assert counts == [1, 2, 2, 0, 0]


def test_of_ten_students_no_byte_of_the_forgotten_stays(student: History, inbox: HandedIn) -> None:
    host = inbox.folder.parent
    names = [f"Pseudonym {letter}" for letter in "ABCDEFGHIJ"]
    for number, name in enumerate(names):
        student.play(2, name=name, player_id=f"c0ffee{number:02d}")
        inbox.take(handed(student, name), now=NOW)
    (host / ROSTER).write_text(
        "student,name\n" + "".join(f"{name},Real Name {number}\n" for number, name in enumerate(names)), "utf-8"
    )
    care = Care(host, clock=lambda: NOW)
    names = [names[place] for place in np.random.default_rng(3).permutation(len(names))]
    for number, name in enumerate(names):
        assert files_with(host, name)
        done = care.forget(name)
        assert len(done.dropped) == 1
        gone = names[: number + 1]
        assert files_with(host, *gone, *(f"c0ffee{'ABCDEFGHIJ'.index(one[-1]):02d}" for one in gone)) == []
        assert len(handed_in(host)) == len(names) - number - 1
    assert "Real Name" not in (host / ROSTER).read_text("utf-8")


def test_a_student_is_forgotten_by_the_name_on_the_roster_too(student: History, inbox: HandedIn) -> None:
    host = inbox.folder.parent
    student.play(2)
    inbox.take(handed(student), now=NOW)
    (host / ROSTER).write_text("student,name\nAda,Augusta King\n", "utf-8")
    Care(host, clock=lambda: NOW).forget("Augusta King")
    assert files_with(host, "Ada", "Augusta King") == []
