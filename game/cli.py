"""The commands, thin: each reads its options, calls a room, and prints text for people or one JSON value."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from game import wiring
from game.core.canonical import plain
from game.core.errors import GameError
from game.core.settings import RECALLS
from game.core.skills import SKILLS, find_skill
from game.simulate.policies import POLICIES

Command = TypeVar("Command", bound=Callable[..., Any])
WHAT_FAILED = 2
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
    _complain(message)
    sys.exit(WHAT_FAILED)


def _complain(message: str) -> None:
    line = " ".join(message.split()).encode("utf-8", "replace").decode()  # file names need not be UTF-8
    click.echo(f"own-ears: {line}", err=True)


def _print(value: Any, *, as_json: bool, text: Callable[[], str]) -> None:
    click.echo(json.dumps(plain(value), allow_nan=False) if as_json else text())


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="own-ears")
@click.pass_context
def cli(context: click.Context) -> None:
    """Train your ears on EQ, then hear what an honest AI made of the same sound. Without a command: play."""
    if context.invoked_subcommand is None:
        context.invoke(play)


@cli.command()
@common
@click.option("--text", "in_terminal", is_flag=True, help="Play in the terminal, on plain lines.")
@click.option("--player", metavar="NAME", help="Whose progress it is; in the terminal 'me' if not given.")
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
    default="free",
    show_default=True,
    help="Hear each clip once, with silence or a gliding tone (sweep) between; B stays.",
)
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

    if options.pop("quiz"):
        kept = {name: options[name] for name in ("saves", "player", "seed")}
        summary = play_quiz_text(**kept, say=say, prompt_on_line=prompt_on_line)
    else:
        summary = play_text(**options, say=say, prompt_on_line=prompt_on_line)
    if as_json:
        click.echo(json.dumps(summary))


@cli.command()
@common
def skills(*, saves: Path | None, as_json: bool) -> None:
    """List the skills: what is asked, cues and units, chance."""
    from game.commands.listing import skill_rows

    del saves
    rows = skill_rows()
    _print(rows, as_json=as_json, text=lambda: "\n".join(_skill_line(row["skill_id"]) for row in rows))


def _skill_line(skill_id: str) -> str:
    spec = SKILLS[skill_id]
    cue = f"{spec.cue_easiest:g} (easiest) to {spec.cue_hardest:g} {spec.unit} (hardest)"
    odds = f"blind guess right {spec.chance:.0%}, best constant answer {spec.constant_hit_rate:.0%}"
    return f"{skill_id}: {spec.asks} Cue {cue}; {odds}; {'the AI sits in' if spec.ai else 'yours alone'}."


@cli.command()
@common
@click.option(
    "--shares",
    type=click.Choice(sorted({spec.family for spec in SKILLS.values()})),
    help="How much of each skill of a family may fairly be asked of each source.",
)
def sources(*, saves: Path | None, as_json: bool, shares: str | None) -> None:
    """List the music that questions are asked about."""
    from game.commands.listing import share_table, source_rows

    rows = source_rows(wiring.build_whole_library(wiring.find_saves(saves)))

    def line(row: dict[str, Any]) -> str:
        tempo = "no beat" if row["tempo_bpm"] is None else f"{row['tempo_bpm']:g} bpm, {row['bars']} bars"
        kept = "; kept for check-ups" if row["held_out"] else ""
        return f"{row['source_id']}: {row['title']}, {row['kind']}, {tempo}, {row['licence']}{kept}."

    def text() -> str:
        return "\n".join(map(line, rows)) if shares is None else share_table(rows, family=shares)

    _print(rows, as_json=as_json, text=text)


@cli.command()
@click.argument("skill_id", metavar="SKILL")
@common
@click.option("--cue", type=float, help="Size of the change in the skill's unit; default: the skill's start.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Draws the question.")
@click.option("--source", "source_id", metavar="ID", help="Built-in source; default: drawn by the seed.")
@click.option("--audio", type=click.Path(path_type=Path), metavar="FILE", help="Your own audio file instead.")
@click.option("--rate", "rate_hz", type=int, default=48_000, show_default=True, help="Sampling rate in Hz.")
@click.option("--no-change", is_flag=True, help="A question on a slider may hide no change, for one seed in ten.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where the files go.")
def render(*, saves: Path | None, as_json: bool, **options: Any) -> None:
    """Write a round's clips as 24-bit WAV, and challenge.json."""
    from game.commands.render import render_files

    del saves
    result = render_files(wiring.build_library(), **options)
    _print(
        result,
        as_json=as_json,
        text=lambda: (
            f"{', '.join(result['files'])} and challenge.json are in {options['out']} ({result['source_id']})."
        ),
    )


