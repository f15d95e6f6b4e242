"""A match from the app: joined by typing, answered with the widgets of a round, kept or revised."""

from dataclasses import replace

import pytest

from game.core.facts import Choice, Confidence, Question
from game.core.skills import SKILLS
from game.screens.scenes.class_room import ClassScene
from game.session.match_seat import KICKED, Seen
from tests.screens.conftest import MakeStage
from tests.screens.stage import Stage
from tests.screens.test_scene_layout import faults

SPEC = SKILLS["eq.boost_freq"]
ASKED = Question(SPEC.skill_id, SPEC.answer, SPEC.answer_unit, {"gain_db": 12.0, "q": 1.4, "direction": "boost"})
GUESS = Seen(
    link="in", name="Kelp Seal", phase="GUESS", round_id="r1", idx=1, of=8, left_s=28.0, answered=17, people=23,
    title="Where was it boosted?", task="B has one band turned up by 12 dB. A is untouched. Both are equally loud.",
    question=ASKED,
)  # fmt: skip
SAID = "I'm not sure, but I say about 4.0 kHz. Right about 5 in 10 on sounds like this."
REVISE = replace(GUESS, phase="REVISE", guessed=True, guess=2400.0, ai=SAID)
TOLD = replace(
    REVISE, phase="REVEAL", done=True, truth="It was 2.5 kHz", mine="Your answer: within a semitone. 100 points.",
    explain="A bell of +12 dB at 2.5 kHz lifts presence.", points=270.0, rank=1,
    board=((1, "Kelp Seal", 270.0), (2, "Teal Finch", 253.0)),
)  # fmt: skip


class Seat:
    """A seat whose match a test makes up."""

    def __init__(self) -> None:
        self.now, self.answers, self.closed = Seen(), list[tuple[Choice | None, Confidence]](), False

    def seen(self) -> Seen:
        return self.now

    def answer(self, choice: Choice | None, confidence: Confidence) -> None:
        self.answers.append((choice, confidence))
        self.now = replace(self.now, done=True, says="Written down")

    def another_name(self) -> None:
        self.now = replace(self.now, name="Teal Finch")

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def seat() -> Seat:
    return Seat()


@pytest.fixture
def stage(make_stage: MakeStage, seat: Seat) -> Stage:
    stage = make_stage(at_home=True)

    def join(address: str, room: str) -> Seat:
        assert room in ("", "KRVM")
        if not address:
            raise ValueError("URL must be the address on the projector, got ''")
        return seat

    stage.adapters.join_match = join
    stage.press("C")
    stage.arrive(ClassScene)
    return stage


def show(stage: Stage, seat: Seat, seen: Seen) -> ClassScene:
    scene = stage.arrive(ClassScene)
    scene.seat, seat.now = seat, seen
    stage.wait(0.1)
    return scene


def test_one_joins_by_typing_the_address_and_the_room(stage: Stage, seat: Seat) -> None:
    scene = stage.arrive(ClassScene)
    scene.address, scene.room = "192.168.4.20:8000", "KRVM"
    scene._join()
    assert scene.seat is seat


def test_a_wrong_address_is_told(stage: Stage) -> None:
    scene = stage.arrive(ClassScene)
    scene._join()
    assert scene.seat is None
    assert "URL must be the address" in scene.fault


def test_a_guess_needs_an_answer_and_how_sure(stage: Stage, seat: Seat) -> None:
    scene = show(stage, seat, GUESS)
    assert scene.primary is not None
    assert scene.primary.why_not == "Answer first"
    stage.press("Right", "Right")
    assert scene.primary.why_not == "How sure?"
    stage.press("2", "Enter")
    assert len(seat.answers) == 1
    assert seat.answers[0][1] == "fairly sure"


def test_keeping_is_the_default_and_changing_takes_a_move(stage: Stage, seat: Seat) -> None:
    scene = show(stage, seat, REVISE)
    assert scene.primary is not None
    assert scene.primary.label == "Keep"
    stage.press("Left")
    assert scene.primary.label == "Revise"
    stage.press("Right", "Enter")
    assert [round(choice or 0) for choice, _ in seat.answers] == [2400]


@pytest.mark.parametrize(
    "skill_id", ["eq.gain_amount", "mix.level", "time.async", "time.displace", "time.swing_amount", "comp.amount"]
)
def test_every_kind_of_answer_can_be_given(stage: Stage, seat: Seat, skill_id: str) -> None:
    spec = SKILLS[skill_id]
    answer = spec.answer
    if answer.moves:
        answer = replace(answer, hi=6, choices=answer.choices and answer.choices[:6], moves=answer.moves[:6])
    question = Question(skill_id, answer, spec.answer_unit, {})
    scene = show(stage, seat, replace(GUESS, question=question))
    assert scene.answer is not None
    stage.press("2" if scene.answer.digits else "Right", "8" if scene.answer.digits else "2", "Enter")
    assert len(seat.answers) == 1
    choice, sure = seat.answers[0]
    assert choice is not None
    assert answer.holds(choice)
    assert sure == "fairly sure"


def test_what_was_being_answered_stays_when_something_else_changes(stage: Stage, seat: Seat) -> None:
    scene = show(stage, seat, GUESS)
    stage.press("Right", "Right")
    assert scene.answer is not None
    value = scene.answer.value
    scene = show(stage, seat, replace(GUESS, link="away"))
    assert scene.answer is not None
    assert scene.answer.value == value


@pytest.mark.parametrize("seen", [Seen(link="in", name="Kelp Seal"), GUESS, REVISE, TOLD, replace(GUESS, link="away")])
def test_nothing_overlaps_or_is_cut_off(stage: Stage, seat: Seat, seen: Seen) -> None:
    show(stage, seat, seen)
    assert faults(stage) == []


def test_another_name_can_be_asked_for_before_the_match(stage: Stage, seat: Seat) -> None:
    show(stage, seat, Seen(link="in", name="Kelp Seal"))
    stage.press("N")
    assert stage.says("You are Teal Finch")


def test_who_is_taken_out_is_told_and_does_not_come_back(stage: Stage, seat: Seat) -> None:
    scene = show(stage, seat, replace(GUESS, link="over", says=KICKED))
    assert scene.seat is None
    assert scene.fault == KICKED
    scene._join()
    assert scene.seat is None
    assert scene.fault == KICKED


def test_leaving_gives_the_place_back(stage: Stage, seat: Seat) -> None:
    scene = show(stage, seat, GUESS)
    scene._leave()
    assert seat.closed
    assert scene.seat is None
