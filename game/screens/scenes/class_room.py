"""A match in one room, from the app: join by the address on the projector, answer, keep or revise, see the truth."""

from functools import partial
from typing import ClassVar, Final

from game.core.errors import GameError
from game.core.facts import CONFIDENCES, Choice, Question, number_of
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.class_grid import Grid, grid_input, picked, put
from game.screens.scenes.class_picture import picture_card
from game.screens.scenes.desk import DeskScene
from game.screens.scenes.listen import TAKE_KEYS
from game.screens.scenes.places import Places, PlaceScene
from game.screens.scenes.round import SURE_KEYS, SURE_KEYS_BESIDE_DIGITS
from game.screens.theme import XL, XS, M, S
from game.screens.widgets.base import Card, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice as Choose
from game.screens.widgets.entry import TextEntry
from game.screens.widgets.lane import FreqLane
from game.screens.widgets.picks import HitGrid, PartGrid
from game.screens.widgets.sliders import AmountSlider, GainSlider
from game.session.match_seat import KICKED, Seen
from game.session.ports import ClassSeat, HostDesk

TOP: Final = Rect(32, 152, 1216, 192)
ANSWER: Final = Rect(32, 360, 1216, 224)
JOIN: Final = Rect(344, 152, 592, 336)
HOST: Final = Rect(344, 512, 592, 160)
PHASE_WORDS: Final = {
    "LOBBY": "You are in. The match begins when the host starts it.",
    "PREPARE": "The round is being prepared.",
    "GUESS": "Your own answer first.",
    "AI": "Hear what the AI says. Nothing changes yet.",
    "REVISE": "Keep your answer, or change it.",
    "CLOSED": "Answers are closed.",
    "REVEAL": "The truth.",
    "PAUSED": "The host has paused the match.",
    "FINISHED": "The match is over.",
}
OPEN: Final = ("GUESS", "REVISE")


Input = Choose | FreqLane | AmountSlider | GainSlider | PartGrid | HitGrid


class AnswerCard(Card):
    """Takes any kind of answer; `value` is None while there is none."""

    def __init__(self, question: Question, grid: Grid | None, *, live: bool) -> None:
        bar = None if grid is None else grid_input(ANSWER.grown(-16), question, grid)
        self.input: Input = input_of(question, live=live) if bar is None else bar
        self.input.why_not = "" if live else "Not open now"
        super().__init__(ANSWER, children=(self.input,))
        self.question = question

    @property
    def value(self) -> Choice | None:
        """The answer that stands there."""
        if isinstance(self.input, Choose):
            return None if self.input.chosen is None else float(self.input.chosen + 1)
        if isinstance(self.input, PartGrid | HitGrid):
            return picked(self.input, self.question)
        return self.input.value

    @property
    def digits(self) -> bool:
        """Whether digits answer."""
        return isinstance(self.input, Choose | HitGrid)

    def put(self, value: Choice) -> None:
        """Show an answer that was given."""
        if isinstance(self.input, Choose):
            self.input.chosen = int(value) - 1
        elif isinstance(self.input, PartGrid | HitGrid):
            put(self.input, self.question, value)
        else:
            self.input.value = value


def input_of(question: Question, *, live: bool) -> Choose | FreqLane | AmountSlider | GainSlider:
    """Return what takes the answer; one that is not live only shows it."""
    answer, stated = question.answer, question.stated
    why_not = "" if live else "Not open now"
    if answer.choices is not None:
        names = [f"{move.part} {move.direction}" for move in answer.moves]
        word = "Hit" if answer.kind == "hit" else "Take"
        options = names or [f"{word} {number:g}" for number in answer.choices]
        return Choose(Rect(56, 432, 1168, 72), "Your answer", options=options, meaning="answer", why_not=why_not)
    if answer.kind == "freq":
        return FreqLane(
            Rect(56, 384, 1168, 184),
            "Where",
            gain_db=number_of(stated, "gain_db"),
            q=number_of(stated, "q"),
            band_note="half an octave either way is right",
            lo=answer.lo,
            hi=answer.hi,
            why_not=why_not,
        )
    if answer.lo < 0:
        return GainSlider(Rect(56, 416, 1168, 112), "How much", tolerance_db=None, why_not=why_not)
    return AmountSlider(
        Rect(56, 416, 1168, 112), "How much", lo=answer.lo, hi=answer.hi, step=answer.step, unit=question.unit,
        marks=[answer.lo + index * (answer.hi - answer.lo) / 4 for index in range(5)], why_not=why_not,
    )  # fmt: skip


