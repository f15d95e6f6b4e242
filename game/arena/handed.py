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
        tell: says a sentence on the host's own terminal.
    """

    store: MatchStore
    library: Sources
    listener: Listener
    speaker: Speaker | None
    encode: Encode
    clock: Clock
    new_id: Callable[[], str]
    secret: bytes
    tell: Callable[[str], None]
