"""Being forgotten: no byte of a player stays in any file, and nobody else loses anything."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from game.core.errors import StoreError
from game.core.settings import DEFAULTS
from game.dsp.audio import SourceAudio
from game.store.faults import FILE_NAME
from game.store.settings import load_settings, save_settings
from tests.store.history import ADA, BEN, History, files_with, rows_in, rows_of

NAME = "Adelheid von Mueller"


@pytest.fixture
def history(saves: Path, pink: SourceAudio) -> History:
    """Two players, in the log, in a backup, in a file kept aside whole and in one kept aside damaged."""
    made = History(saves, pink)
    made.play(6, name=NAME)
    made.play(5, name="Ben", player_id=BEN)
    backup = made.care().back_up()
    assert backup is not None
    made.play(3, name=NAME)
    made.care().restore(backup.path)
    damaged = (saves / FILE_NAME).read_bytes()[: 4096 * 12]
    (saves / "own-ears.damaged-20260101-000000.db").write_bytes(damaged)
    (saves / "own-ears.damaged-20260101-000000.db-wal").write_bytes(b"log of " + ADA.encode())
    save_settings(saves, replace(DEFAULTS, player=NAME, volume=0.3))
    made.care().export(NAME)
    made.care().hand_in(NAME)
    return made


def test_no_byte_of_a_player_stays_in_any_file(history: History) -> None:
    assert len(files_with(history.saves, ADA, NAME)) >= 7
    history.care().forget(NAME)
    assert files_with(history.saves, ADA, NAME) == []


def test_no_byte_stays_where_the_log_is_open(history: History) -> None:
    log = history.open()
    history.play_into(log, 2, name=NAME)
    history.care().forget(NAME)
    assert files_with(history.saves, ADA, NAME) == []
    history.play_into(log, 1, name="Ben", player_id=BEN)
    log.close()


def test_nobody_else_loses_anything(history: History) -> None:
    (backup, *_) = history.care().backups()
    ben = [f"round{number}" for number in range(7, 12)]
    history.care().forget(NAME)
    for rows in (rows_in(history.saves), rows_of(Path(backup.path))):
        assert sorted(row[0] for row in rows["commits"]) == sorted(ben)
        assert sorted(row[0] for row in rows["attempts"]) == sorted(ben)
        assert {row[1] for row in rows["players"]} == {"Ben"}


def test_the_settings_keep_all_but_the_name(history: History) -> None:
    history.care().forget(NAME)
    assert load_settings(history.saves, now=history.now) == replace(DEFAULTS, volume=0.3)


def test_what_was_done_is_told(history: History) -> None:
    done = history.care().forget(NAME)
    assert done.rows > 12
    assert len(done.rewritten) == 3
    assert done.dropped[0] == "own-ears.damaged-20260101-000000.db"


def test_the_forgotten_do_not_come_back_from_a_backup(history: History) -> None:
    history.care().forget(NAME)
    history.said.clear()
    history.open().close()
    assert history.said == []
    assert files_with(history.saves, ADA, NAME) == []


def test_somebody_who_never_played_is_told(history: History) -> None:
    with pytest.raises(StoreError, match="got 'Nobody'"):
        history.care().forget("Nobody")


def test_where_nobody_played_it_is_told(tmp_path: Path, pink: SourceAudio) -> None:
    with pytest.raises(StoreError, match="nobody yet"):
        History(tmp_path / "new", pink).care().forget(NAME)


def test_who_is_forgotten_was_in_no_match_either(history: History) -> None:
    at = "2026-11-22T10:00:00+00:00"
    with closing(sqlite3.connect(history.saves / FILE_NAME)) as db, db:
        db.execute("INSERT INTO matches VALUES ('m1', 'KRVM', 'h', '{}', '{}', 0, ?, NULL)", [at])
        for player_id, name in (("seat-1", NAME), ("seat-2", "Blue Otter")):
            db.execute("INSERT INTO match_seats VALUES (?, ?, ?)", [f"token {player_id}", player_id, at])
            db.execute("INSERT INTO match_players VALUES ('m1', ?, ?, NULL, NULL, 1.0, 0, ?)", [player_id, name, at])
    history.care().forget(NAME)
    assert files_with(history.saves, NAME, "seat-1") == []
    with closing(sqlite3.connect(history.saves / FILE_NAME)) as db:
        assert db.execute("SELECT name FROM match_players").fetchall() == [("Blue Otter",)]
        assert len(db.execute("SELECT * FROM match_seats").fetchall()) == 1
