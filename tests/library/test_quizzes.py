"""The quiz files are read whole, and what is wrong with one is said with its name."""

from pathlib import Path

import pytest

from game.core.errors import ContentError
from game.library.quizzes import load_quiz, quiz_faults

GOOD = """topic = "hand_over"

[[item]]
item_id = "one"
ask = "Who does it?"
options = ["You", "A tool", "Nobody", "Both"]
right = 2
why = "It is the same each time."
source = "Reasoning"
hand_over = "It is quick."
yourself = "You learn from it."
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes" / "a.toml").write_text(GOOD)
    return tmp_path


def rewrite(content: Path, *, old: str, new: str) -> None:
    (content / "quizzes" / "a.toml").write_text(GOOD.replace(old, new))


def test_a_question_is_read(content: Path) -> None:
    (item,) = load_quiz(content)
    assert (item.item_id, item.topic, item.right) == ("one", "hand_over", "A tool")
    assert item.sides is not None
    assert list(quiz_faults(content)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("right = 2", "right = 5", "less than or equal to 4"),
        ('"Both"]', "]", "at least 4"),
        ('why = "It is the same each time."\n', "", "why: Field required"),
        ('source = "Reasoning"\n', "", "source: Field required"),
        ('"hand_over"', '"gossip"', "topic"),
        ("[[item]]", "[[item", "is not TOML"),
        ('"one"', '"One!"', "item_id"),
        ('"You"', f'"{"long " * 20}"', "at most 72"),
        ('"Both"', '"you"', "the options must differ"),
        ("Who does it?", "Someone does it.", "ask must end in a question"),
        ('hand_over = "It is quick."\n', "", "reasons on both sides"),
    ],
)
def test_every_fault_is_said_with_its_file(content: Path, old: str, new: str, fault: str) -> None:
    rewrite(content, old=old, new=new)
    found = list(quiz_faults(content))
    assert [file for file, _, _ in found] == ["quizzes/a.toml"]
    assert fault in found[0][2]


def test_an_id_that_is_there_twice_is_a_fault(content: Path) -> None:
    (content / "quizzes" / "b.toml").write_text(GOOD)
    assert list(quiz_faults(content)) == [
        ("quizzes/b.toml", "one", "item_id must be its own, quizzes/a.toml has the same")
    ]
    with pytest.raises(ContentError, match="twice: one"):
        load_quiz(content)


def test_a_damaged_file_is_refused_with_a_sentence(content: Path) -> None:
    rewrite(content, old="right = 2", new="right = 0")
    with pytest.raises(ContentError, match=r"a\.toml does not have the expected form: item\.0\.right"):
        load_quiz(content)
