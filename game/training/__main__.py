"""`python -m game.training bank | train | exam` makes the bank, trains the networks, examines them, writes the card."""

from pathlib import Path
from typing import Final

import click

from game.library.files import find_content
from game.listener.card import DOMAINS, Domain
from game.listener.trained import COMP_FILE, PART_FILE, SWING_FILE
from game.training import comp_train, eq_train, export, part_train, swing_train
from game.training.bank_file import build, load_envelopes, load_sounds
from game.training.exam import ITEMS, SKILL_IDS, Room, examine_all, fit_domains, write_card
from game.training.score import score_examination

FOLDER: Final = Path("build") / "training"
"""Where bank and checkpoints lie; git ignores it."""
BANK: Final = "bank.npz"
EQ_STEPS: Final[dict[eq_train.Kind, int]] = {"free": 4000, "glass": 3500}
COMP_GROUPS: Final = 5000
COMP_STEPS: Final = 6000
GROOVES: Final = 2000
GROOVE_STEPS: Final = 2500
MUSIC: Final = 1400
STROKE_STEPS: Final = 7000
MOVE_STEPS: Final = 6000
HEADS: Final = ("free", "glass", "comp", "swing", "parts")

folder_option = click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Bank and checkpoints.")
seed_option = click.option("--seed", default=1, help="Of all that is drawn.")


@click.group()
def main() -> None:
    """Train the listener; nothing of this is needed to play."""


@main.command()
@folder_option
@seed_option
@click.option("--scale", default=1.0, help="A smaller or larger bank.")
def bank(folder: Path, seed: int, scale: float) -> None:
    """Make the sounds on which the networks are trained, calibrated and examined."""
    with click.progressbar(length=round(2501 * scale), label="bank") as bar:
        build(folder / BANK, seed=seed, scale=scale, tell=lambda *_: bar.update(1))


@main.command()
@click.argument("heads", nargs=-1, type=click.Choice(HEADS))
@folder_option
@seed_option
@click.option("--models", type=click.Path(path_type=Path), default=None, help="Where the networks go.")
@click.option("--smoke", is_flag=True, help="Train for seconds on a tiny bank, and say how far it beats its baseline.")
def train(heads: tuple[str, ...], folder: Path, seed: int, models: Path | None, *, smoke: bool) -> None:
    """Train networks, all or the HEADS named; an interrupted EQ training goes on where it was."""
    if smoke:
        from game.training.smoke import try_out

        for line in try_out(seed=seed):
            click.echo(line)
        return
    out = models or find_content() / "models"
    for head in heads or HEADS:
        TRAINERS[head](folder, out, seed)
        click.echo(f"{head} is trained; run `python -m game.training exam` so that the card tells of it.")


@main.command()
@folder_option
@click.option("--skill", "skills", multiple=True, type=click.Choice(SKILL_IDS), help="Only these; all by default.")
@click.option("--domain", "only", type=click.Choice(DOMAINS), help="Only this domain; both by default.")
@click.option("--items", default=ITEMS, show_default=True, help="Questions a skill and domain.")
@click.option("--jobs", default=2, help="So many processes.")
@click.option("--domains", is_flag=True, help="Fit again what tells the domains apart.")
@click.option("--score", is_flag=True, help="Score the families for examination; the card counts how often.")
@click.option("--models", type=click.Path(path_type=Path), default=None, help="Where networks and card lie.")
def exam(
    folder: Path,
    skills: tuple[str, ...],
    only: Domain | None,
    items: int,
    jobs: int,
    models: Path | None,
    *,
    domains: bool,
    score: bool,
) -> None:
    """Fit the listener's odds on what never trained and write its card."""
    content = find_content()
    room = Room(models=models or content / "models", bank=folder / BANK, content=content)
    if domains:
        write_card(room, {"domains": fit_domains(room, tell=click.echo)})
    if score:
        write_card(room, score_examination(room, tell=click.echo))
    examine_all(room, skills or SKILL_IDS, (only,) if only else DOMAINS, items=items, jobs=jobs, tell=click.echo)


def _train_eq(kind: eq_train.Kind, folder: Path, out: Path, seed: int) -> None:
    sounds, steps = load_sounds(folder / BANK, use="train"), EQ_STEPS[kind]
    with click.progressbar(length=steps, label=f"equalisers, {kind}") as bar:
        net = eq_train.train(
            kind,
            sounds,
            steps=steps,
            seed=seed,
            keep=folder / f"eq_{kind}.pt",
            tell=lambda progress: bar.update(progress.step - bar.pos),
        )
    export.write(out / f"eq_{kind}.npz", export.folded(net))


def _train_comp(folder: Path, out: Path, seed: int) -> None:
    envelopes = load_envelopes(folder / BANK, use="train")
    with click.progressbar(length=COMP_GROUPS + COMP_STEPS, label="compression") as bar:
        groups = comp_train.draw_groups(envelopes, count=COMP_GROUPS, seed=seed, tell=lambda _: bar.update(1))
        net = comp_train.train(groups, steps=COMP_STEPS, seed=seed, tell=lambda *_: bar.update(1))
    export.write(out / COMP_FILE, comp_train.folded(net))


def _train_swing(folder: Path, out: Path, seed: int) -> None:
    del folder
    with click.progressbar(length=GROOVES + GROOVE_STEPS, label="swing") as bar:
        grooves = swing_train.draw_grooves(count=GROOVES, seed=seed, kit="own", tell=lambda _: bar.update(1))
        net = swing_train.train(grooves, steps=GROOVE_STEPS, seed=seed, tell=lambda *_: bar.update(1))
    export.write(out / SWING_FILE, swing_train.folded(net))


def _train_parts(folder: Path, out: Path, seed: int) -> None:
    del folder
    with click.progressbar(length=MUSIC + STROKE_STEPS + MOVE_STEPS, label="parts") as bar:
        loops = part_train.draw_loops(sources=MUSIC, seed=seed, use="train", tell=lambda _: bar.update(1))
        weights = part_train.train_strokes(loops, steps=STROKE_STEPS, seed=seed, tell=lambda *_: bar.update(1))
        moves = part_train.train_moves(weights, loops, steps=MOVE_STEPS, seed=seed, tell=lambda *_: bar.update(1))
    export.write(out / PART_FILE, weights | moves)


TRAINERS: Final = {
    "free": lambda *told: _train_eq("free", *told),
    "glass": lambda *told: _train_eq("glass", *told),
    "comp": _train_comp,
    "swing": _train_swing,
    "parts": _train_parts,
}

if __name__ == "__main__":
    main()
