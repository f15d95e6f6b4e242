"""Takes files into the player's own music."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from game.core.errors import ContentError
from game.core.own import OwnPiece
from game.library.own_music import OwnMusic

FOREIGN = "The AI was not made for your music: there it goes by odds for other sounds, which are mostly lower."


def import_rows(own: OwnMusic, files: Sequence[Path]) -> list[dict[str, Any]]:
    """Import files, and return a row for each under the keys of the `import` contract."""
    return [_row(own, path) for path in files]


def _row(own: OwnMusic, path: Path) -> dict[str, Any]:
    try:
        piece = own.add(path)
    except ContentError as error:
        return dict.fromkeys(
            ("file", "title", "source_id", "says", "seconds", "rate_hz", "channels", "truncated", "usable_hz")
        ) | {"file": _printable(path), "says": _one_line(str(error))}  # fmt: skip
    return {
        "file": _printable(path),
        "title": piece.title,
        "source_id": piece.source_id,
        "says": say_piece(piece),
        "seconds": piece.seconds,
        "rate_hz": piece.rate_hz,
        "channels": piece.channels,
        "truncated": piece.truncated,
        "usable_hz": list(piece.usable_hz),
    }


def _printable(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()


def _one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())


def say_piece(piece: OwnPiece) -> str:
    """Say what of a file is played, and what it is good for."""
    at = piece.kept_at_s + piece.start_s
    lowest, highest = piece.usable_hz
    words = (
        f"{piece.stop_s - piece.start_s:.1f} s from {int(at // 60)}:{at % 60:04.1f} on; "
        f"something to ask about from {lowest:.0f} Hz to {highest / 1000:.1f} kHz."
    )
    return f"{words} {piece.says}".strip()
