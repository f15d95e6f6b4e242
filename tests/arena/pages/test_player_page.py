import json

import pytest

from tests.arena.pages import made
from tests.arena.pages.browser import Page
from tests.arena.pages.conftest import OpenPage
from tests.arena.pages.scripted import Scripted

pytestmark = pytest.mark.slow

FILES = [{"name": name, "flac": f"/clip/{name.lower()}.flac", "wav": f"/clip/{name.lower()}.wav"} for name in "AB"]
SLIDES = ("freq", "cut", "gain", "reduction", "swing")


def joined(host: Scripted, open_page: OpenPage, first: made.Frame, *, width: int = 390) -> Page:
    host.state = first
    page = open_page(host.url("/krvm"), width=width)
    page.click(".join .primary")
    page.wait("!document.querySelector('.is-join')")
    return page


def give(page: Page, kind: str) -> None:
    """Choose some answer, and say "fairly sure"."""
    page.click(".nudge button:nth-child(3)" if kind in SLIDES else ".pad label:last-of-type input[name=pad]")
    page.click(".sure label:nth-child(2) input")


def test_a_code_from_the_address_joins_and_a_wrong_one_is_told(host: Scripted, open_page: OpenPage) -> None:
    host.state = made.state("LOBBY")
    page = open_page(host.url("/"))
    page.click("#code")
    page.type("krvx")
    page.press("Enter")
    page.says("No room has this code")
    page.click("#code")
    page.run("document.querySelector('#code').value = ''")
    page.type("krvm")
    page.press("Enter")
    page.says("Blue Otter")
    assert host.next("join")["room"] == "KRVX"
    assert host.next("join") == {"t": "join", "room": "KRVM"}


def test_another_name_can_be_asked_for_while_the_class_comes_in(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("LOBBY"))
    page.click(".namerow .btn")
    host.next("reroll")
    host.push(made.state("LOBBY", me=made.me(name="Teal Finch")))
    page.says("Teal Finch")


def test_every_answer_kind_is_answered_on_a_phone_and_written_down(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("LOBBY"))
    for kind, question in made.QUESTIONS.items():
        host.show(made.state("GUESS", kind, round=kind))
        page.wait(
            f"document.querySelector('h1').innerText === {question['title']!r} && document.querySelector('.sure')"
        )
        assert page.run("document.querySelector('.foot .primary').disabled"), "nothing is chosen for the player"
        assert page.run("document.documentElement.scrollWidth") <= 390
        assert page.run(SMALL) == 0, "a thumb needs 44 px"
        give(page, kind)
        page.click("form .primary")
        page.wait("document.querySelector('.stamp').innerText === 'Written down'")
        sent = host.next("answer")
        assert (sent["phase"], sent["conf"], sent["round"]) == ("guess", "fairly sure", kind)
        assert sent["v"] == pytest.approx(GIVEN[kind]) if kind in SLIDES else sent["v"] == GIVEN[kind]


SMALL = (
    "[...document.querySelectorAll('main button, main label')].map((one) => one.getBoundingClientRect())"
    ".filter((box) => box.width && (box.width < 44 || box.height < 44)).length"
)
MIDDLE_HZ = (60 * 14_000) ** 0.5
SEMITONE_UP = 2 ** (1 / 12)
GIVEN = {
    "freq": MIDDLE_HZ * SEMITONE_UP, "cut": MIDDLE_HZ * SEMITONE_UP, "gain": 0.5, "reduction": 6.5, "swing": 63.0,
    "three": 3, "two": 2, "parts": {"part": "bass", "direction": "late"}, "hit": 4,
}  # fmt: skip


def test_an_answer_is_sent_again_until_it_is_acknowledged_and_after_a_reload(
    host: Scripted, open_page: OpenPage
) -> None:
    page = joined(host, open_page, made.state("GUESS"))
    host.mute = True
    give(page, "freq")
    page.click("form .primary")
    page.says("On its way")
    first, second = host.next("answer"), host.next("answer")
    host.cut()
    page.says("out of reach")
    third = host.next("answer")
    page.reload()
    host.mute = False
    fourth = host.next("answer")
    assert first == second == third == fourth
    page.says("Written down")


def test_a_draft_survives_a_reload_in_mid_round(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("GUESS"))
    give(page, "freq")
    shown = page.run("document.querySelector('output').innerText")
    page.reload()
    page.wait("document.querySelector('form .primary')?.innerText === 'Commit'")
    assert page.run("document.querySelector('output').innerText") == shown
    assert page.run("document.querySelector('.sure :checked').value") == "fairly sure"


def test_nothing_of_the_ai_is_in_the_page_before_the_own_guess_is_written_down(
    host: Scripted, open_page: OpenPage
) -> None:
    page = joined(host, open_page, made.state("GUESS"))
    assert "The AI" not in page.text()
    guess = {"v": 2400.0, "conf": "certain"}
    host.show(made.state("AI", me=made.me(guess=guess)))
    page.says("It listens now")
    host.push(made.ai())
    page.says("Right about 6 in 10")
    assert page.run("document.querySelector('.pair .primary').disabled")
    host.show(made.state("REVISE", me=made.me(guess=guess, ai=made.ai())))
    page.says("Keep 2.40 kHz")
    page.click(".pair .primary")
    assert host.next("answer") | {"id": "", "think_ms": 0} == {
        "t": "answer", "id": "", "round": made.ROUND, "phase": "revise", "v": 2400.0, "conf": "certain", "think_ms": 0,
    }  # fmt: skip


