"""What strangers try: PINs, codes, nonsense, foreign pages; and what a kicked player tries."""

import asyncio
import json
import urllib.error
import urllib.request
from collections import Counter

import numpy as np
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from game.arena.connection import Connection
from game.arena.service import Service
from tests.arena.hall import CODE, Hall, hall, until
from tests.conftest import FewSources

FRAMES = (
    '{"t":"hello","v":1}', '{"t":"join","room":"KRVM"}', '{"t":"ping","c":1}', '{"t":"resume","token":"x"}',
    '{"t":"ready","round":"r","audio_ok":true}', '{"t":"answer","id":"a","round":"r","phase":"guess","v":1000.0}',
    '{"t":"host","op":"start","pin_session":"000000"}',
)  # fmt: skip


class Deaf:
    """A socket that takes everything and keeps it."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def send_text(self, data: str) -> None:
        self.texts.append(data)

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Nothing is open."""


async def told(house: Hall, *frames: str | bytes, address: str = "10.0.0.9") -> list[dict[str, object]]:
    """Return what a connection of its own is told after these frames."""
    service, socket = service_of(house), Deaf()
    connection = Connection(socket, address)
    house.contest.crowd.enter(connection)
    for frame in frames:
        service.hear(connection, frame)
    sender = asyncio.create_task(connection.run())
    await asyncio.sleep(0)
    while connection.waiting:
        await asyncio.sleep(0)
    sender.cancel()
    service.left(connection)
    return [json.loads(text) for text in socket.texts]


_SERVICES: dict[int, Service] = {}


def service_of(house: Hall) -> Service:
    return _SERVICES.setdefault(id(house), Service(house.contest))


def login(pin: str) -> str:
    return json.dumps({"t": "host", "op": "login", "pin_session": pin})


def test_two_hundred_wrong_pins_open_nothing_and_lock_the_desk(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, speed=1.0) as house:
            wrong = [pin for pin in (f"{number:06d}" for number in range(250)) if pin != house.pin][:200]
            whys = Counter[object]()
            for pin in wrong:
                whys.update(frame["why"] for frame in await told(house, login(pin)))
            assert whys == {"wrong_pin": 5, "pin_locked": 195}
            assert (await told(house, login(house.pin)))[0]["why"] == "pin_locked"
            assert (await told(house, login(house.pin), address="10.0.0.10"))[0]["t"] == "hosted"

    asyncio.run(scenario())


def test_wrong_pins_from_many_addresses_lock_it_too_but_not_whoever_is_in(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, speed=1.0) as house:
            session = str((await told(house, login(house.pin)))[0]["pin_session"])
            for number in range(20):
                await told(house, login("no"), address=f"10.0.1.{number}")
            assert (await told(house, login(house.pin), address="10.0.2.1"))[0]["why"] == "pin_locked"
            assert (await told(house, login(session), address="10.0.2.1"))[0]["t"] == "hosted"

    asyncio.run(scenario())


def test_the_lock_opens_after_a_minute(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, speed=600.0) as house:
            for _ in range(5):
                await told(house, login("no"))
            await asyncio.sleep(0.2)
            assert (await told(house, login(house.pin)))[0]["t"] == "hosted"

    asyncio.run(scenario())


def test_a_thousand_guessed_codes_let_nobody_in(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, speed=1.0, start_with=0) as house:
            dice = np.random.default_rng(1)
            heard = Counter[object]()
            for _ in range(1000):
                code = "".join(dice.choice(list("BCDFGHJKLMNPQRSTVWXZ"), 4))
                frames = await told(house, json.dumps({"t": "join", "room": code}))
                heard.update(frame.get("why", frame["t"]) for frame in frames)
            assert heard == {"wrong_room": 1000}
            assert (await told(house, FRAMES[1]))[0]["why"] == "wrong_room"
            assert house.contest.match.players == {}

    asyncio.run(scenario())


def mangled(dice: np.random.Generator) -> bytes:
    """Return a frame that went wrong: bytes changed, cut off, doubled, or nothing but dice."""
    if dice.random() < 0.2:
        return dice.bytes(int(dice.integers(0, 200)))
    frame = bytearray(FRAMES[int(dice.integers(len(FRAMES)))].encode())
    for _ in range(int(dice.integers(1, 6))):
        at = int(dice.integers(len(frame)))
        match int(dice.integers(4)):
            case 0:
                frame[at] = int(dice.integers(256))
            case 1:
                frame[at:at] = frame[: int(dice.integers(20))]
            case 2:
                del frame[at : at + int(dice.integers(8))]
                frame = frame or bytearray(b"{}")
            case 3:
                frame[at:at] = [b"null", b"1e999", b"-0", b"[[[[", b'"\\ud800"', b"99999999999999999999"][at % 6]
    return bytes(frame)


