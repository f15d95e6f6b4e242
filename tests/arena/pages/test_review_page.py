"""The review's pages: from disk with the network off, on a phone, a desk and a wall, on paper, and behind the PIN."""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from game import wiring
from game.commands.class_book import FORMS, export
from game.demo.class_book import make_class
from game.store.export_log import ExportLog
from game.store.handed_in import handed_in
from tests.arena.pages.browser import Page
from tests.arena.pages.conftest import OpenPage
from tests.arena.pages.test_access import check, tab_to
from tests.arena.pages.test_real_host import real_host

pytestmark = pytest.mark.slow

STUDENTS = 5
WIDTHS = (390, 1280, 1920)
POOR_TABLES = """[...document.querySelectorAll('table')].filter((one) => !one.caption?.innerText.trim()
  || [...one.querySelectorAll('th')].some((cell) => !cell.scope)).length"""
UNREACHED = """[...document.querySelectorAll('.scroll')].filter((one) =>
  one.scrollWidth > one.clientWidth && one.tabIndex < 0).length"""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a host's folder with a small class that practised a week, did work and held a contest."""
    saves = tmp_path_factory.mktemp("demo") / "class"
    make_class(saves, students=STUDENTS, weeks=1, seed=1, now=wiring.clock())
    return saves


@pytest.fixture
def page(school: Path, open_page: OpenPage) -> Page:
    """Open the file without a network."""
    page = open_page("about:blank")
    page.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    page.open((school / "review.html").as_uri())
    return page


def test_the_file_fits_every_width_with_contrast_names_and_tables_that_can_be_read(page: Page) -> None:
    assert page.run(POOR_TABLES) == 0
    for width in WIDTHS:
        page.size(width, 900)
        assert page.run("document.documentElement.scrollWidth") <= width
        assert page.run(UNREACHED) == 0
        check(page)


def test_the_way_to_a_student_is_there_by_keyboard(page: Page) -> None:
    page.size(1280, 900)
    tab_to(page, "one.closest('tbody') && one.href.includes('#s1-')")
    name = page.focus()
    page.press("Enter")
    page.wait("location.hash.startsWith('#s1-')")
    assert page.run("document.querySelector(location.hash + ' h1').innerText").startswith(name)


def test_on_paper_every_part_begins_a_page_and_nothing_is_cut(page: Page) -> None:
    printed = page.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
    pages = len(re.findall(rb"/Type /Page\b", base64.b64decode(printed["data"])))
    assert pages == 4 + 2 * STUDENTS  # class, growth, assignments, contest; words and charts of each student


def test_the_page_for_others_is_as_readable(school: Path, open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "others.html"
    path.write_bytes(export(school, "share", who="a test"))
    page = open_page(path.as_uri())
    assert page.run(POOR_TABLES) == 0
    for width in WIDTHS:
        page.size(width, 900)
        assert page.run("document.documentElement.scrollWidth") <= width
        check(page)


def hand_in(saves: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "game", "hand-in", "Ada", *arguments, "--saves", str(saves)]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def test_a_student_hands_in_over_the_network_and_the_teacher_sees_it_behind_the_pin(
    tmp_path: Path, open_page: OpenPage
) -> None:
    host, mine = tmp_path / "host", tmp_path / "mine"
    simulate = ("simulate", "--skill", "eq.boost_freq", "--theta", "1", "--trials", "12", "--player", "Ada")
    subprocess.run([sys.executable, "-m", "game", *simulate, "--saves", str(mine)], check=True, capture_output=True)
    with real_host(host, "--headless") as facts:
        address = f"{facts['url']}/{facts['room']}"
        refused = [hand_in(mine, "--to", address), hand_in(mine, "--to", facts["url"], "--room", "BCDF", "--yes")]
        assert [done.returncode for done in refused] == [2, 2]
        assert "--yes" in refused[0].stderr
        assert "no room here" in refused[1].stderr
        assert handed_in(host) == []
        told: list[dict[str, Any]] = []
        for _ in range(2):
            done = hand_in(mine, "--to", address, "--yes", "--json")
            assert done.returncode == 0, done.stderr
            told.append(json.loads(done.stdout))
        assert [one["new"] for one in told] == [12, 0]
        _looks(open_page(f"{facts['base']}/review", width=1280), host, facts)


def _looks(page: Page, host: Path, facts: dict[str, Any]) -> None:
    """Type a wrong PIN, then the right one; read, and take a table away."""
    page.errors.clear()  # the browser notes that the door was closed: 401
    wrong = "000000" if facts["pin"] != "000000" else "000001"
    for pin, says in ((wrong, "That is not the PIN"), (facts["pin"], "1 student, up to")):
        tab_to(page, "one.id === 'pin'") if page.run("document.activeElement.id !== 'pin'") else None
        page.type(pin)
        page.press("Enter")
        page.says(says)
    page.errors.clear()
    assert "Ada" in page.text()
    page.says("Nothing was exported yet")
    assert page.run("document.fonts.check('600 28px Inter')")
    for width in WIDTHS:
        page.size(width, 900)
        assert page.run("document.documentElement.scrollWidth") <= width
        check(page)
    status = page.run("fetch('/review/export/csv', {method: 'POST'}).then((one) => one.text())")
    assert status.startswith("student,skill_id")
    assert [(one.form, one.students) for one in ExportLog(host).read()] == [("csv", 1)]
    page.reload()
    page.says("host's pages, 127.0.0.1")


def status_of(url: str, *, body: bytes | None = None, cookie: str = "") -> int:
    """Ask for a page, and return the status of the answer."""
    try:
        with urlopen(Request(url, data=body, headers={"Cookie": cookie}), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_nothing_of_the_review_is_served_without_the_pin(tmp_path: Path) -> None:
    with real_host(tmp_path, "--headless") as facts:
        url = facts["url"]
        assert status_of(f"{url}/review", cookie="own_ears_review=x") == 401
        for form, *_ in FORMS:
            assert status_of(f"{url}/review/export/{form}", body=b"", cookie="own_ears_review=x") == 401
        wrong = (f"{(int(facts['pin']) + 1 + number) % 10**6:06d}" for number in range(7))
        codes = [status_of(f"{url}/review/login", body=f"pin={pin}".encode()) for pin in wrong]
        assert codes == [403] * 5 + [429] * 2
        assert status_of(f"{url}/hand-in/{facts['room']}", body=b"x") == 403  # as a page elsewhere would send it
