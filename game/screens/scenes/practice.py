"""Practice: choose any block and start, and see what you have done."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from game.core.facts import Commit, Skill
from game.core.skills import SKILLS, SkillSpec
from game.learn.tracker import label
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.places import Places, Wish
from game.screens.scenes.run import family_of
from game.screens.scenes.skill_map import Cell, SkillMap
from game.screens.scenes.starting import StartingPlace
from game.screens.theme import XL, XS, XXL, L, S
from game.screens.type import rich, true_minus
from game.screens.widgets.base import Card, Picture, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.sliders import Slider
from game.session.history import SkillHistory, days_in_a_row, own_ear_days, skill_history
from game.session.standing import FEW_ROUNDS
from game.session.wording_skills import asked, say_size

WEEK: Final = "MTWTFSS"
FAMILIES: Final = {"eq": "EQ", "comp": "Compression", "time": "Timing", "mix": "Mix"}
"""Families by the first part of a skill's id, from left to right."""
SKILL_IDS: Final = tuple(skill_id for family in FAMILIES for skill_id in SKILLS if family_of(skill_id) == family)
"""All skills, family by family."""
TICK_STEP: Final = 16.0


class PracticeScene(StartingPlace):
    """Any block, chosen by hand. `rounds` is the length of a block."""

    title = "Practice"
    here = "Practice"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self.skill_id = SKILL_IDS[0]
        self.cue = SKILLS[self.skill_id].cue_start
        self.alone = False
        self._commits: Sequence[Commit] = ()
        self._skills: Mapping[str, Skill] = {}
        self._days: frozenset[date] = frozenset()
        self._cues: dict[str, float | None] = {}
        self.wanted = ""

    # ---- what is on the screen

    def entered(self) -> None:
        """Read the log again: a block may have been played."""
        super().entered()
        to, self.fault = self.to, ""
        sittings = to.log.find_sittings(self.player_id)
        self._skills = to.log.find_skills(self.player_id)
        self._days = own_ear_days(sittings, now=to.local_now())
        self._cues = {one.skill_id: one.cue for one in sittings}
        if sittings or self.wanted:
            self.skill_id = self.wanted or sittings[-1].skill_id
        self.cue = self._suitable(self.skill_id)
        self.wanted = ""
        self.build()
        to.jobs.start("history", lambda: to.log.find_commits(self.player_id), then=self._take)

    def _suitable(self, skill_id: str) -> float:
        """Return the size of change to begin with: the last that was chosen, or one that is heard 3 times in 4."""
        spec, skill, chosen = SKILLS[skill_id], self._skills.get(skill_id), self._cues.get(skill_id)
        if chosen is not None or skill is None:
            return spec.cue_start if chosen is None else chosen
        size = step_of(spec) * round(skill.level_75 / step_of(spec))
        return min(max(float(f"{size:.6g}"), spec.cue_hardest), spec.cue_easiest)

    def _placed(self) -> bool:
        """Tell whether the sizes of the last block were placed by the tracker."""
        return self._cues.get(self.skill_id, 0.0) is None

    def _take(self, commits: Sequence[Commit]) -> None:
        """Tell of the rounds that were played, once they are read."""
        self._commits = commits
        focused, by_keyboard = self.tree.focus, self.tree.by_keyboard
        label = "" if focused is None else focused.label
        self.build()
        if focused is not None:
            self.tree.focus_on(self.tree.find(label), by_keyboard=by_keyboard)

    def build(self) -> None:
        """Lay out the block, the days and the skills."""
        trouble = self.trouble()
        self.tree.replace(
            frame.group(
                self.bar(),
                Words(Rect(32, 80, 640, 40), "Practice", size=XL, colour="ink", face="semibold"),
                Words(Rect(32, 120, frame.heading_width(audible=self.audible), 21), self.line(), size=S),
                trouble,
                self._block_card(),
                self._days_card(),
                self._map_card(),
                frame.foot(
                    ("Enter", "start"),
                    ("1 2 3 4", "skill"),
                    ("Left Right", "size"),
                    ("T", "today"),
                    ("P", "progress"),
                    ("F1", "keys"),
                ),
            ),
            ambient=self._size,
        )

    def greeting(self) -> str:
        """Say what a block takes."""
        return "One block, about ten minutes. Headphones on."

    def _block_card(self) -> Card:
        spec = SKILLS[self.skill_id]
        self._history = skill_history(self._commits, self.skill_id, placed=self._placed())
        self._size = self._size_slider(spec)
        company = Choice(
            Rect(432, 296, 304, 40),
            "Company",
            options=("AI after six", "All alone"),
            chosen=int(self.alone or not self._joins(spec)),
            on_choose=self._company,
            keys=(),
            why_not="" if self._joins(spec) else "This one is yours alone",
        )
        start = Button(
            Rect(752, 296, 144, 40), "Start", kind="primary", key="Enter", on_press=lambda: self.begin(self.wish())
        )
        head = Picture(Rect(56, 172, 840, 20), self._paint_block_head, label="Next block", value=self._length())
        title = Words(Rect(56, 198, 840, 24), spec.title, size=L, colour="ink", face="semibold")
        asks = Words(Rect(56, 228, 840, 20), spec.asks)
        done = Picture(Rect(56, 254, 840, 24), self._paint_done, label="So far", value=self._done_text())
        return Card(Rect(32, 160, 888, 192), children=(head, title, asks, done, self._size, company, start))

    def _joins(self, spec: SkillSpec) -> bool:
        """Tell whether the AI can sit in on this skill."""
        return self.to.listener.answers(spec.skill_id)

    def _size_slider(self, spec: SkillSpec) -> Slider:
        label = "Counts as right" if spec.tol is None else "Size of change"
        return Slider(
            Rect(56, 300, 352, 32),
            label,
            value=self.cue,
            lo=spec.cue_hardest,
            hi=spec.cue_easiest,
            step=step_of(spec),
            text_of=lambda value: f"{value:g} {spec.unit}",
            on_change=self._sized,
            label_w=120,
            value_w=64,
        )

    def _length(self) -> str:
        return f"{self.rounds} rounds, at most 12 minutes"

    def _days_card(self) -> Card:
        rect = Rect(944, 160, 304, 192)
        return Card(
            rect,
            children=(
                Picture(Rect(968, 176, 256, 160), self._paint_days, label="Own-ear days", value=self._days_text()),
            ),
        )

    def _map_card(self) -> Card:
        columns = [
            (name, [self._cell(skill_id) for skill_id in SKILL_IDS if family_of(skill_id) == family])
            for family, name in FAMILIES.items()
        ]
        self._map = SkillMap(
            Rect(48, 392, 1184, 264),
            "Skill",
            columns=[column for column in columns if column[1]],
            chosen=SKILL_IDS.index(self.skill_id),
            on_choose=self._choose,
        )
        return Card(Rect(32, 376, 1216, 288), children=(self._map,))

    def _cell(self, skill_id: str) -> Cell:
        skill, spec = self._skills.get(skill_id), SKILLS[skill_id]
        if skill is None:
            return Cell(spec.title, "no rounds yet")
        how = label(skill.theta_sd)
        if how == "measuring" or skill.attempts < FEW_ROUNDS:
            return Cell(spec.title, f"{skill.attempts} {'round' if skill.attempts == 1 else 'rounds'}, measuring")
        beyond = "beyond " if skill.level_75 > spec.cue_easiest else ""
        return Cell(spec.title, true_minus(f"{beyond}{say_size(skill_id, asked(skill_id, skill.level_75))}, {how}"))

    # ---- paint

    def _paint_block_head(self, canvas: Canvas, rect: Rect) -> None:
        canvas.text("Next block", (rect.x, rect.cy), size=XS, colour="muted", face="medium", on="mid")
        canvas.text(self._length(), (rect.right, rect.cy), size=XS, colour="muted", align="right", on="mid")

    def _is_being_read(self) -> bool:
        return self._history.last_cue is None and self.skill_id in self._cues

    def _done_text(self) -> str:
        if self._is_being_read():
            return ""
        return _history_text(self._history, SKILLS[self.skill_id], placed=self._placed())

    def _paint_done(self, canvas: Canvas, rect: Rect) -> None:
        if self._is_being_read():
            return
        history, spec = self._history, SKILLS[self.skill_id]
        x = rect.x
        if history.rounds_counted:
            words = f"**{history.hits} of {history.rounds_counted}** right by ear.  "
            x += canvas.runs(rich(words, colour="muted"), (x, rect.cy), size=XS, on="mid")
        canvas.text(_detail(history, spec, placed=self._placed()), (x, rect.cy), size=XS, colour="muted", on="mid")
        for index, right in enumerate(reversed(history.recent)):
            mark = marks.tick if right else marks.cross
            mark(canvas, (rect.right - 8 - TICK_STEP * index, rect.cy), r=5.0, colour="ink" if right else "muted")

    def _days_text(self) -> str:
        return f"{days_in_a_row(self._days, today=self.to.local_now().date())} in a row"

    def _paint_days(self, canvas: Canvas, rect: Rect) -> None:
        paint_days(canvas, rect, days=self._days, today=self.to.local_now().date())

    # ---- what the player does

    def _choose(self, index: int) -> None:
        focused, by_keyboard = self.tree.focus is self._map, self.tree.by_keyboard
        self.skill_id = SKILL_IDS[index]
        self.cue = self._suitable(self.skill_id)
        self.build()
        if focused:
            self.tree.focus_on(self._map, by_keyboard=by_keyboard)

    def _sized(self, value: float) -> None:
        self.cue = value

    def _company(self, index: int) -> None:
        self.alone = index == 1

    def wish(self) -> Wish:
        """Return the block that is chosen."""
        return Wish(self.skill_id, self.cue, self.rounds, assisted=not self.alone)

    def _start(self) -> None:
        self.begin(self.wish())


