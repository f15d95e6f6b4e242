"""One contest of everybody: the app in a window, browser pages, simulated players; its host is killed twice.

Each client keeps what it believes it answered; from that alone, and the truths it was told, the points are counted
again and must be those on the board. Run by hand: OWN_EARS_SHOTS names a folder for pictures, ARENA_PAGES the pages.
"""

import asyncio
import json
import math
import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from websockets.sync.client import connect

from game.core.skills import SKILLS
from game.simulate.players import Robot, robots
from game.store.faults import FILE_NAME
from tests.arena.hall import ids
from tests.arena.pages.browser import HOST, Browser, Page, chromium
from tests.arena.real_host import Host
from tests.commands.typist import wait
from tests.window.desktop import Desktop, Game, until, window_on

PAGES: Final = int(os.environ.get("ARENA_PAGES", "20"))
ROBOTS: Final = 9
ROUNDS: Final = 3
RULES: Final = ("--headless", "--guess-s", "240", "--revise-s", "240", "--reveal-s", "12")
OPENS_S: Final = 2.0
PATIENCE_S: Final = 90.0
REFUSED: Final = "ERR_CONNECTION_REFUSED"
"""What a browser says of a host that is away."""
Key = tuple[str, str, str]
"""Player, round, phase."""


def semitones_up(steps: int) -> float:
    """Return where so many steps to the right lead from the middle of the axis; the first only shows the marker."""
    answer = SKILLS["eq.boost_freq"].answer
    return math.sqrt(answer.lo * answer.hi) * 2 ** ((steps - 1) / 12)


@dataclass
class Believed:
    """What clients believe they answered, and what they were told to be true."""

    answers: dict[Key, float] = field(default_factory=dict)
    truths_hz: dict[str, float] = field(default_factory=dict)
    tols_oct: dict[str, float] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def points(self, player: str) -> float:
        """Count the points of DESIGN 3: 70 for the guess, 30 for the final answer, from the distance in octaves."""
        total = 0.0
        for round_id in self.truths_hz:
            guess = self.answers.get((player, round_id, "guess"))
            if guess is None:
                continue
            final = self.answers.get((player, round_id, "revise"), guess)
            points = 70 * self._score(guess, round_id) + 30 * self._score(final, round_id)
            total = round(total + round(points, 1), 1)
        return total

    def _score(self, hz: float, round_id: str) -> float:
        tol, off = self.tols_oct[round_id], abs(math.log2(hz / self.truths_hz[round_id]))
        return min(1.0, max(0.0, (2 * tol - off) / (1.5 * tol)))


