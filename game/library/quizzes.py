"""Reads the questions of the skills quiz, `content/quizzes/*.toml`, and checks them as they are read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from game.core.errors import ContentError
from game.core.quiz import OPTIONS, QuizItem, Sides, Topic
from game.library.files import read_toml

FOLDER: Final = "quizzes"
LONGEST_OPTION: Final = 72
LONGEST_TEXT: Final = 200
"""Characters; what is longer has no room on the screen."""

Text = Annotated[str, Field(min_length=3, max_length=LONGEST_TEXT, pattern=r"^\S(.*\S)?$")]
Option = Annotated[str, Field(min_length=1, max_length=LONGEST_OPTION, pattern=r"^\S(.*\S)?$")]


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    item_id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    ask: Text
    options: Annotated[tuple[Option, ...], Field(min_length=OPTIONS, max_length=OPTIONS)]
    right: Annotated[int, Field(ge=1, le=OPTIONS)]
    why: Text
    source: Text
    hand_over: Text | None = None
    yourself: Text | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: Topic
    item: tuple[_Item, ...]


def load_quiz(content_dir: Path) -> tuple[QuizItem, ...]:
    """Return every question, file by file in the order of their names.

    Raises:
        ContentError: a file is damaged, or two questions share an id.
    """
    items = [item for path in quiz_files(content_dir) for item in load_quiz_file(path)]
    ids = [item.item_id for item in items]
    twice = sorted({item_id for item_id in ids if ids.count(item_id) > 1})
    if twice:
        raise ContentError(f"{content_dir / FOLDER}: each question needs its own item_id, twice: {', '.join(twice)}")
    return tuple(items)


def quiz_files(content_dir: Path) -> list[Path]:
    """Return the files that hold questions."""
    return sorted((content_dir / FOLDER).glob("*.toml"))


def load_quiz_file(path: Path) -> tuple[QuizItem, ...]:
    """Return the questions of one file; ContentError where it does not have the form."""
    held = read_toml(path, TypeAdapter(_File))
    return tuple(_item(one, held.topic) for one in held.item)


def _item(one: _Item, topic: Topic) -> QuizItem:
    sides = Sides(one.hand_over, one.yourself) if one.hand_over and one.yourself else None
    return QuizItem(one.item_id, topic, one.ask, one.options, one.options[one.right - 1], one.why, one.source, sides)


def quiz_faults(content_dir: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (file, item_id, fault) for whatever is wrong with the questions."""
    seen: dict[str, str] = {}
    for path in quiz_files(content_dir):
        file = path.relative_to(content_dir).as_posix()
        try:
            items = load_quiz_file(path)
        except ContentError as error:
            yield file, "", str(error)
            continue
        for item in items:
            yield from ((file, item.item_id, fault) for fault in _faults(item))
            if item.item_id in seen:
                yield file, item.item_id, f"item_id must be its own, {seen[item.item_id]} has the same"
            seen[item.item_id] = file


def _faults(item: QuizItem) -> Iterator[str]:
    if len({option.casefold() for option in item.options}) < OPTIONS:
        yield "the options must differ"
    if not item.ask.endswith(("?", ":")):
        yield "ask must end in a question"
    if item.topic == "hand_over" and item.sides is None:
        yield "hand_over and yourself must both be given: this topic tells the reasons on both sides"
