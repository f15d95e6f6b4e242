"""Tells everybody in a room what came of an event, each what is theirs to know; and lets the room hear its round."""

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from pydantic import BaseModel

from game.arena import frames
from game.arena.connection import Connection
from game.arena.sound import RoomSound
from game.arena.truths import Truths, board_frame
from game.link import wire
from game.session import match_events as ev
from game.session.match_answers import is_done, playing
from game.session.match_facts import Finished, Match, Paused, Preparing, Revealing

if TYPE_CHECKING:
    from game.arena.room import Contest


class Herald:
    """Speaks for one room. Nothing here decides anything."""

    def __init__(self, contest: "Contest") -> None:
        self._contest = contest
        self.sound = RoomSound(contest.ports.open_speaker)
        self.trouble = ""
        self._answered: dict[str, None] = {}
        self._moved = self._chosen = False

    @singledispatchmethod
    def tell(self, effect: ev.Effect, match: Match) -> None:
        """Tell what came of an event to whoever it is for; answers to be written were told of when they were."""

    @tell.register
    def _(self, effect: ev.AckTo, match: Match) -> None:
        del match
        known = effect.old and self._contest.ports.store.has_answer(effect.player_id, effect.answer_id)
        self.tell_player(effect.player_id, wire.Ack(id=effect.answer_id, res="dup" if known else effect.res))

    @tell.register
    def _(self, effect: ev.Lost, match: Match) -> None:
        del match
        says = "Your answer could not be written down. It is sent again by itself."
        self.tell_player(effect.player_id, wire.Err(why="not_saved", says=says))

    @tell.register
    def _(self, effect: ev.TellAi, match: Match) -> None:
        hidden = self._contest.renders.hidden_of(match.play)
        if match.play is None or hidden is None or hidden.advice is None:
            return
        message = frames.ai_frame(match.play, hidden)
        for player_id in effect.player_ids:
            self.tell_player(player_id, message)

    @tell.register
    def _(self, effect: ev.TellProgress, match: Match) -> None:
        del match
        self._answered[effect.player_id] = None

    @tell.register
    def _(self, effect: ev.TellPeople, match: Match) -> None:
        del effect, match
        self._moved = True

    @tell.register
    def _(self, effect: ev.Dismiss, match: Match) -> None:
        del match
        for connection in self._contest.crowd.of(effect.player_id):
            connection.end(wire.Bye(why="kicked"))
            self._contest.crowd.unseat(connection)
            connection.role = ""

    @tell.register
    def _(self, effect: ev.Render | ev.Unveil, match: Match) -> None:
        self._contest.renders.work(match, effect)

    def tell_player(self, player_id: str, message: BaseModel) -> None:
        """Tell a player, wherever they are connected."""
        body = wire.body_of(message)
        for connection in self._contest.crowd.of(player_id):
            connection.send_body(body)

    def states(self, match: Match) -> frames.States:
        """Return the states of this moment."""
        hidden = self._contest.renders.hidden_of(match.play)
        files = self._contest.renders.files_of(match.play)
        return frames.States(match, now=self._contest.now(), files=files, hidden=hidden, sounds=self.sound.playing)

    async def announce(self, match: Match, player_id: str | None) -> None:
        """Tell a whole state to everybody, or to one player."""
        self._follow_with_sound(match)
        states = self.states(match)
        if player_id is not None:
            for connection in self._contest.crowd.of(player_id):
                connection.send_body(states.of_player(player_id))
            return
        async for player, connection in self._contest.crowd.in_turns():
            connection.send_body(states.of_player(player))
        for connection in self._contest.crowd.onlookers:
            connection.send_body(states.of_onlooker())
        self._answered.clear()
        self._moved = True

    async def tell_truth(self, match: Match) -> None:
        """Tell the truth and the board, and use the time for the next round and for a copy."""
        truths = self._truths(match)
        board = wire.body_of(board_frame(match, now=self._contest.now(), whole=False)) if match.rules.board else ""
        whole = wire.body_of(board_frame(match, now=self._contest.now(), whole=True))
        async for player, connection in self._contest.crowd.in_turns():
            self._tell_truth_to(connection, "" if truths is None else truths.of_player(player), board)
        for connection in self._contest.crowd.onlookers:
            text = whole if connection.role == "desk" else board
            self._tell_truth_to(connection, "" if truths is None else truths.of_onlooker(), text)
        self._contest.renders.ahead(match)
        self._contest.renders.copy()

    def _tell_truth_to(self, connection: Connection, truth: str, board: str) -> None:
        for body in (truth, board):
            if body:
                connection.send_body(body)

    def _truths(self, match: Match) -> Truths | None:
        state = match.state.inner if isinstance(match.state, Paused) else match.state
        hidden = self._contest.renders.hidden_of(match.play)
        if not isinstance(state, Revealing) or hidden is None:
            return None
        return Truths(match if state is match.state else _unpaused(match, state), hidden)

    def greet(self, connection: Connection) -> None:
        """Tell a connection all that holds now; after it came, came back, or fell behind."""
        match, states = self._contest.match, self.states(self._contest.match)
        truths = self._truths(match)
        shows_board = truths is not None or isinstance(match.state, Finished)
        if connection.role == "player":
            connection.send_body(states.of_player(connection.player_id))
            truth = truths.of_player(connection.player_id) if truths is not None else ""
        else:
            connection.send_body(states.of_onlooker())
            truth = truths.of_onlooker() if truths is not None else ""
        desk = connection.role == "desk"
        board = ""
        if shows_board and (desk or match.rules.board):
            board = wire.body_of(board_frame(match, now=self._contest.now(), whole=desk))
        self._tell_truth_to(connection, truth, board)
        if desk:
            connection.send(self.desk())

    def people(self) -> wire.People:
        """Return who is in."""
        return wire.People(players=frames.people(self._contest.match))

    def desk(self) -> wire.Desk:
        """Return what the host desk shows."""
        play = self._contest.match.play
        return wire.Desk(
            room=self._contest.room.code,
            url=self._contest.about.url,
            projector_url=self._contest.about.projector_url,
            locked=self._contest.match.locked,
            setup=frames.desk_setup(self._contest.match),
            players=frames.desk_players(self._contest.match),
            clips=[] if play is None else list(play.clips),
            playing=self.sound.playing,
            sound=self.sound.trouble if self._contest.match.rules.mode == "speakers" else "",
            trouble=self.trouble or self._contest.renders.trouble,
        )

    def complain(self, trouble: str) -> None:
        """Say on the host's terminal and at its desk what is wrong; '' where nothing is any more."""
        if trouble != self.trouble:
            self.trouble, self._moved = trouble, True
            if trouble:
                self._contest.ports.tell(trouble)

    async def tick(self) -> None:
        """Five times a second: who has answered, who is in, what sounds; and look after those who are slow."""
        await self._tell_what_moved()
        if self.sound.turn(self._contest.now()) or self._chosen:
            self._chosen, self._moved = False, True
            await self._contest.crowd.tell_all(wire.Playing(clip=self.sound.playing))

    async def _tell_what_moved(self) -> None:
        for connection in tuple(self._contest.crowd.everybody):
            connection.look_after()
            if connection.behind and connection.waiting < 2 and connection.role:
                connection.behind = False
                self.greet(connection)
        if self._answered:
            there = playing(self._contest.match, self._contest.now())
            done = sum(is_done(self._contest.match, player) for player in there)
            new, self._answered = list(self._answered), {}
            await self._contest.crowd.tell_all(
                wire.Progress(n=done, of=len(there), new=new, now=frames.moment(self._contest.now()))
            )
            self._moved = True
        if self._moved:
            self._moved = False
            self._tell_onlookers()

    def _tell_onlookers(self) -> None:
        if not self._contest.crowd.onlookers:
            return
        body = wire.body_of(self.people())
        desk = wire.body_of(self.desk()) if self._contest.crowd.desks else ""
        for connection in self._contest.crowd.onlookers:
            connection.send_body(body)
            if connection.role == "desk":
                connection.send_body(desk)

    def _follow_with_sound(self, match: Match) -> None:
        """Let the room hear a round while it is open; silence at all other times."""
        if match.rules.mode != "speakers":
            return
        stimulus = self._contest.renders.stimulus_of(match.play)
        open_ = not isinstance(match.state, Paused | Preparing) and match.play is not None and stimulus is not None
        if open_ and stimulus is not None and match.play is not None:
            self.sound.take(match.play, stimulus, self._contest.now())
        else:
            self.sound.hush()

    def play_clip(self, clip: str | None) -> None:
        """Let the room hear one clip, or nothing, because the host says so."""
        self.sound.choose(clip, self._contest.now())
        self._chosen = True


def _unpaused(match: Match, state: Revealing) -> Match:
    return Match(match.match_id, match.rules, state, match.players, match.locked)
