"""Listening from memory."""

import dataclasses
import math

import numpy as np
import pytest

from game.core.facts import Recall
from game.dsp.audio import PLAY_LUFS, SourceAudio
from game.dsp.loudness import integrated_lufs
from game.dsp.noise import gliding_tone
from game.session.practice import mode_of, prepare_round
from game.session.recall import Turn, due, gap_clips, say_recall, turns_of
from game.session.round import Setup
from tests.conftest import FewSources
from tests.session.test_practice import block
from tests.session.test_round import listening

TAKES = ("interval_1", "interval_2", "interval_3")


def setup_of(source: SourceAudio, *, recall: Recall, must_hear: tuple[str, ...] = ("dry", "wet")) -> Setup:
    return dataclasses.replace(listening(source, mode="solo").setup, recall=recall, must_hear=must_hear)


def test_a_is_heard_once_and_b_stays(pink: SourceAudio) -> None:
    turns = turns_of(setup_of(pink, recall="silence"), length_s=8)
    assert turns == (Turn("dry", 8), Turn("gap_1", 2), Turn("wet", math.inf))


def test_takes_are_heard_once_each(pink: SourceAudio) -> None:
    turns = turns_of(setup_of(pink, recall="sweep", must_hear=TAKES), length_s=4)
    assert [turn.name for turn in turns] == ["interval_1", "gap_1", "interval_2", "gap_2", "interval_3"]
    assert {turn.seconds for turn in turns if not turn.is_gap} == {4}


def test_a_short_clip_goes_round_until_it_was_heard_long_enough(pink: SourceAudio) -> None:
    turns = turns_of(setup_of(pink, recall="silence", must_hear=TAKES), length_s=2)
    assert turns[0].seconds == 4


def test_a_round_that_is_heard_freely_has_no_turns(pink: SourceAudio) -> None:
    assert turns_of(setup_of(pink, recall="free"), length_s=8) == ()


@pytest.mark.parametrize(
    ("heard_s", "name"),
    [
        ({}, "dry"),
        ({"dry": 7.9}, "dry"),
        ({"dry": 8.0}, "gap_1"),
        ({"dry": 8.0, "gap_1": 2.0}, "wet"),
        ({"dry": 8.0, "gap_1": 2.0, "wet": 900.0}, "wet"),
    ],
)
def test_one_clip_follows_the_other(heard_s: dict[str, float], name: str, pink: SourceAudio) -> None:
    assert due(turns_of(setup_of(pink, recall="silence"), length_s=8), heard_s) == name


def test_after_the_last_take_nothing_sounds(pink: SourceAudio) -> None:
    turns = turns_of(setup_of(pink, recall="silence", must_hear=TAKES), length_s=4)
    assert due(turns, {turn.name: turn.seconds for turn in turns}) == ""


def test_silence_is_silent_and_the_tone_is_as_loud_as_a_clip(pink: SourceAudio) -> None:
    turns = turns_of(setup_of(pink, recall="sweep"), length_s=8)
    ((name, tone),) = gap_clips(turns, "sweep", like=pink.audio, rate_hz=48_000)
    ((_, silence),) = gap_clips(turns, "silence", like=pink.audio, rate_hz=48_000)
    assert (name, tone.shape, float(np.abs(silence).max())) == ("gap_1", pink.audio.shape, 0.0)
    assert integrated_lufs(tone, rate_hz=48_000) == pytest.approx(PLAY_LUFS, abs=0.01)


def test_the_tone_loops_without_a_step() -> None:
    tone = gliding_tone(100_003, n_channels=1, rate_hz=48_000)[:, 0]
    assert abs(tone[0] - tone[-1]) <= np.abs(np.diff(tone)).max()


def test_the_ai_stays_out_of_what_it_was_not_measured_on(few: FewSources) -> None:
    for changes in ({"no_change": True}, {"recall": "silence"}):
        assert {mode_of(block(**changes), trial=trial) for trial in range(20)} == {"solo"}


def test_a_prepared_round_brings_its_gaps_and_notes_how_it_is_heard(few: FewSources, peak_reader: object) -> None:
    prepared = prepare_round(block(recall="sweep"), trial=0, library=few, listener=peak_reader)  # type: ignore[arg-type]
    assert [name for name, _ in prepared.gaps] == ["gap_1"]
    assert prepared.setup.recall == "sweep"


@pytest.mark.parametrize(
    ("recall", "pair", "words"),
    [
        ("free", True, ""),
        ("silence", True, "From memory: A once, 2 s of silence, then B."),
        ("sweep", False, "From memory: each take once, 2 s of a gliding tone between."),
    ],
)
def test_it_is_said_how_a_round_will_be_heard(recall: Recall, words: str, *, pair: bool) -> None:
    assert say_recall(recall, pair=pair) == words
