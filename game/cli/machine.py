"""The commands about this machine."""

from pathlib import Path
from typing import Any

import click

from game import wiring
from game.cli.shared import common, show


@click.command()
@common
def doctor(*, saves: Path | None, as_json: bool) -> None:
    """Tell whether this machine has all that the game needs."""
    from game.commands.doctor import examine_machine

    result = examine_machine(wiring.find_saves(saves))

    def line(check: dict[str, Any]) -> str:
        return f"{'ok' if check['ok'] else 'not ok'}: {check['name']}: {check['says']}"

    show(result, as_json=as_json, text=lambda: "\n".join(map(line, result["checks"])))


@click.command()
@common
@click.option("--only", multiple=True, metavar="ROW", help="Measure only this row; may be given again.")
def bench(*, saves: Path | None, as_json: bool, only: tuple[str, ...]) -> None:
    """Measure this machine against the figures that the game must stand."""
    from game.bench.run import run

    del saves
    report = run(only)

    show(report.as_json(), as_json=as_json, text=lambda: "\n".join(map(str, report.rows)))
