"""Builds a room of the arena: its adapters, its secret, its dice; apart, as playing alone needs none of it."""

import secrets
import socket
from pathlib import Path
from typing import Final

from game import wiring
from game.arena.about import About
from game.arena.guards import room_code
from game.arena.handed import Ports
from game.arena.room import Contest
from game.core.errors import StoreError
from game.library.encode import encode_clips
from game.library.files import find_content
from game.session.match_facts import Match, Rules
from game.session.match_records import Kept, Room
from game.session.ports import Clock
from game.store.copies import copy_database, name_backup
from game.store.database import open_database
from game.store.faults import FILE_NAME
from game.store.matches import Matches

SECRET_FILE: Final = "host.key"
SECRET_BYTES: Final = 32
COPIES_KEPT: Final = 3


def host_secret(saves: Path) -> bytes:
    """Return 256 bits that stay with these saves; seeds, PIN and names of clips follow from them."""
    path = saves / SECRET_FILE
    try:
        if not path.exists():
            saves.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_bytes(secrets.token_bytes(SECRET_BYTES))
            draft.replace(path)
        return path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"--saves must name a folder that can be written, {path} cannot be ({error.strerror})"
        ) from error


def lan_address() -> str:
    """Return the address of this machine that others in the LAN reach best; 127.0.0.1 where there is no network.

    Nothing is sent: to connect a datagram socket only asks which way it would go.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


class RoundCopies:
    """Copies of the database after each round of a match, the last few, among the backups from which it is mended."""

    def __init__(self, saves: Path, *, now: Clock) -> None:
        self._saves, self._now = saves, now
        self._made: list[Path] = []

    def keep(self) -> None:
        """Make one now; StoreError where it cannot be written."""
        target = name_backup(self._saves, now=self._now())
        copy_database(self._saves / FILE_NAME, target)
        self._made.append(target)
        while len(self._made) > COPIES_KEPT:
            self._made.pop(0).unlink(missing_ok=True)


def build_contest(saves: Path, rules: Rules, *, url: str, tell: wiring.Tell, new: bool = False) -> tuple[Contest, bool]:
    """Return a room, and whether it is one whose match was cut off and goes on, unless a `new` one is wanted."""
    now = wiring.steady_clock()
    store = Matches(open_database(saves, now=now(), tell=tell))
    kept = None if new else store.find_open()
    resumed = kept is not None
    if kept is None:
        room = Room(code=room_code(secrets.randbelow(20**4)), host_id=wiring.new_id())
        kept = Kept(match=Match(match_id=wiring.new_id(), rules=rules), room=room)
    library = wiring.build_library()
    ports = Ports(
        store=store,
        library=library,
        listener=wiring.build_listener(),
        open_speaker=lambda: wiring.open_room_speaker(tell=tell),
        encode=encode_clips,
        clock=now,
        new_id=lambda: secrets.token_hex(16),
        secret=host_secret(saves),
        tell=tell,
        keep_copy=RoundCopies(saves, now=now).keep,
    )
    about = About(
        url=url,
        room=kept.room.code,
        projector_url=f"{url}/projector",
        fonts=find_content() / "fonts",
        sources=tuple((source.source_id, source.title) for source in library.sources()),
    )
    return Contest(kept, ports, about), resumed
