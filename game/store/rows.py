"""Facts to database rows and back, field by field, spelt the same on both sides."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from game.core.canonical import canonical_json
from game.core.facts import (
    Advice,
    Answer,
    AnswerDomain,
    Attempt,
    Challenge,
    Commit,
    Evidence,
    Fact,
    PartMove,
    Question,
    Skill,
    Truth,
    Verdict,
)
from game.core.quiz import QuizAnswer

Row = dict[str, Any]


def commit_row(commit: Commit) -> Row:
    """Return a commit as a row of `commits`."""
    challenge, guess = commit.challenge, commit.guess
    return {
        "commit_id": commit.commit_id,
        "session_id": commit.session_id,
        "player_id": commit.player_id,
        "trial": commit.trial,
        "mode": commit.mode,
        "challenge_id": challenge.challenge_id,
        "skill_id": challenge.skill_id,
        "cue": challenge.cue,
        "source_id": challenge.source_id,
        "source_sha256": commit.source_sha256,
        "seed": challenge.seed,
        "rate_hz": challenge.rate_hz,
        "generator_version": challenge.generator_version,
        "question": canonical_json(challenge.question),
        "target": challenge.truth.choice,
        "params": canonical_json(challenge.truth.params),
        "guess_choice": guess.choice,
        "guess_confidence": guess.confidence,
        "guess_elapsed_ms": guess.elapsed_ms,
        "guess_listens": guess.listens,
        "advice_sha256": commit.advice_sha256,
        "tol": commit.tol,
        "chance": commit.chance,
        "o_item": commit.o_item,
        "p_track": commit.p_track,
        "theta_mean": commit.theta_mean,
        "theta_sd": commit.theta_sd,
        "app_version": commit.app_version,
        "committed_at": write_moment(commit.committed_at),
        "recall": commit.recall,
    }


def attempt_row(attempt: Attempt) -> Row:
    """Return what an attempt adds to its commit, as a row of `attempts`."""
    advice = attempt.advice
    return {
        "commit_id": attempt.commit.commit_id,
        "advice": None if advice is None else canonical_json(advice),
        "ai_choice": None if advice is None else advice.choice,
        "ai_p_right": None if advice is None else advice.p_right,
        "model_sha256": None if advice is None else advice.model_sha256,
        "region_shown": int(attempt.region_shown),
        "number_shown": int(attempt.number_shown),
        "audition_you": attempt.audition_you,
        "audition_ai": attempt.audition_ai,
        "final_choice": attempt.final.choice,
        "final_confidence": attempt.final.confidence,
        "final_elapsed_ms": attempt.final.elapsed_ms,
        **_verdict_columns("guess", attempt.guess_verdict),
        **_verdict_columns("ai", attempt.advice_verdict),
        **_verdict_columns("final", attempt.final_verdict),
        "error_unit": attempt.final_verdict.error_unit,
        "points": attempt.points,
        "finished_at": write_moment(attempt.finished_at),
    }


def skill_row(skill: Skill, *, player_id: str) -> Row:
    """Return a snapshot as a row of `skills`."""
    return {
        "player_id": player_id,
        "skill_id": skill.skill_id,
        "theta_mean": skill.theta_mean,
        "theta_sd": skill.theta_sd,
        "level_75": skill.level_75,
        "level_lo": skill.level_lo,
        "level_hi": skill.level_hi,
        "sigma": skill.sigma,
        "posterior": skill.posterior,
        "tracker_version": skill.tracker_version,
        "attempts": skill.attempts,
        "session_id": skill.session_id,
        "seen_at": write_moment(skill.seen_at),
        "due_at": write_moment(skill.due_at),
    }


def read_skill(row: Mapping[str, Any]) -> Skill:
    """Return the snapshot that `skill_row` wrote."""
    values = {key: value for key, value in row.items() if key != "player_id"}
    return Skill(**{**values, "seen_at": read_moment(row["seen_at"]), "due_at": read_moment(row["due_at"])})


def read_commit(row: Mapping[str, Any]) -> Commit:
    """Return the commit that `commit_row` wrote."""
    challenge = Challenge(
        challenge_id=row["challenge_id"],
        skill_id=row["skill_id"],
        cue=row["cue"],
        source_id=row["source_id"],
        seed=row["seed"],
        rate_hz=row["rate_hz"],
        generator_version=row["generator_version"],
        question=read_question(row["question"]),
        truth=Truth(choice=row["target"], params=read_facts(json.loads(row["params"]))),
    )
    return Commit(
        commit_id=row["commit_id"],
        player_id=row["player_id"],
        session_id=row["session_id"],
        trial=row["trial"],
        challenge=challenge,
        source_sha256=row["source_sha256"],
        guess=_answer(row, "guess", listens=row["guess_listens"]),
        mode=row["mode"],
        advice_sha256=row["advice_sha256"],
        tol=row["tol"],
        chance=row["chance"],
        o_item=row["o_item"],
        p_track=row["p_track"],
        theta_mean=row["theta_mean"],
        theta_sd=row["theta_sd"],
        app_version=row["app_version"],
        committed_at=read_moment(row["committed_at"]),
        recall=row["recall"],
    )


def read_question(text: str) -> Question:
    """Return the question that was written as canonical JSON."""
    value = json.loads(text)
    return Question(
        skill_id=value["skill_id"],
        answer=_answer_domain(value["answer"]),
        unit=value["unit"],
        stated=read_facts(value["stated"]),
    )


def read_attempt(row: Mapping[str, Any]) -> Attempt:
    """Return the attempt whose commit and attempt columns are joined in `row`."""
    commit = read_commit(row)
    unit = row["error_unit"]
    guess, final = _verdict(row, "guess", unit), _verdict(row, "final", unit)
    if guess is None or final is None:
        raise ValueError(f"attempt {commit.commit_id} must have verdicts for guess and final, one is empty")
    return Attempt(
        commit=commit,
        advice=None if row["advice"] is None else read_advice(row["advice"]),
        region_shown=bool(row["region_shown"]),
        number_shown=bool(row["number_shown"]),
        audition_you=row["audition_you"],
        audition_ai=row["audition_ai"],
        final=_answer(row, "final", listens=row["guess_listens"]),
        guess_verdict=guess,
        advice_verdict=_verdict(row, "ai", unit),
        final_verdict=final,
        points=row["points"],
        finished_at=read_moment(row["finished_at"]),
    )


def read_advice(text: str) -> Advice:
    """Return the advice that was written as canonical JSON; rows from before it was told are of familiar sounds."""
    value = json.loads(text)
    return Advice(
        **{key: value[key] for key in ("skill_id", "choice", "direction", "p_right", "in_domain", "model_sha256")},
        distribution=tuple((choice, probability) for choice, probability in value["distribution"]),
        evidence=tuple(Evidence(**item) for item in value["evidence"]),
        familiar=value.get("familiar", True),
    )


def write_moment(moment: datetime) -> str:
    """Return an aware moment as ISO-8601 text in UTC, microseconds kept, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment must know its time zone, got {moment.isoformat()}")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment(text: str) -> datetime:
    """Return the moment that `write_moment` wrote."""
    return datetime.fromisoformat(text)


