"""Trained networks as `.npz` files for numpy: half precision, normalisation folded in, no pickles."""

import hashlib
from pathlib import Path

import numpy as np
from torch import Tensor, nn

EPSILON = 1e-5
"""What torch adds to a variance."""


def folded(net: nn.Module) -> dict[str, np.ndarray]:
    """Return the weights of an EQ network under the names that `game.listener.eq_network` knows."""
    state = {name: value.numpy() for name, value in net.state_dict().items() if isinstance(value, Tensor)}
    out = {"enter_w": state["trunk.enter.weight"], "enter_b": state["trunk.enter.bias"]}
    blocks = sum(name.startswith("trunk.blocks") and name.endswith("weight") for name in state)
    for number in range(blocks):
        gain, shift = _normalisation(state, f"trunk.norms.{number}")
        out[f"block{number}_w"] = state[f"trunk.blocks.{number}.weight"] * gain[:, None, None]
        out[f"block{number}_b"] = state[f"trunk.blocks.{number}.bias"] * gain + shift
    return out | (_free_heads(state) if "local.weight" in state else _glass_heads(state))


def write(path: Path, weights: dict[str, np.ndarray]) -> str:
    """Write weights in half precision and return the SHA-256 of the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **{name: value.astype(np.float16) for name, value in weights.items()})  # type: ignore[arg-type]  # numpy's stubs
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _normalisation(state: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray]:
    gain = state[f"{name}.weight"] / np.sqrt(state[f"{name}.running_var"] + EPSILON)
    return gain, state[f"{name}.bias"] - gain * state[f"{name}.running_mean"]


def _free_heads(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {
        "local_w": state["local.weight"][:, :, 0],
        "local_b": state["local.bias"],
        "whole0_w": state["whole.0.weight"],
        "whole0_b": state["whole.0.bias"],
        "whole1_w": state["whole.3.weight"],
        "whole1_b": state["whole.3.bias"],
        "curve_w": state["curve.weight"][0, :, 0],
        "curve_b": state["curve.bias"],
    }


def _glass_heads(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {
        "residual_w": state["residual.weight"][0, :, 0],
        "residual_b": state["residual.bias"],
        "weight_w": state["weight.weight"][0, :, 0],
        "weight_b": state["weight.bias"] + state["bias"],
        "prior": state["prior"],
        "templates": state["templates"],
    }
