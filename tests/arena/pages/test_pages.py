import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Match

from game.arena.about import About
from game.arena.pages import HERE, join_address, page_routes, qr_svg
from game.library.files import find_content


@pytest.fixture
def app() -> Iterator[Starlette]:
    one = Starlette(routes=page_routes())
    one.state.about = About("http://10.0.0.7:8000", "KRVM", "http://10.0.0.7:8000/projector", find_content() / "fonts")
    yield one


async def fetch(app: Starlette, path: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of what the app answers."""
    got: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        got.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "root_path": "",
        "scheme": "http",
    }
    await app(scope, receive, send)  # type: ignore[arg-type]  # plain dicts are what ASGI passes
    headers = {name.decode(): value.decode() for name, value in got[0]["headers"]}  # type: ignore[attr-defined]  # as ASGI says
    body = b"".join(message.get("body", b"") for message in got[1:])  # type: ignore[misc]  # as ASGI says
    return int(str(got[0]["status"])), headers, body.decode("utf-8", "replace")


def get(app: Starlette, path: str) -> tuple[int, dict[str, str], str]:
    """Fetch without a loop of one's own."""
    return asyncio.run(fetch(app, path))


@pytest.mark.parametrize("path", ["/", "/KRVM", "/krvm", "/projector", "/PROJECTOR", "/host", "/HOST"])
def test_addresses_are_found_in_any_case(app: Starlette, path: str) -> None:
    status, headers, text = get(app, path)
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "<!doctype html>" in text


@pytest.mark.parametrize(
    "path", ["/nothing", "/KRV", "/K4VM", "/static/none.js", "/fonts/passwd", "/fonts/..%2F..%2Fpyproject.toml"]
)
def test_nothing_else_is_there(app: Starlette, path: str) -> None:
    try:
        status, _, text = get(app, path)
    except Exception as error:  # noqa: BLE001 - what a file server raises is turned into a status by the app around it
        assert getattr(error, "status_code", None) == 404, error
        return
    assert status == 404
    assert "hatchling" not in text


def test_the_code_of_the_address_is_in_the_page_and_no_other_word(app: Starlette) -> None:
    assert 'data-room="KRVM"' in get(app, "/krvm")[2]
    assert 'data-room=""' in get(app, "/")[2]


def test_fonts_may_be_kept(app: Starlette) -> None:
    status, headers, _ = get(app, "/fonts/inter-400.ttf")
    assert status == 200
    assert headers["cache-control"] == "max-age=86400"


def test_an_address_that_phones_cannot_reach_has_no_qr_code(app: Starlette) -> None:
    assert 'class="qr"' in get(app, "/projector")[2]
    app.state.about = About("http://127.0.0.1:8000", "KRVM", "", Path())
    assert 'class="qr"' not in get(app, "/projector")[2]


def test_the_qr_code_is_small_enough_to_be_read_from_afar() -> None:
    drawn = qr_svg(join_address(About("http://192.168.100.200:8000", "KRVM", "", Path())))
    assert 'viewBox="0 0 25 25"' in drawn, "version 2: upper case keeps the modules large"
    assert "style" not in drawn


def test_pages_hold_no_inline_script_or_style_and_ask_no_other_host() -> None:
    files = [path for folder in ("templates", "static") for path in (HERE / folder).iterdir()]
    assert len(files) > 20
    for path in files:
        text = path.read_text()
        assert "style=" not in text, path
        assert "<style" not in text, path
        assert "innerHTML" not in text, path
        assert "<script>" not in text, path
        outside = [
            word
            for word in text.replace('"', " ").split()
            if word.startswith(("http://", "https://")) and "www.w3.org" not in word
        ]
        assert outside == [], path


def test_pages_use_nothing_that_is_missing_on_an_insecure_origin() -> None:
    for path in (HERE / "static").glob("*.js"):
        text = "\n".join(line.split("//")[0] for line in path.read_text().splitlines())
        for absent in (
            "randomUUID",
            "audioWorklet",
            "AudioWorklet",
            "wakeLock",
            "crypto.subtle",
            "serviceWorker",
            "clipboard",
            "mediaDevices",
        ):
            assert absent not in text, (path, absent)


def test_every_route_is_a_page_a_file_or_a_font() -> None:
    scope = {"type": "http", "method": "GET", "path": "/KRVM", "root_path": ""}
    assert [route.matches(scope)[0] for route in page_routes()].count(Match.FULL) == 1
