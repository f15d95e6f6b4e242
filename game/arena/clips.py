"""The clips of the rounds that are on, under names that nobody can guess and that tell nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from game.arena.guards import derived
from game.dsp.audio import Audio
from game.dsp.stimulus import Stimulus
from game.link.pieces import File
from game.session.match_picture import clip_name, played_clips

Encode = Callable[[Sequence[Audio], int], Sequence[tuple[bytes, bytes]]]
"""Makes of clips, at a rate in Hz, each as FLAC and as WAV; all FLACs are of one size, all WAVs, too."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be fetched: bytes and media type by path."""

    files: tuple[File, ...]
    contents: dict[str, tuple[bytes, str]]


def shelf_of(stimulus: Stimulus, *, round_id: str, secret: bytes, encode: Encode) -> Shelf:
    """Return a round's clips, ready to be fetched."""
    names = played_clips(stimulus)
    encoded = encode([stimulus.clip(name) for name in names], stimulus.rate_hz)
    files, contents = [], dict[str, tuple[bytes, str]]()
    for name, (flac, wav) in zip(names, encoded, strict=True):
        path = f"/clip/{derived(secret, 'clip', round_id, name)}"
        files.append(File(name=clip_name(name), flac=f"{path}.flac", wav=f"{path}.wav"))
        contents[f"{path}.flac"] = (flac, "audio/flac")
        contents[f"{path}.wav"] = (wav, "audio/wav")
    return Shelf(tuple(files), contents)
