"""Joins a match from a terminal, or lets simulated players join it."""

import asyncio
import sys
import threading
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from game import wiring
from game.core.errors import ContentError
from game.core.facts import CONFIDENCES
from game.link import pieces, wire
from game.link.client import Client, Place
from game.link.translate import domain_of, value_of
from game.simulate.players import Robot, robots
from game.terminal.parse import read_confidence, split_answer

Say = Callable[[str], None]
FETCH_S: Final = 20.0
PATIENCE_S: Final = 15.0
"""A host that has not answered for so long is not there."""


@dataclass
class Seat:
    """One person at a terminal: says what happens, and takes lines as answers."""

    place: Place
    say: Say
    clips: Path
    state: wire.State | None = None
    name: str = ""
    points: float = 0.0
    rank: int | None = None
    rounds: int = 0
    refused: str = ""
    _said: tuple[str, int] = ("", 0)
    _fetched: set[str] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.client = Client(
            self.place, heard=self._heard, new_id=wiring.new_id, seed=wiring.new_seed(), client="terminal"
        )

    def _heard(self, message: wire.FromHost) -> None:
        match message:
            case wire.Joined() if message.name != self.name:
                self.name = message.name
                self.say(f"You are {message.name}.")
            case wire.State():
                self._look(message)
            case wire.Ai():
                self.say(f"The AI: {message.region} {message.why}".strip())
            case wire.Ack():
                self.say(ACKS[message.res])
            case wire.Reveal():
                self._learn(message)
            case wire.Board():
                self.say("; ".join(f"{row.rank}. {row.name} {row.points:g}" for row in message.rows))
            case wire.Err():
                self._refuse(message)

    def _refuse(self, message: wire.Err) -> None:
        self.say(message.says or message.why)
        if message.why in ("wrong_room", "locked", "full", "name_bad", "name_taken"):
            self.refused = message.says or message.why
            self.client.over = message.why

    def _look(self, state: wire.State) -> None:
        self.state = state
        if state.me is not None:
            self.points, self.rank = state.me.points, state.me.rank
        if state.files and state.round is not None and state.round not in self._fetched:
            self._fetched.add(state.round)
            task = asyncio.get_running_loop().create_task(self._fetch(state.round, state.files))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._said == (state.phase, state.idx):
            return
        self._said = (state.phase, state.idx)
        for line in say_state(state):
            self.say(line)

    async def _fetch(self, round_id: str, files: Sequence[pieces.File]) -> None:
        base = self.place.ws.replace("ws", "http", 1).removesuffix("/ws")
        try:
            for file in files:
                await asyncio.to_thread(fetch, f"{base}{file.wav}", self.clips / f"{file.name}.wav")
        except OSError as error:
            self.say(f"The clips could not be fetched ({error}); answer from what the room hears.")
        else:
            names = ", ".join(f"{file.name}.wav" for file in files)
            self.say(f"The clips {names} lie in {self.clips}; play them with anything.")
        self.client.ready(round_id, audio_ok=True)

    def _learn(self, reveal: wire.Reveal) -> None:
        self.rounds += 1
        mine = reveal.mine
        if mine is not None:
            self.points, self.rank = mine.total, mine.rank
        said = "" if mine is None else f" You: {mine.final_says}. {reveal.points or 0:g} points, {mine.total:g} in all."
        self.say(f"{reveal.truth.says}.{said} {reveal.explain}")

    def line(self, text: str) -> None:
        """Take a typed line as an answer: a value, and then how sure one is."""
        state = self.state
        if state is None or state.question is None or state.round is None or state.phase not in ("GUESS", "REVISE"):
            self.say("Nothing is asked at the moment.")
            return
        domain = domain_of(state.question.answer)
        if state.phase == "REVISE" and text.strip() in ("", "k", "keep") and state.me and state.me.guess:
            self.client.answer(state.round, "revise", state.me.guess.v, sure=state.me.guess.conf)
            return
        try:
            choice, rest = split_answer(text, domain, unit=state.question.unit)
        except ValueError as error:
            self.say(str(error))
            return
        if choice is None:
            self.say("Type an answer, such as 1.2k or 2, and 1, 2 or 3 for how sure you are.")
            return
        phase: wire.AnswerPhase = "guess" if state.phase == "GUESS" else "revise"
        sure = read_confidence(rest) or CONFIDENCES[1]
        self.client.answer(state.round, phase, value_of(domain, choice), sure=sure)


