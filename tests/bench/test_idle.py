"""An idle game is watched in a process of its own; a rebuild is timed on two logs."""

from pathlib import Path

import pytest

from game.bench import idle, rebuild
from game.bench.fresh import PLAYER, fresh, surroundings
from game.core.settings import Settings
from game.store.settings import save_settings


@pytest.mark.slow
def test_an_idle_game_takes_some_of_a_core_and_not_all(tmp_path: Path) -> None:
    save_settings(tmp_path / "saves", Settings(player=PLAYER))
    share = float(fresh(idle.SCRIPT, 1.0, 2.0, around=surroundings(tmp_path)))
    assert 0 < share < 1


@pytest.mark.slow
def test_a_rebuild_is_timed_in_a_short_and_in_a_long_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "ROUNDS", 20)
    row = rebuild.measure()
    assert (row.n, row.judged) == (80, "ratio")
    assert row.ratio is not None
    assert row.ratio > 0
