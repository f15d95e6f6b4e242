"""Peak Reader: right where a peak is plain, honest where it is not, and blind always."""

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.canonical import sha256_of
from game.core.errors import ContentError
from game.core.facts import Advice, Challenge, Question
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.dsp.audio import Audio, Heard, SourceAudio
from game.dsp.eq import peak_filter
from game.library.files import find_content
from game.listener.card import BUILT_IN, Card, Fit, load_card
from game.listener.peak_reader import PeakReader
from game.listener.wording import say_odds
from tests.conftest import RATE_HZ
from tests.drills.test_drill_law import challenge_of

ANSWERED = ["eq.boost_freq", "eq.cut_freq", "eq.detect"]


def question_of(skill_id: str, **stated: str) -> Question:
    spec = SKILLS[skill_id]
    return Question(skill_id=skill_id, answer=spec.answer, unit=spec.answer_unit, stated=dict(stated))


def listen(reader: PeakReader, skill_id: str, *clips: Audio, **stated: str) -> Advice:
    return reader.listen(question_of(skill_id, **stated), Heard(clips=clips, rate_hz=RATE_HZ))


def tone(freq_hz: float, *, seconds: float = 4.0) -> Audio:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.repeat((0.1 * np.sin(2 * np.pi * freq_hz * time_s)).astype(np.float32)[:, None], 2, axis=1)


def advice_to(reader: PeakReader, challenge: Challenge, source: SourceAudio) -> Advice:
    stimulus = DRILLS[challenge.skill_id].render(challenge, source)
    return reader.listen(challenge.question, stimulus.heard())


def test_it_answers_where_an_equaliser_lies_and_nothing_else(peak_reader: PeakReader) -> None:
    assert [skill_id for skill_id in SKILLS if peak_reader.answers(skill_id)] == ANSWERED


@pytest.mark.parametrize("freq_hz", [100.0, 400.0, 1000.0, 3000.0, 9000.0])
@pytest.mark.parametrize(("gain_db", "direction"), [(12.0, "boost"), (-12.0, "cut")])
def test_a_plain_bell_on_noise_is_found(
    peak_reader: PeakReader, pink: SourceAudio, freq_hz: float, gain_db: float, direction: str
) -> None:
    wet = peak_filter(pink.audio, rate_hz=RATE_HZ, freq_hz=freq_hz, gain_db=gain_db, q=1.4)
    advice = listen(peak_reader, "eq.boost_freq" if gain_db > 0 else "eq.cut_freq", wet, direction=direction)
    assert advice.choice is not None
    assert abs(math.log2(advice.choice / freq_hz)) <= 0.5


@pytest.mark.parametrize(("gain_db", "direction"), [(12.0, "boost"), (-12.0, "cut")])
def test_without_a_stated_direction_it_names_the_larger_deviation(
    peak_reader: PeakReader, pink: SourceAudio, gain_db: float, direction: str
) -> None:
    wet = peak_filter(pink.audio, rate_hz=RATE_HZ, freq_hz=1000.0, gain_db=gain_db, q=1.4)
    advice = listen(peak_reader, "eq.boost_freq", wet)
    assert advice.direction == direction
    assert advice.choice is not None
    assert abs(math.log2(advice.choice / 1000)) <= 0.25


def test_the_boosted_take_is_found_on_noise(peak_reader: PeakReader, pink: SourceAudio) -> None:
    for seed in range(6):
        challenge = challenge_of("eq.detect", pink, seed=seed)
        assert advice_to(peak_reader, challenge, pink).choice == challenge.truth.choice


@pytest.mark.parametrize("skill_id", ANSWERED)
def test_the_distribution_sums_to_one_and_p_right_is_its_mass_near_the_answer(
    peak_reader: PeakReader, pulses: SourceAudio, skill_id: str
) -> None:
    challenge = challenge_of(skill_id, pulses, seed=3)
    advice = advice_to(peak_reader, challenge, pulses)
    assert advice.choice is not None
    near = sum(
        probability
        for value, probability in advice.distribution
        if value == advice.choice or (skill_id != "eq.detect" and abs(math.log2(value / advice.choice)) <= 0.5 + 0.01)
    )
    assert sum(probability for _, probability in advice.distribution) == pytest.approx(1)
    assert advice.p_right == pytest.approx(near, abs=1e-6)


def test_a_larger_boost_makes_it_surer(peak_reader: PeakReader, pulses: SourceAudio) -> None:
    odds = []
    for gain_db in (3.0, 9.0, 15.0):
        wet = peak_filter(pulses.audio, rate_hz=RATE_HZ, freq_hz=1000.0, gain_db=gain_db, q=1.4)
        odds.append(listen(peak_reader, "eq.boost_freq", wet, direction="boost").p_right or 0)
    assert odds == sorted(odds)


