"""The database's schema, one step a change. A step that has shipped is never edited."""

from typing import Final

from sqlite_utils import Database, Migrations

from game.store.match_tables import create_match_tables

SET_NAME: Final = "own-ears"


def build_migrations() -> Migrations:
    """Return the steps from an empty database to today's schema."""
    migrations = Migrations(SET_NAME)

    @migrations(name="m001_first_release")
    def _first_release(db: Database) -> None:
        _create_players_and_sessions(db)
        _create_commits(db)
        _create_attempts(db)

    @migrations(name="m002_training_conditions")
    def _training_conditions(db: Database) -> None:
        db.table("sessions").add_column("no_change", int, not_null_default=0)
        db.table("sessions").add_column("recall", str, not_null_default="free")
        db.table("commits").add_column("recall", str, not_null_default="free")
        db.table("commits").transform(not_null={"target": False, "guess_choice": False})
        db.table("attempts").transform(not_null={"final_choice": False})

    @migrations(name="m003_skills")
    def _skills(db: Database) -> None:
        columns = {
            "player_id": str,
            "skill_id": str,
            "theta_mean": float,
            "theta_sd": float,
            "level_75": float,
            "level_lo": float,
            "level_hi": float,
            "sigma": float,
            "posterior": bytes,
            "tracker_version": int,
            "attempts": int,
            "session_id": str,
            "seen_at": str,
            "due_at": str,
        }
        db.table("skills").create(
            columns,
            pk=("player_id", "skill_id"),
            foreign_keys=[("player_id", "players", "player_id")],
            not_null=set(columns) - {"player_id", "skill_id", "sigma"},
        )

    @migrations(name="m004_check_ups")
    def _check_ups(db: Database) -> None:
        db.table("sessions").add_column("form", str)

    @migrations(name="m005_quiz")
    def _quiz(db: Database) -> None:
        columns = {
            "answer_id": str,
            "player_id": str,
            "item_id": str,
            "picked": str,
            "correct": int,
            "confidence": str,
            "answered_at": str,
        }
        db.table("quiz_answers").create(
            columns,
            pk="answer_id",
            foreign_keys=[("player_id", "players", "player_id")],
            not_null=set(columns) - {"answer_id"},
        )
        db.table("quiz_answers").create_index(["player_id", "answered_at"])

    @migrations(name="m006_lessons")
    def _lessons(db: Database) -> None:
        db.table("lessons_done").create(
            {"player_id": str, "lesson_id": str, "done_at": str},
            foreign_keys=[("player_id", "players", "player_id")],
            not_null={"player_id", "lesson_id", "done_at"},
        )

    @migrations(name="m007_matches")
    def _matches(db: Database) -> None:
        create_match_tables(db)

    return migrations


def _create_players_and_sessions(db: Database) -> None:
    db.table("players").create(
        {"player_id": str, "name": str, "created_at": str}, pk="player_id", not_null={"name", "created_at"}
    )
    db.table("players").create_index(["name"], unique=True)
    db.table("sessions").create(
        {
            "session_id": str,
            "player_id": str,
            "skill_id": str,
            "cue": float,
            "seed": int,
            "rounds": int,
            "assisted": int,
            "app_version": str,
            "started_at": str,
        },
        pk="session_id",
        foreign_keys=[("player_id", "players", "player_id")],
        not_null={"player_id", "skill_id", "started_at"},
    )


def _create_commits(db: Database) -> None:
    columns = {
        "commit_id": str,
        "session_id": str,
        "player_id": str,
        "trial": int,
        "mode": str,
        "challenge_id": str,
        "skill_id": str,
        "cue": float,
        "source_id": str,
        "source_sha256": str,
        "seed": int,
        "rate_hz": int,
        "generator_version": int,
        "question": str,
        "target": float,
        "params": str,
        "guess_choice": float,
        "guess_confidence": str,
        "guess_elapsed_ms": int,
        "guess_listens": int,
        "advice_sha256": str,
        "tol": float,
        "chance": float,
        "o_item": float,
        "p_track": float,
        "theta_mean": float,
        "theta_sd": float,
        "app_version": str,
        "committed_at": str,
    }
    db.table("commits").create(
        columns,
        pk="commit_id",
        foreign_keys=[("session_id", "sessions", "session_id"), ("player_id", "players", "player_id")],
        not_null=set(columns) - {"commit_id", "advice_sha256", "p_track", "theta_mean", "theta_sd"},
    )
    db.table("commits").create_index(["session_id", "trial"], unique=True)
    db.table("commits").create_index(["player_id", "skill_id", "committed_at"])


def _create_attempts(db: Database) -> None:
    columns = {
        "commit_id": str,
        "advice": str,
        "ai_choice": float,
        "ai_p_right": float,
        "model_sha256": str,
        "region_shown": int,
        "number_shown": int,
        "audition_you": int,
        "audition_ai": int,
        "final_choice": float,
        "final_confidence": str,
        "final_elapsed_ms": int,
        "guess_correct": int,
        "guess_error": float,
        "guess_score": float,
        "ai_correct": int,
        "ai_error": float,
        "ai_score": float,
        "final_correct": int,
        "final_error": float,
        "final_score": float,
        "error_unit": str,
        "points": float,
        "finished_at": str,
    }
    ai_only = {name for name in columns if name.startswith("ai_")} | {"advice", "model_sha256"}
    db.table("attempts").create(
        columns,
        pk="commit_id",
        foreign_keys=[("commit_id", "commits", "commit_id")],
        not_null=set(columns) - ai_only - {"commit_id"},
    )
