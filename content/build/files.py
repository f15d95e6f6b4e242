"""How the build writes: FLAC, JSON that diffs well, digests."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from pydantic import BaseModel

from content.build.placing import Sound
from game.library.manifest import RATE_HZ


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_flac(path: Path, sound: Sound) -> None:
    """Write 16-bit FLAC; rounding is to the nearest step, without dither, so that builds agree."""
    steps = np.round(np.clip(sound, -1, 1) * 32767).astype(np.int16)
    soundfile.write(path, steps, RATE_HZ, format="FLAC", subtype="PCM_16", compression_level=1.0)


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write an object, indented."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_events(path: Path, events: Sequence[BaseModel]) -> None:
    """Write events as a JSON list, one event a line."""
    lines = ",\n".join(json.dumps(event.model_dump(mode="json")) for event in events)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
