"""What is told, made from the match: nobody's frame holds more than its reader may know."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from game.core.answers import answer_value
from game.core.canonical import plain
from game.core.facts import Question
from game.core.skills import SKILLS
from game.link import pieces, wire
from game.link.translate import value_of
from game.session.asking import say_pick
from game.session.match_answers import is_done, playing, stretched
from game.session.match_facts import (
    Advising,
    Entry,
    Finished,
    Given,
    Guessing,
    Lobby,
    Match,
    Paused,
    Play,
    Player,
    Preparing,
    Revising,
    phase_of,
)
from game.session.match_records import Hidden
from game.session.match_round import blind
from game.session.match_scoring import places
from game.session.wording import say_task, say_title

ME: str = '"me":null'
"""Where in a state for everybody one's own part is put."""


def moment(at: datetime | None) -> str:
    """Return a moment as it is sent.

    >>> moment(datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC))
    '2026-11-22T12:00:00.123Z'
    """
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def question_frame(play: Play) -> pieces.Question:
    """Return what the players are told."""
    question: Question = play.question
    asks = blind(question)
    return pieces.Question(
        skill_id=question.skill_id,
        title=say_title(asks),
        task=say_task(asks),
        pick=say_pick(asks) if question.answer.kind == "interval" else None,
        answer=pieces.AnswerSpec.model_validate(answer_value(question.answer)),
        unit=question.unit,
        stated=plain(dict(question.stated)),
        clips=list(play.clips),
        assisted=play.assisted,
        grid=None if play.grid is None else pieces.Grid.model_validate(play.grid),
    )


def given_frame(play: Play, given: Given | None) -> pieces.Given | None:
    """Return an answer that is on disk."""
    if given is None or not given.stored:
        return None
    return pieces.Given(v=value_of(play.question.answer, given.choice), conf=given.confidence)


def ai_frame(play: Play, hidden: Hidden) -> wire.Ai:
    """Return what the AI says; only for those whose own guess is in."""
    advice = hidden.advice
    if advice is None:
        raise ValueError(f"the AI has nothing to say in round {play.round_id}")
    return wire.Ai(
        round=play.round_id,
        v=value_of(play.question.answer, advice.choice),
        p_right=advice.p_right,
        why=hidden.why,
        region=hidden.region,
    )


def hears_ai(match: Match, player_id: str) -> bool:
    """Tell whether a player has been told what the AI says."""
    play, state = match.play, _running(match)
    if play is None or not play.assisted:
        return False
    guess = play.entries.get(player_id, Entry()).guess
    if guess is None or not guess.stored:
        return False
    return not isinstance(state, Preparing | Guessing) or match.rules.pace == "own"


def me_frame(match: Match, player: Player, hidden: Hidden | None, *, rank: int | None) -> wire.Me:
    """Return what the host knows of one player, for that player."""
    play = match.play
    entry = Entry() if play is None else play.entries.get(player.player_id, Entry())
    spoken = hidden is not None and hidden.advice is not None and hears_ai(match, player.player_id)
    return wire.Me(
        player=player.player_id,
        name=player.name,
        wish=player.wish,
        team=player.team,
        ready=play is not None and player.player_id in play.ready,
        guess=None if play is None else given_frame(play, entry.guess),
        final=None if play is None else given_frame(play, entry.final),
        ai=ai_frame(play, hidden) if spoken and play is not None and hidden is not None else None,
        extra_time=player.extra_time,
        points=player.points,
        rank=rank,
    )


def ranks_of(match: Match) -> Mapping[str, int]:
    """Return where everybody stands; empty where the board is switched off."""
    return {place.key: place.rank for place in places(match.players)} if match.rules.board else {}


