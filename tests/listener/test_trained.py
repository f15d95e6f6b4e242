"""The trained listener: real, blind, honest about what it cannot tell, and faithful about what it went by."""

import dataclasses
import functools
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import soxr

from game.core.canonical import sha256_of
from game.core.errors import ContentError
from game.core.facts import Advice, Question
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.dsp.audio import Audio, Heard, SourceAudio
from game.dsp.eq import peak_filter
from game.library.files import find_content
from game.listener.adviser import Adviser
from game.listener.card import BUILT_IN, FOREIGN, Domain, load_card
from game.listener.comp_ear import CompEar
from game.listener.eq_ear import EqEar, SoundReader, by_place_of, read_sound
from game.listener.eq_network import PLACES_HZ, Believed
from game.listener.models import load_network
from game.listener.trained import CARD, COMP_FILE, EQ_FILES, FILES, load_trained
from tests.conftest import RATE_HZ
from tests.drills.test_drill_law import challenge_of

MODELS = find_content() / "models"
EQ_SKILLS = ("eq.boost_freq", "eq.cut_freq", "eq.detect")
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def trained() -> Adviser:
    return load_trained(MODELS)


def question_of(skill_id: str, **stated: str | float) -> Question:
    spec = SKILLS[skill_id]
    return Question(skill_id=skill_id, answer=spec.answer, unit=spec.answer_unit, stated=dict(stated))


def listen(listener: Adviser, skill_id: str, clip: Audio, rate_hz: int = RATE_HZ, **stated: str | float) -> Advice:
    takes = len(SKILLS[skill_id].answer.choices or (1,))
    return listener.listen(question_of(skill_id, **stated), Heard(clips=(clip,) * takes, rate_hz=rate_hz))


def at_home(domain: Domain = BUILT_IN) -> Adviser:
    """Return the networks for equalisers where every sound belongs to `domain`."""
    card = load_card(MODELS / CARD)
    ear = EqEar(lambda: [load_network(MODELS / name, sha256=card.files) for name in EQ_FILES])
    return Adviser((ear,), card, introduction="", place=lambda _: domain)


def boosted(source: SourceAudio, freq_hz: float, gain_db: float) -> Audio:
    return peak_filter(source.audio, rate_hz=RATE_HZ, freq_hz=freq_hz, gain_db=gain_db, q=1.4)


def test_the_skill_table_says_which_skills_it_answers(trained: Adviser) -> None:
    assert [skill_id for skill_id in SKILLS if trained.answers(skill_id)] == [
        skill_id for skill_id, spec in SKILLS.items() if spec.ai
    ]


@pytest.mark.parametrize("freq_hz", [100.0, 400.0, 1000.0, 3000.0, 9000.0])
@pytest.mark.parametrize(("skill_id", "gain_db"), [("eq.boost_freq", 12.0), ("eq.cut_freq", -15.0)])
def test_a_plain_bell_on_noise_is_found(
    trained: Adviser, pink: SourceAudio, freq_hz: float, skill_id: str, gain_db: float
) -> None:
    direction = "boost" if gain_db > 0 else "cut"
    advice = listen(trained, skill_id, boosted(pink, freq_hz, gain_db), direction=direction, gain_db=abs(gain_db))
    assert advice.choice is not None
    assert abs(math.log2(advice.choice / freq_hz)) <= 0.5
    assert advice.direction == direction


@pytest.mark.parametrize("skill_id", EQ_SKILLS)
def test_the_distribution_sums_to_one_and_p_right_is_its_mass_near_the_answer(
    pulses: SourceAudio, skill_id: str
) -> None:
    challenge = challenge_of(skill_id, pulses, seed=3)
    advice = at_home().listen(challenge.question, DRILLS[skill_id].render(challenge, pulses).heard())
    assert advice.choice is not None
    near = sum(
        chance
        for value, chance in advice.distribution
        if value == advice.choice or (skill_id != "eq.detect" and abs(math.log2(value / advice.choice)) <= 0.5 + 0.02)
    )
    assert sum(chance for _, chance in advice.distribution) == pytest.approx(1)
    assert advice.p_right == pytest.approx(near, abs=1e-6)


