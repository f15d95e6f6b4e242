"""A listener's card: what its confidence was fitted on, and how well it did. The numbers come from `game.exam`."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from game.core.errors import ContentError

Domain = Literal["built_in", "foreign"]
"""Music like that of the game, or other sounds: how sure to be is fitted on each of the two apart."""
BUILT_IN: Final = "built_in"
FOREIGN: Final = "foreign"
DOMAINS: Final[tuple[Domain, ...]] = (BUILT_IN, FOREIGN)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a head's evidence becomes a probability.

    `sharpness` turns evidence into log odds between candidates; `slope` and `offset` then map the log odds of
    being within the tolerance to the ones that were found on examined sounds (Platt scaling). `lapse` is the share of
    answers that are wrong however clear the evidence.
    """

    sharpness: float
    slope: float
    offset: float
    lapse: float = 0.0


UNFITTED: Final = Fit(sharpness=1.0, slope=1.0, offset=0.0)


@dataclass(frozen=True, slots=True)
class Card:
    """The fits by skill and domain, the digests of the networks by name of file, and the digest of the card itself."""

    fits: Mapping[tuple[str, Domain], Fit]
    sha256: str
    files: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[tuple[str, str]] = frozenset()
    """Skills and domains in which the odds missed the gate: there it says that it can't tell."""

    def fit_of(self, skill_id: str, domain: Domain) -> Fit:
        """Return the fit for a skill and domain; that of the built-in sources where there is no other."""
        return self.fits.get((skill_id, domain)) or self.fits.get((skill_id, BUILT_IN), UNFITTED)

    def knows(self, skill_id: str) -> bool:
        """Tell whether the odds of a skill were fitted."""
        return (skill_id, BUILT_IN) in self.fits


def load_card(path: Path) -> Card:
    """Read a card.

    Raises:
        ContentError: the file is missing or is no card.
    """
    try:
        data = path.read_bytes()
        read = json.loads(data)
        fits = {key: fit for skill_id, row in read["skills"].items() for key, fit in _fits_of(skill_id, row)}
        off = frozenset(key for skill_id, row in read["skills"].items() for key in _off_of(skill_id, row))
        files = {str(name): str(digest) for name, digest in read.get("files", {}).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentError(
            f"the listener's card must be JSON with skills and their fits, {path} is not ({error}): "
            "run `python -m game.exam`, or reinstall Own Ears"
        ) from error
    return Card(fits=fits, sha256=hashlib.sha256(data).hexdigest(), files=files, off=off)


def _fits_of(skill_id: str, row: Mapping[str, Any]) -> Iterator[tuple[tuple[str, Domain], Fit]]:
    """Yield the fits of a skill: one a domain, or one for all."""
    domains: Mapping[Domain, Mapping[str, Any]] = row.get("domains", {BUILT_IN: row})
    for domain, part in domains.items():
        line = {key: float(part[key]) for key in ("sharpness", "slope", "offset")}
        yield (skill_id, domain), Fit(**line, lapse=float(part.get("lapse", 0.0)))


def _off_of(skill_id: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a skill with each domain in which it is off."""
    for domain, part in row.get("domains", {BUILT_IN: row}).items():
        if part.get("off", False):
            yield skill_id, domain
