"""Hands a student's own rounds in: into a file, or to the class host, and never without being asked."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.commands.assigned import find_assignment
from game.commands.assigned_open import sessions_of
from game.core.errors import GameError
from game.store.faults import FILE_NAME
from game.store.forget import find_player
from game.store.hand_in import read_logs, write_hand_in


@dataclass(frozen=True, slots=True)
class Hand:
    """What is handed in: whose rounds from which saves, and of which assignment alone, None for all."""

    saves: Path
    player: str
    assignment: str | None


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of it, as JSON and in words."""

    told: Mapping[str, Any]
    says: str


def hand_over(
    hand: Hand, *, file: Path | None, address: str | None, room: str | None, agreed: Callable[[str], bool]
) -> Handed:
    """Write the file, or send it once that is agreed to.

    Raises:
        GameError: there is no such player or assignment, or it cannot be written or sent.
    """
    if file is not None:
        rounds = write_hand_in(hand.saves, hand.player, file, sessions=_sessions(hand))
        return Handed(
            {"player": hand.player, "file": file.as_posix(), "rounds": rounds},
            f"{file} holds {rounds} rounds of {hand.player}, for your teacher. It goes nowhere by itself.",
        )
    return _send(hand, address or "", room, agreed)


def _send(hand: Hand, address: str, room: str | None, agreed: Callable[[str], bool]) -> Handed:
    from game.link.courier import send_hand_in

    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "own.ears"
        rounds = write_hand_in(hand.saves, hand.player, draft, sessions=_sessions(hand))
        if not agreed(f"Send {rounds} rounds of {hand.player} to {address}? Your teacher will see them."):
            raise GameError("nothing was sent")
        taken = send_hand_in(draft, address, room=room)
    return Handed(
        {"player": hand.player, "to": address, "rounds": rounds, "new": taken.get("new")},
        f"{rounds} rounds of {hand.player} are with your teacher now, {taken.get('new')} of them new.",
    )


def _sessions(hand: Hand) -> list[str] | None:
    if hand.assignment is None:
        return None
    (one,) = find_assignment(hand.saves, hand.assignment, room=None)
    with read_logs([hand.saves]) as (log,), closing(log):
        found = sessions_of(log, one, find_player(hand.saves / FILE_NAME, hand.player))
    if not found:
        raise GameError(f"--assignment must be one that {hand.player} has begun, nothing of {one.title} was played")
    return found
