"""A contest after it was held: what was asked, what everybody answered, and who was right. Speed plays no part."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from game.core.facts import Advice, Challenge, Choice
from game.drills.any_drill import judge


@dataclass(frozen=True, slots=True)
class Answered:
    """What one player said in a round; None where nothing came in time."""

    name: str
    guess: Choice | None
    final: Choice | None

    @property
    def last(self) -> Choice | None:
        """The answer that counts."""
        return self.guess if self.final is None else self.final


@dataclass(frozen=True, slots=True)
class ContestRound:
    """One question of a contest, its answers by name, and what the AI said."""

    idx: int
    challenge: Challenge
    advice: Advice | None
    answers: tuple[Answered, ...]

    @property
    def middle(self) -> Choice | None:
        """The median of the answers on a slider, the most common pick otherwise; None where nobody answered."""
        said = [one.last for one in self.answers if one.last is not None]
        if not said:
            return None
        if self.challenge.question.answer.choices is None:
            return float(median(said))
        return Counter(said).most_common(1)[0][0]

    @property
    def right(self) -> tuple[str, ...]:
        """Who was right in the end, by name."""
        return tuple(one.name for one in self.answers if one.last is not None and self._is_right(one.last))

    @property
    def right_at_first(self) -> int:
        """How many first guesses were right."""
        return sum(one.guess is not None and self._is_right(one.guess) for one in self.answers)

    @property
    def ai_right(self) -> bool | None:
        """Whether the AI was right; None where it named nothing."""
        if self.advice is None or self.advice.choice is None:
            return None
        return self._is_right(self.advice.choice)

    @property
    def dissent(self) -> tuple[str, ...]:
        """Who kept a right answer against an AI that was wrong."""
        if self.ai_right is not False:
            return ()
        return tuple(one.name for one in self.answers if one.guess is not None and one.guess == one.last
                     and self._is_right(one.guess))  # fmt: skip

    def _is_right(self, choice: Choice) -> bool:
        return judge(self.challenge, choice).correct


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest: when it was held, in which room, and its rounds in order."""

    match_id: str
    room: str
    held_at: datetime
    rounds: tuple[ContestRound, ...]

    @property
    def players(self) -> int:
        """How many answered anything."""
        return len({one.name for each in self.rounds for one in each.answers if one.last is not None})


def merge_contests(found: Iterable[Contest]) -> tuple[Contest, ...]:
    """Return each contest once, oldest first; of one that was copied before its end, the longer copy."""
    kept: dict[str, Contest] = {}
    for one in found:
        before = kept.get(one.match_id)
        if before is None or _length(one) > _length(before):
            kept[one.match_id] = one
    return tuple(sorted(kept.values(), key=lambda one: (one.held_at, one.match_id)))


def _length(contest: Contest) -> tuple[int, int, datetime]:
    return len(contest.rounds), sum(len(each.answers) for each in contest.rounds), contest.held_at
