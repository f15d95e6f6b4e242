from hypothesis import given
from hypothesis import strategies as st

from game.learn.points import points_of

scores = st.floats(0, 1)


@given(guess=scores, worse=scores, better=scores)
def test_a_better_last_word_never_pays_less(guess: float, worse: float, better: float) -> None:
    worse, better = sorted((worse, better))
    low = points_of(guess_score=guess, final_score=worse, mode="assisted")
    assert points_of(guess_score=guess, final_score=better, mode="assisted") >= low


@given(guess=scores)
def test_copying_a_right_ai_after_a_junk_guess_pays_less_than_listening(guess: float) -> None:
    copied = points_of(guess_score=0.0, final_score=1.0, mode="assisted")
    assert copied <= points_of(guess_score=0.5, final_score=0.5, mode="assisted")


@given(guess=scores)
def test_good_use_of_the_ai_pays_no_less_than_refusing_it(guess: float) -> None:
    refused = points_of(guess_score=guess, final_score=guess, mode="assisted")
    assert points_of(guess_score=guess, final_score=1.0, mode="assisted") >= refused


@given(guess=scores)
def test_solo_pays_a_twentieth_more(guess: float) -> None:
    solo = points_of(guess_score=guess, final_score=guess, mode="solo")
    assert abs(solo - 105 * guess) <= 0.05 + 1e-9
