"""Whole blocks in the window: by keyboard, by mouse, and what is on the screen when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from game.core.facts import Attempt, Commit
from game.listener.peak_reader import PeakReader
from game.screens.canvas import Canvas
from game.screens.scenes.practice import PracticeScene
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.summary import SummaryScene
from game.screens.theme import Theme
from game.session.practice import summarise
from game.session.wording import say_verdict
from tests.conftest import FewSources
from tests.screens.conftest import MakeStage
from tests.screens.stage import SKILL_IDS, SOLO_FIRST, Stage

ROUNDS = 10
AI_WORD = re.compile(r"\bAI\b")


def squash(words: str) -> str:
    return "".join(words.split())


# ---- a whole block by keyboard, looked at from many sides


@dataclass
class Played:
    """What was seen while a block was played."""

    stage: Stage
    painted: list[str] = field(default_factory=list)
    hues: list[str] = field(default_factory=list)
    before: list[tuple[Commit, list[str], list[str], str]] = field(default_factory=list)
    """For each commit: the words and hues painted since its round began, and the whole screen."""
    regions: list[str] = field(default_factory=list)
    truths: list[tuple[Attempt, list[str]]] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    home: list[str] = field(default_factory=list)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Note what is painted, and what was on the screen at each commit."""
        text, rgb, store = Canvas.text, Theme.rgb, self.stage.log.append_commit

        def write(canvas: Canvas, words: str, *args: object, **how: object) -> float:
            self.painted.append(words)
            return text(canvas, words, *args, **how)  # type: ignore[arg-type]  # hands on what it got

        def colour(theme: Theme, name: str) -> tuple[int, int, int]:
            self.hues.append(name)
            return rgb(theme, name)

        def append(commit: Commit) -> None:
            painted, hues = list(self.painted), list(self.hues)
            self.before.append((commit, painted, hues, squash("".join(self.stage.lines()))))
            store(commit)

        patch.setattr(Canvas, "text", write)
        patch.setattr(Theme, "rgb", colour)
        patch.setattr(self.stage.log, "append_commit", append)

    def play(self, skill_id: str) -> None:
        """Play ten rounds with keys, from home to home."""
        stage = self.stage
        stage.begin(skill_id)
        self.painted.clear()
        self.hues.clear()
        stage.app._touch_all()
        for trial in range(ROUNDS):
            stage.arrive(RoundScene)
            stage.commit(trial % 4, sure=trial % 3)
            stage.settle()
            if stage.name == "AdviceScene":
                self.regions.append(squash("".join(stage.lines())))
                if trial % 2:
                    stage.press("N")
                stage.press("Enter")
            scene = stage.arrive(RevealScene)
            self.truths.append((scene.attempt, stage.lines()))
            self.painted.clear()
            self.hues.clear()
            stage.press("Enter")
        stage.arrive(SummaryScene)
        self.summary = stage.lines()
        stage.press("Enter")
        stage.arrive(PracticeScene)
        assert "No rounds yet." not in stage.lines()  # while the log is read
        stage.settle()
        self.home = stage.lines()


@pytest.fixture(
    scope="module",
    params=["eq.boost_freq", *(pytest.param(skill_id, marks=pytest.mark.slow) for skill_id in SKILL_IDS[1:])],
)
def played(
    request: pytest.FixtureRequest, few: FewSources, peak_reader: PeakReader, canvas: Canvas
) -> Iterator[Played]:
    """A block of ten of each skill."""
    with pytest.MonkeyPatch.context() as patch:
        made = Played(Stage(few, peak_reader, rounds=ROUNDS, canvas=canvas))
        made.watch(patch)
        made.play(request.param)
    yield made
    made.stage.jobs.close()


def with_ai(played: Played) -> bool:
    return played.stage.adapters.listener.answers(played.stage.commits()[0].challenge.skill_id)


def test_a_block_of_ten_is_six_solo_rounds_and_four_with_the_ai(played: Played) -> None:
    last = "assisted" if with_ai(played) else "solo"
    assert [attempt.commit.mode for attempt in played.stage.attempts()] == ["solo"] * SOLO_FIRST + [last] * 4


