"""The browser pages of a match."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route


def page_routes() -> list[Route | Mount]:
    """Return the routes of the pages."""
    return [Route("/", _player)]


def _player(request: Request) -> Response:
    return PlainTextResponse(f"Own Ears, room {request.app.state.about.room}")
