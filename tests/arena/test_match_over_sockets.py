"""A match over real sockets: nobody is lost, nothing counts twice, nobody hears what is not for them."""

import asyncio
import json
import os
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest

from game.session.match_facts import Revealing
from tests.arena.hall import AI_HZ, CODE, Hall, Talk, hall, until
from tests.conftest import FewSources
from tests.store.memory_matches import MemoryMatches

SCAN_ROUNDS = int(os.environ.get("ARENA_SCAN_ROUNDS", "200"))
SECRETS = ('"truth"', '"seed"', '"params"', '"cue"', '"explain"', '"picture"', '"right_from"')


def phase(house: Hall) -> str:
    return type(house.contest.match.state).__name__


def test_everybody_plays_to_the_end_and_all_see_the_same_board(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=8) as house:
            players = house.robots(8)
            async with house.playing(players):
                await until(lambda: phase(house) == "Finished" and all(p.board and p.board.final for p in players))
            assert all(len(player.truths) == 2 for player in players)
            assert len({player.board.model_dump_json(exclude={"now"}) for player in players if player.board}) == 1
            totals = {player.client.player: sum(player.truths.values()) for player in players}
            assert {key: one.points for key, one in house.contest.match.players.items()} == pytest.approx(totals)
            assert {ack.res for player in players for ack in player.client.acks} == {"ok"}

    asyncio.run(scenario())


def test_a_room_that_is_closed_before_the_end_goes_on_when_it_is_opened_again(few: FewSources) -> None:
    async def scenario() -> None:
        store = MemoryMatches()
        async with hall(few, start_with=1, store=store) as house, house.talk() as talk:
            token = (await talk.join())["token"]
            round_id = (await talk.until("state", phase="GUESS"))["round"]
        async with hall(few, store=store) as house, house.talk() as talk:
            await talk.say(t="resume", token=token)
            assert (await talk.until("state", phase="GUESS"))["round"] == round_id

    asyncio.run(scenario())


def test_at_ones_own_pace_the_second_answer_opens_as_soon_as_the_first_is_written(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=2, pace="own") as house, house.talk() as talk, house.talk() as other:
            await talk.join()
            await other.join()
            asked = await talk.until("state", phase="GUESS")
            await asyncio.sleep(0.2)
            await talk.say(t="answer", id="a", round=asked["round"], phase="guess", v=500.0, conf="certain")
            mine = await talk.until("state", phase="REVISE")
            assert mine["me"]["ai"]["v"] == pytest.approx(AI_HZ)
            assert (await talk.until("ai"))["v"] == pytest.approx(AI_HZ)
            await talk.say(t="answer", id="b", round=asked["round"], phase="revise", v=500.0, conf="certain")
            assert (await talk.until("ack", id="b"))["res"] == "ok"
            seen = [json.loads(text) for text in other.heard]
            assert "REVISE" not in {frame.get("phase") for frame in seen}

    asyncio.run(scenario())


@pytest.mark.parametrize("joins", [False, True])
def test_a_room_that_is_over_or_was_empty_does_not_come_back(few: FewSources, *, joins: bool) -> None:
    async def scenario() -> None:
        store = MemoryMatches()
        async with hall(few, start_with=0, store=store) as house, house.talk() as talk:
            if joins:
                await talk.join()
                await talk.say(t="host", op="end", pin_session=house.pin)
                await talk.until("state", phase="FINISHED")
        assert store.find_open() is None

    asyncio.run(scenario())


