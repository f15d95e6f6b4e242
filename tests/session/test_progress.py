"""A skill over weeks: two lines, who is right where, and claims only with evidence."""

import dataclasses
from datetime import timedelta

import numpy as np
import pytest

from game.core.facts import Attempt
from game.core.skills import SKILLS
from game.dsp.audio import SourceAudio
from game.learn.growth import Point
from game.learn.ranks import rank_of
from game.learn.tracker import track
from game.session import wording_progress as words
from game.session.progress import Versus, charted, progress_of, region_at, trials_of, versus_of
from tests.learn.ears import practise, steady
from tests.session.made_up import attempt
from tests.session.test_round import NOW

SKILL = "eq.boost_freq"


def sessions(source: SourceAudio, *, count: int = 4, rounds: int = 6) -> list[Attempt]:
    """Practice a week apart: half of each session alone, half beside an AI that is always far off."""
    rng = np.random.default_rng(2)
    return [
        attempt(
            source,
            off_oct=float(rng.normal(0, 0.2)),
            ai_off_oct=1.5 if number % 2 else None,
            at=NOW + timedelta(days=7 * session, seconds=60 * number),
            session_id=f"s{session}",
        )
        for session in range(count)
        for number in range(rounds)
    ]


def test_rounds_alone_and_beside_the_ai_make_a_line_each(pink: SourceAudio) -> None:
    made = sessions(pink)
    trials = trials_of([one.commit for one in made])[SKILL]
    skill = track(trials)[SKILL]
    progress = progress_of(SKILL, trials, made, skill=skill)
    assert [point.trials for point in progress.alone] == [3, 3, 3, 3]
    assert [point.trials for point in progress.beside] == [3, 3, 3, 3]
    assert progress.rounds == 24
    assert progress.claim is None
    assert progress.first is not None
    assert progress.gap == ""


def point(day: float, level: float = 4.0, *, lo: float = 3.0, hi: float = 5.0) -> Point:
    return Point(f"s{day}", NOW + timedelta(days=day), level, lo, hi, trials=10)


def test_a_long_history_is_charted_week_by_week() -> None:
    days = [point(day, level=day + 1) for day in range(0, 40, 2)]
    shown = charted(days)
    assert len(shown) == 7
    assert sum(one.trials for one in shown) == 200
    assert shown[-1].level_75 == days[-1].level_75
    assert charted(days[:8]) == tuple(days[:8])


def versus(*, you: int, ai: int, both: int = 0) -> Versus:
    return Versus("bass", you + ai + both, you + both, ai + both, only_you=you, only_ai=ai)


@pytest.mark.parametrize(
    ("you", "ai", "better"), [(5, 0, ""), (6, 0, "you"), (0, 6, "ai"), (4, 3, ""), (20, 10, "you"), (10, 20, "ai")]
)
def test_who_is_better_is_said_only_when_it_is_clear(you: int, ai: int, better: str) -> None:
    assert versus(you=you, ai=ai).better == better


def test_the_range_of_a_share_holds_it_and_narrows(pink: SourceAudio) -> None:
    few, many = versus(you=3, ai=3).share_range, versus(you=30, ai=30).share_range
    assert few[0] < many[0] < 0.5 < many[1] < few[1]


def test_rounds_are_told_apart_by_region(pink: SourceAudio) -> None:
    rounds = [attempt(pink, truth=hz, ai_off_oct=1.5) for hz in (4800.0, 120.0, 120.0)] + [attempt(pink)]
    found = versus_of(rounds)
    assert [(one.name, one.rounds, one.you, one.ai) for one in found] == [("bass", 2, 2, 0), ("presence", 1, 1, 0)]
    assert region_at(60.0) == "sub"


def beaten(pink: SourceAudio, **changes: object) -> list[str]:
    trials = trials_of([one.commit for one in sessions(pink, count=1)])[SKILL]
    progress = progress_of(SKILL, trials, [], skill=track(trials)[SKILL])
    return list(words.say_versus(dataclasses.replace(progress, **changes)))  # type: ignore[arg-type]  # its fields


def test_where_you_beat_the_ai_and_where_it_beats_you_are_both_said(pink: SourceAudio) -> None:
    rows = (versus(you=9, ai=1), dataclasses.replace(versus(you=1, ai=9, both=5), name="presence"))
    yours, its = beaten(pink, versus=rows)
    assert yours == "In the bass your ear beats the AI: you 9 of 10, it 1. Trust it there."
    assert its.startswith("In the presence range the AI is ahead: you 6 of 15, it 14.")
    assert beaten(pink, versus=(versus(you=2, ai=2),)) == ["Nowhere is one of you clearly ahead yet."]
    assert beaten(pink, versus=()) == []


def test_a_gap_is_told_when_the_bands_part(pink: SourceAudio) -> None:
    trials = trials_of([one.commit for one in sessions(pink, count=1)])[SKILL]
    base = progress_of(SKILL, trials, [], skill=track(trials)[SKILL])
    finer, coarser = point(1, lo=3.0, hi=4.0), point(1, lo=5.0, hi=8.0)
    assert dataclasses.replace(base, alone=(finer,), beside=(coarser,)).gap == "alone"
    assert dataclasses.replace(base, alone=(coarser,), beside=(finer,)).gap == "beside"
    assert dataclasses.replace(base, alone=(finer,), beside=(finer,)).gap == ""


def test_a_rank_counts_sure_halvings_alone() -> None:
    spec = SKILLS["eq.detect"]
    skill, _ = practise(steady(0.0), "eq.detect", trials=80, rng=np.random.default_rng(1))
    assert rank_of(None, spec) is None
    assert rank_of(dataclasses.replace(skill, theta_sd=0.6), spec) is None
    ranks = [rank_of(dataclasses.replace(skill, theta_sd=0.2, level_hi=hi), spec) for hi in (6.1, 6.0, 3.0, 1.5, 0.01)]
    assert ranks == [0, 0, 1, 2, 9]
