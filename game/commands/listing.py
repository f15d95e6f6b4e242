"""The tables of skills and sources as they are printed."""

from typing import Any

from game.core.answers import answer_value
from game.core.skills import SKILLS
from game.drills.carrying import fair_share
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


def source_rows(library: Sources) -> list[dict[str, Any]]:
    """Return the sources, a row each; `skills` are those that the source can carry."""
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
            "skills": [skill_id for skill_id, share in fair_share(source).items() if share > 0],
        }
        for source in library.sources()
    ]
