"""A block of practice as a fact."""

from dataclasses import dataclass
from datetime import datetime

from game.core.facts import Form, Recall


@dataclass(frozen=True, slots=True)
class Block:
    """What is fixed for a block. `seed` gives every round of it; `assisted` is False for an all-solo block.

    `cue` is the size of every change; None leaves it to the tracker, round by round.

    `no_change` offers "no change" as an answer, `recall` is how the rounds are heard: under either the AI stays out, as
    its chances were not measured there.

    `form` makes it a check-up: all solo, the same questions for everybody (`session.check_up`).
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
    form: Form | None = None

    @property
    def alone(self) -> bool:
        """Tell whether the AI stays out of all rounds."""
        return not self.assisted or self.form is not None or self.no_change or self.recall != "free"
