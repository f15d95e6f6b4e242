"""What a match leaves on disk: SQLite, WAL, synchronous=FULL; many groups of rows in one commit."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from functools import singledispatchmethod
from typing import Any

from sqlite_utils import Database

from game.core.errors import StoreError
from game.session.match_facts import Match, Player, Result
from game.session.match_records import (
    EndMatch,
    Hidden,
    KeepAnswer,
    KeepMatch,
    KeepPlayer,
    KeepResults,
    KeepRound,
    KeepSeat,
    Kept,
    Record,
    Room,
    Scored,
)
from game.store.match_rows import (
    answer_row,
    match_row,
    player_row,
    read_hidden,
    read_play,
    read_player,
    read_rules,
    read_state,
    round_of,
    round_row,
    truth_row,
)
from game.store.rows import Row, read_moment, write_moment


class Matches:
    """The matches of one database. Whoever writes and whoever reads take turns."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._conn: sqlite3.Connection = db.conn
        self._conn.row_factory = sqlite3.Row
        self._turn = threading.RLock()

    # ---- writing

    def write(self, groups: Sequence[Sequence[Record]]) -> Sequence[StoreError | None]:
        """Write groups in one transaction; a row that is there already fails its own group alone."""
        with self._turn:
            try:
                self._conn.execute("BEGIN IMMEDIATE")
                faults = [self._write_group(group) for group in groups]
                self._conn.execute("COMMIT")
            except sqlite3.Error as error:
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")
                return [_cannot(error)] * len(groups)
        return faults

    def _write_group(self, group: Sequence[Record]) -> StoreError | None:
        if len(group) == 1 and isinstance(group[0], KeepAnswer):
            return self._write_answer(group[0])
        self._conn.execute("SAVEPOINT one")
        try:
            for record in group:
                self._keep(record)
        except sqlite3.IntegrityError as error:
            self._conn.execute("ROLLBACK TO one")
            return _not_fitting(error)
        finally:
            if self._conn.in_transaction:
                self._conn.execute("RELEASE one")
        return None

    def _write_answer(self, record: KeepAnswer) -> StoreError | None:
        """Write one row: it needs no savepoint, as a statement that fails leaves nothing behind."""
        try:
            self._keep(record)
        except sqlite3.IntegrityError as error:
            return _not_fitting(error)
        return None

    @singledispatchmethod
    def _keep(self, record: Record) -> None:
        raise TypeError(f"no table for {type(record).__name__}")

    @_keep.register
    def _(self, record: KeepMatch) -> None:
        self._put("matches", match_row(record), over="match_id")

    @_keep.register
    def _(self, record: KeepSeat) -> None:
        row = {"token_sha256": record.token_sha256, "player_id": record.player_id, "joined_at": write_moment(record.at)}
        self._put("match_seats", row)

    @_keep.register
    def _(self, record: KeepPlayer) -> None:
        self._put("match_players", player_row(record), over="match_id, player_id")

    @_keep.register
    def _(self, record: KeepRound) -> None:
        self._put("match_rounds", round_row(record))
        self._put("match_truths", truth_row(record))

    @_keep.register
    def _(self, record: KeepAnswer) -> None:
        self._put("match_answers", answer_row(record))

    @_keep.register
    def _(self, record: KeepResults) -> None:
        for player_id, result in record.results.items():
            row = {
                "round_id": record.round_id,
                "player_id": player_id,
                "guess_score": result.guess_score,
                "final_score": result.final_score,
                "correct": int(result.correct),
                "points": result.points,
                "bonus": result.bonus,
            }
            self._put("match_scores", row, over="round_id, player_id")

    @_keep.register
    def _(self, record: EndMatch) -> None:
        self._conn.execute(
            "UPDATE matches SET ended_at = ? WHERE match_id = ?", [write_moment(record.at), record.match_id]
        )

    def _put(self, table: str, row: Row, *, over: str = "") -> None:
        """Insert a row; `over` names the key whose row may be there already and is then replaced."""
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        clause = ""
        if over:
            changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in over.split(", "))
            clause = f" ON CONFLICT ({over}) DO UPDATE SET {changed}"
        self._conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}){clause}", list(row.values()))

    # ---- reading

    def find_open(self) -> Kept | None:
        """Return the latest match unless the host ended it."""
        found = self._query("SELECT * FROM matches ORDER BY saved_at DESC, rowid DESC LIMIT 1", [])
        if not found or found[0]["ended_at"] is not None:
            return None
        row = found[0]
        match_id, saved_at, round_id = row["match_id"], read_moment(row["saved_at"]), round_of(row["state"])
        rounds = self._query("SELECT * FROM match_rounds WHERE round_id = ?", [round_id])
        answers = self._query("SELECT * FROM match_answers WHERE round_id = ? ORDER BY received_at", [round_id])
        play = read_play(rounds[0], answers) if rounds else None
        match = Match(
            match_id=match_id,
            rules=read_rules(row["rules"]),
            state=read_state(row["state"], play, saved_at=saved_at),
            players=self._players(match_id, leaving_out=round_id, left_at=row["saved_at"]),
            locked=bool(row["locked"]),
        )
        seats = self._query("SELECT * FROM match_seats", [])
        return Kept(
            match=match,
            room=Room(code=row["room"], host_id=row["host_id"]),
            seats={seat["token_sha256"]: seat["player_id"] for seat in seats if seat["player_id"] in match.players},
        )

    def _players(self, match_id: str, *, leaving_out: str | None, left_at: str) -> dict[str, Player]:
        scores = self._query(
            "SELECT player_id, total(points) AS points FROM match_scores JOIN match_rounds USING (round_id) "
            "WHERE match_id = ? AND round_id IS NOT ? GROUP BY player_id",
            [match_id, leaving_out],
        )
        points = {row["player_id"]: round(float(row["points"]), 1) for row in scores}
        rows = self._query("SELECT * FROM match_players WHERE match_id = ? ORDER BY rowid", [match_id])
        return {
            row["player_id"]: read_player(row, points=points.get(row["player_id"], 0.0), left_at=read_moment(left_at))
            for row in rows
        }

    def find_seat(self, token_sha256: str) -> str | None:
        """Return the id of the player who has this token."""
        found = self._query("SELECT player_id FROM match_seats WHERE token_sha256 = ?", [token_sha256])
        return str(found[0]["player_id"]) if found else None

    def find_hidden(self, round_id: str) -> Hidden:
        """Return what is hidden in a round; StoreError where it is not there."""
        found = self._query("SELECT * FROM match_truths WHERE round_id = ?", [round_id])
        if not found:
            raise StoreError(f"round {round_id} must have a truth, there is none in the database")
        return read_hidden(found[0])

    def has_answer(self, player_id: str, answer_id: str) -> bool:
        """Tell whether a player's answer with this id is on disk."""
        sql = "SELECT 1 FROM match_answers WHERE player_id = ? AND answer_id = ?"
        return bool(self._query(sql, [player_id, answer_id]))

    def find_results(self, match_id: str) -> Sequence[Scored]:
        """Return what each round was worth to each player, by round."""
        rows = self._query(
            "SELECT match_scores.*, idx, name, team FROM match_scores JOIN match_rounds USING (round_id) "
            "JOIN match_players USING (match_id, player_id) WHERE match_id = ? ORDER BY idx, player_id",
            [match_id],
        )
        return [
            Scored(
                player_id=row["player_id"],
                name=row["name"],
                team=row["team"],
                idx=row["idx"],
                result=Result(
                    guess_score=row["guess_score"],
                    final_score=row["final_score"],
                    correct=bool(row["correct"]),
                    points=row["points"],
                    bonus=row["bonus"],
                ),
            )
            for row in rows
        ]

    def latest_match_id(self) -> str:
        """Return the id of the match that was written last; '' where there is none."""
        found = self._query("SELECT match_id FROM matches ORDER BY saved_at DESC, rowid DESC LIMIT 1", [])
        return str(found[0]["match_id"]) if found else ""

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _query(self, sql: str, values: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
        with self._turn:
            return [dict(row) for row in self._conn.execute(sql, values)]


def _not_fitting(error: sqlite3.IntegrityError) -> StoreError:
    return StoreError(f"each row is written once and belongs to others, got one that does not ({error})")


def _cannot(error: sqlite3.Error) -> StoreError:
    return StoreError(
        f"the match cannot be written down ({error}): free some space on this machine; "
        "answers are sent again by themselves"
    )
