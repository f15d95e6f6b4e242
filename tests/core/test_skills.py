import math

import pytest

from game.core.skills import SKILLS, SkillSpec, find_skill

every_skill = pytest.mark.parametrize("spec", SKILLS.values(), ids=SKILLS)


@every_skill
def test_cues_run_from_hardest_to_easiest(spec: SkillSpec) -> None:
    assert 0 < spec.cue_hardest <= spec.cue_start <= spec.cue_easiest


@every_skill
def test_the_prior_lies_in_the_range_of_the_cue(spec: SkillSpec) -> None:
    assert math.log2(spec.cue_hardest) <= spec.theta0 <= math.log2(spec.cue_easiest)


@every_skill
def test_a_cue_outside_the_range_is_refused_with_both_ends(spec: SkillSpec) -> None:
    for cue in (spec.cue_hardest / 2, spec.cue_easiest * 2, math.nan):
        with pytest.raises(ValueError, match=rf"between {spec.cue_hardest:g} \(hardest\) and {spec.cue_easiest:g}"):
            spec.check_cue(cue)


@every_skill
def test_a_constant_answer_is_hardly_better_than_a_blind_guess(spec: SkillSpec) -> None:
    assert spec.constant_hit_rate <= spec.chance + 0.05


def test_a_misspelt_skill_gets_a_suggestion() -> None:
    with pytest.raises(ValueError, match=r"did you mean eq\.detect\?"):
        find_skill("eq.detct")
