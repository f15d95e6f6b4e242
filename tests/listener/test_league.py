"""The league: our own listeners by name, a guest of another package, and guests that fail in every way they can."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints

import numpy as np
import pytest
from click.testing import CliRunner

from game.cli import cli
from game.core.errors import ContentError
from game.core.facts import Advice, Question
from game.core.skills import SKILLS
from game.dsp.audio import Heard
from game.library.files import find_content
from game.listener import league
from game.listener.guest import GROUP, check_advice
from tests.conftest import RATE_HZ

MODELS = find_content() / "models"
SPEC = SKILLS["eq.boost_freq"]
QUESTION = Question(skill_id=SPEC.skill_id, answer=SPEC.answer, unit="Hz", stated={"direction": "boost"})
HEARD = Heard(clips=(np.zeros((RATE_HZ, 2), np.float32),), rate_hz=RATE_HZ)
GOOD = Advice(SPEC.skill_id, 1000.0, "boost", 0.5, ((1000.0, 0.5), (2000.0, 0.5)), (), in_domain=True, model_sha256="")


class Plugin:
    """A guest as a school might write it: it says 1 kHz whatever it hears."""

    introduction = "I am one kilohertz."

    def answers(self, skill_id: str) -> bool:
        return skill_id == SPEC.skill_id

    def listen(self, question: Question, heard: Heard) -> Advice:
        del question, heard
        return GOOD


class Faulty(Plugin):
    def answers(self, skill_id: str) -> bool:
        raise OSError("the disk\nis gone")

    def listen(self, question: Question, heard: Heard) -> Advice:
        raise RuntimeError


class Mute:
    introduction = "I lack everything."


def broken() -> Plugin:
    raise ImportError("no such network")


def a_number() -> int:
    return 7


Register = Callable[[str], None]


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    def add(value: str) -> None:
        point = EntryPoint(name="school", value=f"{__name__}:{value}", group=GROUP)
        monkeypatch.setattr(EntryPoint, "load", lambda self: globals()[self.value.rpartition(":")[2]])
        monkeypatch.setattr(league, "entry_points", lambda *, group: EntryPoints([point]) if group == GROUP else ())

    return add


@pytest.mark.parametrize("name", league.OWN)
def test_our_own_are_there_and_tell_who_they_are(name: str) -> None:
    member = league.load_member(name, MODELS)
    assert member.introduction.startswith("I am ")
    assert any(member.answers(skill_id) for skill_id in SKILLS)


def test_average_joe_says_the_same_whatever_it_hears_and_knows_how_little_that_is_worth() -> None:
    joe = league.load_member(league.AVERAGE_JOE, MODELS)
    noise = Heard(clips=(np.random.default_rng(1).standard_normal((RATE_HZ, 2)).astype(np.float32),), rate_hz=RATE_HZ)
    for skill_id, spec in SKILLS.items():
        question = Question(skill_id=skill_id, answer=spec.answer, unit=spec.answer_unit, stated={})
        first, second = joe.listen(question, HEARD), joe.listen(question, noise)
        assert first == second
        check_advice(question, first)
        assert first.p_right is not None
        assert first.p_right <= spec.constant_hit_rate + 0.1, skill_id


def test_a_guest_sits_in(register: Register) -> None:
    register("Plugin")
    assert league.names() == (*league.OWN, "school")
    guest = league.load_member("school", MODELS)
    assert guest.introduction == "I am one kilohertz."
    assert [skill_id for skill_id in SKILLS if guest.answers(skill_id)] == [SPEC.skill_id]
    advice = guest.listen(QUESTION, HEARD)
    assert advice == GOOD
    assert "1 kHz" in guest.say_number(QUESTION, advice)
    assert guest.say_region(QUESTION, advice)
    assert guest.say_evidence(QUESTION, advice)
    assert guest.picture(QUESTION, HEARD) is None


def test_a_guest_that_fails_cannot_tell_and_one_sentence_says_why(register: Register) -> None:
    register("Faulty")
    guest = league.load_member("school", MODELS)
    assert not guest.answers(SPEC.skill_id)
    advice = guest.listen(QUESTION, HEARD)
    assert advice.choice is None
    assert guest.say_number(QUESTION, advice) == (
        "The listener school failed (RuntimeError: it gave no reason), so it can't tell."
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("broken", "no such network"),
        ("Mute", "answers and listen"),
        ("a_number", "answers and listen"),
        ("gone", "could not be loaded"),
    ],
)
def test_a_guest_that_cannot_be_loaded_is_told_in_one_line(register: Register, value: str, said: str) -> None:
    register(value)
    with pytest.raises(ContentError, match=said):
        league.load_member("school", MODELS)
    listed = CliRunner().invoke(cli, ["listeners"])
    assert listed.exit_code == 0
    assert "school: the listener school" in listed.output


@pytest.mark.parametrize(
    "spoilt",
    [
        None,
        replace(GOOD, choice=5.0),
        replace(GOOD, choice=None),
        replace(GOOD, p_right=1.5),
        replace(GOOD, distribution=((1000.0, 0.4),)),
    ],
)
def test_an_advice_that_cannot_be_is_refused(spoilt: Advice | None) -> None:
    with pytest.raises((TypeError, ValueError), match=r"must|sums"):
        check_advice(QUESTION, spoilt)
    check_advice(QUESTION, GOOD)


def test_a_name_that_nobody_has_is_told() -> None:
    with pytest.raises(ValueError, match="listener must be one of network, peak_reader, average_joe"):
        league.load_member("nobody", MODELS)
