"""The commands of a match in one room: hosting it, and joining it from a terminal."""

import sys
from pathlib import Path
from typing import Any

import click

from game.cli.shared import common, complain, show


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
@click.option("--new", is_flag=True, help="Begin another match, even where one was cut off before its end.")
@click.option("--end-with-input", is_flag=True, hidden=True, help="End when the standard input does.")
@click.option("--no-ai", is_flag=True, help="Leave the AI out.")
def host(*, as_json: bool, no_ai: bool, **options: Any) -> None:
    """Host a match in this network; Ctrl+C closes the room, and `host` opens it again with its match.

    With --json one line says where it is, once it listens.
    """
    from game.commands.host import Wanted, host_match

    host_match(Wanted(**options, ai=not no_ai), as_json=as_json, say=_say_at_once, tell=complain)


@click.command()
@click.argument("url")
@common
@click.option("--room", metavar="CODE", help="The four letters on the projector, where URL does not hold them.")
@click.option("--name", metavar="NAME", help="Your own name, where the host allows it; else you are given one.")
@click.option("--players", type=click.IntRange(1, 1000), help="Let so many simulated players join instead.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Dice of those.")
def join(
    *,
    url: str,
    saves: Path | None,
    as_json: bool,
    room: str | None,
    name: str | None,
    players: int | None,
    seed: int,
) -> None:
    """Join a match from this terminal: type answers on lines, q leaves."""
    from game.commands.join import join_match, join_robots
    from game.link.client import place_of

    def say(line: str) -> None:
        click.echo(line, err=as_json)

    place = place_of(url, room=room, name=name)
    if players is not None:
        rows = join_robots(place, players, seed=seed, say=say)
        show(rows, as_json=as_json, text=lambda: "\n".join(f"{row['name']}: {row['points']:g}" for row in rows))
        return
    result = join_match(place, saves=saves, say=say)
    show(result, as_json=as_json, text=lambda: f"{result['name']}: {result['points']:g} points.")


def _say_at_once(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
