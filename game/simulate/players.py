"""Players of a match who are not there: they join over real sockets, listen with a known accuracy, and answer."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from game.link import pieces, wire
from game.link.client import Client, Place

KEEP_SHARE: Final = 0.5
"""How often the AI is not followed."""
SURE: Final[tuple[pieces.Sure, ...]] = ("guessing", "fairly sure", "certain")


@dataclass
class Robot:
    """One simulated player: answers each question once, blindly, at a time of its own within the deadline.

    Attributes:
        client: its connection.
        told: what it was told, in order, if it is to remember.
        answers, given: the id of each answer and its value, as this player believes them to be.
        truths: the rounds whose truth it was told, and its points for each.
        longest_s: nobody answers later than so long after the opening.
        speed: how much faster than the world the host's clock runs; 1 but in tests.
        early: frames that held a truth before the round was closed.
    """

    place: Place
    seed: int
    new_id: Callable[[], str]
    keeps: bool = False
    longest_s: float = 60.0
    speed: float = 1.0
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    given: dict[tuple[str, str], pieces.Value | None] = field(default_factory=dict)
    truths: dict[str, float] = field(default_factory=dict)
    told: list[wire.FromHost] = field(default_factory=list)
    board: wire.Board | None = None
    state: wire.State | None = None
    early: int = 0

    def __post_init__(self) -> None:
        self._dice = np.random.default_rng(self.seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self.client = Client(self.place, heard=self._heard, new_id=self.new_id, seed=self.seed, client="robot")

    async def run(self) -> None:
        """Play until the host says goodbye."""
        await self.client.run()

    def _heard(self, message: wire.FromHost) -> None:
        if self.keeps:
            self.told.append(message)
        match message:
            case wire.State():
                self._look(message)
            case wire.Reveal():
                phase = "" if self.state is None else self.state.phase
                self.early += phase not in ("CLOSED", "REVEAL", "PAUSED", "FINISHED")
                self.truths[message.round] = message.points or 0.0
            case wire.Board():
                self.board = message

    def _look(self, state: wire.State) -> None:
        self.state = state
        if state.round is None or state.question is None or state.me is None:
            return
        if state.phase == "PREPARE" and not state.me.ready:
            self.client.ready(state.round, audio_ok=True)
        if state.phase == "GUESS" and state.me.guess is None:
            self._plan(state, "guess")
        elif state.phase == "REVISE" and state.me.guess is not None and state.me.final is None:
            self._plan(state, "revise")

    def _plan(self, state: wire.State, phase: wire.AnswerPhase) -> None:
        key = (state.round or "", phase)
        if key not in self.answers:
            self.answers[key] = ""
            task = asyncio.get_running_loop().create_task(self._answer(state, phase))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, state: wire.State, phase: wire.AnswerPhase) -> None:
        opens_s = max(0.0, _seconds(state.now, state.opens_at))
        left_s = _seconds(state.now, state.closes_at) - opens_s
        thinks_s = self._dice.uniform(0.0, 0.9) * min(self.longest_s, max(0.0, left_s))
        await asyncio.sleep((opens_s + thinks_s) / self.speed)
        if state.question is None or state.round is None or state.me is None:
            return
        value: pieces.Value | None = self._choose(state.question.answer)
        if phase == "revise" and state.me.guess is not None and self._dice.random() < KEEP_SHARE:
            value = state.me.guess.v
        self.given[state.round, phase] = value
        sure = SURE[int(self._dice.integers(3))]
        self.answers[state.round, phase] = self.client.answer(state.round, phase, value, sure=sure)

    def _choose(self, answer: pieces.AnswerSpec) -> pieces.Value:
        if answer.choices is not None:
            chosen = answer.choices[int(self._dice.integers(len(answer.choices)))]
            return chosen if isinstance(chosen, pieces.Move) else int(chosen)
        if answer.kind == "freq":
            return float(np.exp(self._dice.uniform(np.log(answer.lo), np.log(answer.hi))))
        return float(self._dice.uniform(answer.lo, answer.hi))


def _seconds(start: str, stop: str | None) -> float:
    if not stop:
        return 60.0
    return (datetime.fromisoformat(stop) - datetime.fromisoformat(start)).total_seconds()


def robots(
    count: int, *, ws: str, room: str, seed: int, new_id: Callable[[], str], longest_s: float = 60.0, speed: float = 1.0
) -> Sequence[Robot]:
    """Return so many players, each with dice of its own."""
    return [
        Robot(Place(ws, room), seed=seed + number, new_id=new_id, longest_s=longest_s, speed=speed)
        for number in range(count)
    ]
