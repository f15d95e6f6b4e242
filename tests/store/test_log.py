"""The attempt log gives back what it was given, and takes nothing twice."""

import dataclasses
import sqlite3
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from game.core.canonical import sha256_of
from game.core.errors import StoreError
from game.core.facts import Attempt, Skill, Truth
from game.core.skills import SKILLS
from game.dsp.audio import SourceAudio
from game.session import round as rounds
from game.session.practice import render_round
from game.session.trials import learn
from game.store.database import open_database, open_memory
from game.store.faults import FILE_NAME
from game.store.log import AttemptLog
from game.store.rows import read_moment, write_moment
from tests.session.test_practice import block
from tests.session.test_round import NOW, after, heard, listening, told


@pytest.fixture
def log() -> Iterator[AttemptLog]:
    opened = AttemptLog(open_memory())
    opened.find_or_add_player("Ada", player_id="p", now=NOW)
    opened.append_session(block())
    yield opened
    opened.close()


def attempt_of(source: SourceAudio, *, assisted: bool = True, commit_id: str = "c") -> Attempt:
    state = heard(listening(source, mode="assisted" if assisted else "solo"))
    state = rounds.step(state, rounds.Guess(commit_id, 900.0, "fairly sure", after(10)))
    state = rounds.step(state, rounds.Stored(at=after(10)))
    if assisted:
        state = rounds.step(rounds.step(state, rounds.Onward()), rounds.Revise(1000.0, "certain", after(20)))
    return told(state).attempt


def test_a_commit_comes_back_as_it_was(log: AttemptLog, pink: SourceAudio) -> None:
    commit = attempt_of(pink).commit
    log.append_commit(commit)
    assert log.find_commits("p") == [commit]


def test_no_change_and_how_a_round_was_heard_come_back_as_they_were(log: AttemptLog, pink: SourceAudio) -> None:
    commit = attempt_of(pink, assisted=False).commit
    challenge = dataclasses.replace(commit.challenge, truth=Truth(choice=None, params={"gain_db": None}))
    guess = dataclasses.replace(commit.guess, choice=None)
    commit = dataclasses.replace(commit, challenge=challenge, guess=guess, recall="silence")
    log.append_commit(commit)
    assert log.find_commits("p") == [commit]


def test_blocks_come_back_with_their_first_guess_and_their_count(log: AttemptLog, pink: SourceAudio) -> None:
    log.append_session(block(session_id="t", cue=None, form="b"))
    log.append_session(block(session_id="empty"))
    first = attempt_of(pink).commit
    for number, (session_id, theta) in enumerate([("s", 2.0), ("s", 3.0), ("t", 1.5)]):
        made = dataclasses.replace(first, commit_id=f"c{number}", session_id=session_id, trial=number,
                                   theta_mean=theta, committed_at=after(60 * number))  # fmt: skip
        log.append_commit(made)
    one, two = log.find_sittings("p")
    assert (one.session_id, one.rounds, one.theta_mean, one.began_at, one.cue) == ("s", 2, 2.0, after(0), 12.0)
    assert (two.session_id, two.rounds, two.form, two.cue) == ("t", 1, "b", None)


def test_what_never_reached_the_truth_is_found(log: AttemptLog, pink: SourceAudio) -> None:
    done, cut_off = attempt_of(pink), attempt_of(pink, commit_id="d")
    later = dataclasses.replace(cut_off.commit, trial=1)
    log.append_commit(done.commit)
    log.append_attempt(done)
    log.append_commit(later)
    assert log.find_unfinished("p") == [later]


def test_rows_are_read_in_another_thread(log: AttemptLog, pink: SourceAudio) -> None:
    commit = attempt_of(pink).commit
    log.append_commit(commit)
    with ThreadPoolExecutor(max_workers=1) as worker:
        assert worker.submit(log.find_commits, "p").result() == [commit]


@pytest.mark.parametrize("skill_id", ["time.async", "time.displace", "time.feel", "time.tempo"])
def test_timing_comes_back_as_it_was(skill_id: str, log: AttemptLog, pink: SourceAudio) -> None:
    challenge, _ = render_round(pink, skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=3)
    commit = attempt_of(pink, assisted=False).commit
    commit = dataclasses.replace(commit, challenge=challenge, o_item=0.9)
    log.append_commit(commit)
    assert log.find_commits("p") == [commit]


@pytest.mark.parametrize("assisted", [True, False])
def test_an_attempt_comes_back_as_it_was(log: AttemptLog, pink: SourceAudio, *, assisted: bool) -> None:
    attempt = attempt_of(pink, assisted=assisted)
    log.append_commit(attempt.commit)
    log.append_attempt(attempt)
    assert log.find_attempts("p") == [attempt]


def test_the_stored_advice_has_the_digest_that_was_committed(log: AttemptLog, pink: SourceAudio) -> None:
    attempt = attempt_of(pink)
    log.append_commit(attempt.commit)
    log.append_attempt(attempt)
    assert sha256_of(log.find_attempts("p")[0].advice) == sha256_of(attempt.advice)


def test_a_commit_is_stored_once(log: AttemptLog, pink: SourceAudio) -> None:
    log.append_commit(attempt_of(pink).commit)
    with pytest.raises(StoreError, match="hold each row once"):
        log.append_commit(attempt_of(pink).commit)


def test_a_trial_of_a_session_is_stored_once(log: AttemptLog, pink: SourceAudio) -> None:
    log.append_commit(attempt_of(pink).commit)
    with pytest.raises(StoreError, match="hold each row once"):
        log.append_commit(attempt_of(pink, commit_id="another").commit)


