"""Opening the database: nothing is ever overwritten."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from game.core.errors import StoreError
from game.dsp.audio import SourceAudio
from game.store.database import open_database
from game.store.faults import FILE_NAME, find_fault
from game.store.log import AttemptLog
from game.store.migrations import build_migrations
from game.store.rows import attempt_row, commit_row
from tests.session.test_round import NOW
from tests.store.test_log import attempt_of

SCHEMAS = Path(__file__).parent / "schemas"


def schema_of(db: Database) -> set[str]:
    return {row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")}


def open_quietly(saves: Path) -> Database:
    return open_database(saves, now=NOW, tell=lambda said: pytest.fail(said))


def write_garbage(path: Path) -> None:
    path.write_bytes(b"this was never a database " * 400)


def write_truncated(path: Path) -> None:
    open_quietly(path.parent).close()
    path.write_bytes(path.read_bytes()[:6000])


def write_overwritten_middle(path: Path) -> None:
    open_quietly(path.parent).close()
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 6] = b"\x5a" * (4096 * 5)
    path.write_bytes(data)


def write_other_program(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE recipes (name)")
    db.commit()
    db.close()


DAMAGES = [write_garbage, write_truncated, write_overwritten_middle, write_other_program]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_kept_aside_and_told(saves: Path, damage: Callable[[Path], None]) -> None:
    saves.mkdir()
    path = saves / FILE_NAME
    damage(path)
    before = path.read_bytes()
    said: list[str] = []
    open_database(saves, now=NOW, tell=said.append).close()
    kept = [item for item in saves.iterdir() if ".damaged-" in item.name and item.suffix == ".db"]
    assert [item.read_bytes() for item in kept] == [before]
    assert len(said) == 1
    assert kept[0].name in said[0]


def test_a_newer_file_is_kept_aside_and_told(saves: Path) -> None:
    db = open_quietly(saves)
    db.table("_sqlite_migrations").insert({"migration_set": "own-ears", "name": "m999_future", "applied_at": "x"})
    db.close()
    said: list[str] = []
    open_database(saves, now=NOW, tell=said.append).close()
    kept = [item for item in saves.iterdir() if ".newer-" in item.name and item.suffix == ".db"]
    assert len(kept) == 1
    assert find_fault(kept[0]) is not None
    assert "written by a newer Own Ears" in said[0]


def test_a_second_damaged_file_does_not_replace_the_first(saves: Path) -> None:
    saves.mkdir()
    for _ in range(2):
        write_garbage(saves / FILE_NAME)
        open_database(saves, now=NOW, tell=lambda said: None).close()
    assert len([item for item in saves.iterdir() if ".damaged-" in item.name]) == 2


def test_looking_for_a_fault_changes_nothing(saves: Path) -> None:
    saves.mkdir()
    write_garbage(saves / FILE_NAME)
    assert "damaged" in str(find_fault(saves / FILE_NAME))
    assert [item.name for item in saves.iterdir()] == [FILE_NAME]


def test_a_good_file_has_no_fault(saves: Path) -> None:
    open_quietly(saves).close()
    assert find_fault(saves / FILE_NAME) is None


def test_an_empty_file_is_as_good_as_none(saves: Path) -> None:
    saves.mkdir()
    (saves / FILE_NAME).touch()
    open_quietly(saves).close()


def test_the_database_is_opened_so_that_a_power_cut_loses_nothing(saves: Path) -> None:
    db = open_quietly(saves)
    settings = {name: next(db.execute(f"PRAGMA {name}"))[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    db.close()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_locked_file_is_told_and_not_set_aside(saves: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.store.copies._BUSY_S", 0.05)
    open_quietly(saves).close()
    holder = sqlite3.connect(saves / FILE_NAME, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="close other copies"):
        open_quietly(saves)
    holder.close()
    assert find_fault(saves / FILE_NAME) is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="--saves must name a folder"):
        open_quietly(tmp_path / "file" / "saves")


@pytest.mark.parametrize("released", sorted(SCHEMAS.glob("*.sql")), ids=lambda path: path.stem)
def test_every_released_schema_migrates_to_todays(released: Path) -> None:
    old = Database(memory=True)
    old.conn.executescript(released.read_text(encoding="utf-8"))
    build_migrations().apply(old)
    new = Database(memory=True)
    build_migrations().apply(new)
    assert schema_of(old) == schema_of(new)
    old.close()
    new.close()


def test_rows_of_the_first_release_survive_the_next_schema(tmp_path: Path, pink: SourceAudio) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.executescript((SCHEMAS / "m001_first_release.sql").read_text(encoding="utf-8"))
    old, attempt = Database(connection), attempt_of(pink)
    commit = commit_row(attempt.commit)
    del commit["recall"]
    old.table("players").insert({"player_id": "p", "name": "Ada", "created_at": "2026-11-22T12:00:00+00:00"})
    old.table("sessions").insert({"session_id": "s", "player_id": "p", "skill_id": "eq.boost_freq", "started_at": ""})
    old.table("commits").insert(commit)
    old.table("attempts").insert(attempt_row(attempt))
    old.close()
    log = AttemptLog(open_quietly(tmp_path))
    assert log.find_attempts("p") == [attempt]
    log.close()
