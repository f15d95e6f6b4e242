"""The host desk: who knows the PIN may set up, order, rename and give time; and what the room hears."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from game.arena.desk import changed_rules
from game.arena.sound import NO_SOUND, RoomSound
from game.core.errors import SoundError
from game.core.skills import SKILLS
from game.dsp.audio import Audio
from game.link import pieces
from game.session.match_facts import Rules
from game.session.match_round import prepare_match_round
from tests.arena.hall import RULES, SECRET, Hall, Parrot, Talk, hall, until
from tests.conftest import FewSources
from tests.session.contest import NOW


async def desk_of(house: Hall, stack: AsyncExitStack) -> tuple[Talk, Any]:
    desk = await stack.enter_async_context(house.talk())
    await desk.say(t="host", op="login", pin_session=house.pin)
    session = (await desk.until("hosted"))["pin_session"]
    await desk.until("desk")

    async def order(op: str, **more: object) -> dict[str, Any]:
        await desk.say(t="host", op=op, pin_session=session, **more)
        return await desk.until("desk")

    return desk, order


def test_a_match_is_set_up_and_run_from_the_desk(few: FewSources) -> None:
    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(hall(few, start_with=0, speed=3.0, names="own"))
            _, order = await desk_of(house, stack)
            talk = await stack.enter_async_context(house.talk())
            joined = await talk.join(name="Ada Lovelace")
            assert joined["name"] != "Ada Lovelace"  # until the host approves
            player = joined["player"]
            setup = {"skill": "eq.cut_freq", "rounds": 3, "teams": 2, "guess_s": 30.0, "sources": ["test_pink"]}
            assert (await order("setup", setup=setup))["setup"]["cue_from"] == 15.0
            assert [one["wish"] for one in (await order("lock", on=False))["players"]] == ["Ada Lovelace"]
            assert (await order("approve", player=player, on=True))["players"][0]["name"] == "Ada Lovelace"
            assert (await order("extra_time", player=player, factor=1.5))["players"][0]["extra_time"] == 1.5
            assert (await order("team", player=player, team=2))["players"][0]["team"] == 2
            assert (await order("rename", player=player, name="Grace"))["players"][0]["name"] == "Grace"
            await order("start")
            state = await talk.until("state", phase="GUESS")
            assert state["question"]["skill_id"] == "eq.cut_freq"
            await order("pause")
            paused = await talk.until("state", phase="PAUSED")
            assert paused["paused_in"] == "GUESS"
            assert 0 < paused["left_s"] <= 46
            await order("resume")
            await order("extend", s=15.0)
            await order("skip")
            await talk.until("state", idx=2)
            await order("end")
            assert (await talk.until("state", phase="FINISHED"))["me"]["name"] == "Grace"
            await order("open_lobby")
            await talk.until("state", phase="LOBBY")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("op", "more", "says"),
    [
        ("start", {}, "nobody has joined"),
        ("next", {}, "does not fit"),
        ("kick", {}, "needs a player"),
        ("kick", {"player": "x"}, "no such player"),
        ("rename", {"player": "x", "name": "<b>"}, "a name must"),
        ("approve", {"player": "x"}, "wishes for no other name"),
        ("extra_time", {"player": "x", "factor": 0.5}, "must be 1 or more"),
        ("team", {"player": "x", "team": 3}, "one of the 0 teams"),
        ("setup", {}, "needs what is to change"),
        ("setup", {"setup": {"skill": "eq.bost_freq"}}, "did you mean eq.boost_freq"),
        ("setup", {"setup": {"cue_from": 99.0}}, "must lie between 1"),
        ("setup", {"setup": {"sources": ["nowhere"]}}, "sources must be among"),
    ],
)
def test_an_order_that_does_not_fit_is_refused_with_a_reason(
    few: FewSources, op: str, more: dict[str, object], says: str
) -> None:
    async def scenario() -> None:
        async with hall(few, start_with=0) as house, house.talk() as talk:
            await talk.say(t="host", op=op, pin_session=house.pin, **more)
            error = await talk.until("err")
            assert error["why"] == "refused"
            assert says in error["says"]

    asyncio.run(scenario())


def test_another_skill_brings_its_own_range() -> None:
    rules = Rules("eq.boost_freq", 3.0, 6.0)
    assert changed_rules(rules, pieces.Setup(skill="comp.detect")).cue_from == SKILLS["comp.detect"].cue_start
    assert changed_rules(rules, pieces.Setup(rounds=3)) == replace(rules, rounds=3)


# ---- what the room hears


class Loud:
    """A speaker that remembers."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken, self.played = broken, list[str]()

    def load(self, clips: Any, *, rate_hz: int) -> None:
        del rate_hz
        if self.broken:
            raise SoundError("the device was taken away")
        self.names = [name for name, _ in clips]
        assert all(isinstance(audio, Audio.__origin__) for _, audio in clips)  # type: ignore[attr-defined]

    def play(self, name: str) -> str:
        self.played.append(name)
        return ""

    def finish_hearing(self, names: Any, *, at_least_s: float) -> None:
        """Nobody waits."""

    def heard_s(self) -> dict[str, float]:
        return {}

    def stop(self) -> None:
        self.played.append("-")

    def close(self) -> None:
        self.played.append("closed")


def test_the_room_hears_each_clip_in_turn_until_the_host_takes_over(few: FewSources) -> None:
    made = prepare_match_round(RULES, match_id="m", idx=1, round_id="r", secret=SECRET, library=few, listener=Parrot())
    speaker = Loud()
    sound = RoomSound(lambda: speaker)
    sound.take(made.play, made.stimulus, NOW)
    length = sound._length
    assert sound.playing == "A"
    assert not sound.turn(NOW + 0.9 * length)
    assert sound.turn(NOW + length)
    assert sound.playing == "B"
    sound.take(made.play, made.stimulus, NOW + length)  # which changes nothing
    sound.choose("A", NOW + length)
    assert not sound.turn(NOW + 5 * length)
    sound.hush()
    assert speaker.played == ["dry", "wet", "dry", "-"]
    assert speaker.names == ["dry", "wet"]


@pytest.mark.parametrize(("speaker", "says"), [(None, NO_SOUND), (Loud(broken=True), "taken away")])
def test_without_sound_the_contest_goes_on_and_says_so(few: FewSources, speaker: Loud | None, says: str) -> None:
    made = prepare_match_round(RULES, match_id="m", idx=1, round_id="r", secret=SECRET, library=few, listener=Parrot())
    sound = RoomSound(lambda: speaker)
    sound.take(made.play, made.stimulus, NOW)
    assert says in sound.trouble
    assert sound.playing is None


def test_the_room_is_told_what_it_hears(few: FewSources) -> None:
    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(hall(few, start_with=0, speed=1.0))
            house.contest.herald.sound = RoomSound(Loud)
            _, order = await desk_of(house, stack)
            talk = await stack.enter_async_context(house.talk())
            await talk.join()
            await order("start")
            assert (await talk.until("state", phase="GUESS"))["playing"] == "A"
            await order("sound", clip="B")
            assert (await talk.until("playing"))["clip"] == "B"
            await order("sound", clip=None)
            assert (await talk.until("playing"))["clip"] is None
            await until(lambda: house.contest.herald.sound.playing is None)

    asyncio.run(scenario())