class States:
    """The states of one moment: what all readers share is made into text once."""

    def __init__(
        self, match: Match, *, now: datetime, files: Sequence[pieces.File], hidden: Hidden | None, sounds: str | None
    ) -> None:
        """Take what there is to tell; `sounds` is the clip that the room hears."""
        self._match, self._now, self._files, self._hidden, self._sounds = match, now, files, hidden, sounds
        play = match.play
        self._question = None if play is None else question_frame(play)
        self._ranks: Mapping[str, int] | None = None
        self._shared: dict[tuple[str, str | None], tuple[str, str]] = {}

    def of_player(self, player_id: str) -> str:
        """Return a player's own state."""
        player = self._match.players[player_id]
        phase, closes_at = _own_phase(self._match, player)
        before, after = self._halves(phase, closes_at)
        if self._ranks is None:
            self._ranks = ranks_of(self._match)
        me = wire.body_of(me_frame(self._match, player, self._hidden, rank=self._ranks.get(player_id)))
        return f'{before}"me":{me}{after}'

    def of_onlooker(self) -> str:
        """Return the state for projector and host desk: with all names, and nothing of what was answered."""
        frame = self._frame(phase_of(self._match.state), _common_end(self._match))
        return wire.body_of(frame.model_copy(update={"players": people(self._match)}))

    def _halves(self, phase: str, closes_at: datetime | None) -> tuple[str, str]:
        key = (phase, moment(closes_at))
        if key not in self._shared:
            before, _, after = wire.body_of(self._frame(phase, closes_at)).partition(ME)
            self._shared[key] = (before, after)
        return self._shared[key]

    def _frame(self, phase: str, closes_at: datetime | None) -> wire.State:
        match, play = self._match, self._match.play
        state = match.state
        there = playing(match, self._now)
        opens_at = state.opens_at if isinstance(state, Guessing | Revising | Advising) else None
        return wire.State(
            phase=phase,  # type: ignore[arg-type]  # one of the phases
            round=None if play is None else play.round_id,
            idx=match.idx,
            of=match.rules.rounds,
            opens_at=moment(opens_at) or None,
            closes_at=moment(closes_at) or None,
            now=moment(self._now),
            me=None,
            question=self._question,
            files=list(self._files) if match.rules.mode == "headphones" and play is not None else None,
            mode=match.rules.mode,
            pace=match.rules.pace,
            paused_in=phase_of(state.inner) if isinstance(state, Paused) else None,
            left_s=_left_s(state),
            playing=self._sounds,
            n=sum(is_done(match, player) for player in there),
            people=len(there),
        )


def _left_s(state: object) -> float | None:
    if not isinstance(state, Paused):
        return None
    inner = state.inner
    until = inner.closes_at if isinstance(inner, Guessing | Revising) else getattr(inner, "until_at", None)
    return None if until is None else max(0.0, round((until - state.since_at) / timedelta(seconds=1), 3))


def _running(match: Match) -> object:
    return match.state.inner if isinstance(match.state, Paused) else match.state


def _common_end(match: Match) -> datetime | None:
    state = match.state
    if isinstance(state, Guessing | Revising):
        return state.closes_at
    return None if isinstance(state, Lobby | Finished | Paused) else state.until_at


def _own_phase(match: Match, player: Player) -> tuple[str, datetime | None]:
    """Return a player's own phase and deadline: extra time counts, and at one's own pace the guess moves one on."""
    state = match.state
    if isinstance(state, Revising):
        return "REVISE", stretched(player, state.opens_at, state.closes_at)
    if not isinstance(state, Guessing):
        return phase_of(state), _common_end(match)
    guess = state.play.entries.get(player.player_id, Entry()).guess
    if match.rules.pace == "own" and state.play.assisted and guess is not None and guess.stored:
        return "REVISE", stretched(player, state.opens_at, state.until_at)
    return "GUESS", stretched(player, state.opens_at, state.closes_at)


def people(match: Match) -> list[pieces.Person]:
    """Return everybody who was not thrown out, as all may see them."""
    return [
        pieces.Person(
            player=player.player_id,
            name=player.name,
            here=player.here,
            answered=is_done(match, player),
            team=player.team,
        )
        for player in match.players.values()
        if not player.kicked
    ]


def desk_players(match: Match) -> list[pieces.DeskPlayer]:
    """Return everybody who was not thrown out, as the host desk sees them."""
    play = match.play
    entries: Mapping[str, Entry] = {} if play is None else play.entries
    ready = frozenset[str]() if play is None else play.ready
    seen: Callable[[Given | None], bool] = lambda given: given is not None and given.stored  # noqa: E731  # used twice
    return [
        pieces.DeskPlayer(
            **person.model_dump(),
            wish=match.players[person.player].wish,
            ready=person.player in ready,
            guess=seen(entries.get(person.player, Entry()).guess),
            final=seen(entries.get(person.player, Entry()).final),
            extra_time=match.players[person.player].extra_time,
            points=match.players[person.player].points,
        )
        for person in people(match)
    ]


def desk_setup(match: Match) -> pieces.DeskSetup:
    """Return the rules as the host desk shows them."""
    rules = match.rules
    return pieces.DeskSetup(
        skill=rules.skill_id,
        cue_from=rules.cue_from,
        cue_to=rules.cue_to,
        unit=SKILLS[rules.skill_id].unit,
        sources=list(rules.sources),
        rounds=rules.rounds,
        guess_s=rules.guess_s,
        revise_s=rules.revise_s,
        reveal_s=rules.reveal_s,
        mode=rules.mode,
        pace=rules.pace,
        ai=rules.ai,
        teams=rules.teams,
        bonus=rules.bonus,
        names=rules.names,
        board=rules.board,
    )
