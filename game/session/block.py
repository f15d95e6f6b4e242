"""A block of practice as a fact."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Block:
    """What is fixed for a block. `seed` gives every round of it; `assisted` is False for an all-solo block."""

    session_id: str
    player_id: str
    skill_id: str
    cue: float
    seed: int
    rounds: int
    assisted: bool
    app_version: str
    started_at: datetime
