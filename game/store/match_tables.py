"""The tables of matches. The truth of a round has a table of its own, which no query for a room's state reads."""

from sqlite_utils import Database


def create_match_tables(db: Database) -> None:
    """Create them; this step has shipped and is never edited."""
    db.table("matches").create(
        {
            "match_id": str,
            "room": str,
            "host_id": str,
            "rules": str,
            "state": str,
            "locked": int,
            "saved_at": str,
            "ended_at": str,
        },
        pk="match_id",
        not_null={"room", "host_id", "rules", "state", "locked", "saved_at"},
    )
    db.table("match_seats").create(
        {"token_sha256": str, "player_id": str, "joined_at": str},
        pk="token_sha256",
        not_null={"player_id", "joined_at"},
    )
    db.table("match_players").create(
        {
            "match_id": str,
            "player_id": str,
            "name": str,
            "wish": str,
            "team": int,
            "extra_time": float,
            "kicked": int,
            "changed_at": str,
        },
        pk=("match_id", "player_id"),
        foreign_keys=[("match_id", "matches", "match_id")],
        not_null={"name", "extra_time", "kicked", "changed_at"},
    )
    db.table("match_rounds").create(
        {
            "round_id": str,
            "match_id": str,
            "idx": int,
            "question": str,
            "clips": str,
            "assisted": int,
            "grid": str,
            "made_at": str,
        },
        pk="round_id",
        foreign_keys=[("match_id", "matches", "match_id")],
        not_null={"match_id", "idx", "question", "clips", "assisted", "made_at"},
    )
    db.table("match_rounds").create_index(["match_id", "idx"])
    db.table("match_truths").create(
        {"round_id": str, "challenge": str, "advice": str, "region": str, "why": str, "explain": str, "picture": str},
        pk="round_id",
        foreign_keys=[("round_id", "match_rounds", "round_id")],
        not_null={"challenge"},
    )
    _create_answers(db)


def _create_answers(db: Database) -> None:
    db.table("match_answers").create(
        {
            "round_id": str,
            "player_id": str,
            "phase": str,
            "answer_id": str,
            "choice": float,
            "confidence": str,
            "think_ms": float,
            "elapsed_ms": int,
            "received_at": str,
        },
        pk=("round_id", "player_id", "phase"),
        foreign_keys=[("round_id", "match_rounds", "round_id")],
        not_null={"answer_id", "elapsed_ms", "received_at"},
    )
    db.table("match_answers").create_index(["player_id", "answer_id"], unique=True)
    db.table("match_scores").create(
        {
            "round_id": str,
            "player_id": str,
            "guess_score": float,
            "final_score": float,
            "correct": int,
            "points": float,
            "bonus": float,
        },
        pk=("round_id", "player_id"),
        foreign_keys=[("round_id", "match_rounds", "round_id")],
        not_null={"guess_score", "final_score", "correct", "points", "bonus"},
    )
