"""Backups: made while the game runs, kept seven days, and gone back to without losing what was there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from game.core.errors import StoreError
from game.dsp.audio import SourceAudio
from game.store.copies import FOLDER, KEPT_DAYS
from game.store.faults import FILE_NAME, find_fault
from tests.store.history import BEN, History, rows_in, rows_of


@pytest.fixture
def history(saves: Path, pink: SourceAudio) -> History:
    made = History(saves, pink)
    made.play(3)
    return made


def test_a_backup_is_made_while_the_log_is_open_and_holds_its_last_row(history: History) -> None:
    log = history.open()
    history.play_into(log, 2)
    made = history.care().back_up()
    assert made is not None
    assert rows_of(Path(made.path)) == rows_in(history.saves)
    log.close()


def test_a_backup_is_one_good_file(history: History) -> None:
    history.care().back_up()
    (only,) = (history.saves / FOLDER).iterdir()
    assert find_fault(only) is None
    assert len(list((history.saves / FOLDER).iterdir())) == 1


def test_where_nothing_was_played_nothing_is_backed_up(saves: Path, pink: SourceAudio) -> None:
    history = History(saves, pink)
    assert history.care().back_up_daily() is None
    history.open().close()
    assert history.care().back_up_daily() is None
    assert not (saves / FOLDER).exists()


def test_one_backup_a_day_is_made_and_seven_days_are_kept(history: History) -> None:
    made = []
    for _ in range(KEPT_DAYS + 3):
        history.later(days=1)
        made += [history.care().back_up_daily(), history.care().back_up_daily()]
    kept = history.care().backups()
    assert made[1::2] == [None] * (KEPT_DAYS + 3)
    assert list(kept) == [backup for backup in made[::-1] if backup is not None][:KEPT_DAYS]


def test_two_backups_in_one_second_are_two_files(history: History) -> None:
    made = [history.care().back_up(), history.care().back_up()]
    assert list(history.care().backups()) == made[::-1]


def test_going_back_keeps_what_was_there(history: History) -> None:
    made = history.care().back_up()
    assert made is not None
    before = rows_in(history.saves)
    history.play(2)
    after = rows_in(history.saves)
    said = history.care().restore(made.path)
    (kept,) = history.saves.glob("*.replaced-*.db")
    assert rows_in(history.saves) == before
    assert rows_of(kept) == after
    assert kept.name in said


def test_after_going_back_the_next_start_leaves_it_at_that(history: History) -> None:
    made = history.care().back_up()
    assert made is not None
    history.later(minutes=1)
    history.play(2)
    history.care().back_up()
    history.later(minutes=1)
    history.care().restore(made.path)
    before = rows_in(history.saves)
    history.open().close()
    assert rows_in(history.saves) == before
    assert history.said == []


def test_going_back_works_while_the_log_is_open(history: History) -> None:
    made = history.care().back_up()
    assert made is not None
    log = history.open()
    history.play_into(log, 2)
    history.care().restore(made.path)
    history.play_into(log, 1)
    assert len(rows_in(history.saves)["commits"]) == 4
    log.close()


def test_going_back_works_where_there_is_nothing_or_only_damage(history: History) -> None:
    copy = history.saves.parent / "copy.db"
    history.care().back_up_to(copy)
    before = rows_in(history.saves)
    for damage in (None, b"nonsense " * 999):
        for part in history.saves.glob(f"{FILE_NAME}*"):
            part.unlink()
        if damage is not None:
            (history.saves / FILE_NAME).write_bytes(damage)
        history.care().restore(copy)
        assert rows_in(history.saves) == before
    (kept,) = history.saves.glob("*.damaged-*.db")
    assert kept.read_bytes() == b"nonsense " * 999


def _missing(folder: Path) -> Path:
    return folder / "none.db"


def _empty(folder: Path) -> Path:
    (folder / "empty.db").touch()
    return folder / "empty.db"


def _text(folder: Path) -> Path:
    (folder / "text.db").write_text("no database " * 99, encoding="utf-8")
    return folder / "text.db"


def _foreign(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "foreign.db")) as db:
        db.execute("CREATE TABLE recipes (name)")
    return folder / "foreign.db"


def _itself(folder: Path) -> Path:
    return folder / "saves" / FILE_NAME


@pytest.mark.parametrize(
    ("make", "says"),
    [(_missing, "there is no file"), (_empty, "is empty"), (_text, "damaged"), (_foreign, "recipes"),
     (_itself, "another file")],
)  # fmt: skip
def test_what_is_no_backup_is_told_and_changes_nothing(history: History, make: object, says: str) -> None:
    assert callable(make)
    before = rows_in(history.saves)
    file = make(history.saves.parent)
    with pytest.raises(StoreError, match=says):
        history.care().restore(file)
    assert rows_in(history.saves) == before


def test_a_copy_is_never_written_over_a_file(history: History) -> None:
    file = history.saves.parent / "mine.txt"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="must not be there yet"):
        history.care().back_up_to(file)
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_backup_that_cannot_be_written_is_told_and_leaves_no_draft(history: History) -> None:
    (history.saves / FOLDER).touch()
    with pytest.raises(StoreError, match="writable"):
        history.care().back_up()
    assert list(history.saves.glob("*.new")) == []


def test_an_export_holds_everything_of_one_player_and_nothing_of_others(history: History) -> None:
    history.play(2, name="Ben", player_id=BEN)
    folder, rows = history.care().export("Ada", history.saves.parent / "mine")
    text = (Path(folder) / "everything.json").read_text(encoding="utf-8")
    assert rows == {"everything.json": 8, "sessions.csv": 1, "rounds.csv": 3, "skills.csv": 1, "quiz_answers.csv": 1,
                    "lessons_done.csv": 1}  # fmt: skip
    assert all(f"round{number}" in text for number in (1, 2, 3))
    assert BEN not in text
    assert (Path(folder) / "rounds.csv").read_text(encoding="utf-8").count("round") >= 3


def test_an_export_of_nobody_or_into_a_full_folder_is_told(history: History) -> None:
    with pytest.raises(StoreError, match=r"\(Ada\), got 'Bob'"):
        history.care().export("Bob", history.saves.parent / "bob")
    with pytest.raises(StoreError, match="has files in it"):
        history.care().export("Ada", history.saves)
