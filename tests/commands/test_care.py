"""Backup, restore, export and forget, as their user types them."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from game.store.faults import FILE_NAME
from tests.commands.conftest import Run, is_one_sentence
from tests.store.history import files_with, rows_in

READ_ONLY_FOLDER = Path("/proc")


@pytest.fixture
def played(run: Run) -> None:
    for number, player in enumerate(("Ada", "Ben Miller")):
        done = run("simulate", "--skill", "eq.boost_freq", "--theta", 2, "--trials", 4, "--seed", number, "--player",
                   player)  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("played")
def test_backup_and_restore_give_back_what_was_there(run: Run, saves: Path, tmp_path: Path) -> None:
    before = rows_in(saves)
    assert run("backup", tmp_path / "all.db").returncode == 0
    assert run("simulate", "--skill", "eq.boost_freq", "--theta", 2, "--trials", 3).returncode == 0
    done = run("restore", tmp_path / "all.db")
    assert (done.returncode, done.stderr) == (0, "")
    assert "is kept as" in done.stdout
    assert rows_in(saves) == before


@pytest.mark.usefixtures("played")
def test_a_backup_is_restored_in_an_empty_folder(run: Run, saves: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "all.db")
    assert run("restore", tmp_path / "all.db", "--saves", tmp_path / "new").returncode == 0
    assert rows_in(tmp_path / "new") == rows_in(saves)


@pytest.mark.usefixtures("played")
def test_export_writes_json_and_tables(run_json: Callable[..., Any], tmp_path: Path) -> None:
    told = run_json("export", "Ada", "--out", tmp_path / "ada")
    assert {row["file"]: row["rows"] for row in told["files"]}["rounds.csv"] == 4
    everything = json.loads((tmp_path / "ada" / "everything.json").read_text(encoding="utf-8"))
    assert everything["player"]["name"] == "Ada"
    assert len(everything["rounds"]) == 4
    assert {type(row["question"]) for row in everything["rounds"]} == {dict}


@pytest.mark.usefixtures("played")
def test_forget_leaves_no_byte(run_json: Callable[..., Any], saves: Path) -> None:
    told = run_json("forget", "Ben Miller")
    assert told["rows"] >= 10
    assert files_with(saves, "Ben Miller") == []
    assert {row[1] for row in rows_in(saves)["players"]} == {"Ada"}


@pytest.mark.usefixtures("played")
def test_a_damaged_file_is_mended_before_anything_is_done_with_it(run: Run, saves: Path, tmp_path: Path) -> None:
    before = rows_in(saves)
    run("backup", saves / "backups" / "own-ears-20260101-000000.db")
    (saves / FILE_NAME).write_bytes(b"nonsense" * 2000)
    done = run("backup", tmp_path / "all.db")
    assert done.returncode == 0
    assert "restored from the backup of 1 January 2026" in done.stderr
    assert rows_in(saves) == before


@pytest.mark.parametrize(
    "arguments",
    [("backup", "x.db"), ("restore", "none.db"), ("restore", "."), ("export", "Ada"), ("forget", "Ada")],
)
def test_where_there_is_nothing_one_sentence_says_so(run: Run, saves: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)
    assert not saves.exists()


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize("arguments", [("export", "Eve"), ("forget", "Eve"), ("forget", "ada"), ("forget", "")])
def test_a_name_that_nobody_has_is_told_with_those_that_somebody_has(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)
    assert "Ada, Ben Miller" in done.stderr


@pytest.mark.usefixtures("played")
@pytest.mark.skipif(os.name != "posix", reason="the folder that nobody can write is POSIX's")
def test_a_place_that_cannot_be_written_is_told(run: Run) -> None:
    for arguments in (("backup", READ_ONLY_FOLDER / "x.db"), ("export", "Ada", "--out", READ_ONLY_FOLDER / "x")):
        done = run(*arguments)
        assert done.returncode == 2
        assert is_one_sentence(done.stderr)
