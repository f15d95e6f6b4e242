"""What a round was worth, and who stands where. Accuracy decides; speed is a small bonus that can be switched on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.core.facts import Challenge, Choice
from game.drills.any_drill import judge
from game.learn.points import points_of
from game.session.match_facts import Entry, Play, Player, Result, Rules

BONUS_POINTS: Final = 5.0
BONUS_STEP_MS: Final = 250
"""Times are compared in steps of this length, as a network adds its own."""
UNTIMED_FACTOR: Final = 2.0
"""Who has no deadline is given the bonus of somebody with twice the time."""


def results_of(play: Play, challenge: Challenge, players: Mapping[str, Player], rules: Rules) -> dict[str, Result]:
    """Return what a round was worth to everybody who is in; only answers on disk count."""
    return {
        player.player_id: _result(play.entries.get(player.player_id, Entry()), play, challenge, player, rules)
        for player in players.values()
        if not player.kicked
    }


def _result(entry: Entry, play: Play, challenge: Challenge, player: Player, rules: Rules) -> Result:
    guess, final = entry.guess, entry.final
    if guess is None or not guess.stored:
        return Result(guess_score=0.0, final_score=0.0, correct=False, points=0.0, bonus=0.0)
    last = final if final is not None and final.stored else guess
    guessed, ended = judge(challenge, guess.choice), judge(challenge, last.choice)
    points = points_of(guess_score=guessed.score, final_score=ended.score, mode="assisted" if play.assisted else "solo")
    bonus = bonus_of(guess.elapsed_ms, rules, extra_time=player.extra_time) * guessed.score if rules.bonus else 0.0
    return Result(
        guess_score=guessed.score,
        final_score=ended.score,
        correct=ended.correct,
        points=round(points + bonus, 1),
        bonus=round(bonus, 1),
    )


def bonus_of(elapsed_ms: int, rules: Rules, *, extra_time: float) -> float:
    """Return the points for a guess that is wholly right, from 5 at once down to 0 at the deadline."""
    window_ms = 1000 * rules.guess_s * (extra_time or UNTIMED_FACTOR)
    used_ms = elapsed_ms // BONUS_STEP_MS * BONUS_STEP_MS
    return BONUS_POINTS * min(1.0, max(0.0, 1 - used_ms / window_ms))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a player or team stands; equal points share a rank."""

    rank: int
    key: str
    points: float
    members: int = 1


def places(players: Mapping[str, Player]) -> tuple[Place, ...]:
    """Return everybody who is in, the best first."""
    return _ranked([(player.player_id, player.points, 1) for player in players.values() if not player.kicked])


def team_places(players: Mapping[str, Player]) -> tuple[Place, ...]:
    """Return the teams, the best first, each with the mean of its members; empty without teams."""
    members: dict[int, list[float]] = {}
    for player in players.values():
        if player.team is not None and not player.kicked:
            members.setdefault(player.team, []).append(player.points)
    return _ranked([(str(team), round(float(np.mean(points)), 1), len(points)) for team, points in members.items()])


def _ranked(rows: Sequence[tuple[str, float, int]]) -> tuple[Place, ...]:
    ordered = sorted(rows, key=lambda row: -row[1])
    ranks = dict[float, int]()
    for number, (_, points, _) in enumerate(ordered, start=1):
        ranks.setdefault(points, number)
    return tuple(Place(ranks[points], key, points, members) for key, points, members in ordered)


def finals_of(play: Play) -> dict[str, Choice | None]:
    """Return the last word of everybody whose guess is on disk."""
    return {
        player_id: (entry.final if entry.final is not None and entry.final.stored else entry.guess).choice
        for player_id, entry in play.entries.items()
        if entry.guess is not None and entry.guess.stored
    }


def middle_of(play: Play) -> Choice | None:
    """Return the class's middle: the median on a slider (of a frequency on its log axis), else the most common pick."""
    chosen = [choice for choice in finals_of(play).values() if choice is not None]
    if not chosen:
        return None
    answer = play.question.answer
    if answer.choices is not None:
        return min(answer.choices, key=lambda choice: (-chosen.count(choice), choice))
    if answer.kind == "freq":
        return float(2 ** np.median(np.log2(chosen)))
    return float(np.median(chosen))


def dissenters(play: Play, challenge: Challenge, ai_choice: Choice | None) -> dict[str, Choice | None]:
    """Return who was right, stayed so, and had the AI against them."""
    if not play.assisted or ai_choice is None or judge(challenge, ai_choice).correct:
        return {}
    return {
        player_id: choice
        for player_id, choice in finals_of(play).items()
        if (guess := play.entries[player_id].guess) is not None
        and judge(challenge, guess.choice).correct
        and judge(challenge, choice).correct
    }
