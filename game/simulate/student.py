"""A scripted student at practice: the real session code, the real log, no sound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Attempt, Challenge, Form, Skill, Source
from game.core.skills import SKILLS
from game.session import check_up
from game.session import round as rounds
from game.session.block import Block
from game.session.ports import AttemptLog
from game.session.practice import RATE_HZ, CueAt, cue_of, draw_challenge, fitting_sources, mode_of, round_seed, set_up
from game.session.trials import learn
from game.simulate.adviser import ScriptedAdviser
from game.simulate.ears import Ear, any_choice, chance_of, hear
from game.simulate.habits import guesses_blindly, takes
from game.simulate.policies import Policy

ROUND: Final = timedelta(seconds=25)
THINKS: Final = timedelta(seconds=6)
DAY: Final = timedelta(days=1)
SEARCH_STEPS: Final = 24


@dataclass(frozen=True, slots=True)
class Student:
    """Who practises what, how, and how much.

    Attributes:
        human_right: how often the first guess should be right; the levels are then placed for that, not by the tracker.
        ai_right: accuracy of the adviser; None for an all-solo student.
        check_ups: whether they sit a check-up before they practise and one after; `trials` does not count these.
    """

    player_id: str
    skill_id: str
    ear: Ear
    policy: Policy = "calibrated"
    trials: int = 60
    sessions: int = 1
    human_right: float | None = None
    ai_right: float | None = 0.8
    check_ups: bool = False


@dataclass(frozen=True, slots=True)
class Practised:
    """What a student's practice left: the rounds, and what the tracker knows in the end."""

    attempts: tuple[Attempt, ...]
    skill: Skill | None


def practise(
    student: Student,
    *,
    sources: Sequence[Source],
    log: AttemptLog,
    seed: int,
    started_at: datetime,
    new_id: Callable[[], str],
) -> Practised:
    """Let a student practise, a session a day, and write it all to the log.

    Raises:
        UnfitError: no source can carry the skill.
    """
    adviser = None if student.ai_right is None else ScriptedAdviser(student.ai_right, seed=seed)
    rng = np.random.default_rng([seed, 1])
    skill, attempts = log.find_skills(student.player_id).get(student.skill_id), list[Attempt]()
    practised = 0
    for day, (rounds_today, form) in enumerate(_days(student)):
        block = Block(
            session_id=new_id(),
            player_id=student.player_id,
            skill_id=student.skill_id,
            cue=None,
            seed=int(rng.integers(2**32)) if form is None else check_up.seed_of(student.skill_id, form),
            rounds=rounds_today,
            assisted=adviser is not None,
            app_version="simulated",
            started_at=started_at + day * DAY,
            form=form,
        )
        done = sit(block, student, sources=sources, log=log, adviser=adviser, skill=skill, played=practised,
                   rng=rng, new_id=new_id)  # fmt: skip
        skill, attempts = done.skill, [*attempts, *done.attempts]
        practised += block.rounds if form is None else 0
    if skill is not None:
        log.keep_skill(student.player_id, skill)
    return Practised(tuple(attempts), skill)


