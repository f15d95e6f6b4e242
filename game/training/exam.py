"""Examines the trained listener, fits its odds, and writes its card.

Odds are fitted on two domains apart: the built-in sources, each judged under a fit that never met it, and sounds that
are in no game and never trained: clips of the families for calibration, each family judged so as well, and for timing
music that was made up on drums and instruments of its own.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import numpy as np

from game.core.canonical import plain
from game.core.errors import GameError
from game.core.skills import SKILLS
from game.dsp.audio import Heard
from game.exam import calibration, questions
from game.exam.calibration import Item
from game.exam.libraries import Kept, Sounds
from game.library.catalogue import Library
from game.listener.adviser import Ear
from game.listener.card import BUILT_IN, DOMAINS, FOREIGN, Domain
from game.listener.comp_ear import CompEar
from game.listener.domain import DomainCheck, fit_rule
from game.listener.eq_ear import EqEar, read_sound
from game.listener.eq_network import Weights
from game.listener.features import RATE_HZ, Bands, statistics_of
from game.listener.part_ear import PartEar
from game.listener.peak_reader import PeakEar
from game.listener.swing_ear import SwingEar
from game.listener.trained import CARD, COMP_FILE, DOMAIN_FILE, EQ_FILES, FILES, PART_FILE, SWING_FILE
from game.training.bank import Clip
from game.training.bank_file import load_clips, load_sounds
from game.training.export import write
from game.training.part_music import BAND_SHARE, Pieces

SKILL_IDS: Final = (
    "eq.boost_freq",
    "eq.cut_freq",
    "eq.detect",
    "comp.detect",
    "comp.more",
    "time.async",
    "time.swing_amount",
)
ITEMS: Final = 1000
"""Questions a skill and domain."""
SEED: Final = 11
BASELINE_PART: Final = 4
"""The baseline hears every fourth of as many questions."""
DOMAIN_ROUNDS: Final = 500
NOISE: Final = "own_noise"
"""Noise is in the game, so it counts as no foreign sound."""
PIECES: Final = 80
PIECE_GROUPS: Final = 5
ROUNDS_FOR_DOMAINS: Final = ("eq.boost_freq", "eq.cut_freq", "eq.detect", "time.async")

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Room:
    """Where everything lies: the folder of models and card, the bank, and the content with the built-in sources."""

    models: Path
    bank: Path
    content: Path


def ears_of(models: Path) -> Mapping[str, Ear]:
    """Return the ear for each skill, with the networks as they lie in `models`, whatever the card says of them."""
    ears: tuple[Ear, ...] = (
        EqEar(lambda: [read_weights(models / name) for name in EQ_FILES]),
        CompEar(lambda: read_weights(models / COMP_FILE)),
        SwingEar(lambda: read_weights(models / SWING_FILE)),
        PartEar(lambda: read_weights(models / PART_FILE)),
    )
    return {skill_id: next(ear for ear in ears if ear.weighs(skill_id)) for skill_id in SKILL_IDS}


def read_weights(path: Path) -> Weights:
    """Return a network as float32."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def fit_domains(room: Room, *, tell: Tell) -> dict[str, Any]:
    """Fit what tells the domains apart, write it, and return how often it is right on sounds it was not fitted on."""
    tell("hearing rounds of the game and of other music")
    built_in = list(_heard_rounds(draw_of(room, "time.async", BUILT_IN), count=DOMAIN_ROUNDS))
    foreign = [_statistics(clip) for clip in load_clips(room.bank, use="calibration")]
    train = load_sounds(room.bank, use="train")
    foreign += [
        statistics_of(np.asarray(10 ** (levels.astype(np.float32) / 10)), tonality)
        for levels, tonality, family in zip(train.levels_db, train.tonality, train.family, strict=True)
        if family != NOISE
    ]
    foreign += _heard_rounds(draw_of(room, "time.async", FOREIGN), count=DOMAIN_ROUNDS // 2)
    write(room.models / DOMAIN_FILE, fit_rule(built_in[::2], foreign[::2]))
    check = DomainCheck(lambda: read_weights(room.models / DOMAIN_FILE))
    return {
        "built_in_placed": rate([check.place(sound) == BUILT_IN for sound in built_in[1::2]]),
        "foreign_placed": rate([check.place(sound) == FOREIGN for sound in foreign[1::2]]),
        "built_in": len(built_in),
        "foreign": len(foreign),
    }


def examine_all(
    room: Room, skill_ids: Sequence[str], domains: Sequence[Domain], *, items: int, jobs: int, tell: Tell
) -> None:
    """Examine skills in domains, `jobs` at a time, and write each row into the card as it is done."""
    tasks = [(skill_id, domain) for domain in domains for skill_id in skill_ids]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running = {
            pool.submit(examine_domain, room, skill_id, domain, items=items): (skill_id, domain)
            for skill_id, domain in tasks
        }
        for done in as_completed(running):
            skill_id, domain = running[done]
            row = done.result()
            write_row(room, skill_id, domain, row)
            tell(f"{skill_id}, {domain}: right {row['hit_rate']:.1%} of {row['n']}, odds off {row['calibration_l2']}")


def examine_domain(room: Room, skill_id: str, domain: Domain, *, items: int) -> dict[str, Any]:
    """Return a row of the card: the fit that ships, and how well it did on sources that its fit never met."""
    draw = draw_of(room, skill_id, domain)
    drawn = questions.draw_items(draw, ears_of(room.models)[skill_id], skill_id, items, seed=SEED)
    if domain == FOREIGN:
        drawn = [replace(item, source_id=_family(item), kind="") for item in drawn]
    report = questions.report(drawn, calibration.left_out_confidence(drawn), skill_id)
    fit = plain(calibration.fit_confidence(drawn))
    off = report["calibration_l2"] > calibration.GATE_L2
    return {**fit, "off": off, **_baseline(draw, skill_id, items=items), **report}


def draw_of(room: Room, skill_id: str, domain: Domain) -> questions.Draw:
    """Return what draws questions about the sources of a domain."""
    if domain == BUILT_IN:
        return questions.played(Kept(Library(room.content)))
    if SKILLS[skill_id].family == "time":
        band_share = 0.0 if skill_id == "time.swing_amount" else BAND_SHARE  # swing is asked of drums alone
        pieces = Pieces(use="calibration", seed=SEED, count=PIECES, groups=PIECE_GROUPS, band_share=band_share)
        return questions.played(pieces)
    clips = load_clips(room.bank, use="calibration")
    return questions.played(Sounds([(clip.family, clip.audio) for clip in clips], rate_hz=RATE_HZ))


def write_row(room: Room, skill_id: str, domain: Domain, row: Mapping[str, Any]) -> None:
    """Write one row into the card; the other domain of its skill stays."""
    known = read_card(room)["skills"].get(skill_id, {}).get("domains", {})
    rows = {**known, domain: row}
    write_card(room, {"skills": {skill_id: {"domains": {name: rows[name] for name in DOMAINS if name in rows}}}})


def read_card(room: Room) -> dict[str, Any]:
    """Return the card as it is; an empty one where there is none."""
    path = room.models / CARD
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"skills": {}}
    return card


