"""The one sentence after a block says what its rounds show, and nothing that they do not."""

import dataclasses
from collections.abc import Callable
from functools import partial

import pytest

from game.core.facts import Attempt, Skill
from game.dsp.audio import SourceAudio
from game.session.trials import learn
from game.session.wording_block import say_block
from tests.session.made_up import attempt

Make = Callable[..., Attempt]
FAR, NEAR = 1.2, 0.1


def low(make: Make) -> list[Attempt]:
    return [make(off_oct=-FAR)] * 5 + [make(off_oct=NEAR)] * 3


def high(make: Make) -> list[Attempt]:
    return [make(off_oct=FAR)] * 5 + [make(off_oct=-NEAR)] * 3


def too_sure(make: Make) -> list[Attempt]:
    return [make(off_oct=off, sure="certain") for off in (FAR, -FAR, NEAR, FAR)] + [make()] * 4


def deaf_in_the_bass(make: Make) -> list[Attempt]:
    return [make(truth=120.0, off_oct=off) for off in (FAR, 2.0, -0.9, NEAR)] + [make(truth=3000.0)] * 6


def spoilt(make: Make) -> list[Attempt]:
    return [make(ai_off_oct=FAR, final_off_oct=FAR)] * 3 + [make()] * 5


def saved(make: Make) -> list[Attempt]:
    return [make(off_oct=off, ai_off_oct=0.0, final_off_oct=0.0) for off in (FAR, -FAR, FAR)] + [make()] * 5


def modest(make: Make) -> list[Attempt]:
    return [make(sure="guessing")] * 5 + [make()] * 3


def plain(make: Make) -> list[Attempt]:
    return [make(off_oct=NEAR)] * 8


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (low, "5 of your 5 misses were too low, typically by 1.2 octaves: try higher next time."),
        (high, "5 of your 5 misses were too high, typically by 1.2 octaves: try lower next time."),
        (too_sure, "When you were certain you were right 1 of 4 times: switch once more between the two before you say "
         "certain."),
        (deaf_in_the_bass, "In the bass you were right 1 of 4 times, elsewhere 6 of 6: that is the place to listen "
         "for."),
        (spoilt, "Of 3 answers that you changed, 0 became right and 3 stopped being so: hear yours undone before you "
         "change one."),
        (saved, "Of 3 answers that you changed, 3 became right and 0 stopped being so: it gave more than it took."),
        (modest, "You said guessing 5 times and were right 5: your ear knows more than you think."),
    ],
)  # fmt: skip
def test_a_block_has_its_sentence(block: Callable[[Make], list[Attempt]], says: str, pink: SourceAudio) -> None:
    assert say_block(block(partial(attempt, pink)), before=None, after=None) == says


def known(pink: SourceAudio, **changes: object) -> Skill:
    skill = learn(None, attempt(pink).commit)
    assert skill is not None
    return dataclasses.replace(skill, **changes)  # type: ignore[arg-type]  # fields of Skill


def test_without_anything_to_notice_it_tells_the_threshold(pink: SourceAudio) -> None:
    after = known(pink, level_75=3.2, level_lo=2.6, level_hi=3.9, theta_sd=0.2)
    said = say_block(plain(partial(attempt, pink)), before=None, after=after)
    assert said == "Your threshold is +3.2 dB, probably between +2.6 and +3.9 dB: good."


def test_a_threshold_that_fell_is_told_as_what_may_not_stay(pink: SourceAudio) -> None:
    before, after = (known(pink, level_75=level, theta_sd=0.2) for level in (6.0, 4.0))
    said = say_block(plain(partial(attempt, pink)), before=before, after=after)
    assert said.startswith("Your threshold came from +6.0 dB to +4.0 dB in this block")


def test_a_few_rounds_say_nothing_yet(pink: SourceAudio) -> None:
    assert "six" in say_block([attempt(pink, off_oct=-FAR)] * 5, before=None, after=None)
    assert "six" in say_block([], before=None, after=None)


def test_from_memory_no_threshold_is_claimed(pink: SourceAudio) -> None:
    assert "memory" in say_block(plain(partial(attempt, pink)), before=None, after=None)


def test_no_threshold_beyond_what_is_asked_is_claimed(pink: SourceAudio) -> None:
    after = known(pink, level_75=38.0, level_lo=23.0, level_hi=71.0, theta_sd=0.8)
    said = say_block(plain(partial(attempt, pink)), before=None, after=after)
    assert said.startswith("The easiest changes are not sure yet")
    assert not any(sign.isdigit() for sign in said)
