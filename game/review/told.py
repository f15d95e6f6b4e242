"""Contests and assignments as plain values, for the review's JSON; the same data give the same value."""

from collections.abc import Sequence
from typing import Any

from game.review.assigned import AssignmentView
from game.session.contest import Contest, ContestRound


def contests_told(contests: Sequence[Contest]) -> list[dict[str, Any]]:
    """Return each contest with its rounds: the truth, the middle, the AI, and who was right."""
    return [
        {
            "match_id": one.match_id,
            "room": one.room,
            "held_at": one.held_at.isoformat(),
            "players": one.players,
            "rounds": [_round(each, number) for number, each in enumerate(one.rounds, start=1)],
        }
        for one in contests
    ]


def _round(one: ContestRound, number: int) -> dict[str, Any]:
    return {
        "round": number,
        "skill_id": one.challenge.skill_id,
        "cue": one.challenge.cue,
        "truth": one.challenge.truth.choice,
        "middle": one.middle,
        "ai": None if one.advice is None else one.advice.choice,
        "ai_right": one.ai_right,
        "answers": [{"student": each.name, "guess": each.guess, "final": each.last} for each in one.answers],
        "right_at_first": one.right_at_first,
        "right": list(one.right),
    }


def assignments_told(views: Sequence[AssignmentView]) -> list[dict[str, Any]]:
    """Return each assignment, and how far everybody is with it."""
    return [
        {
            "assignment_id": view.assignment.assignment_id,
            "title": view.assignment.title,
            "skill_id": view.assignment.skill_id,
            "rounds": view.assignment.rounds,
            "due_at": view.assignment.due_at.isoformat(),
            "students": [
                {"student": row.name, "state": row.done.state, "rounds": row.done.rounds, "reached": row.reached}
                for row in view.rows
            ],
        }
        for view in views
    ]
