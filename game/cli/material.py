"""The commands about what is asked and heard: skills, sources, rounds as files, own music, care of content."""

import sys
from pathlib import Path
from typing import Any

import click

from game import wiring
from game.cli.shared import WHAT_FAILED, common, complain, show
from game.core.skills import SKILLS


@click.command()
@common
def skills(*, saves: Path | None, as_json: bool) -> None:
    """List the skills: what is asked, cues and units, chance."""
    from game.commands.listing import skill_rows

    del saves
    rows = skill_rows()
    show(rows, as_json=as_json, text=lambda: "\n".join(_skill_line(row["skill_id"]) for row in rows))


def _skill_line(skill_id: str) -> str:
    spec = SKILLS[skill_id]
    cue = f"{spec.cue_easiest:g} (easiest) to {spec.cue_hardest:g} {spec.unit} (hardest)"
    odds = f"blind guess right {spec.chance:.0%}, best constant answer {spec.constant_hit_rate:.0%}"
    return f"{skill_id}: {spec.asks} Cue {cue}; {odds}; {'the AI sits in' if spec.ai else 'yours alone'}."


@click.command()
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

    show(rows, as_json=as_json, text=text)


@click.command()
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
    show(
        result,
        as_json=as_json,
        text=lambda: (
            f"{', '.join(result['files'])} and challenge.json are in {options['out']} ({result['source_id']})."
        ),
    )


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@common
def import_music(*, saves: Path | None, as_json: bool, files: tuple[Path, ...]) -> None:
    """Take your own music in: the loudest eight seconds of each file become a loop; trim it in the window."""
    from game.commands.music import FOREIGN, import_rows

    rows = import_rows(wiring.open_own_music(wiring.find_saves(saves)), files)
    taken = [row for row in rows if row["source_id"] is not None]
    lines = [f"{row['title']}: {row['source_id']}, {row['says']}" for row in taken]
    if taken or as_json:
        show(rows, as_json=as_json, text=lambda: "\n".join((*lines, FOREIGN)))
    for row in rows:
        if row["source_id"] is None:
            complain(row["says"])
    if not taken:
        sys.exit(WHAT_FAILED)


@click.command("check-content")
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

    show(report.to_json(), as_json=as_json, text=text)
    if not report.ok:
        raise ValueError(
            f"content must be without fault, {len(report.faults)} found: reinstall, or mend what is listed"
        )
