"""The host desk in the window, with a contest that a test makes up."""

from dataclasses import replace
from typing import Any

import pytest

from game.core.errors import LinkError
from game.core.skills import SKILLS
from game.screens.scene import Help
from game.screens.scenes.class_room import ClassScene
from game.screens.scenes.confirm import Confirm
from game.screens.scenes.desk import DeskScene
from game.screens.scenes.desk_people import OnePlayer
from game.screens.scenes.desk_setup import SetupScene, TickList
from game.screens.widgets import Button, ListBox
from game.session.match_desk import DeskOrder, DeskPerson, DeskRules, DeskSeen, Row, Told
from tests.screens.conftest import MakeStage
from tests.screens.stage import Stage
from tests.screens.test_scene_layout import cut_words, faults, panel_faults

RULES = DeskRules(
    skill="eq.boost_freq", cue_from=6.0, cue_to=12.0, unit="dB", sources=(), rounds=8, guess_s=45.0, revise_s=20.0,
    reveal_s=0.0, mode="speakers", pace="together", ai=True, teams=0, bonus=False, names="list", board=True,
)  # fmt: skip
NAMES = ("Kelp Seal", "Amber Fox", "Mint Gecko", "Zinc Puma", "Blue Otter", "Lilac Vole", "Quartz Ibex", "Dune Dove",
         "Copper Wren", "Sage Mole", "Rust Heron", "Hazel Newt", "Ember Hawk", "Frost Hare")  # fmt: skip
PEOPLE = tuple(DeskPerson(f"p{i}", name, i != 9, i % 3 > 0, None, None, 1.5 if i == 4 else 1.0, 0.0)
               for i, name in enumerate(NAMES))  # fmt: skip
LOBBY = DeskSeen(link="in", room="KRVM", url="http://192.168.4.20:8000", setup=RULES, people=PEOPLE, of=8)
GUESS = replace(
    LOBBY, phase="GUESS", round_id="r1", idx=3, left_s=28.4, span_s=45.0, answered=9, playing_n=14, clips=("A", "B"),
    playing="B", title="Where was it boosted?",
    task="B has one band turned up by 6 dB. A is untouched. Both are equally loud.",
)  # fmt: skip
PAUSED = replace(GUESS, resumed=True, phase="PAUSED", paused_in="GUESS", left_s=None, span_s=None, held_s=21.0)
TOLD = Told("It was 2.5 kHz", 9, 14, "0.4 octaves low", "0.7 octaves high",
            "A bell of +6 dB at 2.5 kHz lifts presence: consonants and cymbals come forward.")  # fmt: skip
BOARD = tuple(Row(i + 1, name, 270.0 - 17.5 * i, 88.0 - 3 * i, None) for i, name in enumerate(NAMES))
REVEAL = replace(GUESS, phase="REVEAL", left_s=None, span_s=None, told=TOLD, board=BOARD, playing=None)
FINISHED = replace(REVEAL, phase="FINISHED", idx=8, teams=tuple((i + 1, i + 1, 200.0 - i) for i in range(6)))
TEAMS = replace(LOBBY, setup=replace(RULES, teams=3), locked=True,
                people=tuple(replace(one, team=i % 3 + 1, wish="Vera" if not i else None)
                             for i, one in enumerate(PEOPLE)))  # fmt: skip
STATES = {
    "lobby": LOBBY,
    "empty lobby": replace(LOBBY, people=()),
    "teams": TEAMS,
    "guess": GUESS,
    "three takes": replace(GUESS, clips=("1", "2", "3"), playing=None, assisted=False),
    "no sound": replace(
        GUESS,
        clips=(),
        sound="This machine has no sound device: the contest goes on, nobody in the room hears the clips.",
    ),
    "paused": PAUSED,
    "away": replace(GUESS, link="away"),
    "reveal": REVEAL,
    "over": FINISHED,
    "gone": replace(GUESS, link="over", says="The host has ended. What was answered is on disk."),
    "opening": DeskSeen(),
    "long address": replace(LOBBY, url="http://[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8000"),
}


class MadeUpDesk:
    """A desk whose contest a test makes up."""

    def __init__(self) -> None:
        self.pin, self.now, self.closed = "482113", LOBBY, False
        self.music = [(f"s{i}", title) for i, title in enumerate(("Harbour Light", "Dry Line", *NAMES))]
        self.orders: list[tuple[str, dict[str, Any]]] = []

    def seen(self) -> DeskSeen:
        return self.now

    def order(self, op: DeskOrder, **what: Any) -> None:
        self.orders.append((op, what))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def desk() -> MadeUpDesk:
    return MadeUpDesk()


@pytest.fixture
def stage(make_stage: MakeStage, desk: MadeUpDesk) -> Stage:
    stage = make_stage(at_home=True)
    stage.adapters.open_host = lambda: desk
    stage.press("C", "H")
    stage.arrive(DeskScene)
    return stage


