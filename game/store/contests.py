"""Reads the contests that were held from the tables of matches; only rounds that were closed are told."""

from collections.abc import Callable, Sequence
from typing import Any

from game.session.contest import Answered, Contest, ContestRound
from game.store.match_rows import read_hidden
from game.store.rows import Row, read_moment

Query = Callable[[str, Sequence[str]], Sequence[Row]]


def read_contests(query: Query) -> tuple[Contest, ...]:
    """Return all contests with a closed round, oldest first."""
    contests = []
    for match in query("SELECT match_id, room, saved_at FROM matches ORDER BY saved_at, rowid", []):
        rounds = tuple(_read_round(query, row) for row in query(
            "SELECT match_truths.*, match_rounds.round_id AS round_id, idx, made_at FROM match_rounds "
            "JOIN match_truths USING (round_id) WHERE match_id = ? AND EXISTS "
            "(SELECT 1 FROM match_scores WHERE match_scores.round_id = match_rounds.round_id) ORDER BY idx, made_at",
            [match["match_id"]],
        ))  # fmt: skip
        if rounds:
            contests.append(Contest(match["match_id"], match["room"], read_moment(match["saved_at"]), rounds))
    return tuple(contests)


def _read_round(query: Query, row: Row) -> ContestRound:
    hidden = read_hidden(row)
    said: dict[str, dict[str, Any]] = {}
    for answer in query(
        "SELECT name, phase, choice FROM match_answers JOIN match_rounds USING (round_id) "
        "JOIN match_players USING (match_id, player_id) WHERE round_id = ? AND NOT kicked ORDER BY name",
        [row["round_id"]],
    ):
        said.setdefault(answer["name"], {})[answer["phase"]] = answer["choice"]
    answers = tuple(Answered(name, phases.get("guess"), phases.get("revise")) for name, phases in said.items())
    return ContestRound(row["idx"], hidden.challenge, hidden.advice, answers)
