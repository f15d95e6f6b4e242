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
@click.option("--students", type=click.IntRange(0, 200), default=30, show_default=True,
              help="Size of the simulated class whose review is left, too; 0 for none.")  # fmt: skip
@click.option(
    "--weeks", type=click.IntRange(1, 52), default=6, show_default=True, help="How long that class practised."
)
def demo(*, out: Path, seed: int, students: int, weeks: int, saves: Path | None, as_json: bool) -> None:
    """Play a scripted evening through the real app, and let a simulated class practise; no screen, no sound card."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # pygame greets on standard output
    from game.demo.run import play_evening

    del saves
    result: dict[str, Any] = play_evening(out, seed=seed, students=students, weeks=weeks)

    def text() -> str:
        left = f"{len(result['pictures'])} pictures, {result['heard_s']:.0f} s of sound (heard.wav) and the database"
        said = f"{result['rounds']} rounds; {left} are in {out}. All {result['events']} events came through the window."
        if result["class"] is None:
            return said
        made = result["class"]
        return f"{said} A class of {made['students']} with {made['rounds']} rounds: {out / 'class' / 'review.html'}."

    show(result, as_json=as_json, text=text)
