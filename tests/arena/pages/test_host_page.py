import pytest

from tests.arena.pages import made
from tests.arena.pages.browser import Page
from tests.arena.pages.conftest import OpenPage
from tests.arena.pages.scripted import Scripted

pytestmark = pytest.mark.slow


def inside(host: Scripted, open_page: OpenPage, state: made.Frame, desk: made.Frame, *more: made.Frame) -> Page:
    """Open the desk with the PIN."""
    host.state, host.more = state | {"me": None}, [desk, *more]
    page = open_page(host.url("/HOST"), width=1280, height=800)
    page.click("#pin")
    page.type("482113")
    page.press("Enter")
    page.says("Set-up")
    host.next("host")
    return page


def order(host: Scripted) -> made.Frame:
    """Return the next order, without what stands in every one."""
    frame = host.next("host")
    assert frame.pop("pin_session") == "kept", "the PIN itself is sent only once"
    return {key: value for key, value in frame.items() if key != "t"}


def test_a_wrong_pin_is_told_and_the_right_one_opens_and_outlives_a_reload(host: Scripted, open_page: OpenPage) -> None:
    host.state, host.more = made.state("LOBBY", me=None), [made.desk(3)]
    page = open_page(host.url("/host"), width=1280, height=800)
    page.click("#pin")
    page.type("111111")
    page.press("Enter")
    page.says("That is not the PIN")
    page.run("document.querySelector('#pin').value = ''")
    page.click("#pin")
    page.type("482113")
    page.press("Enter")
    page.says("3 players")
    assert "482113" not in page.run("JSON.stringify([sessionStorage, localStorage])")
    page.reload()
    page.says("3 players")


def test_the_set_up_is_sent_as_it_changes(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("LOBBY"), made.desk(3))
    page.change("#skill", "time.async")
    assert order(host) == {"op": "setup", "setup": {"skill": "time.async"}}
    for name, size in {"cue_from": 12.5, "cue_to": 6, "rounds": 10, "guess_s": 30, "revise_s": 15}.items():
        page.change(f"#{name}", str(size))
        assert order(host) == {"op": "setup", "setup": {name: size}}
    for name, value, sent in (
        ("mode", "headphones", {"mode": "headphones"}),
        ("ai", "own", {"ai": True, "pace": "own"}), ("ai", "off", {"ai": False}),
        ("names", "own", {"names": "own"}), ("bonus", "on", {"bonus": True}), ("board", "off", {"board": False}),
    ):  # fmt: skip
        page.click(f"[name={name}][value={value}]")
        assert order(host) == {"op": "setup", "setup": sent}
    page.change("#teams", "3")
    assert order(host) == {"op": "setup", "setup": {"teams": 3}}
    page.click("summary")
    page.click("[name=source][value=pink_noise]")
    assert order(host) == {"op": "setup", "setup": {"sources": ["pink_noise"]}}


def test_a_size_that_the_skill_does_not_go_to_is_not_sent(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("LOBBY"), made.desk(3))
    page.change("#cue_from", "99")
    page.click("#lock")
    assert order(host) == {"op": "lock", "on": True}


ORDERS = {
    "LOBBY": {"Start": "start"},
    "PREPARE": {"Begin now": "close", "Pause": "pause", "Skip": "skip"},
    "GUESS": {"Close guesses": "close", "+15 s": "extend", "Pause": "pause", "Skip": "skip"},
    "AI": {"Go on": "close"},
    "REVISE": {"Close answers": "close", "+15 s": "extend"},
    "REVEAL": {"Next round": "next"},
    "PAUSED": {"Go on": "resume"},
    "FINISHED": {"New contest": "open_lobby"},
}


def test_each_moment_has_its_orders(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("CLOSED"), made.desk(3))
    for phase, orders in ORDERS.items():
        host.show(made.state(phase, me=None), made.desk(3))
        page.wait(f"document.querySelector('.orders .primary')?.innerText === {next(iter(orders))!r}")
        for label, op in orders.items():
            page.push(label, within=".orders")
            assert order(host)["op"] == op
        assert page.run("document.querySelectorAll('.orders .primary').length") == 1


def test_nobody_can_be_played_with(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("LOBBY"), made.desk(0))
    assert page.run("document.querySelector('.orders .main').disabled")
    page.says("Nobody is in yet")


def test_a_player_is_renamed_given_time_agreed_with_and_removed(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("LOBBY"), made.desk(3, setup={"teams": 2}))

    def press(label: str) -> made.Frame:
        page.click("[data-player=p1]")
        page.push(label, within="dialog")
        sent = order(host)
        page.run("document.querySelector('dialog').close()")
        return sent

    assert press("Agree") == {"op": "approve", "player": "p1", "on": True}
    assert press("Decline") == {"op": "approve", "player": "p1", "on": False}
    assert press("Rename") == {"op": "rename", "player": "p1", "name": "Mint Gecko"}
    assert press("\u00d7 1.5") == {"op": "extra_time", "player": "p1", "factor": 1.5}
    assert press("2") == {"op": "team", "player": "p1", "team": 2}
    assert press("Remove") == {"op": "kick", "player": "p1"}


def test_the_contest_ends_only_when_asked_twice(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("GUESS"), made.desk(3))
    page.click("#end")
    page.says("Really end it?")
    page.click("#end")
    assert order(host) == {"op": "end"}


def test_the_room_hears_what_the_desk_picks(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("GUESS"), made.desk(3))
    page.click(".tile.a")
    assert order(host) == {"op": "sound", "clip": "A"}
    host.push({"t": "playing", "clip": "A"})
    page.says("The room hears A.")
    page.push("Silence")
    assert order(host) == {"op": "sound", "clip": None}


def test_the_desk_shows_no_truth_before_it_is_out_and_then_all_of_it(host: Scripted, open_page: OpenPage) -> None:
    page = inside(host, open_page, made.state("GUESS"), made.desk(23, answered=17))
    page.says("The truth is hidden here too")
    assert "2.50" not in page.run("document.querySelector('main').innerHTML")
    told = made.reveal(mine=None, points=None, whole=made.whole())
    host.show(made.state("REVEAL", me=None), made.desk(23), told, made.board(count=23))
    page.says("It was 2.50")
    assert page.run("document.querySelectorAll('.facts .rows tr').length") == 23


def test_trouble_and_refusals_are_said(host: Scripted, open_page: OpenPage) -> None:
    page = inside(
        host,
        open_page,
        made.state("LOBBY"),
        made.desk(3, trouble="The disk is full. Answers are not taken.", sound="No sound device."),
    )
    page.says("The disk is full")
    page.says("No sound device.")
    host.push({"t": "err", "why": "refused", "says": "somebody is called that, or nearly that"})
    page.says("somebody is called that")
