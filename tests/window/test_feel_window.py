"""Compression and timing in a real window: a round of each kind of answer by mouse, and one by keyboard.

The pictures of the rounds and their truths are saved to the folder that OWN_EARS_SHOTS names, where it is set.
"""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from game.core.skills import SKILLS
from game.screens.scenes.practice import FAMILIES, SKILL_IDS
from game.screens.scenes.run import family_of
from game.screens.scenes.skill_map import CELL_H, GAP, HEAD_H
from tests.commands.typist import wait
from tests.window.desktop import Desktop, Game, until, window_on
from tests.window.test_real_window import Hands

ROUNDS: Final = 2
HEAR_S: Final = 3.2
MAP: Final = (48, 392, 1184)
START: Final = (824, 316)
COMMIT: Final = (1152, 632)
CERTAIN: Final = (560, 632)
PAIR: Final = ((92, 212), (172, 212))
PAIR_OVER_GRID: Final = ((84, 196), (148, 196))
TWO_TAKES: Final = ((340, 248), (940, 248))
Place = tuple[int, int]


@dataclass(frozen=True)
class Kind:
    """How one kind of answer is given, and what it is then: by mouse (a drag through places) and by key."""

    skill_id: str
    sounds: tuple[Place, ...]
    drag: tuple[Place, ...]
    by_mouse: float
    sound_keys: str
    keys: tuple[str, ...]
    by_key: float


KINDS: Final = {
    "amount": Kind("comp.amount", PAIR, ((300, 502), (360, 502), (400, 502)), 6.0, "ab", ("Right", "Right", "2"), 6.5),
    "take": Kind("comp.more", TWO_TAKES, ((300, 484),), 1, "qw", ("2", "8"), 2),
    "part": Kind("time.async", PAIR_OVER_GRID, ((400, 276), (412, 276), (430, 276)), 2, "ab",
                 ("Down", "Down", "Left", "2"), 3),
    "hit": Kind("time.displace", PAIR_OVER_GRID, ((1118, 496),), 3, "ab", ("2", "8"), 2),
    "swing": Kind("time.swing_amount", PAIR_OVER_GRID, ((1084, 244), (1150, 280), (1184, 344)), 71.0, "ab",
                  ("Right", "Right", "2"), 63.0),
}  # fmt: skip


class FeelHands(Hands):
    """Plays a block of two rounds: the first with the mouse, the second with the keyboard."""

    def play(self, name: str, kind: Kind, *, done: int) -> None:
        """Choose the skill, play both rounds, and come back; `done` rounds are in the log before."""
        column = list(FAMILIES).index(family_of(kind.skill_id))
        row = [one for one in SKILL_IDS if family_of(one) == family_of(kind.skill_id)].index(kind.skill_id)
        wide = (MAP[2] - GAP * (len(FAMILIES) - 1)) / len(FAMILIES)
        self._desktop.click(round(MAP[0] + column * (wide + GAP) + 80), round(MAP[1] + HEAD_H + (row + 0.5) * CELL_H))
        self.shoot(f"home-{name}")
        before = self._desktop.look()
        self._desktop.click(*START)
        self._desktop.settle(unlike=before)
        self._with_mouse(name, kind, done=done)
        self.go("Return")
        self._with_keys(name, kind, done=done + 1)
        self.go("Return")
        self.go("Return")

    def _with_mouse(self, name: str, kind: Kind, *, done: int) -> None:
        for number, place in enumerate(kind.sounds):
            self._sound(lambda place=place: self._desktop.click(*place), begun=number > 0)  # type: ignore[misc]
        if len(kind.drag) == 1:
            self._desktop.click(*kind.drag[0])
        else:
            self._desktop.drag(*kind.drag)
        self._desktop.click(*CERTAIN)
        self._desktop.move(640, 690)
        self.shoot(f"round-{name}-by-mouse")
        self._commit(lambda: self._desktop.click(*COMMIT), done=done)
        self.shoot(f"truth-{name}-by-mouse")

    def _with_keys(self, name: str, kind: Kind, *, done: int) -> None:
        for number, key in enumerate(kind.sound_keys):
            self._sound(lambda key=key: self._desktop.key(key), begun=number > 0)  # type: ignore[misc]
        self._desktop.key(*kind.keys)
        self.shoot(f"round-{name}-by-key")
        self._commit(lambda: self._desktop.key("Return"), done=done)
        self._desktop.key("space")
        self._wait_for_sound()
        self.shoot(f"truth-{name}-by-key")

    def _sound(self, start: Callable[[], None], *, begun: bool) -> None:
        """Start a clip, again and again while the round is not ready yet, and listen to it."""
        for _ in range(30):
            start()
            give_up_at = time.monotonic() + 1.0
            while not begun and time.monotonic() < give_up_at and not self._sounds():
                wait(0.02)
            if begun or self._sounds():
                break
        self._hear(HEAR_S)

    def _commit(self, press: Callable[[], None], *, done: int) -> None:
        before = self._desktop.look()
        press()
        until(lambda: self._count("attempts") == done + 1, f"round {done} is in the log", patience_s=20)
        self._wait_for_silence()
        self._desktop.settle(unlike=before)
        wait(0.5)  # the truth draws itself


