"""Where a question may be asked: only where even the emptiest bar of the source has energy."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.errors import ContentError
from game.core.facts import Source
from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ, SKILLS

FAIR_DB: Final = -30.0
"""A band this far (A-weighted) below the source's loudest one can still be heard to change; below it, not reliably."""
_HALF_BAND: Final = 2 ** (1 / 6)
RANGE_OCT: Final = math.log2(FREQ_HI_HZ / FREQ_LO_HZ)


def fair_ranges_hz(source: Source) -> tuple[tuple[float, float], ...]:
    """Return the stretches of 60 Hz to 14 kHz in which `source` has energy in every bar, lowest first."""
    ranges: list[tuple[float, float]] = []
    for centre_hz, level_db in source.sparsest_bar_db:
        lo, hi = max(centre_hz / _HALF_BAND, FREQ_LO_HZ), min(centre_hz * _HALF_BAND, FREQ_HI_HZ)
        if level_db < FAIR_DB or hi <= lo:
            continue
        if ranges and lo <= ranges[-1][1] * 1.03:  # nominal centres such as 31.5 and 40 leave a gap of up to 2 %
            ranges[-1] = (ranges[-1][0], hi)
        else:
            ranges.append((lo, hi))
    return tuple(ranges)


def fair_share(source: Source) -> Mapping[str, float]:
    """Return for every skill the share of its answer range, 0 to 1, that may be asked of `source`."""
    octaves = sum(math.log2(hi / lo) for lo, hi in fair_ranges_hz(source))
    return {skill_id: round(octaves / RANGE_OCT, 3) for skill_id, spec in SKILLS.items() if spec.family == "eq"}


def draw_freq_hz(source: Source, rng: np.random.Generator) -> float:
    """Draw a frequency, even over the octaves where `source` has energy, to a tenth of a hertz.

    Raises:
        ContentError: the source has energy nowhere in the range.
    """
    ranges = fair_ranges_hz(source)
    if not ranges:
        raise ContentError(
            f"{source.source_id}: an EQ question needs a band between 60 Hz and 14 kHz that sounds throughout, "
            "found none; choose fuller music"
        )
    widths = [math.log2(hi / lo) for lo, hi in ranges]
    place = float(rng.uniform(0, sum(widths)))
    for (lo, hi), width in zip(ranges, widths, strict=True):
        if place <= width:
            return round(min(max(lo * 2**place, lo), hi), 1)
        place -= width
    return round(ranges[-1][1], 1)
