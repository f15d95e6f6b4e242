"""Colours, sizes and distances of the design language (look/LOOK.md); nothing else names a colour."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

RGB: TypeAlias = tuple[int, int, int]

XS: Final = 12
S: Final = 14
M: Final = 16
L: Final = 20
XL: Final = 28
XXL: Final = 40
"""The whole scale of type sizes, in logical units."""
LEADING: Final = 1.5
CAP_HEIGHT: Final = 0.727
"""Height of a capital over the size of the type; text is centred by it."""

PAGE_W: Final = 1280
PAGE_H: Final = 720
MARGIN: Final = 32
PADDING: Final = 24
GRID: Final = 8
BAR_H: Final = 56
FOOT_Y: Final = 696

RADIUS_CARD: Final = 12
RADIUS_BIG: Final = 10
RADIUS_BUTTON: Final = 8
RADIUS_KEY: Final = 5
RADIUS_BAR: Final = 2

HOVER_S: Final = 0.08
PANEL_S: Final = 0.16
TOOLTIP_AFTER_S: Final = 0.5
WAIT_AFTER_S: Final = 0.3


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours as '#RRGGBB'; `a`, `b`, `ai` and `truth` mean whose sound or answer it is."""

    name: str
    bg: str
    card: str
    well: str
    raised: str
    hover: str
    edge: str
    line: str
    grid: str
    axis: str
    ink: str
    on_ink: str
    muted: str
    faint: str
    a: str
    b: str
    ai: str
    truth: str
    notice: str
    on_hue: str
    shadow: float
    """Share of black under a card."""
    sheen: float
    """Share of white in the lit pixel at a card's top."""

    def rgb(self, colour: str) -> RGB:
        """Return a token's colour, or that of a '#RRGGBB'."""
        return parse_hex(colour if colour.startswith("#") else str(getattr(self, colour)))


DARK: Final = Theme(
    name="dark", bg="#0E1014", card="#15181E", well="#0F1217", raised="#20252E", hover="#2A303B", edge="#333A47",
    line="#282E39", grid="#1C212A", axis="#3A4250", ink="#ECEEF3", on_ink="#12151A", muted="#9BA3B2", faint="#687184",
    a="#56B4E9", b="#E69F00", ai="#D886B8", truth="#3DD6A3", notice="#F0E442", on_hue="#0B1016", shadow=0.42,
    sheen=0.035,
)  # fmt: skip
LIGHT: Final = Theme(
    name="light", bg="#F1F2F5", card="#FFFFFF", well="#F8F9FB", raised="#FFFFFF", hover="#E9ECF1", edge="#C9CFD9",
    line="#DDE1E8", grid="#ECEEF2", axis="#C3C9D4", ink="#171A21", on_ink="#FFFFFF", muted="#596273", faint="#858D9C",
    a="#0072B2", b="#B35C00", ai="#A8467F", truth="#007A58", notice="#7A6200", on_hue="#FFFFFF", shadow=0.05,
    sheen=0.0,
)  # fmt: skip
HIGH_CONTRAST: Final = Theme(
    name="contrast", bg="#000000", card="#07080A", well="#000000", raised="#14171C", hover="#272C35", edge="#AEB6C4",
    line="#4E5766", grid="#2B313B", axis="#8E97A6", ink="#FFFFFF", on_ink="#000000", muted="#D3D8E1", faint="#A3ACBB",
    a="#7CC7F2", b="#FFB627", ai="#F2A6D5", truth="#4FF0BC", notice="#FFF04A", on_hue="#000000", shadow=0.0,
    sheen=0.0,
)  # fmt: skip
THEMES: Final = (DARK, LIGHT, HIGH_CONTRAST)


@lru_cache(maxsize=256)
def parse_hex(colour: str) -> RGB:
    """Return '#RRGGBB' as three bytes.

    >>> parse_hex("#0E1014")
    (14, 16, 20)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two '#RRGGBB' colours, 1 to 21 (WCAG 2.2, relative luminance).

    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = (byte / 255 for byte in parse_hex(colour))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
