"""The commands of a match in one room: hosting it, and joining it from a terminal."""

import sys
from typing import Any

import click

from game.cli.shared import common, complain


@click.command()
@common
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--bind", default="0.0.0.0", show_default=True, metavar="ADDR", help="Address to listen on; all of them.")
@click.option("--headless", is_flag=True, help="Nobody sits at this machine: rounds go on by themselves.")
@click.option("--skill", default="eq.boost_freq", show_default=True, metavar="SKILL", help="What is asked.")
@click.option("--cue", type=float, help="Size of the change; default: the skill's start.")
@click.option("--rounds", type=click.IntRange(1, 50), default=8, show_default=True, help="Rounds in the match.")
@click.option("--guess-s", type=click.FloatRange(2, 600), default=45, show_default=True, help="Time to guess.")
@click.option("--revise-s", type=click.FloatRange(1, 600), default=20, show_default=True, help="Time to revise.")
@click.option(
    "--reveal-s",
    type=click.FloatRange(0, 600),
    help="How long the truth stays; 0 until the host goes on. Default 0, or 8 where the match runs by itself.",
)
@click.option(
    "--start-with", type=click.IntRange(0, 1000), default=0, metavar="N", help="Start by itself when N players are in."
)
@click.option(
    "--mode",
    type=click.Choice(["speakers", "headphones"]),
    default="speakers",
    show_default=True,
    help="The room's speakers play, or every phone.",
)
@click.option(
    "--pace",
    type=click.Choice(["together", "own"]),
    default="together",
    show_default=True,
    help="Whether all hear the AI at one time, or each after the own guess.",
)
@click.option("--ai/--no-ai", default=True, show_default=True, help="Whether the AI sits in.")
def host(*, as_json: bool, **options: Any) -> None:
    """Host a match in this network; ends on Ctrl+C. With --json one line says where, once it listens."""
    from game.commands.host import Wanted, host_match

    host_match(Wanted(**options), as_json=as_json, say=_say_at_once, tell=complain)


def _say_at_once(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