def test_an_attempt_needs_its_commit(log: AttemptLog, pink: SourceAudio) -> None:
    with pytest.raises(StoreError, match="belong together"):
        log.append_attempt(attempt_of(pink))


def test_a_round_without_its_end_is_found_open(log: AttemptLog, pink: SourceAudio) -> None:
    attempt = attempt_of(pink)
    log.append_commit(attempt.commit)
    assert log.find_open_commit("p") == attempt.commit
    log.append_attempt(attempt)
    assert log.find_open_commit("p") is None


def test_a_player_has_one_id(log: AttemptLog) -> None:
    assert log.find_or_add_player("Ada", player_id="other", now=NOW) == "p"
    assert log.find_or_add_player("Bob", player_id="other", now=NOW) == "other"


def test_everything_a_trial_record_needs_is_stored(log: AttemptLog, pink: SourceAudio) -> None:
    attempt = attempt_of(pink)
    log.append_commit(attempt.commit)
    log.append_attempt(attempt)
    row = next(log._db.query("SELECT * FROM commits JOIN attempts USING (commit_id)"))
    wanted = {
        "player_id", "skill_id", "session_id", "trial", "committed_at", "seed", "source_id", "cue", "chance", "tol",
        "o_item", "target", "mode", "guess_choice", "guess_confidence", "guess_elapsed_ms", "guess_listens", "p_track",
        "ai_choice", "ai_p_right", "region_shown", "number_shown", "audition_you", "audition_ai", "final_choice",
        "final_elapsed_ms", "guess_correct", "ai_correct", "final_correct", "theta_mean", "theta_sd", "app_version",
        "model_sha256", "generator_version", "rate_hz", "source_sha256", "advice_sha256",
    }  # fmt: skip
    assert wanted <= set(row)


def test_rows_are_on_disk_when_the_call_returns(saves: Path, pink: SourceAudio) -> None:
    log = AttemptLog(open_database(saves, now=NOW, tell=pytest.fail))
    log.find_or_add_player("Ada", player_id="p", now=NOW)
    log.append_session(block())
    log.append_commit(attempt_of(pink).commit)
    other = sqlite3.connect(saves / FILE_NAME)
    assert other.execute("SELECT count(*) FROM commits").fetchone() == (1,)
    other.close()
    log.close()


def fill(log: AttemptLog) -> None:
    for number in range(200):
        log.append_session(block(session_id=f"s{number}"))


def test_a_full_disk_is_told_in_words(saves: Path) -> None:
    db = open_database(saves, now=NOW, tell=pytest.fail)
    log = AttemptLog(db)
    log.find_or_add_player("Ada", player_id="p", now=NOW)
    db.execute(f"PRAGMA max_page_count={next(db.execute('PRAGMA page_count'))[0]}")
    with pytest.raises(StoreError, match="could not be written"):
        fill(log)
    log.close()


def test_moments_keep_their_order_and_zone() -> None:
    local = NOW.astimezone(UTC) + timedelta(microseconds=1)
    assert read_moment(write_moment(local)) == local
    assert write_moment(NOW) < write_moment(local)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="must know its time zone"):
        write_moment(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test


def practised(log: AttemptLog, source: SourceAudio, *, rounds_played: int = 5) -> Skill:
    """Play some solo rounds, keep the snapshot after each as a block does, and return the last."""
    skill: Skill | None = None
    for trial in range(rounds_played):
        commit = attempt_of(source, assisted=False, commit_id=f"c{trial}").commit
        commit = dataclasses.replace(commit, trial=trial, committed_at=NOW + timedelta(minutes=trial))
        log.append_commit(commit)
        skill = learn(skill, commit)
        assert skill is not None
        log.keep_skill("p", skill)
    assert skill is not None
    return skill


def test_a_snapshot_comes_back_as_it_was(log: AttemptLog, pink: SourceAudio) -> None:
    skill = practised(log, pink)
    assert log.find_skills("p") == {"eq.boost_freq": skill}


def test_snapshots_made_again_from_the_log_are_the_same(log: AttemptLog, pink: SourceAudio) -> None:
    skill = practised(log, pink)
    assert log.rebuild("p") == {"eq.boost_freq": skill}
    assert log.find_skills("p") == {"eq.boost_freq": skill}


def test_snapshots_of_another_tracker_are_made_again(log: AttemptLog, pink: SourceAudio) -> None:
    skill = practised(log, pink)
    log.keep_skill("p", dataclasses.replace(skill, tracker_version=0, theta_mean=99.0))
    assert log.find_skills("p") == {"eq.boost_freq": skill}


def test_who_never_played_is_not_known(log: AttemptLog) -> None:
    assert log.find_skills("p") == {}
    assert log.rebuild("p") == {}
    assert log.find_players() == [("p", "Ada")]


def test_threads_that_read_never_break_a_write(log: AttemptLog, pink: SourceAudio) -> None:
    first, ended, interval_s = attempt_of(pink).commit, threading.Event(), sys.getswitchinterval()

    def read() -> None:
        while not ended.is_set():
            log.find_sittings("p")

    readers = [threading.Thread(target=read) for _ in range(3)]
    sys.setswitchinterval(1e-6)
    for reader in readers:
        reader.start()
    try:
        for number in range(200):
            log.append_commit(dataclasses.replace(first, commit_id=f"t{number}", trial=number))
    finally:
        ended.set()
        sys.setswitchinterval(interval_s)
        for reader in readers:
            reader.join()
    assert len(log.find_commits("p")) == 200
