"""The ear for parts: where it places strokes, what it makes of them, and what it cannot tell."""

import numpy as np
import pytest

from game.core.facts import EARLY, LATE, AnswerDomain, PartMove, Question
from game.core.skills import SKILLS
from game.drills import DRILLS
from game.dsp.audio import Audio, Heard
from game.library.catalogue import Library
from game.library.files import find_content
from game.listener.adviser import Adviser
from game.listener.part_ear import NAMED
from game.listener.part_features import HOP, PARTS, known_of, levels_of
from game.listener.part_network import count_moves, lag_ms_of, peaks_ms
from game.listener.trained import load_trained
from tests.conftest import RATE_HZ

MODELS = find_content() / "models"
N_STEPS = 1000
NAMES = ("kick", "snare", "hat")
MOVES = tuple(PartMove(name, way) for name in NAMES for way in (EARLY, LATE))


@pytest.fixture(scope="module")
def trained() -> Adviser:
    return load_trained(MODELS)


def strokes_of(late_steps: dict[str, float]) -> np.ndarray:
    """Return strokes on every eighth of a loop, sharp bumps, some parts late by so many steps of 2 ms."""
    places = np.arange(N_STEPS)
    out = np.zeros((len(PARTS), N_STEPS), np.float32)
    for name in NAMES:
        for number in range(8):
            at = (number * N_STEPS / 8 + late_steps.get(name, 0.0)) % N_STEPS
            apart = np.minimum(np.abs(places - at), N_STEPS - np.abs(places - at))
            out[PARTS.index(name)] = np.maximum(out[PARTS.index(name)], np.exp(-0.5 * apart**2))
    return out


def question_of(**stated: float) -> Question:
    answer = AnswerDomain("part_direction", 1, len(MOVES), 1, tuple(range(1, len(MOVES) + 1)), MOVES)
    return Question(skill_id=NAMED, answer=answer, unit="", stated=stated)


def test_a_click_raises_every_band_at_its_moment() -> None:
    sound = np.zeros(48_000, np.float32)
    sound[HOP * 100] = 1.0
    levels, loud = levels_of(sound)
    assert (np.abs(levels.argmax(axis=1) - 100) <= 1).all()
    assert known_of(loud, ("snare",)).sum() == pytest.approx(loud.sum() + 1)


def test_strokes_are_placed_between_steps() -> None:
    moments = peaks_ms(strokes_of({"snare": 0.25}), "snare", least=0.5)
    assert moments == pytest.approx([250 * number + 0.5 for number in range(8)], abs=0.1)


@pytest.mark.parametrize("late_steps", [-20.0, -3.0, 0.0, 7.0])
def test_a_part_that_lies_late_is_found_by_where_it_meets_the_others(late_steps: float) -> None:
    strokes = strokes_of({"snare": late_steps})
    assert lag_ms_of(strokes, "snare", NAMES, least_ms=-60, most_ms=60) == pytest.approx(2 * late_steps, abs=0.3)


def test_what_speaks_for_a_move_is_how_many_strokes_meet_once_it_is_undone() -> None:
    counts = count_moves(strokes_of({"snare": 10.0}), MOVES, offset_ms=20.0)
    late, early = MOVES.index(PartMove("snare", LATE)), MOVES.index(PartMove("snare", EARLY))
    towards, still, away = (counts[:, column] for column in range(3))
    assert towards[late] > 10 * still[late]
    assert away[early] == pytest.approx(towards[late])
    assert still[MOVES.index(PartMove("kick", LATE))] > towards[MOVES.index(PartMove("kick", LATE))]


def test_without_an_offset_or_parts_it_cannot_tell(trained: Adviser) -> None:
    clip = np.random.default_rng(1).standard_normal((2 * RATE_HZ, 2)).astype(np.float32) * 0.1
    bare = Question(skill_id=NAMED, answer=SKILLS["eq.boost_freq"].answer, unit="", stated={"offset_ms": 20.0})
    for question, sound in ((question_of(), clip), (bare, clip), (question_of(offset_ms=20.0), clip[:1000])):
        assert trained.listen(question, Heard(clips=(sound,), rate_hz=RATE_HZ)).choice is None
    assert trained.listen(question_of(offset_ms=20.0), Heard(clips=(clip,), rate_hz=RATE_HZ)).choice is not None


def drum_round(library: Library, *, seed: int, cue: float) -> tuple[Question, Audio, PartMove, tuple[float, ...]]:
    spec = SKILLS[NAMED]
    loaded = library.load_parts("rock_120", rate_hz=RATE_HZ)
    challenge = DRILLS[NAMED].make_challenge(spec, cue=cue, source=loaded.source, seed=seed, rate_hz=RATE_HZ)
    stimulus = DRILLS[NAMED].render(challenge, loaded)
    move = challenge.question.answer.move(challenge.target)
    onsets_s = next(part.onsets_s["wet"] for part in stimulus.parts if part.name == move.part)
    return challenge.question, stimulus.clip("wet"), move, onsets_s


def test_in_a_plain_drum_groove_it_mostly_names_the_part_and_points_at_its_strokes(
    trained: Adviser, library: Library
) -> None:
    right, near = 0, list[bool]()
    for seed in range(10):
        question, wet, move, onsets_s = drum_round(library, seed=seed, cue=30.0)
        advice = trained.listen(question, Heard(clips=(wet,), rate_hz=RATE_HZ))
        assert advice.choice is not None
        assert sum(chance for _, chance in advice.distribution) == pytest.approx(1)
        if question.answer.move(advice.choice) != move:
            continue
        right += 1
        for part in advice.evidence:
            near.append(min(abs(part.stop - 1000 * onset_s) for onset_s in onsets_s) <= 5)
            assert abs(part.amount - (30 if move.direction == LATE else -30)) <= 12
    assert right >= 7
    assert np.mean(near) >= 0.7
