"""The player's settings: one small JSON file, replaced whole or not at all."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from game.core.canonical import plain
from game.core.errors import StoreError
from game.core.settings import DEFAULTS, Settings, settings_of
from game.store.faults import set_aside

FILE_NAME: Final = "settings.json"


def load_settings(folder: Path, *, now: datetime) -> Settings:
    """Read the settings of `folder`; a file that is none is kept aside, and the defaults hold."""
    path = folder / FILE_NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return DEFAULTS
    except (OSError, ValueError):
        values = None
    if not isinstance(values, dict):
        set_aside(path, label="damaged", now=now)
        return DEFAULTS
    return settings_of(values)


def save_settings(folder: Path, settings: Settings) -> None:
    """Write the settings so that a power cut leaves the old file or the new one.

    Raises:
        StoreError: the folder cannot be written.
    """
    path, draft = folder / FILE_NAME, folder / f"{FILE_NAME}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(plain(settings), indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise StoreError(
            f"settings must be writable, {path} is not ({error.strerror}): free some space or choose another folder"
        ) from error
