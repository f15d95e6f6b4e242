"""Today: the plan, one key away from its next block, and what your ears can do, in units."""

from functools import partial
from typing import Final

from game.core.facts import Skill
from game.core.skills import SKILLS
from game.learn.planner import BLOCKS, Planned
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.ability_map import AbilityMap
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.class_room import ClassScene
from game.screens.scenes.learn import LearnScene
from game.screens.scenes.mirror import MirrorScene
from game.screens.scenes.music import MusicScene
from game.screens.scenes.places import Place, Wish
from game.screens.scenes.practice import PracticeScene, paint_days
from game.screens.scenes.progress import ProgressScene
from game.screens.scenes.score_card import ScoreCardScene
from game.screens.scenes.skill_picture import paint_skill
from game.screens.scenes.starting import StartingPlace
from game.screens.theme import XL, XS, L, S
from game.screens.widgets.base import Card, Picture, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import BlockProgress
from game.session import check_up
from game.session.block import Block
from game.session.check_up import next_form
from game.session.practice import BLOCK_ROUNDS, SOLO_FIRST, mode_of
from game.session.standing import say_plan, say_why, share_of_ai, standing

CARD_W: Final = 432.0
MOST_MARKS: Final = 24
HEADING_BESIDE: Final = {1: 896.0, 2: 568.0}
"""How wide the line under the heading may be beside so many buttons."""
LONGEST_TITLE: Final = 20
NO_NUMBERS: Final = "No numbers yet. Twelve rounds of a skill are enough for its first one."