@pytest.mark.parametrize("skill_id", EQ_SKILLS)
def test_the_same_sound_gets_the_same_answer_to_the_bit(pulses: SourceAudio, skill_id: str) -> None:
    challenge = challenge_of(skill_id, pulses, seed=1)
    other = dataclasses.replace(challenge, seed=99, challenge_id="x", source_id="y", cue=1.0)
    heard = DRILLS[skill_id].render(challenge, pulses).heard()
    again = Heard(clips=tuple(clip.copy() for clip in heard.clips), rate_hz=heard.rate_hz)
    first = load_trained(MODELS).listen(challenge.question, heard)
    assert sha256_of(first) == sha256_of(load_trained(MODELS).listen(other.question, again))


def test_a_reader_that_remembers_reads_what_it_would_have_read(pulses: SourceAudio, pink: SourceAudio) -> None:
    reader = SoundReader()
    for source in (pulses, pink, pulses):
        assert np.array_equal(
            np.asarray(reader(source.audio, rate_hz=RATE_HZ)), np.asarray(read_sound(source.audio, rate_hz=RATE_HZ))
        )


@functools.cache
def odd_sounds() -> dict[str, tuple[Audio, int]]:
    rng = np.random.default_rng(1)
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    noise = rng.standard_normal((2 * RATE_HZ, 1)).astype(np.float32)
    speech = noise * (np.sin(2 * np.pi * 4 * time_s)[:, None] > 0).astype(np.float32)
    return {
        "nothing": (np.zeros((0, 2), np.float32), RATE_HZ),
        "one sample": (np.ones((1, 2), np.float32), RATE_HZ),
        "silence": (np.zeros((RATE_HZ, 2), np.float32), RATE_HZ),
        "constant": (np.full((RATE_HZ, 1), 0.5, np.float32), RATE_HZ),
        "sine": ((0.1 * np.sin(2 * np.pi * 1000 * time_s)).astype(np.float32)[:, None], RATE_HZ),
        "not a number": (np.full((RATE_HZ, 2), np.nan, np.float32), RATE_HZ),
        "syllables": (0.1 * speech, RATE_HZ),
        "clipped noise": (np.clip(20 * noise, -1, 1), RATE_HZ),
        "0.2 s": (0.1 * noise[: RATE_HZ // 5], RATE_HZ),
        "8 kHz": (np.asarray(soxr.resample(0.1 * noise, RATE_HZ, 8000), np.float32), 8000),
        "ten minutes": (np.tile(0.1 * noise, (300, 1)), RATE_HZ),
    }


CANNOT_TELL = ("nothing", "one sample", "silence", "constant", "sine", "not a number", "0.2 s")


@pytest.mark.parametrize("skill_id", ["eq.cut_freq", "eq.detect", "comp.more", "time.swing_amount"])
def test_odd_sounds_get_an_answer_or_a_frank_word(trained: Adviser, skill_id: str) -> None:
    for name, (clip, rate_hz) in odd_sounds().items():
        advice = listen(trained, skill_id, clip, rate_hz, pair_ms=300.0)
        assert (advice.choice is None) == (advice.p_right is None) == (not advice.in_domain), name
        assert sum(chance for _, chance in advice.distribution) == pytest.approx(1), name
        if name in CANNOT_TELL and skill_id.startswith("eq."):
            assert advice.choice is None, name


def test_it_leaves_to_the_player_what_is_the_players(trained: Adviser, pink: SourceAudio) -> None:
    for skill_id in ("eq.gain_amount", "comp.attack", "comp.release", "comp.amount"):
        assert not trained.answers(skill_id)
        assert listen(trained, skill_id, pink.audio).choice is None


def test_where_its_odds_missed_the_gate_it_says_that_it_cannot_tell(pink: SourceAudio) -> None:
    assert ("eq.detect", FOREIGN) in load_card(MODELS / CARD).off
    wet = boosted(pink, 1000.0, 9.0)
    assert listen(at_home(FOREIGN), "eq.detect", wet).choice is None
    assert listen(at_home(FOREIGN), "eq.boost_freq", wet).choice is not None
    assert listen(at_home(BUILT_IN), "eq.detect", wet).choice is not None


@pytest.mark.parametrize(
    ("domain", "words"), [(FOREIGN, "on music that is foreign to me, like this."), (BUILT_IN, "on sounds like this.")]
)
def test_it_says_in_the_round_what_its_odds_are_of(pink: SourceAudio, domain: Domain, words: str) -> None:
    advice = listen(at_home(domain), "eq.boost_freq", boosted(pink, 1000.0, 9.0))
    assert advice.familiar == (domain == BUILT_IN)
    assert at_home(domain).say_number(question_of("eq.boost_freq"), advice).endswith(words)


def test_flattening_what_it_blames_takes_its_confidence_and_flattening_elsewhere_does_not(pulses: SourceAudio) -> None:
    ear = EqEar(lambda: [load_network(MODELS / name, sha256=load_digests()) for name in EQ_FILES])

    def confidence(sound: np.ndarray, place: int) -> float:
        chances = by_place_of(ear.believe(sound), direction="boost", gain_db=None)
        return float(chances[max(0, place - 3) : place + 4].sum())

    left, elsewhere = [], []
    for freq_hz in (200.0, 500.0, 1200.0, 3000.0, 6000.0):
        sound = read_sound(boosted(pulses, freq_hz, 12.0), rate_hz=RATE_HZ)
        assert sound is not None
        place = int(by_place_of(ear.believe(sound), direction="boost", gain_db=None).argmax())
        before = confidence(sound, place)
        far = (place + 24) % 44
        left.append(confidence(flattened(sound, place + 3), place) / before)
        elsewhere.append(confidence(flattened(sound, far + 3), place) / before)
    assert np.mean(left) <= 0.45
    assert np.mean(elsewhere) >= 0.9


def flattened(sound: np.ndarray, band: int) -> np.ndarray:
    """Draw a straight line across the octave around a band, in every level."""
    inside = np.arange(max(0, band - 4), min(52, band + 5) + 1)
    line = np.interp(inside, inside[[0, -1]], sound[0, inside[[0, -1]]])
    out = sound.copy()
    out[:5, inside] += line - sound[0, inside]
    return out


def load_digests() -> dict[str, str]:
    files: dict[str, str] = json.loads((MODELS / CARD).read_text(encoding="utf-8"))["files"]
    return files


def test_compressing_a_sound_makes_it_sound_more_compressed(pulses: SourceAudio) -> None:
    ear = CompEar(lambda: load_network(MODELS / COMP_FILE, sha256=load_digests()))
    level = np.maximum(np.abs(pulses.audio).max(axis=1, keepdims=True), 1e-6)
    amounts = []
    for share in (0.0, 0.3, 0.6):
        pressed = ear.believe((pulses.audio * level**-share * 0.1).astype(np.float32), rate_hz=RATE_HZ)
        assert pressed is not None
        amounts.append(pressed.amount)
    assert amounts == sorted(amounts)


def test_the_place_of_a_stated_size_and_direction_is_what_counts() -> None:
    scores = np.full((48, 8), -20.0, np.float32)
    scores[10, 7], scores[30, 4], scores[40, 0] = -0.5, -1.5, -1.5
    believed = Believed(scores, np.zeros(53, np.float32))
    assert by_place_of(believed, direction="boost", gain_db=None).argmax() == 10
    assert by_place_of(believed, direction="boost", gain_db=4.0).argmax() == 30
    assert by_place_of(believed, direction="cut", gain_db=15.0).argmax() == 40
    assert len(PLACES_HZ) == 48


def test_the_networks_are_small() -> None:
    assert sum((MODELS / name).stat().st_size for name in FILES) <= MOST_BYTES


@pytest.mark.parametrize("spoilt", ["changed", "gone", "pickled"])
def test_a_network_that_is_not_the_one_of_the_card_is_told(tmp_path: Path, pink: SourceAudio, spoilt: str) -> None:
    shutil.copytree(MODELS, tmp_path, dirs_exist_ok=True)
    path = tmp_path / EQ_FILES[0]
    if spoilt == "gone":
        path.unlink()
    elif spoilt == "pickled":
        np.savez(path, enter_w=np.array([None], dtype=object))
    else:
        path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ContentError, match=EQ_FILES[0]):
        listen(load_trained(tmp_path), "eq.boost_freq", pink.audio)
