"""Steps of the schema when something comes between: a step that fails, and two programs that open one file at once."""

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from game.store import database
from game.store.faults import FILE_NAME
from game.store.migrations import build_migrations
from tests.session.test_round import NOW

RELEASED = Path(__file__).parent / "schemas" / "m001_first_release.sql"
OPENINGS = 20
STEPS = {step.name for step in build_migrations().pending(Database(memory=True))}


def old_file(folder: Path) -> Path:
    """Write a database of the first release with a player in it."""
    folder.mkdir()
    path = folder / FILE_NAME
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(RELEASED.read_text(encoding="utf-8"))
        db.execute("INSERT INTO players VALUES ('p', 'Ada', '2026-01-01T00:00:00.000000+00:00')")
    return path


def state_of(path: Path) -> tuple[set[str], list[str], str]:
    """Return the steps that were applied, the players, and the schema."""
    with closing(sqlite3.connect(path)) as db:
        steps = {row[0] for row in db.execute("SELECT name FROM _sqlite_migrations")}
        players = [row[0] for row in db.execute("SELECT name FROM players")]
        schema = "\n".join(row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql != '' ORDER BY name"))
    return steps, players, schema


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = old_file(tmp_path / "saves")
    before = state_of(path)
    steps = build_migrations()

    @steps(name="m999_fails")
    def fails(db: Database) -> None:
        db.table("players").add_column("half", str)
        db.execute("INSERT INTO no_such_table VALUES (1)")

    with closing(sqlite3.connect(path)) as db:
        build_migrations().apply(Database(db))
        whole = state_of(path)
        with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
            steps.apply(Database(db))
    assert state_of(path) == whole
    assert (whole[0], whole[1], before[1]) == (STEPS, ["Ada"], ["Ada"])


def open_all(
    folders: list[Path], barrier: "multiprocessing.synchronize.Barrier", failed: "multiprocessing.Queue[str]"
) -> None:
    for folder in folders:
        barrier.wait(60)
        try:
            database.open_database(folder, now=NOW, tell=failed.put).close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.put(f"{type(error).__name__}: {error}")


def test_two_programs_that_open_an_old_file_at_once_bring_it_up_to_date_once(tmp_path: Path) -> None:
    folders = [tmp_path / f"saves{number}" for number in range(OPENINGS)]
    for folder in folders:
        old_file(folder)
    start = multiprocessing.get_context("spawn")
    barrier, failed = start.Barrier(2), start.Queue()
    both = [start.Process(target=open_all, args=(folders, barrier, failed)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
    said = [failed.get() for _ in range(failed.qsize())]
    assert said == []
    for folder in folders:
        assert state_of(folder / FILE_NAME)[:2] == (STEPS, ["Ada"])
