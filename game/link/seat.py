"""A seat in a match that works in a thread of its own, for a window that draws sixty times a second."""

import asyncio
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from game.core.facts import Choice, Confidence, Question
from game.dsp.audio import Audio
from game.link import pieces, wire
from game.link.client import Client, Place
from game.link.in_thread import InThread
from game.link.translate import choice_of, domain_of, question_of, value_of
from game.session.match_seat import KICKED, Drawn, Seen

FETCH_S: Final = 20.0
ACKS: Final = {
    "ok": "Written down",
    "dup": "Written down",
    "already": "Your first answer stands",
    "late": "Too late for this one",
    "not_open": "That cannot be answered now",
}
BYES: Final = {"kicked": KICKED, "ended": "The host closed the room.", "version": "This game is too old for that host."}
Decode = Callable[[bytes], tuple[Audio, int]]
"""Makes of a WAV file its sound and its rate in Hz."""


class ThreadSeat(InThread):
    """Keeps what is known as one value; whoever reads it gets the newest."""

    def __init__(self, place: Place, *, new_id: Callable[[], str], seed: int, decode: Decode) -> None:
        """Join at once."""
        self._place, self._decode = place, decode
        self._seen = Seen()
        self._state: wire.State | None = None
        self._fetched = ""
        make = partial(Client, place, heard=self._heard, new_id=new_id, seed=seed, client="window")
        super().__init__(make, name="class seat")
        self._thread.start()

    # ---- for the window

    def seen(self) -> Seen:
        """Return what is known now."""
        seen = self._seen
        link, left_s = self.now(seen.link)
        return replace(seen, link=link, left_s=left_s)

    def answer(self, choice: Choice | None, confidence: Confidence) -> None:
        """Answer what is asked now."""
        self._loop.call_soon_threadsafe(self._answer, choice, confidence)

    def another_name(self) -> None:
        """Ask for another name from the list."""
        self._loop.call_soon_threadsafe(self._ask_name)

    # ---- in the thread

    def _ask_name(self) -> None:
        if self._client is not None:
            self._client.tell(wire.Reroll())

    def _answer(self, choice: Choice | None, confidence: Confidence) -> None:
        state = self._state
        if state is None or state.question is None or state.round is None or self._client is None:
            return
        phase: wire.AnswerPhase = "guess" if state.phase == "GUESS" else "revise"
        value = value_of(domain_of(state.question.answer), choice)
        self._client.answer(state.round, phase, value, sure=confidence)
        self._seen = replace(self._seen, done=True, says="On its way")

    def _heard(self, message: wire.FromHost) -> None:
        match message:
            case wire.State():
                self._look(message)
            case wire.Reveal():
                self._seen = self._with_truth(message)
            case wire.Err():
                self._refused(message)
            case _:
                self._seen = replace(self._seen, **_news(message))

    def _refused(self, message: wire.Err) -> None:
        self._seen = replace(self._seen, says=message.says or message.why)
        if self._seen.link == "joining" and self._client is not None and message.why != "bad_frame":
            self._client.over = message.why
            self._leave()

    def _look(self, state: wire.State) -> None:
        fresh = state.round != (self._state.round if self._state is not None else None)
        self._state = state
        me, asked = state.me, state.question
        seen = (
            replace(self._seen, ai="", truth="", mine="", explain="", drawn=None, says="", clips=())
            if fresh
            else self._seen
        )
        self.run_until(state.closes_at if state.phase in ("GUESS", "REVISE") else None, now=state.now)
        given = me is not None and (me.guess if state.phase == "GUESS" else me.final) is not None
        self._seen = replace(
            seen,
            name=seen.name if me is None else me.name,
            phase=state.phase,
            round_id=state.round or "",
            idx=state.idx,
            of=state.of,
            answered=state.n,
            people=state.people,
            title="" if asked is None else asked.title,
            task="" if asked is None else asked.task,
            question=None if asked is None else question_of(asked),
            grid=None if asked is None or asked.grid is None else asked.grid.model_dump(),
            guessed=me is not None and me.guess is not None,
            guess=_guess(asked, me),
            done=given or state.phase not in ("GUESS", "REVISE"),
            ai=seen.ai if me is None or me.ai is None else _ai_words(me.ai),
            playing=state.playing,
            points=0.0 if me is None else me.points,
            rank=None if me is None else me.rank,
        )
        if state.round is not None and state.round != self._fetched and (state.files or state.mode == "speakers"):
            self._fetched = state.round
            task = self._loop.create_task(self._fetch(state.round, tuple(state.files or ())))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fetch(self, round_id: str, files: Sequence[pieces.File]) -> None:
        base = self._place.ws.replace("ws", "http", 1).removesuffix("/ws")
        try:
            sounds = [(file.name, await asyncio.to_thread(self._sound, base + file.wav)) for file in files]
        except (OSError, ValueError) as error:
            self._seen = replace(self._seen, says=f"The clips could not be fetched: {error}")
        else:
            if sounds and self._seen.round_id == round_id:
                clips = tuple((name, audio) for name, (audio, _) in sounds)
                self._seen = replace(self._seen, clips=clips, rate_hz=sounds[0][1][1])
        if self._client is not None:
            self._client.ready(round_id, audio_ok=True)

    def _sound(self, url: str) -> tuple[Audio, int]:
        with urllib.request.urlopen(url, timeout=FETCH_S) as answer:
            return self._decode(answer.read())

    def _with_truth(self, reveal: wire.Reveal) -> Seen:
        mine = reveal.mine
        words = ""
        if mine is not None and mine.final is not None:
            words = f"Your answer: {mine.final_says}. {reveal.points or 0:g} points, {mine.total:g} in all."
        elif mine is not None:
            words = f"No answer from you this time. {mine.total:g} points in all."
        ai = "" if reveal.ai is None else f" The AI: {reveal.ai.says}."
        rank = self._seen.rank if mine is None else mine.rank
        points = self._seen.points if mine is None else mine.total
        return replace(
            self._seen, truth=reveal.truth.says, mine=f"{words}{ai}", explain=reveal.explain, points=points, rank=rank,
            drawn=_drawn(self._seen.question, reveal),
        )  # fmt: skip


def _news(message: wire.FromHost) -> dict[str, Any]:
    """Return what a small message changes."""
    match message:
        case wire.Joined():
            return {"link": "in", "name": message.name, "says": ""}
        case wire.Bye():
            return {"says": BYES.get(message.why, "")}
        case wire.Ack():
            return {"says": ACKS[message.res]}
        case wire.Ai():
            return {"ai": _ai_words(message)}
        case wire.Progress():
            return {"answered": message.n, "people": message.of}
        case wire.Playing():
            return {"playing": message.clip}
        case wire.Board():
            return {"board": tuple((row.rank, row.name, row.points) for row in message.rows)}
    return {}


def _ai_words(message: wire.Ai) -> str:
    return f"{message.region} {message.why}".strip()


def _drawn(question: Question | None, reveal: wire.Reveal) -> Drawn | None:
    if question is None or reveal.picture is None:
        return None
    answer, final = question.answer, None if reveal.mine is None else reveal.mine.final
    return Drawn(
        question=question,
        choice=choice_of(answer, reveal.truth.choice),
        final=None if final is None else choice_of(answer, final.v),
        ai=None if reveal.ai is None else choice_of(answer, reveal.ai.v),
        picture=reveal.picture.model_dump(),
    )


def _guess(asked: pieces.Question | None, me: wire.Me | None) -> Choice | None:
    if asked is None or me is None or me.guess is None:
        return None
    return choice_of(domain_of(asked.answer), me.guess.v)
