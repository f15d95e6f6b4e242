"""A match without sockets: a made-up round, a host whose disk may fail, and what everybody was told."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from game.core.facts import Challenge, Choice, Question, Truth
from game.core.skills import SKILLS
from game.session import match_events as ev
from game.session.match import step
from game.session.match_facts import AnswerPhase, Match, Play, Player, Rules, phase_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SPEC = SKILLS["eq.boost_freq"]
QUESTION = Question(SPEC.skill_id, SPEC.answer, SPEC.answer_unit, {"gain_db": 12.0, "q": 1.4})
RULES = Rules(skill_id=SPEC.skill_id, cue_from=12.0, cue_to=12.0, rounds=2)
TRUE_HZ = 1000.0


def challenge_of(round_id: str) -> Challenge:
    """Return the truth of every round here: 1 kHz."""
    return Challenge(
        challenge_id=round_id,
        skill_id=SPEC.skill_id,
        cue=12.0,
        source_id="made_up",
        seed=1,
        rate_hz=48_000,
        generator_version=1,
        question=QUESTION,
        truth=Truth(choice=TRUE_HZ, params={"freq_hz": TRUE_HZ, "gain_db": 12.0, "q": 1.4}),
    )


@dataclass
class Contest:
    """Drives a match as the host does; the disk can be told to fail, and the truth to stay away."""

    match: Match = field(default_factory=lambda: Match("m", RULES))
    assisted: bool = True
    disk_works: bool = True
    at: datetime = NOW
    told: list[ev.Effect] = field(default_factory=list)
    disk: list[tuple[str, str, AnswerPhase]] = field(default_factory=list)

    @property
    def phase(self) -> str:
        return phase_of(self.match.state)

    @property
    def round_id(self) -> str:
        assert self.match.play is not None
        return self.match.play.round_id

    def do(self, event: ev.Event) -> None:
        self.match, effects = step(self.match, event)
        for effect in effects:
            self._carry_out(effect)

    def _carry_out(self, effect: ev.Effect) -> None:
        self.told.append(effect)
        match effect:
            case ev.SaveAnswer():
                self._save(effect)
            case ev.Render():
                play = Play(f"r{effect.idx}", effect.idx, QUESTION, ("A", "B"), assisted=self.assisted)
                self.do(ev.Prepared(play, self.at))
            case ev.Unveil():
                self.do(ev.Unveiled(effect.round_id, challenge_of(effect.round_id), self.at))

    def _save(self, effect: ev.SaveAnswer) -> None:
        row = (effect.player_id, effect.round_id, effect.phase)
        if self.disk_works:
            assert row not in self.disk
            self.disk.append(row)
        done = ev.Stored if self.disk_works else ev.NotStored
        self.do(done(effect.player_id, effect.given.answer_id, self.at))

    def join(self, *names: str) -> None:
        for name in names:
            self.do(ev.Joined(Player(name, name), self.at))

    def order(self, what: str) -> None:
        self.do(ev.Order(what, self.at))  # type: ignore[arg-type]  # a test may order nonsense

    def wait(self, seconds: float) -> None:
        """Let time go by as the host does, five times a second."""
        until = self.at + timedelta(seconds=seconds)
        while self.at < until:
            self.at = min(until, self.at + timedelta(seconds=0.2))
            self.do(ev.Tick(self.at))

    def answer(
        self,
        who: str,
        choice: Choice | None = TRUE_HZ,
        *,
        phase: AnswerPhase = "guess",
        answer_id: str = "",
        round_id: str = "",
        late_s: float = 0.0,
    ) -> str:
        """Send an answer, and return the verdict on it; '' where there is none yet."""
        answer_id = answer_id or f"{who}-{phase}-{self.match.idx}"
        before = len(self.told)
        at = self.at + timedelta(seconds=late_s)
        self.do(ev.Answered(who, answer_id, round_id or self.round_id, phase, choice, "certain", 0.0, at))
        verdicts = [one.res for one in self.told[before:] if isinstance(one, ev.AckTo) and one.answer_id == answer_id]
        return verdicts[0] if verdicts else ""

    def until(self, phase: str) -> None:
        """Wait for a phase, five minutes at most."""
        for _ in range(1500):
            if self.phase == phase:
                return
            self.wait(0.2)
        raise AssertionError(f"{phase} never came, it is {self.phase}")

    def open(self) -> None:
        """Start, and wait until guesses are taken."""
        self.order("start")
        self.until("GUESS")
        self.wait(1.0)

    def points(self) -> dict[str, float]:
        return {key: player.points for key, player in self.match.players.items()}

    def told_of(self, kind: type) -> list[ev.Effect]:
        return [effect for effect in self.told if isinstance(effect, kind)]


def contest(*names: str, assisted: bool = True, **rules: object) -> Contest:
    """Return a match in its lobby with these players in."""
    made = Contest(Match("m", replace(RULES, **rules)), assisted=assisted)  # type: ignore[arg-type]  # fields of Rules
    made.join(*names)
    return made