def write_card(room: Room, changes: Mapping[str, Any]) -> Path:
    """Write the card with `changes` and the digests of the networks as they are now."""
    path, card = room.models / CARD, read_card(room)
    skills = {**card["skills"], **changes.get("skills", {})}
    ordered = {name: skills[name] for name in SKILL_IDS if name in skills}
    card = {**card, **changes, "files": digests_of(room.models), "skills": ordered}
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return path


def digests_of(models: Path) -> dict[str, str]:
    """Return the SHA-256 of every network that there is."""
    there = [name for name in FILES if (models / name).exists()]
    return {name: hashlib.sha256((models / name).read_bytes()).hexdigest() for name in there}


def _baseline(draw: questions.Draw, skill_id: str, *, items: int) -> dict[str, Any]:
    if not PeakEar().weighs(skill_id):
        return {"baseline": "the same answer always", "baseline_hit_rate": SKILLS[skill_id].constant_hit_rate}
    read = questions.draw_items(draw, PeakEar(), skill_id, max(1, items // BASELINE_PART), seed=SEED)
    return {"baseline": "Peak Reader", "baseline_hit_rate": rate([item.correct for item in read])}


def _heard_rounds(draw: questions.Draw, *, count: int) -> Iterator[Bands]:
    """Yield the statistics of the first clip of rounds; rounds that cannot be drawn from these sources are left out."""
    for seed in range(count):
        rng = np.random.default_rng([SEED, seed])
        skill_id = ROUNDS_FOR_DOMAINS[seed % len(ROUNDS_FOR_DOMAINS)]
        spec = SKILLS[skill_id]
        cue = float(np.exp(rng.uniform(np.log(spec.cue_hardest), np.log(spec.cue_easiest))))
        try:
            heard: Heard = draw(skill_id, cue, int(rng.integers(2**32)))[1].heard()
        except GameError:
            continue
        sound = read_sound(heard.clips[0], rate_hz=heard.rate_hz)
        if sound is not None:
            yield sound


def _statistics(clip: Clip) -> Bands:
    sound = read_sound(clip.audio[:, None], rate_hz=RATE_HZ)
    if sound is None:
        raise ValueError(f"a clip of the bank must be a sound, one of {clip.family} is none")
    return sound


def _family(item: Item) -> str:
    return item.source_id.rpartition("_")[0]


def rate(right: Sequence[bool]) -> float:
    """Return a share to three digits."""
    return round(float(np.mean(right)), 3)
