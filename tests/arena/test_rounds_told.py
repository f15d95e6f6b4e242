"""A round of every answer kind, from the drill to the frames that pages read."""

import json
from dataclasses import replace

import pytest

from game.arena.frames import States, question_frame
from game.arena.truths import Truths, board_frame
from game.core.skills import SKILLS
from game.library.catalogue import Library
from game.link import pieces, wire
from game.link.translate import choice_of, domain_of, question_of, value_of
from game.session import match_events as ev
from game.session.match import step
from game.session.match_facts import Guessing, Match, Player, Result, Revealing, Rules
from game.session.match_picture import picture_of
from game.session.match_round import cue_of, prepare_match_round, seed_of
from tests.arena.hall import SECRET, Parrot
from tests.session.contest import NOW

KINDS = {
    "freq": "eq.boost_freq",
    "amount": "eq.gain_amount",
    "interval": "mix.level",
    "part_direction": "time.async",
    "hit": "time.displace",
}
FULL = Result(guess_score=1.0, final_score=1.0, correct=True, points=105.0, bonus=0.0)
NOTHING = Result(guess_score=0.0, final_score=0.0, correct=False, points=0.0, bonus=0.0)
PICTURES = {"freq": "curve", "amount": "curve", "interval": "bars", "part_direction": "grid", "hit": "grid"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_every_kind_is_asked_answered_and_told(library: Library, kind: str) -> None:
    spec = SKILLS[KINDS[kind]]
    rules = Rules(spec.skill_id, spec.cue_start, spec.cue_start, rounds=1)
    made = prepare_match_round(
        rules, match_id="m", idx=1, round_id="r", secret=SECRET, library=library, listener=Parrot()
    )
    question, truth = question_frame(made.play), made.hidden.challenge.truth.choice
    assert question.answer.kind == kind
    assert json.loads(wire.body_of(question))["clips"] == list(made.play.clips)
    answer = made.play.question.answer
    assert choice_of(answer, value_of(answer, truth)) == truth
    assert domain_of(question.answer) == answer
    assert question_of(question) == made.play.question

    match = Match("m", rules, players={"p": Player("p", "Kelp Seal"), "q": Player("q", "Jade Toad")})
    match, _ = step(match, ev.Order("start", NOW))
    match, _ = step(match, ev.Prepared(made.play, NOW))
    assert isinstance(match.state, Guessing)
    at = match.state.opens_at
    match, _ = step(match, ev.Answered("p", "a", "r", "guess", truth, "certain", None, at))
    match, _ = step(match, ev.Stored("p", "a", at))
    before = States(match, now=at, files=(), hidden=made.hidden, sounds=None).of_player("p")
    state = wire.read_host(before)
    assert isinstance(state, wire.State)
    assert state.me is not None
    assert state.me.guess == pieces.Given(v=value_of(answer, truth), conf="certain")
    assert "explain" not in before

    play = match.play
    assert play is not None
    challenge = made.hidden.challenge
    told = Revealing(play, challenge, {"p": FULL, "q": NOTHING}, None)
    truths = Truths(replace(match, state=told), made.hidden)
    mine, whole = wire.read_host(truths.of_player("p")), wire.read_host(truths.of_onlooker())
    assert isinstance(mine, wire.Reveal)
    assert isinstance(whole, wire.Reveal)
    assert mine.truth.choice == value_of(answer, truth)
    assert mine.mine is not None
    assert mine.mine.correct
    assert mine.picture is not None
    assert mine.picture.kind == PICTURES[kind]
    assert whole.whole is not None
    assert whole.whole.answers == [value_of(answer, truth)]
    assert whole.whole.middle == value_of(answer, truth)
    assert (whole.mine, mine.whole) == (None, None)
    board = board_frame(replace(match, state=told), now=NOW, whole=True)
    assert [row.name for row in board.rows] == ["Kelp Seal", "Jade Toad"]


@pytest.mark.parametrize("skill_id", ["comp.detect", "time.tempo"])
def test_the_picture_has_a_take_for_each_take(library: Library, skill_id: str) -> None:
    spec = SKILLS[skill_id]
    rules = Rules(skill_id, spec.cue_start, spec.cue_start, ai=False)
    made = prepare_match_round(
        rules, match_id="m", idx=1, round_id="r", secret=SECRET, library=library, listener=Parrot()
    )
    picture = picture_of(made.hidden.challenge, made.stimulus)
    assert picture is not None
    assert len(picture.get("takes", picture.get("values", []))) == len(made.play.clips)


def test_seeds_follow_from_the_secret_and_from_nothing_else() -> None:
    seeds = {seed_of(SECRET, "m", idx, attempt) for idx in range(50) for attempt in range(3)}
    assert len(seeds) == 150
    assert seed_of(SECRET, "m", 1, 0) == seed_of(SECRET, "m", 1, 0)
    assert seed_of(b"another", "m", 1, 0) not in seeds


def test_cues_lie_in_the_range_of_the_class() -> None:
    rules = Rules("eq.boost_freq", 3.0, 12.0)
    cues = [cue_of(rules, seed) for seed in range(300)]
    assert 3.0 <= min(cues) < 4.0
    assert 10.0 < max(cues) <= 12.0
