"""The rounds as xAPI statements (ADL, xAPI 1.0.3), for a learning record store: one JSON array in a file.

Students are codes: an account's name is nobody's name. Addresses end in `.invalid` (RFC 2606): nobody is asked.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from game.core.facts import Attempt
from game.core.skills import SKILLS
from game.review.tables import unwritable
from game.session.ports import AttemptLog

HOME: Final = "https://own-ears.invalid"
ANSWERED: Final = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
KIND: Final = "http://adlnet.gov/expapi/activities/question"


def statements(attempts: Iterable[Attempt], *, code: str) -> Iterator[dict[str, Any]]:
    """Yield a statement for each finished round of a student; the same round always has the same id."""
    for one in attempts:
        commit, spec = one.commit, SKILLS[one.commit.challenge.skill_id]
        advice = one.advice
        yield {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{HOME}/rounds/{commit.commit_id}")),
            "actor": {"objectType": "Agent", "account": {"homePage": f"{HOME}/students", "name": code}},
            "verb": ANSWERED,
            "object": {
                "objectType": "Activity",
                "id": f"{HOME}/skills/{spec.skill_id}",
                "definition": {"type": KIND, "name": {"en": spec.title}},
            },
            "result": {
                "score": {"scaled": round(one.points / 100, 4) if one.points <= 100 else 1.0},
                "success": one.final_verdict.correct,
                "response": "" if one.final.choice is None else f"{one.final.choice:g}",
                "extensions": {
                    f"{HOME}/x/cue": commit.challenge.cue,
                    f"{HOME}/x/unit": spec.unit,
                    f"{HOME}/x/mode": commit.mode,
                    f"{HOME}/x/first_guess": commit.guess.choice,
                    f"{HOME}/x/first_guess_right": one.guess_verdict.correct,
                    f"{HOME}/x/ai_answer": None if advice is None else advice.choice,
                    f"{HOME}/x/switched": one.final.choice != commit.guess.choice,
                },
            },
            "timestamp": one.finished_at.isoformat(),
        }


def write_xapi(
    path: Path, logs: Sequence[AttemptLog], player_ids: Iterable[str], *, code_of: Callable[[str], str]
) -> list[str]:
    """Write the statements of all finished rounds, a student after the other; GameError where that cannot be."""
    try:
        with path.open("w", encoding="utf-8") as file:
            file.write("[")
            between = "\n"
            for player_id in player_ids:
                done = {one.commit.commit_id: one for log in logs for one in log.find_attempts(player_id)}
                ordered = sorted(done.values(), key=lambda one: (one.finished_at, one.commit.commit_id))
                for statement in statements(ordered, code=code_of(player_id)):
                    file.write(between + json.dumps(statement, ensure_ascii=False, allow_nan=False))
                    between = ",\n"
            file.write("\n]\n")
    except OSError as error:
        raise unwritable(path, error) from error
    return [str(path)]
