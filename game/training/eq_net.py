"""The EQ networks in torch: a free one, and a glass box whose evidence is a matched filter, to be read band by band."""

from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from game.listener.features import BANDS_HZ, STATISTICS
from game.training.eq_examples import GAINS_DB, PLACES_HZ, Drawn, curves_db

WIDTH: Final = 48
DILATIONS: Final = (1, 2, 4, 1, 2)
TEMPLATE_Q: Final = (1.0, 1.4, 2.0)
PLACE_FIRST: Final = 3
"""Places lie between bands: place j is half-way between bands j + 3 and j + 4."""


class Trunk(nn.Module):
    """Dilated convolutions along the bands; it knows where each band lies."""

    position: Tensor

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.enter = nn.Conv1d(len(STATISTICS) + 2, width, 5, padding=2)
        self.blocks = nn.ModuleList(nn.Conv1d(width, width, 5, padding=2 * d, dilation=d) for d in DILATIONS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in DILATIONS)
        place = torch.arange(len(BANDS_HZ)) / len(BANDS_HZ)
        self.register_buffer("position", torch.stack([place, torch.ones_like(place)])[None])

    def forward(self, x: Tensor) -> Tensor:
        """Return features of shape (n, width, n_bands)."""
        h = functional.relu(self.enter(torch.cat([x, self.position.expand(len(x), -1, -1)], 1)))
        for block, norm in zip(self.blocks, self.norms, strict=True):
            h = h + functional.relu(norm(block(h)))
        return h


class FreeNet(nn.Module):
    """Scores every place and gain freely; a second head says which curve it believes was applied."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk()
        self.local = nn.Conv1d(WIDTH, len(GAINS_DB), 1)
        self.whole = nn.Sequential(
            nn.Linear(WIDTH, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, len(PLACES_HZ) * len(GAINS_DB))
        )
        self.curve = nn.Conv1d(WIDTH, 1, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores of shape (n, places * gains) and curves in dB, shape (n, n_bands)."""
        h = self.trunk(x)
        local = self.local(h)
        last = PLACE_FIRST + len(PLACES_HZ)
        between = 0.5 * (local[:, :, PLACE_FIRST:last] + local[:, :, PLACE_FIRST + 1 : last + 1])
        return between.transpose(1, 2).reshape(len(x), -1) + self.whole(h.mean(2)), self.curve(h)[:, 0]


class GlassNet(nn.Module):
    """Says in each band what sticks out and how much that counts; places and gains are scored by matched filters.

    score(place, gain) = log sum over q of exp(sum over bands of w (r c - c^2 / 2)), with c the template's curve.
    """

    templates: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk()
        self.residual = nn.Conv1d(WIDTH, 1, 1)
        self.weight = nn.Conv1d(WIDTH, 1, 1)
        self.prior = nn.Parameter(torch.zeros(len(PLACES_HZ), len(GAINS_DB)))
        self.bias = nn.Parameter(torch.tensor(-3.0))
        self.register_buffer("templates", torch.tensor(template_curves()))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores of shape (n, places * gains) and what sticks out in dB, shape (n, n_bands)."""
        h = self.trunk(x)
        residual = self.residual(h)[:, 0]
        weight = functional.softplus(self.weight(h)[:, 0] + self.bias)
        scores = torch.einsum("nb,qkb->nqk", weight * residual, self.templates)
        scores = scores - 0.5 * torch.einsum("nb,qkb->nqk", weight, self.templates**2)
        return torch.logsumexp(scores, 1) + self.prior.flatten(), residual


def template_curves() -> np.ndarray:
    """Return the curves that a glass box looks for, float32, shape (widths, places * gains, n_bands)."""
    freq_hz = np.repeat(PLACES_HZ, len(GAINS_DB))
    gain_db = np.tile(GAINS_DB, len(PLACES_HZ))
    return np.stack([curves_db(Drawn(freq_hz, gain_db, np.full(len(freq_hz), q))) for q in TEMPLATE_Q])
