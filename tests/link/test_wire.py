"""The messages: what comes in is checked to the letter, what goes out is read back as it was."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from game.link import pieces, wire

ANSWER = {"t": "answer", "id": "a", "round": "r", "phase": "guess", "v": 1200.5, "conf": "certain", "think_ms": 8120}


def read(**changes: object) -> wire.FromClient:
    return wire.read_client(json.dumps({**ANSWER, **changes}))


@pytest.mark.parametrize("value", [1200.5, 2, None, {"part": "snare", "direction": "early"}])
def test_every_kind_of_answer_comes_in(value: object) -> None:
    answer = read(v=value)
    assert isinstance(answer, wire.Answer)
    assert answer.model_dump()["v"] == value


@pytest.mark.parametrize(
    "changes",
    [
        {"v": "1200"},
        {"v": True},
        {"v": [1]},
        {"v": {"part": "snare", "direction": "sideways"}},
        {"v": float("inf")},
        {"v": float("nan")},
        {"conf": 4},
        {"conf": "sure"},
        {"phase": "reveal"},
        {"id": ""},
        {"id": "x" * 65},
        {"id": 7},
        {"think_ms": -1},
        {"extra": 1},
        {"t": "board"},
        {"t": None},
    ],
)
def test_anything_else_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(wire.BadFrame):
        read(**changes)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"t"', '{"t":"answer"}', "\ud800"])
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(wire.BadFrame):
        wire.read_client(text)


def test_a_frame_may_have_four_kilobytes_and_no_more() -> None:
    short = '{"t":"ping","c":1' + " " * 4078 + "}"
    assert len(short) == wire.MOST_BYTES
    assert wire.read_client(short) == wire.Ping(c=1)
    with pytest.raises(wire.BadFrame, match="must not exceed 4096 bytes, got 4097"):
        wire.read_client(short.replace("}", " }"))


MESSAGES: list[BaseModel] = [
    wire.Welcome(now="2026-11-22T12:00:00.000Z"),
    wire.Joined(token=None, player=None, name=""),
    wire.Ack(id="a", res="ok"),
    wire.Ai(round="r", v=None, p_right=None, why="I can't tell."),
    wire.Progress(n=1, of=2, new=["p"], now=""),
    wire.People(players=[pieces.Person(player="p", name="Kelp Seal", here=True, answered=False)]),
    wire.Playing(clip="A"),
    wire.Board(rows=[pieces.BoardRow(rank=1, name="n", points=1.0, gained=1.0)], team=None, of=1, final=True, now=""),
    wire.Hosted(pin_session="s"),
    wire.Err(why="locked"),
    wire.Bye(why="closing"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_the_host_sends_is_read_back_as_it_was(message: BaseModel) -> None:
    numbered = wire.numbered(wire.body_of(message), 17)
    assert json.loads(numbered)["seq"] == 17
    assert wire.read_host(numbered) == message


def test_a_message_of_a_newer_host_is_told_apart() -> None:
    with pytest.raises(wire.BadFrame):
        wire.read_host('{"t":"fireworks"}')
    assert wire.read_host('{"t":"ack","id":"a","res":"ok","sparkle":1}') == wire.Ack(id="a", res="ok")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(wire.BadFrame):
        wire.read_client(text)