def show(stage: Stage, desk: MadeUpDesk, seen: DeskSeen) -> DeskScene:
    desk.now = seen
    stage.wait(0.1)
    return stage.arrive(DeskScene)


def test_hosting_is_one_key_from_the_class_screen_and_found_again(stage: Stage, desk: MadeUpDesk) -> None:
    assert all(stage.says(words) for words in ("192.168.4.20:8000", "KRVM", "482113"))
    stage.press("N")
    assert not stage.says("482113")
    stage.press("Esc")
    stage.arrive(ClassScene)
    assert stage.says("Your contest is open: room KRVM")
    stage.press("H")
    assert stage.arrive(DeskScene).desk is desk


def test_why_it_cannot_be_hosted_is_told(make_stage: MakeStage) -> None:
    stage = make_stage(at_home=True)

    def refuse() -> MadeUpDesk:
        raise LinkError("this machine hosts a contest already")

    stage.adapters.open_host = refuse
    stage.press("C", "H")
    stage.settle()
    stage.wait(0.1)
    stage.arrive(ClassScene)
    assert stage.says("This machine hosts a contest already.")
    assert stage.find("Host a contest").enabled


def test_a_contest_from_start_to_end_by_keys(stage: Stage, desk: MadeUpDesk) -> None:
    stage.press("Enter")
    show(stage, desk, GUESS)
    stage.press("T", "P")
    show(stage, desk, PAUSED)
    stage.press("Enter")
    show(stage, desk, GUESS)
    stage.press("A", "0", "K", "Enter")
    show(stage, desk, REVEAL)
    stage.press("Enter")
    show(stage, desk, replace(REVEAL, idx=8))
    assert stage.has("Finish")
    stage.press("L")
    assert [op for op, _ in desk.orders] == [
        "start", "extend", "pause", "resume", "sound", "sound", "skip", "close", "next", "lock",
    ]  # fmt: skip
    assert [what["clip"] for op, what in desk.orders if op == "sound"] == ["A", None]


def test_nobody_starts_alone(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, STATES["empty lobby"])
    stage.press("Enter")
    assert desk.orders == []
    assert stage.says("Nobody is in yet")


def test_ending_asks_first(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, GUESS)
    stage.press("X")
    stage.arrive(Confirm)
    stage.press("Enter")
    stage.arrive(DeskScene)
    assert desk.orders == []
    stage.press("X")
    stage.arrive(Confirm)
    stage.click("End the contest")
    stage.arrive(DeskScene)
    assert desk.orders == [("end", {})]


def test_closing_the_room_asks_first_and_ends_the_host(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, FINISHED)
    stage.press("X")
    stage.arrive(Confirm)
    stage.click("Close the room")
    scene = stage.arrive(ClassScene)
    assert desk.closed
    assert scene.desk is None


def test_removing_a_player_asks_first(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, GUESS)
    stage.tab_to("Players")
    stage.press("Down", "Down", "Enter")
    stage.arrive(OnePlayer)
    stage.press("R")
    stage.arrive(Confirm)
    assert desk.orders == []
    stage.click("Remove")
    stage.arrive(DeskScene)
    assert desk.orders == [("kick", {"player": "p1"})]


def test_a_player_is_given_time_a_team_and_a_name(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, TEAMS)
    stage.tab_to("Players")
    stage.press("Down", "Enter")
    stage.arrive(OnePlayer)
    assert panel_faults(stage) + cut_words(stage) == []
    stage.tab_to("Time to answer")
    stage.press("Right")
    stage.tab_to("Team")
    stage.press("Right")
    stage.tab_to("Name")
    stage.press("Backspace")
    stage.press("Enter")
    stage.arrive(DeskScene)
    who = {"player": "p0"}
    assert desk.orders == [
        ("extra_time", {**who, "factor": 1.5}), ("team", {**who, "team": 2}), ("rename", {**who, "name": "Kelp Sea"}),
    ]  # fmt: skip


def test_a_name_that_is_wished_for_is_agreed_to(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, TEAMS)
    stage.tab_to("Players")
    stage.press("Down", "Enter")
    stage.arrive(OnePlayer)
    stage.press("A")
    stage.arrive(DeskScene)
    assert desk.orders == [("approve", {"player": "p0", "on": True})]


def setup_of(stage: Stage) -> SetupScene:
    stage.press("C")
    return stage.arrive(SetupScene)


def sent(desk: MadeUpDesk) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for op, what in desk.orders:
        assert op == "setup"
        changes.update(what["setup"])
    return changes