class HomeScene(StartingPlace):
    """The screen that a player starts from and comes back to. `rounds` is the length of a block."""

    title = "Today"
    here = "Today"

    def __init__(self, adapters: Adapters, *, rounds: int = BLOCK_ROUNDS) -> None:
        super().__init__(adapters, rounds=rounds, home=self)
        self._skills: dict[str, Skill] = {}
        self._scenes: dict[Place, Scene] = {}

    def scene_of(self, place: Place) -> Scene:
        """Return the scene of a place."""
        if place == "Today":
            return self
        if place not in self._scenes:
            self._scenes[place] = self._made(place)
        return self._scenes[place]

    def take_file(self, path: str) -> Scene:
        """Begin to take a file into one's own music; return the scene that shows it."""
        scene = self.scene_of("Music")
        if isinstance(scene, MusicScene):
            scene.take_file(path)
        return scene

    def _made(self, place: Place) -> Scene:
        if place == "Practice":
            return PracticeScene(self.to, rounds=self.rounds, home=self)
        if place == "Learn":
            return LearnScene(self.to, rounds=self.rounds, home=self)
        if place == "Music":
            return MusicScene(self.to, rounds=self.rounds, home=self)
        if place == "Progress":
            return ProgressScene(self.to, rounds=self.rounds, home=self)
        if place == "Mirror":
            return MirrorScene(self.to, rounds=self.rounds, home=self)
        if place == "Class":
            return ClassScene(self.to, rounds=self.rounds, home=self)
        return ScoreCardScene(self.to, rounds=self.rounds, home=self)

    # ---- what is on the screen

    def entered(self) -> None:
        """Plan the day again: a block may have been played."""
        super().entered()
        to, self.fault = self.to, ""
        self._skills = dict(to.log.find_skills(self.player_id))
        self._task = to.assigned(self.player_id)
        self.where = standing(self._skills, to.log.find_sittings(self.player_id), now=to.local_now())
        self.build()

    def build(self) -> None:
        """Lay out today's plan and what the ears can do."""
        trouble = self.trouble()
        beside = (*self._check_up(), *self._given()) if self.audible else ()
        wide = frame.heading_width(audible=self.audible) if not beside else HEADING_BESIDE[len(beside)]
        days = Picture(Rect(968, 176, 256, 160), self._paint_days, label="Own-ear days",
                       value=f"{self.where.streak} in a row")  # fmt: skip
        self.abilities = AbilityMap(Rect(56, 432, 1168, 224), abilities=self.where.abilities, on_open=self._open)
        self.tree.replace(
            frame.group(
                self.bar(),
                Words(Rect(32, 80, 560, 40), "Today", size=XL, colour="ink", face="semibold"),
                Words(Rect(32, 120, wide, 21), self.line(), size=S),
                trouble,
                beside,
                self._block_card(0),
                self._block_card(1),
                Card(Rect(944, 160, 304, 192), children=(days,)),
                self._map_card(),
                frame.foot(
                    ("Enter", "start the next block"),
                    ("2", "the one after it"),
                    ("F", "choose a block"),
                    ("P", "progress"),
                    ("M", "mirror"),
                    ("F1", "keys"),
                ),
            )
        )

    def greeting(self) -> str:
        """Say how far the day's plan is."""
        return say_plan(self.where)

    def _check_up(self) -> tuple[Button, ...]:
        if not self.where.plan.check_up:
            return ()
        return (
            Button(Rect(944, 88, 304, 40), "Weekly check-up, 20 alone", key="K", on_press=self._start_check_up,
                   tooltip="The same questions for everybody"),
        )  # fmt: skip

    def _given(self) -> tuple[Button, ...]:
        """Return the button of work from a teacher, left of the check-up where both are there."""
        task = self._task
        if task is None:
            return ()
        x = 624 if self.where.plan.check_up else 944
        given, due = task.assignment, task.assignment.due_at.astimezone()
        title = (
            given.title
            if len(given.title) <= LONGEST_TITLE
            else f"{given.title[: LONGEST_TITLE - 1]}\N{HORIZONTAL ELLIPSIS}"
        )
        return (
            Button(Rect(x, 88, 304, 40), f"{title}: {task.done} of {given.rounds}", key="G", on_press=self._start_given,
                   tooltip=f"From your teacher, until {due.day} {due:%B}"),
        )  # fmt: skip

    def _block_card(self, number: int) -> Card:
        planned = self.where.plan.blocks[number]
        x = 32 + number * (CARD_W + 24)
        spec = SKILLS[planned.skill_id]
        block = self._block(planned)
        solo = [self._alone(planned) or mode_of(block, trial=trial) == "solo" for trial in range(self.rounds)]
        count = self.where.done + number + 1
        name = f"Block {count} of {BLOCKS}" if count <= BLOCKS else "Extra block"
        why = say_why(planned, self._skills.get(planned.skill_id), now=self.to.clock())
        marks = BlockProgress(Rect(x + 24, 264, CARD_W - 48, 16), solo=solo, counted=False)
        marks.visible = self.rounds <= MOST_MARKS
        paint = partial(paint_skill, skill_id=spec.skill_id)
        picture = Picture(Rect(x + CARD_W - 144, 200, 120, 56), paint, label=spec.asks)
        start = Button(
            Rect(x + 24, 296, 144, 40),
            "Start",
            kind="plain" if number else "primary",
            key="2" if number else "Enter",
            on_press=(lambda: self._start(1)) if number else (lambda: self._start(0)),
        )
        start.tooltip = f"{spec.title} ({start.key_name})"
        return Card(
            Rect(x, 160, CARD_W, 192),
            children=(
                Words(Rect(x + 24, 176, 136, 18), name, size=XS, face="medium"),
                Words(Rect(x + CARD_W - 264, 176, 240, 18), f"{self.rounds} rounds, at most 12 minutes", size=XS,
                      align="right"),
                Words(Rect(x + 24, 202, CARD_W - 176, 28), spec.title, size=L, colour="ink", face="semibold"),
                Words(Rect(x + 24, 232, CARD_W - 176, 21), why),
                marks,
                picture,
                start,
                Words(Rect(x + 184, 309, CARD_W - 208, 18), self._company(planned, solo), size=XS, align="right"),
            ),
        )  # fmt: skip

    def _alone(self, planned: Planned) -> bool:
        return self.where.plan.solo_day or not self.to.listener.answers(planned.skill_id)

    def _company(self, planned: Planned, solo: list[bool]) -> str:
        if self.where.plan.solo_day:
            return "alone: today is without the AI"
        if self._alone(planned):
            return "yours alone"
        return "alone" if all(solo) else f"{SOLO_FIRST} alone, then with the AI"

    def _map_card(self) -> Card:
        legend = Picture(Rect(560, 388, 664, 24), _paint_legend, label="What the marks mean")
        if self.where.new:
            legend = Picture(Rect(560, 388, 664, 24), _paint_no_numbers, label="No numbers yet", value=NO_NUMBERS)
        title = Words(Rect(56, 392, 480, 24), "What your ears can do", size=16, colour="ink", face="semibold")
        return Card(Rect(32, 376, 1216, 288), children=(title, legend, self.abilities))

    def _paint_days(self, canvas: Canvas, rect: Rect) -> None:
        paint_days(canvas, rect, days=self.where.days, today=self.where.today)

    # ---- what the player does

    def _open(self, index: int) -> None:
        scene = self.scene_of("Progress")
        if isinstance(scene, ProgressScene):
            scene.skill_id = self.where.abilities[index].skill_id
        self.next_scene = scene

    def _wish(self, planned: Planned) -> Wish:
        return Wish(
            planned.skill_id,
            cue=None,
            rounds=self.rounds,
            assisted=not self.where.plan.solo_day,
            ai_share=share_of_ai(self.where, planned.skill_id),
        )

    def _block(self, planned: Planned) -> Block:
        """Return a block like the planned one, to show which of its rounds are solo."""
        wish = self._wish(planned)
        return Block(
            session_id="", player_id="", skill_id=wish.skill_id, cue=None, seed=0, rounds=wish.rounds,
            assisted=wish.assisted, app_version="", started_at=self.to.clock(), ai_share=wish.ai_share,
            no_change=self.to.settings.no_change, recall=self.to.settings.recall,
        )  # fmt: skip

    def wish(self) -> Wish:
        """Return the next block of the plan."""
        return self._wish(self.where.plan.blocks[0])

    def _start(self, number: int) -> None:
        self.begin(self._wish(self.where.plan.blocks[number]))

    def _start_check_up(self) -> None:
        skill_id = self.where.plan.check_up[0]
        form = next_form(self.to.log.find_sittings(self.player_id), skill_id=skill_id, player_id=self.player_id)
        self.begin(Wish(skill_id, cue=None, rounds=check_up.ROUNDS, assisted=False, form=form))

    def _start_given(self) -> None:
        if self._task is not None:
            given = self._task.assignment
            self.begin(
                Wish(given.skill_id, cue=None, rounds=self._task.rounds, assisted=given.ai, seed=self._task.seed)
            )


def _paint_no_numbers(canvas: Canvas, rect: Rect) -> None:
    canvas.text(NO_NUMBERS, (rect.right, rect.cy), size=XS, colour="muted", align="right", on="mid")


def _paint_legend(canvas: Canvas, rect: Rect) -> None:
    words = "now, inside its 9-in-10 range. Further right is finer."
    x = rect.right - canvas.type.width(words, size=XS)
    canvas.text(words, (x, rect.cy), size=XS, colour="muted", on="mid")
    canvas.disc((x - 13, rect.cy), 4.5, fill="ink")
    x -= 40 + canvas.type.width("where you began", size=XS)
    canvas.text("where you began", (x, rect.cy), size=XS, colour="muted", on="mid")
    canvas.disc((x - 13, rect.cy), 3.5, line="ink", lw=1.5)
