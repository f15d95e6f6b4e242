"""A contest of simulated students, written as the host writes one: hidden truth, answers, results, round by round."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from game.core.facts import Advice, Challenge, Choice, Source
from game.core.skills import SKILLS
from game.session.match_facts import Entry, Finished, Given, Match, Play, Player, Rules
from game.session.match_records import (
    EndMatch,
    Hidden,
    KeepAnswer,
    KeepMatch,
    KeepPlayer,
    KeepResults,
    KeepRound,
    Record,
    Room,
)
from game.session.match_scoring import results_of
from game.session.practice import RATE_HZ, draw_challenge, fitting_sources
from game.simulate.adviser import ScriptedAdviser
from game.simulate.ears import Ear, hear
from game.simulate.habits import takes
from game.simulate.policies import Policy
from game.store.database import open_database
from game.store.matches import Matches

SKILL_ID: Final = "eq.boost_freq"
SIZES_DB: Final = (9.0, 7.0, 6.0, 5.0)
BETWEEN: Final = timedelta(seconds=80)
ROOM: Final = Room("KRVM", "demo")


@dataclass(frozen=True, slots=True)
class Seated:
    """Who takes part: a name, ears by skill, and what they do with advice."""

    name: str
    ears: Mapping[str, Ear]
    policy: Policy


def hold_contest(saves: Path, seated: Sequence[Seated], *, sources: Sequence[Source], seed: int, at: datetime) -> int:
    """Hold it and write it into the host's database; return how many rounds it had."""
    rules = Rules(skill_id=SKILL_ID, cue_from=SIZES_DB[-1], cue_to=SIZES_DB[0], rounds=len(SIZES_DB))
    match = Match(f"demo-{seed}", rules, state=Finished())
    players = {f"seat-{number}": Player(f"seat-{number}", one.name) for number, one in enumerate(seated)}
    ends_at = at + len(SIZES_DB) * BETWEEN
    records: list[Record] = [KeepMatch(match, ROOM, ends_at)]
    records += [KeepPlayer(match.match_id, player, at) for player in players.values()]
    adviser = ScriptedAdviser(0.5, seed=seed)
    for idx, size_db in enumerate(SIZES_DB, start=1):
        dice = np.random.default_rng([seed, idx])
        challenge = _challenge(sources, size_db, seed=int(dice.integers(2**32)))
        adviser.whisper(challenge)
        advice = adviser.listen(challenge.question, None)
        records += _round(match, idx, challenge, advice, dict(zip(players.values(), seated, strict=True)),
                          dice=dice, at=at + (idx - 1) * BETWEEN)  # fmt: skip
    records.append(EndMatch(match.match_id, ends_at))
    with closing(Matches(open_database(saves, now=at, tell=lambda said: None))) as store:
        for fault in store.write([[record] for record in records]):
            if fault is not None:
                raise fault
    return len(SIZES_DB)


def _challenge(sources: Sequence[Source], size_db: float, *, seed: int) -> Challenge:
    source = fitting_sources(sources, seed=seed)[0]
    return draw_challenge(SKILL_ID, cue=size_db, source=source, seed=seed, rate_hz=RATE_HZ)


def _round(
    match: Match,
    idx: int,
    challenge: Challenge,
    advice: Advice,
    seated: "Mapping[Player, Seated]",
    *,
    dice: np.random.Generator,
    at: datetime,
) -> list[Record]:
    play = Play(f"{match.match_id}-{idx}", idx, challenge.question, ("A", "B"), assisted=True)
    records: list[Record] = [KeepRound(match.match_id, play, Hidden(challenge, advice), at)]
    entries: dict[str, Entry] = {}
    for player, one in seated.items():
        ear = one.ears.get(SKILL_ID, Ear(theta=SKILLS[SKILL_ID].theta0))
        heard = hear(ear, challenge, progress=0.0, rng=dice)
        follows = takes(one.policy)(heard.p_right, advice.p_right or 0.0, dice)
        thinks_s = float(dice.uniform(8, 40))
        guess = _given(f"{play.round_id}-{player.player_id}", heard.choice, thinks_s, at)
        last = advice.choice if follows and advice.choice is not None else heard.choice
        final = replace(guess, answer_id=f"{guess.answer_id}-r", choice=last, at=at + timedelta(seconds=60))
        entries[player.player_id] = Entry(guess=guess, final=final)
        records.append(KeepAnswer(player.player_id, play.round_id, "guess", guess))
        records.append(KeepAnswer(player.player_id, play.round_id, "revise", final))
    players = {player.player_id: player for player in seated}
    results = results_of(replace(play, entries=entries), challenge, players, match.rules)
    return [*records, KeepResults(play.round_id, results)]


def _given(answer_id: str, choice: Choice, thinks_s: float, at: datetime) -> Given:
    sent_at = at + timedelta(seconds=thinks_s)
    return Given(answer_id, choice, "fairly sure", 1000 * thinks_s, round(1000 * thinks_s), sent_at, stored=True)
