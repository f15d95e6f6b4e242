"""`own-ears play` with somebody who watches it start: `python -m game.bench.probe GOAL SEED [ARGUMENT...]`.

It prints at what time of the system's monotonic clock the goal was on the screen, and ends the game. Only what
every start loads is loaded here.
"""

import runpy
import sys
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from game.screens.window import App

FIRST_FRAME, HOME_RESPONDS, FIRST_ROUND = "first_frame", "home_responds", "first_round"
PRACTICE: Final = "F"
"""A key at home that leads to another place."""


class Watcher:
    """Looks at each frame, presses the next key, and ends the game where its goal has been painted."""

    def __init__(self, goal: str) -> None:
        self._goal, self._pressed = goal, ""

    def look(self, app: "App") -> None:
        """Look at what has just been painted.

        Raises:
            SystemExit: the goal was reached; its time has been printed.
        """
        title = app.scene.title if app.scene is not None else ""
        if app.painted and self._reached(title):
            sys.stdout.write(repr(time.monotonic()))
            sys.stdout.flush()
            raise SystemExit(0)
        if self._goal == HOME_RESPONDS and not self._pressed:
            self._press(app, PRACTICE)
        elif self._goal == FIRST_ROUND and not self._pressed:
            self._press(app, "Enter")
        elif self._pressed == "Enter" and title == "Round":
            self._press(app, "Space")

    def _reached(self, title: str) -> bool:
        if self._goal == FIRST_ROUND:
            return title == "Round" and self._pressed == "Space"
        return self._goal == FIRST_FRAME or bool(self._pressed)

    def _press(self, app: "App", name: str) -> None:
        from game.screens.events import Key, code_of

        if app.scene is not None:
            app.scene.tree.handle(Key(code_of(name)))
            self._pressed = name


def main() -> None:
    """Start the game as its user does, watched."""
    goal, seed, *more = sys.argv[1:]
    watcher = Watcher(goal)
    from game.screens import window

    plain = window.App.frame

    def frame(app: "App", *arguments: Any, **options: Any) -> None:
        plain(app, *arguments, **options)
        watcher.look(app)

    window.App.frame = frame  # type: ignore[method-assign, assignment]  # this process is here to be watched
    sys.argv = ["own-ears", "play", "--seed", seed, *more]
    runpy.run_module("game", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