@pytest.mark.parametrize(
    "clip",
    [
        np.zeros((0, 2), np.float32),
        np.zeros((RATE_HZ, 2), np.float32),
        tone(1000.0),
        tone(1000.0, seconds=0.2),
        np.full((RATE_HZ, 1), 0.5, np.float32),
    ],
    ids=["nothing", "silence", "sine", "blip", "constant"],
)
@pytest.mark.parametrize("skill_id", ANSWERED)
def test_where_there_is_nothing_to_go_by_it_says_so(peak_reader: PeakReader, clip: Audio, skill_id: str) -> None:
    clips = [clip] * (3 if skill_id == "eq.detect" else 1)
    advice = listen(peak_reader, skill_id, *clips)
    assert (advice.choice, advice.p_right, advice.in_domain) == (None, None, False)
    assert sum(probability for _, probability in advice.distribution) == pytest.approx(1)
    assert peak_reader.say_number(question_of(skill_id), advice).startswith("I can't tell.")


def test_it_never_answers_the_size_of_a_gain(peak_reader: PeakReader, pink: SourceAudio) -> None:
    assert listen(peak_reader, "eq.gain_amount", pink.audio).choice is None


def test_level_and_rate_of_the_sound_do_not_change_the_answer(peak_reader: PeakReader, pink: SourceAudio) -> None:
    wet = peak_filter(pink.audio, rate_hz=RATE_HZ, freq_hz=700.0, gain_db=9.0, q=1.4)
    loud, soft = (listen(peak_reader, "eq.boost_freq", wet * np.float32(gain)) for gain in (1.0, 0.01))
    assert loud.choice == soft.choice
    assert loud.p_right == pytest.approx(soft.p_right, abs=0.01)


def test_the_same_sound_gets_the_same_answer_to_the_bit(peak_reader: PeakReader, pulses: SourceAudio) -> None:
    challenge = challenge_of("eq.boost_freq", pulses, seed=1)
    other = dataclasses.replace(challenge, seed=99, challenge_id="x", source_id="y")
    heard = DRILLS["eq.boost_freq"].render(challenge, pulses).heard()
    first, second = (peak_reader.listen(item.question, heard) for item in (challenge, other))
    assert sha256_of(first) == sha256_of(second)


def test_below_seven_in_ten_it_hedges(peak_reader: PeakReader, pink: SourceAudio) -> None:
    advice = advice_to(peak_reader, challenge_of("eq.boost_freq", pink, seed=1), pink)
    question = question_of("eq.boost_freq")
    unsure = peak_reader.say_number(question, dataclasses.replace(advice, p_right=0.69))
    sure = peak_reader.say_number(question, dataclasses.replace(advice, p_right=0.71))
    assert unsure.startswith("I'm not sure, but I would say")
    assert sure.startswith("I say about")


def test_the_region_comes_without_a_number_of_odds(peak_reader: PeakReader, pink: SourceAudio) -> None:
    challenge = challenge_of("eq.boost_freq", pink, seed=1)
    said = peak_reader.say_region(challenge.question, advice_to(peak_reader, challenge, pink))
    assert said.startswith("I hear more than I would expect between")
    assert "in 10" not in said


@given(p_right=st.floats(0, 1))
def test_odds_run_from_one_to_nine_in_ten(p_right: float) -> None:
    assert 1 <= int(say_odds(p_right).split()[2]) <= 9


@pytest.mark.parametrize("skill_id", ANSWERED)
def test_its_confidence_was_measured_on_a_thousand_questions_or_more(skill_id: str) -> None:
    card = json.loads((find_content() / "models" / "peak_reader.json").read_text(encoding="utf-8"))
    row = card["skills"][skill_id]
    assert sum(part["n"] for part in row["reliability"]) == row["n"] >= 1000


@pytest.mark.parametrize("skill_id", ANSWERED)
def test_its_confidence_is_honest_on_sources_that_its_fit_never_met_or_is_not_spoken(skill_id: str) -> None:
    card = json.loads((find_content() / "models" / "peak_reader.json").read_text(encoding="utf-8"))
    row = card["skills"][skill_id]
    assert row["off"] is (row["calibration_l2"] > 0.05)
    assert ((skill_id, "built_in") in load_card(find_content() / "models" / "peak_reader.json").off) is row["off"]


@pytest.mark.parametrize("text", ["[]", "{}", "not json", '{"skills": {"eq.detect": {}}}'])
def test_a_card_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "card.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"run `python -m game\.exam`"):
        load_card(path)


def test_an_unfitted_skill_still_gets_honest_probabilities(pink: SourceAudio) -> None:
    bare = PeakReader(
        Card(fits={("eq.boost_freq", BUILT_IN): Fit(sharpness=0.5, slope=1.0, offset=0.0)}, sha256="0" * 64)
    )
    advice = advice_to(bare, challenge_of("eq.cut_freq", pink, seed=1), pink)
    assert 0 < (advice.p_right or 0) < 1
