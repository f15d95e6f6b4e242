"""Keyboard alone, contrast, names, live words, motion, and text twice as large."""

import pytest

from tests.arena.pages import made
from tests.arena.pages.browser import Page
from tests.arena.pages.conftest import OpenPage
from tests.arena.pages.scripted import Scripted
from tests.arena.pages.test_host_page import inside
from tests.arena.pages.test_player_page import joined
from tests.arena.pages.test_projector_page import wall

pytestmark = pytest.mark.slow

CONTRAST = """(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)); };
  const ground = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const light = (colour) => colour.map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.getClientRects().length || one.closest('.hide, script, option')) continue;
    const style = getComputedStyle(one);
    const drawn = one.closest('svg');
    const colour = over(rgb(drawn ? style.fill : style.color), ground(drawn ?? one));
    const [a, b] = [light(colour), light(ground(drawn ?? one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push([walk.currentNode.data.trim(), ratio.toFixed(2), style.color]);
    const drawnAt = drawn ? drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width : 1;
    const size = parseFloat(style.fontSize) * (drawnAt || 1);
    if (size < 11.9) poor.push([walk.currentNode.data.trim(), 'size', size]);
  }
  return poor;
})()"""  # WCAG 2.2, 1.4.3
NAMED = {
    "button",
    "radio",
    "checkbox",
    "textbox",
    "slider",
    "combobox",
    "spinbutton",
    "link",
    "img",
    "image",
    "timer",
    "radiogroup",
    "dialog",
}


def nameless(page: Page) -> list[str]:
    """Return the roles of parts that tell a screen reader nothing."""
    page.call("Accessibility.enable")
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    said = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]
    return [role for role, name in said if role in NAMED and not name]


FADED = (
    "document.getAnimations().every((one) => one.playState !== 'running'"
    " || one.effect.getComputedTiming().iterations === Infinity)"
)
"""Colours of buttons fade for 80 ms, or for longer on a busy machine."""


def check(page: Page) -> None:
    """Hold a page to contrast, size and names, dark and light."""
    assert nameless(page) == []
    for scheme in ("dark", "light"):
        page.media(prefers_color_scheme=scheme)
        page.wait(FADED)
        assert page.run(CONTRAST) == [], scheme


def shows_focus(page: Page) -> bool:
    """Tell whether one sees what the keyboard is at: an outline on it, or on the part that is drawn over it."""
    return bool(page.run(
        "(() => { for (let one = document.activeElement, up = 0; one && up < 3; one = one.parentElement, up += 1) {"
        " const { outlineStyle, outlineWidth, opacity } = getComputedStyle(one);"
            " if (outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 && opacity !== '0') return true; }"
        " return false; })()"
    ))  # fmt: skip


def tab_to(page: Page, condition: str) -> None:
    """Press Tab until what has the focus fits; each stop must be seen."""
    for _ in range(20):
        page.press("Tab")
        if page.run("document.activeElement === document.body"):
            continue
        assert shows_focus(page), page.focus()
        if page.run(f"(() => {{ const one = document.activeElement; return {condition}; }})()"):
            return
    raise AssertionError(f"Tab never reached {condition}")


@pytest.mark.parametrize("kind", ["freq", "swing", "three", "parts", "hit"])
def test_a_round_is_played_by_keyboard_alone(host: Scripted, open_page: OpenPage, kind: str) -> None:
    host.state = made.state("GUESS", kind)
    page = open_page(host.url("/"))
    tab_to(page, "one.id === 'code'")
    page.type("krvm")
    page.press("Enter")
    page.says("How sure are you?")
    tab_to(page, "one.classList.contains('rail') || one.name === 'pad'")
    page.press("ArrowRight", times=2)
    tab_to(page, "one.name === 'sure'")
    page.press(" ")
    page.press("ArrowRight")
    tab_to(page, "one.innerText === 'Commit'")
    page.press("Enter")
    page.says("Written down")
    assert host.next("answer")["conf"] == "fairly sure"


def test_the_slider_says_value_and_region(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("GUESS"))
    tab_to(page, "one.classList.contains('rail')")
    assert page.run("document.activeElement.getAttribute('aria-valuetext')") == "no answer yet"
    page.press("ArrowRight")
    assert page.run("document.activeElement.getAttribute('aria-valuetext')") == "971 Hz mids, near B5"


@pytest.mark.parametrize("kind", ["freq", "parts", "hit"])
def test_player_pages_have_contrast_and_names(host: Scripted, open_page: OpenPage, kind: str) -> None:
    page = joined(host, open_page, made.state("GUESS", kind))
    page.says("How sure are you?")
    check(page)
    host.show(made.state("REVEAL", kind, round="r2"), made.reveal(kind, round="r2"), made.board(teams=True))
    page.wait("document.querySelector('.why')")
    check(page)


def test_the_second_opinion_has_contrast_and_names(host: Scripted, open_page: OpenPage) -> None:
    page = joined(
        host, open_page, made.state("REVISE", me=made.me(guess={"v": 2400.0, "conf": "certain"}, ai=made.ai()))
    )
    page.says("Keep 2.40")
    check(page)


def test_projector_and_desk_have_contrast_and_names(host: Scripted, open_page: OpenPage) -> None:
    page = wall(host, open_page, made.state("GUESS", me=None, players=made.people(23, answered=17)))
    page.says("Where was it boosted?")
    check(page)
    desk = inside(
        host,
        open_page,
        made.state("REVEAL"),
        made.desk(23),
        made.reveal(mine=None, points=None, whole=made.whole()),
        made.board(),
    )
    desk.says("It was 2.50")
    check(desk)
    desk.click("[data-player=p1]")
    check(desk)


def test_the_time_is_said_now_and_then_and_not_each_second(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("LOBBY"))
    page.run(
        "window.said = []; const aloud = document.querySelector('#said');"
        " new MutationObserver(() => said.push(aloud.textContent)).observe(aloud, { childList: true })"
    )
    host.show(made.state("GUESS", left=10.5))
    page.wait("document.querySelector('#left').innerText === '0:09'")
    assert page.run("said") == ["10 seconds left"]
    assert page.run("document.querySelector('#timer').getAttribute('role')") == "timer"
    assert page.run("!document.querySelector('#left').closest('[aria-live=polite], [role=status], [role=alert]')")


def test_nothing_moves_where_motion_is_unwanted(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("REVEAL"))
    host.push(made.reveal())
    page.wait("document.querySelector('.draws')")
    assert page.run("getComputedStyle(document.querySelector('.draws')).animationName") == "draw"
    page.media(prefers_reduced_motion="reduce")
    assert page.run("getComputedStyle(document.querySelector('.draws')).animationName") == "none"


def test_text_twice_as_large_and_long_names_fit_a_phone(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("LOBBY", me=made.me(name="W" * 20)))
    page.run("document.documentElement.style.fontSize = '200%'")
    assert page.run("document.documentElement.scrollWidth") <= 390
    long = made.board()
    long["rows"][0]["name"] = "W" * 20
    for kind, question in made.QUESTIONS.items():
        host.show(made.state("GUESS", kind, round=kind))
        page.wait(
            f"document.querySelector('h1').innerText === {question['title']!r} && document.querySelector('.sure')"
        )
        assert page.run("document.documentElement.scrollWidth") <= 390, kind
        host.show(
            made.state("REVEAL", kind, round=kind, me=made.me(name="M" * 20)), made.reveal(kind, round=kind), long
        )
        page.wait("document.querySelector('.board')")
        assert page.run("document.documentElement.scrollWidth") <= 390, kind