def test_every_commit_and_attempt_is_in_the_log_once(played: Played) -> None:
    commits = played.stage.commits()
    assert [commit.trial for commit in commits] == list(range(ROUNDS))
    assert [attempt.commit for attempt in played.stage.attempts()] == list(commits)


def test_how_sure_and_how_often_heard_are_what_the_player_did(played: Played) -> None:
    sure = [commit.guess.confidence for commit in played.stage.commits()]
    answer = played.stage.commits()[0].challenge.question.answer
    takes = len(answer.choices or ()) if answer.kind == "interval" else 2
    assert sure[:3] == ["guessing", "fairly sure", "certain"]
    assert {commit.guess.listens for commit in played.stage.commits()} == {takes}


def test_no_word_of_the_ai_is_painted_before_the_commit_is_stored(played: Played) -> None:
    for _, painted, _, _ in played.before:
        assert not [words for words in painted if AI_WORD.search(words)]


def test_what_the_ai_says_is_not_on_the_screen_at_the_commit(played: Played) -> None:
    listener = played.stage.adapters.listener
    for attempt, (_, _, _, screen) in zip(played.stage.attempts(), played.before, strict=True):
        if attempt.advice is not None:
            assert squash(listener.say_region(attempt.commit.challenge.question, attempt.advice)) not in screen


def test_the_hue_of_the_ai_and_of_the_truth_are_not_used_before_the_commit(played: Played) -> None:
    for _, _, hues, _ in played.before:
        assert not {"ai", "truth"} & set(hues)


def test_the_ai_speaks_right_after_the_commit(played: Played) -> None:
    listener = played.stage.adapters.listener
    advised = [attempt for attempt in played.stage.attempts() if attempt.advice is not None]
    assert len(advised) == len(played.regions)
    for attempt, screen in zip(advised, played.regions, strict=True):
        assert attempt.advice is not None
        assert squash(listener.say_region(attempt.commit.challenge.question, attempt.advice)) in screen


def test_a_number_that_was_not_asked_for_counts_as_not_shown(played: Played) -> None:
    shown = [attempt.number_shown for attempt in played.stage.attempts() if attempt.advice is not None]
    assert shown == [trial % 2 == 1 for trial in range(SOLO_FIRST, ROUNDS)][: len(shown)]


def test_the_reveal_shows_the_points_and_the_verdict_of_the_attempt(played: Played) -> None:
    for attempt, lines in played.truths:
        assert f"{attempt.points:.0f}" in lines
        assert squash(say_verdict(attempt)) in squash("".join(lines))


def test_the_parts_of_the_points_on_the_reveal_add_up(played: Played) -> None:
    for attempt, lines in played.truths:
        at = lines.index("points")
        parts = [int(got) for got, of in zip(lines[at + 1 :], lines[at + 2 :], strict=False) if of.strip() == "of"]
        assert sum(parts) == int(lines[at - 1]), attempt.points


def test_what_is_shown_is_what_is_stored(played: Played) -> None:
    assert [attempt for attempt, _ in played.truths] == list(played.stage.attempts())


def test_the_summary_counts_what_is_in_the_log(played: Played) -> None:
    counted = summarise(played.stage.attempts())
    assert f"{counted.guess_hits} of {ROUNDS} right by your own ears" in played.summary
    assert f"{counted.final_hits} of {ROUNDS}" in played.summary
    assert f"{counted.points_mean:.0f}" in played.summary
    assert played.summary.count("solo") == counted.solo


def test_home_counts_the_block(played: Played) -> None:
    hits = summarise(played.stage.attempts()).guess_hits
    assert squash(f"{hits} of {ROUNDS} right by ear") in squash("".join(played.home))
    assert any(f"{ROUNDS} rounds in all." in line for line in played.home)


def test_memory_is_given_back_when_the_block_ends(played: Played) -> None:
    assert played.stage.memory_given_back == 1


# ---- by mouse


