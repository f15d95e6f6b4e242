"""`python -m content.build all | kits | measure | <source id>`: makes the sounds of content/. Run by hand."""

from pathlib import Path

import click

from content.build.fluid import SOUNDFONT, check_soundfont
from content.build.kits import build_kits
from content.build.sources import build_source

CONTENT = Path(__file__).resolve().parents[1]


def _kits() -> None:
    for kit in build_kits(CONTENT / "kits"):
        click.echo(f"{kit.kit_id}: {len(kit.pieces)} pieces")


def _source(source_id: str, only: frozenset[str] | None) -> None:
    manifest = build_source(
        CONTENT / "scores" / f"{source_id}.toml",
        sources_dir=CONTENT / "sources",
        kits_dir=CONTENT / "kits",
        only=only,
    )
    mix = manifest.mix
    click.echo(
        f"{source_id}: {mix.lufs} LUFS, {mix.true_peak_dbtp} dBTP, crest {mix.crest_db} dB, gain {manifest.gain_db} dB"
    )


@click.command()
@click.argument("what")
@click.option("--only", multiple=True, help="Render this part only; the others keep the audio they have.")
def main(what: str, only: tuple[str, ...]) -> None:
    """Build WHAT: all, kits, the id of one source, or measure (renders nothing, sets gains and figures anew)."""
    ids = sorted(path.stem for path in (CONTENT / "scores").glob("*.toml"))
    if what not in ("all", "kits", "measure", *ids):
        raise click.UsageError(f"WHAT must be all, kits, measure or one of {', '.join(ids)}; got {what!r}")
    if what != "measure":
        check_soundfont(SOUNDFONT)
    if what in ("all", "kits"):
        _kits()
    rendered = frozenset(only) if only or what == "measure" else None
    for source_id in ids if what in ("all", "measure") else {what} & set(ids):
        _source(source_id, rendered)


if __name__ == "__main__":
    main()
