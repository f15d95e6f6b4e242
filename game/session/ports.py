"""What a session needs from outside. Adapters fill these; screens and terminal know nothing else of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from game.core.errors import StoreError
from game.core.facts import Advice, Attempt, Choice, Commit, Confidence, HeardCurve, Question, Skill, Source
from game.core.own import Grid, OwnPiece
from game.core.quiz import QuizAnswer
from game.dsp.audio import Audio, Heard, SourceAudio
from game.session.block import Block, Sitting
from game.session.match_desk import DeskOrder, DeskSeen
from game.session.match_records import Hidden, Kept, Record, Scored
from game.session.match_seat import Seen


class Sources(Protocol):
    """The music that questions are asked about."""

    def sources(self) -> Sequence[Source]:
        """List every source, in a fixed order."""

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return the sound of a source; ContentError where there is none."""

    def load_parts(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return the sound of a source and of each of its parts; ContentError where its parts are not known."""


class OwnMusic(Protocol):
    """The player's own music. What cannot be done is a ContentError with a sentence."""

    def pieces(self) -> Sequence[OwnPiece]:
        """Return every piece, by title."""

    def kept(self, source_id: str) -> Audio:
        """Return what is kept of a piece's file, stereo at 48 kHz."""

    def add(self, path: str) -> OwnPiece:
        """Take in a file."""

    def trim(self, source_id: str, start_s: float, stop_s: float) -> OwnPiece:
        """Move the loop, to whole bars where a grid is set."""

    def set_grid(self, source_id: str, grid: Grid | None) -> OwnPiece:
        """Say where the beats are; None forgets them."""

    def keep(self, piece: OwnPiece) -> OwnPiece:
        """Write a piece down in place of what was known of it."""

    def remove(self, source_id: str) -> None:
        """Delete a piece."""

    @property
    def faults(self) -> Sequence[str]:
        """What could not be read, in sentences."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the log: the path of its file, and when it was made."""

    path: str
    made_at: datetime


class Care(Protocol):
    """Care of the player's data. What cannot be done is a StoreError with a sentence."""

    def back_up(self) -> Backup | None:
        """Make a backup now; None where there is nothing yet; may be called in any thread."""

    def back_up_daily(self) -> Backup | None:
        """Make the backup of the day unless there is one; may be called in any thread."""

    def backups(self) -> Sequence[Backup]:
        """Return the backups, newest first."""

    def restore(self, file: str) -> str:
        """Put a backup in the place of the present log; return a sentence that says where that is kept."""

    def export(self, player: str) -> tuple[str, Mapping[str, int]]:
        """Write all that is kept of a player into a new folder; return it, and the rows of each file."""

    def hand_in(self, player: str) -> tuple[str, int]:
        """Write a player's own rounds into a new file for their teacher; return it, and how many rounds it holds."""

    def forget(self, player: str) -> object:
        """Delete every trace of a player."""


class Listener(Protocol):
    """The AI. It is given a question and what it may hear; never the dry sound, the seed or the truth."""

    @property
    def introduction(self) -> str:
        """Say in the first person what it is and what it cannot do."""

    def answers(self, skill_id: str) -> bool:
        """Tell whether it answers this skill at all."""

    def listen(self, question: Question, heard: Heard) -> Advice:
        """Answer blind."""

    def picture(self, question: Question, heard: Heard) -> HeardCurve | None:
        """Return what it heard beside what it expected, or None where it has no such picture."""

    def say_region(self, question: Question, advice: Advice) -> str:
        """Say where it hears something, without a number."""

    def say_number(self, question: Question, advice: Advice) -> str:
        """Say its answer and how often it is right on sounds like this."""

    def say_evidence(self, question: Question, advice: Advice) -> str:
        """Say what it looked at."""


class AttemptLog(Protocol):
    """The player's log: rows are added, never rewritten. Each call returns only when the row is on disk."""

    def find_players(self) -> Sequence[tuple[str, str]]:
        """Return the id and the name of every player."""

    def find_fingerprints(self) -> Mapping[str, str]:
        """Return for each player who guessed a text that changes with every round."""

    def find_or_add_player(self, name: str, *, player_id: str, now: datetime) -> str:
        """Return the id of the player called `name`, adding one with `player_id` if there is none."""

    def append_session(self, block: Block) -> None:
        """Store that a block begins."""

    def append_commit(self, commit: Commit) -> None:
        """Store a first guess."""

    def append_attempt(self, attempt: Attempt) -> None:
        """Store how a committed round ended."""

    def find_commits(self, player_id: str) -> Sequence[Commit]:
        """Return every first guess of a player, finished or not, oldest first; may be called in any thread."""

    def append_quiz_answer(self, answer: QuizAnswer) -> None:
        """Store an answer of the quiz."""

    def find_quiz_answers(self, player_id: str) -> Sequence[QuizAnswer]:
        """Return every answer of a player to the quiz, oldest first."""

    def append_lesson(self, player_id: str, lesson_id: str, *, at: datetime) -> None:
        """Store that a player went through a lesson."""

    def find_lessons(self, player_id: str) -> frozenset[str]:
        """Return the ids of the lessons that a player went through."""

    def find_open_commit(self, player_id: str) -> Commit | None:
        """Return the player's latest commit if its round never reached the truth."""

    def find_unfinished(self, player_id: str) -> Sequence[Commit]:
        """Return the first guesses whose rounds never reached the truth, oldest first; may be called in any thread."""

    def find_attempts(self, player_id: str) -> Sequence[Attempt]:
        """Return every finished round of a player, oldest first; may be called in any thread."""

    def find_sittings(self, player_id: str) -> Sequence[Sitting]:
        """Return every block in which a player guessed, oldest first."""

    def find_skills(self, player_id: str) -> Mapping[str, Skill]:
        """Return what is known of each skill that a player ever tried."""

    def keep_skill(self, player_id: str, skill: Skill) -> None:
        """Keep what is known of a skill, in place of what was known before."""


class Speaker(Protocol):
    """Plays the clips of a round on one cursor, so that a switch changes the sound and nothing else."""

    def load(self, clips: Sequence[tuple[str, Audio]], *, rate_hz: int) -> None:
        """Take a round's clips, all equally long; nothing plays yet and nothing counts as heard."""

    def play(self, name: str) -> str:
        """Play the clip called `name`, looping, from where the last one was; return words for the player, or ''."""

    def finish_hearing(self, names: Sequence[str], *, at_least_s: float) -> None:
        """Play on until each of `names` was heard for `at_least_s` seconds."""

    def heard_s(self) -> Mapping[str, float]:
        """Return for how many seconds each clip was heard since `load`."""

    def stop(self) -> None:
        """Fall silent."""

    def close(self) -> None:
        """Give the sound device back."""


class Loudness(Protocol):
    """How loud the last moment was, left and right, linear: 1 is full scale."""

    @property
    def peak(self) -> tuple[float, float]:
        """The largest samples."""


class WindowSpeaker(Speaker, Protocol):
    """What a window can do beyond the terminal: hold an answer undone, loop a part, show meters and missing devices."""

    def swap(self, clips: Sequence[tuple[str, Audio]], *, rate_hz: int, play: str) -> None:
        """Take other clips and fade to one of them."""

    def add(self, name: str, audio: Audio, *, rate_hz: int) -> None:
        """Take one more clip on the same play-head."""

    def hold(self, name: str) -> None:
        """Play `name` instead for as long as it is held."""

    def release(self, name: str) -> None:
        """Go back to what sounded before `hold`."""

    def loop(self, start_s: float, stop_s: float) -> None:
        """Loop only this part."""

    def loop_all(self) -> None:
        """Loop the whole clips again."""

    def set_volume_db(self, volume_db: float) -> None:
        """Set the volume: 0 dB is as it is, -60 dB and less is silence."""

    @property
    def playing(self) -> str:
        """The clip that sounds or is about to; '' for none."""

    @property
    def place_s(self) -> float:
        """Where the play-head is."""

    @property
    def length_s(self) -> float:
        """How long the clips are."""

    @property
    def levels(self) -> Loudness:
        """How loud the last 20 ms were."""

    @property
    def audible(self) -> bool:
        """Whether somebody can hear it."""

    @property
    def trouble(self) -> str:
        """Why nothing can be heard, in words for the player; '' if all is well."""

    def retry(self) -> bool:
        """Look for a device where there is none; return whether there is one now."""

    def device_removed(self, device_id: int) -> bool:
        """Go on without sound if this was the device in use; return whether it was."""


class MatchStore(Protocol):
    """What a match leaves on disk. One thread writes; any thread may read."""

    def write(self, groups: Sequence[Sequence[Record]]) -> Sequence[StoreError | None]:
        """Write groups in one go; when it returns, each is on disk as a whole, or not at all and its error is there.

        A row that is there already fails its own group alone; a disk that is full fails all.
        """

    def find_open(self) -> Kept | None:
        """Return the latest match as it was, truth and results left out; None where the host ended it.

        A round whose truth was out is CLOSED again, without its points.
        """

    def find_seat(self, token_sha256: str) -> str | None:
        """Return the id of the player who has this token."""

    def find_hidden(self, round_id: str) -> Hidden:
        """Return what is hidden in a round; StoreError where it is not there."""

    def has_answer(self, player_id: str, answer_id: str) -> bool:
        """Tell whether a player's answer with this id is on disk."""

    def find_results(self, match_id: str) -> Sequence[Scored]:
        """Return what each round was worth to each player, by round."""

    def close(self) -> None:
        """Close the files."""


class ClassSeat(Protocol):
    """One's place in a match on the LAN. It works by itself; nothing here waits."""

    def seen(self) -> Seen:
        """Return what is known now."""

    def another_name(self) -> None:
        """Ask for another name from the list, before the match begins."""

    def answer(self, choice: Choice | None, confidence: Confidence) -> None:
        """Answer what is asked now; it is sent until the host has it on disk."""

    def close(self) -> None:
        """Leave the match."""


class HostDesk(Protocol):
    """The desk of a contest that this machine hosts. It works by itself; only `close` waits."""

    @property
    def pin(self) -> str:
        """What opens the desk's page, too."""

    @property
    def music(self) -> Sequence[tuple[str, str]]:
        """What may be asked about, as id and title."""

    def seen(self) -> DeskSeen:
        """Return what is known now."""

    def order(self, op: DeskOrder, **what: Any) -> None:
        """Give an order, with what it needs."""

    def close(self) -> None:
        """End the host, and wait until it has ended."""


class Clock(Protocol):
    """Tells the time; only wiring has a real one."""

    def __call__(self) -> datetime:
        """Return now, aware, in UTC."""
