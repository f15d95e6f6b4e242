"""A listener's card: what its confidence was fitted on, and how well it did. The numbers come from `game.exam`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from game.core.errors import ContentError


@dataclass(frozen=True, slots=True)
class Fit:
    """How a head's evidence becomes a probability.

    `sharpness` turns evidence into log odds between candidates; `slope` and `offset` then map the log odds of
    being within the tolerance to the ones that were found on examined sounds (Platt scaling).
    """

    sharpness: float
    slope: float
    offset: float


@dataclass(frozen=True, slots=True)
class Card:
    """The fits by skill, and the digest of the file they came from."""

    fits: Mapping[str, Fit]
    sha256: str


def load_card(path: Path) -> Card:
    """Read a card.

    Raises:
        ContentError: the file is missing or is no card.
    """
    try:
        data = path.read_bytes()
        skills = json.loads(data)["skills"]
        fits = {skill_id: Fit(**{key: float(row[key]) for key in Fit.__slots__}) for skill_id, row in skills.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentError(
            f"the listener's card must be JSON with skills and their fits, {path} is not ({error}): "
            "run `python -m game.exam`, or reinstall Own Ears"
        ) from error
    return Card(fits=fits, sha256=hashlib.sha256(data).hexdigest())
