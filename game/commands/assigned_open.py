"""What a student's assignments look like from the log: rounds done, blocks to hand in, and what is still open."""

from collections.abc import Sequence
from pathlib import Path

from game.core.assignment import Assignment
from game.session.assigned import Task, blocks_of, next_sitting
from game.session.wording_skills import SHORT
from game.store.assignments import TAKEN, kept
from game.store.log import AttemptLog


def rounds_done(log: AttemptLog, assignment: Assignment, player_id: str) -> int:
    """Return how many rounds of an assignment a player committed."""
    return len(log.find_committed(blocks_of(assignment, player_id, log.find_blocks())))


def sessions_of(log: AttemptLog, assignment: Assignment, player_id: str) -> list[str]:
    """Return the ids of a player's blocks for an assignment."""
    return sorted(blocks_of(assignment, player_id, log.find_blocks()))


def next_task(log: AttemptLog, assignments: Sequence[Assignment], player_id: str) -> Task | None:
    """Return the next block of the first assignment with rounds left; None where all is done."""
    blocks = log.find_blocks()
    for one in assignments:
        done = rounds_done(log, one, player_id)
        found = next_sitting(one, player_id, blocks, rounds=done)
        if found is not None:
            return Task(one, done, *found)
    return None


def say_open(log: AttemptLog, saves: Path, player_id: str) -> Sequence[str]:
    """Say in a line each which assignments are still to be done."""
    lines = []
    for one in kept(saves / TAKEN):
        done = rounds_done(log, one, player_id)
        if done < one.rounds:
            due = one.due_at.astimezone()
            lines.append(
                f"From your teacher: {one.title}, {SHORT[one.skill_id]}, {done} of {one.rounds} rounds done, until "
                f"{due.day} {due:%B}. To play it: "
                f"own-ears play --text --assignment {one.assignment_id}"
            )
    return lines
