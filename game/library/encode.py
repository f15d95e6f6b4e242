"""Clips as files in memory, 16 bit, for phones: without tags, and all of a round of one size."""

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
import soundfile

from game.dsp.audio import Audio

FULL_SCALE: Final = 32768
_BLOCK_HEAD: Final = 4
_PADDING: Final = 1
_LAST: Final = 0x80
_LONGEST_BLOCK: Final = 2**24 - 1


def encode_clips(clips: Sequence[Audio], rate_hz: int) -> Sequence[tuple[bytes, bytes]]:
    """Return each clip as FLAC and as WAV; equally long clips give files of one size, so that size tells nothing."""
    flacs = [_encoded(clip, rate_hz, "FLAC") for clip in clips]
    size = max(map(len, flacs)) + _BLOCK_HEAD
    return [(padded_flac(flac, size), _encoded(clip, rate_hz, "WAV")) for clip, flac in zip(clips, flacs, strict=True)]


def _encoded(clip: Audio, rate_hz: int, form: str) -> bytes:
    file = io.BytesIO()
    samples = np.rint(clip * FULL_SCALE).clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    soundfile.write(file, samples, rate_hz, format=form, subtype="PCM_16")
    return file.getvalue()


def padded_flac(flac: bytes, size: int) -> bytes:
    """Return the same sound in a file of exactly `size` bytes, by a block of padding (RFC 9639, 8.3).

    All blocks but STREAMINFO are left out: they are the encoder's name, and padding of its own.
    """
    head, blocks_end = flac[:4], 4
    first_end = blocks_end + _BLOCK_HEAD + int.from_bytes(flac[5:8], "big")
    at, last = blocks_end, False
    while not last:
        last = bool(flac[at] & _LAST)
        at += _BLOCK_HEAD + int.from_bytes(flac[at + 1 : at + 4], "big")
    info = bytes([flac[4] & ~_LAST & 0xFF]) + flac[5:first_end]
    room = size - len(head) - len(info) - (len(flac) - at) - _BLOCK_HEAD
    if not 0 <= room <= _LONGEST_BLOCK:
        raise ValueError(f"size must leave room for a block of padding in {len(flac)} bytes, got {size}")
    return head + info + bytes([_LAST | _PADDING]) + room.to_bytes(3, "big") + bytes(room) + flac[at:]
