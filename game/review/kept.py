"""Facts of students that need not be made again: they are kept as JSON, each with the fingerprint of its rounds."""

from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter, ValidationError

from game.review.facts import Student


class Kept:
    """What was kept, and what is to be kept now; in memory, the rim reads and writes it."""

    def __init__(self, known: Mapping[str, tuple[str, bytes]] | None = None) -> None:
        self._known = dict(known or {})
        self._students: dict[tuple[str, str], Student] = {}
        self.new: dict[str, tuple[str, bytes]] = {}

    def find(self, player_id: str, fingerprint: str) -> Student | None:
        """Return a student as read from just these rounds; None where that was not kept."""
        if (player_id, fingerprint) not in self._students:
            before, facts = self._known.get(player_id, ("", b""))
            if before != fingerprint:
                return None
            try:
                self._students[player_id, fingerprint] = _form().validate_json(facts)
            except ValidationError:
                return None
        return self._students[player_id, fingerprint]

    def keep(self, fingerprint: str, student: Student) -> Student:
        """Keep a student under the fingerprint of the rounds that were read, and return them."""
        self._students[student.player_id, fingerprint] = student
        self.new[student.player_id] = (fingerprint, _form().dump_json(student))
        return student


@cache
def _form() -> TypeAdapter[Student]:
    return TypeAdapter(Student)
