"""The commands, thin: each reads its options, calls a room, and prints text for people or one JSON value."""

import os
import sys

import click

from game.cli import advice, assigned, care, classroom, demo, machine, material, playing, progress
from game.cli.shared import WHAT_FAILED, complain
from game.core.errors import GameError


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="own-ears")
@click.pass_context
def cli(context: click.Context) -> None:
    """Train your ears on EQ, then hear what an honest AI made of the same sound. Without a command: play."""
    if context.invoked_subcommand is None:
        context.invoke(playing.play)


for _room in (playing, material, advice, progress, classroom, assigned, care, demo, machine):
    for _command in vars(_room).values():
        if isinstance(_command, click.Command):
            cli.add_command(_command)


def main() -> None:
    """Run a command; bad input becomes one line on stderr and exit status 2, never a traceback."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(WHAT_FAILED)
    except click.ClickException as error:
        _fail(error.format_message())
    except BrokenPipeError:  # whoever read our output has gone; give the flush at exit somewhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(WHAT_FAILED)
    except (GameError, ValueError) as error:
        _fail(str(error))


def _fail(message: str) -> None:
    complain(message)
    sys.exit(WHAT_FAILED)
