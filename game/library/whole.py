"""All music there is: what comes with the game, and the player's own."""

from game.core.errors import ContentError
from game.core.facts import Source
from game.dsp.audio import SourceAudio
from game.library.catalogue import Library
from game.library.laid_beat import lay
from game.library.own_music import PREFIX, OwnMusic


class WholeLibrary:
    """The built-in sources, then the player's own that are in play."""

    def __init__(self, built_in: Library, own: OwnMusic) -> None:
        self.built_in, self.own = built_in, own

    def sources(self) -> tuple[Source, ...]:
        """Return every source, the player's own last."""
        return (*self.built_in.sources(), *self.own.sources())

    def find(self, source_id: str) -> Source:
        """Return a source, in play or not; a ContentError that names the nearest id where there is none."""
        return self.own.source(source_id) if source_id.startswith(PREFIX) else self.built_in.find(source_id)

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return a source as a stereo loop; ContentError where there is none."""
        if source_id.startswith(PREFIX):
            return self.own.load(source_id, rate_hz=rate_hz)
        return self.built_in.load(source_id, rate_hz=rate_hz)

    def load_parts(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return a source with its parts; over the player's own a beat is laid. ContentError where there are none."""
        if not source_id.startswith(PREFIX):
            return self.built_in.load_parts(source_id, rate_hz=rate_hz)
        if self.own.source(source_id).rhythm is None:
            raise ContentError(f"{source_id} has no beat yet: tap it under Music, then timing can be asked about it")
        return lay(self.own.load(source_id, rate_hz=rate_hz), kits_dir=self.built_in.kits_dir)
