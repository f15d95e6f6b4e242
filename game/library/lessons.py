"""Reads the lessons, `content/lessons/*.toml`, and checks them as they are read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from game.core.errors import ContentError
from game.core.lesson import CONTROLS, Lesson, SandboxKind, Step
from game.library.files import REMEDY, read_toml

FOLDER: Final = "lessons"
MOST_WORDS: Final = 500
LONGEST_DO: Final = 150
LONGEST_SAY: Final = 330
LONGEST_LINE: Final = 150
"""Characters; what is longer has no room on the screen."""


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    do: Annotated[str, Field(min_length=3, max_length=LONGEST_DO, pattern=r"^\S(.*\S)?$")]
    say: Annotated[str, Field(min_length=3, max_length=LONGEST_SAY, pattern=r"^\S(.*\S)?$")]
    values: dict[str, float] = {}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, Field(min_length=3, max_length=60)]
    idea: Annotated[str, Field(min_length=3, max_length=LONGEST_LINE)]
    sandbox: SandboxKind
    source_id: str
    further: Annotated[str, Field(min_length=3, max_length=LONGEST_LINE)]
    step: Annotated[tuple[_Step, ...], Field(min_length=2, max_length=8)]


def lesson_files(content_dir: Path) -> list[Path]:
    """Return the files of the lessons, in their order."""
    return sorted((content_dir / FOLDER).glob("*.toml"))


def load_lessons(content_dir: Path) -> tuple[Lesson, ...]:
    """Return every lesson in the order of the files' names; ContentError where one is damaged."""
    return tuple(load_lesson(path) for path in lesson_files(content_dir))


def load_lesson(path: Path) -> Lesson:
    """Return one lesson; its id is the file's name without number and ending."""
    held = read_toml(path, TypeAdapter(_File))
    lesson = Lesson(
        lesson_id=path.stem.partition("_")[2] or path.stem,
        title=held.title,
        idea=held.idea,
        sandbox=held.sandbox,
        source_id=held.source_id,
        steps=tuple(Step(one.do, one.say, one.values) for one in held.step),
        further=held.further,
    )
    for fault in _faults(lesson):
        raise ContentError(f"{path}: {fault}; {REMEDY}")
    return lesson


def lesson_faults(content_dir: Path, *, source_ids: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (file, lesson_id, fault) for whatever is wrong with the lessons."""
    for path in lesson_files(content_dir):
        file = path.relative_to(content_dir).as_posix()
        try:
            lesson = load_lesson(path)
        except ContentError as error:
            yield file, "", str(error)
            continue
        if lesson.source_id not in source_ids:
            yield file, lesson.lesson_id, f"source_id must be a built-in source, is {lesson.source_id!r}"


def _faults(lesson: Lesson) -> Iterator[str]:
    ranges = {control.name: (control.lo, control.hi) for control in CONTROLS[lesson.sandbox]}
    for number, step in enumerate(lesson.steps, start=1):
        for name, value in step.values.items():
            if name not in ranges:
                yield f"step {number}: the {lesson.sandbox} sandbox has {', '.join(ranges)}, not {name}"
            elif not ranges[name][0] <= value <= ranges[name][1]:
                low, high = ranges[name]
                yield f"step {number}: {name} must lie between {low:g} and {high:g}, is {value:g}"
    words = sum(len(f"{step.do} {step.say}".split()) for step in lesson.steps)
    if words > MOST_WORDS:
        yield f"a lesson must have at most {MOST_WORDS} words, has {words}"
