"""The desk's side of the wire: from scripted frames, and in a real match."""

import asyncio
from collections.abc import Callable

import pytest

from game.link import pieces, wire
from game.link.desk import ThreadDesk
from game.session.match_desk import DeskSeen
from tests.arena.hall import Hall, hall
from tests.conftest import FewSources

NOW = "2026-11-22T22:46:11.000Z"
SETUP = pieces.DeskSetup(
    skill="eq.boost_freq", cue_from=6.0, cue_to=12.0, unit="dB", sources=["a"], rounds=8, guess_s=45.0, revise_s=20.0,
    reveal_s=0.0, mode="speakers", pace="together", ai=True, teams=0, bonus=False, names="list", board=True,
)  # fmt: skip
ANA = pieces.DeskPlayer(player="p1", name="Kelp Seal", here=True, answered=False, team=None, wish=None, ready=True,
                        guess=False, final=False, extra_time=1.5, points=0.0)  # fmt: skip
DESK = wire.Desk(room="KRVM", url="http://h:8000", projector_url="http://h:8000/projector", locked=False, setup=SETUP,
                 players=[ANA], clips=["A", "B"], playing="A", sound="", trouble="")  # fmt: skip
TRUTH = pieces.Truth(choice=2500.0, says="It was 2.5 kHz", params={}, cue=6.0, unit="dB", seed=1, source_id="a",
                     generator_version=1, tol=0.5, error_unit="octaves", right_from=None, right_to=None)  # fmt: skip
WHOLE = pieces.Class(answers=[2400.0], middle=2400.0, middle_says="0.1 octaves low", right=1, n=1, dissent=[])
ROW = pieces.BoardRow(rank=1, name="Kelp Seal", points=88.0, gained=88.0)


def state(phase: wire.Phase, **more: object) -> wire.State:
    facts = {"round": None if phase == "LOBBY" else "r1", "idx": 0 if phase == "LOBBY" else 1, "of": 8, "now": NOW,
             "opens_at": None, "closes_at": None, "me": None, "question": None, "files": None, "mode": "speakers",
             "pace": "together", **more}  # fmt: skip
    return wire.State.model_validate({"phase": phase, **facts})


@pytest.fixture
def desk() -> ThreadDesk:
    """A desk that no host answers: what it hears comes from the test."""
    desk = ThreadDesk("ws://127.0.0.1:9/ws", pin="1", new_id=lambda: "id", seed=1)
    desk.close()
    return desk


def test_what_the_host_says_is_what_is_seen(desk: ThreadDesk) -> None:
    for frame in (wire.Hosted(pin_session="s"), DESK, state("LOBBY")):
        desk.hear(frame)
    seen = desk._seen
    assert (seen.link, seen.room, seen.clips, seen.playing) == ("in", "KRVM", ("A", "B"), None)
    assert seen.setup is not None
    assert (seen.setup.sources, seen.setup.cue_to) == (("a",), 12.0)
    assert [(one.name, one.extra_time) for one in seen.people] == [("Kelp Seal", 1.5)]
    assert not seen.resumed
    desk.hear(state("GUESS", opens_at=NOW, closes_at="2026-11-22T22:46:56.000Z", people=1))
    desk.hear(wire.Progress(n=1, of=1, new=["p1"], now=NOW))
    desk.hear(wire.People(players=[ANA.model_copy(update={"answered": True})]))
    desk.hear(wire.Playing(clip="B"))
    seen = desk._seen
    assert (seen.phase, seen.span_s, seen.answered, seen.playing_n, seen.playing) == ("GUESS", 45.0, 1, 1, "B")
    assert seen.people[0].answered
    desk.hear(state("REVEAL"))
    desk.hear(wire.Reveal(round="r1", truth=TRUTH, mine=None, ai=None, points=None, explain="Why.", picture=None,
                          whole=WHOLE))  # fmt: skip
    desk.hear(wire.Board(rows=[ROW], team=None, of=1, final=False, now=NOW))
    seen = desk._seen
    assert seen.told is not None
    assert (seen.told.truth, seen.told.right, seen.told.middle) == ("It was 2.5 kHz", 1, "0.1 octaves low")
    assert [(row.name, row.points) for row in seen.board] == [("Kelp Seal", 88.0)]
    desk.hear(state("PREPARE", round="r2", idx=2))
    assert desk._seen.told is None
    desk.hear(state("LOBBY"))
    assert desk._seen.board == ()


def test_a_contest_that_had_begun_is_told(desk: ThreadDesk) -> None:
    desk.hear(state("PAUSED", paused_in="GUESS", left_s=12.0))
    seen = desk._seen
    assert (seen.resumed, seen.stands_in, seen.held_s) == (True, "GUESS", 12.0)
    desk.hear(state("LOBBY"))
    assert not desk._seen.resumed


def test_a_refusal_is_told_and_forgotten_with_the_next_phase(desk: ThreadDesk) -> None:
    desk.hear(state("LOBBY"))
    desk.hear(wire.Err(why="refused", says="nobody has joined yet"))
    assert desk._seen.says == "nobody has joined yet"
    desk.hear(state("PREPARE"))
    assert desk._seen.says == ""


# ---- in a match


async def until(desk: ThreadDesk, fact: Callable[[DeskSeen], bool]) -> DeskSeen:
    for _ in range(1500):
        if fact(desk.seen()):
            return desk.seen()
        await asyncio.sleep(0.01)
    raise AssertionError(f"it never came true, the last was {desk.seen()}")


def desk_of(house: Hall, *, pin: str = "") -> ThreadDesk:
    return ThreadDesk(house.ws, pin=pin or house.pin, new_id=house.new_id, seed=1)


def test_a_match_is_led_from_the_desk(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, rounds=2, start_with=0, reveal_s=0.0, speed=4.0) as house:
            desk = desk_of(house)
            await until(desk, lambda seen: seen.setup is not None and seen.link == "in")
            desk.order("setup", setup={"rounds": 1, "guess_s": 40.0, "cue_from": 6.0, "sources": ()})
            await until(desk, lambda seen: seen.setup is not None and seen.setup.rounds == 1)
            players = list(house.robots(1))
            async with house.playing(players):
                seen = await until(desk, lambda seen: len(seen.people) == 1)
                desk.order("extra_time", player=seen.people[0].player, factor=2.0)
                await until(desk, lambda seen: seen.people[0].extra_time == 2.0)
                desk.order("start")
                await until(desk, lambda seen: seen.phase == "GUESS")
                desk.order("pause")
                await until(desk, lambda seen: seen.phase == "PAUSED" and seen.held_s is not None)
                desk.order("resume")
                told = await until(desk, lambda seen: seen.told is not None and bool(seen.board))
                assert told.told is not None
                assert told.told.n == 1
                desk.order("next")
                await until(desk, lambda seen: seen.phase == "FINISHED")
                desk.order("start")
                await until(desk, lambda seen: bool(seen.says))
            await asyncio.to_thread(desk.close)

    asyncio.run(scenario())


def test_a_wrong_pin_ends_it(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few) as house:
            desk = desk_of(house, pin="none")
            seen = await until(desk, lambda seen: seen.link == "over")
            assert seen.says.startswith("That is not the PIN")
            await asyncio.to_thread(desk.close)

    asyncio.run(scenario())
