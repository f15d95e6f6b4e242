"""Whatever happens to the file: it is told, nothing readable is overwritten, and nothing is lost that was backed up."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from game.dsp.audio import SourceAudio
from game.store.copies import FOLDER
from game.store.faults import FILE_NAME
from tests.store.history import ADA, History, Rows, holds, rows_in, rows_of

PAGE = 4096
FILLS = {"zeros": bytes(PAGE), "ones": b"\xff" * PAGE, "text": (b"nonsense" * PAGE)[:PAGE]}


@pytest.fixture
def history(saves: Path, pink: SourceAudio) -> History:
    """A folder whose backup holds twelve rounds; four more were played since."""
    made = History(saves, pink)
    made.play(12)
    made.care().back_up()
    made.play(4)
    return made


def backed_up(history: History) -> Rows:
    return rows_of(Path(history.care().backups()[0].path))


def check_each_page(history: History) -> None:
    """Overwrite page after page of a copy: what opens is the log as it was, or its backup and words."""
    path = history.saves / FILE_NAME
    good, whole, least = path.read_bytes(), rows_in(history.saves), backed_up(history)
    told = 0
    for number in range(len(good) // PAGE):
        for name, fill in FILLS.items():
            damaged = good[: number * PAGE] + fill + good[(number + 1) * PAGE :]
            for stale in history.saves.glob("own-ears*"):
                stale.unlink()
            path.write_bytes(damaged)
            history.said.clear()
            log = history.open()
            known, made_again = log.find_skills(ADA), log.rebuild(ADA)
            log.close()
            assert known == made_again
            now, aim = rows_in(history.saves), least if history.said else whole
            assert holds(now, aim), f"page {number} of {name}: {history.said}"
            assert holds(aim, now), f"page {number} of {name}: {history.said}"
            kept = [one.read_bytes() for one in history.saves.glob("*.damaged-*.db")]
            assert kept == ([damaged] if history.said else []), f"page {number} of {name}"
            told += bool(history.said)
    assert told > 0


def test_every_page_overwritten_costs_nothing_that_was_backed_up(history: History) -> None:
    check_each_page(history)


@pytest.mark.exhaustive
def test_every_page_of_a_long_history_overwritten_costs_nothing_that_was_backed_up(history: History) -> None:
    history.play(700)
    history.later(days=1)
    history.care().back_up()
    history.play(20)
    check_each_page(history)


def _truncated(history: History) -> None:
    path = history.saves / FILE_NAME
    path.write_bytes(path.read_bytes()[: 5 * PAGE + 100])


def _emptied(history: History) -> None:
    (history.saves / FILE_NAME).write_bytes(b"")


def _missing(history: History) -> None:
    (history.saves / FILE_NAME).unlink()


def _foreign(history: History) -> None:
    path = history.saves / FILE_NAME
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recipes (name)")


def _picture(history: History) -> None:
    (history.saves / FILE_NAME).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9000))


def _log_lost(history: History) -> None:
    """End as in a power cut, with everything in the log only, and lose the log."""
    path = history.saves / FILE_NAME
    log = history.open()
    history.play_into(log, 1)
    shutil.copy(path, path.with_name("crashed.db"))
    log.close()
    with closing(sqlite3.connect(path.with_name("crashed.db"))) as db:  # as if nothing had reached it since round 5
        db.execute("DELETE FROM attempts WHERE commit_id NOT IN ('round1', 'round2', 'round3', 'round4')")
        db.execute("DELETE FROM commits WHERE commit_id NOT IN ('round1', 'round2', 'round3', 'round4')")
        db.execute("DELETE FROM quiz_answers")
        db.commit()
    path.unlink()
    path.with_name("crashed.db").rename(path)


def _log_of_another(history: History) -> None:
    """Put a write-ahead log beside the file that belongs to another database."""
    other = History(history.saves.parent / "other", history.source)
    log = other.open()
    other.play_into(log, 9, name="Zoe", player_id="f0f0f0f0")
    shutil.copy(other.saves / f"{FILE_NAME}-wal", history.saves / f"{FILE_NAME}-wal")
    log.close()


DAMAGES = (_truncated, _emptied, _missing, _foreign, _picture, _log_lost, _log_of_another)


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_happens_it_is_told_and_nothing_that_was_backed_up_is_lost(
    history: History, damage: Callable[[History], None]
) -> None:
    least = backed_up(history)
    damage(history)
    history.said.clear()
    history.open().close()
    assert holds(rows_in(history.saves), least)
    assert len(history.said) == 1
    assert "may be missing" in history.said[0]
    history.said.clear()
    history.open().close()
    assert history.said == []


def test_a_log_without_its_file_is_kept(history: History) -> None:
    path = history.saves / FILE_NAME
    path.with_name(f"{FILE_NAME}-wal").write_bytes(b"was a log")
    path.unlink()
    history.open().close()
    kept = [one.read_bytes() for one in history.saves.glob("*.left-over-*-wal")]
    assert kept == [b"was a log"]


def test_a_damaged_backup_is_passed_over_for_an_older_one(history: History) -> None:
    older = backed_up(history)
    history.later(days=1)
    newest = history.care().back_up()
    assert newest is not None
    Path(newest.path).write_bytes(b"nonsense" * 4000)
    _truncated(history)
    history.open().close()
    assert rows_in(history.saves) == older


def test_where_there_is_no_backup_a_new_one_begins_and_says_so(history: History) -> None:
    shutil.rmtree(history.saves / FOLDER)
    _picture(history)
    history.open().close()
    assert rows_in(history.saves)["commits"] == set()
    assert "There is no backup, so a new one begins." in history.said[0]


def test_what_is_known_is_made_again_from_rows_that_were_put_back(history: History) -> None:
    _log_lost(history)
    log = history.open()
    known = log.find_skills(ADA)
    assert known == log.rebuild(ADA)
    assert len(log.find_commits(ADA)) == 12
    log.close()
