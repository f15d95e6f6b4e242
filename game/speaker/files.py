"""Where there is no sound device the clips of a round are written as WAV files, to be played by anything else."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from game.dsp.audio import Audio

WriteWav = Callable[[Path, Audio, int], None]


class FileSpeaker:
    """Writes each round's clips into one folder, over those of the round before.

    It cannot know how long a file was listened to: a clip that was asked for counts as heard.
    """

    def __init__(self, folder: Path, *, write_wav: WriteWav) -> None:
        """Write into `folder`, made when first needed, with `write_wav(path, audio, rate_hz)`."""
        self._folder = folder
        self._write_wav = write_wav
        self._lengths_s: dict[str, float] = {}
        self._heard: dict[str, float] = {}

    def load(self, clips: Sequence[tuple[str, Audio]], *, rate_hz: int) -> None:
        """Write the clips."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, audio in clips:
            self._write_wav(self._path(name), audio, rate_hz)
        self._lengths_s = {name: len(audio) / rate_hz for name, audio in clips}
        self._heard = dict.fromkeys(self._lengths_s, 0.0)

    def play(self, name: str) -> str:
        """Return where the clip lies."""
        if name not in self._lengths_s:
            raise ValueError(f"clip must be one of {', '.join(self._lengths_s) or 'none loaded'}, got {name!r}")
        self._heard[name] += max(self._lengths_s[name], 3.0)
        return str(self._path(name))

    def finish_hearing(self, names: Sequence[str], *, at_least_s: float) -> None:
        """Count each of `names` as heard; only the player knows."""
        for name in names:
            self._heard[name] = max(self._heard[name], at_least_s)

    def heard_s(self) -> Mapping[str, float]:
        """Return for how many seconds each clip counts as heard."""
        return dict(self._heard)

    def stop(self) -> None:
        """Nothing sounds."""

    def close(self) -> None:
        """Nothing was opened."""

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.wav"
