"""A player who follows a script: looks at the window, and uses keys and mouse. Dice have a seed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from game.core.facts import CONFIDENCES
from game.dsp.stimulus import DRY
from game.screens.scene import Scene
from game.screens.scenes.advice import AdviceScene
from game.screens.scenes.answer import Answer
from game.screens.scenes.groove import PartAnswer
from game.screens.scenes.listen import TAKE_KEYS
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.summary import SummaryScene
from game.screens.sealed import Hands, SealedApp, save_picture
from game.screens.widgets.base import Widget

NAME: Final = "Demo"
MOST_STEPS: Final = 40
"""How far from the middle of a lane an answer may lie, in presses of an arrow."""
Script: TypeAlias = Iterator[Callable[[], bool]]
"""Yields what it waits for."""


class Player:
    """Plays an evening, one wait after another. `pictures` are those that were taken."""

    def __init__(self, app: SealedApp, *, seed: int, pictures_dir: Path, playing: Callable[[], str]) -> None:
        self._app, self._dir, self._playing = app, pictures_dir, playing
        self._rng = np.random.default_rng(seed)
        self.hands = Hands(app)
        self.pictures: list[str] = []
        self.rounds = 0

    # ---- what it sees

    def _is(self, *titles: str) -> Callable[[], bool]:
        return lambda: self._app.scene is not None and self._app.scene.title in titles and self._settled()

    def _settled(self) -> bool:
        return (
            not self._app.jobs.waiting and self._app.scene is not None and self._app.scene.next_scene is self._app.scene
        )

    @property
    def _scene(self) -> Scene:
        scene = self._app.scene
        if scene is None:
            raise RuntimeError("the window must be open while the evening goes on, it is closed")
        return scene

    def _usable(self, label: str) -> Callable[[], bool]:
        def usable() -> bool:
            found = [widget for widget in self._scene.tree.walk() if widget.label == label]
            return bool(found) and found[0].enabled

        return usable

    def _find(self, label: str) -> Widget:
        return self._scene.tree.find(label)

    def _shoot(self, name: str) -> Script:
        """Wait until the picture stands still, and take it."""
        yield self._stands_still()
        path = f"{len(self.pictures) + 1:02d}-{name}.png"
        save_picture(self._app, self._dir / path)
        self.pictures.append(path)

    def _stands_still(self, *, frames: int = 45) -> Callable[[], bool]:
        seen = 0

        def still() -> bool:
            nonlocal seen
            seen += 1
            return seen >= frames

        return still

    # ---- the evening

    def evening(self) -> Script:
        """Play: first run, two blocks, a lesson, the quiz, all other screens, a backup, and good night."""
        yield from self._first_run()
        yield from self._block(name="boost")
        yield self._is("Today")
        yield from self._shoot("today")
        yield from self._takes()
        yield from self._learn()
        yield from self._looks_around()
        self.hands.press("Q", ctrl=True)

    def _first_run(self) -> Script:
        yield self._is("Welcome")
        self.hands.press("Space")
        yield lambda: bool(self._playing())
        yield from self._shoot("welcome")
        self.hands.press("Space", "Enter")
        yield self._is("Your name")
        self.hands.type(NAME)
        yield self._usable("Next")
        self.hands.press("Enter")
        yield self._is("Ready")
        yield from self._shoot("ready")
        self.hands.press("Enter")

    def _block(self, *, name: str) -> Script:
        while True:
            yield self._is(RoundScene.title, SummaryScene.title)
            if isinstance(self._scene, SummaryScene):
                break
            yield from self._round(name)
        yield from self._shoot(f"{name}-summary")
        self.hands.press("Enter")

    def _round(self, name: str) -> Script:
        scene = self._scene
        if not isinstance(scene, RoundScene):
            raise TypeError(f"a round must be on the screen, {scene.title!r} is")
        first = self.rounds == 0 or name != "boost"
        yield from self._listen(scene)
        self._answer(scene.answer)
        keys = "789" if scene.answer.digits else "123"
        self.hands.press(keys[int(self._rng.integers(len(CONFIDENCES)))])
        yield self._usable("Commit")
        if first:
            yield from self._shoot(f"{name}-round")
        self.hands.press("Enter")
        yield self._is(AdviceScene.title, RevealScene.title)
        if isinstance(self._scene, AdviceScene):
            yield from self._weigh(name)
        yield self._is(RevealScene.title)
        if first or scene.state.setup.mode == "assisted":
            yield from self._shoot(f"{name}-truth")
        self.rounds += 1
        self.hands.press("Enter")

    def _listen(self, scene: RoundScene) -> Script:
        takes = scene.state.setup.must_hear
        for name, key in zip(takes, "AB" if DRY in takes else TAKE_KEYS, strict=False):
            self.hands.press(key)
            yield lambda name=name: not self._missing(scene, name)  # type: ignore[misc]  # the name of this turn

    def _missing(self, scene: RoundScene, name: str) -> bool:
        from game.session.round import still_to_hear

        return name in still_to_hear(scene.state)

    def _answer(self, answer: Answer) -> None:
        steps = int(self._rng.integers(-MOST_STEPS, MOST_STEPS))
        if answer.digits:
            self.hands.press(str(steps % 2 + 1))
        elif isinstance(answer, PartAnswer):
            self.hands.press("Down", "Left" if steps < 0 else "Right")
        else:
            self.hands.press("Right", *["Left" if steps < 0 else "Right"] * abs(steps))

    def _weigh(self, name: str) -> Script:
        yield from self._shoot(f"{name}-region")
        self.hands.press("N")
        yield self._stands_still(frames=30)
        yield self._settled
        for key in "QE":  # yours undone, then the AI's
            self.hands.down(key)
            yield self._stands_still(frames=20)
            self.hands.up(key)
        yield from self._shoot(f"{name}-number")
        self.hands.press("Enter")

    def _takes(self) -> Script:
        """Play two rounds of takes by mouse and keyboard, and leave the block."""
        self.hands.click("Practice")
        yield self._is("Practice")
        self.hands.press("2")
        yield from self._shoot("practice")
        self.hands.press("Enter")
        for _ in range(2):
            yield self._is(RoundScene.title)
            yield from self._round("takes")
        yield self._is(RoundScene.title)
        self.hands.press("Esc")
        yield self._is("Practice")

    def _learn(self) -> Script:
        self.hands.press("L")
        yield self._is("Learn")
        yield from self._shoot("learn")
        self.hands.press("Enter")
        yield self._is("Lesson")
        self.hands.press("Space")
        yield self._stands_still()
        self.hands.press("Enter")
        yield from self._shoot("lesson")
        self.hands.press("Esc")
        yield self._is("Learn")
        self.hands.click("Start")
        for number in range(3):
            yield self._is("Quiz")
            self.hands.press(str(int(self._rng.integers(4)) + 1), "8")
            yield self._usable("Commit")
            self.hands.press("Enter")
            yield self._usable("Next")
            if number == 0:
                yield from self._shoot("quiz")
            self.hands.press("Enter")
            yield self._stands_still(frames=10)
        self.hands.press("Esc")
        yield self._is("Learn")

    def _looks_around(self) -> Script:
        for key, title in (("P", "Progress"), ("M", "Mirror"), ("A", "The AI"), ("T", "Today"), ("S", "Settings")):
            self.hands.press(key)
            yield self._is(title)
            yield from self._shoot(title.lower().replace(" ", "-"))
        self.hands.press("D")
        yield self._is("Your data")
        self.hands.press("B")
        yield self._stands_still()
        yield self._is("Your data")
        yield from self._shoot("your-data")
