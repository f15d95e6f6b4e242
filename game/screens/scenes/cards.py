"""The two cards of a round: the one that plays, and the one that takes the answer."""

from game.screens.scenes.adapters import Adapters
from game.screens.scenes.answer import Answer, OnAnswer, plain_answer
from game.screens.scenes.listen import ListenCard
from game.screens.scenes.run import Ready


def build_cards(
    adapters: Adapters, ready: Ready, *, on_answer: OnAnswer, at_first: float | None = None
) -> tuple[ListenCard, Answer]:
    """Return the cards for a round; `at_first` is the answer that stands there before the player moves it."""
    challenge = ready.prepared.setup.challenge
    listen = ListenCard(adapters, ready)
    answer: Answer = plain_answer(challenge, on_answer=on_answer, envelope=ready.envelopes[0])
    if at_first is not None:
        answer.put(at_first)
    return listen, answer