def _days(student: Student) -> list[tuple[int, Form | None]]:
    """Return how many rounds each day has, and of which form; a day without one is for practice."""
    most = -(-student.trials // student.sessions)
    practice = [(min(most, student.trials - day * most), None) for day in range(student.sessions)]
    if not student.check_ups:
        return [*practice]
    before = check_up.next_form((), skill_id=student.skill_id, player_id=student.player_id)
    after = check_up.other(before)
    return [(check_up.ROUNDS, before), *practice, (check_up.ROUNDS, after)]


def sit(
    block: Block,
    student: Student,
    *,
    sources: Sequence[Source],
    log: AttemptLog,
    adviser: ScriptedAdviser | None,
    skill: Skill | None,
    played: int,
    rng: np.random.Generator,
    new_id: Callable[[], str],
) -> Practised:
    """Let a student play one block to its end, of which `played` rounds of practice came before."""
    log.append_session(block)
    attempts = list[Attempt]()
    for trial in range(block.rounds):
        progress = min(1.0, (played + (trial if block.form is None else 0)) / max(1, student.trials - 1))
        challenge = _draw(block, student, sources, trial=trial, skill=skill, progress=progress)
        attempt = _play(block, student, challenge, adviser, trial=trial, skill=skill, progress=progress, rng=rng,
                        commit_id=new_id())  # fmt: skip
        log.append_commit(attempt.commit)
        log.append_attempt(attempt)
        skill = learn(skill, attempt.commit)
        attempts.append(attempt)
    return Practised(tuple(attempts), skill)


def _draw(
    block: Block, student: Student, sources: Sequence[Source], *, trial: int, skill: Skill | None, progress: float
) -> Challenge:
    """Draw a question as the game does; where the music only fits other sizes, another source is drawn."""
    seed = round_seed(block, trial=trial)
    for source in fitting_sources(sources, seed=seed, form=block.form):
        try:
            challenge = _challenge(block, source, cue=cue_of(block, trial=trial, skill=skill), seed=seed)
            if student.human_right is None or block.form is not None:
                return challenge
            return _challenge(block, source, cue=_cue_for(student, challenge, progress=progress), seed=seed)
        except UnfitError:
            continue
    raise UnfitError(f"{block.skill_id} needs a source that can carry it, none can")


def _challenge(block: Block, source: Source, *, cue: float | CueAt, seed: int) -> Challenge:
    return draw_challenge(block.skill_id, cue=cue, source=source, seed=seed, rate_hz=RATE_HZ)


def _cue_for(student: Student, challenge: Challenge, *, progress: float) -> float:
    """Return the cue at which the ear is right as often as is wished, as far as the skill goes."""
    spec = SKILLS[student.skill_id]
    lo, hi = spec.cue_hardest, spec.cue_easiest
    for _ in range(SEARCH_STEPS):
        middle = (lo * hi) ** 0.5
        right = chance_of(student.ear, replace(challenge, cue=middle), progress=progress)
        lo, hi = (middle, hi) if right < (student.human_right or 0.0) else (lo, middle)
    return min(max(float(f"{hi:.4g}"), spec.cue_hardest), spec.cue_easiest)


def _play(
    block: Block,
    student: Student,
    challenge: Challenge,
    adviser: ScriptedAdviser | None,
    *,
    trial: int,
    skill: Skill | None,
    progress: float,
    rng: np.random.Generator,
    commit_id: str,
) -> Attempt:
    advice = None
    if adviser is not None and mode_of(block, trial=trial) == "assisted":
        adviser.whisper(challenge)
        advice = adviser.listen(challenge.question, None)
    setup = set_up(block, trial=trial, challenge=challenge, advice=advice, must_hear=(), source_sha256="", skill=skill)
    opened_at = block.started_at + trial * ROUND
    heard = hear(student.ear, challenge, progress=progress, rng=rng)
    guess = heard.choice
    if advice is not None and guesses_blindly(student.policy):
        guess = any_choice(challenge, rng)
    state: rounds.State = rounds.step(rounds.Listening(setup=setup, opened_at=opened_at), rounds.Started())
    state = rounds.step(state, rounds.Guess(commit_id, guess, heard.confidence, opened_at + THINKS))
    state = rounds.step(state, rounds.Stored(at=opened_at + THINKS))
    if isinstance(state, rounds.Advised):
        state = _weigh(state, student, own=heard.p_right, rng=rng)
    if not isinstance(state, rounds.Told):
        raise TypeError(f"a round must end in its truth, got {type(state).__name__}")
    return state.attempt


def _weigh(state: rounds.Advised, student: Student, *, own: float, rng: np.random.Generator) -> rounds.State:
    advice, at = state.setup.advice, state.commit.committed_at + THINKS
    if advice is None or advice.choice is None or advice.p_right is None:
        return rounds.step(state, rounds.Keep(at=at))
    state_after = rounds.step(state, rounds.Onward())
    if takes(student.policy)(own, advice.p_right, rng):
        return rounds.step(state_after, rounds.Revise(advice.choice, state.commit.guess.confidence, at))
    return rounds.step(state_after, rounds.Keep(at=at))
