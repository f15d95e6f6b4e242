"""What a room is handed from outside."""

from collections.abc import Callable
from dataclasses import dataclass

from game.arena.clips import Encode
from game.session.ports import Clock, Listener, MatchStore, Sources, Speaker


@dataclass(frozen=True, slots=True)
class Ports:
    """What a room is handed.

    Attributes:
        new_id: 128 bits that nobody can guess, as hex.
        secret: of the host; seeds, PIN and names of clips follow from it.
        open_speaker: opens the sound device when a room first needs it; None where there is none.
        keep_copy: writes a copy of everything, after each round; StoreError where it cannot be.
        tell: says a sentence on the host's own terminal.
    """

    store: MatchStore
    library: Sources
    listener: Listener
    open_speaker: Callable[[], Speaker | None]
    encode: Encode
    clock: Clock
    new_id: Callable[[], str]
    secret: bytes
    tell: Callable[[str], None]
    keep_copy: Callable[[], None]
