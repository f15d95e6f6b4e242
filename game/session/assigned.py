"""How far students are with their assignments: counted from the log of blocks, which begin with seeds of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from game.core.assignment import BLOCK, MOST_SITTINGS, Assignment

State = Literal["done", "late", "not done"]


@dataclass(frozen=True, slots=True)
class BlockSeed:
    """A block as the log has it: whose, of which skill, and its seed."""

    session_id: str
    player_id: str
    skill_id: str
    seed: int


@dataclass(frozen=True, slots=True)
class Done:
    """What a student did of an assignment: rounds so far, and when the last that was asked for was committed."""

    assignment: Assignment
    rounds: int
    finished_at: datetime | None

    @property
    def state(self) -> State:
        """Tell whether it is done, and whether in time."""
        if self.finished_at is None:
            return "not done"
        return "done" if self.finished_at <= self.assignment.due_at else "late"


@dataclass(frozen=True, slots=True)
class Task:
    """The next block of an assignment: its seed and its rounds, after so many that are done."""

    assignment: Assignment
    done: int
    seed: int
    rounds: int


def blocks_of(assignment: Assignment, player_id: str, blocks: Sequence[BlockSeed]) -> frozenset[str]:
    """Return the ids of a student's blocks for an assignment; others are nobody's business."""
    seeds = assignment.seeds_for(player_id)
    return frozenset(
        block.session_id
        for block in blocks
        if block.player_id == player_id and block.skill_id == assignment.skill_id and block.seed in seeds
    )


def done_of(assignment: Assignment, committed: Sequence[datetime]) -> Done:
    """Return what was done, from the moments of the rounds in the blocks of an assignment, in any order."""
    ordered = sorted(committed)
    whole = len(ordered) >= assignment.rounds
    return Done(assignment, len(ordered), ordered[assignment.rounds - 1] if whole else None)


def next_sitting(
    assignment: Assignment, player_id: str, blocks: Sequence[BlockSeed], *, rounds: int
) -> tuple[int, int] | None:
    """Return the seed and the rounds of the next block, after so many rounds; None where nothing is left to play."""
    mine = blocks_of(assignment, player_id, blocks)
    begun = {block.seed for block in blocks if block.session_id in mine}
    fresh = (assignment.seed_for(player_id, sitting) for sitting in range(MOST_SITTINGS))
    seed = next((one for one in fresh if one not in begun), None)
    left = assignment.rounds - rounds
    return None if seed is None or left <= 0 else (seed, min(BLOCK, left))
