"""Finds the most common answer of every skill on the built-in sources, and how often it is right on other rounds."""

from typing import Any, Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, Question
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.exam import questions
from game.listener.weighing import candidates
from game.session.ports import Sources
from game.session.practice import RATE_HZ, draw_challenge, fitting_sources

SEED: Final = questions.SEED


def examine(library: Sources, *, items_per_skill: int) -> dict[str, Any]:
    """Return the card: half of the rounds choose the answer, the others count how often it is right."""
    return {
        "listener": "Average Joe",
        "what": "always the answer that would have been right most often",
        "data": "built-in practice sources, drawn by game.drills",
        "cues": questions.CUES,
        "seed": SEED,
        "command": f"python -m game.exam {items_per_skill}",
        "skills": {skill_id: _examine_skill(library, skill_id, items_per_skill) for skill_id in SKILLS},
    }


def _examine_skill(library: Sources, skill_id: str, n_items: int) -> dict[str, Any]:
    drawn = [
        challenge
        for cue, seed in questions.draw_cues(skill_id, n_items, seed=SEED)
        if (challenge := _draw(library, skill_id, cue, seed)) is not None
    ]
    half = len(drawn) // 2
    choice = max(_answers(drawn[0].question), key=lambda value: _hits(drawn[:half], value))
    rest = drawn[half:]
    return {"choice": choice, "n": len(rest), "hit_rate": round(_hits(rest, choice) / len(rest), 3)}


def _answers(question: Question) -> list[float]:
    """Return the answers to choose from; of parts only as many as every question has."""
    values = candidates(question)
    return values[:6] if question.answer.kind == "part_direction" else values


def _draw(library: Sources, skill_id: str, cue: float, seed: int) -> Challenge | None:
    for source in fitting_sources(library.sources(), seed=seed):
        try:
            return draw_challenge(skill_id, cue=cue, source=source, seed=seed, rate_hz=RATE_HZ)
        except UnfitError:
            continue
    return None


def _hits(drawn: list[Challenge], choice: float) -> int:
    return int(np.sum([_is_right(challenge, choice) for challenge in drawn]))


def _is_right(challenge: Challenge, choice: float) -> bool:
    return challenge.question.answer.holds(choice) and DRILLS[challenge.skill_id].judge(challenge, choice).correct
