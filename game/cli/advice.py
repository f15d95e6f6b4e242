"""The commands about who sits in: answers to any file, listeners, report cards."""

from pathlib import Path

import click

from game import wiring
from game.cli.shared import common, listener_option, show
from game.core.skills import find_skill


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@common
@click.option("--skill", "skill_id", required=True, metavar="SKILL", help="What is asked about the file or files.")
@click.option("--given", multiple=True, metavar="KEY=VALUE", help="What the question states, e.g. direction=boost.")
@listener_option
def ask(
    *,
    files: tuple[Path, ...],
    skill_id: str,
    given: tuple[str, ...],
    member: str,
    saves: Path | None,
    as_json: bool,
) -> None:
    """Print the AI's blind answer to any file; for a skill with takes, one file each, in order."""
    from game.commands.ask import advice_json, ask_files

    del saves
    listener = wiring.build_listener(member)
    question, advice = ask_files(listener, files=files, skill_id=skill_id, given=given)

    def text() -> str:
        if not listener.answers(skill_id):
            return "That one is yours: I do not answer this skill."
        return f"{listener.say_number(question, advice)} {listener.say_evidence(question, advice)}"

    show(advice_json(question, advice), as_json=as_json, text=text)


@click.command()
@common
def listeners(*, saves: Path | None, as_json: bool) -> None:
    """List the listeners: the AI, two simple ones, and those that other packages add."""
    from game.commands.listing import listener_rows, say_listener

    del saves
    rows = listener_rows()
    show(rows, as_json=as_json, text=lambda: "\n".join(map(say_listener, rows)))


@click.command("report-card")
@common
@click.option("--skill", "skill_id", metavar="SKILL", help="Only this skill; default: all that the AI answers.")
@click.option("--recompute", type=click.IntRange(1), metavar="N", help="Ask it N new questions a skill, here and now.")
@listener_option
def report_card(*, saves: Path | None, as_json: bool, skill_id: str | None, recompute: int | None, member: str) -> None:
    """Print how often the AI is right, by skill, size and music, and how honest its odds are."""
    from game.exam.libraries import Kept
    from game.exam.questions import played
    from game.exam.report import measure, read_report, say_row

    del saves
    if skill_id is not None:
        find_skill(skill_id)
    listener = wiring.build_listener(member)
    if recompute is None:
        result = read_report(wiring.listener_card(member), skill_id=skill_id, model_sha256=listener.sha256)
    else:
        draw = played(Kept(wiring.build_library()))
        result = measure(draw, listener, skill_id=skill_id, items=recompute)
    show(result, as_json=as_json, text=lambda: "\n".join(say_row(row) for row in result["skills"]))