class Class:
    """Simulated players in a thread of their own."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        made = robots(ROBOTS, ws=facts["ws"], room=facts["room"], seed=1, new_id=ids("BIG"), longest_s=25.0)
        self.players: Sequence[Robot] = made
        self._thread = threading.Thread(target=lambda: asyncio.run(self._play()), daemon=True)
        self._over = threading.Event()
        self._thread.start()

    async def _play(self) -> None:
        tasks = [asyncio.create_task(player.run()) for player in self.players]
        await asyncio.to_thread(self._over.wait)
        for player in self.players:
            await player.client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def close(self) -> None:
        self._over.set()
        self._thread.join(20)

    def all_in(self, phase: str, idx: int) -> bool:
        states = [player.state for player in self.players]
        return all(state is not None and (state.phase, state.idx) == (phase, idx) for state in states)


@dataclass
class Contest:
    """Everybody who takes part."""

    host: Host
    saves: Path
    pages: Sequence[Page]
    desktop: Desktop
    class_: Class
    shots: Path | None
    app_answers: dict[tuple[int, str], float] = field(default_factory=dict)
    kills: int = 0

    # ---- hands

    def guess(self, page: Page, number: int) -> None:
        page.wait("document.querySelector('.is-guess .nudge')")
        for _ in range(1 + number // 4):
            page.click(f".nudge button:nth-child({1 + number % 4})")
        page.click(f".sure label:nth-child({1 + number % 3}) input")
        page.click("form .primary")

    def decide(self, page: Page, number: int) -> None:
        page.wait("document.querySelector('.is-advice .pair .primary:not(:disabled)')")
        if number % 2:
            page.click(".is-advice .pair .primary")
            return
        page.click(".is-advice .pair .btn:not(.primary)")
        page.click(".nudge button:nth-child(2)")
        page.click("form .primary")

    def guess_in_app(self, idx: int) -> None:
        steps = 3 + 5 * idx
        self.desktop.key(*("Right" for _ in range(steps)), "2")
        self.shoot(f"app-guess-{idx}")
        self.desktop.key("Return")
        self.app_answers[idx, "guess"] = semitones_up(steps)

    def decide_in_app(self, idx: int) -> None:
        steps = 4 * (idx - 1)
        self.shoot(f"app-advice-{idx}")
        if steps:
            self.desktop.key(*("Left" for _ in range(steps)))
        self.desktop.key("Return")
        self.app_answers[idx, "revise"] = self.app_answers[idx, "guess"] * 2 ** (-steps / 12)

    def shoot(self, name: str) -> None:
        if self.shots is not None:
            self.desktop.save(self.shots / f"{name}.png")

    # ---- a round

    def play(self) -> None:
        for idx in range(1, ROUNDS + 1):
            self._phase(idx, "GUESS", self.guess, self.guess_in_app, killed=idx == 1)
            self._phase(idx, "REVISE", self.decide, self.decide_in_app, killed=idx == 2)
            until(lambda: self.class_.all_in("REVEAL", idx), "the truth is out", patience_s=PATIENCE_S)  # noqa: B023
            for page in self.pages:
                page.wait("document.querySelector('.is-reveal .answers')")
            wait(1.0)
            self.shoot(f"app-reveal-{idx}")
            if self.shots is not None:
                self.pages[0].shoot(self.shots / f"page-reveal-{idx}.png")
        until(lambda: all(one.board is not None and one.board.final for one in self.class_.players), "it ends",
              patience_s=PATIENCE_S)  # fmt: skip

    def _phase(
        self, idx: int, phase: str, do: Callable[[Page, int], None], do_in_app: Callable[[int], None], *, killed: bool
    ) -> None:
        until(lambda: self.class_.all_in(phase, idx), f"{phase} of round {idx}", patience_s=PATIENCE_S)
        wait(OPENS_S)
        half = len(self.pages) // 2
        for number, page in enumerate(self.pages[:half]):
            do(page, number)
        if killed:
            self.host.kill()
            self.kills += 1
            self.pages[half].says("out of reach")
        do_in_app(idx)  # the host is away, and the answers wait
        do(self.pages[half], half)
        if killed:
            self.shoot(f"app-away-{idx}")
            self.host.start()
        for number, page in enumerate(self.pages[half + 1 :], start=half + 1):
            do(page, number)

    # ---- what each believes

    def believed(self) -> Believed:
        found = Believed()
        for robot in self.class_.players:
            assert robot.client.player is not None
            assert robot.state is not None
            assert robot.state.me is not None
            found.names[robot.client.player] = robot.state.me.name
            for (round_id, phase), value in robot.given.items():
                assert isinstance(value, int | float)
                found.answers[robot.client.player, round_id, phase] = float(value)
        for page in self.pages:
            self._of_page(page, found)
        return found

    def _of_page(self, page: Page, found: Believed) -> None:
        page.run("0")  # what came last has been taken
        heard = [frame for way, frame in page.frames if way == "Received"]
        players = {(frame["player"], frame["name"]) for frame in heard if frame["t"] == "joined"}
        assert len(players) == 1, "one place, whatever happens"
        ((player, name),) = players
        found.names[player] = name
        for frame in (frame for way, frame in page.frames if way == "Sent" and frame["t"] == "answer"):
            key = (player, frame["round"], frame["phase"])
            assert found.answers.setdefault(key, frame["v"]) == frame["v"], "sent again is the same"
        for frame in (frame for frame in heard if frame["t"] == "reveal"):
            found.truths_hz[frame["round"]] = frame["truth"]["choice"]
            found.tols_oct[frame["round"]] = frame["truth"]["tol"]


def whole_board(facts: Mapping[str, Any]) -> dict[str, float]:
    """Ask the host's desk, as a teacher does, for everybody's points."""
    with connect(facts["ws"], compression=None) as desk:
        desk.send(json.dumps({"t": "host", "op": "login", "pin_session": facts["pin"]}))
        while True:
            frame = json.loads(desk.recv(timeout=10))
            if frame["t"] == "board":
                return {row["name"]: row["points"] for row in frame["rows"]}


def join_pages(browser: Browser, base: str, room: str) -> Iterator[Page]:
    """Let so many devices join by the address with the code."""
    for _ in range(PAGES):
        page = browser.page(context=browser.context())
        page.open(f"{base}/{room.lower()}")
        page.click(".join .primary")
        page.says("You are in")
        yield page


@contextmanager
def everybody(folder: Path) -> Iterator[Contest]:
    shots = os.environ.get("OWN_EARS_SHOTS")
    if shots:
        Path(shots).mkdir(parents=True, exist_ok=True)
    app_saves = folder / "app"
    app_saves.mkdir()
    (app_saves / "settings.json").write_text(json.dumps({"player": "Ada"}), encoding="utf-8")
    with ExitStack() as stack:
        host = Host(folder / "host", players=1 + PAGES + ROBOTS, rounds=ROUNDS, rules=RULES)
        stack.callback(host.close)
        facts, port = host.facts, host.facts["url"].rsplit(":", 1)[1]
        class_ = Class(facts)
        stack.callback(class_.close)
        pages = list(join_pages(stack.enter_context(chromium()), f"http://{HOST}:{port}", facts["room"]))
        desktop = stack.enter_context(Desktop())
        around = window_on(desktop, SDL_AUDIODRIVER="dummy", OWN_EARS_SAVES=str(app_saves))
        game = stack.enter_context(Game(folder=folder, around=around))
        game.show(desktop)
        contest = Contest(host, folder / "host", pages, desktop, class_, Path(shots) if shots else None)
        enter_in_app(contest, f"127.0.0.1:{port}", facts["room"])
        yield contest
        desktop.key("ctrl+q")
        assert game.process.wait(30) == 0
        assert game.said == ("", "")


def enter_in_app(contest: Contest, address: str, room: str) -> None:
    """Join from the Class screen, by keys alone."""
    before = contest.desktop.look()
    contest.desktop.key("c")
    contest.desktop.settle(unlike=before)
    contest.desktop.click(640, 226)
    contest.desktop.type(address)
    contest.desktop.key("Tab")
    contest.desktop.type(room)
    contest.shoot("app-join")
    contest.desktop.key("Return")


@pytest.mark.exhaustive
def test_the_board_is_right_after_two_kills_whoever_plays(tmp_path: Path) -> None:
    began_s = time.monotonic()
    with everybody(tmp_path) as contest:
        contest.play()
        believed, board = contest.believed(), whole_board(contest.host.facts)
        for page in contest.pages:
            page.errors[:] = [error for error in page.errors if REFUSED not in error]
            page.finish()
        contest.host.end()
    with closing(sqlite3.connect(contest.saves / FILE_NAME)) as db:
        assert db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        rows = db.execute("SELECT player_id, round_id, phase, choice FROM match_answers").fetchall()
        people = dict(db.execute("SELECT player_id, name FROM match_players").fetchall())
        order = [row[0] for row in db.execute("SELECT round_id FROM match_rounds ORDER BY idx").fetchall()]
    everyone = 1 + PAGES + ROBOTS
    assert len(people) == everyone, "nobody lost, nobody twice"
    (app,) = set(people) - set(believed.names)
    believed.names[app] = people[app]
    for (idx, phase), hz in contest.app_answers.items():
        believed.answers[app, order[idx - 1], phase] = hz
    stored = {(player, round_id, phase): choice for player, round_id, phase, choice in rows}
    assert len(stored) == len(rows) == everyone * ROUNDS * 2
    assert stored == pytest.approx(believed.answers, rel=1e-6)
    assert board == pytest.approx({name: believed.points(player) for player, name in believed.names.items()}, abs=0.051)
    sent = Counter(frame["id"] for page in contest.pages for way, frame in page.frames
                   if way == "Sent" and frame["t"] == "answer")  # fmt: skip
    again = sum(count - 1 for count in sent.values())
    print(f"{everyone} players ({PAGES} pages, 1 app, {ROBOTS} simulated), {ROUNDS} rounds, {contest.kills} kills: "  # noqa: T201
          f"{len(rows)} answers, 0 lost, 0 double, {again} sent again by pages, "
          f"best {max(board.values()):g} points, {time.monotonic() - began_s:.0f} s")  # fmt: skip
