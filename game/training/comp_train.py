"""Trains the compression network on envelopes that are compressed as the game compresses, at the rate of the levels."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from game.drills.comp_common import draw_settings
from game.dsp.dynamics import Compressor, turning_reduction_db
from game.listener.comp_features import ACTIVE_DB, N_FEATURES, comp_features
from game.listener.comp_network import CLASS_EDGES_DB
from game.listener.envelopes import FLOOR_DB, STEPS_PER_S
from game.listener.features import Bands
from game.training.bank_file import Envelopes
from game.training.eq_train import family_chances

Dice = np.random.Generator
TAKES: Final = 4
"""Each group: the dry sound and three compressions of it."""
SETTINGS: Final = 6
"""So many settings are drawn for a take; mostly the one that keeps its crest is chosen, as in the game."""
CREST_SHARE: Final = 0.75
MIX_SHARE: Final = 0.5
RANGES_DB: Final = (0.7, 18.0)
BATCH: Final = 64
RATE: Final = 1.5e-3
DECAY: Final = 3e-3
RANK_WEIGHT: Final = 1.0
CLOSEST_DB: Final = 0.7
"""Takes whose ranges differ by less are not ranked."""
NOISE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Groups:
    """Statistics of takes, shape (n, TAKES, N_FEATURES), and how far each one's gain moves in dB, shape (n, TAKES)."""

    features: Bands
    range_db: Bands


class CompNet(nn.Module):
    """Two hidden layers; the last one gives three classes and an amount."""

    mean: Tensor
    spread: Tensor

    def __init__(self, mean: np.ndarray, spread: np.ndarray) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("spread", torch.from_numpy(spread))
        self.first, self.second, self.last = nn.Linear(N_FEATURES, 96), nn.Linear(96, 48), nn.Linear(48, 4)
        self.drop = nn.Dropout(0.2)

    def forward(self, x: Tensor) -> Tensor:
        """Return scores of shape (..., 4)."""
        h = torch.clamp((x - self.mean) / self.spread, -5, 5)
        h = self.drop(functional.relu(self.first(h)))
        return self.last(self.drop(functional.relu(self.second(h))))


def draw_groups(
    envelopes: Envelopes, *, count: int, seed: int, tell: Callable[[int], object] = lambda _: None
) -> Groups:
    """Draw groups of takes of one sound each; `tell` is given how many there are."""
    chances = family_chances(envelopes.family)
    features, ranges = [], []
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        dry = _draw_dry(rng, envelopes, chances)
        takes = [(dry, 0.0), *(_compressed(rng, dry) for _ in range(TAKES - 1))]
        features.append([comp_features(levels) for levels, _ in takes])
        ranges.append([range_db for _, range_db in takes])
        tell(number + 1)
    return Groups(np.asarray(features, dtype=np.float32), np.asarray(ranges, dtype=np.float32))


def train(groups: Groups, *, steps: int, seed: int, tell: Callable[[int, float], object] = lambda *_: None) -> CompNet:
    """Return a trained network; the same groups and seed give the same one on the same machine."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rows = groups.features.reshape(-1, N_FEATURES)
    net = CompNet(rows.mean(axis=0), rows.std(axis=0) + 0.01)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    rng = np.random.default_rng(seed)
    features, ranges = torch.from_numpy(groups.features), torch.from_numpy(groups.range_db)
    edges = torch.tensor(CLASS_EDGES_DB)
    for step in range(steps):
        picks = torch.from_numpy(rng.integers(len(features), size=BATCH))
        x, range_db = features[picks], ranges[picks]
        scores = net(x + NOISE * net.spread * torch.randn_like(x))
        named = functional.cross_entropy(scores[..., :3].reshape(-1, 3), torch.bucketize(range_db, edges).reshape(-1))
        loss = named + RANK_WEIGHT * _ranking_loss(scores[..., 3], range_db)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        tell(step + 1, loss.item())
    net.eval()
    return net


def folded(net: CompNet) -> dict[str, np.ndarray]:
    """Return the weights under the names that `game.listener.comp_network` knows."""
    out = {"mean": net.mean.numpy(), "spread": net.spread.numpy()}
    for name in ("first", "second", "last"):
        layer: nn.Linear = getattr(net, name)
        out[f"{name}_w"], out[f"{name}_b"] = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    return out


def _ranking_loss(amounts: Tensor, range_db: Tensor) -> Tensor:
    """Return how badly amounts order the takes of one sound: logistic over pairs (Bradley and Terry 1952)."""
    apart_db = range_db[:, :, None] - range_db[:, None, :]
    ahead = amounts[:, :, None] - amounts[:, None, :]
    counts = apart_db > CLOSEST_DB
    return functional.softplus(-ahead[counts]).mean()


def _draw_dry(rng: Dice, envelopes: Envelopes, chances: np.ndarray) -> Bands:
    levels = envelopes.levels_db[int(rng.choice(len(chances), p=chances))].astype(np.float32)
    if rng.random() < MIX_SHARE:
        other = envelopes.levels_db[int(rng.choice(len(chances), p=chances))].astype(np.float32)
        other = np.roll(other, int(rng.integers(other.shape[1])), axis=1) + rng.uniform(-12, 3)
        levels = 10 * np.log10(10 ** (levels / 10) + 10 ** (other / 10))
    length = int(levels.shape[1] * rng.uniform(0.45, 1.0))
    start = int(rng.integers(levels.shape[1] - length + 1))
    return _levelled(levels[:, start : start + length])


def _compressed(rng: Dice, dry: Bands) -> tuple[Bands, float]:
    """Return a compression of a sound and how far its gain moves in dB."""
    active = dry[0] > ACTIVE_DB
    takes = []
    for _ in range(SETTINGS if rng.random() < CREST_SHARE else 1):
        reduction_db = turning_reduction_db(dry[0], _settings(rng, dry[0, active]), rate_hz=STEPS_PER_S)
        low, high = np.percentile(reduction_db[active], (5, 95))
        takes.append((_levelled(dry - reduction_db), float(high - low)))
    return min(takes, key=lambda take: abs(_crest_db(take[0]) - _crest_db(dry)))


def _settings(rng: Dice, heard_db: Bands) -> Compressor:
    range_db = math.exp(rng.uniform(math.log(RANGES_DB[0]), math.log(RANGES_DB[1])))
    drawn = draw_settings(rng, range_db=range_db)
    return Compressor(
        threshold_db=float(np.percentile(heard_db, 95) - range_db * rng.uniform(1.0, 2.5)),
        ratio=drawn.ratio,
        attack_ms=math.exp(rng.uniform(math.log(0.3), math.log(100))),
        release_ms=drawn.release_ms,
        knee_db=drawn.knee_db,
    )


def _crest_db(levels: Bands) -> float:
    return float(levels[0].max() - 10 * np.log10(np.mean(10 ** (levels[1:] / 10))))


def _levelled(levels: Bands) -> Bands:
    return np.asarray(np.maximum(levels - levels[0].max(), FLOOR_DB), dtype=np.float32)