def test_every_part_of_the_set_up_can_be_chosen_by_keyboard(stage: Stage, desk: MadeUpDesk) -> None:
    setup_of(stage)
    stage.tab_to("Skill")
    stage.press("Down")
    stage.tab_to("Music")
    stage.press("Down", "Space", "Down", "Space")
    stage.tab_to("Size from")
    stage.press("Left")
    stage.tab_to("Size to")
    stage.press("Right")
    for label in ("Rounds", "Time to guess", "Time to revise", "Sound", "Truth stays", "Teams", "Names",
                  "Bonus for speed", "Board"):  # fmt: skip
        stage.tab_to(label)
        stage.press("Right")
    stage.tab_to("The AI")
    stage.press("Right", "Right")
    stage.wait(0.3)
    start = SKILLS["eq.cut_freq"].cue_start
    assert sent(desk) == {
        "skill": "eq.cut_freq", "cue_from": start - 0.5, "cue_to": start + 0.5, "sources": ("s0", "s1"), "rounds": 12,
        "guess_s": 60.0, "revise_s": 30.0, "mode": "headphones", "reveal_s": 8.0, "teams": 2, "names": "own",
        "bonus": True, "board": False, "ai": False, "pace": "own",
    }  # fmt: skip
    assert faults(stage) == []
    stage.press("Esc")
    stage.arrive(DeskScene)


def test_a_change_just_before_leaving_is_sent(stage: Stage, desk: MadeUpDesk) -> None:
    setup_of(stage)
    stage.tab_to("Rounds")
    stage.at_once("Right", "Esc")
    stage.arrive(DeskScene)
    assert sent(desk) == {"rounds": 12}


def test_what_the_page_changes_is_shown(stage: Stage, desk: MadeUpDesk) -> None:
    scene = setup_of(stage)
    desk.now = replace(LOBBY, setup=replace(RULES, rounds=5, sources=("s2",)))
    stage.wait(1.2)
    assert scene.rules.rounds == 5
    assert stage.tab_to("Rounds").value_text == "5"
    music = next(widget for widget in scene.tree.walk() if isinstance(widget, TickList))
    assert music.ticked == {2}


def test_the_set_up_is_fixed_while_it_runs(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, GUESS)
    button = next(
        one for one in stage.scene.tree.walk() if isinstance(one, Button) and one.label == "Change the set-up"
    )
    assert button.why_not == "Fixed while it runs"


def test_names_and_clock_move_without_a_new_screen(stage: Stage, desk: MadeUpDesk) -> None:
    scene = show(stage, desk, GUESS)
    widgets = scene.tree.widgets
    stage.tab_to("Players")
    stage.press("Down")
    everybody = tuple(replace(one, answered=True, here=True) for one in PEOPLE)
    show(stage, desk, replace(GUESS, left_s=3.2, answered=14, people=everybody))
    assert scene.tree.widgets is widgets
    assert stage.says("0:04")
    assert stage.says("14 of 14 answered")
    players = stage.find("Players")
    assert isinstance(players, ListBox)
    assert players.chosen == 0
    assert {note for _, note in players.rows} == {"answered", "answered, \u00d7 1.5"}


def test_the_focus_stays_where_the_screen_is_built_again(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, GUESS)
    stage.tab_to("Pause")
    show(stage, desk, replace(GUESS, playing="A"))
    assert stage.scene.tree.focus is not None
    assert stage.scene.tree.focus.label == "Pause"


def test_a_host_that_ended_is_told(stage: Stage, desk: MadeUpDesk) -> None:
    show(stage, desk, STATES["gone"])
    assert stage.says("The host is gone")
    stage.press("Enter")
    scene = stage.arrive(ClassScene)
    assert scene.desk is None
    assert stage.says("The host has ended")


def test_what_was_refused_is_told(stage: Stage, desk: MadeUpDesk) -> None:
    said = "sources must be among those of `own-ears sources`"
    show(stage, desk, replace(LOBBY, says=said))
    assert stage.find(said).role == "alert"
    assert faults(stage) == []
    setup_of(stage)
    stage.wait(0.1)
    assert stage.find(said).role == "alert"
    assert faults(stage) == []


@pytest.mark.parametrize("name", STATES)
def test_tab_reaches_everything_and_all_has_a_name_of_its_own(stage: Stage, desk: MadeUpDesk, name: str) -> None:
    scene = show(stage, desk, STATES[name])
    wanted = [widget for widget in scene.tree.walk() if widget.focusable and widget.enabled]
    reached = []
    for _ in wanted:
        stage.press("Tab")
        reached.append(scene.tree.focus)
    assert reached == wanted
    labels = [widget.label for widget in wanted]
    assert len(set(labels)) == len(labels)
    assert "" not in labels


@pytest.mark.parametrize("name", STATES)
def test_nothing_overlaps_or_is_cut_off(stage: Stage, desk: MadeUpDesk, name: str) -> None:
    show(stage, desk, STATES[name])
    assert faults(stage) == []
    stage.press("F1")
    stage.arrive(Help)
    assert panel_faults(stage) == []


@pytest.mark.parametrize("factor", [0.75, 1.5, 2.0])
def test_it_fits_in_every_size(stage: Stage, desk: MadeUpDesk, factor: float) -> None:
    look = stage.app.settings
    stage.app.change(replace(look, factor=factor))
    for seen in (LOBBY, GUESS, REVEAL, FINISHED):
        show(stage, desk, seen)
        assert faults(stage) == []
    show(stage, desk, LOBBY)
    setup_of(stage)
    assert faults(stage) == []
