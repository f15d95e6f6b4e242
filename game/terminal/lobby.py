"""Before a block, on plain lines: lessons, quiz, settings, a backup, and noise to set the volume by.

Nothing is said while something sounds but what asks for the next line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from game.core.errors import GameError
from game.core.lesson import Lesson
from game.core.settings import Settings
from game.dsp.audio import PLAY_LUFS
from game.session.ports import AttemptLog, Care, Sources, Speaker
from game.session.practice import RATE_HZ
from game.session.sandbox import Bed, lay_bed, process
from game.terminal.parse import read_number

WORDS: Final = "quiz, lessons, settings, noise, backup"
WELCOME: Final = (
    "Welcome to Own Ears. Put on your headphones; noise plays the game's level, to set your volume by.",
    "In a round you hear A, the original, and B, in which one thing was changed. Both are equally loud.",
    "You say what it was, and how sure you are. Your answer is written down before anybody else speaks.",
    "After six rounds alone an AI sits in. It heard only B. Check it by ear, then keep yours or change.",
    "set name NAME says whose progress it is. The numbers below choose a skill.",
)
NOISE: Final = "pink_noise"
NOISE_S: Final = 5.0
_SWITCHES: Final = {"on": True, "off": False}
_LISTENING: Final = {"freely": "free", "silence": "silence", "tone": "sweep"}
QUIT: Final = ("q", "quit")


@dataclass(frozen=True, slots=True)
class Table:
    """All that the lobby is handed. `open_speaker` is called when something is to sound, and once only."""

    library: Sources
    lessons: Callable[[], Sequence[Lesson]]
    log: AttemptLog
    care: Care
    speaker: Callable[[], Speaker]
    keep_settings: Callable[[Settings], None]
    play_quiz: Callable[[str], object]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    say: Callable[[str], None]
    ask: Callable[[str], str | None]


class Lobby:
    """Takes the words that are no skill. `player_id` and `settings` are as they were set last.

    Somebody who only looks around is not written down: the log has a player from the first thing that is to be kept.
    """

    def __init__(self, table: Table, *, settings: Settings, player: str) -> None:
        self._to, self.settings = table, settings
        self._name, self.player_id = player, self._id_of(player)

    def take(self, line: str) -> bool:
        """Do what a line asks for; tell whether it was for the lobby."""
        word, _, rest = line.strip().partition(" ")
        deeds: dict[str, Callable[[str], None]] = {
            "quiz": self._quiz,
            "lessons": self._lessons,
            "lesson": self._lesson,
            "settings": self._settings,
            "set": self._set,
            "noise": self._noise,
            "backup": self._backup,
        }
        deed = deeds.get(word.lower())
        if deed is None:
            return False
        try:
            deed(rest.strip())
        except GameError as error:
            self._to.say(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        return True

    def _id_of(self, name: str) -> str:
        """Return the id of a player, or a new one for somebody who never played here."""
        known = {called: player_id for player_id, called in self._to.log.find_players()}
        return known.get(name) or self._to.new_id()

    def sign_in(self) -> str:
        """Write down who plays, if nobody of that name has played here, and return the id."""
        return self._to.log.find_or_add_player(self._name, player_id=self.player_id, now=self._to.clock())

    # ---- quiz, backup, noise

    def _quiz(self, _: str) -> None:
        self._to.play_quiz(self.sign_in())

    def _backup(self, _: str) -> None:
        made = self._to.care.back_up()
        self._to.say(f"Backed up to {made.path}." if made else "There is nothing to back up yet.")

    def _noise(self, _: str) -> None:
        from game.dsp import loudness

        speaker = self._to.speaker()
        audio = self._to.library.load(NOISE, rate_hz=RATE_HZ).audio
        lufs = loudness.integrated_lufs(audio, rate_hz=RATE_HZ)
        speaker.load([("noise", audio * audio.dtype.type(10 ** ((PLAY_LUFS - lufs) / 20)))], rate_hz=RATE_HZ)
        where = speaker.play("noise")
        speaker.finish_hearing(["noise"], at_least_s=NOISE_S)
        speaker.stop()
        self._to.say(f"That was the level of every sound of the game.{f' {where}' if where else ''}")

    # ---- lessons

    def _lessons(self, _: str) -> None:
        done = self._to.log.find_lessons(self.player_id)
        for number, lesson in enumerate(self._to.lessons(), start=1):
            been = " Done." if lesson.lesson_id in done else ""
            self._to.say(f"Lesson {number}: {lesson.title} {lesson.idea}{been}")
        self._to.say("lesson and its number begins one.")

    def _lesson(self, rest: str) -> None:
        lessons, number = self._to.lessons(), read_number(rest)
        if number is None or number not in range(1, len(lessons) + 1):
            self._to.say(f"Type lesson and a number from 1 to {len(lessons)}, not {rest!r}.")
            return
        lesson = lessons[int(number) - 1]
        self._to.say(f"{lesson.title} {lesson.idea}")
        self._to.say("a plays the original, b the changed sound, s stops, an empty line goes on, q ends the lesson.")
        bed = self._bed(lesson)
        for place, step in enumerate(lesson.steps, start=1):
            self._to.say(f"Listen, {place} of {len(lesson.steps)}: {step.do}")
            if not self._listen(bed, step.values):
                return
            self._to.say(step.say)
        self._to.log.append_lesson(self.sign_in(), lesson.lesson_id, at=self._to.clock())
        self._to.say(f"{lesson.further} That was the lesson.")

    def _bed(self, lesson: Lesson) -> Bed:
        load = self._to.library.load_parts if lesson.sandbox == "groove" else self._to.library.load
        return lay_bed(lesson.sandbox, load(lesson.source_id, rate_hz=RATE_HZ))

    def _listen(self, bed: Bed, values: object) -> bool:
        """Play A and B until an empty line; tell whether the lesson goes on."""
        speaker = self._to.speaker()
        wet = process(bed, values if isinstance(values, dict) else {}).audio
        speaker.load([("dry", bed.dry), ("wet", wet)], rate_hz=bed.rate_hz)
        while True:
            line = self._to.ask("a, b, or an empty line:")
            word = "q" if line is None else line.strip().lower()
            if word in ("a", "b"):
                where = speaker.play("dry" if word == "a" else "wet")
                self._to.say(f"{word.upper()}: {where}" if where else f"Playing {word.upper()}.")
                continue
            speaker.stop()
            if not word or word in QUIT:
                return not word

    # ---- settings

    def _settings(self, _: str) -> None:
        now = self.settings
        listening = next(word for word, recall in _LISTENING.items() if recall == now.recall)
        for line in (
            f"name: {now.player or 'me'}. Change it with set name NAME.",
            f"no-change: {'on' if now.no_change else 'off'}. set no-change on hides nothing in one of ten.",
            f"listening: {listening}. set listening freely, silence or tone; the last two are from memory.",
            f"sounds: {'on' if now.clicks else 'off'}. set sounds on or off: the window's, silent while you listen.",
        ):
            self._to.say(line)

    def _set(self, rest: str) -> None:
        what, _, value = rest.partition(" ")
        change = self._change(what.lower(), value.strip())
        if change is None:
            self._to.say(f"I did not understand 'set {rest}'. settings lists what can be set, and how.")
            return
        self.settings = change
        self._to.keep_settings(change)
        if what.lower() == "name":
            self._name, self.player_id = change.player, self._id_of(change.player)
        self._to.say("Written down.")

    def _change(self, what: str, value: str) -> Settings | None:
        word, now = value.lower(), self.settings
        if what == "name" and value:
            return replace(now, player=value)
        if what in ("no-change", "sounds") and word in _SWITCHES:
            on = _SWITCHES[word]
            return replace(now, no_change=on) if what == "no-change" else replace(now, clicks=on)
        if what == "listening" and word in _LISTENING:
            return replace(now, recall=_LISTENING[word])  # type: ignore[arg-type]  # the words stand for the recalls
        return None
