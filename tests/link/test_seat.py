"""A seat in a thread, in a real match: asked, answered, told; with the clips where phones play."""

import asyncio
from collections.abc import Callable

import pytest

from game.library.audio_file import read_wav
from game.link.client import Place, place_of
from game.link.seat import ThreadSeat
from game.session.match_seat import KICKED, Seen
from tests.arena.hall import Hall, hall
from tests.conftest import FewSources


async def until(seat: ThreadSeat, fact: Callable[[Seen], bool]) -> Seen:
    for _ in range(1500):
        if fact(seat.seen()):
            return seat.seen()
        await asyncio.sleep(0.01)
    raise AssertionError(f"it never came true, the last was {seat.seen()}")


def seat_in(house: Hall, *, room: str = "") -> ThreadSeat:
    place = Place(house.ws, room or house.contest.room.code)
    return ThreadSeat(place, new_id=house.new_id, seed=1, decode=read_wav)


@pytest.mark.parametrize("mode", ["speakers", "headphones"])
def test_a_round_from_a_seat(few: FewSources, mode: str) -> None:
    async def scenario() -> None:
        async with hall(few, rounds=1, mode=mode, speed=4.0, guess_s=40.0) as house:
            seat = seat_in(house)
            asked = await until(seat, lambda seen: seen.phase == "GUESS" and bool(seen.title))
            assert asked.question is not None
            assert asked.question.skill_id == "eq.boost_freq"
            assert not asked.ai
            if mode == "headphones":
                heard = await until(seat, lambda seen: bool(seen.clips))
                assert [name for name, _ in heard.clips] == ["A", "B"]
                assert heard.clips[0][1].shape == heard.clips[1][1].shape
            await asyncio.sleep(0.3)
            seat.answer(1000.0, "certain")
            given = await until(seat, lambda seen: seen.guessed)
            assert given.guess == 1000.0
            advised = await until(seat, lambda seen: seen.phase == "REVISE")
            assert "parrot says" in advised.ai
            assert advised.left_s is not None
            seat.answer(1000.0, "certain")
            told = await until(seat, lambda seen: bool(seen.truth) and bool(seen.board))
            assert told.truth.startswith("It was")
            assert told.mine.startswith("Your answer:")
            assert told.board[0][1] == told.name
            await asyncio.to_thread(seat.close)
            assert seat.seen().link == "over"

    asyncio.run(scenario())


def test_another_name_is_given_and_who_is_taken_out_is_told(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=0) as house, house.talk() as desk:
            seat = seat_in(house)
            name = (await until(seat, lambda seen: bool(seen.name))).name
            seat.another_name()
            await until(seat, lambda seen: seen.name not in ("", name))
            (player,) = house.contest.match.players
            await desk.say(t="host", op="kick", pin_session=house.pin, player=player)
            assert (await until(seat, lambda seen: seen.link == "over")).says == KICKED
            await asyncio.to_thread(seat.close)

    asyncio.run(scenario())


def test_a_wrong_room_is_told(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few) as house:
            seat = seat_in(house, room="WRNG")
            seen = await until(seat, lambda seen: seen.link == "over")
            assert seen.says == "This code belongs to no room here."
            await asyncio.to_thread(seat.close)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("url", "room", "ws"),
    [
        ("192.168.4.20:8000", "krvm", "ws://192.168.4.20:8000/ws"),
        ("HTTP://192.168.4.20:8000/KRVM", None, "ws://192.168.4.20:8000/ws"),
        ("https://school.local/KRVM", None, "wss://school.local/ws"),
        ("ws://127.0.0.1:9/ws", "KRVM", "ws://127.0.0.1:9/ws"),
    ],
)
def test_addresses_as_people_type_them(url: str, room: str | None, ws: str) -> None:
    assert place_of(url, room=room, name=None) == Place(ws, "KRVM")


@pytest.mark.parametrize(("url", "room"), [("", "KRVM"), ("ftp://x", "KRVM"), ("192.168.4.20:8000", None)])
def test_what_is_no_address_is_refused(url: str, room: str | None) -> None:
    with pytest.raises(ValueError, match="must be"):
        place_of(url, room=room, name=None)
