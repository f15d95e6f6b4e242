"""A host that is killed in the middle of a round goes on: no acknowledged answer is lost, none is there twice."""

import asyncio
import itertools
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from game.simulate.players import Robot, robots
from tests.arena.hall import ids, until
from tests.arena.real_host import Host, acked, stored

KILLS = int(os.environ.get("ARENA_KILLS", "30"))
PLAYERS = int(os.environ.get("ARENA_PLAYERS", "30"))
PHASES = ("GUESS", "REVISE", "CLOSED")


async def killed(saves: Path, *, players: int, kills: int) -> None:
    rounds = -(-kills // len(PHASES))
    host = await asyncio.to_thread(Host, saves, players=players, rounds=rounds)
    facts = host.facts
    class_ = robots(players, ws=facts["ws"], room=facts["room"], seed=1, new_id=ids("KILL"))
    tasks = [asyncio.create_task(player.run()) for player in class_]
    dice = np.random.default_rng(5)

    def all_in(phase: str, idx: int) -> bool:
        states = [player.state for player in class_]
        return all(state is not None and (state.phase, state.idx) == (phase, idx) for state in states)

    for kill, (idx, phase) in enumerate(itertools.product(range(1, rounds + 1), PHASES)):
        if kill < kills:
            await until(lambda phase=phase, idx=idx: all_in(phase, idx), within_s=60)  # type: ignore[misc]  # bound now
            await asyncio.sleep(float(dice.uniform(0.0, 1.5 if phase == "GUESS" else 0.3)))
            await asyncio.to_thread(host.kill)
            await asyncio.to_thread(host.start)
            assert host.facts == facts
    await until(lambda: all(player.board is not None and player.board.final for player in class_), within_s=120)
    await until(lambda: all(player.client.pending == 0 for player in class_), within_s=20)
    for player in class_:
        await player.client.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await asyncio.to_thread(host.end) == 0
    _check(saves, class_, rounds)


def _check(saves: Path, class_: Sequence[Robot], rounds: int) -> None:
    rows = stored(saves)
    assert acked(class_) <= {row[0] for row in rows}
    assert len({row[1:] for row in rows}) == len(rows)
    assert sum(player.early for player in class_) == 0
    assert all(len(player.truths) == rounds for player in class_)
    assert {ack.res for player in class_ for ack in player.client.acks} <= {"ok", "dup"}
    assert len(rows) == 2 * rounds * len(class_)
    best = max(sum(player.truths.values()) for player in class_)
    firsts = [player.board.rows[0].points for player in class_ if player.board is not None]
    assert firsts == pytest.approx([best] * len(class_))


@pytest.mark.slow
def test_three_kills_and_the_board_is_right(tmp_path: Path) -> None:
    asyncio.run(killed(tmp_path / "saves", players=6, kills=3))


@pytest.mark.exhaustive
def test_thirty_kills_and_the_board_is_right(tmp_path: Path) -> None:
    asyncio.run(killed(tmp_path / "saves", players=PLAYERS, kills=KILLS))


def test_the_host_says_where_it_is_in_one_line_and_ends_cleanly(tmp_path: Path) -> None:
    host = Host(tmp_path / "saves", players=2, rounds=1)
    assert set(host.facts) == {"url", "ws", "room", "pin", "projector_url"}
    assert host.end() == 0
    again = Host(tmp_path / "saves", players=2, rounds=1)
    assert again.facts["room"] != host.facts["room"]  # what was ended does not come back
    assert again.end() == 0
