"""The command that shows the game by itself."""

import os
from pathlib import Path
from typing import Any

import click

from game.cli.shared import common, show


@click.command()
@common
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR",
              help="A new folder for pictures, sound and database.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Seed of all dice.")
def demo(*, out: Path, seed: int, saves: Path | None, as_json: bool) -> None:
    """Play a scripted evening through the real app; no screen and no sound card are needed."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # pygame greets on standard output
    from game.demo.run import play_evening

    del saves
    result: dict[str, Any] = play_evening(out, seed=seed)

    def text() -> str:
        left = f"{len(result['pictures'])} pictures, {result['heard_s']:.0f} s of sound (heard.wav) and the database"
        return f"{result['rounds']} rounds; {left} are in {out}. All {result['events']} events came through the window."

    show(result, as_json=as_json, text=text)