@pytest.mark.parametrize("trial", [pytest.param(0, marks=pytest.mark.slow), 5])
def test_a_block_can_be_played_with_the_mouse_alone(make_stage: MakeStage, trial: int) -> None:
    stage = make_stage(rounds=7)
    if trial:
        stage.reach_round(trial)
    else:
        stage.click("Start")
    for _ in range(trial, 7):
        scene = stage.arrive(RoundScene)
        for sound in ("A dry", "B boosted"):
            stage.click(sound)
            stage.sound.pass_s(3.1)
            stage.app.frame()
        lane, sure = stage.find("Where").rect, scene.sure.rect
        stage.click((lane.x + lane.w * 0.6, lane.cy))
        stage.click((sure.right - 20, sure.cy))
        stage.click("Commit")
        stage.settle()
        if stage.name == "AdviceScene":
            stage.click("Its number")
            stage.click("Keep mine")
        stage.arrive(RevealScene)
        stage.click("To the summary" if stage.has("To the summary") else "Next round")
    stage.arrive(SummaryScene)
    stage.click("Done")
    stage.arrive(PracticeScene)
    assert [attempt.commit.guess.confidence for attempt in stage.attempts()] == ["certain"] * (7 - trial)


# ---- a round, step by step


def why_not(stage: Stage) -> str:
    return stage.find("Commit").why_not


def test_commit_says_why_it_cannot_be_pressed(stage: Stage) -> None:
    stage.reach_round()
    said = [why_not(stage)]
    for key in ("A", "B", "Right", "2"):
        assert stage.says(said[-1])
        stage.hear(key)
        said.append(why_not(stage))
    assert said == ["Hear A and B first", "Hear B first", "Answer first", "How sure?", ""]


def test_commit_names_the_takes_that_were_not_heard(stage: Stage) -> None:
    stage.reach_round(0, "eq.detect")
    assert why_not(stage) == "Hear 1 and 2 and 3 first"
    stage.hear("W")
    assert why_not(stage) == "Hear 1 and 3 first"


def test_a_clip_must_be_heard_for_three_seconds(stage: Stage) -> None:
    stage.reach_round()
    stage.hear("A", "B", seconds=2.9)
    assert why_not(stage) == "Hear A and B first"


def test_enter_commits_nothing_while_something_is_missing(stage: Stage) -> None:
    stage.reach_round()
    stage.give()
    stage.press("Enter")
    stage.wait(0.1)
    assert stage.name == "RoundScene"
    assert not stage.commits()


def test_space_switches_and_p_pauses(stage: Stage) -> None:
    stage.reach_round()
    heard = []
    for key in ("A", "Space", "Space", "P", "P"):
        stage.press(key)
        heard.append(stage.speaker.playing)
    assert heard == ["dry", "wet", "dry", "", "dry"]


def test_a_digit_that_is_typed_into_the_lane_is_its_answer(stage: Stage) -> None:
    """The help says "=: type it": it must hold without Tab before it, though 1, 2 and 3 mean how sure elsewhere."""
    scene = stage.reach_round()
    stage.press("=", "1", "2", "3", "0", "Enter")
    assert scene.answer.value == 1230


def test_a_number_can_be_typed_after_tab(stage: Stage) -> None:
    scene = stage.reach_round()
    stage.tab_to("Where")
    stage.press("=", "1", ".", "2", "k", "Enter")
    assert scene.answer.value == 1200


def test_the_next_round_is_there_without_a_wait(stage: Stage) -> None:
    stage.reach_reveal()
    stage.gate.shut()
    stage.press("Enter")
    stage.app.frame()
    assert stage.name == "RoundScene"


def test_a_round_is_prepared_once(stage: Stage) -> None:
    stage.begin()
    for _ in range(2):
        stage.commit()
        stage.end_round()
        stage.press("Enter")
    stage.arrive(RoundScene)
    rounds = [slot for slot in stage.jobs.started if slot.startswith("round ")]
    assert len(rounds) == len(set(rounds)) == 4


def test_no_round_is_prepared_beyond_the_end_of_the_block(make_stage: MakeStage) -> None:
    stage = make_stage(rounds=2)
    stage.reach_reveal(trial=1)
    assert not [slot for slot in stage.jobs.started if slot.startswith("round 2 ")]
