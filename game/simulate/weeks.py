"""A scripted player's life with the game: day by day the blocks that the real plan asks for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from game.core.facts import Source
from game.core.skills import SKILLS
from game.learn.planner import BLOCKS
from game.session.block import Block
from game.session.ports import AttemptLog
from game.session.practice import BLOCK_ROUNDS
from game.session.standing import share_of_ai, standing
from game.simulate.adviser import ScriptedAdviser
from game.simulate.ears import Ear
from game.simulate.student import Student, sit

LEARNING_ROUNDS: Final = 600
"""After so many rounds of a skill an ear has gained all that it gains."""
BETWEEN_BLOCKS: Final = timedelta(minutes=14)
EAR_SPREAD_OCT: Final = 0.5


def live(
    student: Student,
    *,
    weeks: int,
    days_a_week: int,
    favourites: Sequence[str],
    sources: Sequence[Source],
    log: AttemptLog,
    seed: int,
    until: datetime,
    new_id: Callable[[], str],
) -> None:
    """Let a player follow the plan of each day for some weeks, up to yesterday.

    Args:
        student: habits, the adviser's accuracy, and an ear whose theta is that above the skill's prior.
        weeks: how long.
        days_a_week: on how many days of seven the player comes, drawn anew each week.
        favourites: skills that are pinned for the player; none for the plan's own choice.
        sources: the music.
        log: where it is written.
        seed: of ears, days and answers.
        until: now.
        new_id: makes ids.
    """
    rng = np.random.default_rng([seed, 2])
    adviser = None if student.ai_right is None else ScriptedAdviser(student.ai_right, seed=seed)
    ears = {skill_id: _ear(student.ear, skill_id, rng) for skill_id in SKILLS}
    for day in _days(weeks, days_a_week, rng=rng, until=until):
        for number in range(BLOCKS):
            now = day + number * BETWEEN_BLOCKS
            skills = log.find_skills(student.player_id)
            turn = [favourites[(int(now.toordinal()) + number) % len(favourites)]] if favourites else []
            where = standing(skills, log.find_sittings(student.player_id), now=now, pins=turn)
            skill_id = where.plan.blocks[0].skill_id
            block = Block(
                session_id=new_id(),
                player_id=student.player_id,
                skill_id=skill_id,
                cue=None,
                seed=int(rng.integers(2**32)),
                rounds=BLOCK_ROUNDS,
                assisted=adviser is not None and SKILLS[skill_id].ai and not where.plan.solo_day,
                app_version="simulated",
                started_at=now,
                ai_share=share_of_ai(where, skill_id),
            )
            skill = skills.get(skill_id)
            done = sit(
                block,
                replace(student, skill_id=skill_id, ear=ears[skill_id], trials=LEARNING_ROUNDS),
                sources=sources,
                log=log,
                adviser=adviser,
                skill=skill,
                played=0 if skill is None else skill.attempts,
                rng=rng,
                new_id=new_id,
            )
            if done.skill is not None:
                log.keep_skill(student.player_id, done.skill)


def _ear(like: Ear, skill_id: str, rng: np.random.Generator) -> Ear:
    """Return an ear for a skill: as far above the skill's usual threshold as `like` says, and a little chance."""
    spec = SKILLS[skill_id]
    theta = spec.theta0 + like.theta * spec.theta0_sd + rng.normal(0, EAR_SPREAD_OCT)
    lo, hi = np.log2([spec.cue_hardest, spec.cue_easiest])
    return replace(like, theta=float(np.clip(theta, lo + like.gain_oct, hi - 0.5)))


def _days(weeks: int, days_a_week: int, *, rng: np.random.Generator, until: datetime) -> Sequence[datetime]:
    """Return the evenings of practice, oldest first."""
    evening = until.replace(hour=18, minute=30, second=0, microsecond=0) - timedelta(days=1)
    back = [
        7 * week + int(day) for week in range(weeks) for day in rng.choice(7, size=min(days_a_week, 7), replace=False)
    ]
    return [evening - timedelta(days=days) for days in sorted(back, reverse=True)]
