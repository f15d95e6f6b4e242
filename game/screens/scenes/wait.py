"""Between two rounds: straight on where the next one is ready, a plain bar where it is not."""

from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.round import RoundScene
from game.screens.scenes.run import BlockRun
from game.screens.tree import Tree
from game.screens.widgets.base import Words
from game.screens.widgets.status import WaitBar


class WaitScene(Scene):
    """Waits for the round that the run has come to."""

    title = "Waiting"
    listening = True

    def __init__(self, run: BlockRun, *, home: Scene) -> None:
        super().__init__()
        self.run, self.home = run, home
        self._failed = False
        self.bar = WaitBar(Rect(32, 176, 560, 48), "Rendering the round")
        self.tree = Tree(frame.group(frame.block_bar(run, on_back=self._leave), self.bar))

    def _leave(self) -> None:
        self.next_scene = self.home

    def update(self, dt_s: float) -> Scene | None:
        """Go on as soon as the round is there; say so where it cannot be made."""
        ready = self.run.take()
        if ready is not None:
            self.next_scene = RoundScene(self.run, ready, home=self.home)
        elif self.run.failure and not self._failed:
            self._failed = True
            words = frame.heading("This round cannot be made", self.run.failure)
            leave = Words(Rect(32, 152, 640, 21), "Esc leads back. What you answered is kept.")
            self.tree.replace(frame.group(frame.block_bar(self.run, on_back=self._leave), words, leave))
        return self.next_scene
