"""The tables of skills and sources as they are printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from game import wiring
from game.core.answers import answer_value
from game.core.errors import GameError
from game.core.skills import SKILLS
from game.drills.carrying import fair_share
from game.listener import league
from game.session.ports import Sources


def skill_rows() -> list[dict[str, Any]]:
    """Return the skill table, a row each."""
    return [
        {
            "skill_id": spec.skill_id,
            "family": spec.family,
            "unit": spec.unit,
            "answer": answer_value(spec.answer),
            "cue_hardest": spec.cue_hardest,
            "cue_easiest": spec.cue_easiest,
            "cue_start": spec.cue_start,
            "chance": spec.chance,
            "constant_hit_rate": spec.constant_hit_rate,
            "ai": spec.ai,
        }
        for spec in SKILLS.values()
    ]


def listener_rows() -> list[dict[str, Any]]:
    """Return all listeners, a row each; one that cannot be loaded says why in `fault`."""
    return [_listener_row(name) for name in league.names()]


def _listener_row(name: str) -> dict[str, Any]:
    try:
        listener = wiring.build_listener(name)
    except GameError as error:
        return {"name": name, "introduction": "", "skills": [], "fault": str(error)}
    skills = [skill_id for skill_id in SKILLS if listener.answers(skill_id)]
    return {"name": name, "introduction": listener.introduction, "skills": skills, "fault": None}


def say_listener(row: Mapping[str, Any]) -> str:
    """Return a row in words."""
    if row["fault"]:
        return f"{row['name']}: {row['fault']}"
    return f"{row['name']}: {row['introduction']} Answers {', '.join(row['skills']) or 'nothing'}."


def source_rows(library: Sources) -> list[dict[str, Any]]:
    """Return the sources, a row each; `skills` are those that the source can carry, `fair_share` how much of each."""
    return [
        {
            "source_id": source.source_id,
            "title": source.title,
            "kind": source.kind,
            "tempo_bpm": source.tempo_bpm,
            "bars": source.bars,
            "beats_per_bar": source.beats_per_bar,
            "licence": source.licence,
            "held_out": source.held_out,
            "offset_oct": source.offset_oct,
            "skills": [skill_id for skill_id, share in shares.items() if share > 0],
            "fair_share": dict(shares),
        }
        for source, shares in ((source, fair_share(source)) for source in library.sources())
    ]


def share_table(rows: Sequence[Mapping[str, Any]], *, family: str) -> str:
    """Return for each source, line by line, how much of each skill of a family may fairly be asked of it."""
    skills = [skill_id for skill_id, spec in SKILLS.items() if spec.family == family]
    widest = max(len(row["source_id"]) for row in rows)
    head = " ".join([" " * widest, *skills])
    lines = [
        " ".join([f"{row['source_id']:{widest}}", *(f"{row['fair_share'][skill]:{len(skill)}.0%}" for skill in skills)])
        for row in rows
    ]
    return "\n".join([head, *lines])
