"""Builds a room of the arena: its adapters, its secret, its dice; apart, as playing alone needs none of it."""

import secrets
import shutil
import socket
from datetime import datetime
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
from game.session.ports import MatchStore
from game.store.database import FILE_NAME, find_fault, open_database, set_aside
from game.store.matches import Matches

SECRET_FILE: Final = "host.key"
SECRET_BYTES: Final = 32
COPIES: Final = "copies"
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


def keep_copy(store: MatchStore, saves: Path) -> None:
    """Write a copy of the database and forget all but the last few; StoreError where it cannot be written."""
    folder = saves / COPIES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = max((int(path.stem.rsplit("-", 1)[-1]) for path in folder.glob("copy-*.db")), default=0) + 1
        store.backup(str(folder / f"copy-{number:06d}.db"))
        for old in sorted(folder.glob("copy-*.db"))[:-COPIES_KEPT]:
            old.unlink()
    except OSError as error:
        raise StoreError(f"a copy must be written to {folder}, it cannot be ({error.strerror})") from error


def restore_copy(saves: Path, *, now: datetime, tell: wiring.Tell) -> None:
    """Where the database is damaged, keep it aside and put the newest good copy in its place, if there is one."""
    path = saves / FILE_NAME
    fault = find_fault(path)
    if fault is None or not fault.startswith("damaged"):
        return
    for copy in sorted((saves / COPIES).glob("copy-*.db"), reverse=True):
        if find_fault(copy) is None:
            aside = set_aside(path, label="damaged", now=now)
            shutil.copyfile(copy, path)
            tell(f"{path.name} is {fault}. It was kept as {aside.name}; the copy of the last round takes its place.")
            return


def build_contest(saves: Path, rules: Rules, *, url: str, tell: wiring.Tell) -> tuple[Contest, bool]:
    """Return a room, and whether it is one whose match was cut off and goes on."""
    now = wiring.steady_clock()
    restore_copy(saves, now=now(), tell=tell)
    store = Matches(open_database(saves, now=now(), tell=tell))
    kept = store.find_open()
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
        keep_copy=lambda: keep_copy(store, saves),
    )
    about = About(
        url=url,
        room=kept.room.code,
        projector_url=f"{url}/projector",
        fonts=find_content() / "fonts",
        sources=tuple((source.source_id, source.title) for source in library.sources()),
    )
    return Contest(kept, ports, about), resumed
