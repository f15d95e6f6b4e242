"""A block as it is played: which round comes next, made ready while the present one is on screen."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import Attempt, Commit, HeardCurve, Skill
from game.core.skills import SKILLS
from game.drills.comp_trace import CompTrace, trace
from game.drills.time_grid import TimeGrid, time_grid
from game.dsp.audio import Audio
from game.dsp.stimulus import DRY
from game.screens.scenes.adapters import Adapters
from game.session.block import Block
from game.session.practice import Prepared, is_over, mode_of, prepare_round
from game.session.trials import learn

BINS: Final = 296
"""Bars of a waveform."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A round with what its pictures need, all made off the UI thread.

    `envelope` is the outline of the untouched sound: that of any other would be seen and not heard.
    """

    prepared: Prepared
    envelope: npt.NDArray[np.float64]
    heard: HeardCurve | None
    grid: TimeGrid | None = None
    """The bars of a timing round, every hit where the beat has it."""
    traces: tuple[CompTrace, ...] = ()
    """What compression did, shown once the truth is out."""


class BlockRun:
    """Plays a block through the scenes; `trial` is the round that the player waits for or plays, from 0.

    `skill` is what is known of the player in the block's skill, None before the first trial ever; `skill_before` is
    what was known when the block began.
    """

    def __init__(self, block: Block, adapters: Adapters) -> None:
        self.block, self.adapters = block, adapters
        self.attempts: list[Attempt] = []
        self.trial = 0
        self.failure: str = ""
        self.skill = self.skill_before = adapters.log.find_skills(block.player_id).get(block.skill_id)
        self._ready: dict[int, Ready] = {}
        self._making: set[int] = set()
        self.make_ready(0)

    @property
    def title(self) -> str:
        """The name of the skill."""
        return SKILLS[self.block.skill_id].title

    @property
    def solo(self) -> list[bool]:
        """For each round of the block, whether it is solo."""
        ai = self.adapters.listener.answers(self.block.skill_id)
        return [not ai or mode_of(self.block, trial=trial) == "solo" for trial in range(self.block.rounds)]

    @property
    def over(self) -> bool:
        """Tell whether no further round begins."""
        return is_over(self.block, trial=self.trial, now=self.adapters.clock())

    def take(self) -> Ready | None:
        """Return the present round once it is ready.

        The next is made at once where its cue is fixed, else after the guess, which says how large it should be.
        """
        ready = self._ready.get(self.trial)
        if ready is None:
            self.make_ready(self.trial)
        elif self.block.cue is not None:
            self.make_ready(self.trial + 1)
        return ready

    def learn(self, commit: Commit) -> None:
        """Take a first guess into account, keep what it says, and begin to make the next round."""
        skill = learn(self.skill, commit)
        if skill is not None and skill is not self.skill:
            self.skill = skill
            self.adapters.log.keep_skill(self.block.player_id, skill)
        self.make_ready(self.trial + 1)

    def finish(self, attempt: Attempt) -> None:
        """Note a finished round and go on to the next."""
        self.attempts.append(attempt)
        self._ready.pop(self.trial, None)
        self.trial += 1

    def make_ready(self, trial: int) -> None:
        """Render a round in a thread, once."""
        if trial in self._ready or trial in self._making or trial >= self.block.rounds:
            return
        self._making.add(trial)
        skill = self.skill
        self.adapters.jobs.start(
            f"round {trial} of {self.block.session_id}",
            lambda: make_round(self.block, self.adapters, trial=trial, skill=skill),
            then=lambda ready: self._take(trial, ready),
            failed=self._fail,
        )

    def end(self) -> None:
        """Give up what was made for rounds that never came, and the memory of all of them."""
        self._ready.clear()
        self.adapters.jobs.start("memory", self.adapters.give_memory_back, then=lambda _: None)

    def _take(self, trial: int, ready: Ready) -> None:
        self._making.discard(trial)
        self._ready[trial] = ready

    def _fail(self, error: Exception) -> None:
        self.failure = str(error)


def make_round(block: Block, adapters: Adapters, *, trial: int, skill: Skill | None = None) -> Ready:
    """Draw, render and have the AI listen; runs in a thread."""
    prepared = prepare_round(block, trial=trial, library=adapters.library, listener=adapters.listener, skill=skill)
    stimulus, question = prepared.stimulus, prepared.setup.challenge.question
    heard = adapters.listener.picture(question, stimulus.heard()) if prepared.setup.advice is not None else None
    outline = envelope(stimulus.clip(DRY))
    challenge = prepared.setup.challenge
    grid = time_grid(challenge, stimulus, told=False) if stimulus.parts else None
    compressed = family_of(challenge.skill_id) == "comp" and challenge.truth.choice is not None
    traces = trace(challenge, stimulus) if compressed else ()
    return Ready(prepared=prepared, envelope=outline, heard=heard, grid=grid, traces=traces)


def family_of(skill_id: str) -> str:
    """Return the family of a skill.

    >>> family_of("eq.boost_freq")
    'eq'
    """
    return skill_id.partition(".")[0]


def envelope(audio: Audio, *, bins: int = BINS) -> npt.NDArray[np.float64]:
    """Return the peak of each of `bins` equal stretches, the largest at 1."""
    edges = np.linspace(0, len(audio), bins + 1).astype(int)[:-1]
    peaks = np.maximum.reduceat(np.abs(audio).max(axis=1), edges).astype(np.float64)
    return peaks / max(float(peaks.max()), 1e-9)
