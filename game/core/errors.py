"""What can go wrong with the outside world; each message says what was expected, what came and what to do."""


class GameError(Exception):
    """Something outside the game is not as it must be; its text is one clear sentence for a person."""


class ContentError(GameError):
    """A file that came with the game, or that the player brought, cannot be used."""


class StoreError(GameError):
    """The player's database cannot be used."""


class LinkError(GameError):
    """The network cannot be used as it was asked for."""


class SoundError(GameError):
    """No sound can be played on this machine."""


class WindowError(GameError):
    """No window can be opened on this machine."""


class UnfitError(GameError):
    """This stretch of this source cannot carry this question; another source or another question is drawn."""


class HeadroomError(UnfitError):
    """A clip at the playing loudness would pass the peak ceiling."""


class CueError(UnfitError):
    """No setting makes the change as large as it was asked for."""
