import http.client
from pathlib import Path

import pytest
from starlette.routing import Match

from game.arena.about import About
from game.arena.pages import HERE, join_address, page_routes, qr_svg
from tests.arena.pages.scripted import Scripted


def get(server: Scripted, path: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of what the host answers."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    link.request("GET", path)
    answer = link.getresponse()
    text = answer.read().decode("utf-8", "replace")
    link.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


@pytest.mark.parametrize("path", ["/", "/KRVM", "/krvm", "/projector", "/PROJECTOR", "/host", "/HOST"])
def test_addresses_are_found_in_any_case(server: Scripted, path: str) -> None:
    status, headers, text = get(server, path)
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "<!doctype html>" in text


@pytest.mark.parametrize(
    "path", ["/nothing", "/KRV", "/K4VM", "/static/none.js", "/fonts/passwd", "/fonts/..%2F..%2Fpyproject.toml"]
)
def test_nothing_else_is_there(server: Scripted, path: str) -> None:
    status, _, text = get(server, path)
    assert status == 404
    assert "hatchling" not in text


def test_the_code_of_the_address_is_in_the_page_and_no_other_word(server: Scripted) -> None:
    assert 'data-room="KRVM"' in get(server, "/krvm")[2]
    assert 'data-room=""' in get(server, "/")[2]


def test_fonts_may_be_kept(server: Scripted) -> None:
    status, headers, _ = get(server, "/fonts/inter-400.ttf")
    assert status == 200
    assert headers["cache-control"] == "max-age=86400"


def test_an_address_that_phones_cannot_reach_has_no_qr_code(server: Scripted) -> None:
    assert 'class="qr"' in get(server, "/projector")[2]
    before = server.app.state.about
    server.app.state.about = About("http://127.0.0.1:8000", "KRVM", "", Path())
    text = get(server, "/projector")[2]
    server.app.state.about = before
    assert 'class="qr"' not in text


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