def test_ten_thousand_frames_of_nonsense_change_nothing(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, speed=1.0, start_with=0) as house:
            dice = np.random.default_rng(2)
            for _ in range(400):
                await told(house, *(mangled(dice) for _ in range(25)))
            async with house.talk() as talk:
                await talk.join()
            assert not house.contest.match.locked
            assert type(house.contest.match.state).__name__ == "Lobby"

    asyncio.run(scenario())


def test_frames_that_are_too_large_are_refused_with_a_word(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few) as house, house.talk() as talk:
            await talk.say(t="join", room="x" * 5000)
            error = await talk.next()
            assert (error["t"], error["why"]) == ("err", "bad_frame")
            assert "4096 bytes" in error["says"]

    asyncio.run(scenario())


def test_a_flood_is_not_heard(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, speed=1.0) as house:
            frames = await told(house, *[FRAMES[2]] * 300)
            assert Counter(frame["t"] for frame in frames) == {"pong": 40, "err": 1}

    asyncio.run(scenario())


def test_a_kicked_player_does_not_come_back(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=0, speed=1.0) as house, house.talk() as desk:
            await desk.say(t="host", op="login", pin_session=house.pin)
            session = (await desk.until("hosted"))["pin_session"]
            for _ in range(20):
                async with house.talk() as talk:
                    joined = await talk.join()
                    order = {"op": "kick", "pin_session": session, "player": joined["player"]}
                    await desk.say(t="host", **order)
                    assert (await talk.until("bye"))["why"] == "kicked"
                async with house.talk() as again:
                    await again.say(t="resume", token=joined["token"])
                    assert (await again.next())["why"] == "kicked"
            assert (await desk.until("people", players=[]))["players"] == []

    asyncio.run(scenario())


def test_another_name_is_given_until_the_match_begins(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=0) as house, house.talk() as talk:
            names = [(await talk.join())["name"]]
            await talk.until("state")
            for _ in range(3):
                await talk.say(t="reroll")
                names.append((await talk.until("state"))["me"]["name"])
            assert len(set(names)) == 4
            await talk.say(t="host", op="start", pin_session=house.pin)
            await talk.until("state", phase="PREPARE")
            await talk.say(t="reroll")
            assert (await talk.until("err"))["says"] == "Names stand once the match has begun."

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("headers", "enters"),
    [
        ({}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_a_page_from_elsewhere_opens_no_socket(few: FewSources, headers: dict[str, str], enters: bool) -> None:  # noqa: FBT001
    async def scenario() -> None:
        async with hall(few) as house:
            try:
                async with connect(house.ws, additional_headers=headers):
                    entered = True
            except InvalidStatus:
                entered = False
            assert entered is enters

    asyncio.run(scenario())


def fetch(url: str, *, host: str | None = None) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={} if host is None else {"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_a_name_that_points_here_from_elsewhere_is_refused(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few) as house:
            assert (await asyncio.to_thread(fetch, house.http, host="evil.example"))[0] == 421
            status, headers, _ = await asyncio.to_thread(fetch, house.http)
            assert status == 200
            assert headers["content-security-policy"].startswith("default-src 'self'")
            assert headers["cache-control"] == "no-store"

    asyncio.run(scenario())


def test_clips_tell_nothing_by_name_or_size(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, mode="headphones", start_with=1) as house, house.talk() as talk:
            await talk.join()
            state = await talk.until("state")
            while state["files"] is None or state["round"] is None:
                state = await talk.until("state")
            assert [file["name"] for file in state["files"]] == ["A", "B"]
            for form in ("flac", "wav"):
                paths = [file[form] for file in state["files"]]
                got = [await asyncio.to_thread(fetch, house.http + path) for path in paths]
                assert [status for status, _, _ in got] == [200, 200]
                assert len({len(content) for _, _, content in got}) == 1
                assert got[0][2] != got[1][2]
                assert all(headers["cache-control"] == "no-store" for _, headers, _ in got)
                assert all(len(path.removeprefix("/clip/").split(".")[0]) == 32 for path in paths)
            assert (await asyncio.to_thread(fetch, f"{house.http}/clip/{'0' * 32}.wav"))[0] == 404

    asyncio.run(scenario())


def test_too_many_pages_of_one_player_close_the_oldest(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=0) as house, house.talk() as talk:
            token = (await talk.join())["token"]
            async with house.talk() as two, house.talk() as three, house.talk() as four, house.talk() as five:
                for other in (two, three, four, five):
                    await other.say(t="resume", token=token)
                    await other.until("state")
                assert (await talk.until("bye"))["why"] == "too_many"
            await until(lambda: not any(player.here for player in house.contest.match.players.values()))

    asyncio.run(scenario())


def test_a_locked_room_lets_nobody_in(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=0) as house, house.talk() as talk:
            await told(house, json.dumps({"t": "host", "op": "lock", "pin_session": house.pin}))
            await talk.say(t="join", room=CODE)
            assert (await talk.next())["why"] == "locked"

    asyncio.run(scenario())