def test_whoever_loses_the_connection_comes_back_and_no_answer_is_lost(few: FewSources) -> None:
    drops_each = 3

    async def scenario() -> None:
        async with hall(few, start_with=10, speed=3.0) as house:
            players = house.robots(10, longest_s=1.0)

            async def cut() -> None:
                for _ in range(drops_each):
                    await asyncio.sleep(0.8)
                    for player in players:
                        if player.client._socket is not None:
                            player.client._socket.transport.abort()

            async with house.playing(players):
                await asyncio.gather(cut(), until(lambda: phase(house) == "Finished"))
                await until(lambda: all(player.client.pending == 0 for player in players))
            counted = Counter((ack.id, player.seed) for player in players for ack in player.client.acks)
            sent = [answer for player in players for answer in player.answers.values() if answer]
            assert len(sent) == len(set(sent)) == 40
            assert {answer for answer, _ in counted} == set(sent)
            assert {ack.res for player in players for ack in player.client.acks} <= {"ok", "dup"}

    asyncio.run(scenario())


def test_a_thousand_taps_are_one_answer(few: FewSources) -> None:
    async def scenario() -> None:
        rules: dict[str, Any] = {"start_with": 2, "guess_s": 1e5}
        async with hall(few, speed=50.0, **rules) as house, house.talk() as talk, house.talk() as other:
            await talk.join()
            await other.join()  # who keeps the round open
            state = await talk.until("state", phase="GUESS")
            await asyncio.sleep(0.1)
            frame = {"t": "answer", "id": "a", "round": state["round"], "phase": "guess", "v": 900.0}
            acks = Counter[str]()
            for number in range(50):
                for _ in range(20):
                    await talk.say(**frame)
                await talk.say(t="ping", c=number)
                while (told := await talk.next())["t"] != "pong":
                    acks.update([told["res"]] if told["t"] == "ack" else [])
                await asyncio.sleep(0.03)  # 1.5 s to the guard against floods
            assert set(acks) == {"ok", "dup"}
            assert acks["ok"] == 1
            assert acks["dup"] > 500, "only taps that come while the first is being written wait for its word"

    asyncio.run(scenario())


def test_two_rooms_never_hear_of_each_other(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=4, rounds=3) as one, hall(few, start_with=4, rounds=3, code="BCDF") as two:
            first, second = one.robots(4), two.robots(4, seed=50)
            for player in (*first, *second):
                player.keeps = True
            async with one.playing(first), two.playing(second):
                await until(lambda: phase(one) == phase(two) == "Finished")
            for mine, others in ((first, second), (second, first)):
                said = " ".join(message.model_dump_json() for player in mine for message in player.told)
                ids = {player.client.player for player in others} | {key for player in others for key in player.truths}
                assert not [one for one in ids if one and one in said]

    asyncio.run(scenario())


def scan(few: FewSources, rounds: int, mode: str) -> None:
    """Play rounds with somebody listening in every role, and look at each frame that came before a round closed."""

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(hall(few, start_with=3, rounds=rounds, mode=mode))
            player, projector, desk, nobody = [await stack.enter_async_context(house.talk()) for _ in range(4)]
            await projector.join(role="projector")
            await desk.say(t="host", op="login", pin_session=house.pin)
            await nobody.say(t="hello", v=1, client="nobody")
            await player.join()
            roles = (player, projector, desk, nobody)
            listening = [asyncio.create_task(talk.listen()) for talk in roles]
            listening += [asyncio.create_task(talk.stay()) for talk in roles]
            players = house.robots(2)
            async with house.playing(players):
                await until(lambda: phase(house) == "Finished", within_s=3.0 * rounds + 20)
                truths = _truths(player)
            for talk in roles:
                _check(talk, truths)
            assert {json.loads(text)["t"] for text in nobody.heard} <= {"welcome", "pong"}
            for task in listening:
                task.cancel()

    asyncio.run(scenario())


def _truths(player: Talk) -> dict[str, str]:
    found = {}
    for text in player.heard:
        frame = json.loads(text)
        if frame["t"] == "reveal":
            found[frame["round"]] = json.dumps(frame["truth"]["choice"])
    assert found
    return found


def _check(talk: Talk, truths: dict[str, str]) -> None:
    now, round_id = "", None
    for text in talk.heard:
        frame = json.loads(text)
        if frame["t"] == "state":
            now, round_id = frame["phase"], frame["round"]
        if now in ("CLOSED", "REVEAL", "FINISHED"):
            continue
        assert not [secret for secret in SECRETS if secret in text], text
        assert round_id not in truths or f":{truths[round_id]}," not in text, text
        assert frame["t"] != "ai", text
        assert str(AI_HZ) not in text, text
        assert "parrot" not in text, text


