"""The commands about players and their progress."""

from pathlib import Path
from typing import Any, Final

import click

from game import wiring
from game.cli.shared import common, show
from game.simulate.policies import POLICIES

FILE: Final = click.Path(path_type=Path, dir_okay=False)


@click.command()
@common
@click.option("--skill", metavar="SKILL", help="Skill to practise; with --weeks the plan of each day chooses.")
@click.option("--theta", type=float, help="Threshold of the ear: log2 of the cue at d' = 1.")
@click.option(
    "--weeks",
    type=click.IntRange(1, 520),
    help="So many weeks up to yesterday instead, two blocks a day as planned; a row for each skill.",
)
@click.option("--days-a-week", type=click.IntRange(1, 7), default=4, show_default=True, help="Days with practice.")
@click.option(
    "--trials", type=click.IntRange(1, 100_000), default=60, show_default=True, help="Rounds of each student."
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seed of all dice.")
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    default="calibrated",
    show_default=True,
    help="What the students do with advice.",
)
@click.option(
    "--human-right",
    type=click.FloatRange(0.05, 0.99),
    metavar="P",
    help="Place the levels so that the first guess is right this often, instead of by the tracker.",
)
@click.option(
    "--ai-right",
    type=click.FloatRange(0.05, 0.99),
    default=0.8,
    show_default=True,
    metavar="P",
    help="Accuracy of the scripted adviser.",
)
@click.option("--players", type=click.IntRange(1, 10_000), help="How many students; then a list is printed.")
@click.option("--player", default="Simulated", show_default=True, metavar="NAME", help="Whose progress it is.")
@click.option("--sessions", type=click.IntRange(1, 10_000), default=1, show_default=True, help="Sessions, a day apart.")
@click.option("--gain", type=float, default=0.0, show_default=True, help="Octaves that the threshold falls in all.")
@click.option(
    "--sigma",
    type=click.FloatRange(0.01, 10),
    default=0.3,
    show_default=True,
    help="How exactly a place is named, in the unit of the error.",
)
@click.option(
    "--check-ups", is_flag=True, help="Sit a check-up before practice and one after; --trials counts neither."
)
def simulate(*, as_json: bool, players: int | None, **options: Any) -> None:
    """Let scripted students practise, without sound; their rounds are added to the saves."""
    from game.commands.simulate import simulate as run

    rows = run(students=players or 1, **options)
    several = players is not None or options["weeks"] is not None

    def line(row: dict[str, Any]) -> str:
        known = "nothing known" if row["level_75"] is None else f"75 % right at {row['level_75']:.3g} {row['unit']}"
        shares = [f"{name} {row[name]:.2f}" for name in ("g_own", "g_ai") if row[name] is not None]
        said = [known, f"{row['hit_rate']:.0%} right", f"{row['points_mean']:.0f} points", *shares, *row["flags"]]
        who = row["player"] if options["weeks"] is None else f"{row['player']}, {row['skill_id']}"
        return f"{who}: {', '.join([*said, *([row['improved']] if row['improved'] else [])])}."

    show(rows if several else rows[0], as_json=as_json, text=lambda: "\n".join(map(line, rows)))


@click.command()
@common
def rebuild(*, saves: Path | None, as_json: bool) -> None:
    """Make what is known of every player again, from the log."""
    log = wiring.open_log(wiring.find_saves(saves), tell=lambda said: click.echo(said, err=True))
    try:
        rows = [{"player": name, "skills": len(log.rebuild(player_id))} for player_id, name in log.find_players()]
    finally:
        log.close()
    show(rows, as_json=as_json, text=lambda: "\n".join(f"{row['player']}: {row['skills']} skills." for row in rows))


@click.command()
@click.argument(
    "folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="[SAVES]..."
)
@common
@click.option("--csv", "csv_path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a row for each sitting, and a codebook beside it.")  # fmt: skip
@click.option("--names", is_flag=True, help="Write players' names instead of codes.")
def study(*, folders: tuple[Path, ...], saves: Path | None, as_json: bool, csv_path: Path | None, names: bool) -> None:
    """Say how far players have come between two check-ups, in one saves folder or several together."""
    from game.commands.study import describe, run

    result = run(folders or (wiring.find_saves(saves),), csv_path=csv_path, names=names)
    show(result, as_json=as_json, text=lambda: "\n".join(describe(result)))


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[SAVES]...")
@common
@click.option("--goal", "goals", multiple=True, metavar="SKILL=SIZE", help="A threshold to reach; may be given again.")
@click.option("--roster", type=FILE, metavar="FILE", help="A table with the columns student and name; default: "
              "roster.csv in the saves folder. Marks are found by these names.")  # fmt: skip
@click.option("--html", type=FILE, metavar="FILE", help="Write the class, growth and every student as one page.")
@click.option(
    "--csv", type=FILE, metavar="FILE", help="Write a row for each student and skill, and a codebook beside it."
)
@click.option("--xlsx", type=FILE, metavar="FILE", help="Write the same as a workbook.")
@click.option("--pdf", type=FILE, metavar="FILE", help="Write it for paper.")
@click.option("--moodle", type=FILE, metavar="FILE", help="Fill the column Own Ears of a file exported from Moodle.")
@click.option("--canvas", type=FILE, metavar="FILE", help="Fill the column Own Ears of a file exported from Canvas.")
@click.option("--xapi", type=FILE, metavar="FILE", help="Write every round as an xAPI statement, students as codes.")
@click.option("--share", type=FILE, metavar="FILE", help="Write a page for others: no names, no small groups.")
@click.option("--fewest", type=click.IntRange(2, 100), default=5, show_default=True, metavar="N",
              help="With --share: groups of fewer students are hidden.")  # fmt: skip
@click.option("--keep-days", type=click.IntRange(1, 10_000), default=400, show_default=True, metavar="N",
              help="Remind of data that are older.")  # fmt: skip
@click.option("--exports", "list_exports", is_flag=True, help="Only list who exported what, and when.")
def review(
    *,
    paths: tuple[Path, ...],
    saves: Path | None,
    as_json: bool,
    goals: tuple[str, ...],
    roster: Path | None,
    fewest: int,
    keep_days: int,
    list_exports: bool,
    **files: Path | None,
) -> None:
    """Say who of a class needs help, and why; in saves folders and files handed in, together, nobody counted twice."""
    from game.commands.review_run import exports_of, run_review, wanted_here

    folder = wiring.find_saves(saves)
    if list_exports:
        rows = exports_of(folder)
        show(rows, as_json=as_json, text=lambda: "\n".join(
            f"{row['at']} {row['who']}: {row['form']}, {row['where']}, {row['students']} students" for row in rows)
            or "Nothing was exported yet.")  # fmt: skip
        return
    done = run_review(
        folder, wanted_here(folder, paths, goals=goals, roster=roster), files, fewest=fewest, keep_days=keep_days
    )
    show(done.told, as_json=as_json, text=lambda: "\n".join(done.lines))
