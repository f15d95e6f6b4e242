"""Check-ups: rounds without the AI that are the same for everybody, in two parallel forms.

Two sittings with different forms tell how far an ear has come between them: the forms have the same sizes of change in
equal number, and no question and, where the music suffices, no source in common.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import numpy as np

from game.core.facts import Form, Source
from game.core.skills import SkillSpec
from game.session.block import Sitting

FORMS: Final[tuple[Form, Form]] = ("a", "b")
LEVELS: Final = 5
"""Sizes of change, evenly spaced on a log scale."""
EACH: Final = 4
ROUNDS: Final = LEVELS * EACH
MARGIN: Final = 0.1
"""The sizes keep this share of the skill's range away from its ends, which few sources carry."""


def seed_of(skill_id: str, form: Form) -> int:
    """Return the seed of a check-up's block, 32 bits: the same for everybody."""
    return int.from_bytes(sha256(f"check-up {skill_id} {form}".encode()).digest()[:4], "big")


def cue_at(spec: SkillSpec, form: Form, *, trial: int) -> float:
    """Return the cue of round `trial` (from 0), to three digits: every five rounds go through all sizes.

    >>> from game.core.skills import SKILLS
    >>> spec = SKILLS["eq.boost_freq"]
    >>> sorted(cue_at(spec, "a", trial=n) for n in range(5)) == sorted(cue_at(spec, "b", trial=n) for n in range(5))
    True
    """
    lap, place = divmod(trial, LEVELS)
    level = np.random.default_rng([seed_of(spec.skill_id, form), lap]).permutation(LEVELS)[place]
    share = MARGIN + (1 - 2 * MARGIN) * float(level) / (LEVELS - 1)
    return float(f"{spec.cue_hardest * (spec.cue_easiest / spec.cue_hardest) ** share:.3g}")


def halves(fair: Sequence[Source], form: Form) -> tuple[list[Source], list[Source]]:
    """Return the sources of a form and those of the other, for questions that none of its own can carry.

    Both come from the sources kept for check-ups, or where there are none, from all.
    """
    kept = [source for source in fair if source.held_out] or list(fair)
    in_order = sorted(kept, key=lambda source: (source.kind, source.source_id))
    first = FORMS.index(form)
    return in_order[first::2], in_order[1 - first :: 2]


def other(form: Form) -> Form:
    """Return the form that is parallel to this one."""
    return FORMS[1 - FORMS.index(form)]


def next_form(sittings: Sequence[Sitting], *, skill_id: str, player_id: str) -> Form:
    """Return the form of a player's next check-up: the one taken less often.

    Which comes first is drawn from the player's id, so that in a class about half begin with each.
    """
    first = sha256(player_id.encode()).digest()[0] % 2
    taken = [one.form for one in sittings if one.skill_id == skill_id]
    return min((FORMS[first], FORMS[1 - first]), key=taken.count)
