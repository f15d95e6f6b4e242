"""One browser and one scripted host for all pages' tests; each test gets a fresh profile."""

from collections.abc import Callable, Iterator

import pytest

from tests.arena.pages.browser import Browser, Page, chromium
from tests.arena.pages.scripted import Scripted, scripted_host

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="session")
def server() -> Iterator[Scripted]:
    with scripted_host() as one:
        yield one


@pytest.fixture
def host(server: Scripted) -> Scripted:
    """Return the scripted host, with nothing said and nobody in."""
    server.reset()
    return server


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages of one device; none may have complained, nor asked anyone but the host for anything."""
    context = browser.context()
    opened: list[Page] = []

    def open_one(url: str, *, width: int = 390, height: int = 844) -> Page:
        page = browser.page(width=width, height=height, context=context)
        opened.append(page)
        page.open(url)
        return page

    yield open_one
    for page in opened:
        page.finish()
