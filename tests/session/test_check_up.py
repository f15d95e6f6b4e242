"""Check-ups: the same for everybody, alone, in two forms that are equally hard and share no question."""

import dataclasses
from collections import Counter

import pytest

from game.core.facts import Form, Source
from game.core.skills import SKILLS, SkillSpec
from game.drills import carrying
from game.library.catalogue import Library
from game.session import check_up, practice
from game.session.block import Sitting
from tests.session.test_practice import NOW, block

both_forms = pytest.mark.parametrize("form", check_up.FORMS)
every_skill = pytest.mark.parametrize("spec", SKILLS.values(), ids=list(SKILLS))


@every_skill
def test_both_forms_have_every_size_as_often(spec: SkillSpec) -> None:
    of_a, of_b = (
        Counter(check_up.cue_at(spec, form, trial=n) for n in range(check_up.ROUNDS)) for form in check_up.FORMS
    )
    assert of_a == of_b
    assert set(of_a.values()) == {check_up.EACH}
    assert len(of_a) == check_up.LEVELS
    assert all(spec.check_cue(cue) == cue for cue in of_a)


@both_forms
def test_the_sizes_do_not_come_in_order(form: Form) -> None:
    cues = [check_up.cue_at(SKILLS["eq.detect"], form, trial=n) for n in range(check_up.ROUNDS)]
    assert cues[: check_up.LEVELS] != cues[check_up.LEVELS : 2 * check_up.LEVELS]
    assert cues != sorted(cues)


def test_the_ai_stays_out() -> None:
    mine = block(form="a", cue=None, rounds=check_up.ROUNDS)
    assert {practice.mode_of(mine, trial=trial) for trial in range(check_up.ROUNDS)} == {"solo"}


def test_each_size_is_that_of_the_form_whoever_plays() -> None:
    mine = block(form="b", cue=None, skill_id="eq.detect")
    assert practice.cue_of(mine, trial=3, skill=None) == check_up.cue_at(SKILLS["eq.detect"], "b", trial=3)


def test_the_forms_have_no_source_in_common_at_first(library: Library) -> None:
    mine, other = check_up.halves(library.sources(), "a")
    assert not {source.source_id for source in mine} & {source.source_id for source in other}
    assert check_up.halves(library.sources(), "b") == (other, mine)
    assert abs(len(mine) - len(other)) <= 1


def test_sources_kept_for_check_ups_come_in_check_ups_only(library: Library) -> None:
    first, second, third = library.sources()[:3]
    sources: list[Source] = [
        dataclasses.replace(first, held_out=True),
        dataclasses.replace(second, held_out=True),
        third,
    ]
    asked = practice.fitting_sources(sources, seed=1, form="a")
    assert {source.source_id for source in asked} == {first.source_id, second.source_id}
    assert [source.source_id for source in practice.fitting_sources(sources, seed=1)] == [third.source_id]


def test_four_sources_are_kept_for_check_ups_a_groove_and_a_song_for_each_form(library: Library) -> None:
    for form in check_up.FORMS:
        kinds = [source.kind for source in check_up.halves(library.sources(), form)[0]]
        assert kinds == ["drums", "song"]


def test_what_is_kept_carries_every_skill_and_leaves_practice_enough(library: Library) -> None:
    shares = [(source.held_out, carrying.fair_share(source)) for source in library.sources()]
    for skill_id in SKILLS:
        assert min(share[skill_id] for held_out, share in shares if held_out) > 0.8, skill_id
        assert sum(share[skill_id] > 0 for held_out, share in shares if not held_out) >= 12, skill_id


@both_forms
def test_a_form_asks_its_own_sources_first(library: Library, form: Form) -> None:
    own = {source.source_id for source in check_up.halves(library.sources(), form)[0]}
    asked = [source.source_id for source in practice.fitting_sources(library.sources(), seed=5, form=form)]
    assert set(asked[: len(own)]) == own


def test_forms_take_turns_and_half_a_class_begins_with_each() -> None:
    ids = [f"player {n}" for n in range(200)]
    first = [check_up.next_form((), skill_id="eq.detect", player_id=one) for one in ids]
    assert 70 < first.count("a") < 130
    for one, form in zip(ids, first, strict=True):
        sat = [sitting("eq.detect", form), sitting("eq.boost_freq", check_up.other(form)), sitting("eq.detect", None)]
        assert check_up.next_form(sat, skill_id="eq.detect", player_id=one) == check_up.other(form)
        sat.append(sitting("eq.detect", check_up.other(form)))
        assert check_up.next_form(sat, skill_id="eq.detect", player_id=one) == form


def sitting(skill_id: str, form: Form | None) -> Sitting:
    return Sitting("s", skill_id, NOW, rounds=20, cue=1.0, theta_mean=None, form=form)


@pytest.mark.slow
@pytest.mark.parametrize("skill_id", SKILLS)
def test_the_music_carries_every_size(library: Library, skill_id: str) -> None:
    """The hardest and the easiest round of a form can be asked."""
    spec = SKILLS[skill_id]
    cues = [check_up.cue_at(spec, "a", trial=n) for n in range(check_up.LEVELS)]
    for trial in (cues.index(min(cues)), cues.index(max(cues))):
        seed = practice.round_seed(block(seed=check_up.seed_of(skill_id, "a")), trial=trial)
        challenge, _, _ = practice.draw_round(library, skill_id=skill_id, cue=cues[trial], seed=seed, form="a")
        assert challenge.cue == cues[trial]
