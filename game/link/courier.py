"""Carries files between a student and the class host: a hand-in goes there, assignments come from there."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from game.core.errors import LinkError
from game.link.client import place_of

PATIENCE_S: Final = 30.0
MOST_ANSWER_BYTES: Final = 2**20
MARK: Final = "X-Own-Ears"
"""A header that no page elsewhere can send: browsers ask the host first, and it refuses."""


def send_hand_in(file: Path, url: str, *, room: str | None) -> dict[str, Any]:
    """Send a file to the class host; return what it took in: `{player, rounds, new}`.

    Raises:
        ValueError: the address is none, or no room is known.
        LinkError: the host cannot be reached, or did not take it; the sentence is its own.
    """
    address = _address(url, room, "hand-in")
    value = _ask(Request(address, data=file.read_bytes(), headers={MARK: "hand-in"}, method="POST"))
    if not isinstance(value, dict):
        raise LinkError(f"{address} must answer what it took in, it answered something else")
    return value


def fetch_assignments(url: str, *, room: str | None) -> list[str]:
    """Return the assignments that the class host hands out, each as JSON text; LinkError where it cannot be asked."""
    address = _address(url, room, "assignments")
    value = _ask(Request(address, headers={MARK: "assignments"}))
    if not isinstance(value, list):
        raise LinkError(f"{address} must answer a list of assignments, it answered something else")
    return [json.dumps(one) for one in value]


def _address(url: str, room: str | None, what: str) -> str:
    place = place_of(url, room=room, name=None)
    return f"http{place.ws.removeprefix('ws').removesuffix('/ws')}/{what}/{place.room}"


def _ask(request: Request) -> Any:
    try:
        with _opener().open(request, timeout=PATIENCE_S) as answer:
            return json.loads(answer.read(MOST_ANSWER_BYTES))
    except HTTPError as error:
        said = error.read(2000).decode("utf-8", "replace").strip()
        raise LinkError(f"the host did not take it: {said or error.reason}") from error
    except (URLError, OSError, ValueError) as error:
        why = getattr(error, "reason", error)
        raise LinkError(
            f"--to must be the address of a class host in this network, {request.full_url} does not answer ({why})"
        ) from error


def _opener() -> OpenerDirector:
    """Return what asks the host itself, whatever proxy this machine has for the internet."""
    return build_opener(ProxyHandler({}))
