"""A script plays every kind of round to its end, and what grows is told from what goes up and down."""

import platform
from pathlib import Path
from typing import Any

import pytest

from game import wiring
from game.bench import many_rounds, rounds_500
from game.bench.headless import Headless
from game.core.skills import SKILLS
from game.store.database import open_database
from game.store.log import AttemptLog


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rounds", "blocks", "skill_ids", "modes"),
    [(1, len(SKILLS), set(SKILLS), {"solo"}), (8, 1, {next(iter(SKILLS))}, {"solo", "assisted"})],
)
def test_the_script_plays_every_skill_and_with_the_ai(
    tmp_path: Path, rounds: int, blocks: int, skill_ids: set[str], modes: set[str]
) -> None:
    game = Headless(tmp_path, rounds=rounds, seed=1)
    player = many_rounds.Player(game)
    for number in range(blocks):
        player.play_block(number)
    game.close()
    now = game.now
    log = AttemptLog(open_database(tmp_path, now=now, tell=pytest.fail))
    player_id = log.find_or_add_player("Bench", player_id="nobody", now=now)
    commits = log.find_commits(player_id)
    log.close()
    assert player.rounds == len(commits) == rounds * blocks
    assert {commit.challenge.skill_id for commit in commits} == skill_ids
    assert {commit.mode for commit in commits} == modes


@pytest.mark.skipif(not rounds_500.PAGES.exists(), reason="this system does not tell its memory so")
@pytest.mark.slow
def test_memory_is_noted_after_each_block(tmp_path: Path) -> None:
    seen = many_rounds.watch(tmp_path, warm_up_blocks=1, blocks=2, block_rounds=1)
    assert seen["rounds"] == len(seen["memory_mb"]) == 2
    assert all(20 < memory_mb < 20_000 for memory_mb in seen["memory_mb"])


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is free")
def test_memory_that_is_free_goes_back_to_the_system() -> None:
    small = [bytearray(60_000) for _ in range(2000)]  # too small to lie alone, with something that stays above it
    last, full_mb = bytearray(60_000), many_rounds.memory_mb()
    del small
    wiring.give_memory_back(wiring.build_library())
    assert full_mb - many_rounds.memory_mb() > 100
    assert len(last) == 60_000


def _seen(memory_mb: list[float], **more: Any) -> dict[str, Any]:
    return {"rounds": 500, "memory_mb": memory_mb, "threads": [3, 3], "files": [20, 20], **more}


def test_memory_that_comes_back_is_no_growth() -> None:
    row = rounds_500.row_of(_seen([300.0, 390.0, 310.0, 420.0, 305.0] * 10))
    assert (row.name, row.unit, row.n, row.max, row.ok) == ("rounds_500", "MB", 500, 0, True)


def test_memory_that_never_comes_back_is_growth() -> None:
    row = rounds_500.row_of(_seen([300.0 + 0.5 * block for block in range(50)]))
    assert (row.max, row.ok) == (20, False)


@pytest.mark.parametrize("name", ["threads", "files"])
def test_a_thread_or_file_that_stays_does_not_hold(name: str) -> None:
    assert rounds_500.row_of(_seen([300.0] * 50, **{name: [3, 4]})).ok is False


def test_a_system_that_does_not_tell_its_memory_is_not_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rounds_500, "PAGES", tmp_path / "none")
    row = rounds_500.measure()
    assert (row.max, row.ok) == (None, None)
    assert "not measured" in row.note
