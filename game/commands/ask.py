"""Asks the AI about anyone's files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from game.core.answers import choice_value
from game.core.canonical import plain
from game.core.facts import BOOST, CUT, EARLY, LATE, Advice, AnswerDomain, Fact, PartMove, Question
from game.core.skills import SkillSpec, find_skill
from game.dsp.audio import Heard
from game.library.audio_file import read_clip
from game.session.ports import Listener

LISTENING_RATE_HZ: Final = 48_000
_DIRECTIONS: Final = {"eq.boost_freq": BOOST, "eq.cut_freq": CUT, "eq.detect": BOOST}


def ask_files(
    listener: Listener, *, files: Sequence[Path], skill_id: str, given: Sequence[str]
) -> tuple[Question, Advice]:
    """Return the question as the listener was told it, and its answer.

    Raises:
        ValueError: unknown skill, wrong number of files, or a `given` that is not KEY=VALUE.
        ContentError: a file that cannot be read as audio.
    """
    spec = find_skill(skill_id)
    wanted = len(spec.answer.choices or ()) if spec.answer.kind == "interval" else 1
    if len(files) != wanted:
        what = "one file for each take, in order" if wanted > 1 else "the processed clip"
        raise ValueError(f"{skill_id} needs {wanted} file{'s' * (wanted > 1)} ({what}), got {len(files)}")
    stated = _stated(spec, given)
    question = Question(skill_id=skill_id, answer=_answer(spec, stated), unit=spec.answer_unit, stated=stated)
    clips = tuple(read_clip(file, rate_hz=LISTENING_RATE_HZ).audio for file in files)
    return question, listener.listen(question, Heard(clips=clips, rate_hz=LISTENING_RATE_HZ))


def advice_json(question: Question, advice: Advice) -> dict[str, Any]:
    """Return an advice as it is printed, answers as they are said."""
    value: dict[str, Any] = plain(advice)
    value["choice"] = choice_value(question.answer, advice.choice)
    value["distribution"] = [[choice_value(question.answer, choice), p] for choice, p in advice.distribution]
    value["evidence"] = [
        {"from": part.start, "to": part.stop, "unit": part.unit, "amount": part.amount, "amount_unit": part.amount_unit}
        for part in advice.evidence
    ]
    return value


def _answer(spec: SkillSpec, stated: Mapping[str, Fact]) -> AnswerDomain:
    """Return what may be answered: where the parts are given by name, those early or late, numbered in that order."""
    named = stated.get("parts")
    if spec.answer.kind != "part_direction" or not isinstance(named, str):
        return spec.answer
    known = {move.part for move in spec.answer.moves}
    names = tuple(dict.fromkeys(name.strip() for name in named.split(",")))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"--given parts must be among {', '.join(sorted(known))}, got {', '.join(unknown)!r}")
    moves = tuple(PartMove(name, direction) for name in names for direction in (EARLY, LATE))
    return replace(spec.answer, hi=len(moves), choices=tuple(range(1, len(moves) + 1)), moves=moves)


def _stated(spec: SkillSpec, given: Sequence[str]) -> Mapping[str, Fact]:
    """The skill itself states a direction; what is given goes over it."""
    stated: dict[str, Fact] = {"direction": _DIRECTIONS[spec.skill_id]} if spec.skill_id in _DIRECTIONS else {}
    for item in given:
        key, equals, value = item.partition("=")
        if not equals or not key:
            raise ValueError(f"--given must be KEY=VALUE such as direction=boost, got {item!r}")
        stated[key] = _read_fact(key, value)
    return stated


def _read_fact(key: str, value: str) -> Fact:
    if key == "direction" and value not in (BOOST, CUT):
        raise ValueError(f"--given direction must be {BOOST} or {CUT}, got {value!r}")
    try:
        return float(value)
    except ValueError:
        return value
