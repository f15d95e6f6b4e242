"""Puts challenges together, the same way for every drill."""

from collections.abc import Mapping

from game.core.canonical import sha256_of
from game.core.facts import AnswerDomain, Challenge, Choice, Fact, Question, Source, Truth
from game.core.skills import SkillSpec


def build_challenge(
    spec: SkillSpec,
    *,
    cue: float,
    source: Source,
    seed: int,
    rate_hz: int,
    generator_version: int,
    stated: Mapping[str, Fact],
    choice: Choice,
    params: Mapping[str, Fact],
    answer: AnswerDomain | None = None,
) -> Challenge:
    """Put a challenge together; its id is a digest of all that makes the sound.

    `answer` is what may be answered where the music decides it, else None: the skill's own.
    """
    identity = (spec.skill_id, cue, source.source_id, source.sha256, seed, rate_hz, generator_version)
    return Challenge(
        challenge_id=sha256_of(identity)[:16],
        skill_id=spec.skill_id,
        cue=cue,
        source_id=source.source_id,
        seed=seed,
        rate_hz=rate_hz,
        generator_version=generator_version,
        question=Question(skill_id=spec.skill_id, answer=answer or spec.answer, unit=spec.answer_unit, stated=stated),
        truth=Truth(choice=choice, params=params),
    )


def take_name(number: float) -> str:
    """Return what the clip of a take is called, from its 1-based number."""
    return f"interval_{number:g}"
