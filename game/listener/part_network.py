"""The network for strokes in numpy: where each part strikes, and from that which part lies beside the others.

Convolutions along the loop place the strokes of each part. For every answer that is offered it is then counted how many
strokes of that part coincide with those of the others, and with the sixteenths of the loop, as they are and moved
by the stated size either way; a small network weighs the counts.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import LATE, PartMove
from game.listener.eq_network import Weights
from game.listener.features import Bands
from game.listener.part_features import PARTS, STEPS_PER_S

DILATIONS: Final = (1, 2, 4, 8, 1)
TAPS: Final = 9
BLURS: Final = (1.0, 3.0)
"""Standard deviations, in steps, of what counts as coinciding."""
COMBS: Final = (8, 16, 32)
"""A loop is one bar or two: so many places divide it into eighths or sixteenths."""
SURE_POWER: Final = 4
"""Where a lag is read, strokes that are likely count for so much more than those that may be another part's."""
_LEAST: Final = 1e-3
Floats = npt.NDArray[np.float64]
N_COUNTS: Final = 3 * len(BLURS) * (2 + len(COMBS)) + 3


def place_strokes(weights: Weights, levels: Bands, known: Bands) -> Bands:
    """Return how likely each part strikes at each step, float32, shape (len(PARTS), n_steps).

    Args:
        weights: of the network.
        levels: shape (BANDS, n_steps), a loop.
        known: shape (KNOWN,), as `part_features.known_of` gives it.
    """
    h = levels
    for number, dilation in enumerate(DILATIONS):
        h = _convolved(h, weights[f"layer{number}_w"], weights[f"layer{number}_b"], dilation=dilation)
        if number == 0:
            h += (weights["known_w"] @ known)[:, None]
        if number + 1 < len(DILATIONS):
            np.maximum(h, 0, out=h)
    return np.asarray(1 / (1 + np.exp(-np.clip(h, -30, 30))), dtype=np.float32)


def weigh_moves(weights: Weights, counts: Bands) -> Bands:
    """Return a score for each answer from its counts, shape (n_moves,)."""
    h = np.maximum(counts @ weights["move0_w"].T + weights["move0_b"], 0)
    h = np.maximum(h @ weights["move1_w"].T + weights["move1_b"], 0)
    return np.asarray((h @ weights["move2_w"].T + weights["move2_b"])[:, 0], dtype=np.float32)


def count_moves(strokes: Bands, moves: tuple[PartMove, ...], *, offset_ms: float) -> Bands:
    """Return what speaks for each answer, float32, shape (n_moves, N_COUNTS).

    Args:
        strokes: as `place_strokes` gives them.
        moves: the answers that are offered.
        offset_ms: how far the part is known to have moved.
    """
    names = tuple(dict.fromkeys(move.part for move in moves))
    profiles = {name: profiles_of(strokes, name, names) for name in names}
    lag = offset_ms / 1000 * STEPS_PER_S
    rows = []
    for move in moves:
        towards = lag if move.direction == LATE else -lag
        met = _at(profiles[move.part], (towards, 0.0, -towards))
        rows.append(np.concatenate([met, [np.log(lag) / 4, len(names) / 4]]))
    masses = [strokes[PARTS.index(move.part)].sum() / 20 for move in moves]
    return np.asarray(np.column_stack([rows, masses]), dtype=np.float32)


def profiles_of(strokes: Bands, name: str, names: tuple[str, ...]) -> Floats:
    """Return what share of a part's strokes coincides, by lag: with all others, with one other, with each comb.

    Shape (len(BLURS) * (2 + len(COMBS)), n_steps); entry k is for the part moved back by k steps, around the loop.
    """
    own = strokes[PARTS.index(name)].astype(np.float64)
    own = np.fft.rfft(own / (own.sum() + _LEAST))
    n_steps = strokes.shape[1]
    others = [strokes[PARTS.index(other)] for other in names if other != name]
    rows = []
    for blur in BLURS:
        window = _blur(n_steps, blur)
        met = [np.fft.irfft(own * np.fft.rfft(other).conj() * window, n_steps) for other in others]
        rows += [np.sum(met, axis=0), np.max(met, axis=0)]
        rows += [np.fft.irfft(own * _comb(n_steps, places) * window, n_steps) for places in COMBS]
    return np.stack(rows)


def lag_ms_of(strokes: Bands, name: str, names: tuple[str, ...], *, least_ms: float, most_ms: float) -> float:
    """Return how late a part lies, in ms, by where most of its strokes meet the others and the sixteenths."""
    profile = profiles_of(strokes**SURE_POWER, name, names)[len(COMBS) + 2 :]
    whole = profile[0] + profile[2:].sum(axis=0)
    lags = np.arange(np.ceil(least_ms / 1000 * STEPS_PER_S), np.floor(most_ms / 1000 * STEPS_PER_S) + 1).astype(int)
    seen = whole[lags % len(whole)]
    best = int(seen.argmax())
    near = slice(max(0, best - 2), best + 3)
    weight = np.maximum(seen[near] - seen[near].min() * 0.9, 0) + 1e-12
    return float((lags[near] * weight).sum() / weight.sum() / STEPS_PER_S * 1000)


def peaks_ms(strokes: Bands, name: str, *, least: float) -> list[float]:
    """Return the moments, in ms from the start of the clip, at which a part is placed with at least that likelihood."""
    row = strokes[PARTS.index(name)]
    before, after = np.roll(row, 1), np.roll(row, -1)
    tops = np.flatnonzero((row >= least) & (row >= before) & (row > after))
    bend = (after[tops] - before[tops]) / (2 * (2 * row[tops] - before[tops] - after[tops]) + 1e-9)
    return [float(moment) for moment in (tops + np.clip(bend, -0.5, 0.5)) / STEPS_PER_S * 1000]


def _at(profiles: Floats, lags: tuple[float, ...]) -> Floats:
    n_steps = profiles.shape[1]
    places = np.asarray(lags) % n_steps
    below = places.astype(int) % n_steps
    share = places - np.floor(places)
    return np.asarray(((1 - share) * profiles[:, below] + share * profiles[:, (below + 1) % n_steps]).ravel())


def _blur(n_steps: int, width: float) -> Floats:
    """Return the spectrum of a bump of height 1."""
    distance = np.minimum(np.arange(n_steps), n_steps - np.arange(n_steps))
    return np.asarray(np.fft.rfft(np.exp(-0.5 * (distance / width) ** 2)).real)


def _comb(n_steps: int, places: int) -> npt.NDArray[np.complex128]:
    """Return the conjugate spectrum of one impulse at each of `places` that divide the loop."""
    at = np.arange(places) * n_steps / places
    below = at.astype(int)
    comb = np.bincount(below % n_steps, 1 - (at - below), n_steps) + np.bincount(
        (below + 1) % n_steps, at - below, n_steps
    )
    return np.asarray(np.fft.rfft(comb).conj())


def _convolved(h: Bands, kernel: Bands, bias: Bands, *, dilation: int) -> Bands:
    reach, width = TAPS // 2 * dilation, h.shape[1]
    padded = np.pad(h, ((0, 0), (reach, reach)), mode="wrap")
    columns = np.stack([padded[:, tap * dilation : tap * dilation + width] for tap in range(TAPS)], axis=1)
    return np.asarray(kernel.reshape(len(kernel), -1) @ columns.reshape(-1, width) + bias[:, None])
