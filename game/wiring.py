"""Builds the adapters, asks the clock, reads the environment and throws the dice; nobody else does."""

import ctypes
import functools
import getpass
import importlib.metadata
import os
import secrets
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import platformdirs

from game.core.errors import ContentError, SoundError
from game.core.lesson import Lesson
from game.core.quiz import QuizItem
from game.core.settings import Settings
from game.library.audio_file import read_wav, write_wav
from game.library.catalogue import Library
from game.library.decoder import quiet_decoders
from game.library.files import find_content
from game.library.lessons import load_lessons
from game.library.own_music import FOLDER as MUSIC_FOLDER
from game.library.own_music import OwnMusic
from game.library.quizzes import load_quiz
from game.library.whole import WholeLibrary
from game.listener import league
from game.listener.trained import check_models
from game.session import score_card
from game.session.ports import ClassSeat, Clock, Speaker
from game.session.score_card import Score
from game.speaker.backends import Output
from game.speaker.device import DeviceBackend, DeviceSpeaker, device_names
from game.speaker.files import FileSpeaker
from game.speaker.speaker import Speaker as WindowSpeaker
from game.store.care import Care
from game.store.database import open_database
from game.store.faults import FILE_NAME, is_empty
from game.store.log import AttemptLog
from game.store.recover import recover

SAVES_VARIABLE: Final = "OWN_EARS_SAVES"
RECORD_VARIABLE: Final = "OWN_EARS_RECORD"
_SWITCH_INTERVAL_S: Final = 0.001
"""How long a busy thread may keep the sound device's callback waiting."""

Tell = Callable[[str], None]


def app_version() -> str:
    """Return the version of the installed package."""
    return importlib.metadata.version("own-ears")


def clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the clock


def user_name() -> str:
    """Return who is logged in on this machine; "somebody" where it does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


def new_id() -> str:
    """Return a new id that no other has."""
    return uuid.uuid4().hex


def new_seed() -> int:
    """Return a seed that nobody can guess, 32 bits."""
    return secrets.randbits(32)


def steady_clock() -> Clock:
    """Return a clock that began with the time of day and does not jump when somebody sets that."""
    began_at, began_s = clock(), time.monotonic()
    return lambda: began_at + timedelta(seconds=time.monotonic() - began_s)


def find_saves(chosen: Path | None) -> Path:
    """Return the folder of the player's data.

    The first of: the one that was chosen, the variable OWN_EARS_SAVES, `saves/` of the checkout, the platform's
    user-data folder.
    """
    named = chosen or os.environ.get(SAVES_VARIABLE)
    if named:
        return Path(named).expanduser()
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "saves").is_dir():
        return checkout / "saves"
    return Path(platformdirs.user_data_dir("own-ears", appauthor=False))


def build_library() -> Library:
    """Return the library of built-in sources."""
    return Library(find_content())


def open_own_music(saves: Path) -> OwnMusic:
    """Return the player's own music."""
    return OwnMusic(saves / MUSIC_FOLDER)


def build_whole_library(saves: Path) -> WholeLibrary:
    """Return the built-in sources and the player's own."""
    return WholeLibrary(build_library(), open_own_music(saves))


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """Return every lesson."""
    return load_lessons(find_content())


@functools.cache
def quiz_items() -> tuple[QuizItem, ...]:
    """Return every question of the skills quiz."""
    return load_quiz(find_content())


def find_models() -> Path:
    """Return the folder of the listeners' cards and weights."""
    return find_content() / "models"


def build_listener(name: str = league.NETWORK) -> league.Member:
    """Return the AI that sits in: the trained one, or another of the league.

    Raises:
        ValueError: there is none of that name.
        ContentError: it cannot be loaded.
    """
    return league.load_member(name, find_models())


def listener_card(name: str = league.NETWORK) -> Path:
    """Return where the card of a listener lies; ContentError where it has none."""
    if name not in league.CARDS:
        raise ContentError(f"the listener {name} has no card: ask it now with report-card --recompute 100")
    return find_models() / league.CARDS[name]


def read_scores() -> tuple[Score, ...]:
    """Return the score card of the AI that sits in; ContentError where it cannot be read."""
    from game.exam.report import read_report  # it needs scipy, which the first frame does not wait for

    return score_card.read_scores(read_report(listener_card(), skill_id=None, model_sha256=""))


def check_listener() -> None:
    """Read the networks of the AI that sits in; ContentError where one is missing or is another than its card tells."""
    check_models(find_models())


def open_log(saves: Path, *, tell: Tell) -> AttemptLog:
    """Open the player's log; `tell` is given a sentence where an old file had to be kept aside."""
    return AttemptLog(open_database(saves, now=clock(), tell=tell))


def build_care(saves: Path) -> Care:
    """Return what takes care of the data in a saves folder; days are those of this machine's time zone."""
    return Care(saves, clock=lambda: clock().astimezone())


def open_care(saves: Path, *, tell: Tell) -> Care:
    """Return the same after mending what is damaged and bringing it to today's schema; nothing is made anew."""
    recover(saves, now=clock(), tell=tell)
    if not is_empty(saves / FILE_NAME):
        open_log(saves, tell=tell).close()
    return build_care(saves)


def open_window_speaker(settings: Settings) -> WindowSpeaker:
    """Open the speaker of a window: the chosen device or, while there is none, nothing that can be heard."""
    record_to = os.environ.get(RECORD_VARIABLE)

    def open_quietly(output: Output) -> DeviceBackend:
        with quiet_decoders():  # ALSA reports every card that it does not find
            return DeviceBackend(output, record_to=record_to)

    output = Output(device_name=settings.device or None, chunk_frames=settings.chunk)
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    return WindowSpeaker(open_quietly, output=output, list_devices=device_names)


def open_speaker(saves: Path, *, files: bool, tell: Tell) -> Speaker:
    """Open the sound device or, where there is none or `files` is wished, write the clips as files."""
    folder = saves / "clips"
    if not files:
        try:
            with quiet_decoders():  # ALSA reports every card that it does not find
                speaker = DeviceSpeaker(record_to=os.environ.get(RECORD_VARIABLE))
        except SoundError as error:
            tell(f"No sound: {error}. The clips are written to {folder} instead; play them with anything.")
        else:
            sys.setswitchinterval(_SWITCH_INTERVAL_S)
            return speaker
    return FileSpeaker(folder, write_wav=lambda path, audio, rate_hz: write_wav(path, audio, rate_hz=rate_hz))


def open_room_speaker(*, tell: Tell) -> Speaker | None:
    """Open the sound device for a room; None where there is none, which is told."""
    try:
        with quiet_decoders():  # ALSA reports every card that it does not find
            speaker = DeviceSpeaker(record_to=os.environ.get(RECORD_VARIABLE))
    except SoundError as error:
        tell(f"No sound: {error}. The contest goes on without it.")
        return None
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    return speaker


def give_memory_back(library: Library) -> None:
    """Give up the sounds that are kept, and hand free memory to the system where the C library keeps it, as glibc."""
    library.give_up()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def take_seat(address: str, room: str) -> ClassSeat:
    """Join a match on the LAN; ValueError where the address or the room is none."""
    from game.link.client import place_of  # nobody who plays alone waits for what this needs
    from game.link.seat import ThreadSeat

    place = place_of(address, room=room or None, name=None)
    return ThreadSeat(place, new_id=new_id, seed=new_seed(), decode=read_wav)
