"""The skills quiz: what is asked, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from game.core.facts import Confidence

Topic = Literal["facts", "ear_to_word", "signal_flow", "hand_over", "ai_limits"]
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
TOPIC_TITLES: Final[Mapping[Topic, str]] = {
    "facts": "Facts",
    "ear_to_word": "From ear to word",
    "signal_flow": "Signal flow",
    "hand_over": "Hand it over or do it yourself?",
    "ai_limits": "What an AI can know",
}
OPTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Sides:
    """What speaks for handing something over, and what for doing it yourself."""

    hand_over: str
    yourself: str


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A question with four options, one of them `right`; `why` and `source` are told after the answer."""

    item_id: str
    topic: Topic
    ask: str
    options: tuple[str, ...]
    right: str
    why: str
    source: str
    sides: Sides | None = None


@dataclass(frozen=True, slots=True)
class QuizAnswer:
    """One answer, as it is logged: the option's words, so that it can be read whatever becomes of their order."""

    answer_id: str
    player_id: str
    item_id: str
    picked: str
    correct: bool
    confidence: Confidence
    answered_at: datetime
