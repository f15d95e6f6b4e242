"""The two cards of a round: the one that plays, and the one that takes the answer."""

from game.screens.scenes.adapters import Adapters
from game.screens.scenes.answer import Answer, OnAnswer, plain_answer
from game.screens.scenes.groove import grid_answer
from game.screens.scenes.listen import ListenCard
from game.screens.scenes.listen_grid import GridListenCard
from game.screens.scenes.run import Ready


def build_cards(
    adapters: Adapters, ready: Ready, *, on_answer: OnAnswer, at_first: float | None = None
) -> tuple[ListenCard, Answer]:
    """Return the cards for a round; `at_first` is the answer that stands there before the player moves it."""
    challenge = ready.prepared.setup.challenge
    listen: ListenCard
    answer: Answer
    if ready.grid is None or challenge.question.answer.kind == "interval":
        listen = ListenCard(adapters, ready)
        answer = plain_answer(challenge, on_answer=on_answer, envelope=ready.envelope)
    else:
        answer, grid = grid_answer(challenge, ready.grid, on_answer=on_answer,
                                   on_loop=lambda low, high: looped.loop(low, high))  # fmt: skip
        listen = looped = GridListenCard(adapters, ready, ready.grid, grid)
    if at_first is not None:
        answer.put(at_first)
    return listen, answer
