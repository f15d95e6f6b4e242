"""The AI's score card as it is printed: read from what came with the game, or measured again on this machine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from game.core.errors import ContentError, UnfitError
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.exam import questions
from game.exam.questions import Draw
from game.session.ports import Listener
from game.session.progress import place_of

SEED: Final = 20_270_101
"""Other questions than those on which the odds were fitted."""
PRINTED: Final = (
    "n", "hit_rate", "tol", "baseline_hit_rate", "baseline", "median_error", "unit", "calibration_l2", "ece",
    "reliability", "by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer of the AI and how it was judged."""

    source_id: str
    cue: float
    correct: bool
    error: float
    p_right: float
    kind: str
    region: str


def read_report(path: Path, *, skill_id: str | None, model_sha256: str) -> dict[str, Any]:
    """Return the card's rows, of one skill or of all.

    Raises:
        ContentError: the card is no card.
        ValueError: the AI does not answer that skill.
    """
    try:
        skills = json.loads(path.read_text(encoding="utf-8"))["skills"]
        rows = [_row(name, domain, part) for name, row in skills.items() for domain, part in _domains(row).items()]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ContentError(f"{path} must be the listener's card, it is not ({error}): reinstall Own Ears") from error
    wanted = [row for row in rows if skill_id in (None, row["skill_id"])]
    _check_some(wanted, skill_id)
    return {"model_sha256": model_sha256, "skills": wanted}


def _domains(row: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the parts of a skill by domain; a simple listener has one, and is measured against one answer always."""
    domains: Mapping[str, Mapping[str, Any]] | None = row.get("domains")
    return {"built_in": row} if domains is None else domains


def measure(draw: Draw, listener: Listener, *, skill_id: str | None, items: int) -> dict[str, Any]:
    """Ask the AI `items` questions a skill that are in no card, and return the rows.

    Raises:
        ValueError: the AI does not answer that skill.
    """
    skill_ids = [name for name in SKILLS if skill_id in (None, name) and listener.answers(name)]
    _check_some(skill_ids, skill_id)
    rows, sha256 = [], ""
    for name in skill_ids:
        judged, asked, sha256 = _ask(draw, listener, name, items)
        confidence = np.array([one.p_right for one in judged])
        part = questions.report(judged, confidence, name) if judged else _nothing(name)
        baseline = {"baseline": "the same answer always", "baseline_hit_rate": SKILLS[name].constant_hit_rate}
        rows.append(
            {**_row(name, "built_in", {**part, **baseline}), "abstain_rate": round(1 - len(judged) / max(asked, 1), 3)}
        )
    return {"model_sha256": sha256, "skills": rows}


def say_row(row: Mapping[str, Any]) -> str:
    """Return a row in words."""
    title, domain = SKILLS[row["skill_id"]].title, {"built_in": "the game's music"}.get(row["domain"], "other sounds")
    if not row["n"]:
        return f"{title}, {domain}: nothing could be asked."
    off = " Odds so far off are not spoken: it says that it can't tell." if row["off"] else ""
    return (
        f"{title}, {domain}: right {_percent(row['hit_rate'])} of {row['n']} ({row['baseline']}: "
        f"{_percent(row['baseline_hit_rate'])}){_say_places(row['by'])}{_say_odds(row['calibration_l2'])}.{off}"
    )


def _say_places(by: Sequence[Mapping[str, Any]]) -> str:
    if not by:
        return ""
    strong, weak = max(by, key=_rate_of), min(by, key=_rate_of)
    if strong["hit_rate"] == weak["hit_rate"]:
        return " wherever it was asked"
    return (
        f"; strongest at {strong['what']} {strong['value']} ({_percent(strong['hit_rate'])}), "
        f"weakest at {weak['what']} {weak['value']} ({_percent(weak['hit_rate'])})"
    )


def _say_odds(off_by: float | None) -> str:
    return "" if off_by is None else f"; its odds are off by {off_by:.2f}"


def _ask(draw: Draw, listener: Listener, skill_id: str, items: int) -> tuple[Sequence[Judged], int, str]:
    judged, asked, sha256 = list[Judged](), 0, ""
    for cue, seed in questions.draw_cues(skill_id, items, seed=SEED):
        try:
            challenge, stimulus, kind = draw(skill_id, cue, seed)
        except UnfitError:
            continue
        advice = listener.listen(challenge.question, stimulus.heard())
        asked, sha256 = asked + 1, advice.model_sha256
        if advice.choice is not None and advice.p_right is not None:
            verdict = DRILLS[skill_id].judge(challenge, advice.choice)
            told = (verdict.correct, verdict.error, advice.p_right, kind, place_of(challenge))
            judged.append(Judged(challenge.source_id, cue, *told))
    return judged, asked, sha256


def _row(skill_id: str, domain: str, part: Mapping[str, Any]) -> dict[str, Any]:
    row = {"skill_id": skill_id, "domain": domain, "abstain_rate": part.get("abstain_rate", 0.0)}
    row["off"] = bool(part.get("off", False))
    constant = {"baseline": "the same answer always", "baseline_hit_rate": SKILLS[skill_id].constant_hit_rate}
    row |= {name: {**_nothing(skill_id), **constant, **part}[name] for name in PRINTED}
    return row | {"median_error": None if SKILLS[skill_id].answer.choices is not None else row["median_error"]}


def _nothing(skill_id: str) -> dict[str, Any]:
    spec = SKILLS[skill_id]
    unmeasured = dict.fromkeys(("hit_rate", "median_error", "calibration_l2", "ece"))
    return {"n": 0, "tol": spec.tol, "unit": spec.error_unit, "reliability": [], "by": [], **unmeasured}


def _check_some(found: Sequence[object], skill_id: str | None) -> None:
    if not found:
        raise ValueError(f"skill must be one that the AI answers, got {skill_id}: that one is yours")


def _rate_of(part: Mapping[str, Any]) -> float:
    return float(part["hit_rate"] if part["hit_rate"] is not None else 0.5)


def _percent(rate: float) -> str:
    return f"{rate:.0%}" if rate in (0, 1) or 0.005 <= rate < 0.995 else f"{rate:.1%}"
