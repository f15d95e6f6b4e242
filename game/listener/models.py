"""Reads trained networks: `.npz` files without pickles, whose SHA-256 the card holds."""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from game.core.errors import ContentError
from game.listener.eq_network import Weights


def load_network(path: Path, *, sha256: Mapping[str, str]) -> Weights:
    """Read one network as float32.

    Args:
        path: of the `.npz`.
        sha256: digests by name of file, from the card.

    Raises:
        ContentError: the file is missing, is another than the card tells of, or is no network.
    """
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256.get(path.name):
            raise ValueError("its SHA-256 is not the one in the card")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {name: arrays[name].astype(np.float32) for name in arrays.files}
    except (OSError, ValueError) as error:
        raise ContentError(
            f"a network must be the `.npz` that its card tells of, {path} is not ({error}): "
            "run `python -m game.training`, or reinstall Own Ears"
        ) from error
