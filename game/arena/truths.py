"""What is told after a round is closed: the truth, each one's own result, the class against the machine, the board."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

from game.arena.frames import given_frame, moment, ranks_of
from game.core.canonical import plain
from game.core.facts import Challenge, Choice
from game.core.skills import SKILLS
from game.drills.any_drill import judge
from game.link import pieces, wire
from game.link.translate import value_of
from game.session.match_facts import Entry, Given, Match, Play, Result, Revealing
from game.session.match_records import Hidden
from game.session.match_round import right_range
from game.session.match_scoring import Place, dissenters, finals_of, middle_of, places, team_places
from game.session.wording import say_choice, say_side

TOP: Final = 5
_PICTURE: Final[TypeAdapter[pieces.Picture]] = TypeAdapter(pieces.Picture)


class Truths:
    """The reveal of one round, for each reader."""

    def __init__(self, match: Match, hidden: Hidden) -> None:
        """Take a match in its reveal."""
        if not isinstance(match.state, Revealing):
            raise ValueError(f"a reveal needs a round whose truth is out, got {type(match.state).__name__}")
        self._match, self._hidden, self._state = match, hidden, match.state
        self._challenge: Challenge = match.state.challenge
        self._play: Play = match.state.play
        self._results: Mapping[str, Result] = match.state.results
        self._ranks = ranks_of(match)
        shared = wire.Reveal(
            round=self._play.round_id,
            truth=self._truth(),
            mine=None,
            ai=self._ai(),
            points=None,
            explain=hidden.explain,
            picture=None if hidden.picture is None else _PICTURE.validate_python(dict(hidden.picture)),
        )
        self._shared = shared
        self._halves = wire.body_of(shared).partition('"mine":null')

    def of_player(self, player_id: str) -> str:
        """Return the reveal with one's own result."""
        result = self._results.get(player_id)
        if result is None:
            return wire.body_of(self._shared)
        before, _, after = self._halves
        after = after.replace('"points":null', f'"points":{result.points}', 1)
        return f'{before}"mine":{wire.body_of(self._mine(player_id, result))}{after}'

    def of_onlooker(self) -> str:
        """Return the reveal with the class, nobody of whom is named but who was right against the AI."""
        return wire.body_of(self._shared.model_copy(update={"whole": self._class()}))

    def _truth(self) -> pieces.Truth:
        challenge, spec = self._challenge, SKILLS[self._challenge.skill_id]
        spread = right_range(challenge)
        return pieces.Truth(
            choice=self._value(challenge.truth.choice),
            says=f"It was {say_choice(challenge.truth.choice, challenge)}",
            params=plain(dict(challenge.truth.params)),
            cue=challenge.cue,
            unit=spec.unit,
            seed=challenge.seed,
            source_id=challenge.source_id,
            generator_version=challenge.generator_version,
            tol=spec.tol_at(challenge.cue) if spec.answer.choices is None else None,
            error_unit=spec.error_unit,
            right_from=None if spread is None else spread[0],
            right_to=None if spread is None else spread[1],
        )

    def _ai(self) -> pieces.AiJudged | None:
        advice = self._hidden.advice
        if advice is None:
            return None
        verdict = None if advice.choice is None else judge(self._challenge, advice.choice)
        return pieces.AiJudged(
            v=self._value(advice.choice),
            p_right=advice.p_right,
            says="could not tell" if verdict is None else say_side(self._challenge, advice.choice, verdict),
            correct=None if verdict is None else verdict.correct,
        )

    def _mine(self, player_id: str, result: Result) -> pieces.Judged:
        entry = self._play.entries.get(player_id, Entry())
        final = entry.final if entry.final is not None and entry.final.stored else entry.guess
        return pieces.Judged(
            guess=given_frame(self._play, entry.guess),
            final=given_frame(self._play, final),
            guess_says=self._says(entry.guess),
            final_says=self._says(final),
            correct=result.correct,
            guess_score=result.guess_score,
            final_score=result.final_score,
            bonus=result.bonus,
            total=self._match.players[player_id].points,
            rank=self._ranks.get(player_id),
        )

    def _says(self, given: Given | None) -> str:
        if given is None or not given.stored:
            return "no answer"
        return say_side(self._challenge, given.choice, judge(self._challenge, given.choice))

    def _class(self) -> pieces.Class:
        finals, players = finals_of(self._play), self._match.players
        middle = middle_of(self._play)
        advice = self._hidden.advice
        against = dissenters(self._play, self._challenge, None if advice is None else advice.choice)
        ordered = sorted(finals.values(), key=lambda choice: (choice is None, choice or 0.0))
        return pieces.Class(
            answers=[self._value(choice) for choice in ordered],
            middle=self._value(middle),
            middle_says="" if middle is None else say_choice(middle, self._challenge),
            right=sum(result.correct for result in self._results.values()),
            n=len(finals),
            dissent=[pieces.Dissent(name=players[key].name, v=self._value(choice)) for key, choice in against.items()],
        )

    def _value(self, choice: Choice | None) -> pieces.Value | None:
        return value_of(self._play.question.answer, choice)


def board_frame(match: Match, *, now: datetime, whole: bool) -> wire.Board:
    """Return the board: the top five, or for the host all."""
    results = match.state.results if isinstance(match.state, Revealing) else {}
    ranked = places(match.players)
    teams = team_places(match.players)
    return wire.Board(
        rows=[_row(match, place, results) for place in (ranked if whole else ranked[:TOP])],
        team=[
            pieces.TeamRow(rank=place.rank, team=int(place.key), points=place.points, members=place.members)
            for place in teams
        ]
        if match.rules.teams
        else None,
        of=len(ranked),
        final=not isinstance(match.state, Revealing),
        now=moment(now),
    )


def _row(match: Match, place: Place, results: Mapping[str, Result]) -> pieces.BoardRow:
    player = match.players[place.key]
    gained = results[place.key].points if place.key in results else 0.0
    return pieces.BoardRow(rank=place.rank, name=player.name, points=place.points, gained=gained, team=player.team)