def told_cards(seen: Seen) -> tuple[Card, ...]:
    """Return the cards after a round: the picture of the truth where there is one, the board, and why."""
    drawn = seen.drawn if seen.truth else None
    left, top, width = (920, 152, 328) if drawn is not None else (32, 152, 600)
    place = f"You: {seen.points:g} points" + (f", place {seen.rank}" if seen.rank else "")
    rows = [
        Words(Rect(left + 24, top + 56 + 28 * index, width - 48, 24), f"{rank}. {name}  {points:g}", colour="ink")
        for index, (rank, name, points) in enumerate(seen.board)
    ]
    board = Card(Rect(left, top, width, 216),
                 children=(Words(Rect(left + 24, top + 24, width - 48, 24), place, size=S), *rows))  # fmt: skip
    if not seen.explain:
        return (board,) if seen.board else ()
    at = Rect(920, 384, 328, 200) if drawn is not None else Rect(648, 152, 600, 216)
    why = Card(at, children=(Words(at.grown(-24), seen.explain, size=S if drawn is not None else M),))
    return (board, why) if drawn is None else (picture_card(drawn, seen.truth), board, why)


class ClassScene(PlaceScene):
    """Joining, then one screen for each phase; built again whenever something other than the time has changed."""

    title = "Class"
    here: ClassVar = "Class"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self.seat: ClassSeat | None = None
        self.seen = Seen()
        self.address = self.room = self.fault = ""
        self.answer: AnswerCard | None = None
        self.sure: Choose | None = None
        self.primary: Button | None = None
        self._clock: Words | None = None
        self._count: Words | None = None
        self._shown: object = None
        self._loaded = ""
        self.barred = set[tuple[str, str]]()
        self.desk: DeskScene | None = None
        self._host_line = Words(HOST, "")
        self.opening = self.shown = False
        self.host_fault = ""

    # ---- coming and going

    def entered(self) -> None:
        """Show where the match is, or the way into one."""
        super().entered()
        self._shown, self.shown = None, True
        self.refresh()

    def left(self) -> None:
        """Fall silent; the place in the match is kept."""
        self.to.speaker.stop()
        self._loaded, self.shown = "", False

    def update(self, dt_s: float) -> Scene | None:
        """Follow the match."""
        self.refresh()
        return super().update(dt_s)

    def _join(self) -> None:
        self.fault = ""
        try:
            if (self.address, self.room) in self.barred:
                raise ValueError(KICKED)
            self.seat = self.to.join_match(self.address, self.room)
        except (GameError, ValueError) as error:
            self.fault = str(error)
        self._shown = None
        self.refresh()

    def _leave(self) -> None:
        if self.seat is not None:
            self.seat.close()
        self.seat, self.seen, self._shown = None, Seen(), None
        self.to.speaker.stop()
        self.refresh()

    def _thrown_out(self, why: str) -> None:
        """Go back to the way in, and say why; a room that one was taken out of is not asked again."""
        if why == KICKED:
            self.barred.add((self.address, self.room))
        self._leave()
        self.fault = why

    # ---- hosting

    def _host(self) -> None:
        """Go to the desk of the contest that runs here, or open one; that takes seconds."""
        if self.desk is not None:
            self.next_scene = self.desk
        elif not self.opening:
            self.opening, self.host_fault = True, ""
            self.to.jobs.start("host", self.to.open_host, then=self._hosted, failed=self._not_hosted)

    def _hosted(self, desk: HostDesk) -> None:
        self.opening = False
        self.desk = DeskScene(self.to, desk, back=self, on_closed=self._closed)
        if self.shown:
            self.next_scene = self.desk

    def _not_hosted(self, error: Exception) -> None:
        if not isinstance(error, GameError):
            raise error
        self.opening, self.host_fault = False, f"{str(error)[:1].upper()}{str(error)[1:]}."

    def _closed(self, why: str) -> None:
        self.desk, self.host_fault = None, why

    def _host_words(self) -> str:
        if self.desk is not None:
            seen = self.desk.desk.seen()
            return (
                f"Your contest is open: room {seen.room} at {seen.url.split('://', 1)[-1]}, {len(seen.people)} in it."
            )
        if self.opening:
            return "The room is being opened; this takes a moment."
        return self.host_fault or "This machine opens a room; the others join it with a phone, a browser or the game."

    def _host_card(self) -> Card:
        self._host_line = Words(Rect(368, 532, 544, 63), self._host_words(), size=S, colour="ink")
        label = "Go to the desk" if self.desk is not None else "Host a contest"
        button = Button(Rect(720, 600, 192, 48), label, key="H", on_press=self._host,
                        why_not="Being opened" if self.opening else "")  # fmt: skip
        return Card(HOST, children=(self._host_line, button))

    # ---- what is on the screen

    def refresh(self) -> None:
        """Look at the match; build the screen again where it has changed."""
        if self.seat is not None:
            self.seen = self.seat.seen()
            if self.seen.link == "over":
                self._thrown_out(self.seen.says or "No host answers there.")
        seen = self.seen
        hosted = (self.desk is None, self.opening, self.host_fault) if self.seat is None else None
        key = (self.seat is None, hosted, self.fault, seen.link, seen.phase, seen.round_id, seen.done, seen.guessed,
               seen.ai, seen.truth, seen.board, seen.says, len(seen.clips), seen.name)  # fmt: skip
        if key != self._shown:
            self._shown = key
            self._build()
        self._tell_time()

    def _build(self) -> None:
        if self.seat is None:
            self._build_join()
        elif self.seen.truth or self.seen.phase in ("FINISHED", "LOBBY"):
            self._build_words()
        else:
            self._build_round()

    def _build_join(self) -> None:
        self._clock = self._count = None
        where = TextEntry(Rect(368, 176, 544, 72), "Address on the projector", text=self.address,
                          placeholder="192.168.4.20:8000", on_change=self._typed_address,
                          on_enter=lambda _: self._join(), longest=80)  # fmt: skip
        room = TextEntry(Rect(368, 264, 544, 72), "Room", text=self.room, placeholder="four letters",
                         on_change=self._typed_room, on_enter=lambda _: self._join(), longest=4)  # fmt: skip
        join = Button(Rect(720, 416, 192, 48), "Join", kind="primary", on_press=self._join)
        parts = (where, room, join)
        words = frame.heading("Join a contest", "Both must be in the same network. You are given a name from a list.")
        note = Words(Rect(368, 356, 544, 40), self.fault, size=XS)
        self.tree.replace(frame.group(self.bar(), words, Card(JOIN, children=(*parts, note)), self._host_card(),
                                      frame.foot(("Tab", "next field"), ("Enter", "join"))))  # fmt: skip

    def _typed_address(self, text: str) -> None:
        self.address = text.strip()

    def _typed_room(self, text: str) -> None:
        self.room = text.strip().upper()

    def _top(self) -> tuple[Widget, ...]:
        """Return who one is, the time, how many have answered, and what the AI says."""
        seen = self.seen
        status = "The connection is lost and sought again; what you answered is safe." if seen.link == "away" else ""
        line = status or PHASE_WORDS[seen.phase]
        self._clock = Words(Rect(56, 208, 300, 32), "", size=XL, face="semibold", colour="ink")
        self._count = Words(Rect(56, 248, 400, 24), "", size=S)
        said = Words(Rect(56, 176, 1168, 24), line, size=M, colour="ink")
        ai = Words(Rect(480, 216, 744, 112), seen.ai and f"The AI: {seen.ai}", size=S, colour="ai")
        return (Card(TOP, children=(said, self._clock, self._count, ai, *self._clips())),)

    def _clips(self) -> tuple[Widget, ...]:
        """Return a button for each clip where the phones play."""
        names = [name for name, _ in self.seen.clips]
        if not names:
            return ()
        if self._loaded != self.seen.round_id:
            self.to.speaker.load(self.seen.clips, rate_hz=self.seen.rate_hz)
            self._loaded = self.seen.round_id
        keys = ("A", "B") if names == ["A", "B"] else TAKE_KEYS
        return tuple(
            Button(
                Rect(56 + index * 104, 288, 96, 40),
                f"Play {name}",
                key=key,
                on_press=partial(self._play, name),
            )
            for index, (name, key) in enumerate(zip(names, keys, strict=False))
        )

    def _play(self, name: str) -> None:
        self.to.speaker.play(name)

    def _build_round(self) -> None:
        seen = self.seen
        live = seen.phase in OPEN and not seen.done
        before = self.answer.value if self.answer is not None and self.answer.question == seen.question else None
        sure = self.sure.chosen if self.sure is not None and before is not None else None
        self.answer = None if seen.question is None else AnswerCard(seen.question, seen.grid, live=live)
        value = before if before is not None else seen.guess
        if self.answer is not None and value is not None:
            self.answer.put(value)
        heads = frame.heading(seen.title or "A moment", seen.task, width=1216)
        widgets: list[Widget] = [self.bar(), *heads, *self._top()]
        if self.answer is not None:
            widgets.append(self.answer)
        if live and self.answer is not None:
            widgets += self._commit_row(self.answer, sure)
        else:
            widgets.append(Words(Rect(32, 622, 1000, 21), seen.says or "", size=S))
        leave = Button(Rect(32, 664, 96, 28), "Leave", on_press=self._leave)
        self.tree.replace(frame.group(*widgets, leave),
                          ambient=None if self.answer is None or self.answer.digits else self.answer.input)  # fmt: skip

    def _commit_row(self, card: AnswerCard, chosen: int | None) -> tuple[Widget, ...]:
        keys = SURE_KEYS_BESIDE_DIGITS if card.digits else SURE_KEYS
        options = [confidence.capitalize() for confidence in CONFIDENCES]
        self.sure = Choose(Rect(176, 608, 456, 48), "How sure are you?", options=options, keys=keys,
                           meaning="how sure", chosen=chosen)  # fmt: skip
        label = "Commit" if self.seen.phase == "GUESS" else "Keep"
        self.primary = Button(frame.PRIMARY, label, kind="primary", key="Enter", on_press=self._commit)
        return (Words(Rect(32, 622, 136, 21), "How sure are you?"), self.sure, self.primary)

    def _commit(self) -> None:
        card, sure = self.answer, self.sure
        if self.seat is None or card is None or card.value is None or sure is None or self._why_not():
            return
        self.seat.answer(card.value, CONFIDENCES[1 if sure.chosen is None else sure.chosen])
        self.refresh()

    def _why_not(self) -> str:
        if self.answer is None or self.answer.value is None:
            return "Answer first"
        asks_sure = self.seen.phase == "GUESS" and (self.sure is None or self.sure.chosen is None)
        return "How sure?" if asks_sure else ""

    def _build_words(self) -> None:
        """Show the truth, or that the match waits or is over; and the board."""
        seen = self.seen
        self._clock = self._count = None
        title = seen.truth or ("Class" if seen.phase == "LOBBY" else "The match is over")
        line = seen.mine or (f"You are {seen.name}. " if seen.name else "") + PHASE_WORDS[seen.phase]
        leave = Button(Rect(1056, 608, 192, 48), "Leave the match", on_press=self._leave)
        other = Button(Rect(32, 152, 160, 40), "Another name", key="N", on_press=self._another_name)
        first = (other,) if seen.phase == "LOBBY" and seen.name and not seen.board else ()
        heads = frame.heading(title, line, width=1216)
        self.tree.replace(frame.group(self.bar(), heads, first, told_cards(seen), leave))

    def _another_name(self) -> None:
        if self.seat is not None:
            self.seat.another_name()

    def _tell_time(self) -> None:
        seen = self.seen
        if self.desk is not None:
            self._host_line.label = self._host_words()
        if self._clock is not None:
            left_s = None if seen.left_s is None else int(seen.left_s)
            self._clock.label = "" if left_s is None else f"{left_s // 60}:{left_s % 60:02d}"
        if self._count is not None:
            self._count.label = f"{seen.answered} of {seen.people} have answered" if seen.phase in OPEN else ""
        if self.primary is not None and self.answer is not None:
            self.primary.why_not = self._why_not()
            changed = seen.guess is not None and self.answer.value != seen.guess
            if seen.phase == "REVISE":
                self.primary.label = "Revise" if changed else "Keep"
