"""A block of practice as a fact."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.core.facts import Recall

MOST_ASSISTED: Final = 0.7


@dataclass(frozen=True, slots=True)
class Block:
    """What is fixed for a block. `seed` gives every round of it; `assisted` is False for an all-solo block.

    `cue` is the size of every change; None leaves it to the tracker, round by round.

    The AI sits in on at most `ai_share` of the rounds. A `check_up` is played alone, on music that is never practised.

    `no_change` offers "no change" as an answer, `recall` is how the rounds are heard: under either the AI stays out, as
    its chances were not measured there.
    """

    session_id: str
    player_id: str
    skill_id: str
    cue: float | None
    seed: int
    rounds: int
    assisted: bool
    app_version: str
    started_at: datetime
    no_change: bool = False
    recall: Recall = "free"
    ai_share: float = MOST_ASSISTED
    check_up: bool = False

    @property
    def alone(self) -> bool:
        """Tell whether the AI stays out of all rounds."""
        return not self.assisted or self.check_up or self.no_change or self.recall != "free"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A block as the log has it: when its first guess was, and what was known before it.

    `cue` is None where the tracker placed the changes.
    """

    session_id: str
    skill_id: str
    began_at: datetime
    rounds: int
    cue: float | None
    theta_mean: float | None
    check_up: bool
