import pytest

from tests.arena.pages import made
from tests.arena.pages.browser import Page
from tests.arena.pages.conftest import OpenPage
from tests.arena.pages.scripted import Scripted, moment

pytestmark = pytest.mark.slow


def seen(phase: str, kind: str = "freq", *, count: int = 23, **more: object) -> made.Frame:
    """Return a state as the projector gets it."""
    return made.state(phase, kind, me=None, players=made.people(count, answered=min(count, 17)), people=count, **more)


def wall(host: Scripted, open_page: OpenPage, first: made.Frame) -> Page:
    host.state = first
    page = open_page(host.url("/projector"), width=1920, height=1080)
    page.wait("document.querySelector('main > section:not([hidden])')")
    return page


def overflows(page: Page) -> bool:
    return bool(page.run(
        "[...document.querySelectorAll('main > section:not([hidden]) *')].filter((one) => one.getClientRects().length)"
        ".map((one) => one.getBoundingClientRect())"
        ".some((box) => box.bottom > innerHeight + 1 || box.right > innerWidth + 1)"
    ))  # fmt: skip


@pytest.mark.parametrize("count", [0, 23, 60])
def test_the_lobby_says_how_to_join_and_who_is_in(host: Scripted, open_page: OpenPage, count: int) -> None:
    page = wall(host, open_page, seen("LOBBY", count=count))
    page.says(f"{count} are in" if count else "Nobody is in yet")
    text = page.text()
    assert "192.168.4.20:8000" in text
    assert "KRVM" in text
    assert page.run("document.querySelector('.qr svg path').getBoundingClientRect().width") > 400
    assert not overflows(page)


@pytest.mark.parametrize("count", [1, 23, 60])
def test_the_round_says_what_is_asked_and_who_has_answered(host: Scripted, open_page: OpenPage, count: int) -> None:
    page = wall(host, open_page, seen("GUESS", "parts", count=count, n=0))
    page.says("Which part is off")
    assert not overflows(page)
    before = page.run("document.querySelectorAll('#roundwho .m-tick').length")
    last = made.people(count)[-1]["player"]
    host.push({"t": "progress", "n": 1, "of": count, "new": [last], "now": moment()})
    page.wait(f"document.querySelectorAll('#roundwho .m-tick').length === {min(count, before + (count > 17))}")
    page.wait(f"document.querySelector('#answered').innerText.startsWith('1 of {count}')")


def test_the_truth_stands_with_every_answer_on_one_picture(host: Scripted, open_page: OpenPage) -> None:
    page = wall(host, open_page, seen("LOBBY"))
    for kind in ("freq", "gain", "three", "parts", "hit"):
        whole = made.whole(kind)
        told = made.reveal(kind, round=kind, mine=None, points=None, whole=whole)
        host.show(seen("REVEAL", kind, round=kind), told, made.board(teams=kind == "three"))
        page.shows("#was", made.SAYS[kind])
        page.wait("!document.querySelector('#topcard').hidden")
        assert page.run("document.querySelectorAll('#chart circle').length") == len(whole["answers"])
        text = page.text()
        assert "13 of 23 were right" in text
        assert ("Good dissent" in text) is bool(whole["dissent"])
        assert ("Team 3" in text) is (kind == "three")
        assert not overflows(page)


def test_before_the_truth_the_page_holds_no_word_of_it(host: Scripted, open_page: OpenPage) -> None:
    page = wall(host, open_page, seen("GUESS"))
    page.says("Where was it boosted?")
    html = page.run("document.querySelector('main').innerHTML")
    assert "2.50" not in html
    assert "AI" not in page.text()


def test_it_comes_back_by_itself_and_says_meanwhile_that_it_is_away(host: Scripted, open_page: OpenPage) -> None:
    page = wall(host, open_page, seen("GUESS"))
    page.says("Where was it boosted?")
    host.state = seen("LOBBY")
    host.cut()
    page.wait("!document.querySelector('#away').hidden")
    page.says("23 are in")
    page.wait("document.querySelector('#away').hidden")
