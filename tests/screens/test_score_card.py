"""The AI's score card as a screen: by key, complete, at every size, and with a card that cannot be read."""

import pytest

from game import wiring
from game.core.errors import ContentError
from game.core.skills import SKILLS
from game.screens.scenes.home import HomeScene
from game.screens.scenes.score_card import ScoreCardScene
from game.session.score_card import FEWEST, Score, Share, find_score, name_of, read_scores, say_odds, say_places
from tests.screens.conftest import MakeStage
from tests.screens.pilot import layout_faults
from tests.screens.stage import ADA, Stage
from tests.screens.test_scene_layout import cut_words


def score_of(*shares: Share, silent: bool = False) -> Score:
    return Score("eq.boost_freq", "built_in", 100, 0.8, ("Peak Reader", 0.7), 0.03, silent, ((0.8, 0.8),), shares)


@pytest.fixture
def card(make_stage: MakeStage) -> Stage:
    stage = make_stage(at_home=True)
    stage.press("A")
    stage.settle()
    return stage


def scene_of(stage: Stage) -> ScoreCardScene:
    scene = stage.scene
    assert isinstance(scene, ScoreCardScene)
    return scene


def test_it_is_a_key_away_and_escape_leads_back(card: Stage) -> None:
    assert scene_of(card).score is not None
    card.press("Esc")
    assert isinstance(card.scene, HomeScene)


def test_arrows_walk_through_all_skills_and_the_card_tells_of_each_that_is_answered(card: Stage) -> None:
    scene = scene_of(card)
    for _ in SKILLS:
        assert (scene.score is not None) == SKILLS[scene.skill_id].ai, scene.skill_id
        assert layout_faults(card) + cut_words(card) == []
        card.press("Down")


def test_d_turns_to_other_sounds_and_back(card: Stage) -> None:
    before = scene_of(card).score
    card.press("D")
    assert card.says("other sounds")
    assert scene_of(card).score != before
    card.press("Left")
    assert scene_of(card).score == before


@pytest.mark.parametrize("factor", [0.75, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_at_every_size_nothing_is_cut_or_overlaps(make_stage: MakeStage, factor: float, theme: str) -> None:
    stage = make_stage(at_home=True, settings=ADA.__class__(player="Ada", theme=theme, ui_scale=factor))
    stage.press("A")
    stage.settle()
    assert scene_of(stage).score is not None
    assert layout_faults(stage) + cut_words(stage) == []


def test_a_card_that_cannot_be_read_is_said_in_one_sentence(make_stage: MakeStage) -> None:
    stage = make_stage(at_home=True)

    def broken() -> tuple[Score, ...]:
        raise ContentError("the card is gone: reinstall Own Ears")

    stage.adapters.read_scores = broken
    stage.press("A")
    stage.settle()
    assert stage.says("the card is gone: reinstall Own Ears")


def test_strong_and_weak_are_only_said_where_enough_rounds_are() -> None:
    few = Share("cue", "1 to 2 dB", FEWEST - 1, 0.0)
    many = [Share("region", "bass", FEWEST, 0.2), Share("region", "mids", FEWEST, 0.9)]
    assert list(say_places(score_of(few))) == []
    assert list(say_places(score_of(few, *many))) == ["Strongest: mids, 9 in 10.", "Weakest: bass, 2 in 10."]
    assert list(say_places(score_of(many[0]))) == ["It is about as good everywhere: 2 in 10."]


def test_odds_that_are_not_spoken_are_told() -> None:
    assert "can't tell" in say_odds(score_of(silent=True))
    assert "about 3 in 100" in say_odds(score_of())


def test_names_of_sounds_are_words() -> None:
    scores = wiring.read_scores()
    assert scores == read_scores({"skills": []}) + scores
    score = find_score(scores, "eq.boost_freq", "foreign")
    assert score is not None
    assert all("_" not in name_of(share) for share in score.by("kind"))