@dataclass
class Played:
    """What was played, as it ended."""

    status: int
    said: tuple[str, str]
    rows: list[dict[str, Any]]
    shots: Path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play every kind of answer, a block each."""
    folder = tmp_path_factory.mktemp("feel")
    shots = Path(os.environ.get("OWN_EARS_SHOTS") or folder / "shots").absolute()
    shots.mkdir(parents=True, exist_ok=True)
    saves = folder / "saves"
    saves.mkdir()
    (saves / "settings.json").write_text(json.dumps({"player": "Ada", "volume": 1.0}), encoding="utf-8")
    with Desktop() as desktop:
        around = window_on(
            desktop,
            SDL_AUDIODRIVER="disk",
            SDL_DISKAUDIOFILE=str(folder / "mixer.raw"),
            OWN_EARS_RECORD=str(folder / "heard.raw"),
            OWN_EARS_SAVES=str(saves),
        )
        hands = FeelHands(desktop, folder, shots)
        with Game("--rounds", ROUNDS, "--seed", 3, folder=folder, around=around) as game:
            game.show(desktop)
            hands.go("f")
            for number, (name, kind) in enumerate(KINDS.items()):
                hands.play(name, kind, done=ROUNDS * number)
            desktop.key("ctrl+q")
            status = game.process.wait(30)
            with closing(sqlite3.connect(saves / "own-ears.db")) as db:
                db.row_factory = sqlite3.Row
                rows = db.execute("SELECT * FROM commits JOIN attempts USING (commit_id) ORDER BY committed_at")
                yield Played(status, game.said, [dict(row) for row in rows], shots)


@pytest.mark.slow
def test_every_kind_of_answer_is_given_by_mouse_and_by_key(played: Played) -> None:
    wanted = [(kind.skill_id, value) for kind in KINDS.values() for value in (kind.by_mouse, kind.by_key)]
    assert [(row["skill_id"], row["guess_choice"]) for row in played.rows] == wanted


@pytest.mark.slow
def test_how_sure_was_said_by_mouse_and_by_key(played: Played) -> None:
    assert [row["guess_confidence"] for row in played.rows] == ["certain", "fairly sure"] * len(KINDS)


@pytest.mark.slow
def test_the_game_ended_well_and_said_nothing(played: Played) -> None:
    assert (played.status, played.said) == (0, ("", ""))


@pytest.mark.slow
def test_every_kind_was_seen(played: Played) -> None:
    seen = {path.stem for path in played.shots.glob("*.png")}
    assert seen >= {
        f"{what}-{name}-by-{how}" for what in ("round", "truth") for name in KINDS for how in ("mouse", "key")
    }


def test_the_kinds_that_are_played_are_all_that_the_new_skills_ask_for() -> None:
    asked = {spec.answer.kind for skill_id, spec in SKILLS.items() if not skill_id.startswith("eq.")}
    assert {SKILLS[kind.skill_id].answer.kind for kind in KINDS.values()} == asked
