"""Gives out work and practises it: an assignment is a file, or comes from the class host; rounds go back by hand-in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from game import wiring
from game.commands.assigned_open import next_task
from game.commands.play import Speakers, asker, name_of, open_log
from game.core.assignment import Assignment
from game.core.canonical import plain
from game.core.errors import GameError
from game.core.skills import find_skill
from game.link.courier import fetch_assignments
from game.session.block import Block
from game.session.practice import summarise
from game.session.wording_skills import SHORT
from game.store.assignments import GIVEN, TAKEN, keep, kept, parse_assignment, read_assignment, write_assignment
from game.store.log import AttemptLog
from game.store.settings import load_settings
from game.terminal.play import Adapters, play_block

Say = Callable[[str], None]


def give(
    saves: Path, file: Path | None, *, skill: str, goal: float | None, rounds: int, due: datetime, ai: bool, title: str
) -> Assignment:
    """Make an assignment, keep it for the review and for the host to hand out, and write it to a file, too.

    A date without a time of day means its end, and times are those of this machine.

    Raises:
        ValueError: an unknown skill, or a goal that it does not go to.
        GameError: it cannot be written, or is over already.
    """
    from game import wiring_match  # a student who plays needs nothing of a host
    from game.arena.guards import derived

    spec = find_skill(skill)
    until = due if due.time() != time() else due.replace(hour=23, minute=59)
    due_at = until.astimezone()
    if due_at <= wiring.clock():
        raise GameError(f"--due must be a day to come, {due_at:%Y-%m-%d %H:%M} is over")
    name = title.strip() or SHORT[spec.skill_id]
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:24] or "work"
    made = Assignment(
        assignment_id=f"{slug}-{wiring.new_id()[:6]}",
        title=name,
        skill_id=spec.skill_id,
        goal=None if goal is None else spec.check_cue(goal),
        rounds=rounds,
        due_at=due_at,
        ai=ai,
        key="",
    )
    made = replace(made, key=derived(wiring_match.host_secret(saves), "assignment", made.assignment_id))
    if file is not None:
        write_assignment(file, made)
    keep(saves / GIVEN, made)
    return made


def find_assignment(saves: Path, where: str, *, room: str | None) -> Sequence[Assignment]:
    """Return the assignments in a file, at a class host's address, or kept under an id; they are kept from then on.

    Raises:
        GameError: there is none.
    """
    path = Path(where)
    if path.is_file():
        found = [read_assignment(path)]
    elif where in (known := {one.assignment_id: one for one in kept(saves / TAKEN)}):
        found = [known[where]]
    elif re.fullmatch(r"[0-9a-z-]+", where):
        raise GameError(f"--assignment must be a file, a host's address or one of {', '.join(known) or 'none yet'}")
    else:
        found = [parse_assignment(text, where=where) for text in fetch_assignments(where, room=room)]
    for one in found:
        keep(saves / TAKEN, one)
    return found


def open_block(log: AttemptLog, assignments: Sequence[Assignment], player_id: str) -> tuple[Assignment, Block] | None:
    """Return the first assignment with rounds left, and its next block; None where all is done."""
    task = next_task(log, assignments, player_id)
    if task is None:
        return None
    one = task.assignment
    return one, Block(
        session_id=wiring.new_id(),
        player_id=player_id,
        skill_id=one.skill_id,
        cue=None,
        seed=task.seed,
        rounds=task.rounds,
        assisted=one.ai,
        app_version=wiring.app_version(),
        started_at=wiring.clock(),
    )


def play_assignment(
    *,
    saves: Path | None,
    player: str | None,
    where: str,
    room: str | None,
    files: bool,
    member: str,
    say: Say,
    prompt_on_line: Say,
) -> dict[str, Any]:
    """Play the next block of an assignment on standard input; return the block's summary.

    Raises:
        GameError: there is no such assignment, or the log or the content cannot be used.
    """
    folder, listener = wiring.find_saves(saves), wiring.build_listener(member)
    found = find_assignment(folder, where, room=room)
    log = open_log(folder, say)
    speakers = Speakers(folder, files=files, say=say)
    try:
        name = name_of(player, load_settings(folder, now=wiring.clock()))
        player_id = log.find_or_add_player(name, player_id=wiring.new_id(), now=wiring.clock())
        opened = open_block(log, found, player_id)
        if opened is None:
            say("Nothing is left to do here. Hand it in: own-ears hand-in PLAYER --to ADDRESS, or into a file.")
            return plain(summarise([]))  # type: ignore[no-any-return]
        assignment, block = opened
        say(f"{assignment.title}: {block.rounds} of {assignment.rounds} rounds now.")
        log.append_session(block)
        adapters = Adapters(
            library=wiring.build_library(),
            listener=listener,
            log=log,
            speaker=speakers.open(),
            clock=wiring.clock,
            new_id=wiring.new_id,
            say=say,
            ask=asker(say, prompt_on_line=prompt_on_line),
        )
        return plain(summarise(play_block(block, adapters)))  # type: ignore[no-any-return]
    finally:
        speakers.close()
        log.close()
