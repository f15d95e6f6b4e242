"""Assignments of a class: who has done them, who late, who not yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.core.assignment import Assignment
from game.review.facts import Student
from game.review.overview import is_known
from game.session.assigned import BlockSeed, Done, blocks_of, done_of


@dataclass(frozen=True, slots=True)
class AssignedTo:
    """A student and an assignment; `reached` tells whether the threshold is at its goal, None where that is unknown."""

    name: str
    done: Done
    reached: bool | None


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """An assignment with everybody of the class: who has not done it first, then who was late."""

    assignment: Assignment
    rows: tuple[AssignedTo, ...]

    def count(self, state: str) -> int:
        """How many are in a state."""
        return sum(row.done.state == state for row in self.rows)


Played = Mapping[tuple[str, str], frozenset[str]]
"""The ids of the blocks that a student played for an assignment, by the assignment's id and the student's."""
Rounds = Mapping[str, Mapping[str, datetime]]
"""When each round of a block was committed, by the block's id and the round's."""


def find_blocks(assignments: Sequence[Assignment], students: Sequence[Student], blocks: Sequence[BlockSeed]) -> Played:
    """Return the ids of the blocks that each student played for each assignment, by both ids."""
    by_player: dict[str, list[BlockSeed]] = {}
    for block in blocks:
        by_player.setdefault(block.player_id, []).append(block)
    return {
        (one.assignment_id, student.player_id): blocks_of(one, student.player_id, by_player.get(student.player_id, ()))
        for one in assignments
        for student in students
    }


def view_assignments(
    assignments: Sequence[Assignment],
    students: Sequence[Student],
    played: Played,
    rounds: Rounds,
) -> tuple[AssignmentView, ...]:
    """Return what became of each assignment, from the blocks that were played for it."""
    return tuple(
        AssignmentView(one, tuple(sorted((_row(one, student, played, rounds) for student in students), key=_order)))
        for one in assignments
    )


def _row(one: Assignment, student: Student, played: Played, rounds: Rounds) -> AssignedTo:
    blocks = played[one.assignment_id, student.player_id]
    moments = {key: at for block in blocks for key, at in rounds.get(block, {}).items()}
    skill = student.skills.get(one.skill_id)
    known = one.goal is not None and skill is not None and is_known(skill)
    reached = skill.level_75 <= one.goal if known and skill and skill.level_75 and one.goal else None
    return AssignedTo(student.name, done_of(one, [*moments.values()]), reached)


def _order(row: AssignedTo) -> tuple[int, str]:
    return ("not done", "late", "done").index(row.done.state), row.name.casefold()
