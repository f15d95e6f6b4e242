"""A block of rounds on plain lines: the same session as the window's, typed by a person or a script."""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from game.core.facts import Attempt, Choice, Confidence, Skill
from game.core.skills import SKILLS
from game.drills import any_drill
from game.drills.any_drill import may_be_unchanged
from game.dsp.audio import Audio
from game.session import round as rounds
from game.session.block import Block
from game.session.ports import AttemptLog, Clock, Listener, Sources, Speaker
from game.session.practice import Prepared, is_over, prepare_round, summarise
from game.session.recall import due
from game.session.trials import learn
from game.session.wording import say_choice
from game.session.wording_block import say_block as say_block_sentence
from game.terminal import words
from game.terminal.parse import read_confidence, split_answer

REPLAY_S: Final = 2.0
"""How long each side of a replay plays by itself."""
NO_CHANGE: Final = "none"
"""What is typed where nothing seems to have been changed."""
_LABELS: Final = {
    "dry": "A",
    "wet": "B",
    "dry_band": "only the band of A",
    "wet_band": "only the band of B",
    "dry_hits": "only the hits in question, as they were",
    "wet_hits": "only the hits in question, as they were moved",
    "your_answer_undone": "your answer undone",
    "ai_answer_undone": "the AI's answer undone",
}
_CLIP_KEYS: Final = {"a": "dry", "b": "wet", "p1": "interval_1", "p2": "interval_2", "p3": "interval_3"}


