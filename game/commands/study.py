"""Reads the check-ups of one or several saves folders, and says how far their players have come."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from game.core.errors import GameError
from game.core.skills import SKILLS
from game.learn.study import COLUMNS, FEWEST_PLAYERS, FEWEST_ROUNDS, CheckUp, Practised, effects, pair, rows_of
from game.review.gather import names_of
from game.session.trials import trial_of
from game.store.hand_in import read_logs
from game.store.log import AttemptLog

CODE_DIGITS: Final = 10
CAUTION: Final = (
    "A gain has many causes: only players who sat both and did not practise tell what the test itself gave."
)


def run(folders: Sequence[Path], *, csv_path: Path | None, names: bool) -> dict[str, Any]:
    """Return `{players, pairs, effects, files}`; with a path, write the table and its codebook.

    Raises:
        GameError: a folder holds no log, or a file cannot be written.
    """
    with read_logs(folders) as logs:
        sittings, practised = read_sittings(logs, names=names)
    pairs = pair(sittings)
    files = [] if csv_path is None else _write(csv_path, rows_of(pairs, practised))
    return {
        "players": len({one.player for one in sittings}),
        "pairs": len(pairs),
        "effects": [asdict(effect) for effect in effects(pairs)],
        "files": files,
    }


def read_sittings(logs: Sequence[AttemptLog], *, names: bool = False) -> tuple[Sequence[CheckUp], Practised]:
    """Return the check-ups in several logs, and when their players practised what between them; none counts twice."""
    sittings, practised = list[CheckUp](), dict[tuple[str, str], list[tuple[datetime, bool]]]()
    checked = {player_id for log in logs for player_id in log.find_checked_up()}
    for player_id, name in names_of(logs).items():
        if player_id in checked:
            _read(logs, player_id, name if names else _code(player_id), sittings, practised)
    return sittings, practised


def describe(result: dict[str, Any]) -> Iterator[str]:
    """Say the result in lines for people."""
    for effect in result["effects"]:
        yield _say(effect)
    if not result["effects"]:
        yield (
            "Nobody has sat two check-ups of a skill yet, with other forms and at least "
            f"{FEWEST_ROUNDS} rounds each: own-ears play --text --check-up --skill SKILL sits one."
        )
    else:
        yield CAUTION
    if result["files"]:
        yield f"Written: {', '.join(result['files'])}."


def _say(effect: dict[str, Any]) -> str:
    title = SKILLS[effect["skill_id"]].title
    who = f"{effect['players']} {'player' if effect['players'] == 1 else 'players'}"
    gain = f"{effect['gain_oct']:+.2f} octaves of cue"
    if effect["gain_lo"] is not None:
        gain += f" (95 % from {effect['gain_lo']:+.2f} to {effect['gain_hi']:+.2f})"
    if effect["g"] is None:
        return f"{title}: {who}, gain {gain}; an effect size needs {FEWEST_PLAYERS} players who differ."
    return f"{title}: {who}, gain {gain}; g_av {effect['g']:.2f} ({effect['g_lo']:.2f} to {effect['g_hi']:.2f})."


def _read(
    logs: Sequence[AttemptLog],
    player_id: str,
    player: str,
    sittings: list[CheckUp],
    practised: dict[tuple[str, str], list[tuple[datetime, bool]]],
) -> None:
    """Add a player's sittings, and when they practised what between them."""
    check_ups = {one.session_id: one for log in logs for one in log.find_sittings(player_id) if one.form is not None}
    commits = {one.commit_id: one for log in logs for one in log.find_commits(player_id)}
    trials: dict[str, list[Any]] = {session_id: [] for session_id in check_ups}
    for commit in sorted(commits.values(), key=lambda one: (one.committed_at, one.commit_id)):
        if commit.session_id not in check_ups:
            key = (player, commit.challenge.skill_id)
            practised.setdefault(key, []).append((commit.committed_at, commit.mode == "assisted"))
        elif (trial := trial_of(commit)) is not None:
            trials[commit.session_id].append(trial)
    sittings += [
        CheckUp(player, one.skill_id, one.form, tuple(trials[one.session_id]))
        for one in check_ups.values()
        if one.form is not None and trials[one.session_id]
    ]


def _code(player_id: str) -> str:
    """Return a code for a player that stays the same and is no name."""
    return sha256(player_id.encode()).hexdigest()[:CODE_DIGITS]


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> list[str]:
    codebook = path.with_name(f"{path.stem}_codebook.csv")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
        with codebook.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("column", "meaning"), *COLUMNS.items()])
    except OSError as error:
        raise GameError(f"{path} cannot be written ({error.strerror}): choose another file or folder") from error
    return [str(path), str(codebook)]
