"""The review behind the host's PIN, handing in, and handing out assignments: plain pages and files, no sockets."""

import asyncio
import hmac
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import jinja2
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from game.arena.guards import WRONG_CODES, WRONG_PINS, WRONG_PINS_OF_ALL, Wrong, derived, fits_origin, pin_of
from game.arena.room import Contest
from game.core.errors import GameError

MARK: Final = "x-own-ears"
COOKIE: Final = "own_ears_review"
MOST_FORM_BYTES: Final = 1000
FORM_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
}
"""As on every page, but that its forms may be sent; without a referrer browsers would not say where they come from."""
TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class ClassBook:
    """What the pages are handed.

    Attributes:
        page: the whole review as HTML that asks for its style beside it.
        style: that style.
        forms: the exports there are, each with the name of its file and its media type.
        export: writes one of them for whoever asks from an address; returns the file's content.
        take: takes in a file, and returns what is said of it; GameError where it is none.
        given: the assignments that are handed out, as plain values.
        most_bytes: of a file that is handed in.
    """

    page: Callable[[], str]
    style: Callable[[], str]
    forms: Sequence[tuple[str, str, str]]
    export: Callable[[str, str], bytes]
    take: Callable[[Path], Any]
    given: Callable[[], Any]
    most_bytes: int


class ReviewPages:
    """Serves the pages of one room. What is slow runs in a thread, one thing at a time."""

    def __init__(self, book: ClassBook, contest: Contest) -> None:
        secret, host_id = contest.ports.secret, contest.room.host_id
        self._book, self._contest = book, contest
        self._pin, self._pass = pin_of(secret, host_id), derived(secret, "review", host_id)
        self._wrong_pins, self._wrong_codes = Wrong(WRONG_PINS, WRONG_PINS_OF_ALL), Wrong(WRONG_CODES)
        self._turn = asyncio.Lock()

    def routes(self) -> list[Route]:
        """Return the routes; they come before those of the room, which take any four letters."""
        return [
            Route("/review", self._review),
            Route("/review/login", self._login, methods=["POST"]),
            Route("/review/review.css", self._style),
            Route("/review/export/{form}", self._export, methods=["POST"]),
            Route("/hand-in/{code}", self._hand_in, methods=["POST"]),
            Route("/assignments/{code}", self._assignments),
        ]

    # ---- the teacher

    async def _review(self, request: Request) -> Response:
        if not self._may(request):
            return _door()
        async with self._turn:
            return _form_page(await asyncio.to_thread(self._book.page))

    async def _style(self, request: Request) -> Response:
        del request
        return Response(self._book.style(), media_type="text/css")

    async def _login(self, request: Request) -> Response:
        address, now_s = _address(request), self._contest.now().timestamp()
        if not fits_origin(request.headers.get("origin"), request.headers.get("host", "")):
            return _door("Open this page by the address of the host.", status=403)
        if self._wrong_pins.locked(address, now_s):
            return _door("Too many wrong PINs. Wait a minute.", status=429)
        given = await _field(request, "pin")
        if not hmac.compare_digest(given.encode(), self._pin.encode()):
            self._wrong_pins.count(address, now_s)
            return _door("That is not the PIN. It stands in the host's window.", status=403)
        answer = RedirectResponse("/review", status_code=303)
        answer.set_cookie(COOKIE, self._pass, path="/review", httponly=True, samesite="strict")
        return answer

    async def _export(self, request: Request) -> Response:
        known = {form: (name, kind) for form, name, kind in self._book.forms}
        if not self._may(request) or not fits_origin(request.headers.get("origin"), request.headers.get("host", "")):
            return _door()
        form = request.path_params["form"]
        if form not in known:
            return PlainTextResponse("No such file.", status_code=404)
        name, kind = known[form]
        async with self._turn:
            data = await asyncio.to_thread(self._book.export, form, _address(request))
        return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def _may(self, request: Request) -> bool:
        return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self._pass.encode())

    # ---- the students

    async def _hand_in(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        async with _received(request, self._book.most_bytes) as upload:
            if upload is None:
                return PlainTextResponse(
                    f"The file must have at most {self._book.most_bytes >> 20} MB.", status_code=413
                )
            try:
                async with self._turn:
                    return JSONResponse(await asyncio.to_thread(self._book.take, upload))
            except GameError as error:
                return PlainTextResponse(str(error), status_code=422)

    async def _assignments(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        return Response(json.dumps(await asyncio.to_thread(self._book.given)), media_type="application/json")

    def _refused(self, request: Request) -> Response | None:
        """Return why a student's request is not served: another page sent it, or its room is not this one."""
        address, now_s = _address(request), self._contest.now().timestamp()
        if MARK not in request.headers:
            return PlainTextResponse("This address is for the game, not for pages.", status_code=403)
        if self._wrong_codes.locked(address, now_s):
            return PlainTextResponse("Too many wrong codes. Wait a minute.", status_code=429)
        if request.path_params["code"].upper() != self._contest.room.code:
            self._wrong_codes.count(address, now_s)
            return PlainTextResponse("This code belongs to no room here.", status_code=404)
        return None


@asynccontextmanager
async def _received(request: Request, most_bytes: int) -> AsyncIterator[Path | None]:
    """Give the body of a request as a file; None where it is larger than it may be, or was cut off."""
    with tempfile.TemporaryDirectory() as folder:
        path, size = Path(folder) / "upload", 0
        with path.open("wb") as file:
            try:
                async for part in request.stream():
                    size += len(part)
                    if size > most_bytes:
                        break
                    file.write(part)
            except ClientDisconnect:
                size = most_bytes + 1
        yield path if size <= most_bytes else None


async def _field(request: Request, name: str) -> str:
    """Return a field of a short form; '' where it is longer, or not there."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_FORM_BYTES:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get(name, [""])[0].strip()


def _door(says: str = "", *, status: int = 401) -> Response:
    """Return the page that asks for the PIN."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    door = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return _form_page(door.get_template("review_door.html").render(says=says), status=status)


def _form_page(text: str, *, status: int = 200) -> Response:
    return HTMLResponse(text, status_code=status, headers=dict(FORM_HEADERS))


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
