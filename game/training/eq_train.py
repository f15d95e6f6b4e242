"""Trains an EQ network on the bank; resumable, with a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from game.training.eq_examples import Sounds, draw_batch, targets
from game.training.eq_net import FreeNet, GlassNet

BATCH: Final = 256
CURVE_WEIGHT: Final = 0.3
RATE: Final = 4e-3
DECAY: Final = 1e-3
KEEP_EVERY: Final = 250
Kind = Literal["free", "glass"]
NETS: Final[dict[Kind, Callable[[], nn.Module]]] = {"free": FreeNet, "glass": GlassNet}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is: step, and the losses of place and curve averaged over the last steps."""

    step: int
    steps: int
    place_loss: float
    curve_loss: float


def train(
    kind: Kind, sounds: Sounds, *, steps: int, seed: int, keep: Path | None, tell: Callable[[Progress], object]
) -> nn.Module:
    """Return a trained network.

    Args:
        kind: which of the networks.
        sounds: of the families that train.
        steps: of the optimiser.
        seed: of everything that is drawn; the same seed gives the same network on the same machine.
        keep: file of the checkpoint; where it exists, training goes on from it.
        tell: is given how far it is.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    net = NETS[kind]()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    chances = family_chances(sounds.family)
    begin, losses = 0, list[tuple[float, float]]()
    if keep is not None and keep.exists():
        state = torch.load(keep, weights_only=True)
        begin = int(state["step"])
        for part, name in ((net, "net"), (optimiser, "optimiser"), (schedule, "schedule")):
            part.load_state_dict(state[name])
    for step in range(begin, steps):
        rng = np.random.default_rng([seed, step])
        picks = rng.choice(len(sounds.family), BATCH, p=chances)
        inputs, drawn, curve = draw_batch(rng, sounds, picks)
        net.train()
        scores, believed = net(torch.from_numpy(inputs))
        place_loss = -(torch.from_numpy(targets(drawn)) * functional.log_softmax(scores, 1)).sum(1).mean()
        curve_loss = functional.smooth_l1_loss(believed, torch.from_numpy(curve))
        optimiser.zero_grad()
        (place_loss + CURVE_WEIGHT * curve_loss).backward()
        optimiser.step()
        schedule.step()
        losses.append((place_loss.item(), curve_loss.item()))
        if (step + 1) % KEEP_EVERY == 0 or step + 1 == steps:
            place, curve_mean = np.mean(losses, axis=0)
            tell(Progress(step + 1, steps, float(place), float(curve_mean)))
            losses.clear()
            if keep is not None:
                state = {
                    "net": net.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(),
                }
                torch.save({"step": step + 1, **state}, keep)
    net.eval()
    return net


def family_chances(family: np.ndarray) -> np.ndarray:
    """Return how often each clip is drawn: a family of four times the clips is drawn only twice as often."""
    _, inverse, counts = np.unique(family, return_inverse=True, return_counts=True)
    weights = counts[inverse] ** -0.5
    return np.asarray(weights / weights.sum())
