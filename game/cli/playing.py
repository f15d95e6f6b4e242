"""The command that plays: in the window, or in the terminal."""

import json
import os
import sys
from typing import Any

import click

from game.cli.shared import common, listener_option
from game.core.settings import RECALLS
from game.wiring import find_saves


@click.command()
@common
@click.option("--text", "in_terminal", is_flag=True, help="Play in the terminal, on plain lines.")
@click.option(
    "--player", metavar="NAME", help="Whose progress it is; if not given as in the settings, or in the terminal 'me'."
)
@click.option("--skill", metavar="SKILL", help="Skill to practise; asked for if not given.")
@click.option("--cue", type=float, help="Size of the change; asked for if not given.")
@click.option("--rounds", type=click.IntRange(1, 200), default=20, show_default=True, help="Rounds in the block.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Seed of the block, to play the same one again.")
@click.option("--solo", is_flag=True, help="Leave the AI out.")
@click.option("--check-up", is_flag=True, help="Twenty rounds without the AI, the same for everybody, in two forms.")
@click.option("--no-change", is_flag=True, help="Questions on a slider may hide no change, one in ten of them.")
@click.option(
    "--recall",
    type=click.Choice(RECALLS),
    help="Default: as in the settings. Hear each clip once, with silence or a gliding tone (sweep) between; B stays.",
)
@click.option(
    "--assignment",
    metavar="WHICH",
    help="In the terminal: the next block of work from your teacher, by its file, its id or a host's address.",
)
@click.option("--room", metavar="CODE", help="With a host's address: the four letters on the projector.")
@click.option("--quiz", is_flag=True, help="In the terminal: the skills quiz instead of a block.")
@click.option("--files", is_flag=True, help="In the terminal: write the clips as files instead of playing them.")
@listener_option
def play(*, in_terminal: bool, as_json: bool, **options: Any) -> None:
    """Open the game, or with --text play a block in the terminal.

    All but player, rounds, seed and listener are for --text.
    """
    if not in_terminal and not as_json:
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # pygame greets on standard output
        from game.commands.window import play_window

        if options["assignment"] is not None:
            from game.commands.assigned import find_assignment

            find_assignment(find_saves(options["saves"]), options["assignment"], room=options["room"])

        sys.exit(
            play_window(
                saves=options["saves"],
                player=options["player"],
                rounds=options["rounds"],
                seed=options["seed"],
                member=options["member"],
            )
        )
    from game.commands.play import play_quiz_text, play_text

    def say(line: str) -> None:
        click.echo(line, err=as_json)

    def prompt_on_line(prompt: str) -> None:
        click.echo(prompt, nl=False, err=as_json)

    quiz, where, room = options.pop("quiz"), options.pop("assignment"), options.pop("room")
    if where is not None:
        from game.commands.assigned import play_assignment

        kept = {name: options[name] for name in ("saves", "player", "files", "member")}
        summary = play_assignment(**kept, where=where, room=room, say=say, prompt_on_line=prompt_on_line)
    elif quiz:
        kept = {name: options[name] for name in ("saves", "player", "seed")}
        summary = play_quiz_text(**kept, say=say, prompt_on_line=prompt_on_line)
    else:
        summary = play_text(**options, say=say, prompt_on_line=prompt_on_line)
    if as_json:
        click.echo(json.dumps(summary))
