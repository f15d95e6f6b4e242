"""From logs to students: many saves come together without doubles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from game.core.facts import Attempt, Commit
from game.core.skills import SKILLS
from game.learn.growth import faded, improved, smooth
from game.learn.reliance import measure
from game.learn.tracker import TRACKER_VERSION, Trial, label, track
from game.review.facts import SkillFacts, Student
from game.review.kept import Kept
from game.session.ports import AttemptLog
from game.session.progress import charted, trials_of
from game.session.trials import bet_of

READING: Final = f"1.{TRACKER_VERSION}"
"""Raised whenever the same rounds would be read differently."""


def read_students(
    logs: Sequence[AttemptLog], kept: Kept | None = None, *, only: Sequence[str] | None = None
) -> tuple[Student, ...]:
    """Return the students of several logs by name; the same round in two of them counts once.

    A student is known by an id, so that two of one name stay two; the second is then called "Name 2". Who has no round
    that `kept` has not met is not read again. `only` names those who are read at all, by id.
    """
    kept = Kept() if kept is None else kept
    names = names_of(logs)
    prints: dict[str, list[str]] = {}
    for log in logs:
        for player_id, fingerprint in log.find_fingerprints().items():
            prints.setdefault(player_id, []).append(fingerprint)
    told = _told_apart(names)
    students = []
    for player_id in names if only is None else only:
        fingerprint = f"{READING} {' | '.join(sorted(set(prints.get(player_id, []))))}"
        found = kept.find(player_id, fingerprint)
        if found is None:
            found = kept.keep(fingerprint, _read(player_id, logs))
        students.append(replace(found, name=told[player_id]))
    return tuple(sorted(students, key=lambda student: (student.name.casefold(), student.player_id)))


def names_of(logs: Sequence[AttemptLog]) -> dict[str, str]:
    """Return the name of each player by id; of two names for one id the same in whatever order the logs come."""
    names: dict[str, str] = {}
    for log in logs:
        for player_id, name in log.find_players():
            names[player_id] = min(name, names.get(player_id, name))
    return dict(sorted(names.items(), key=lambda one: (one[1], one[0])))


def _read(player_id: str, logs: Sequence[AttemptLog]) -> Student:
    attempts: dict[str, Attempt] = {}
    commits: dict[str, Commit] = {}
    for log in logs:
        done = {one.commit.commit_id: one for one in log.find_attempts(player_id)}
        attempts |= done
        commits |= {one.commit_id: one for one in log.find_unfinished(player_id)}
    commits |= {key: one.commit for key, one in attempts.items()}
    return student_of(player_id, "", commits.values(), attempts.values())


def student_of(player_id: str, name: str, commits: Iterable[Commit], attempts: Iterable[Attempt]) -> Student:
    """Return what a student's rounds say, in any order."""
    ordered = sorted(commits, key=lambda commit: (commit.committed_at, commit.commit_id))
    trials = trials_of(ordered)
    bets = [
        bet
        for one in sorted(attempts, key=lambda one: (one.finished_at, one.commit.commit_id))
        if (bet := bet_of(one)) is not None
    ]
    return Student(
        player_id=player_id,
        name=name,
        skills={skill_id: skill_facts(skill_id, trials[skill_id]) for skill_id in SKILLS if skill_id in trials},
        reliance=measure(bets),
        first_at=ordered[0].committed_at if ordered else None,
        last_at=ordered[-1].committed_at if ordered else None,
    )


def skill_facts(skill_id: str, trials: Sequence[Trial]) -> SkillFacts:
    """Return what a skill's trials say, oldest first."""
    alone = [trial for trial in trials if trial.solo]
    beside = [trial for trial in trials if not trial.solo]
    known = track(alone).get(skill_id)
    points = charted(smooth(alone, skill_id))
    last = points[-1] if points else None
    return SkillFacts(
        skill_id=skill_id,
        level_75=None if last is None else last.level_75,
        level_lo=None if last is None else last.level_lo,
        level_hi=None if last is None else last.level_hi,
        theta_mean=None if known is None else known.theta_mean,
        theta_sd=None if known is None else known.theta_sd,
        n=len(alone),
        beside_n=len(beside),
        label="measuring" if known is None else label(known.theta_sd),
        improved=improved(trials, skill_id),
        slipped=faded(trials, skill_id),
        alone=points,
        beside=charted(smooth(beside, skill_id)),
    )


def _told_apart(names: Mapping[str, str]) -> Mapping[str, str]:
    """Return a name of its own for each id."""
    told: dict[str, str] = {}
    taken: set[str] = set()
    for player_id in sorted(names):
        name, number = names[player_id], 1
        while (name if number == 1 else f"{name} {number}").casefold() in taken:
            number += 1
        told[player_id] = name if number == 1 else f"{name} {number}"
        taken.add(told[player_id].casefold())
    return told
