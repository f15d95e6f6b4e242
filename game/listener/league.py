"""The league: every listener that can sit in, by name. The trained network, two honest simple ones, and guests."""

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final

from game.core.errors import ContentError
from game.listener.adviser import Adviser
from game.listener.average_joe import AverageJoe, load_average_joe
from game.listener.card import load_card
from game.listener.guest import GROUP, GuestListener
from game.listener.peak_reader import PeakReader
from game.listener.trained import CARD, load_trained

Member = Adviser | AverageJoe | GuestListener
NETWORK: Final = "network"
PEAK_READER: Final = "peak_reader"
AVERAGE_JOE: Final = "average_joe"
CARDS: Final[Mapping[str, str]] = {
    NETWORK: CARD,
    PEAK_READER: "peak_reader.json",
    AVERAGE_JOE: "average_joe.json",
}
OWN: Final[Mapping[str, Callable[[Path], Member]]] = {
    NETWORK: load_trained,
    PEAK_READER: lambda models: PeakReader(load_card(models / CARDS[PEAK_READER])),
    AVERAGE_JOE: lambda models: load_average_joe(models / CARDS[AVERAGE_JOE]),
}
"""What came with the game; a guest cannot take their names."""


def names() -> tuple[str, ...]:
    """Return the names of all listeners, our own first; guests are not loaded for it."""
    return (*OWN, *sorted(set(_guests()) - set(OWN)))


def load_member(name: str, models: Path) -> Member:
    """Return a listener by name.

    Raises:
        ValueError: there is none of that name.
        ContentError: its card cannot be read, or it is a guest that cannot be loaded.
    """
    if name in OWN:
        return OWN[name](models)
    guests = _guests()
    if name not in guests:
        raise ValueError(f"listener must be one of {', '.join(names())}, got {name!r}")
    return _load_guest(name, guests[name])


def _guests() -> Mapping[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _load_guest(name: str, point: EntryPoint) -> GuestListener:
    try:
        guest = point.load()()
        missing = [part for part in ("answers", "listen") if not callable(getattr(guest, part, None))]
    except Exception as error:
        why = " ".join(str(error).split())
        raise ContentError(f"the listener {name} could not be loaded ({type(error).__name__}: {why})") from error
    if missing:
        raise ContentError(f"the listener {name} must have answers and listen, it lacks {' and '.join(missing)}")
    return GuestListener(name, guest)
