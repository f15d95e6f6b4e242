"""What the commands share: common options, printing for people or as JSON, complaints in one line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from game.core.canonical import plain

Command = TypeVar("Command", bound=Callable[..., Any])
WHAT_FAILED: Final = 2
"""Exit status for bad input, or nothing to do it with."""


def common(command: Command) -> Command:
    """Add the options that every command takes."""
    command = click.option("--json", "as_json", is_flag=True, help="Print one JSON value and nothing else.")(command)
    return click.option(
        "--saves", type=click.Path(path_type=Path), metavar="DIR", help="Folder of your progress and settings."
    )(command)


listener_option = click.option(
    "--listener", "member", default="network", show_default=True, metavar="NAME", help="Which of `listeners` sits in."
)


def complain(message: str) -> None:
    """Say what is wrong, in one line on standard error."""
    line = " ".join(message.split()).encode("utf-8", "replace").decode()  # file names need not be UTF-8
    click.echo(f"own-ears: {line}", err=True)


def show(value: Any, *, as_json: bool, text: Callable[[], str]) -> None:
    """Print one JSON value, or the text for people."""
    click.echo(json.dumps(plain(value), allow_nan=False) if as_json else text())
