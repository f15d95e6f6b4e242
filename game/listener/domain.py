"""Tells music like that of the game from other sounds, so that the AI speaks of its odds on the right ones."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from game.dsp.audio import Heard
from game.listener.card import BUILT_IN, FOREIGN, Domain
from game.listener.eq_ear import SoundReader
from game.listener.eq_network import Weights
from game.listener.features import Bands, network_input


class DomainCheck:
    """A linear rule on the statistics of the first clip; it knows nothing of names, files or sources."""

    def __init__(self, load: Callable[[], Weights], read: SoundReader | None = None) -> None:
        """Take a function that returns the rule's weights, and what reads the clips."""
        self._load = load
        self._read = read or SoundReader()

    def __call__(self, heard: Heard) -> Domain:
        """Return which odds to go by; sounds that cannot be read are foreign."""
        sound = self._read(heard.clips[0], rate_hz=heard.rate_hz)
        return self.place(sound) if sound is not None else FOREIGN

    def place(self, statistics: Bands) -> Domain:
        """Return which domain the statistics of a sound belong to."""
        rule = self._rule
        return (
            BUILT_IN if float(rule["weights"] @ network_input(statistics).ravel() + rule["offset"][0]) > 0 else FOREIGN
        )

    @cached_property
    def _rule(self) -> Weights:
        return self._load()


def fit_rule(built_in: Sequence[Bands], foreign: Sequence[Bands], *, shrink: float = 3.0) -> dict[str, Bands]:
    """Fit the rule: least squares on +1 and -1, each kind weighing as much, weights held small (ridge).

    Args:
        built_in: statistics of sounds of the game, each of shape (6, n_bands).
        foreign: statistics of other sounds.
        shrink: how small weights are held, per item.
    """
    x = np.stack([network_input(one).ravel() for one in (*built_in, *foreign)]).astype(np.float64)
    y = np.concatenate([np.ones(len(built_in)), -np.ones(len(foreign))])
    weight = np.concatenate([np.full(len(part), 0.5 / len(part)) for part in (built_in, foreign)])
    mean = weight @ x
    centred, aim = x - mean, y - weight @ y
    normal = (centred * weight[:, None]).T @ centred + shrink / len(y) * np.eye(x.shape[1])
    weights = np.linalg.solve(normal, centred.T @ (weight * aim))
    return {
        "weights": weights.astype(np.float32),
        "offset": np.array([weight @ y - weights @ mean], dtype=np.float32),
    }
