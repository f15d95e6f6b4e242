"""What a block is made of."""

import dataclasses
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.canonical import sha256_of
from game.core.errors import UnfitError
from game.core.facts import Advice, Question
from game.core.skills import SKILLS
from game.drills.scoring import LATE_OCT, item_offset_oct
from game.dsp.audio import Heard, SourceAudio
from game.library.catalogue import Library
from game.listener.peak_reader import PeakReader
from game.session import practice
from game.session.block import Block
from tests.conftest import FewSources

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def block(**changes: object) -> Block:
    made = Block(
        session_id="s",
        player_id="p",
        skill_id="eq.boost_freq",
        cue=12.0,
        seed=3,
        rounds=20,
        assisted=True,
        app_version="0",
        started_at=NOW,
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def spiky(source: SourceAudio, name: str) -> SourceAudio:
    """Return a source that cannot be played at -23 LUFS without passing -1 dBTP."""
    audio = source.audio * np.float32(0.0005)
    audio[::96_000] = 0.9
    return dataclasses.replace(source, audio=audio, source=dataclasses.replace(source.source, source_id=name))


def test_a_block_opens_with_six_solo_rounds() -> None:
    assert [practice.mode_of(block(), trial=trial) for trial in range(7)] == ["solo"] * 6 + ["assisted"]


@given(rounds=st.integers(1, 100))
def test_at_least_three_rounds_in_ten_are_solo(rounds: int) -> None:
    modes = [practice.mode_of(block(), trial=trial) for trial in range(rounds)]
    assert modes.count("solo") >= 0.3 * rounds - 1e-9


def test_a_solo_block_has_no_assisted_round() -> None:
    assert {practice.mode_of(block(assisted=False), trial=trial) for trial in range(50)} == {"solo"}


def test_a_block_ends_after_its_rounds() -> None:
    assert not practice.is_over(block(), trial=19, now=NOW)
    assert practice.is_over(block(), trial=20, now=NOW)


def test_a_block_ends_after_twelve_minutes() -> None:
    assert practice.is_over(block(), trial=3, now=NOW + timedelta(minutes=12))


def test_rounds_of_a_block_have_seeds_of_their_own() -> None:
    assert len({practice.round_seed(block(), trial=trial) for trial in range(1000)}) == 1000


def test_the_same_block_asks_the_same_questions(few: FewSources, peak_reader: PeakReader) -> None:
    first, second = (
        practice.prepare_round(block(), trial=2, library=few, listener=peak_reader).setup for _ in range(2)
    )
    assert first == second


def test_sources_vary_inside_a_block(few: FewSources) -> None:
    drawn = {
        practice.fitting_sources(few.sources(), seed=practice.round_seed(block(), trial=trial))[0].source_id
        for trial in range(20)
    }
    assert drawn == {"test_pink", "test_pulses"}


def test_held_out_sources_are_not_practised(pink: SourceAudio) -> None:
    kept = dataclasses.replace(pink.source, held_out=True)
    assert practice.fitting_sources([kept], seed=1) == ()


def test_where_a_clip_would_peak_too_high_another_source_is_drawn(pink: SourceAudio) -> None:
    sources = FewSources(spiky(pink, "spiky"), pink)
    for seed in range(10):
        challenge, _, _ = practice.draw_round(sources, skill_id="eq.boost_freq", cue=12.0, seed=seed)
        assert challenge.source_id == "test_pink"


def test_without_any_headroom_it_says_so(pink: SourceAudio) -> None:
    with pytest.raises(UnfitError, match="choose a smaller cue"):
        practice.draw_round(FewSources(spiky(pink, "spiky")), skill_id="eq.boost_freq", cue=12.0, seed=1)


def test_the_advice_is_hashed_before_the_guess(few: FewSources, peak_reader: PeakReader) -> None:
    setup = practice.prepare_round(block(), trial=8, library=few, listener=peak_reader).setup
    assert setup.advice is not None
    assert setup.advice_sha256 == sha256_of(setup.advice)


def test_a_skill_that_is_yours_alone_is_always_solo(few: FewSources, peak_reader: PeakReader) -> None:
    setup = practice.prepare_round(
        block(skill_id="eq.gain_amount", cue=3.0), trial=8, library=few, listener=peak_reader
    ).setup
    assert (setup.mode, setup.advice) == ("solo", None)


def test_the_listener_is_asked_in_assisted_rounds_only(few: FewSources, peak_reader: PeakReader) -> None:
    class Counting(PeakReader):
        asked = 0

        def listen(self, question: Question, heard: Heard) -> Advice:
            Counting.asked += 1
            return super().listen(question, heard)

    counting = Counting(peak_reader._card)
    for trial in range(8):
        practice.prepare_round(block(), trial=trial, library=few, listener=counting)
    assert Counting.asked == 2


@pytest.mark.parametrize(
    ("skill_id", "names"),
    [("eq.boost_freq", ("dry", "wet")), ("eq.detect", ("interval_1", "interval_2", "interval_3"))],
)
def test_what_must_be_heard_is_what_is_played(
    skill_id: str, names: tuple[str, ...], few: FewSources, peak_reader: PeakReader
) -> None:
    setup = practice.prepare_round(block(skill_id=skill_id), trial=0, library=few, listener=peak_reader).setup
    assert setup.must_hear == names


def test_a_block_with_no_round_has_a_summary() -> None:
    assert practice.summarise([]).points_mean is None


def test_a_harder_item_is_asked_with_a_larger_cue_and_recorded_with_the_same_offset(library: Library) -> None:
    skill_id, open_block = "time.async", block(skill_id="time.async", cue=None)
    source = next(source for source in library.sources() if source.kind == "song" and not source.held_out)
    cues: dict[float, set[float]] = {}
    for trial in range(40):
        cue = practice.cue_of(open_block, trial=trial, skill=None)
        seed = practice.round_seed(open_block, trial=trial)
        try:
            challenge = practice.draw_challenge(skill_id, cue=cue, source=source, seed=seed, rate_hz=48_000)
        except UnfitError:
            continue
        cues.setdefault(item_offset_oct(challenge), set()).add(challenge.cue)
    assert {0.0, LATE_OCT} <= set(cues)
    smallest, larger = cues[0.0], cues[LATE_OCT]
    assert max(larger) > min(smallest)
    assert min(larger) == pytest.approx(min(smallest) * 2**LATE_OCT, rel=0.06)


@pytest.mark.parametrize("skill_id", ["eq.boost_freq", "eq.cut_freq", "eq.detect"])
def test_eq_is_asked_of_drums_with_a_larger_cue_than_of_noise(library: Library, skill_id: str) -> None:
    mine = block(skill_id=skill_id, cue=None)
    drawn = [
        practice.draw_challenge(
            skill_id, cue=practice.cue_of(mine, trial=9, skill=None), source=source, seed=1, rate_hz=48_000
        )
        for source in map(library.find, ("pink_noise", "drums_96"))
    ]
    assert [item_offset_oct(challenge) for challenge in drawn] == [0.0, 0.7]
    assert drawn[1].cue == pytest.approx(min(drawn[0].cue * 2**0.7, SKILLS[skill_id].cue_easiest), rel=0.06)


def test_setting_a_gain_is_as_hard_on_any_music(library: Library) -> None:
    cue = practice.cue_of(block(skill_id="eq.gain_amount", cue=None), trial=9, skill=None)
    challenge = practice.draw_challenge(
        "eq.gain_amount", cue=cue, source=library.find("drums_96"), seed=1, rate_hz=48_000
    )
    assert item_offset_oct(challenge) == 0.0


def test_a_check_up_is_played_alone_on_music_that_is_never_practised(
    pink: SourceAudio, pulses: SourceAudio, peak_reader: PeakReader
) -> None:
    kept = dataclasses.replace(pulses, source=dataclasses.replace(pulses.source, held_out=True))
    check_up = block(form="a", cue=None)
    setups = [
        practice.prepare_round(check_up, trial=trial, library=FewSources(pink, kept), listener=peak_reader).setup
        for trial in (0, 5)
    ]
    assert {setup.challenge.source_id for setup in setups} == {"test_pulses"}
    assert {practice.mode_of(check_up, trial=trial) for trial in range(20)} == {"solo"}


@given(share=st.sampled_from([0.3, 0.45, 0.55, 0.7]), rounds=st.integers(1, 60))
def test_the_ai_has_no_more_than_its_share(share: float, rounds: int) -> None:
    modes = [practice.mode_of(block(ai_share=share), trial=trial) for trial in range(rounds)]
    assert modes.count("assisted") <= share * rounds + 1e-9
    assert rounds < 40 or modes.count("assisted") >= share * rounds - 1
