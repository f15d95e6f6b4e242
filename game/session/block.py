"""A block of practice as a fact."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.core.facts import Form, Recall

MOST_ASSISTED: Final = 0.7


@dataclass(frozen=True, slots=True)
class Block:
    """What is fixed for a block. `seed` gives every round of it; `assisted` is False for an all-solo block.

    `cue` is the size of every change; None leaves it to the tracker, round by round.

    The AI sits in on at most `ai_share` of the rounds. A `form` makes it a check-up: played alone, the same for
    everybody (`session.check_up`).

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
    form: Form | None = None

    @property
    def alone(self) -> bool:
        """Tell whether the AI stays out of all rounds."""
        return not self.assisted or self.form is not None or self.no_change or self.recall != "free"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A block as the log has it: when its first guess was, and what was known before it.

    `cue` is None where the tracker placed the changes, or a check-up has its own.
    """

    session_id: str
    skill_id: str
    began_at: datetime
    rounds: int
    cue: float | None
    theta_mean: float | None
    form: Form | None
