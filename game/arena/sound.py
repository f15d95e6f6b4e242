"""What the room hears: the clips of a round in turn, or the one that the host chose."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from game.core.errors import GameError
from game.dsp.stimulus import Stimulus
from game.session.match_facts import Play
from game.session.match_picture import clip_name, played_clips
from game.session.ports import Speaker

NO_SOUND: Final = "This machine has no sound device: the contest goes on, nobody in the room hears the clips."


class RoomSound:
    """Plays each clip for its length and goes on to the next, until the host takes over."""

    def __init__(self, open_speaker: Callable[[], Speaker | None]) -> None:
        self._open = open_speaker
        self._opened = False
        self._speaker: Speaker | None = None
        self.trouble = ""
        self._round_id = ""
        self._names: dict[str, str] = {}
        self._length = timedelta()
        self._since: datetime | None = None
        self._turns = False
        self.playing: str | None = None

    def take(self, play: Play, stimulus: Stimulus, now: datetime) -> None:
        """Begin with a round, unless it is the one that sounds already."""
        if not self._opened:
            self._opened, self._speaker = True, self._open()
            self.trouble = "" if self._speaker is not None else NO_SOUND
        if play.round_id == self._round_id or self._speaker is None:
            return
        self._round_id = play.round_id
        self._names = {clip_name(name): name for name in played_clips(stimulus)}
        self._length = timedelta(seconds=len(stimulus.clips[0][1]) / stimulus.rate_hz)
        try:
            self._speaker.load([(name, stimulus.clip(name)) for name in self._names.values()], rate_hz=stimulus.rate_hz)
        except (GameError, ValueError) as error:
            self.trouble = str(error)
            return
        self._turns = True
        self._play(next(iter(self._names)), now)

    def choose(self, clip: str | None, now: datetime) -> None:
        """Play what the host chose, for as long as the round lasts."""
        self._turns = False
        if clip is not None and clip in self._names:
            self._play(clip, now)
        else:
            self._silence()

    def turn(self, now: datetime) -> bool:
        """Go on to the next clip when it is time; return whether it was."""
        if not self._turns or self.playing is None or self._since is None or now < self._since + self._length:
            return False
        clips = list(self._names)
        self._play(clips[(clips.index(self.playing) + 1) % len(clips)], now)
        return True

    def hush(self) -> None:
        """Fall silent; the round may sound again."""
        self._round_id, self._turns = "", False
        self._silence()

    def _play(self, clip: str, now: datetime) -> None:
        if self._speaker is None:
            return
        self._speaker.play(self._names[clip])
        self.playing, self._since = clip, now

    def _silence(self) -> None:
        if self._speaker is not None and self.playing is not None:
            self._speaker.stop()
        self.playing = None

    def close(self) -> None:
        """Give the sound device back."""
        if self._speaker is not None:
            self._speaker.close()
            self._speaker = None
