"""The host desk: who knows the PIN may order."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from game.arena.connection import Connection
from game.arena.guards import WRONG_PINS, WRONG_PINS_OF_ALL, Wrong, derived, pin_of
from game.arena.room import Contest
from game.core.skills import find_skill
from game.link import pieces, wire
from game.session import match_events as ev
from game.session.match_facts import Rules
from game.session.match_phases import Refused
from game.session.pseudonyms import clean_name, skeleton

_PLAIN: Final = ("start", "pause", "resume", "skip", "close", "next", "end")
_NEEDS_PLAYER: Final = "this order needs a player"


class Desk:
    """Hears orders from whoever holds the PIN, or what was given for it."""

    def __init__(self, contest: Contest) -> None:
        self._contest = contest
        secret, host_id = contest.ports.secret, contest.room.host_id
        self.pin = pin_of(secret, host_id)
        self._session = derived(secret, "desk", host_id)
        self._wrong = Wrong(WRONG_PINS, WRONG_PINS_OF_ALL)
        self._orders: Mapping[str, Callable[[wire.Host], None]] = {
            **dict.fromkeys(_PLAIN, self._plain),
            "lock": self._lock,
            "setup": self._setup,
            "open_lobby": self._again,
            "extend": self._extend,
            "kick": self._kick,
            "rename": self._rename,
            "approve": self._approve,
            "extra_time": self._extra_time,
            "team": self._team,
            "sound": self._sound,
        }

    def serve(self, frame: wire.Host, connection: Connection) -> None:
        """Carry out an order, or say why not."""
        if not self._may(frame, connection):
            return
        if frame.op == "login":
            self._contest.crowd.look_on(connection, desk=True)
            connection.send(wire.Hosted(pin_session=self._session))
            self._contest.herald.greet(connection)
            connection.send(self._contest.herald.people())
            return
        try:
            self._orders[frame.op](frame)
        except (Refused, ValueError) as error:
            connection.send(wire.Err(why="refused", says=str(error)))

    def _may(self, frame: wire.Host, connection: Connection) -> bool:
        given = frame.pin_session
        if hmac.compare_digest(given.encode(), self._session.encode()):
            return True
        now_s = self._contest.now().timestamp()
        if self._wrong.locked(connection.address, now_s):
            connection.send(wire.Err(why="pin_locked", says="Too many wrong PINs. Wait a minute."))
            return False
        if hmac.compare_digest(given.encode(), self.pin.encode()):
            return True
        self._wrong.count(connection.address, now_s)
        connection.send(wire.Err(why="wrong_pin", says="That is not the PIN. It stands in the host's window."))
        return False

    # ---- orders

    def _plain(self, frame: wire.Host) -> None:
        self._contest.apply(ev.Order(frame.op, self._contest.now()))  # type: ignore[arg-type]  # one of _PLAIN

    def _lock(self, frame: wire.Host) -> None:
        self._contest.apply(ev.Order("unlock" if frame.on is False else "lock", self._contest.now()))

    def _again(self, frame: wire.Host) -> None:
        del frame
        self._contest.apply(ev.Again(self._contest.ports.new_id(), self._contest.now()))

    def _extend(self, frame: wire.Host) -> None:
        self._contest.apply(ev.Extend(15.0 if frame.s is None else frame.s, self._contest.now()))

    def _setup(self, frame: wire.Host) -> None:
        if frame.setup is None:
            raise ValueError("setup needs what is to change")
        rules = changed_rules(self._contest.match.rules, frame.setup)
        known = {source.source_id for source in self._contest.ports.library.sources()}
        unknown = sorted(set(rules.sources) - known)
        if unknown:
            raise ValueError(f"sources must be among those of `own-ears sources`, got {', '.join(unknown)}")
        self._contest.apply(ev.SetRules(rules, self._contest.now()))

    def _kick(self, frame: wire.Host) -> None:
        self._change(frame, kick=True)

    def _rename(self, frame: wire.Host) -> None:
        name = clean_name(frame.name or "")
        others = [player for player in self._contest.match.players.values() if player.player_id != frame.player]
        if skeleton(name) in {skeleton(player.name) for player in others}:
            raise ValueError("somebody is called that, or nearly that")
        self._change(frame, name=name)

    def _approve(self, frame: wire.Host) -> None:
        player = self._contest.match.players.get(frame.player or "")
        if player is None or player.wish is None:
            raise ValueError("this player wishes for no other name")
        if frame.on is False:
            self._change(frame, forget_wish=True)
        else:
            self._change(frame, name=player.wish)

    def _extra_time(self, frame: wire.Host) -> None:
        if frame.factor is None or 0 < frame.factor < 1:
            raise ValueError("extra time must be 1 or more, or 0 for no deadline")
        self._change(frame, extra_time=frame.factor)

    def _team(self, frame: wire.Host) -> None:
        teams = self._contest.match.rules.teams
        if frame.team is None or frame.team > teams:
            raise ValueError(f"team must be one of the {teams} teams, got {frame.team}")
        self._change(frame, team=frame.team)

    def _change(
        self,
        frame: wire.Host,
        *,
        name: str | None = None,
        extra_time: float | None = None,
        team: int | None = None,
        kick: bool = False,
        forget_wish: bool = False,
    ) -> None:
        if frame.player is None:
            raise ValueError(_NEEDS_PLAYER)
        event = ev.ChangePlayer(frame.player, self._contest.now(), name, extra_time, team, kick, forget_wish)
        self._contest.apply(event)

    def _sound(self, frame: wire.Host) -> None:
        self._contest.herald.play_clip(frame.clip)


def changed_rules(rules: Rules, change: pieces.Setup) -> Rules:
    """Return the rules with what the desk changed; another skill brings its own range.

    Raises:
        ValueError: an unknown skill, or sizes that it does not go to.
    """
    new = change.model_dump(exclude_none=True, exclude={"skill"})
    if change.skill is not None and change.skill != rules.skill_id:
        start = find_skill(change.skill).cue_start
        new = {"cue_from": start, "cue_to": start, **new, "skill_id": change.skill}
    rules = replace(rules, **new)
    spec = find_skill(rules.skill_id)
    spec.check_cue(rules.cue_from)
    spec.check_cue(rules.cue_to)
    return rules
