"""Examines the trained listener, fits its odds, and writes its card.

Odds are fitted on two domains apart: the built-in sources, each judged under a fit that never met it, and clips of the
families for calibration, each family judged so as well. The families for examination fit nothing; each time that they
are scored is counted in the card.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from game.core.canonical import plain
from game.core.skills import SKILLS
from game.exam import calibration, questions
from game.exam.calibration import Item
from game.exam.libraries import Kept, Sounds
from game.library.catalogue import Library
from game.listener.adviser import Ear
from game.listener.card import BUILT_IN, FOREIGN, Domain
from game.listener.comp_ear import CompEar
from game.listener.comp_network import CLASS_EDGES_DB, believe_pressed
from game.listener.domain import DomainCheck, fit_rule
from game.listener.eq_ear import EqEar, read_sound
from game.listener.eq_network import Weights
from game.listener.features import RATE_HZ, Bands, statistics_of
from game.listener.peak_reader import PeakEar
from game.listener.swing_ear import SwingEar
from game.listener.swing_features import SWINGS_PCT
from game.listener.swing_network import believe_swing
from game.listener.trained import CARD, COMP_FILE, DOMAIN_FILE, EQ_FILES, FILES, SWING_FILE
from game.training import eq_exam
from game.training.bank import Clip
from game.training.bank_file import load_clips, load_envelopes, load_sounds
from game.training.comp_train import draw_groups
from game.training.export import write
from game.training.swing_train import draw_grooves

SKILL_IDS: Final = ("eq.boost_freq", "eq.cut_freq", "eq.detect", "comp.detect", "comp.more", "time.swing_amount")
FOREIGN_TOO: Final = ("eq.boost_freq", "eq.cut_freq", "eq.detect", "comp.detect", "comp.more")
SEED: Final = 11
PER_CLIP: Final = 3
BASELINE_PART: Final = 4
"""The baseline hears every fourth of as many questions."""
SCORED_BEFORE: Final = 1
"""A first network was scored once before there was a card."""
GATE_L2: Final = 0.05
"""Odds that are farther off are not spoken: in that domain the listener says that it can't tell."""
DOMAIN_ROUNDS: Final = 500

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Room:
    """Where everything lies: the folder of models and card, the bank, and the built-in sources."""

    models: Path
    bank: Path
    library: Library


def ears_of(models: Path) -> Mapping[str, Ear]:
    """Return the ear for each skill, with the networks as they lie in `models`, whatever the card says of them."""
    eq = EqEar(lambda: [read_weights(models / name) for name in EQ_FILES])
    comp = CompEar(lambda: read_weights(models / COMP_FILE))
    swing = SwingEar(lambda: read_weights(models / SWING_FILE))
    return {skill_id: next(ear for ear in (eq, comp, swing) if ear.weighs(skill_id)) for skill_id in SKILL_IDS}


def read_weights(path: Path) -> Weights:
    """Return a network as float32."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def fit_domains(room: Room, *, tell: Tell) -> dict[str, Any]:
    """Fit what tells the domains apart, write it, and return how often it is right on sounds it was not fitted on."""
    draw = questions.played(Kept(room.library))
    tell("hearing rounds of the game")
    rounds = [_heard_once(draw, seed) for seed in range(DOMAIN_ROUNDS)]
    built_in = [sound for sound in rounds if sound is not None]
    foreign = [_statistics(clip) for clip in load_clips(room.bank, use="calibration")]
    train = load_sounds(room.bank, use="train")
    foreign += [
        statistics_of(np.asarray(10 ** (levels.astype(np.float32) / 10)), tonality)
        for levels, tonality in zip(train.levels_db, train.tonality, strict=True)
    ]
    write(room.models / DOMAIN_FILE, fit_rule(built_in[::2], foreign[::2]))
    check = DomainCheck(lambda: read_weights(room.models / DOMAIN_FILE))
    return {
        "built_in_placed": _rate([check.place(sound) == BUILT_IN for sound in built_in[1::2]]),
        "foreign_placed": _rate([check.place(sound) == FOREIGN for sound in foreign[1::2]]),
        "built_in": len(built_in),
        "foreign": len(foreign),
    }


def examine_skill(room: Room, skill_id: str, *, items: int, tell: Tell) -> dict[str, Any]:
    """Return a skill's rows of the card: fits and scores by domain."""
    draws: dict[Domain, questions.Draw] = {BUILT_IN: questions.played(Kept(room.library))}
    if skill_id in FOREIGN_TOO:
        clips = load_clips(room.bank, use="calibration")
        sounds = [(clip.family, clip.audio) for clip in clips]
        draws[FOREIGN] = questions.played(Sounds(sounds, rate_hz=RATE_HZ))
    rows = {}
    for domain, draw in draws.items():
        tell(f"{skill_id}, {domain}")
        rows[domain] = _examine_domain(draw, ears_of(room.models)[skill_id], skill_id, domain, items=items)
    return {"domains": rows}