@cli.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@common
def import_music(*, saves: Path | None, as_json: bool, files: tuple[Path, ...]) -> None:
    """Take your own music in: the loudest eight seconds of each file become a loop; trim it in the window."""
    from game.commands.music import FOREIGN, import_rows

    rows = import_rows(wiring.open_own_music(wiring.find_saves(saves)), files)
    taken = [row for row in rows if row["source_id"] is not None]
    lines = [f"{row['title']}: {row['source_id']}, {row['says']}" for row in taken]
    if taken or as_json:
        _print(rows, as_json=as_json, text=lambda: "\n".join((*lines, FOREIGN)))
    for row in rows:
        if row["source_id"] is None:
            _complain(row["says"])
    if not taken:
        sys.exit(WHAT_FAILED)


@cli.command()
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

    _print(advice_json(question, advice), as_json=as_json, text=text)


@cli.command()
@common
def listeners(*, saves: Path | None, as_json: bool) -> None:
    """List the listeners: the AI, two simple ones, and those that other packages add."""
    from game.commands.listing import listener_rows, say_listener

    del saves
    rows = listener_rows()
    _print(rows, as_json=as_json, text=lambda: "\n".join(map(say_listener, rows)))


@cli.command("report-card")
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
    _print(result, as_json=as_json, text=lambda: "\n".join(say_row(row) for row in result["skills"]))


@cli.command("check-content")
@common
@click.option("--mixes", type=click.Path(path_type=Path), metavar="DIR", help="Write every source's mix here.")
def check_content(*, saves: Path | None, as_json: bool, mixes: Path | None) -> None:
    """Measure and verify everything that came with the game."""
    from game.drills.carrying import fair_share
    from game.library.check import check_content as check

    del saves
    report = check(wiring.build_library(), fair_share=fair_share, mixes_dir=mixes)

    def text() -> str:
        faults = [f"{fault.file} {fault.id}: {fault.fault}" for fault in report.faults]
        return "\n".join([*faults, f"{len(report.sources)} sources, {report.size_mb:.1f} MB, {len(faults)} faults."])

    _print(report.to_json(), as_json=as_json, text=text)
    if not report.ok:
        raise ValueError(
            f"content must be without fault, {len(report.faults)} found: reinstall, or mend what is listed"
        )


@cli.command()
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

    _print(rows if several else rows[0], as_json=as_json, text=lambda: "\n".join(map(line, rows)))


@cli.command()
@common
def rebuild(*, saves: Path | None, as_json: bool) -> None:
    """Make what is known of every player again, from the log."""
    log = wiring.open_log(wiring.find_saves(saves), tell=lambda said: click.echo(said, err=True))
    try:
        rows = [{"player": name, "skills": len(log.rebuild(player_id))} for player_id, name in log.find_players()]
    finally:
        log.close()
    _print(rows, as_json=as_json, text=lambda: "\n".join(f"{row['player']}: {row['skills']} skills." for row in rows))


@cli.command()
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
    _print(result, as_json=as_json, text=lambda: "\n".join(describe(result)))


@cli.command()
@common
def doctor(*, saves: Path | None, as_json: bool) -> None:
    """Tell whether this machine has all that the game needs."""
    from game.commands.doctor import examine_machine

    result = examine_machine(wiring.find_saves(saves))

    def line(check: dict[str, Any]) -> str:
        return f"{'ok' if check['ok'] else 'not ok'}: {check['name']}: {check['says']}"

    _print(result, as_json=as_json, text=lambda: "\n".join(map(line, result["checks"])))


@cli.command()
@common
@click.option("--only", multiple=True, metavar="ROW", help="Measure only this row; may be given again.")
def bench(*, saves: Path | None, as_json: bool, only: tuple[str, ...]) -> None:
    """Measure this machine against the figures that the game must stand."""
    from game.bench.run import run

    del saves
    report = run(only)

    _print(report.as_json(), as_json=as_json, text=lambda: "\n".join(map(str, report.rows)))
