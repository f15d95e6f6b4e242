"""Hosts a match on the LAN until it is told to end."""

import contextlib
import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from game import wiring, wiring_match
from game.arena.app import build_app
from game.arena.guards import pin_of
from game.arena.room import Contest
from game.arena.server import listen, serve
from game.commands.class_book import open_class_book
from game.core.skills import find_skill
from game.session.match_facts import Pace, Rules, Sound

HEADLESS_REVEAL_S: Final = 8.0
"""Nobody stands by to go on."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of `host`."""

    saves: Path | None
    port: int
    bind: str
    headless: bool
    skill: str
    cue: float | None
    rounds: int
    guess_s: float
    revise_s: float
    reveal_s: float | None
    start_with: int
    mode: Sound
    pace: Pace
    ai: bool
    new: bool = False
    end_with_input: bool = False


def rules_of(wanted: Wanted) -> Rules:
    """Return the rules that the options ask for; ValueError where the skill does not go that far."""
    spec = find_skill(wanted.skill)
    cue = spec.check_cue(spec.cue_start if wanted.cue is None else wanted.cue)
    by_hand = 0.0 if not (wanted.headless or wanted.start_with) else HEADLESS_REVEAL_S
    return Rules(
        skill_id=spec.skill_id,
        cue_from=cue,
        cue_to=cue,
        rounds=wanted.rounds,
        guess_s=wanted.guess_s,
        revise_s=wanted.revise_s,
        reveal_s=by_hand if wanted.reveal_s is None else wanted.reveal_s,
        mode=wanted.mode,
        pace=wanted.pace,
        ai=wanted.ai,
        start_with=wanted.start_with,
    )


def host_match(wanted: Wanted, *, as_json: bool, say: Say, tell: Say) -> None:
    """Host until SIGINT or SIGTERM; a match that was not over then goes on when it is hosted again.

    Raises:
        ValueError: an option that the skill does not allow.
        GameError: the port is taken, or the saves cannot be written.
    """
    rules = rules_of(wanted)
    listener = listen(wanted.bind, wanted.port)
    shown = wiring_match.lan_address() if wanted.bind in ("0.0.0.0", "::") else wanted.bind
    port = listener.getsockname()[1]
    address = f"[{shown}]:{port}" if ":" in shown else f"{shown}:{port}"
    saves = wiring.find_saves(wanted.saves)
    made = wiring_match.build_contest(saves, rules, url=f"http://{address}", tell=tell, new=wanted.new)
    contest, resumed = made

    def on_up() -> None:
        if wanted.end_with_input:
            threading.Thread(target=end_with_input, name="input", daemon=True).start()
        facts = facts_of(contest)
        if as_json:
            say(json.dumps(facts))
        else:
            for line in describe(facts, resumed=resumed, headless=wanted.headless):
                say(line)

    try:
        serve(build_app(lambda: made, open_class_book(saves)), listener, on_up=on_up)
    finally:
        contest.ports.store.close()


def end_with_input() -> None:
    """End as by SIGTERM once nobody holds the other end of the standard input, on every system alike."""
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    signal.raise_signal(signal.SIGTERM)


def facts_of(contest: Contest) -> dict[str, Any]:
    """Return what is printed once the host listens."""
    url = contest.about.url
    return {
        "url": url,
        "ws": f"ws{url.removeprefix('http')}/ws",
        "room": contest.room.code,
        "pin": pin_of(contest.ports.secret, contest.room.host_id),
        "projector_url": contest.about.projector_url,
    }


def describe(facts: dict[str, Any], *, resumed: bool, headless: bool) -> list[str]:
    """Say where the match is."""
    lines = [
        f"Phones open {facts['url']} and type the room {facts['room']}.",
        f"Projector: {facts['projector_url']}",
        f"Host desk: {facts['url']}/host, PIN {facts['pin']}. Ctrl+C closes the room; End is at the desk.",
        f"Review of what students hand in: {facts['url']}/review, with the same PIN.",
    ]
    if resumed:
        lines.insert(
            0, "A match was cut off here; it goes on where it was, with the options that it had. --new begins another."
        )
    if not headless:
        lines.append("Phones must be in the same network; a firewall may ask whether this program may be reached.")
    return lines