def test_an_answer_is_revised(host: Scripted, open_page: OpenPage) -> None:
    me = made.me(guess={"v": 2, "conf": "certain"}, ai=made.ai("three"))
    page = joined(host, open_page, made.state("REVISE", "three", me=me))
    page.says("Keep take 2")
    page.click(".pair .btn:not(.primary)")
    page.click(".boxes label:nth-child(3) input")
    page.click("form .primary")
    assert host.next("answer")["v"] == 3
    page.says("Written down")


def test_an_ai_that_cannot_tell_says_so_without_a_number(host: Scripted, open_page: OpenPage) -> None:
    said = made.ai(v=None, p_right=None, region="", why="I can't tell. This sound is unlike those I know my odds on.")
    page = joined(host, open_page, made.state("REVISE", me=made.me(guess={"v": 2400.0, "conf": None}, ai=said)))
    page.says("I can't tell.")
    assert page.run("document.querySelectorAll('.ten').length") == 0


def test_the_truth_of_every_kind_is_drawn_with_guess_ai_and_truth(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("LOBBY"))
    for kind in made.QUESTIONS:
        host.show(made.state("REVEAL", kind, round=kind), made.reveal(kind, round=kind), made.board())
        page.shows("h1", made.SAYS[kind])
        page.wait("document.querySelector('.board')")
        text = page.text()
        assert "First guess" in text
        assert ("The AI" in text) is (kind in made.ADVICE)
        assert page.run("[...document.querySelectorAll('.pic, .cells')].every((one) => one.getAttribute('aria-label'))")
        assert page.run("document.querySelectorAll('main .m-truth, .pic .drops').length") >= 3
        assert "undefined" not in text
        assert "NaN" not in page.run("document.querySelector('main').innerHTML")


def test_a_phone_plays_both_clips_together_and_fades_between_them(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("LOBBY", mode="headphones"))
    assert page.run("isSecureContext") is False
    page.says("Check the sound")
    page.click(".foot .btn")
    page.says("Turn silent mode off")
    page.click(".foot .primary")
    page.says("You are in")
    host.show(made.state("PREPARE", mode="headphones", files=FILES))
    assert host.next("ready") == {"t": "ready", "round": made.ROUND, "audio_ok": True}
    page.run(HEAR)
    host.show(made.state("GUESS", mode="headphones", files=FILES))
    page.click(".clip.a")
    page.wait("heard.length === 2 && heard.every((one) => one.loop)")
    assert page.run("new Set(heard.map((one) => one.from)).size") == 1, "both must start at one time"
    page.run("ramps.length = 0")
    page.click(".clip.b")
    page.wait("document.querySelector('.clip.b[aria-pressed=true]')")
    ramps = json.loads(page.run("JSON.stringify(ramps)"))
    assert sorted(ramp["to"] for ramp in ramps) == [0, 1]
    assert all(abs(ramp["s"] - 0.01) < 0.002 for ramp in ramps), ramps
    page.click(".clip:last-child")
    page.wait("document.querySelectorAll('.clip.on').length === 0")


HEAR = """
window.heard = []; window.ramps = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (from) {
  heard.push({ from, loop: this.loop });
  return start.call(this, from);
};
const ramp = AudioParam.prototype.linearRampToValueAtTime;
AudioParam.prototype.linearRampToValueAtTime = function (to, at) {
  ramps.push({ to, s: at - window.lastNow }); return ramp.call(this, to, at); };
const set = AudioParam.prototype.setValueAtTime;
AudioParam.prototype.setValueAtTime = function (value, at) { window.lastNow = at; return set.call(this, value, at); };
"""


def test_who_is_taken_out_is_told_and_does_not_come_back(host: Scripted, open_page: OpenPage) -> None:
    page = joined(host, open_page, made.state("GUESS"))
    host.push({"t": "bye", "why": "kicked"})
    host.cut()
    page.says("You were taken out")
    host.bars = True
    for again in (page.reload, lambda: open_page(host.url("/krvm"))):
        again()
        assert host.next("resume") == {"t": "resume", "token": "tok"}
    page.says("You were taken out")


def test_a_place_of_another_tab_is_offered_and_not_taken(host: Scripted, open_page: OpenPage) -> None:
    joined(host, open_page, made.state("LOBBY"))
    other = open_page(host.url("/"))
    other.says("Go on as Blue Otter")
    other.click(".foot .btn:not(.primary)")
    other.says("You are in")
    assert host.next("resume") == {"t": "resume", "token": "tok"}


@pytest.mark.parametrize(
    ("phase", "says"),
    [("PAUSED", "Paused"), ("CLOSED", "Time is up"), ("REVISE", "No answer this time"), ("FINISHED", "Place 4")],
)
def test_every_other_moment_has_its_words(host: Scripted, open_page: OpenPage, phase: str, says: str) -> None:
    page = joined(host, open_page, made.state(phase))
    page.says(says)
    assert "NaN" not in page.text()
