"""A block in the terminal, typed by a script: the same session, seen from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from game.core.errors import StoreError
from game.core.facts import Attempt, Commit
from game.core.skills import SKILLS
from game.dsp.audio import Audio
from game.listener.peak_reader import PeakReader
from game.session.block import Block
from game.speaker.files import FileSpeaker
from game.store.database import open_memory
from game.store.log import AttemptLog
from game.terminal.play import Adapters, play_block
from tests.conftest import FewSources
from tests.session.test_practice import block
from tests.session.test_round import NOW

KEEP = ["", ""]
"""An empty line keeps the answer or goes on."""


@dataclass
class Stage:
    """A terminal without a terminal: lines go in, lines come out, and each moment takes a second."""

    library: FewSources
    listener: PeakReader
    lines: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seconds: int = 0
    ids: int = 0

    def __post_init__(self) -> None:
        self.log = AttemptLog(open_memory())
        self.log.find_or_add_player("Ada", player_id="p", now=NOW)
        self.speaker = FileSpeaker(Path("clips"), write_wav=self.write)
        self.written: dict[str, Audio] = {}

    def write(self, path: Path, audio: Audio, rate_hz: int) -> None:
        self.written[path.name] = audio

    def clock(self) -> datetime:
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def new_id(self) -> str:
        self.ids += 1
        return f"id{self.ids}"

    def ask(self, prompt: str) -> str | None:
        self.said.append(prompt)
        return self.lines.pop(0) if self.lines else None

    def play(self, lines: Sequence[str], **changes: object) -> Sequence[Attempt]:
        self.lines = list(lines)
        chosen: Block = block(**changes)
        self.log.append_session(chosen)
        adapters = Adapters(
            library=self.library,
            listener=self.listener,
            log=self.log,
            speaker=self.speaker,
            clock=self.clock,
            new_id=self.new_id,
            say=self.said.append,
            ask=self.ask,
        )
        return play_block(chosen, adapters)

    def heard(self, words: str) -> bool:
        return any(words in line for line in self.said)


@pytest.fixture
def stage(few: FewSources, peak_reader: PeakReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.chdir(tmp_path)
    return Stage(few, peak_reader)


SOLO_ROUND = ["a", "b", "900 2", ""]
SIX_SOLO = SOLO_ROUND * 6


def test_a_solo_round_ends_in_the_truth(stage: Stage) -> None:
    (attempt,) = stage.play(SOLO_ROUND, rounds=1)
    assert (attempt.commit.mode, attempt.commit.guess.choice, attempt.commit.guess.listens) == ("solo", 900.0, 2)
    assert stage.heard("Written down: 900 Hz, fairly sure.")
    assert stage.heard("You said 900 Hz")


def test_a_block_of_ten_is_played_to_its_end(stage: Stage) -> None:
    attempts = stage.play(SIX_SOLO + ["900 2", *KEEP] * 4, rounds=10)
    assert [attempt.commit.mode for attempt in attempts] == ["solo"] * 6 + ["assisted"] * 4
    assert stage.heard("10 rounds,")


def test_every_answer_is_in_the_log(stage: Stage) -> None:
    attempts = stage.play([*SIX_SOLO, "900 2", *KEEP], rounds=7)
    assert stage.log.find_attempts("p") == attempts


def test_the_ai_says_nothing_before_the_commit_is_stored(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    store = stage.log.append_commit

    def watch(commit: Commit) -> None:
        seen.append(stage.heard("AI:"))
        store(commit)

    monkeypatch.setattr(stage.log, "append_commit", watch)
    stage.play([*SIX_SOLO, "900 2", *KEEP], rounds=7)
    assert seen == [False] * 7
    assert stage.heard("AI: I hear more than I would expect")


def test_a_commit_that_cannot_be_stored_keeps_the_ai_silent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    store = stage.log.append_commit

    def refuse_the_assisted_one(commit: Commit) -> None:
        if commit.mode == "assisted":
            raise StoreError("the disk is full")
        store(commit)

    monkeypatch.setattr(stage.log, "append_commit", refuse_the_assisted_one)
    with pytest.raises(StoreError):
        stage.play([*SIX_SOLO, "900 2", *KEEP], rounds=7)
    assert not stage.heard("AI:")


def test_the_number_comes_only_when_it_is_asked_for(stage: Stage) -> None:
    stage.play([*SIX_SOLO, "900 2", "n"], rounds=7)
    number = next(line for line in stage.said if "in 10 on sounds like this" in line)
    region = next(line for line in stage.said if "than I would expect" in line)
    assert stage.said.index(region) < stage.said.index("Keep or change:") < stage.said.index(number)


def test_both_answers_can_be_heard_undone(stage: Stage) -> None:
    attempts = stage.play([*SIX_SOLO, "900 2", "n", "y", "i", "i", "", ""], rounds=7)
    assert (attempts[6].audition_you, attempts[6].audition_ai) == (1, 2)
    assert {"your_answer_undone.wav", "ai_answer_undone.wav"} <= set(stage.written)


def test_an_audition_before_the_number_is_explained(stage: Stage) -> None:
    stage.play([*SIX_SOLO, "900 2", "y", "", ""], rounds=7)
    assert stage.heard("Hear the AI's number first")


def test_an_empty_line_keeps_the_guess(stage: Stage) -> None:
    attempts = stage.play([*SIX_SOLO, "900 2", "n", "", ""], rounds=7)
    assert attempts[6].final == attempts[6].commit.guess


def test_a_new_answer_revises_it(stage: Stage) -> None:
    attempts = stage.play([*SIX_SOLO, "900 2", "n", "1.5k", "3", ""], rounds=7)
    assert (attempts[6].final.choice, attempts[6].final.confidence) == (1500.0, "certain")
    assert stage.heard("Your last word was 1.5 kHz")


def test_an_answer_before_listening_plays_the_rest_first(stage: Stage) -> None:
    stage.play(["900 2", ""], rounds=1)
    assert stage.heard("First the rest: A for 3.0 s and B for 3.0 s.")


def test_how_sure_is_asked_where_it_was_not_said(stage: Stage) -> None:
    (attempt,) = stage.play(["900", "maybe", "3", ""], rounds=1)
    assert attempt.commit.guess.confidence == "certain"


def test_c_takes_the_answer_back_before_it_is_committed(stage: Stage) -> None:
    (attempt,) = stage.play(["900", "c", "1000 1", ""], rounds=1)
    assert attempt.commit.guess.choice == 1000.0


@pytest.mark.parametrize("line", ["30", "99k", "-5"])
def test_an_answer_outside_the_slider_is_explained(stage: Stage, line: str) -> None:
    (attempt,) = stage.play([line, "900 1", ""], rounds=1)
    assert attempt.commit.guess.choice == 900.0
    assert stage.heard("The answer must lie between 60 and 14000 Hz")


def test_what_is_not_understood_is_said_and_nothing_is_lost(stage: Stage) -> None:
    (attempt,) = stage.play(["hello", "", "900 1", "what", ""], rounds=1)
    assert attempt.commit.guess.choice == 900.0
    assert stage.heard("I did not understand 'hello'.")


@pytest.mark.parametrize("lines", [[], ["a"], ["900"], ["q"], ["900 2", "q"], [*SIX_SOLO, "900 2", "q"]])
def test_the_end_of_input_or_q_ends_the_block_and_keeps_what_was_committed(stage: Stage, lines: list[str]) -> None:
    stage.play(lines)
    committed = sum(line.startswith("Written down") for line in stage.said)
    assert len(stage.log.find_commits("p")) == committed
    assert stage.heard("Every answer you gave is kept.")


def test_takes_are_played_by_number(stage: Stage) -> None:
    (attempt,) = stage.play(["p1", "p2", "p3", "2 3", ""], rounds=1, skill_id="eq.detect", cue=12.0)
    assert (attempt.commit.guess.choice, attempt.commit.guess.listens) == (2.0, 3)
    assert stage.heard("take 2")


def test_the_gain_skill_stays_solo_and_states_the_place(stage: Stage) -> None:
    attempts = stage.play(["-6 2", ""] * 7, rounds=7, skill_id="eq.gain_amount", cue=3.0)
    assert {attempt.commit.mode for attempt in attempts} == {"solo"}
    assert stage.heard("The band lies at")
    assert not stage.heard("AI:")


def test_after_the_truth_the_band_can_be_heard_alone(stage: Stage) -> None:
    stage.play(["900 2", "z", "a", ""], rounds=1)
    assert {"dry_band.wav", "wet_band.wav"} <= set(stage.written)


def test_nothing_that_is_said_needs_eyes(stage: Stage) -> None:
    stage.play([*SIX_SOLO, "900 2", "n", "y", "", "z", ""], rounds=7)
    assert all(line.isascii() and "\t" not in line and "\x1b" not in line for line in stage.said)


def test_a_block_ends_by_the_clock(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: Callable[[], datetime] = stage.clock
    monkeypatch.setattr(stage, "clock", lambda: slow() + timedelta(minutes=2 * stage.ids))
    attempts = stage.play(SOLO_ROUND * 20, rounds=20)
    assert 1 <= len(attempts) < 20


def test_the_truth_is_not_in_the_words_before_the_commit(stage: Stage) -> None:
    stage.play(["a", "b", "r", "h"], rounds=1)
    before = " ".join(stage.said)
    seed_truth = stage.play(["900 2", ""], rounds=1, session_id="again")[0].commit.challenge.truth.choice
    assert f"{seed_truth:.0f} Hz" not in before


def test_solo_leaves_the_ai_out_of_a_round(stage: Stage) -> None:
    attempts = stage.play([*SIX_SOLO, "solo", "900 2", ""], rounds=7)
    assert attempts[6].commit.mode == "solo"
    assert not stage.heard("AI:")


def test_from_memory_all_is_heard_once_and_in_turn(stage: Stage) -> None:
    (attempt,) = stage.play(["b", "a", "b", "900 2", ""], rounds=1, recall="silence")
    told = [line for line in stage.said if line.startswith(("A: ", "B: ", "the gap: "))]
    assert [line.partition(":")[0] for line in told[:4]] == ["A", "the gap", "B", "B"]
    assert stage.heard("Each was heard once. Answer from memory.")
    assert attempt.commit.recall == "silence"


def test_no_change_can_be_answered_where_it_is_offered(stage: Stage) -> None:
    attempts = stage.play(["none 3", ""] * 12, rounds=12, no_change=True)
    assert stage.heard("One in ten of these hides no change: then answer none.")
    assert stage.heard("Written down: no change, certain.")
    assert {attempt.commit.guess.choice for attempt in attempts} == {None}
    right = [attempt.commit.challenge.truth.choice is None for attempt in attempts]
    assert [attempt.guess_verdict.correct for attempt in attempts] == right
    assert {attempt.points for attempt in attempts} <= {0.0, 105.0}


def test_no_change_is_not_understood_where_it_is_not_offered(stage: Stage) -> None:
    stage.play(["none", "900 2", ""], rounds=1)
    assert stage.heard("I did not understand 'none'.")


@pytest.mark.parametrize(
    ("skill_id", "typed", "said"),
    [
        ("time.async", "hat late 2", "hat late"),
        ("time.displace", "3 2", "hit 3"),
        ("time.swing_detect", "2 2", "take 2"),
        ("time.swing_amount", "62.5 % 2", "62.5 %"),
        ("time.feel", "1 2", "take 1"),
        ("time.tempo", "1 2", "take 1"),
    ],
)
def test_every_timing_question_is_asked_and_answered(stage: Stage, skill_id: str, typed: str, said: str) -> None:
    (attempt,) = stage.play([typed, "z", ""], rounds=1, skill_id=skill_id, cue=SKILLS[skill_id].cue_start)
    assert stage.heard(f"Written down: {said}, fairly sure.")
    assert stage.heard(SKILLS[skill_id].asks)
    assert stage.heard("It was ")
    assert {"dry_hits.wav", "wet_hits.wav"} <= set(stage.written)
    assert attempt.commit.challenge.skill_id == skill_id


def test_the_parts_of_a_question_are_named_before_one_is_typed(stage: Stage) -> None:
    stage.play(["cello late", "kick late 1", ""], rounds=1, skill_id="time.async", cue=60.0)
    assert stage.heard("The parts are kick, snare, hat and keys.")
    assert stage.heard("such as keys late,")
    assert stage.heard("The part must be one of kick, snare, hat, keys, not 'cello late'.")