ACKS: Final = {
    "ok": "Written down.",
    "dup": "Written down.",
    "already": "Your first answer stands.",
    "late": "Too late for this one.",
    "not_open": "That cannot be answered now.",
}


def say_state(state: wire.State) -> list[str]:
    """Say where the match is."""
    match state.phase:
        case "LOBBY":
            return ["You are in. The match begins when the host starts it."]
        case "PREPARE":
            return [f"Round {state.idx} of {state.of} is prepared."]
        case "GUESS" if state.question is not None:
            asked = state.question
            hint = asked.pick or "Type your answer and 1, 2 or 3 for how sure you are."
            return [f"Round {state.idx} of {state.of}. {asked.title} {asked.task} {hint}"]
        case "REVISE":
            return ["Type another answer, or an empty line to keep yours."]
        case "PAUSED":
            return ["The match is paused."]
        case "FINISHED":
            return ["The match is over."]
    return []


def fetch(url: str, path: Path) -> Path:
    """Save what lies at an address of the host; OSError where it cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with urllib.request.urlopen(url, timeout=FETCH_S) as answer:
        path.write_bytes(answer.read())
    return path


def join_match(place: Place, *, saves: Path | None, say: Say) -> dict[str, Any]:
    """Play until the match is over, the host goes, or input ends; return what it came to.

    Raises:
        ContentError: nobody answers there, or the room does not take one in.
    """
    seat = Seat(place, say, wiring.find_saves(saves) / "clips")
    asyncio.run(_sit(seat))
    if seat.refused:
        raise ContentError(f"the room does not let you in: {seat.refused}")
    return {
        "player": seat.client.player,
        "name": seat.name,
        "rounds": seat.rounds,
        "points": seat.points,
        "rank": seat.rank,
    }


async def _sit(seat: Seat) -> None:
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\r\n"))
        loop.call_soon_threadsafe(lines.put_nowait, None)

    talk = loop.create_task(seat.client.run())
    await _until_seated(seat.client, talk, seat.place)
    threading.Thread(target=read, name="typed lines", daemon=True).start()
    typing = loop.create_task(_type(seat, lines))
    await asyncio.wait([talk, typing, loop.create_task(_over(seat))], return_when=asyncio.FIRST_COMPLETED)
    typing.cancel()
    await seat.client.close()
    talk.cancel()


async def _until_seated(client: Client, talk: "asyncio.Task[None]", place: Place) -> None:
    for _ in range(round(PATIENCE_S * 10)):
        if client.connected or talk.done():
            return
        await asyncio.sleep(0.1)
    talk.cancel()
    raise ContentError(
        f"a host must listen at {place.ws}, none answers: check the address, and that both are in one network"
    )


async def _type(seat: Seat, lines: "asyncio.Queue[str | None]") -> None:
    """Take lines until one says to leave; where input ends, look on to the end."""
    while (line := await lines.get()) not in ("q", "quit"):
        if line is None:
            await asyncio.Event().wait()
        else:
            seat.line(line)


async def _over(seat: Seat) -> None:
    while seat.state is None or seat.state.phase != "FINISHED":
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.0)  # for the board


def join_robots(place: Place, count: int, *, seed: int, say: Say) -> list[dict[str, Any]]:
    """Let simulated players join over sockets and play to the end; return what each came to."""
    players = list(robots(count, ws=place.ws, room=place.room, seed=seed, new_id=wiring.new_id))
    asyncio.run(_play(players, place, say))
    return [
        {
            "player": one.client.player,
            "name": "" if one.state is None or one.state.me is None else one.state.me.name,
            "rounds": len(one.truths),
            "points": round(sum(one.truths.values()), 1),
            "rank": None if one.state is None or one.state.me is None else one.state.me.rank,
        }
        for one in players
    ]


async def _play(players: list[Robot], place: Place, say: Say) -> None:
    tasks = [asyncio.create_task(player.run()) for player in players]
    await _until_seated(players[0].client, tasks[0], place)
    say(f"{len(players)} simulated players are on their way.")
    while not all(_is_out(player) for player in players):
        await asyncio.sleep(0.2)
    await asyncio.sleep(0.5)
    for player in players:
        await player.client.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _is_out(player: Robot) -> bool:
    return bool(player.client.over) or (player.state is not None and player.state.phase == "FINISHED")
