"""Trains the swing network on drum grooves made up for it, which swing by known shares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from game.listener.features import Bands
from game.listener.swing_features import CHANNELS, FIRST_SWING, SWINGS_PCT, swing_features
from game.listener.swing_network import DILATIONS, TAPS
from game.training import synth
from game.training.bank import draw_one_shot
from game.training.notes import PIECES, Piece
from game.training.synth import RATE_HZ, Dice, Mono

Kit = Literal["own", "recorded"]
WIDTH: Final = 24
BATCH: Final = 64
RATE: Final = 3e-3
PAIR_S: Final = (0.16, 0.8)
LASTS_S: Final = (2.5, 5.0)
ROOM_SHARE: Final = 0.3
NOISE_SHARE: Final = 0.3
TARGET_PCT: Final = 0.6
"""Standard deviation of what the network should believe."""


@dataclass(frozen=True, slots=True)
class Grooves:
    """Features, shape (n, CHANNELS, n_lags), and swings in percent, shape (n,)."""

    features: Bands
    swing_pct: Bands


class SwingNet(nn.Module):
    """Three convolutions along the lag."""

    def __init__(self) -> None:
        super().__init__()
        widths = (CHANNELS, WIDTH, WIDTH, 1)
        self.layers = nn.ModuleList(
            nn.Conv1d(widths[k], widths[k + 1], TAPS, padding=TAPS // 2 * d, dilation=d)
            for k, d in enumerate(DILATIONS)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return scores of each swing, shape (n, 51)."""
        for number, layer in enumerate(self.layers):
            x = layer(functional.relu(x) if number else x)
        return x[:, 0, FIRST_SWING : FIRST_SWING + 2 * len(SWINGS_PCT) : 2]


def draw_grooves(*, count: int, seed: int, kit: Kit, tell: Callable[[int], object] = lambda _: None) -> Grooves:
    """Draw grooves on kits of our own synthesis, which train, or on recorded ones, which never do."""
    features, swings = [], []
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        swing_pct = float(rng.choice(SWINGS_PCT))
        pair_s = float(np.exp(rng.uniform(*np.log(PAIR_S))))
        sound = play_groove(rng, swing_pct=swing_pct, pair_s=pair_s, kit=kit)
        features.append(swing_features(sound.astype(np.float32), pair_s=pair_s))
        swings.append(swing_pct)
        tell(number + 1)
    return Grooves(np.stack(features), np.asarray(swings, dtype=np.float32))


def play_groove(rng: Dice, *, swing_pct: float, pair_s: float, kit: Kit) -> Mono:
    """Return a groove of whole pairs that swings by `swing_pct`, as a loop."""
    pairs = max(4, 2 * round(rng.uniform(*LASTS_S) / pair_s / 2))
    frames = round(pairs * pair_s * RATE_HZ)
    drums = {piece: draw_one_shot(rng, piece) if kit == "recorded" else synth.drum(rng, piece) for piece in PIECES}
    levels = {piece: rng.uniform(0.3, 1.2) for piece in PIECES}
    out = np.zeros(frames)
    for piece, half, velocity in _draw_strokes(rng, pairs):
        at = (half // 2 + (swing_pct / 100 if half % 2 else 0.0)) * pair_s
        sound = drums[piece] * levels[piece] * velocity
        start = round(at * RATE_HZ)
        np.add.at(out, (start + np.arange(len(sound))) % frames, sound)
    if rng.random() < ROOM_SHARE:
        out = synth.in_room(rng, out)[:frames]
    if rng.random() < NOISE_SHARE:
        out = out + rng.standard_normal(frames) * float(np.abs(out).max()) * 10 ** (rng.uniform(-60, -30) / 20)
    return np.roll(out, int(rng.integers(frames)))


def _draw_strokes(rng: Dice, pairs: int) -> list[tuple[Piece, int, float]]:
    """Return strokes on a pattern of half pairs that repeats: piece, number of the half pair, loudness."""
    turn = int(rng.choice((4, 8)))
    often = {"kick": (0.4, 0.1), "snare": (0.3, 0.08), "hat": (0.9, 0.6), "perc": (0.15, 0.1)}
    pattern = [
        (piece, half)
        for piece in PIECES
        for half in range(2 * turn)
        if rng.random() < often[piece][half % 2] * rng.uniform(0.3, 1.3)
    ]
    pattern += [("hat" if rng.random() < 0.6 else "kick", 2 * int(rng.integers(turn)) + odd) for odd in (0, 1, 1)]
    return [
        (piece, half + 2 * turn * again, float(rng.uniform(0.4, 1.0)))
        for again in range(-(-pairs // turn))
        for piece, half in dict.fromkeys(pattern)
        if half + 2 * turn * again < 2 * pairs
    ]


def train(
    grooves: Grooves, *, steps: int, seed: int, tell: Callable[[int, float], object] = lambda *_: None
) -> SwingNet:
    """Return a trained network; the same grooves and seed give the same one on the same machine."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    net = SwingNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    rng = np.random.default_rng(seed)
    aims = np.exp(-0.5 * ((np.asarray(SWINGS_PCT) - grooves.swing_pct[:, None]) / TARGET_PCT) ** 2)
    features = torch.from_numpy(grooves.features)
    wanted = torch.from_numpy((aims / aims.sum(axis=1, keepdims=True)).astype(np.float32))
    for step in range(steps):
        picks = torch.from_numpy(rng.integers(len(features), size=BATCH))
        loss = -(wanted[picks] * functional.log_softmax(net(features[picks]), 1)).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        tell(step + 1, loss.item())
    net.eval()
    return net


def folded(net: SwingNet) -> dict[str, np.ndarray]:
    """Return the weights under the names that `game.listener.swing_network` knows."""
    state = net.state_dict()
    return {
        f"layer{number}_{short}": state[f"layers.{number}.{name}"].numpy()
        for number in range(len(DILATIONS))
        for short, name in (("w", "weight"), ("b", "bias"))
    }
