"""The commands that take care of the player's data."""

import sys
from pathlib import Path

import click

from game import wiring
from game.cli.shared import common, show
from game.store.care import Care

file_argument = click.argument("file", type=click.Path(path_type=Path), metavar="FILE")


@click.command()
@file_argument
@common
def backup(*, file: Path, saves: Path | None, as_json: bool) -> None:
    """Copy all progress into a new file; the game may be running."""
    folder = wiring.find_saves(saves)
    _care(folder).back_up_to(file)
    show({"saves": folder.as_posix(), "file": file.as_posix(), "bytes": file.stat().st_size}, as_json=as_json,
         text=lambda: f"All progress in {folder} was copied to {file}.")  # fmt: skip


@click.command()
@file_argument
@common
def restore(*, file: Path, saves: Path | None, as_json: bool) -> None:
    """Put a backup in the place of the present progress, which is kept under another name."""
    folder = wiring.find_saves(saves)
    said = wiring.build_care(folder).restore(file)
    show({"saves": folder.as_posix(), "file": file.as_posix(), "says": said}, as_json=as_json,
         text=lambda: f"{folder} holds the progress of {file} now. {said}")  # fmt: skip


@click.command()
@click.argument("player", metavar="PLAYER")
@common
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="A new folder; default: one in the saves folder.")  # fmt: skip
def export(*, player: str, out: Path | None, saves: Path | None, as_json: bool) -> None:
    """Write all that is kept of a player: one JSON file, and a table each as CSV."""
    folder, rows = _care(wiring.find_saves(saves)).export(player, out)
    files = [{"file": name, "rows": count} for name, count in rows.items()]
    show({"player": player, "out": folder, "files": files}, as_json=as_json,
         text=lambda: f"All that is kept of {player} is in {folder}: {', '.join(rows)}.")  # fmt: skip


@click.command()
@click.argument("player", metavar="PLAYER")
@common
@click.option("--yes", is_flag=True, help="Do not ask again; in a pipe nothing is asked.")
def forget(*, player: str, yes: bool, saves: Path | None, as_json: bool) -> None:
    """Delete every trace of a player from the saves folder, its backups included; this cannot be taken back."""
    if not yes and not as_json and sys.stdin.isatty():
        click.confirm(f"Delete all that is kept of {player}? This cannot be taken back.", abort=True)
    done = _care(wiring.find_saves(saves)).forget(player)
    dropped = f" Deleted, as they could not be rewritten: {', '.join(done.dropped)}." if done.dropped else ""
    show(done, as_json=as_json,
         text=lambda: f"{player} is forgotten: {done.rows} rows and their traces in {len(done.rewritten)} other files "
         f"are gone.{dropped} Copies elsewhere, as made with `backup`, are not touched.")  # fmt: skip


def _care(folder: Path) -> Care:
    return wiring.open_care(folder, tell=lambda said: click.echo(said, err=True))
