"""The commands of work that is given out and handed in."""

import sys
from datetime import datetime
from pathlib import Path

import click

from game import wiring
from game.cli.shared import common, show
from game.core.errors import GameError


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]")
@common
@click.option("--skill", required=True, metavar="SKILL", help="What is to be practised.")
@click.option("--rounds", type=click.IntRange(1, 200), default=20, show_default=True, help="How many rounds.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), required=True, metavar="DAY",
              help="Until the end of this day, such as 2026-12-01, or until 2026-12-01T10:00.")  # fmt: skip
@click.option("--goal", type=float, metavar="SIZE", help="A threshold to reach, in the skill's unit.")
@click.option("--no-ai", is_flag=True, help="Leave the AI out.")
@click.option("--title", default="", metavar="WORDS", help="What it is called; default: the skill.")
def assign(
    *,
    file: Path | None,
    saves: Path | None,
    as_json: bool,
    skill: str,
    rounds: int,
    due: datetime,
    goal: float | None,
    no_ai: bool,
    title: str,
) -> None:
    """Give out work: the class host hands it out, and FILE goes to students by any way; `review` says who did it."""
    from game.commands.assigned import give
    from game.store.assignments import written

    made = give(
        wiring.find_saves(saves), file, skill=skill, goal=goal, rounds=rounds, due=due, ai=not no_ai, title=title
    )
    there = f" It is in {file}, too." if file is not None else ""
    show(written(made), as_json=as_json, text=lambda: f"{made.title}: {made.rounds} rounds of {made.skill_id} until "
         f"{made.due_at:%Y-%m-%d %H:%M}. `own-ears host` hands it out.{there}")  # fmt: skip


@click.command("hand-in")
@click.argument("player", metavar="PLAYER")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@common
@click.option("--to", "address", metavar="ADDRESS", help="Send it to the class host at this address instead.")
@click.option("--room", metavar="CODE", help="The four letters on the projector, where ADDRESS does not hold them.")
@click.option("--assignment", metavar="WHICH", help="Only the rounds of an assignment: its file, or its id.")
@click.option("--yes", is_flag=True, help="Do not ask before it is sent; in a pipe this must be given.")
def hand_in(
    *,
    player: str,
    file: Path | None,
    saves: Path | None,
    as_json: bool,
    address: str | None,
    room: str | None,
    assignment: str | None,
    yes: bool,
) -> None:
    """Give your teacher your own progress, and nobody else's: into one file, or to the class host in this network."""
    from game.commands.hand_in import Hand, hand_over

    if (file is None) == (address is None):
        raise GameError("hand-in must be told one of FILE and --to ADDRESS")

    def agreed(question: str) -> bool:
        if yes:
            return True
        if as_json or not sys.stdin.isatty():
            raise GameError("--yes must be given where nobody can be asked: what you send, your teacher can read")
        return click.confirm(question)

    done = hand_over(
        Hand(wiring.find_saves(saves), player, assignment), file=file, address=address, room=room, agreed=agreed
    )
    show(done.told, as_json=as_json, text=lambda: done.says)
