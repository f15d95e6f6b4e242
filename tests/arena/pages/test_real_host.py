"""The pages against the real command: join, unlock, A/B, answer, reload in mid-round, resume, truth."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.arena.pages.browser import HOST, Page
from tests.arena.pages.conftest import OpenPage

WIDTHS = (390, 1280)


@contextmanager
def real_host(saves: Path, *options: str) -> Iterator[dict[str, Any]]:
    """Run `own-ears host` and return where it is; it must end cleanly."""
    line = [
        sys.executable,
        "-m",
        "game",
        "host",
        "--json",
        "--bind",
        "127.0.0.1",
        "--port",
        "0",
        "--saves",
        str(saves),
        *options,
    ]
    env = {**os.environ, "OMP_NUM_THREADS": "1", "SDL_AUDIODRIVER": "dummy"}
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        try:
            yield facts | {"base": f"http://{HOST}:{facts['url'].rsplit(':', 1)[1]}"}
        finally:
            process.terminate()
            ended = process.wait(20)
        assert ended == 0


def arrive(page: Page) -> None:
    """Join from the address with the code, and let the sound be played."""
    page.click(".join .primary")
    page.says("Check the sound")
    page.click(".foot .btn")
    page.says("Turn silent mode off")
    page.click(".foot .primary")
    page.says("You are in")


def one_round(page: Page, wall: Page, width: int) -> None:
    """Play a round with a reload between the guess that is placed and the guess that is sent, and one after it."""
    page.size(width, 844)
    page.wait("document.querySelector('.is-guess .clip.b:not(:disabled)')")
    page.click(".clip.a")
    page.wait("document.querySelector('.clip.a.on')")
    page.click(".clip.b")
    page.wait("document.querySelector('.clip.b.on')")
    page.click(".nudge button:nth-child(4)")
    page.click(".sure label:nth-child(3) input")
    shown = page.run("document.querySelector('output').innerText")
    page.reload()
    page.wait("document.querySelector('form .primary')?.innerText === 'Commit'")
    assert page.run("document.querySelector('output').innerText") == shown
    page.click("form .primary")
    page.wait("document.querySelector('.is-advice .says .ten, .is-advice .says .fig')")
    page.reload()
    page.click(".is-advice .pair .primary")
    wall.wait("!document.querySelector('#truth').hidden && document.querySelector('#chart circle')")
    page.wait("document.querySelector('.is-reveal .why') && document.querySelector('.board')")
    assert page.run("document.querySelectorAll('.answers tr').length") == 3
    assert page.run("document.documentElement.scrollWidth") <= width


def played(saves: Path, open_page: OpenPage, rounds: int, *, pace: str) -> None:
    options = (
        "--rounds",
        str(rounds),
        "--guess-s",
        "120",
        "--revise-s",
        "120",
        "--reveal-s",
        "0",
        "--mode",
        "headphones",
        "--pace",
        pace,
    )
    with real_host(saves, *options) as facts:
        desk = open_page(f"{facts['base']}/host", width=1280, height=800)
        desk.click("#pin")
        desk.type(facts["pin"])
        desk.press("Enter")
        desk.says("Names appear here")
        wall = open_page(f"{facts['base']}/projector", width=1920, height=1080)
        page = open_page(f"{facts['base']}/{facts['room'].lower()}")
        assert page.run("isSecureContext") is False
        arrive(page)
        wall.says("1 is in")
        desk.click(".orders .main:not(:disabled)")
        for idx in range(1, rounds + 1):
            one_round(page, wall, WIDTHS[idx % 2])
            last = idx == rounds
            desk.wait(f"document.querySelector('.orders .main')?.innerText === '{'Finish' if last else 'Next round'}'")
            desk.click(".orders .main")
        page.says("Place 1")
        wall.says("The contest is over")
        for one in (page, wall, desk):
            one.finish()


@pytest.mark.slow
def test_two_rounds_are_played_with_reloads_in_each(tmp_path: Path, open_page: OpenPage) -> None:
    played(tmp_path, open_page, 2, pace="own")


@pytest.mark.exhaustive
def test_ten_rounds_are_played_with_reloads_in_each(tmp_path: Path, open_page: OpenPage) -> None:
    played(tmp_path, open_page, 10, pace="together")
