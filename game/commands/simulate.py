"""Lets scripted students practise, and says what the numbers make of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from game import wiring
from game.core.facts import Skill
from game.core.skills import find_skill
from game.learn import tracker
from game.learn.growth import improved
from game.learn.reliance import measure
from game.session.ports import AttemptLog
from game.session.trials import bet_of, trial_of
from game.simulate.ears import Ear
from game.simulate.policies import Policy
from game.simulate.student import Practised, Student, practise
from game.simulate.weeks import live

USUAL: Final = 0.5
"""With --weeks: an ear half a prior's standard deviation above what is usual."""


def simulate(
    *,
    saves: Path | None,
    skill: str | None,
    theta: float | None,
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
    weeks: int | None,
    days_a_week: int,
) -> list[dict[str, Any]]:
    """Return a row for each student, or with `weeks` for each skill of each; the attempts are added to the saves.

    Raises:
        ValueError: an unknown skill, or a number out of its range.
        GameError: the log cannot be written.
    """
    if weeks is None and (skill is None or theta is None):
        raise ValueError("--skill and --theta must be given, or --weeks for a player who follows the plan")
    if sessions > trials:
        raise ValueError(f"--sessions must not exceed --trials ({trials}), got {sessions}")
    ear = Ear(theta=USUAL if theta is None else theta, sigma=sigma, gain_oct=gain)
    student = Student(
        player_id="",
        skill_id="" if skill is None else find_skill(skill).skill_id,
        ear=ear,
        policy=policy,
        trials=trials,
        sessions=sessions,
        human_right=human_right,
        ai_right=ai_right,
        check_ups=check_ups,
    )
    log = wiring.open_log(wiring.find_saves(saves), tell=lambda said: None)
    sources = wiring.build_library().sources()
    rows = []
    try:
        for number in range(students):
            name = player if students == 1 else f"{player} {number + 1}"
            dice = int(np.random.default_rng([seed, number]).integers(2**32))
            player_id = log.find_or_add_player(name, player_id=wiring.new_id(), now=wiring.clock())
            one = replace(student, player_id=player_id)
            if weeks is None:
                done = practise(one, sources=sources, log=log, seed=dice, started_at=wiring.clock(),
                                new_id=wiring.new_id)  # fmt: skip
                rows.append(describe(name, one.skill_id, done, theta_true=ear.theta_at(1.0)))
            else:
                live(one, weeks=weeks, days_a_week=days_a_week, favourites=[skill] if skill else [], sources=sources,
                     log=log, seed=dice, until=wiring.clock(), new_id=wiring.new_id)  # fmt: skip
                rows += _describe_all(name, player_id, log)
    finally:
        log.close()
    return rows


def _describe_all(name: str, player_id: str, log: AttemptLog) -> list[dict[str, Any]]:
    attempts = log.find_attempts(player_id)
    return [
        describe(name, skill_id, Practised(tuple(mine), known), theta_true=None)
        for skill_id, known in log.find_skills(player_id).items()
        if (mine := [one for one in attempts if one.commit.challenge.skill_id == skill_id])
    ]


def describe(name: str, skill_id: str, done: Practised, *, theta_true: float | None) -> dict[str, Any]:
    """Return what the numbers make of a student."""
    spec, skill = find_skill(skill_id), done.skill
    bets = [bet for attempt in done.attempts if (bet := bet_of(attempt)) is not None]
    trials = [trial for attempt in done.attempts if (trial := trial_of(attempt.commit)) is not None]
    found = measure(bets)
    return {
        "player": name,
        "skill_id": skill_id,
        "theta_true": theta_true,
        **_threshold(skill),
        "unit": spec.unit,
        "hit_rate": float(np.mean([attempt.guess_verdict.correct for attempt in done.attempts])),
        "points_mean": float(np.mean([attempt.points for attempt in done.attempts])),
        "g_own": round(found.g_own.value, 4) if found.g_own.enough else None,
        "g_ai": round(found.g_ai.value, 4) if found.g_ai.enough else None,
        "flags": list(found.flags),
        "improved": improved(trials, skill_id),
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