def paint_days(canvas: Canvas, rect: Rect, *, days: frozenset[date], today: date) -> None:
    """Paint on which of the last seven days the player answered before any advice, and how many there are in a row."""
    canvas.text("Own-ear days", (rect.x, rect.y + 8), size=XS, colour="muted", face="medium", on="mid")
    wide = canvas.text(str(days_in_a_row(days, today=today)), (rect.x, rect.y + 62), size=XXL, face="semibold")
    canvas.text("in a row", (rect.x + wide + 8, rect.y + 62), size=S, colour="muted")
    canvas.text("Days you answered before any advice.", (rect.x, rect.y + 88), size=XS, colour="muted")
    for index in range(7):
        day = today - timedelta(days=6 - index)
        x, y = rect.x + 12 + index * 38, rect.y + 120
        if day in days:
            canvas.disc((x, y), 8, fill="ink")
        else:
            canvas.disc((x, y), 7.5, line="ink" if day == today else "edge", lw=2.0 if day == today else 1.5)
        canvas.text(WEEK[day.weekday()], (x, y + 28), size=XS, colour="ink" if day == today else "muted",
                    face="medium", align="centre", on="mid")  # fmt: skip


def step_of(spec: SkillSpec) -> float:
    """Return the step of a slider over a skill's sizes: fine where they reach far down."""
    return 0.1 if spec.cue_hardest < 0.5 else 0.5 if spec.cue_easiest < 40 else 1.0


def _at(cue: float, spec: SkillSpec) -> str:
    return f"{'within' if spec.tol is None else 'at'} {cue:g} {spec.unit}"


def _detail(history: SkillHistory, spec: SkillSpec, *, placed: bool) -> str:
    if history.last_cue is None:
        return "No rounds yet."
    if placed:
        return f"The latest, at sizes that suit you. {history.rounds} rounds in all."
    size = _at(history.last_cue, spec)
    size = size[0].upper() + size[1:]
    if history.error_median is None or history.error_unit == "wrong":
        return f"{size}. {history.rounds} rounds in all."
    return f"{size}, typically {history.error_median:.2g} {history.error_unit} off. {history.rounds} rounds in all."


def _history_text(history: SkillHistory, spec: SkillSpec, *, placed: bool) -> str:
    counted = f"{history.hits} of {history.rounds_counted} right by ear. " if history.rounds_counted else ""
    return f"{counted}{_detail(history, spec, placed=placed)}"
