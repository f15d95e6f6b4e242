"""Work that a teacher gives: a skill, so many rounds, until when; and the dice of each student's rounds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

BLOCK: Final = 20
MOST_SITTINGS: Final = 64
"""Whoever breaks off more often than that begins no more of it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be practised.

    Attributes:
        key: 32 hex digits that follow from the host's secret; all dice of the rounds follow from it.
        goal: threshold to reach, in the skill's unit; None where the rounds are all that counts.
        rounds: how many.
        due_at: until when.
        ai: whether the AI may sit in.
    """

    assignment_id: str
    title: str
    skill_id: str
    goal: float | None
    rounds: int
    due_at: datetime
    ai: bool
    key: str

    def seed_for(self, player_id: str, sitting: int) -> int:
        """Return the seed, 32 bits, of a student's block number `sitting` (from 0); neighbours get other rounds."""
        text = "\0".join((self.key, player_id, str(sitting)))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])

    def seeds_for(self, player_id: str) -> frozenset[int]:
        """Return the seeds of all blocks that a student may begin for it."""
        return frozenset(self.seed_for(player_id, sitting) for sitting in range(MOST_SITTINGS))
