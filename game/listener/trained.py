"""The trained listener: its networks, its card, and what it says of itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from game.listener.adviser import Adviser
from game.listener.card import load_card
from game.listener.comp_ear import CompEar
from game.listener.domain import DomainCheck
from game.listener.eq_ear import EqEar, SoundReader
from game.listener.eq_network import Weights
from game.listener.models import load_network
from game.listener.part_ear import PartEar
from game.listener.swing_ear import SwingEar

CARD: Final = "listener.json"
EQ_FILES: Final = ("eq_free.npz", "eq_glass.npz")
COMP_FILE: Final = "comp.npz"
SWING_FILE: Final = "swing.npz"
PART_FILE: Final = "parts.npz"
DOMAIN_FILE: Final = "domain.npz"
FILES: Final = (*EQ_FILES, COMP_FILE, SWING_FILE, PART_FILE, DOMAIN_FILE)
INTRODUCTION: Final = (
    "I am a small trained network. I learnt on sounds that are in no round. "
    "You heard the original; I hear only the processed sound, and I know how often that goes wrong."
)


def load_trained(models: Path) -> Adviser:
    """Return the listener with its card; a network is read when it is first asked.

    Raises:
        ContentError: the card is missing or is no card; later, when asked, a network is not the one of the card.
    """
    card = load_card(models / CARD)

    def network(name: str) -> Callable[[], Weights]:
        return lambda: load_network(models / name, sha256=card.files)

    read = SoundReader()
    eq = EqEar(lambda: [network(name)() for name in EQ_FILES], read)
    return Adviser(
        (eq, CompEar(network(COMP_FILE)), SwingEar(network(SWING_FILE)), PartEar(network(PART_FILE))),
        card,
        introduction=INTRODUCTION,
        place=DomainCheck(network(DOMAIN_FILE), read),
        only={skill_id for skill_id, _ in card.fits},
    )


def check_models(models: Path) -> None:
    """Read every network that the card tells of; ContentError where one is missing or another."""
    card = load_card(models / CARD)
    for name in FILES:
        load_network(models / name, sha256=card.files)