@pytest.mark.parametrize("mode", ["speakers", "headphones"])
def test_no_frame_tells_the_truth_or_the_ai_before_its_time(few: FewSources, mode: str) -> None:
    scan(few, 2, mode)


@pytest.mark.exhaustive
def test_no_frame_tells_the_truth_or_the_ai_in_two_hundred_rounds(few: FewSources) -> None:
    for _ in range(max(1, SCAN_ROUNDS // 50)):
        scan(few, 50, "headphones")


def test_the_ai_comes_after_ones_own_guess(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=2, rounds=1, pace="own") as house, house.talk() as talk, house.talk() as other:
            await talk.join()
            await other.join()
            state = await talk.until("state", phase="GUESS")
            await asyncio.sleep(0.2)
            await talk.say(t="answer", id="a", round=state["round"], phase="guess", v=900.0, conf="certain")
            ai = await talk.until("ai")
            kinds = [json.loads(text)["t"] for text in talk.heard]
            assert kinds.index("ack") < kinds.index("ai")
            assert (ai["v"], ai["p_right"]) == (AI_HZ, 0.4)
            await until(lambda: isinstance(house.contest.match.state, Revealing))
            await other.until("reveal")
            assert not [text for text in other.heard if '"t":"ai"' in text]

    asyncio.run(scenario())


def test_coming_back_in_the_middle_of_a_round_shows_what_one_said(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=2, guess_s=100.0) as house, house.talk() as other:
            async with house.talk() as talk:
                token = (await talk.join())["token"]
                await other.join()
                state = await talk.until("state", phase="GUESS")
                await asyncio.sleep(0.2)
                await talk.say(t="answer", id="a", round=state["round"], phase="guess", v=900.0, conf="certain")
                await talk.until("ack", res="ok")
            async with house.talk() as again:
                await again.say(t="resume", token=token)
                assert (await again.until("joined"))["token"] == token
                state = await again.until("state")
                assert (state["phase"], state["me"]["guess"]) == ("GUESS", {"v": 900.0, "conf": "certain"})

    asyncio.run(scenario())


def test_frames_are_numbered_without_a_gap(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few) as house, house.talk() as talk:
            await talk.join()
            await talk.until("reveal")
            numbers = [json.loads(text)["seq"] for text in talk.heard]
            assert numbers == list(range(1, len(numbers) + 1))

    asyncio.run(scenario())


def test_no_answer_is_acknowledged_while_the_disk_is_full(few: FewSources) -> None:
    async def scenario() -> None:
        store = MemoryMatches()
        async with (
            hall(few, store=store, start_with=2, guess_s=200.0) as house,
            house.talk() as talk,
            house.talk() as two,
        ):
            await talk.join()
            await two.join()
            state = await talk.until("state", phase="GUESS")
            await asyncio.sleep(0.2)
            store.full = True
            frame = {"t": "answer", "id": "a", "round": state["round"], "phase": "guess", "v": 900.0}
            await talk.say(**frame)
            assert (await talk.until("err"))["why"] == "not_saved"
            assert "cannot be written down" in house.said[-1]
            store.full = False
            await talk.say(**frame)
            assert (await talk.until("ack"))["res"] == "ok"
            assert not [text for text in talk.heard[:-1] if '"t":"ack"' in text]

    asyncio.run(scenario())


def test_the_room_code_is_told_to_nobody_who_has_it_wrong(few: FewSources) -> None:
    async def scenario() -> None:
        async with hall(few) as house, house.talk() as talk:
            await talk.say(t="join", room="WRNG")
            assert (await talk.next())["why"] == "wrong_room"
            assert CODE not in "".join(talk.heard)

    asyncio.run(scenario())
