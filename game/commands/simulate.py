"""Lets scripted students practise, and says what the numbers make of them."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from game import wiring
from game.core.facts import Skill
from game.core.skills import find_skill
from game.learn import tracker
from game.learn.growth import improved
from game.learn.reliance import measure
from game.session.trials import bet_of, trial_of
from game.simulate.ears import Ear
from game.simulate.policies import Policy
from game.simulate.student import Practised, Student, practise

MOST_TRIALS: Final = 100_000


def simulate(
    *,
    saves: Path | None,
    skill: str,
    theta: float,
    trials: int,
    seed: int,
    policy: Policy,
    human_right: float | None,
    ai_right: float | None,
    students: int,
    player: str,
    sessions: int,
    gain: float,
    sigma: float,
    check_ups: bool,
) -> list[dict[str, Any]]:
    """Return a row for each student; their attempts are added to the saves like real ones.

    Raises:
        ValueError: an unknown skill, or a number out of its range.
        GameError: the log cannot be written.
    """
    spec = find_skill(skill)
    if sessions > trials:
        raise ValueError(f"--sessions must not exceed --trials ({trials}), got {sessions}")
    log = wiring.open_log(wiring.find_saves(saves), tell=lambda said: None)
    sources = wiring.build_library().sources()
    ear = Ear(theta=theta, sigma=sigma, gain_oct=gain)
    rows = []
    try:
        for number in range(students):
            name = player if students == 1 else f"{player} {number + 1}"
            player_id = log.find_or_add_player(name, player_id=wiring.new_id(), now=wiring.clock())
            student = Student(
                player_id=player_id,
                skill_id=spec.skill_id,
                ear=ear,
                policy=policy,
                trials=trials,
                sessions=sessions,
                human_right=human_right,
                ai_right=ai_right,
                check_ups=check_ups,
            )
            done = practise(
                student,
                sources=sources,
                log=log,
                seed=int(np.random.default_rng([seed, number]).integers(2**32)),
                started_at=wiring.clock(),
                new_id=wiring.new_id,
            )
            rows.append(describe(name, student, done))
    finally:
        log.close()
    return rows


def describe(name: str, student: Student, done: Practised) -> dict[str, Any]:
    """Return what the numbers make of a student."""
    spec, skill = find_skill(student.skill_id), done.skill
    bets = [bet for attempt in done.attempts if (bet := bet_of(attempt)) is not None]
    trials = [trial for attempt in done.attempts if (trial := trial_of(attempt.commit)) is not None]
    found = measure(bets)
    return {
        "player": name,
        "theta_true": student.ear.theta_at(1.0),
        **_threshold(skill),
        "unit": spec.unit,
        "hit_rate": float(np.mean([attempt.guess_verdict.correct for attempt in done.attempts])),
        "points_mean": float(np.mean([attempt.points for attempt in done.attempts])),
        "g_own": round(found.g_own.value, 4) if found.g_own.enough else None,
        "g_ai": round(found.g_ai.value, 4) if found.g_ai.enough else None,
        "flags": list(found.flags),
        "improved": improved(trials, student.skill_id),
    }


def _threshold(skill: Skill | None) -> dict[str, Any]:
    if skill is None:
        return dict.fromkeys(("theta_mean", "theta_sd", "ci90", "level_75", "sigma"))
    return {
        "theta_mean": skill.theta_mean,
        "theta_sd": skill.theta_sd,
        "ci90": list(tracker.belief_of(skill).theta_interval()),
        "level_75": skill.level_75,
        "sigma": skill.sigma,
    }
