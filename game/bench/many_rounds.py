"""The script of `rounds_500`: plays blocks from home to home, and tells what they left behind.

`python -m game.bench.many_rounds FOLDER WARM_UP_BLOCKS BLOCKS ROUNDS`: it listens, answers, asks the AI, auditions,
keeps or revises, replays the truth, and goes on.
"""

import os
import sys
import threading
from pathlib import Path
from typing import Any, Final

from game.bench.fresh import tell
from game.bench.headless import Headless
from game.bench.rounds_500 import PAGES
from game.core.skills import SKILLS
from game.dsp.stimulus import DRY
from game.screens.scene import Scene
from game.screens.scenes.advice import AdviceScene
from game.screens.scenes.answer import Answer
from game.screens.scenes.groove import PartAnswer
from game.screens.scenes.listen import TAKE_KEYS
from game.screens.scenes.practice import FAMILIES, PracticeScene
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.run import family_of
from game.screens.scenes.summary import SummaryScene

HEAR_S: Final = 3.2
SLOW_FRAME_S: Final = 0.4
"""While it only listens, a frame stands for more: painting is most of what a round costs."""
OPEN_FILES: Final = Path("/proc/self/fd")


def watch(folder: Path, *, warm_up_blocks: int, blocks: int, block_rounds: int) -> dict[str, Any]:
    """Play, and return memory after each block, and threads and open files before and after."""
    game = Headless(folder, rounds=block_rounds, seed=1)
    player = Player(game)
    for number in range(warm_up_blocks):
        player.play_block(number)
    held_mb, threads, files = list[float](), [threading.active_count()], [_count_files()]
    for number in range(blocks):
        player.play_block(number)
        held_mb.append(memory_mb())
    played = player.rounds - warm_up_blocks * block_rounds
    threads.append(threading.active_count())
    files.append(_count_files())
    game.close()
    return {"rounds": played, "memory_mb": held_mb, "threads": threads, "files": files}


class Player:
    """Plays blocks from home to home."""

    def __init__(self, game: Headless) -> None:
        self._game = game
        self.rounds = 0

    def play_block(self, number: int) -> None:
        """Play a block of the skill that is this number's turn."""
        game = self._game
        self._choose(tuple(SKILLS)[number % len(SKILLS)])
        game.press("Enter")
        while not isinstance(scene := game.until(_asks), SummaryScene):
            if isinstance(scene, RoundScene):
                self._answer(scene)
        game.press("Enter")
        game.until(lambda scene: isinstance(scene, PracticeScene))

    def _choose(self, skill_id: str) -> None:
        """Choose a skill by the digit of its family, which goes through the family."""
        digit = str(list(FAMILIES).index(family_of(skill_id)) + 1)
        for _ in SKILLS:
            home = self._game.scene
            if isinstance(home, PracticeScene) and home.skill_id != skill_id:
                self._game.press(digit)

    def _answer(self, scene: RoundScene) -> None:
        game, takes = self._game, scene.state.setup.must_hear
        for key in ("Space", "Space") if DRY in takes else TAKE_KEYS[: len(takes)]:
            game.press(key)
            game.wait(HEAR_S, frame_s=SLOW_FRAME_S)
        game.press(*self._keys_of(scene.answer), "8" if scene.answer.digits else "2", "Enter")
        if isinstance(game.until(_follows), AdviceScene):
            self._weigh()
        self._replay()

    def _weigh(self) -> None:
        game = self._game
        game.press("N")
        game.until(lambda _: not game.adapters.jobs.waiting)
        game.press("Q", "W", "E")
        if self.rounds % 3 == 0 and (revision := self._revise()) is not None:
            game.press(*self._keys_of(revision))
        game.press("Enter")
        game.until(lambda scene: isinstance(scene, RevealScene))

    def _revise(self) -> Answer | None:
        self._game.press("V")
        scene = self._game.scene
        return scene.revision if isinstance(scene, AdviceScene) else None

    def _keys_of(self, answer: Answer) -> tuple[str, ...]:
        """Return keys that answer: a digit, a part and a side, or a place beside the middle."""
        if answer.digits:
            return (str(self.rounds % 2 + 1),)
        if isinstance(answer, PartAnswer):
            return (*("Down",) * (self.rounds % 3 + 1), "Left" if self.rounds % 2 else "Right")
        return ("Right", *("Left",) * (self.rounds % 7))

    def _replay(self) -> None:
        game = self._game
        game.until(lambda _: not game.adapters.jobs.waiting)
        game.press("Space", "Space", "F")
        game.wait(0.5, frame_s=SLOW_FRAME_S)
        self.rounds += 1
        game.press("Enter")


def _asks(scene: Scene) -> bool:
    return isinstance(scene, RoundScene | SummaryScene)


def _follows(scene: Scene) -> bool:
    return isinstance(scene, AdviceScene | RevealScene)


def memory_mb() -> float:
    """Return how much memory this process holds."""
    resident_pages = int(PAGES.read_text(encoding="ascii").split()[1])
    return resident_pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _count_files() -> int:
    return len(list(OPEN_FILES.iterdir()))


if __name__ == "__main__":
    tell(
        watch(
            Path(sys.argv[1]), warm_up_blocks=int(sys.argv[2]), blocks=int(sys.argv[3]), block_rounds=int(sys.argv[4])
        )
    )
