import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.facts import EARLY, LATE, AnswerDomain, PartMove
from game.core.skills import SKILLS
from game.terminal.parse import read_answer, read_confidence, read_number, split_answer

PARTS = ("kick", "snare", "hat")
MOVES = AnswerDomain(
    kind="part_direction",
    lo=1,
    hi=6,
    step=1,
    choices=tuple(range(1, 7)),
    moves=tuple(PartMove(part, way) for part in PARTS for way in (EARLY, LATE)),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", 1200),
        ("1.2k", 1200),
        ("1,2 kHz", 1200),
        ("800hz", 800),
        ("-3", -3),
        ("+4.5 dB", 4.5),
        ("\N{MINUS SIGN}2", -2),
    ],
)
def test_numbers_are_read_as_engineers_write_them(text: str, value: float) -> None:
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "a", "1.2.3", "k", "1e3", "nan", "inf", "--3", "12 34"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


@given(st.floats(60, 14_000))
def test_every_frequency_of_the_slider_may_be_typed(freq_hz: float) -> None:
    answer = SKILLS["eq.boost_freq"].answer
    assert read_answer(f"{freq_hz:.3f}", answer, unit="Hz") == pytest.approx(freq_hz, abs=0.001)


def test_a_take_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="between 1 and 3, not 4"):
        read_answer("4", SKILLS["eq.detect"].answer, unit="")


@pytest.mark.parametrize(
    ("text", "word"), [("1", "guessing"), ("g", "guessing"), ("Fairly", "fairly sure"), ("3", "certain")]
)
def test_confidence_is_read_from_digits_and_words(text: str, word: str) -> None:
    assert read_confidence(text) == word


@pytest.mark.parametrize("text", ["", "4", "0", "sure"])
def test_no_confidence_is_none(text: str) -> None:
    assert read_confidence(text) is None


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("snare late", PartMove("snare", LATE)),
        ("late snare", PartMove("snare", LATE)),
        ("Kick Early", PartMove("kick", EARLY)),
        ("h l", PartMove("hat", LATE)),
    ],
)
def test_a_part_and_its_direction_are_read_in_words(text: str, move: PartMove) -> None:
    choice = read_answer(text, MOVES, unit="")
    assert choice is not None
    assert MOVES.move(choice) == move


def test_every_move_may_be_typed() -> None:
    for number, move in enumerate(MOVES.moves, start=1):
        assert read_answer(f"{move.part} {move.direction}", MOVES, unit="") == number


@pytest.mark.parametrize("text", ["snare", "late"])
def test_half_a_move_is_asked_for_the_rest(text: str) -> None:
    with pytest.raises(ValueError, match="a part and a direction, such as"):
        read_answer(text, MOVES, unit="")


def test_a_part_that_is_not_offered_is_named() -> None:
    with pytest.raises(ValueError, match="one of kick, snare, hat, not 'bass late'"):
        read_answer("bass late", MOVES, unit="")


@pytest.mark.parametrize("text", ["", "z", "900", "snare kick late", "what is this"])
def test_what_is_no_move_is_none(text: str) -> None:
    assert read_answer(text, MOVES, unit="") is None


@pytest.mark.parametrize(
    ("line", "choice", "rest"),
    [
        ("snare late", 4, ""),
        ("snare late 2", 4, "2"),
        ("late snare fairly sure", 4, "fairly sure"),
    ],
)
def test_how_sure_follows_a_move(line: str, choice: int, rest: str) -> None:
    assert split_answer(line, MOVES, unit="") == (choice, rest)


@pytest.mark.parametrize(
    ("skill_id", "line", "choice", "rest"),
    [
        ("eq.boost_freq", "1.2 k 2", 1200.0, "2"),
        ("eq.detect", "2 1", 2.0, "1"),
        ("time.displace", "hit 3 certain", 3.0, "certain"),
        ("time.feel", "take 3 2", 3.0, "2"),
        ("time.swing_amount", "62.5 % 3", 62.5, "3"),
        ("time.swing_amount", "62.5 percent", 62.5, ""),
    ],
)
def test_how_sure_follows_a_number(skill_id: str, line: str, choice: float, rest: str) -> None:
    assert split_answer(line, SKILLS[skill_id].answer, unit="") == (choice, rest)
