"""The attempt log: commits and attempts are added and read, never rewritten."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from game.core.errors import StoreError
from game.core.facts import Attempt, Commit, Skill
from game.core.quiz import QuizAnswer
from game.learn.tracker import is_whole, track
from game.session.assigned import BlockSeed
from game.session.block import Block, Sitting
from game.session.contest import Contest
from game.session.trials import trial_of
from game.store.contests import read_contests
from game.store.rows import (
    Row,
    attempt_row,
    commit_row,
    quiz_row,
    read_attempt,
    read_commit,
    read_moment,
    read_quiz_answer,
    read_skill,
    skill_row,
    write_moment,
)


class AttemptLog:
    """Writes each row in its own transaction; when a call returns, the row is on disk.

    Any thread may read while another writes: they take turns, a whole transaction or a whole answer at a time.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._turn = threading.RLock()

    def find_or_add_player(self, name: str, *, player_id: str, now: datetime) -> str:
        """Return the id of the player called `name`, adding one with `player_id` if there is none."""
        with self._turn:
            found = list(self._db.table("players").rows_where("name = ?", [name], limit=1))
        if found:
            return str(found[0]["player_id"])
        self._add("players", {"player_id": player_id, "name": name, "created_at": write_moment(now)})
        return player_id

    def append_session(self, block: Block) -> None:
        """Store that a block begins."""
        self._add(
            "sessions",
            {
                "session_id": block.session_id,
                "player_id": block.player_id,
                "skill_id": block.skill_id,
                "cue": block.cue,
                "seed": block.seed,
                "rounds": block.rounds,
                "assisted": int(block.assisted),
                "app_version": block.app_version,
                "started_at": write_moment(block.started_at),
                "no_change": int(block.no_change),
                "recall": block.recall,
                "form": block.form,
            },
        )

    def append_commit(self, commit: Commit) -> None:
        """Store a first guess; StoreError where it is there already or cannot be written."""
        self._add("commits", commit_row(commit))

    def append_attempt(self, attempt: Attempt) -> None:
        """Store how a committed round ended; StoreError where it is there already or cannot be written."""
        self._add("attempts", attempt_row(attempt))

    def append_quiz_answer(self, answer: QuizAnswer) -> None:
        """Store an answer of the quiz; StoreError where it is there already or cannot be written."""
        self._add("quiz_answers", quiz_row(answer))

    def find_quiz_answers(self, player_id: str) -> Sequence[QuizAnswer]:
        """Return every answer of a player to the quiz, oldest first."""
        rows = self._query("SELECT * FROM quiz_answers WHERE player_id = ? ORDER BY answered_at, rowid", [player_id])
        return [read_quiz_answer(row) for row in rows]

    def append_lesson(self, player_id: str, lesson_id: str, *, at: datetime) -> None:
        """Store that a player went through a lesson."""
        row = {"player_id": player_id, "lesson_id": lesson_id, "done_at": write_moment(at)}
        self._add("lessons_done", row)

    def find_lessons(self, player_id: str) -> frozenset[str]:
        """Return the ids of the lessons that a player went through."""
        rows = self._query("SELECT DISTINCT lesson_id FROM lessons_done WHERE player_id = ?", [player_id])
        return frozenset(row["lesson_id"] for row in rows)

    def find_open_commit(self, player_id: str) -> Commit | None:
        """Return the player's latest commit if its round never reached the truth."""
        rows = self._query(
            "SELECT commits.*, attempts.finished_at FROM commits LEFT JOIN attempts USING (commit_id) "
            "WHERE player_id = ? ORDER BY committed_at DESC LIMIT 1",
            [player_id],
        )
        latest = next(iter(rows), None)
        return None if latest is None or latest["finished_at"] is not None else read_commit(latest)

    def find_commits(self, player_id: str) -> Sequence[Commit]:
        """Return every first guess of a player, finished or not, oldest first."""
        rows = self._query("SELECT * FROM commits WHERE player_id = ? ORDER BY committed_at", [player_id])
        return [read_commit(row) for row in rows]

    def find_unfinished(self, player_id: str) -> Sequence[Commit]:
        """Return the first guesses whose rounds never reached the truth, oldest first."""
        rows = self._query(
            "SELECT commits.* FROM commits LEFT JOIN attempts USING (commit_id) "
            "WHERE player_id = ? AND attempts.commit_id IS NULL ORDER BY committed_at",
            [player_id],
        )
        return [read_commit(row) for row in rows]

    def find_attempts(self, player_id: str) -> Sequence[Attempt]:
        """Return every finished round of a player, oldest first."""
        rows = self._query(
            "SELECT * FROM commits JOIN attempts USING (commit_id) WHERE player_id = ? ORDER BY committed_at",
            [player_id],
        )
        return [read_attempt(row) for row in rows]

    def find_sittings(self, player_id: str) -> Sequence[Sitting]:
        """Return every block in which a player guessed, oldest first."""
        rows = self._query(
            "SELECT session_id, skill_id, began_at, made, cue, theta_mean, form FROM "
            "(SELECT session_id, min(committed_at) AS began_at, count(*) AS made, theta_mean FROM commits "
            "WHERE player_id = ? GROUP BY session_id) JOIN sessions USING (session_id) ORDER BY began_at",
            [player_id],  # SQLite takes the others from the row of the least committed_at (Quirks, "bare columns")
        )
        return [
            Sitting(
                session_id=row["session_id"],
                skill_id=row["skill_id"],
                began_at=read_moment(row["began_at"]),
                rounds=row["made"],
                cue=row["cue"],
                theta_mean=row["theta_mean"],
                form=row["form"],
            )
            for row in rows
        ]

    def find_players(self) -> Sequence[tuple[str, str]]:
        """Return the id and the name of every player."""
        rows = self._query("SELECT player_id, name FROM players ORDER BY name", [])
        return [(row["player_id"], row["name"]) for row in rows]

    def find_contests(self) -> tuple[Contest, ...]:
        """Return the contests that were held here, oldest first."""
        return read_contests(self._query)

    def find_blocks(self) -> Sequence[BlockSeed]:
        """Return every block, oldest first."""
        rows = self._query("SELECT session_id, player_id, skill_id, seed FROM sessions ORDER BY rowid", [])
        return [BlockSeed(row["session_id"], row["player_id"], row["skill_id"], row["seed"]) for row in rows]

    def find_committed(self, session_ids: Iterable[str]) -> Mapping[str, datetime]:
        """Return when each round of some blocks was committed, by the id of its commit."""
        rows = self._query(
            "SELECT commit_id, committed_at FROM commits WHERE session_id IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(session_ids))],
        )
        return {row["commit_id"]: read_moment(row["committed_at"]) for row in rows}

    def find_checked_up(self) -> frozenset[str]:
        """Return the ids of the players who began a check-up."""
        rows = self._query("SELECT DISTINCT player_id FROM sessions WHERE form IS NOT NULL", [])
        return frozenset(row["player_id"] for row in rows)

    def find_fingerprints(self) -> Mapping[str, str]:
        """Return for each player who guessed a text that changes with every round: how many, the last, and its end."""
        rows = self._query(
            "SELECT told.player_id, told.made, commits.commit_id, attempts.finished_at FROM "
            "(SELECT player_id, count(*) AS made, max(rowid) AS last FROM commits GROUP BY player_id) AS told "
            "JOIN commits ON commits.rowid = told.last LEFT JOIN attempts USING (commit_id)",
            [],
        )
        return {row["player_id"]: f"{row['made']} {row['commit_id']} {row['finished_at'] or 'open'}" for row in rows}

    def find_skills(self, player_id: str) -> Mapping[str, Skill]:
        """Return the snapshot of each skill that a player ever tried; damaged ones, or old ones, are made again."""
        rows = self._query("SELECT * FROM skills WHERE player_id = ?", [player_id])
        try:
            skills = {row["skill_id"]: read_skill(row) for row in rows}
        except (ValueError, TypeError):  # a page of a long row may read as nothing
            return self.rebuild(player_id)
        return skills if all(is_whole(skill) for skill in skills.values()) else self.rebuild(player_id)

    def keep_skill(self, player_id: str, skill: Skill) -> None:
        """Keep the snapshot of a skill; it replaces the one before, as it is only a cache of the log."""
        self._add("skills", skill_row(skill, player_id=player_id), replace=True)

    def rebuild(self, player_id: str) -> Mapping[str, Skill]:
        """Make all snapshots of a player again from the log, and return them."""
        skills = track(trial for commit in self.find_commits(player_id) if (trial := trial_of(commit)) is not None)
        with self._turn, self._db.conn:
            self._db.table("skills").delete_where("player_id = ?", [player_id])
            self._db.table("skills").insert_all(skill_row(skill, player_id=player_id) for skill in skills.values())
        return skills

    def copy_to(self, path: Path) -> None:
        """Write all that is here into a new file."""
        with self._turn, closing(sqlite3.connect(path)) as file:
            self._db.conn.backup(file)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _query(self, sql: str, values: Sequence[str]) -> Sequence[Row]:
        with self._turn:
            return list(self._db.query(sql, values))

    def _add(self, table: str, row: Row, *, replace: bool = False) -> None:
        try:
            with self._turn:
                self._db.table(table).insert(row, replace=replace)
        except sqlite3.IntegrityError as error:
            raise StoreError(
                f"{table} must hold each row once and belong together, got a row that does not: {error}"
            ) from error
        except sqlite3.Error as error:
            raise StoreError(
                f"your answer could not be written ({error}): free some space or choose another folder with --saves"
            ) from error
