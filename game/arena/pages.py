"""The browser pages of a match: player, projector and host desk, with all that they load, served from here alone."""

import io
from pathlib import Path
from typing import Final

import jinja2
import segno
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from game.arena.about import About
from game.core.skills import SKILLS

HERE: Final = Path(__file__).parent
FAMILIES: Final = {"eq": "EQ", "comp": "Compression", "mix": "Mix", "time": "Timing"}
FONTS_KEPT_S: Final = 86_400
CODE_LETTERS: Final = 4


def page_routes() -> list[Route | Mount]:
    """Return the routes of the pages; each request finds the room in `app.state.about`."""
    return [
        Route("/", _player),
        Route("/projector", _projector),
        Route("/host", _host),
        Route("/fonts/{name}", _font),
        Mount("/static", StaticFiles(directory=HERE / "static")),
        Route("/{code}", _player),
    ]


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG element without size or style; upper-case text makes larger modules."""
    drawn = io.BytesIO()
    segno.make(text, error="m", boost_error=False, micro=False).save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=0,
        dark="#0B1016",
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue().decode()


def join_address(about: About) -> str:
    """Return what the QR code holds: the whole address with the room's code, in upper case.

    >>> join_address(About("http://10.0.0.7:8000", "KRVM", "", Path()))
    'HTTP://10.0.0.7:8000/KRVM'
    """
    return f"{about.url.rstrip('/')}/{about.room}".upper()


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(HERE / "templates")
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


def _page(name: str, **facts: object) -> Response:
    return HTMLResponse(_environment().get_template(name).render(**facts))


def _about(request: Request) -> About:
    about = request.app.state.about
    if not isinstance(about, About):
        raise TypeError(f"app.state.about must be an About, got {about!r}")
    return about


def _player(request: Request) -> Response:
    code = str(request.path_params.get("code", "")).upper()
    if code.lower() in ("host", "projector"):
        return _host(request) if code == "HOST" else _projector(request)
    if code and not (len(code) == CODE_LETTERS and code.isascii() and code.isalpha()):
        return HTMLResponse("No such page.", status_code=404)
    return _page("player.html", code=code)


def _projector(request: Request) -> Response:
    about = _about(request)
    # an address that only this machine can open must not be offered to phones
    reachable = not about.url.startswith(("http://127.", "http://localhost", "http://[::1]"))
    return _page(
        "projector.html",
        room=about.room,
        address=about.url.split("://", 1)[-1].rstrip("/"),
        qr=qr_svg(join_address(about)) if reachable else "",
    )


def _host(request: Request) -> Response:
    about = _about(request)
    groups = {name: [skill for skill in SKILLS.values() if skill.family == family] for family, name in FAMILIES.items()}
    return _page("host.html", groups=groups, sources=about.sources, room=about.room)


def _font(request: Request) -> Response:
    folder = _about(request).fonts
    name = request.path_params["name"]
    if name not in {path.name for path in folder.glob("*.ttf")}:
        return HTMLResponse("No such font.", status_code=404)
    return FileResponse(folder / name, headers={"Cache-Control": f"max-age={FONTS_KEPT_S}"})