def _answer_domain(value: Mapping[str, Any]) -> AnswerDomain:
    """Return the domain that was written; rows from before there were moves have none."""
    choices = value["choices"]
    return AnswerDomain(
        kind=value["kind"],
        lo=value["lo"],
        hi=value["hi"],
        step=value["step"],
        choices=None if choices is None else tuple(choices),
        moves=tuple(PartMove(**move) for move in value.get("moves", ())),
    )


def read_facts(values: Mapping[str, Any]) -> dict[str, Fact]:
    """Return plain values as they were before JSON made lists of tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _answer(row: Mapping[str, Any], prefix: str, *, listens: int) -> Answer:
    return Answer(
        choice=row[f"{prefix}_choice"],
        confidence=row[f"{prefix}_confidence"],
        elapsed_ms=row[f"{prefix}_elapsed_ms"],
        listens=listens,
    )


def _verdict_columns(prefix: str, verdict: Verdict | None) -> Row:
    return {
        f"{prefix}_correct": None if verdict is None else int(verdict.correct),
        f"{prefix}_error": None if verdict is None else verdict.error,
        f"{prefix}_score": None if verdict is None else verdict.score,
    }


def _verdict(row: Mapping[str, Any], prefix: str, unit: str) -> Verdict | None:
    if row[f"{prefix}_error"] is None:
        return None
    return Verdict(
        correct=bool(row[f"{prefix}_correct"]),
        error=row[f"{prefix}_error"],
        error_unit=unit,
        score=row[f"{prefix}_score"],
    )


def quiz_row(answer: QuizAnswer) -> Row:
    """Return an answer of the quiz as a row of `quiz_answers`."""
    return {
        "answer_id": answer.answer_id,
        "player_id": answer.player_id,
        "item_id": answer.item_id,
        "picked": answer.picked,
        "correct": int(answer.correct),
        "confidence": answer.confidence,
        "answered_at": write_moment(answer.answered_at),
    }


def read_quiz_answer(row: Row) -> QuizAnswer:
    """Return the answer that a row of `quiz_answers` holds."""
    return QuizAnswer(
        answer_id=row["answer_id"],
        player_id=row["player_id"],
        item_id=row["item_id"],
        picked=row["picked"],
        correct=bool(row["correct"]),
        confidence=row["confidence"],
        answered_at=read_moment(row["answered_at"]),
    )
