"""A start is timed in a process of its own, from before it is made to what has been painted."""

from pathlib import Path

import pytest

from game.bench import fresh, start
from game.bench.probe import FIRST_FRAME, FIRST_ROUND, HOME_RESPONDS
from game.core.errors import GameError
from game.core.settings import Settings
from game.store.settings import save_settings


@pytest.mark.slow
@pytest.mark.parametrize("goal", [FIRST_FRAME, HOME_RESPONDS, FIRST_ROUND])
def test_a_real_start_reaches_each_goal(goal: str, tmp_path: Path) -> None:
    save_settings(tmp_path / "saves", Settings(player=fresh.PLAYER))
    assert 0 < start.time_start(goal, seed=1, around=fresh.surroundings(tmp_path)) < fresh.LONGEST_RUN_S


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(GameError, match=r"game\.no_such must print what it measured.*No module named game\.no_such"):
        fresh.fresh("game.no_such", around=fresh.surroundings(tmp_path))


def test_a_measured_process_keeps_its_data_and_its_sound_to_itself(tmp_path: Path) -> None:
    around = fresh.surroundings(tmp_path)
    assert around["SDL_AUDIODRIVER"] == "disk"
    for name in ("OWN_EARS_SAVES", "OWN_EARS_RECORD", "SDL_DISKAUDIOFILE"):
        assert Path(around[name]).is_relative_to(tmp_path)


def test_where_there_is_no_display_none_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert fresh.say_display(fresh.surroundings(tmp_path)) == "no display"
    monkeypatch.setenv("DISPLAY", ":77")
    assert fresh.say_display(fresh.surroundings(tmp_path)) == "a real window"


@pytest.mark.parametrize(
    ("measure", "name", "limit"),
    [
        (start.measure_first_frame, "first_frame", 1.0),
        (start.measure_home_responds, "home_responds", 2.0),
        (start.measure_first_round, "first_round", 4.0),
    ],
)
def test_a_measured_row_is_complete(
    monkeypatch: pytest.MonkeyPatch, measure: start.Measure, name: str, limit: float
) -> None:
    seeds: list[int] = []

    def time_start(goal: str, *, seed: int, around: object) -> float:
        assert goal == name
        seeds.append(seed)
        return 0.5 * seed

    monkeypatch.setattr(start, "time_start", time_start)
    row = measure()
    assert (row.name, row.n, row.unit, row.limit) == (name, start.STARTS, "s", limit)
    assert seeds == list(range(start.STARTS + 1))
    assert row.max == 0.5 * start.STARTS
    assert row.ok is (row.max <= limit)
