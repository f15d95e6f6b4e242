"""The lesson files are read whole, and what is wrong with one is said with its name."""

from pathlib import Path

import pytest

from game.core.errors import ContentError
from game.library.lessons import lesson_faults, load_lessons

GOOD = """title = "Where is it?"
idea = "Every region has a sound."
sandbox = "eq"
source_id = "pop_96"
further = "A book."

[[step]]
do = "Listen."
say = "It was weight."
values = { freq_hz = 100, gain_db = 9 }

[[step]]
do = "Again."
say = "It was air."
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01_regions.toml").write_text(GOOD)
    return tmp_path


def faults(content: Path) -> list[tuple[str, str, str]]:
    return list(lesson_faults(content, source_ids=frozenset({"pop_96"})))


def test_a_lesson_is_read(content: Path) -> None:
    (lesson,) = load_lessons(content)
    assert (lesson.lesson_id, lesson.sandbox, len(lesson.steps)) == ("regions", "eq", 2)
    assert dict(lesson.steps[0].values) == {"freq_hz": 100, "gain_db": 9}
    assert faults(content) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title = "Where is it?"\n', "", "title: Field required"),
        ('"eq"', '"reverb"', "sandbox"),
        ("gain_db = 9", "gain_db = 19", "step 1: gain_db must lie between -18 and 18, is 19"),
        ("gain_db = 9", "ratio = 4", "step 1: the eq sandbox has freq_hz, gain_db, q, not ratio"),
        ("It was air.", "air " * 83, "at most 330"),
        ("[[step]]", "[[step", "is not TOML"),
        ('"pop_96"', '"nowhere"', "source_id must be a built-in source, is 'nowhere'"),
    ],
)
def test_every_fault_is_said_with_its_file(content: Path, old: str, new: str, fault: str) -> None:
    (content / "lessons" / "01_regions.toml").write_text(GOOD.replace(old, new))
    (found,) = faults(content)
    assert found[0] == "lessons/01_regions.toml"
    assert fault in found[2]


def test_a_lesson_that_is_too_long_is_a_fault(content: Path) -> None:
    step = f'\n[[step]]\ndo = "Listen."\nsay = "{"so " * 109}so"\n'
    (content / "lessons" / "01_regions.toml").write_text(GOOD + 5 * step)
    assert "at most 500 words" in faults(content)[0][2]


def test_a_damaged_lesson_is_refused_with_a_sentence(content: Path) -> None:
    (content / "lessons" / "01_regions.toml").write_text(GOOD.replace("gain_db = 9", "gain_db = 99"))
    with pytest.raises(ContentError, match="gain_db must lie between"):
        load_lessons(content)
