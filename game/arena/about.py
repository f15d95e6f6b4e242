"""What the pages are told of the room that they stand for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class About:
    """The room as it is written on every page.

    Attributes:
        url: what phones open, like `http://192.168.4.20:8000`; the best address in the LAN.
        room: the code of four letters.
        projector_url: the page for the wall.
        fonts: folder with the fonts of `content/fonts`.
        sources: id and title of every source that a match may use.
    """

    url: str
    room: str
    projector_url: str
    fonts: Path
    sources: tuple[tuple[str, str], ...] = ()