class Quit(Exception):
    """The player wants to end, or the script has ended."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """All that the terminal is handed. `ask(prompt)` returns a typed line, None at the end of input."""

    library: Sources
    listener: Listener
    log: AttemptLog
    speaker: Speaker
    clock: Clock
    new_id: Callable[[], str]
    say: Callable[[str], None]
    ask: Callable[[str], str | None]


def play_block(block: Block, adapters: Adapters) -> Sequence[Attempt]:
    """Play a block to its end or until the player quits; return the finished rounds.

    The next round is made ready while the truth of the present one is told: its size follows the guess.
    """
    say, spec = adapters.say, SKILLS[block.skill_id]
    say(words.say_block(block, spec, ai=adapters.listener.answers(block.skill_id)))
    attempts: list[Attempt] = []
    skill = before = adapters.log.find_skills(block.player_id).get(block.skill_id)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="next-round") as worker:
        ready = _prefetch(worker, block, adapters, trial=0, skill=skill)
        try:
            trial = 0
            while not is_over(block, trial=trial, now=adapters.clock()):
                prepared = ready.result()
                first_advice = all(attempt.advice is None for attempt in attempts)
                played = _Round(prepared, adapters, block=block, first_advice=first_advice)
                attempts.append(played.reach_truth())
                skill = _learn(skill, attempts[-1], adapters)
                ready = _prefetch(worker, block, adapters, trial=trial + 1, skill=skill)
                played.tell(attempts[-1])
                trial += 1
        except (Quit, KeyboardInterrupt):
            say("You ended the block. Every answer you gave is kept.")
        finally:
            adapters.speaker.stop()
            ready.cancel()
    for line in words.say_summary(summarise(attempts)):
        say(line)
    if attempts:
        say(say_block_sentence(attempts, before=before, after=skill))
    return attempts


def _prefetch(
    worker: ThreadPoolExecutor, block: Block, adapters: Adapters, *, trial: int, skill: Skill | None
) -> "Future[Prepared]":
    return worker.submit(
        prepare_round, block, trial=trial, library=adapters.library, listener=adapters.listener, skill=skill
    )


def _learn(skill: Skill | None, attempt: Attempt, adapters: Adapters) -> Skill | None:
    """Return what is known after a first guess, and keep it."""
    known = learn(skill, attempt.commit)
    if known is not None and known is not skill:
        adapters.log.keep_skill(attempt.commit.player_id, known)
    return known


class _Round:
    """One round from LISTEN to TRUTH; the state machine decides, this class talks."""

    def __init__(self, prepared: Prepared, adapters: Adapters, *, block: Block, first_advice: bool) -> None:
        self._prepared = prepared
        self._first_advice = first_advice
        self._to = adapters
        self._block = block
        self._challenge = prepared.setup.challenge
        self._question = self._challenge.question

    def reach_truth(self) -> Attempt:
        """Play the round to the point where its attempt is in the log."""
        to, setup = self._to, self._prepared.setup
        to.speaker.load((*self._prepared.stimulus.clips, *self._prepared.gaps), rate_hz=self._challenge.rate_hz)
        mode = "with the AI" if setup.mode == "assisted" else "solo"
        to.say("")
        to.say(f"Round {setup.trial + 1} of {self._block.rounds}, {mode}. {words.say_question(setup)}")
        if setup.trial == 0:
            to.say(words.say_help(setup))
        committing = self._listen(rounds.Listening(setup=setup, opened_at=to.clock()))
        to.log.append_commit(committing.commit)
        guess = committing.commit.guess
        to.say(f"Written down: {say_choice(guess.choice, self._challenge)}, {guess.confidence}.")
        state = rounds.step(committing, rounds.Stored(at=to.clock()))
        told = state if isinstance(state, rounds.Told) else self._advise(state)
        to.log.append_attempt(told.attempt)
        return told.attempt

    # ---- LISTEN and COMMIT

    def _listen(self, state: rounds.Listening) -> rounds.Committing:
        while True:
            line = self._ask("Listen or answer:")
            clip = self._clip_named(line)
            if clip is not None:
                self._hear(clip)
                state = self._step_listening(state, rounds.Started())
            elif line == "solo":
                state = self._step_listening(state, rounds.GoSolo())
                self._to.say("This round is yours alone.")
            elif not self._is_common(line):
                committing = self._try_guess(state, line)
                if committing is not None:
                    return committing

    def _try_guess(self, state: rounds.Listening, line: str) -> rounds.Committing | None:
        answered = self._read_answer_and_confidence(line)
        if answered is None:
            return None
        choice, confidence = answered
        state = self._hear_the_rest(state)
        event = rounds.Guess(self._to.new_id(), choice, confidence, self._to.clock())
        committing = rounds.step(state, event)
        if not isinstance(committing, rounds.Committing):
            raise TypeError(f"a guess must lead to Committing, got {type(committing).__name__}")
        self._to.speaker.stop()
        return committing

    def _hear_the_rest(self, state: rounds.Listening) -> rounds.Listening:
        state = self._step_listening(state, rounds.Listened(self._to.speaker.heard_s()))
        missing = rounds.still_to_hear(state)
        if not missing:
            return state
        if self._prepared.turns:
            self._hear_in_turn()
            return self._step_listening(state, rounds.Listened(self._to.speaker.heard_s()))
        left = " and ".join(f"{self._label(name)} for {seconds:.1f} s" for name, seconds in missing.items())
        self._to.say(f"First the rest: {left}.")
        for name in missing:
            self._start(name)
            self._to.speaker.finish_hearing([name], at_least_s=rounds.HEAR_EACH_S)
        return self._step_listening(state, rounds.Listened(self._to.speaker.heard_s()))

    def _hear(self, name: str) -> None:
        """Play a clip or, from memory, all in turn; what was heard once is not played again before the answer."""
        turns = self._prepared.turns
        if not turns or (name == turns[-1].name == due(turns, self._to.speaker.heard_s())):
            self._start(name)
        elif due(turns, self._to.speaker.heard_s()) == turns[0].name:
            self._hear_in_turn()
        else:
            self._to.say("Each was heard once. Answer from memory.")

    def _hear_in_turn(self) -> None:
        for turn in self._prepared.turns:
            seconds = turn.seconds if math.isfinite(turn.seconds) else rounds.HEAR_EACH_S
            if self._to.speaker.heard_s().get(turn.name, 0.0) < seconds:
                self._start(turn.name)
                self._to.speaker.finish_hearing([turn.name], at_least_s=seconds)

    def _step_listening(self, state: rounds.Listening, event: rounds.Event) -> rounds.Listening:
        after = rounds.step(state, event)
        if not isinstance(after, rounds.Listening):
            raise TypeError(f"{type(event).__name__} must leave the round in Listening, got {type(after).__name__}")
        return after

    # ---- REGION, NUMBER, AUDITION, KEEP or REVISE

    def _advise(self, state: rounds.State) -> rounds.Told:
        setup, to = self._prepared.setup, self._to
        if setup.advice is None:
            raise TypeError("an assisted round must come with advice")
        if self._first_advice:
            to.say(f"AI: {to.listener.introduction}")
        to.say(f"AI: {to.listener.say_region(self._question, setup.advice)}")
        kept = say_choice(self._prepared_guess(state), self._challenge)
        to.say(f"n for its number, k or an empty line to keep {kept}, or type a new answer.")
        while not isinstance(state, rounds.Told):
            state = self._advised_line(state, self._ask("Keep or change:"), kept=kept)
        return state

    def _advised_line(self, state: rounds.State, line: str, *, kept: str) -> rounds.State:
        match line:
            case "" | "k":
                return rounds.step(state, rounds.Keep(at=self._to.clock()))
            case "n":
                return self._say_number(state, kept=kept)
            case "y" | "i":
                return self._audition(state, whose="you" if line == "y" else "ai")
        answered = None if self._is_common(line) else self._read_answer_and_confidence(line)
        if answered is None:
            return state
        choice, confidence = answered
        return rounds.step(state, rounds.Revise(choice, confidence, self._to.clock()))

    def _say_number(self, state: rounds.State, *, kept: str) -> rounds.State:
        setup, to = self._prepared.setup, self._to
        if setup.advice is not None:
            to.say(f"AI: {to.listener.say_number(self._question, setup.advice)}")
        to.say(f"y plays your answer undone, i the AI's, k or an empty line keeps {kept}, or type a new answer.")
        return rounds.step(state, rounds.Onward())

    def _audition(self, state: rounds.State, *, whose: str) -> rounds.State:
        advice = self._prepared.setup.advice
        named = advice.choice if advice else None
        choice = self._prepared_guess(state) if whose == "you" else named
        if choice is None:
            self._to.say("The AI named nothing that could be undone.")
            return state
        try:
            after = rounds.step(state, rounds.Auditioned("you" if whose == "you" else "ai"))
        except rounds.Refused as refused:
            self._to.say(f"{str(refused)[:1].upper()}{str(refused)[1:]}.")
            return state
        undone = any_drill.undo(self._challenge, self._prepared.stimulus, choice)
        name = "your_answer_undone" if whose == "you" else "ai_answer_undone"
        self._play_alone(name, undone)
        return after

    def _prepared_guess(self, state: rounds.State) -> Choice | None:
        if isinstance(state, rounds.Advised | rounds.Committing):
            return state.commit.guess.choice
        raise TypeError(f"only a committed round has a guess, got {type(state).__name__}")

    # ---- TRUTH

    def tell(self, attempt: Attempt) -> None:
        """Say what was there, how near each answer came and why, and let the player hear it again."""
        to = self._to
        for line in words.say_truth(attempt, why=any_drill.why(self._challenge, self._prepared.stimulus.gains_db)):
            to.say(line)
        if attempt.advice is not None:
            to.say(f"AI: {to.listener.say_evidence(self._question, attempt.advice)}")
        self._load_again()
        to.say("Hear it again as before; z plays only what was in question, an empty line goes on.")
        while line := self._ask("Again or on:"):
            clip = self._clip_named(line)
            if clip is not None:
                self._start(clip)
            elif line == "z":
                self._replay()
                self._load_again()
            elif not self._is_common(line):
                to.say("An empty line goes on to the next round.")

    def _replay(self) -> None:
        pair = any_drill.replay(self._challenge, self._prepared.stimulus)
        self._to.speaker.load(pair, rate_hz=self._challenge.rate_hz)
        for name, _ in pair:
            self._start(name)
            self._to.speaker.finish_hearing([name], at_least_s=REPLAY_S)
        self._to.speaker.stop()

    # ---- what all states share

    def _ask(self, prompt: str) -> str:
        line = self._to.ask(prompt)
        if line is None or line.strip().lower() in ("q", "quit"):
            raise Quit
        return line.strip().lower()

    def _is_common(self, line: str) -> bool:
        match line:
            case "s":
                self._to.speaker.stop()
            case "r":
                self._to.say(words.say_question(self._prepared.setup))
            case "h" | "?":
                self._to.say(words.say_help(self._prepared.setup))
            case _:
                return False
        return True

    def _read_answer_and_confidence(self, line: str) -> tuple[Choice | None, Confidence] | None:
        """Read "1200" and ask how sure, or "1200 2" at once; None where the player must try again."""
        first, _, rest = line.partition(" ")
        choice: Choice | None = None
        if first != NO_CHANGE or not may_be_unchanged(self._question):
            try:
                choice, rest = split_answer(line, self._question.answer, unit=self._question.unit)
            except ValueError as error:
                self._to.say(str(error))
                return None
            if choice is None:
                self._to.say(f"I did not understand {line!r}. {words.say_help(self._prepared.setup)}")
                return None
        confidence = read_confidence(rest)
        while confidence is None:
            said = self._ask(words.CONFIDENCE_PROMPT)
            if said == "c":
                return None
            confidence = read_confidence(said)
        return choice, confidence

    def _clip_named(self, line: str) -> str | None:
        name = _CLIP_KEYS.get(line)
        return name if name in self._prepared.setup.must_hear else None

    def _label(self, name: str) -> str:
        if name.startswith("gap"):
            return "the gap"
        return _LABELS.get(name, name.replace("interval_", "take "))

    def _start(self, name: str) -> None:
        where = self._to.speaker.play(name)
        self._to.say(f"{self._label(name)}: {where}" if where else f"Playing {self._label(name)}.")

    def _play_alone(self, name: str, audio: Audio) -> None:
        self._to.speaker.load([(name, audio)], rate_hz=self._challenge.rate_hz)
        self._start(name)
        self._to.speaker.finish_hearing([name], at_least_s=rounds.HEAR_EACH_S)
        self._to.speaker.stop()

    def _load_again(self) -> None:
        self._to.speaker.load(self._prepared.stimulus.clips, rate_hz=self._challenge.rate_hz)