def score_examination(room: Room, *, tell: Tell) -> dict[str, Any]:
    """Return the scores on the families for examination, and Peak Reader's on the same sounds."""
    clips = load_clips(room.bank, use="examination")
    ears = ears_of(room.models)
    tell("equalisers")
    scorings = _scorings(room)
    eq, peak = (
        eq_exam.score(eq_exam.hear_clips(ear, clips, per_clip=PER_CLIP)) for ear in (ears["eq.boost_freq"], PeakEar())
    )
    faithful = eq_exam.faithfulness(EqEar(lambda: [read_weights(room.models / name) for name in EQ_FILES]), clips)
    tell("compression and swing")
    return {
        "scored": scorings + 1,
        "eq": eq,
        "peak_reader": peak,
        "faithfulness": faithful,
        "comp": _score_comp(room),
        "swing": _score_swing(room),
    }


def write_card(room: Room, changes: Mapping[str, Any]) -> Path:
    """Write the card with `changes` and the digests of the networks as they are now."""
    path = room.models / CARD
    card = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"skills": {}}
    skills = {**card["skills"], **changes.get("skills", {})}
    digests = {
        name: hashlib.sha256((room.models / name).read_bytes()).hexdigest()
        for name in FILES
        if (room.models / name).exists()
    }
    card = {**card, **changes, "files": digests, "skills": {name: skills[name] for name in SKILL_IDS if name in skills}}
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return path


def _examine_domain(draw: questions.Draw, ear: Ear, skill_id: str, domain: Domain, *, items: int) -> dict[str, Any]:
    drawn = questions.draw_items(draw, ear, skill_id, items, seed=SEED)
    kinds = drawn if domain == BUILT_IN else [replace(item, source_id=_family(item)) for item in drawn]
    report = questions.report(kinds, calibration.left_out_confidence(kinds), skill_id)
    fit = plain(calibration.fit_confidence(kinds))
    off = report["calibration_l2"] > GATE_L2
    return {**fit, "off": off, **_baseline(draw, skill_id, items=items), **report}


def _baseline(draw: questions.Draw, skill_id: str, *, items: int) -> dict[str, Any]:
    if not PeakEar().weighs(skill_id):
        return {"baseline": "the same answer always", "baseline_hit_rate": SKILLS[skill_id].constant_hit_rate}
    read = questions.draw_items(draw, PeakEar(), skill_id, max(1, items // BASELINE_PART), seed=SEED)
    return {"baseline": "Peak Reader", "baseline_hit_rate": _rate([item.correct for item in read])}


def _scorings(room: Room) -> int:
    """Return how often the families for examination were scored before."""
    path = room.models / CARD
    card = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return int(card.get("examination", {}).get("scored", SCORED_BEFORE))


def _score_comp(room: Room) -> dict[str, Any]:
    envelopes = load_envelopes(room.bank, use="examination")
    groups = draw_groups(envelopes, count=len(envelopes.family), seed=SEED)
    weights = read_weights(room.models / COMP_FILE)
    named = np.array([[believe_pressed(weights, take).classes.argmax() for take in group] for group in groups.features])
    truth = np.digitize(groups.range_db, CLASS_EDGES_DB)
    counts = np.bincount(truth.ravel(), minlength=3)
    return {
        "items": int(truth.size),
        "three_classes": eq_exam.share_of(np.repeat(np.arange(len(truth)), truth.shape[1]), (named == truth).ravel()),
        "majority": round(float(counts.max() / counts.sum()), 3),
    }


def _score_swing(room: Room, *, count: int = 300) -> dict[str, Any]:
    grooves = draw_grooves(count=count, seed=SEED, kit="recorded")
    weights = read_weights(room.models / SWING_FILE)
    chances = np.exp([believe_swing(weights, features) for features in grooves.features])
    named = np.asarray(SWINGS_PCT)[(chances.cumsum(axis=1) >= 0.5).argmax(axis=1)]
    errors = np.abs(named - grooves.swing_pct)
    again = errors[np.random.default_rng(SEED).integers(count, size=(eq_exam.DRAWS, count))].mean(axis=1)
    low, high = np.percentile(again, [2.5, 97.5])
    return {
        "items": count,
        "mean_error_points": {"is": round(float(errors.mean()), 3), "from": round(low, 3), "to": round(high, 3)},
        "within_2_points": _rate([error <= 2 for error in errors]),
    }


def _heard_once(draw: questions.Draw, seed: int) -> Bands | None:
    rng = np.random.default_rng([SEED, seed])
    skill_id = ("eq.boost_freq", "eq.cut_freq", "eq.detect")[seed % 3]
    spec = SKILLS[skill_id]
    cue = float(np.exp(rng.uniform(np.log(spec.cue_hardest), np.log(spec.cue_easiest))))
    heard = draw(skill_id, cue, int(rng.integers(2**32)))[1].heard()
    return read_sound(heard.clips[0], rate_hz=heard.rate_hz)


def _statistics(clip: Clip) -> Bands:
    sound = read_sound(clip.audio[:, None], rate_hz=RATE_HZ)
    if sound is None:
        raise ValueError(f"a clip of the bank must be a sound, one of {clip.family} is none")
    return sound


def _family(item: Item) -> str:
    return item.source_id.rpartition("_")[0]


def _rate(right: Sequence[bool]) -> float:
    return round(float(np.mean(right)), 3)
