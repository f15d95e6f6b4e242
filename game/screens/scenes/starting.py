"""What Today and Practice share: a block begins from them, and they say what kept it from beginning."""

from abc import ABC, abstractmethod
from typing import final

from game.core.errors import GameError
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.places import PlaceScene, Wish, begin_block
from game.screens.scenes.run import BlockRun
from game.screens.scenes.wait import WaitScene
from game.screens.widgets.base import Widget
from game.session.wording import say_left_round


class StartingPlace(PlaceScene, ABC):
    """A place from which blocks begin."""

    fault = ""
    audible = True

    @abstractmethod
    def wish(self) -> Wish:
        """Return the block that Start begins."""

    @abstractmethod
    def build(self) -> None:
        """Lay the screen out again."""

    @abstractmethod
    def greeting(self) -> str:
        """Return the line under the heading while nothing else is to be said."""

    @final
    def line(self) -> str:
        """Return the line under the heading: a fault, the round that was left, or the greeting."""
        if self.fault:
            return self.fault
        left = self.to.log.find_open_commit(self.player_id)
        return self.greeting() if left is None else say_left_round(left)

    def trouble(self) -> tuple[Widget, ...]:
        """Return the banner of a missing device; also keeps in mind whether there is one."""
        self.audible = self.to.speaker.audible
        return () if self.audible else frame.no_sound(self._retry)

    def begin(self, wish: Wish) -> None:
        """Go to the first round of a block, or say why there is none."""
        try:
            run = begin_block(self.to, wish, player_id=self.player_id)
        except GameError as error:
            self.fault = str(error)
            self.build()
            return
        self.next_scene = WaitScene(run, home=self)

    def begin_block(self) -> BlockRun:
        """Begin the block of Start.

        Raises:
            GameError: the log cannot be written.
        """
        return begin_block(self.to, self.wish(), player_id=self.player_id)

    def _retry(self) -> None:
        if self.to.speaker.retry():
            self.build()

    def update(self, dt_s: float) -> Scene | None:
        """Show or take away the banner of a missing device."""
        if self.audible != self.to.speaker.audible:
            self.build()
        return self.next_scene
