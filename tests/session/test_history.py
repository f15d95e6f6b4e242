from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from game.core.facts import Commit
from game.dsp.audio import SourceAudio
from game.session.block import Sitting
from game.session.history import days_in_a_row, own_ear_days, skill_history
from tests.store.test_log import attempt_of


def commit_at(source: SourceAudio, moment: datetime, *, cue: float = 12.0, right: bool = False) -> Commit:
    commit = told_commit(source)
    choice = commit.challenge.truth.choice if right else 60.0
    return replace(
        commit,
        committed_at=moment,
        challenge=replace(commit.challenge, cue=cue),
        guess=replace(commit.guess, choice=choice),
    )


def told_commit(source: SourceAudio) -> Commit:
    return attempt_of(source, assisted=False).commit


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_nothing_played_is_nothing_counted(pink: SourceAudio) -> None:
    history = skill_history([], "eq.boost_freq")
    assert (history.rounds, history.last_cue, history.error_median) == (0, None, None)


def test_hits_are_counted_at_the_latest_cue_only(pink: SourceAudio) -> None:
    commits = [commit_at(pink, NOON, cue=18.0, right=True)] * 3 + [
        commit_at(pink, NOON, cue=6.0, right=right) for right in (True, False)
    ]
    history = skill_history(commits, "eq.boost_freq")
    assert (history.rounds, history.last_cue, history.rounds_counted, history.hits) == (5, 6.0, 2, 1)


def test_other_skills_are_not_counted(pink: SourceAudio) -> None:
    assert skill_history([commit_at(pink, NOON)], "eq.detect").rounds == 0


def test_days_are_those_of_the_players_own_clock() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    there = NOON.astimezone(timezone(timedelta(hours=2)))
    sitting = Sitting("s", "eq.detect", late, rounds=1, cue=None, theta_mean=None, form=None)
    assert own_ear_days([sitting], now=there) == {date(2026, 11, 22)}


def test_where_the_tracker_placed_the_sizes_the_latest_guesses_count(pink: SourceAudio) -> None:
    commits = [commit_at(pink, NOON, cue=6.0 + number, right=number % 2 == 0) for number in range(30)]
    history = skill_history(commits, "eq.boost_freq", placed=True)
    assert (history.rounds, history.rounds_counted, history.hits) == (30, 20, 10)


@pytest.mark.parametrize(("days", "row"), [((), 0), ((22,), 1), ((20, 21), 2), ((19, 21, 22), 2), ((20,), 0)])
def test_a_row_of_days_ends_today_or_yesterday(days: tuple[int, ...], row: int) -> None:
    played = frozenset(date(2026, 11, day) for day in days)
    assert days_in_a_row(played, today=date(2026, 11, 22)) == row
